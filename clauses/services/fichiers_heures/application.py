"""The lines kept are written: drafts by the service of the grid, validated months by a complémentaire. One transaction.

What is stored is read again under the import's lock and compared with what the person was shown: nobody replaces
hours he has not seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from clauses.models import Declaration, FichierHeures, LigneFichier, LigneHeures
from clauses.rules.proposition_tableur import (
    ENREGISTRABLES,
    DecisionLigne,
    EtatFichier,
    LigneEnPlace,
    SorteLigne,
    juger,
)
from clauses.rules.vocabulaire import OrigineLigne
from clauses.services import grille
from clauses.services.brouillons import SaisieLigne, SaisieMois, enregistrer_brouillons, ouvrir_plusieurs
from clauses.services.fichiers_heures.decisions import verrouiller
from clauses.services.fichiers_heures.faits import Faits, charger
from clauses.services.preparation import SaisiePreparee, preparer
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.erreurs import ConflitEcriture
from socle.horloge import maintenant
from socle.periodes import Mois

CHANGEES = (
    "Des heures ont changé depuis la lecture du fichier : les lignes concernées sont mises à jour, relisez-les "
    "avant d'enregistrer."
)


@dataclass(frozen=True)
class BilanImport:
    """What was written: months touched (oldest first), lines in drafts, lines corrected by complémentaire, lines
    prepared for the firms to which the person is lent."""

    mois: tuple[Mois, ...] = ()
    brouillons: int = 0
    corrections: int = 0
    laissees: int = 0
    preparees: int = 0


def appliquer(*, acteur: Acteur, importation: FichierHeures) -> BilanImport:
    """Write the kept lines; raises ConflitEcriture (after showing the new values) when something moved meanwhile."""
    bilan = _appliquer(acteur, importation)
    if bilan is None:
        raise ConflitEcriture(CHANGEES)
    return bilan


def _mettre_a_jour(lignes: list[LigneFichier], faits: Faits) -> int:
    changees = []
    for ligne in lignes:
        en_place = _en_place(faits, ligne)
        vues = (ligne.heures_avant, ligne.non_travaillees_avant)
        actuelles = (en_place.heures, en_place.non_travaillees) if en_place else (None, None)
        jugement = juger(ligne.heures or ZERO, ligne.non_travaillees, en_place)
        if vues == actuelles and jugement.sorte == ligne.sorte:
            continue
        if ligne.contrat_id not in faits.contrats:
            ligne.sorte, ligne.phrase = SorteLigne.SANS_CONTRAT, "Ce contrat n'est plus en cours."
            ligne.decision = DecisionLigne.LAISSER
        else:
            ligne.sorte, ligne.phrase = jugement.sorte, jugement.phrase or ligne.phrase
        ligne.heures_avant, ligne.non_travaillees_avant = actuelles
        changees.append(ligne)
    champs = ["sorte", "phrase", "decision", "heures_avant", "non_travaillees_avant"]
    LigneFichier.objects.bulk_update(changees, champs, batch_size=500)
    return len(changees)


@transaction.atomic
def _appliquer(acteur: Acteur, importation: FichierHeures) -> BilanImport | None:
    """None: some stored hours are no longer those shown; the lines got their new values and nothing else is written."""
    verrou = verrouiller(acteur, importation, EtatFichier.A_RELIRE)
    lignes = _gardees(acteur, verrou)
    faits = charger(acteur, verrou.organisation, {Mois.depuis(li.mois) for li in lignes if li.mois})
    if _mettre_a_jour(lignes, faits):
        return None
    par_mois: dict[tuple[int, Mois], list[LigneFichier]] = defaultdict(list)
    pretees: dict[Mois, list[LigneFichier]] = defaultdict(list)
    for ligne in lignes:
        contrat = faits.contrats.get(ligne.contrat_id or 0)
        if contrat is None or ligne.mois is None:
            raise ConflitEcriture(CHANGEES)
        ligne.contrat = contrat
        if contrat.pk in faits.pretes:
            pretees[Mois.depuis(ligne.mois)].append(ligne)
            continue
        par_mois[contrat.intervenant_id, Mois.depuis(ligne.mois)].append(ligne)
    brouillons = corrections = 0
    origine = OrigineLigne.DSN if verrou.format == "dsn" else OrigineLigne.TABLEUR
    saisies: dict[tuple[int, Mois], list[SaisieLigne]] = {}
    for cle, siennes in sorted(par_mois.items()):
        if neuves := [_saisie(li, origine) for li in siennes if li.sorte != SorteLigne.CORRECTION]:
            saisies[cle] = neuves
            brouillons += len(neuves)
        corrections += _corriger(acteur, [li for li in siennes if li.sorte == SorteLigne.CORRECTION], faits, cle[1])
    if saisies:
        ouvertes = _ouvrir(acteur, faits, list(saisies))
        enregistrer_brouillons(acteur=acteur, mois=[SaisieMois(ouvertes[cle], s) for cle, s in saisies.items()])
    preparees = sum(_preparer(acteur, mois, siennes) for mois, siennes in sorted(pretees.items()))
    ecrites = brouillons + corrections + sum(map(len, pretees.values()))
    laissees = verrou.lignes.exclude(sorte=SorteLigne.IDENTIQUE).count() - ecrites
    verrou.etat, verrou.termine_le = EtatFichier.ENREGISTRE, maintenant()
    verrou.comptes = verrou.comptes | {"enregistrees": brouillons, "corrigees": corrections, "laissees": laissees}
    verrou.comptes["preparees"] = preparees
    verrou.save(update_fields=["etat", "termine_le", "comptes"])
    touches = sorted({mois for _, mois in par_mois} or {Mois.depuis(m) for m in _mois_identiques(verrou)})
    return BilanImport(tuple(touches), brouillons, corrections, laissees, preparees)


def _preparer(acteur: Acteur, mois: Mois, lignes: Sequence[LigneFichier]) -> int:
    """Hours of lent people, kept for the month of the firm that declares them."""
    saisies = []
    for ligne in lignes:
        assert ligne.contrat is not None
        assert ligne.chantier_id is not None
        saisies.append(SaisiePreparee(ligne.contrat, ligne.chantier_id, ligne.heures, _non_travaillees(ligne)))
    return preparer(acteur=acteur, mois=mois, saisies=saisies)


def _ouvrir(acteur: Acteur, faits: Faits, cles: Sequence[tuple[int, Mois]]) -> dict[tuple[int, Mois], Declaration]:
    """Open the months of these parties, month by month."""
    par_mois: dict[Mois, list[int]] = defaultdict(list)
    for intervenant_id, mois in cles:
        par_mois[mois].append(intervenant_id)
    ouvertes = {}
    for mois, parties in sorted(par_mois.items()):
        intervenants = [faits.engagements[pk].intervenant for pk in parties]
        for declaration in ouvrir_plusieurs(acteur=acteur, intervenants=intervenants, mois=mois):
            ouvertes[declaration.intervenant_id, mois] = declaration
    return ouvertes


def _mois_identiques(importation: FichierHeures):
    return importation.lignes.filter(sorte=SorteLigne.IDENTIQUE).order_by().values_list("mois", flat=True).distinct()


def _gardees(acteur: Acteur, importation: FichierHeures) -> list[LigneFichier]:
    # A complémentaire is signed by a person: the platform itself only fills drafts.
    sortes = [s for s in ENREGISTRABLES if not (acteur.systeme and s is SorteLigne.CORRECTION)]
    return list(importation.lignes.filter(decision=DecisionLigne.GARDER, sorte__in=sortes).order_by("pk"))


def _en_place(faits: Faits, ligne: LigneFichier) -> LigneEnPlace | None:
    if ligne.mois is None or ligne.contrat_id is None or ligne.chantier_id is None:
        return None
    return faits.en_place.get((Mois.depuis(ligne.mois), (ligne.contrat_id, ligne.chantier_id)))


def _non_travaillees(ligne: LigneFichier) -> Decimal:
    """What the file says; where it is silent, what was stored, never more than the hours."""
    connues = ligne.non_travaillees if ligne.non_travaillees is not None else ligne.non_travaillees_avant
    return min(connues or ZERO, ligne.heures or ZERO)


def _saisie(ligne: LigneFichier, origine: OrigineLigne) -> SaisieLigne:
    assert ligne.contrat is not None
    assert ligne.chantier_id is not None
    return SaisieLigne(ligne.contrat, ligne.chantier_id, ligne.heures, _non_travaillees(ligne), origine)


def _corriger(acteur: Acteur, lignes: list[LigneFichier], faits: Faits, mois: Mois) -> int:
    """New totals of validated lines, sent as one complémentaire per declaration."""
    par_declaration: dict[int, tuple[Declaration, list[tuple[LigneHeures, Decimal, Decimal]]]] = {}
    for ligne in lignes:
        originale = faits.lignes[mois, (ligne.contrat_id, ligne.chantier_id)]  # type: ignore[index]
        _, liste = par_declaration.setdefault(originale.declaration_id, (originale.declaration, []))
        liste.append((originale, ligne.heures or ZERO, _non_travaillees(ligne)))
    for declaration, corrections in par_declaration.values():
        grille.transmettre_correction(acteur=acteur, declaration=declaration, corrections=corrections)
    return len(lignes)
