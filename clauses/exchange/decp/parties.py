"""Normalises the parts of a record: holders, amendments, subcontracts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from stdnum.fr import siret

from clauses.exchange.decp.colonnes import aplatir
from clauses.exchange.decp.defauts import CodeDefaut, Constats
from clauses.exchange.decp.enregistrements import ActeSousTraitanceDecp, ModificationDecp, TitulaireDecp
from clauses.exchange.decp.valeurs import (
    duree,
    en_liste,
    est_vide,
    identifiant,
    lire_date,
    montant_vraisemblable,
    numero,
    texte,
)
from clauses.exchange.decp.vocabulaire import TypeIdentifiant, reconnaitre

TYPES_OUTRE_MER = {TypeIdentifiant.TAHITI, TypeIdentifiant.RIDET, TypeIdentifiant.FRWF, TypeIdentifiant.IREP}
PERDU = "\ufffd"


@lru_cache(maxsize=65536)
def siret_valide(chiffres: str) -> bool:
    """True for 14 digits with a right check digit (La Poste's own rule included)."""
    return len(chiffres) == 14 and chiffres.isdigit() and siret.is_valid(chiffres)


def completer_siret(brut: str, constats: Constats, champ: str) -> str:
    """Give back the leading zeros that a spreadsheet removed, only when the result is a right SIRET."""
    if brut.isdigit() and 10 <= len(brut) < 14 and siret_valide(brut.zfill(14)):
        constats.noter(CodeDefaut.IDENTIFIANT_NETTOYE, champ, brut)
        return brut.zfill(14)
    return brut


def lire_titulaires(valeur: Any, constats: Constats, champ: str = "titulaires") -> tuple[TitulaireDecp, ...]:
    """Holders in the order of the file, the same company once; defects are noted, nobody is dropped."""
    titulaires: dict[tuple[str, str], TitulaireDecp] = {}
    for brut in en_liste(valeur, "titulaire", "concessionnaire"):
        lu = lire_entreprise(brut, constats, champ)
        if lu is not None:
            titulaires.setdefault((lu.id, "" if lu.id else lu.nom.casefold()), lu)
    return tuple(titulaires.values())


def lire_entreprise(brut: Any, constats: Constats, champ: str) -> TitulaireDecp | None:
    """One company: number, kind of number, name; None when nothing at all is said of it."""
    if not isinstance(brut, dict):
        brut = {"id": brut}
    plat = aplatir(brut)
    origine = plat.get("id")
    code = identifiant(origine)
    if isinstance(origine, str) and code != origine and code:
        constats.noter(CodeDefaut.IDENTIFIANT_NETTOYE, champ, origine)
    nom_brut = plat.get("denominationsociale", plat.get("nom"))
    nom = texte(nom_brut)
    nom = "" if est_vide(nom) else nom
    if not code and not nom:
        return None
    if PERDU in nom:
        constats.noter(CodeDefaut.CARACTERES_PERDUS, champ)
    if nom_brut is not None and not nom:
        constats.noter(CodeDefaut.TITULAIRE_SANS_NOM, champ, code)
    type_brut = texte(plat.get("typeidentifiant"))
    type_brut = "" if est_vide(type_brut) else type_brut
    sorte, exact = reconnaitre(TypeIdentifiant, type_brut) if type_brut else (None, False)
    if type_brut and (sorte is None or not exact or sorte in TYPES_OUTRE_MER):
        constats.noter(CodeDefaut.TYPE_IDENTIFIANT_DOUTEUX, champ, type_brut)
    if sorte in (None, TypeIdentifiant.SIRET):
        code = completer_siret(code, constats, champ)
    valide = _juger(code, sorte)
    if valide is False:
        constats.noter(CodeDefaut.SIRET_A_VERIFIER, champ, code or "vide")
    return TitulaireDecp(code, sorte, type_brut, nom, valide)


def _juger(code: str, sorte: TypeIdentifiant | None) -> bool | None:
    """Is it a right SIRET? None when the number is not meant to be one.

    A kind left out is taken for a SIRET, which short tables mean without saying it.
    """
    if sorte in (None, TypeIdentifiant.SIRET):
        return siret_valide(code)
    return True if siret_valide(code) else None


def lire_modifications(valeur: Any, constats: Constats) -> tuple[ModificationDecp, ...]:
    """Declared amendments, in the order of the file."""
    lues = []
    for brut in en_liste(valeur, "modification"):
        if not isinstance(brut, dict):
            continue
        plat = aplatir(brut)
        objet = texte(plat.get("objetmodification"))
        if PERDU in objet:
            constats.noter(CodeDefaut.CARACTERES_PERDUS, "modifications")
        notification = plat.get("datenotificationmodification", plat.get("datesignaturemodification"))
        lues.append(
            ModificationDecp(
                id=numero(plat.get("id")),
                objet=objet,
                date_notification=lire_date(notification),
                date_publication=lire_date(plat.get("datepublicationdonneesmodification")),
                montant=montant_vraisemblable(plat.get("montant", plat.get("valeurglobale"))),
                duree_mois=duree(plat.get("dureemois")),
                titulaires=lire_titulaires(
                    plat.get("titulaires", plat.get("concessionnaires")), constats, "modifications.titulaires"
                ),
            )
        )
    return tuple(lues)


def lire_actes(actes: Any, changements: Any, constats: Constats) -> tuple[ActeSousTraitanceDecp, ...]:
    """Declared subcontracts, then their declared changes."""
    lus = [_lire_acte(b, constats, modification=False) for b in en_liste(actes, "actesoustraitance")]
    lus += [_lire_acte(b, constats, modification=True) for b in en_liste(changements, "modificationactesoustraitance")]
    return tuple(acte for acte in lus if acte is not None)


def _lire_acte(brut: Any, constats: Constats, *, modification: bool) -> ActeSousTraitanceDecp | None:
    if not isinstance(brut, dict):
        return None
    plat = aplatir(brut)
    firme = plat.get("soustraitant")
    champ = "actesSousTraitance"
    notification = plat.get("datenotification", plat.get("datenotificationmodificationsoustraitance"))
    return ActeSousTraitanceDecp(
        id=numero(plat.get("id")),
        sous_traitant=lire_entreprise(firme, constats, champ) if firme else None,
        montant=montant_vraisemblable(plat.get("montant")),
        duree_mois=duree(plat.get("dureemois")),
        date_notification=lire_date(notification),
        date_publication=lire_date(plat.get("datepublicationdonnees")),
        variation_prix=texte(plat.get("variationprix")),
        modification=modification,
    )
