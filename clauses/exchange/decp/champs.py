"""Reads the fields of a record that need judgement, and names their defects."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from clauses.exchange.decp.defauts import CodeDefaut, Constats
from clauses.exchange.decp.valeurs import (
    duree,
    en_liste,
    est_vide,
    identifiant,
    lire_date,
    montant_vraisemblable,
    nombre,
    plier,
    texte,
)
from clauses.exchange.decp.vocabulaire import ConsiderationSociale, TypeLieu, reconnaitre
from socle.mots import MotLibelle

SEPARATEURS = re.compile(r"[,;|]")
M = TypeVar("M", bound=MotLibelle)
CPV_HUIT = re.compile(r"(?<!\d)(\d{8})(?:-\d)?(?!\d)")
CPV_SEPT = re.compile(r"(?<!\d)(\d{7})(?:-\d)?(?!\d)")
CPV_NORMAL = re.compile(r"\d{8}(?:-\d)?")
MONTANT_FAIBLE = Decimal(100)
TYPES_LARGES = {
    TypeLieu.CODE_DEPARTEMENT,
    TypeLieu.CODE_REGION,
    TypeLieu.CODE_PAYS,
    TypeLieu.CODE_ARRONDISSEMENT,
    TypeLieu.CODE_CANTON,
}


def lire_mot(liste: type[M], valeur: Any, constats: Constats, champ: str) -> tuple[M | None, str]:
    """(word of the official list or None, raw text)."""
    brut = texte(valeur)
    if est_vide(brut) or plier(brut) == "sans objet":
        return None, brut
    mot, exact = reconnaitre(liste, brut)
    if mot is None:
        constats.noter(CodeDefaut.LIBELLE_INCONNU, champ, brut)
    elif not exact:
        constats.noter(CodeDefaut.LIBELLE_CORRIGE, champ, brut)
    return mot, brut


def lire_montant(valeur: Any, constats: Constats) -> tuple[Decimal | None, str]:
    """(amount in euros without tax or None, raw text); fillers are unknown amounts, kept as raw text."""
    brut = texte(valeur)
    if est_vide(brut):
        constats.noter(CodeDefaut.MONTANT_ABSENT, "montant")
        return None, brut
    if nombre(valeur) is None:
        constats.noter(CodeDefaut.MONTANT_ILLISIBLE, "montant", brut)
        return None, brut
    montant = montant_vraisemblable(valeur)
    if montant is None:
        constats.noter(CodeDefaut.MONTANT_FICTIF, "montant", brut)
    elif montant < MONTANT_FAIBLE:
        constats.noter(CodeDefaut.MONTANT_A_VERIFIER, "montant", brut)
    return montant, brut


def lire_mois(valeur: Any, constats: Constats) -> int | None:
    """Duration in months, or None ("NC", 0, text) with its defect."""
    brut = texte(valeur)
    if not brut:
        constats.noter(CodeDefaut.DUREE_ABSENTE, "dureeMois")
        return None
    mois = duree(valeur)
    if mois is None:
        constats.noter(CodeDefaut.DUREE_ILLISIBLE, "dureeMois", brut)
    return mois


def lire_jour(valeur: Any, constats: Constats, champ: str, absence: CodeDefaut | None = None) -> date | None:
    """The day of a date; `absence` is the defect to note when there is none."""
    brut = texte(valeur)
    if est_vide(brut):
        if absence is not None:
            constats.noter(absence, champ)
        return None
    jour = lire_date(brut)
    if jour is None:
        constats.noter(CodeDefaut.DATE_ILLISIBLE, champ, brut)
    elif len(brut) > 10:
        constats.noter(CodeDefaut.DATE_AVEC_FUSEAU, champ, brut)
    return jour


def lire_cpv(valeur: Any, constats: Constats, *, attendu: bool) -> str:
    """CPV of eight digits without its check digit, or ''. Seven digits have lost their leading zero.

    `attendu`: concessions carry no CPV in the schemas, its absence is then no defect.
    """
    brut = texte(valeur)
    if est_vide(brut):
        if attendu:
            constats.noter(CodeDefaut.CPV_ABSENT, "codeCPV")
        return ""
    if CPV_NORMAL.fullmatch(brut):
        return brut[:8]
    trouve = CPV_HUIT.search(brut) or CPV_SEPT.search(brut)
    if trouve is None:
        constats.noter(CodeDefaut.CPV_ILLISIBLE, "codeCPV", brut)
        return ""
    constats.noter(CodeDefaut.CPV_CORRIGE, "codeCPV", brut)
    return trouve[1].zfill(8)


def lire_lieu(plat: dict[str, Any], constats: Constats) -> tuple[str, TypeLieu | None, str, str]:
    """(code, kind of code or None, raw kind, name) of the place of performance. The buyer's seat is never read."""
    code = identifiant(plat.get("lieuexecutioncode")).upper()
    type_brut = texte(plat.get("lieuexecutiontypecode"))
    type_brut = "" if est_vide(type_brut) else type_brut
    nom = texte(plat.get("lieuexecutionnom"))
    nom = "" if est_vide(nom) else nom
    if "\ufffd" in nom:
        constats.noter(CodeDefaut.CARACTERES_PERDUS, "lieuExecution")
    if not code:
        constats.noter(CodeDefaut.LIEU_ABSENT, "lieuExecution")
        return "", None, type_brut, nom
    genre, exact = reconnaitre(TypeLieu, type_brut) if type_brut else (None, False)
    if genre is None:
        constats.noter(CodeDefaut.LIEU_ILLISIBLE, "lieuExecution", f"{code} {type_brut}".strip())
    elif not exact:
        constats.noter(CodeDefaut.LIBELLE_CORRIGE, "lieuExecution", type_brut)
    if genre in (TypeLieu.CODE_POSTAL, TypeLieu.CODE_COMMUNE) and code.isdigit() and len(code) == 4:
        constats.noter(CodeDefaut.IDENTIFIANT_NETTOYE, "lieuExecution", code)
        code = code.zfill(5)
    if genre in TYPES_LARGES:
        constats.noter(CodeDefaut.LIEU_IMPRECIS, "lieuExecution", f"{genre.libelle} {code}")
    return code, genre, type_brut, nom


