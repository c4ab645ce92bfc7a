"""From sheets to rows: wide tables made long, merged cells filled down, totals left out, every refusal named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from clauses.exchange.heures_tableur.colonnes import Champ
from clauses.exchange.heures_tableur.entete import ColonneVue, Doute, Reglage, Tableau, trouver_tableau
from clauses.exchange.heures_tableur.rangs import RangRefuse, Rangs
from clauses.exchange.heures_tableur.valeurs import masquer, minutes_dominent
from clauses.rules.lecture import Constat, Lecture, Portee, Source
from socle.periodes import Mois
from socle.tableur import Cellule, ClasseurRefuse, Feuille, lire_feuilles

__all__ = ["LectureTableur", "RangRefuse", "lire_feuilles_d_heures", "lire_tableur"]
_FILES = (Champ.CHANTIER, Champ.LOT, Champ.EMPLOYEUR, Champ.CONTRAT, Champ.NOM, Champ.PRENOM, Champ.NOM_PRENOM,
          Champ.NAISSANCE, Champ.MOIS, Champ.ANNEE)  # fmt: skip
"""Columns in which a merged cell holds for all its rows. Never the hours: they would count twice."""


@dataclass(frozen=True)
class LectureTableur:
    """What a workbook says: the shared `lecture`, the rows refused with what could be read, what is in doubt."""

    lecture: Lecture
    refusees: tuple[RangRefuse, ...] = ()
    doutes: frozenset[Doute] = frozenset()
    colonnes: tuple[ColonneVue, ...] = ()
    signature: str = ""
    exemples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def lire_tableur(
    fichier: BinaryIO,
    *,
    jour: date,
    nom: str = "",
    reglages: Mapping[str, Reglage] | None = None,
    mois: Mois | None = None,
) -> LectureTableur:
    """Read a spreadsheet. A file that can't be opened gives a refused `lecture`, never an exception."""
    try:
        feuilles = lire_feuilles(fichier)
    except ClasseurRefuse as refus:
        return LectureTableur(Lecture(constats=(Constat(Portee.REFUS, refus.message),)))
    return lire_feuilles_d_heures(feuilles, jour=jour, nom=nom, reglages=reglages or {}, mois=mois)


def lire_feuilles_d_heures(
    feuilles: list[Feuille],
    *,
    jour: date,
    nom: str = "",
    reglages: Mapping[str, Reglage] | None = None,
    mois: Mois | None = None,
) -> LectureTableur:
    """The same, from sheets already open. `mois`: the month when neither rows nor titles say it."""
    constats: list[Constat] = []
    tableaux: list[Tableau] = []
    for feuille in feuilles:
        if feuille.cachee:
            constats.append(_dit(f"La feuille masquée « {feuille.nom} » n'est pas lue.", feuille))
            continue
        tableau = trouver_tableau(feuille, nom_fichier=nom, reglages=reglages or {})
        if tableau is not None:
            tableaux.append(tableau)
        elif feuille.rangs:
            constats.append(_dit(f"La feuille « {feuille.nom} » ne contient pas de tableau d'heures.", feuille))
    tableaux = _les_surs(tableaux, constats)
    if not tableaux:
        phrase = "Aucun tableau d'heures reconnu : il faut une ligne de titres avec au moins le nom et les heures."
        return LectureTableur(Lecture(constats=(*constats, Constat(Portee.REFUS, phrase))))
    rangs = Rangs(jour=jour, mois=mois)
    doutes: set[Doute] = set()
    for tableau in tableaux:
        _ecarter_criteres(tableau, constats)
        _remplir_fusions(tableau)
        reglage = (reglages or {}).get(tableau.signature, Reglage())
        minutes = reglage.minutes
        if minutes is None and minutes_dominent(list(_cellules_d_heures(tableau))):
            doutes.add(Doute.MINUTES)
        doutes |= tableau.doutes - ({Doute.MOIS} if mois and not tableau.large else set())
        if Doute.COLONNES not in tableau.doutes:
            rangs.lire(tableau, minutes=bool(minutes))
    comptes = Counter(rangs.comptes)
    comptes["feuilles"] = len(tableaux)
    premier = next((t for t in tableaux if t.doutes), tableaux[0])
    return LectureTableur(
        lecture=Lecture(tuple(rangs.lignes), (*constats, *rangs.constats), comptes=dict(comptes)),
        refusees=tuple(rangs.refusees),
        doutes=frozenset(doutes),
        colonnes=premier.colonnes,
        signature=premier.signature,
        exemples=_exemples(premier),
    )


