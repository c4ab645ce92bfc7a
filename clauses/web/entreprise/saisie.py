"""The typed grid: names of the cells, reading of a POST, and the rows as the template draws them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from clauses.rules.saisie import HeuresIllisibles, heures_saisies
from clauses.selectors.entreprise.grille import CelluleGrille, GrilleMois
from clauses.services.brouillons import SaisieLigne
from clauses.services.grille import SaisieLot
from socle.centiemes import ZERO
from socle.presentation import FINE, jour, nombre


@dataclass
class GrilleTapee:
    """What a POST holds: cells ready to save, by lot, and what could not be read, cell by cell."""

    lots: list[SaisieLot] = field(default_factory=list)
    erreurs: dict[str, str] = field(default_factory=dict)
    textes: dict[str, tuple[str, str]] = field(default_factory=dict)


def lire_grille(grille: GrilleMois, donnees: Mapping[str, str]) -> GrilleTapee:
    """Read the modifiable cells that the form sent; unreadable ones are kept as typed, with their sentence."""
    tapee = GrilleTapee()
    revisions = lire_version(donnees.get("version", ""))
    par_lot: dict[Any, list[SaisieLigne]] = {}
    for cellule in grille.cellules:
        if not cellule.modifiable or f"h_{cellule.cle}" not in donnees:
            continue
        textes = (donnees.get(f"h_{cellule.cle}", ""), donnees.get(f"n_{cellule.cle}", ""))
        tapee.textes[cellule.cle] = textes
        try:
            heures, non_travaillees = heures_saisies(*textes)
        except HeuresIllisibles as erreur:
            tapee.erreurs[cellule.cle] = str(erreur)
            continue
        par_lot.setdefault(cellule.colonne.intervention, []).append(
            SaisieLigne(
                contrat=cellule.contrat,
                chantier_id=cellule.colonne.chantier.pk,
                heures=heures,
                non_travaillees=non_travaillees,
            )
        )
    tapee.lots = [
        SaisieLot(e.intervenant, saisies, revisions.get(e.intervenant.uuid, 0)) for e, saisies in par_lot.items()
    ]
    return tapee


def lire_version(texte: str) -> dict[UUID, int]:
    """ "uuid:revision;uuid:revision" as the page carried it; unreadable parts are left out."""
    revisions = {}
    for morceau in texte.split(";"):
        cle, _, revision = morceau.partition(":")
        try:
            revisions[UUID(cle)] = int(revision)
        except ValueError:
            continue
    return revisions


def nombre_sobre(valeur: Decimal | None) -> str:
    """ "151,67", "7,5", "35": as one types it; empty for None."""
    if valeur is None:
        return ""
    entier, _, decimales = f"{valeur:.2f}".partition(".")
    return entier + (f",{decimales.rstrip('0')}" if decimales.strip("0") else "")


def lignes_a_dessiner(grille: GrilleMois, tapee: GrilleTapee | None = None) -> list[dict[str, Any]]:
    """Rows for the template: typed texts when there are some, else what is stored."""
    tapee = tapee or GrilleTapee()
    lignes = []
    for rang, rangee in enumerate(grille.rangees, start=1):
        cellules = [_cellule(grille, c, tapee, str(rangee.personne)) for c in rangee.cellules]
        lignes.append(
            {
                "cle": f"r{rang}",
                "rangee": rangee,
                "contrat": rangee.contrats[0],
                "note": _note(grille, rangee),
                "cellules": cellules,
                "total": nombre(rangee.a_compter),
            }
        )
    return lignes


def _note(grille: GrilleMois, rangee: Any) -> str:
    """What explains the row: kind of contract, its edges inside the month, another employer."""
    mots = []
    for contrat in rangee.contrats:
        texte = contrat.get_type_contrat_display()
        if contrat.debut > grille.mois.premier_jour:
            texte += f" depuis le {jour(contrat.debut, annee=False)}"
        if contrat.fin and contrat.fin < grille.mois.dernier_jour:
            texte += f" jusqu'au {jour(contrat.fin, annee=False)}"
        if contrat.employeur_id != contrat.intervenant.organisation_id:
            texte += f", {contrat.employeur}"
        if texte not in mots:
            mots.append(texte)
    return " ; ".join(mots)


def _cellule(grille: GrilleMois, cellule: CelluleGrille, tapee: GrilleTapee, personne: str) -> dict[str, Any]:
    heures, non_travaillees = tapee.textes.get(
        cellule.cle, (nombre_sobre(cellule.heures), nombre_sobre(cellule.non_travaillees or None))
    )
    ligne = cellule.ligne
    return {
        "cle": cellule.cle,
        "colonne": cellule.colonne.cle,
        "inactive": cellule.contrat is None,
        "modifiable": cellule.modifiable,
        "heures": heures,
        "non_travaillees": non_travaillees,
        "lecture": nombre(cellule.heures) if ligne else "",
        "lecture_nt": nombre(cellule.non_travaillees) if ligne and cellule.non_travaillees else "",
        "erreur": tapee.erreurs.get(cellule.cle, ""),
        "preparee": _preparee(cellule),
        "ligne": ligne,
        # A partner's line is read on the page of its lot: its own page is the partner's.
        "du_partenaire": grille.pour is not None or cellule.colonne.intervention.pour_compte,
        "lot": cellule.colonne.intervention.lot,
        "mot_etat": cellule.mot_etat,
        "renvoyee": cellule.renvoyee,
        "libelle": libelle_de(cellule),
        "personne": personne,
    }


def _preparee(cellule: CelluleGrille) -> str:
    """ "Préparé par Untel : 151,67 h": what the employer of the person says, where it is not what stands here."""
    if not cellule.preparee_autrement or cellule.proposee is None:
        return ""
    proposee = cellule.proposee
    absences = proposee.heures_non_travaillees
    dont = f", dont {nombre_sobre(absences)} non travaillées" if absences else ""
    return f"Préparé par {proposee.contrat.employeur} : {nombre_sobre(proposee.heures)} h{dont}"


def libelle_de(cellule: CelluleGrille) -> str:
    """ "Lot 2", and the site when the lot has several."""
    colonne = cellule.colonne
    texte = f"Lot {colonne.intervention.lot.numero}"
    if colonne.intervention.pour_compte:
        texte += f" pour {colonne.intervention.intervenant.organisation}"
    return f"{texte}, {colonne.chantier}" if colonne.plusieurs_sites else texte


def erreurs_a_dire(grille: GrilleMois, tapee: GrilleTapee) -> list[dict[str, str]]:
    """The summary on top of the page: each unreadable cell, by its person and lot, linked to it."""
    return [
        {"champ": f"{rangee.personne}, {libelle_de(c)}", "cible": f"h_{c.cle}", "texte": tapee.erreurs[c.cle]}
        for rangee in grille.rangees
        for c in rangee.cellules
        if c.cle in tapee.erreurs
    ]


def totaux(grille: GrilleMois) -> dict[str, dict[str, str] | str]:
    """Totals by column, as stored (the page's script follows the typing)."""
    payees: dict[str, Decimal] = {}
    non_travaillees: dict[str, Decimal] = {}
    for c in grille.cellules:
        if c.ligne:
            payees[c.colonne.cle] = payees.get(c.colonne.cle, ZERO) + c.ligne.heures
            non_travaillees[c.colonne.cle] = non_travaillees.get(c.colonne.cle, ZERO) + c.ligne.heures_non_travaillees
    return {
        "payees": {cle: nombre(v) for cle, v in payees.items()},
        "non_travaillees": {cle: nombre(v) for cle, v in non_travaillees.items()},
        "a_compter": nombre(sum(payees.values(), ZERO) - sum(non_travaillees.values(), ZERO)),
    }


@dataclass(frozen=True)
class Divergence:
    """A cell that two people filled differently."""

    cellule: CelluleGrille
    personne: str
    mienne: tuple[str, str]
    stockee: tuple[str, str]

    @property
    def libelle(self) -> str:
        return libelle_de(self.cellule)


def divergences(grille: GrilleMois, tapee: GrilleTapee) -> list[Divergence]:
    """The typed cells that differ from what is stored now."""
    resultat = []
    for rangee in grille.rangees:
        for c in rangee.cellules:
            if c.cle not in tapee.textes:
                continue
            stockee = (nombre_sobre(c.heures), nombre_sobre(c.non_travaillees or None))
            mienne = tapee.textes[c.cle]
            if tuple(t.replace(FINE, "").strip() for t in mienne) != stockee and not _egales(mienne, c):
                resultat.append(Divergence(c, str(rangee.personne), mienne, stockee))
    return resultat


def _egales(textes: tuple[str, str], cellule: CelluleGrille) -> bool:
    try:
        heures, non_travaillees = heures_saisies(*textes)
    except HeuresIllisibles:
        return False
    return (heures, non_travaillees) == (cellule.heures, cellule.non_travaillees or ZERO)
