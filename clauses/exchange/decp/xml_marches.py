"""Streams the records of a DECP XML file, 1.x and 2.x, with document types and entities refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, iterparse

from clauses.exchange.decp.enregistrements import FichierIllisible
from clauses.exchange.decp.octets import Contenu
from clauses.exchange.decp.valeurs import cle_canonique
from clauses.exchange.decp.vocabulaire import Sorte

PROFONDEUR_MAXIMALE = 64
ELEMENTS = {"marche": Sorte.MARCHE, "contratconcession": Sorte.CONCESSION}
Brut = tuple[Any, Sorte | None]


def lire_xml(contenu: Contenu) -> Iterator[Brut]:
    """Yield (raw record as a dict, family told by its element's name).

    Repeated children become lists, an empty element becomes ''. Raises FichierIllisible (French) on
    broken XML, on any document type or entity, and when the root holds no contract.
    """
    rang = 0
    pile: list[Element] = []
    dans: Element | None = None
    try:
        for evenement, element in _evenements(contenu):
            if evenement == "start":
                pile.append(element)
                if len(pile) > PROFONDEUR_MAXIMALE:
                    raise FichierIllisible("Le fichier XML emboîte trop de niveaux.")
                if dans is None and _nom(element) in ELEMENTS:
                    dans = element
                elif len(pile) == 1 and _nom(element) != "marches":
                    raise FichierIllisible("Ce fichier XML ne contient pas de liste de marchés.")
                continue
            pile.pop()
            if element is dans:
                dans = None
                rang += 1
                yield _en_valeur(element), ELEMENTS[_nom(element)]
            if dans is None:
                element.clear()
                if pile:
                    pile[-1].remove(element)
    except DefusedXmlException as erreur:
        raise FichierIllisible("Ce fichier XML déclare un type de document ou des entités : refusé.") from erreur
    except (ParseError, UnicodeError, LookupError, ValueError) as erreur:
        suite = f"après l'enregistrement n° {rang}" if rang else "dès le début"
        raise FichierIllisible(f"Le fichier XML est abîmé ou incomplet ({suite}).") from erreur


def _evenements(contenu: Contenu) -> Iterator[tuple[str, Element]]:
    """Start and end events; bytes that are not UTF-8 are read as Windows-1252 unless declared otherwise."""
    declare = contenu.flux.read(200)
    contenu.flux.seek(0)
    en_cp1252 = contenu.encodage == "cp1252" and (b"encoding" not in declare or b"utf-8" in declare.lower())
    parseur = DefusedXMLParser(
        encoding="cp1252" if en_cp1252 else None, forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    return iterparse(contenu.flux, events=("start", "end"), parser=parseur)


def _nom(element: Element) -> str:
    return cle_canonique(str(element.tag).rsplit("}", 1)[-1])


def _en_valeur(element: Element) -> Any:
    if not len(element):
        return (element.text or "").strip()
    resultat: dict[str, Any] = {}
    for enfant in element:
        nom = str(enfant.tag).rsplit("}", 1)[-1]
        valeur = _en_valeur(enfant)
        if nom not in resultat:
            resultat[nom] = valeur
        elif isinstance(resultat[nom], list):
            resultat[nom].append(valeur)
        else:
            resultat[nom] = [resultat[nom], valeur]
    return resultat