def _dit(phrase: str, feuille: Feuille, rang: int = 0, colonne: str = "") -> Constat:
    return Constat(Portee.INFO, phrase, Source(feuille.nom, rang, colonne))


def _les_surs(tableaux: list[Tableau], constats: list[Constat]) -> list[Tableau]:
    """When a sheet is read without doubt on its columns, sheets that only look like a table are left and named."""
    surs = [t for t in tableaux if Doute.COLONNES not in t.doutes]
    if not surs:
        return tableaux[:1]
    for tableau in tableaux:
        if tableau not in surs:
            nom = tableau.feuille.nom
            constats.append(_dit(f"La feuille « {nom} » ne contient pas de tableau d'heures.", tableau.feuille))
    return surs


def _ecarter_criteres(tableau: Tableau, constats: list[Constat]) -> None:
    """Empty the columns of criteria before anything reads them, and say which."""
    criteres = [c for c in tableau.colonnes if c.champ is Champ.CRITERE]
    if not criteres:
        return
    for rang, cellules in tableau.feuille.rangs:
        if rang > tableau.rang:
            for colonne in criteres:
                if colonne.position < len(cellules):
                    cellules[colonne.position] = None
    noms = ", ".join(f"« {c.nom} »" for c in criteres)
    phrase = f"Colonnes écartées sans être lues : {noms}. La plateforme ne reçoit aucun critère d'éligibilité."
    constats.append(_dit(phrase, tableau.feuille, tableau.rang))


def _remplir_fusions(tableau: Tableau) -> None:
    """The value of a merged cell, in each of its rows, for the columns where that is what the merge means."""
    positions = {c.position for c in tableau.colonnes if c.champ in _FILES}
    par_rang = dict(tableau.feuille.rangs)
    for haut, gauche, bas, droite in tableau.feuille.fusions:
        if gauche not in positions or bas < tableau.rang or bas - haut > 20_000 or droite - gauche > 50:
            continue
        tete = par_rang.get(haut + 1)
        valeur = tete[gauche] if tete and gauche < len(tete) else None
        for rang in range(haut + 2, bas + 2):
            cellules = par_rang.get(rang)
            if valeur is not None and cellules is not None and gauche < len(cellules) and cellules[gauche] is None:
                cellules[gauche] = valeur


def _cellules_d_heures(tableau: Tableau) -> Iterator[Cellule]:
    positions = [c.position for c in tableau.colonnes if c.mois or c.champ is Champ.HEURES]
    for rang, cellules in tableau.feuille.rangs:
        if rang > tableau.rang:
            for position in positions:
                if position < len(cellules):
                    yield cellules[position]


def _exemples(tableau: Tableau) -> dict[str, tuple[str, ...]]:
    """A few values of each column for the mapping screen; none of a criterion (already emptied)."""
    resultat: dict[str, tuple[str, ...]] = {}
    suite = [cellules for rang, cellules in tableau.feuille.rangs if rang > tableau.rang][:8]
    for colonne in tableau.colonnes:
        valeurs = [
            masquer(c[colonne.position]) for c in suite if colonne.position < len(c) and c[colonne.position] is not None
        ]
        resultat[colonne.cle] = tuple(dict.fromkeys(valeurs))[:3]
    return resultat