def lire_considerations(
    valeur: Any, constats: Constats
) -> tuple[tuple[ConsiderationSociale, ...], tuple[str, ...], bool | None]:
    """(words of the list, raw texts, clause declared?).

    The answer is None when nothing, or nothing of the list, is declared: absence is not evidence.
    """
    brutes = textes(valeur, "considerationsociale")
    mots: dict[ConsiderationSociale, None] = {}
    for brut in brutes:
        mot, _ = reconnaitre(ConsiderationSociale, brut)
        if mot is None:
            constats.noter(CodeDefaut.CONSIDERATION_INCONNUE, "considerationsSociales", brut)
        mots[mot or ConsiderationSociale.A_VERIFIER] = None
    if ConsiderationSociale.CLAUSE_SOCIALE in mots:
        clause: bool | None = True
    else:
        clause = False if mots and ConsiderationSociale.A_VERIFIER not in mots else None
    return tuple(mots), brutes, clause


def textes(valeur: Any, singulier: str) -> tuple[str, ...]:
    """The texts of a list field, whatever its wrapping; a table cell joins them with `, ` or `;` or `|`.

    No word of the official lists contains a comma.
    """
    lus: list[str] = []
    for brut in en_liste(valeur, singulier):
        if isinstance(brut, dict):
            continue
        for morceau in SEPARATEURS.split(texte(brut).strip("[]")):
            propre = morceau.strip(" '\"")
            if propre and propre not in lus:
                lus.append(propre)
    return tuple(lus)
