"""The référentiels as shipped, as the rule reads them; proofs and hirings in a few words."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from config.reference import lecture
from parcours.rules.eligibilite import Apports, Embauche, FaitsCritere, FaitsReferentiel, Preuve
from parcours.rules.pass_iae import PassIae
from parcours.rules.residence import QuartierSitue

_NOMS = {r["code"]: r["nom"] for r in lecture.lire_json("referentiels.json")}
_CHAMPS = [champ.name for champ in fields(FaitsCritere)]


def un_referentiel_livre(code: str) -> FaitsReferentiel:
    """A référentiel of the reference data, with its criteria and how many of level 2 it asks."""
    criteres = {
        c.code: FaitsCritere(**{nom: getattr(c, nom) for nom in _CHAMPS})
        for c in lecture.criteres()
        if c.referentiel == code
    }
    return FaitsReferentiel(code, _NOMS[code], criteres, lecture.cumuls().get(code, {}))


def un_jour(texte: str) -> date:
    """31/12/2023 as a date."""
    jour, mois, annee = texte.split("/")
    return date(int(annee), int(mois), int(jour))


def une_preuve(code: str, datee: str = "", expire: str = "", mois: int | None = None) -> Preuve:
    """A proof; dates written 31/12/2023."""
    return Preuve(code, un_jour(datee) if datee else None, un_jour(expire) if expire else None, mois)


def une_embauche(debut: str, complete: str = "", nee: str = "17/05/1990", employeur: str = "ENTREPRISE") -> Embauche:
    """A hiring whose request was complete that day or, unless told otherwise, on the day of the hiring."""
    return Embauche(
        debut=un_jour(debut),
        demande_complete_le=un_jour(complete or debut),
        date_naissance=un_jour(nee) if nee else None,
        nature_employeur=employeur,
    )


def un_pass(debut: str, fin: str = "", *suspensions: tuple[str, str], numero: str = "999992135866") -> PassIae:
    """A PASS IAE."""
    return PassIae(
        numero,
        un_jour(debut) if debut else None,
        un_jour(fin) if fin else None,
        tuple((un_jour(du), un_jour(au)) for du, au in suspensions),
    )


QP093028 = QuartierSitue(2015, "QP093028", "Franc Moisin")
QN09302M = QuartierSitue(2024, "QN09302M", "Franc Moisin")
HORS_2015, HORS_2024 = QuartierSitue(2015), QuartierSitue(2024)

__all__ = [
    "HORS_2015",
    "HORS_2024",
    "QN09302M",
    "QP093028",
    "Apports",
    "un_jour",
    "un_pass",
    "un_referentiel_livre",
    "une_embauche",
    "une_preuve",
]
