"""A clause as a file: created, corrected, activated, closed, reopened, cancelled.

What it owes is written by `mouvements` (and shared by `repartitions`); suspensions, penalty terms and waivers
are in `termes`. This module names them all, so that callers know one door.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from clauses.models import ClauseInsertion, DureeClause, Lot, MouvementObligation, Referentiel, SuiviClause
from clauses.policies import Action, exiger
from clauses.rules.etats import TABLE_CLAUSE, ActeClause, EtatClause, manques_pour_activer
from clauses.rules.obligation import ModeObligation, NatureMouvement, SeuilMode
from clauses.rules.vocabulaire import TypeContrat
from clauses.services.journal import exiger_motif, noter
from clauses.services.marches import refuser_si_heures
from clauses.services.mouvements import (
    decideur_de,
    dessiner_courbe,
    enregistrer_facture,
    enregistrer_mouvement,
    publier,
    verrouiller,
)
from clauses.services.repartitions import Part, repartir_obligation
from clauses.services.suivis import inscrire_principal
from clauses.services.termes import (
    TermeSaisi,
    ajouter_terme,
    exonerer,
    inscrire_terme,
    lever_suspension,
    suspendre,
)
from entreprises.models import Membre
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee, TransitionInterdite
from socle.horloge import aujourdhui, maintenant

CHAMPS_CLAUSE = (
    "perimetre",
    "fin",
    "periodicite",
    "jour_echeance",
    "delai_validation",
    "hors_site_admis",
    "heures_mentionnees",
    "montant_base",
    "part_main_oeuvre",
    "taux_effort",
    "cout_horaire",
    "heures_prevues",
    "heures_estimees",
)
"""What may be corrected on a clause at any time: none of it changes what is owed."""

CHAMPS_BROUILLON = ("referentiel", "mode", "debut", "seuil_montant", "seuil_mode", "euros_par_heure")
"""What may be corrected only before the clause is active."""


@dataclass(frozen=True)
class VolumeInitial:
    """The hours written in the contract, with the dates of the act."""

    heures: Decimal
    date_signature: date
    date_effet: date | None = None
    reference: str = ""


@transaction.atomic
def creer_clause(
    *,
    acteur: Acteur,
    lot: Lot,
    referentiel: Referentiel,
    mode: ModeObligation | str,
    debut: date,
    volume: VolumeInitial | None = None,
    durees: Mapping[str, int | None] | None = None,
    termes: Sequence[TermeSaisi] = (),
    facilitateur: Membre | None = None,
    seuil_montant: Decimal | None = None,
    euros_par_heure: Decimal | None = None,
    seuil_mode: SeuilMode | str = SeuilMode.AU_DELA,
    activation: bool = False,
    **champs: Any,
) -> ClauseInsertion:
    """The clause of a lot, in preparation (or active at once with `activation`).

    Durations per contract type are copied from the référentiel unless given; `facilitateur` follows it from
    today (or its start, if earlier known). `champs`: see CHAMPS_CLAUSE. Raises RegleViolee beside its field.
    """
    exiger(acteur, Action.GERER_OBLIGATION, lot)
    _verifier_champs(champs, CHAMPS_CLAUSE)
    mode = ModeObligation(mode)
    _verifier_dates(debut, champs.get("fin"))
    _verifier_rythme(champs)
    progressif = _termes_progressifs(mode, seuil_montant, euros_par_heure, seuil_mode)
    try:
        with transaction.atomic():
            clause = ClauseInsertion.objects.create(
                lot=lot, referentiel=referentiel, mode=mode, debut=debut, cree_le=maintenant(), **progressif, **champs
            )
    except IntegrityError as erreur:
        raise RegleViolee("Ce lot a déjà une clause d'insertion.", champ="lot") from erreur
    _copier_durees(clause, durees)
    for terme in termes:
        inscrire_terme(clause, terme)
    noter(acteur=acteur, acte="creer", clause=clause, vers=EtatClause.BROUILLON.value)
    if facilitateur is not None:
        inscrire_principal(acteur, clause, facilitateur, aujourdhui())
    if volume is not None:
        enregistrer_mouvement(
            acteur=acteur,
            clause=clause,
            nature=NatureMouvement.INITIAL,
            heures=volume.heures,
            date_signature=volume.date_signature,
            date_effet=volume.date_effet or debut,
            reference=volume.reference,
        )
    if activation:
        activer(acteur=acteur, clause=clause)
    clause.refresh_from_db()
    return clause


@transaction.atomic
def modifier_clause(*, acteur: Acteur, clause: ClauseInsertion, motif: str = "", **champs: Any) -> ClauseInsertion:
    """Correct the terms of a clause that are not what it owes; some only before activation."""
    exiger(acteur, Action.GERER_OBLIGATION, clause)
    _verifier_champs(champs, (*CHAMPS_CLAUSE, *CHAMPS_BROUILLON))
    clause = verrouiller(clause)
    changes = {nom: valeur for nom, valeur in champs.items() if getattr(clause, nom) != valeur}
    reserves = sorted(set(changes) & set(CHAMPS_BROUILLON))
    if reserves and clause.etat != EtatClause.BROUILLON:
        raise RegleViolee(
            "La clause est active : ce point ne se corrige plus, il se change par un acte.", champ=reserves[0]
        )
    _verifier_dates(changes.get("debut", clause.debut), changes.get("fin", clause.fin))
    _verifier_rythme(changes)
    if {"mode", "seuil_montant", "euros_par_heure", "seuil_mode"} & set(changes):
        termes = [
            changes.get(n, getattr(clause, n)) for n in ("mode", "seuil_montant", "euros_par_heure", "seuil_mode")
        ]
        changes |= _termes_progressifs(ModeObligation(termes[0]), *termes[1:])
    if changes:
        ClauseInsertion.objects.filter(pk=clause.pk).update(**changes)
        if "referentiel" in changes:
            DureeClause.objects.filter(clause=clause).delete()
            clause.referentiel = changes["referentiel"]
            _copier_durees(clause, None)
        publier(clause)
        noter(acteur=acteur, acte="modifier", clause=clause, motif=motif or ", ".join(sorted(changes)))
    clause.refresh_from_db()
    return clause


@transaction.atomic
def fixer_durees(*, acteur: Acteur, clause: ClauseInsertion, durees: Mapping[str, int | None], motif: str = "") -> None:
    """For how many months hours count on this clause, per contract type (None: the whole contract)."""
    exiger(acteur, Action.GERER_OBLIGATION, clause)
    clause = verrouiller(clause)
    DureeClause.objects.filter(clause=clause).delete()
    _copier_durees(clause, durees)
    noter(acteur=acteur, acte="durees", clause=clause, motif=motif)


def activer(*, acteur: Acteur, clause: ClauseInsertion) -> ClauseInsertion:
    """The clause binds: declarations are expected. RegleViolee names what the contract must still state."""
    exiger(acteur, Action.GERER_OBLIGATION, clause)
    manques = manques_de(clause)
    if manques:
        raise RegleViolee(f"Avant d'activer la clause, indiquez {_enumerer(manques)}.", code="incomplete")
    return _changer_etat(acteur, clause, ActeClause.ACTIVER)


def clore(*, acteur: Acteur, clause: ClauseInsertion, motif: str, le: date | None = None) -> ClauseInsertion:
    """Close the file: nothing more is expected; figures stay. A reason is required."""
    motif = exiger_motif(motif, "Clore une clause")
    return _changer_etat(acteur, clause, ActeClause.CLORE, motif=motif, close_le=le or aujourdhui())


def rouvrir(*, acteur: Acteur, clause: ClauseInsertion, motif: str) -> ClauseInsertion:
    """Open a closed file again (late regularisation, amendment). A reason is required."""
    motif = exiger_motif(motif, "Rouvrir une clause")
    return _changer_etat(acteur, clause, ActeClause.ROUVRIR, motif=motif, close_le=None)


@transaction.atomic
def annuler(*, acteur: Acteur, clause: ClauseInsertion, motif: str) -> ClauseInsertion:
    """Cancel a clause entered by mistake; refused while validated hours stand on it."""
    motif = exiger_motif(motif, "Annuler une clause")
    refuser_si_heures([clause])
    return _changer_etat(
        acteur, clause, ActeClause.ANNULER, motif=motif, annule_le=maintenant(), annule_motif=motif[:300], close_le=None
    )


def manques_de(clause: ClauseInsertion) -> list[str]:
    """What the contract must still state before the clause is active, in French; empty: ready."""
    return manques_pour_activer(
        perimetre=clause.perimetre,
        facilitateur=SuiviClause.objects.filter(clause=clause, au__isnull=True).principaux().exists(),
        referentiel=True,
        volume=MouvementObligation.objects.filter(clause=clause).exists(),
        progressif=clause.mode == ModeObligation.PROGRESSIF,
    )


@transaction.atomic
def _changer_etat(
    acteur: Acteur, clause: ClauseInsertion, acte: ActeClause, *, motif: str = "", **champs: Any
) -> ClauseInsertion:
    """The only writer of a clause's state (with the cancelling of a whole contract)."""
    exiger(acteur, Action.GERER_OBLIGATION, clause)
    lue = verrouiller(clause)
    avant = EtatClause(lue.etat)
    apres = TABLE_CLAUSE.appliquer(avant, acte)
    if not ClauseInsertion.objects.filter(pk=clause.pk, etat=avant).update(etat=apres, **champs):
        raise TransitionInterdite("La clause a changé d'état entre-temps : rechargez la page.")
    publier(clause)
    noter(acteur=acteur, acte=acte.value, clause=clause, de=avant.value, vers=apres.value, motif=motif)
    clause.refresh_from_db()
    return clause


def _copier_durees(clause: ClauseInsertion, durees: Mapping[str, int | None] | None) -> None:
    if durees is None:
        durees = dict(clause.referentiel.durees.values_list("type_contrat", "mois"))
    DureeClause.objects.bulk_create(
        DureeClause(clause=clause, type_contrat=TypeContrat(type_), mois=mois) for type_, mois in durees.items()
    )


def _termes_progressifs(
    mode: ModeObligation, seuil: Decimal | None, euros_par_heure: Decimal | None, seuil_mode: SeuilMode | str
) -> dict[str, Any]:
    if mode != ModeObligation.PROGRESSIF:
        return {"seuil_montant": None, "euros_par_heure": None, "seuil_mode": SeuilMode.AU_DELA}
    if seuil is None or seuil < 0:
        raise RegleViolee("Indiquez le seuil de facturation de la clause progressive.", champ="seuil_montant")
    if euros_par_heure is None or euros_par_heure <= 0:
        raise RegleViolee("Indiquez combien d'euros facturés font une heure.", champ="euros_par_heure")
    return {"seuil_montant": seuil, "euros_par_heure": euros_par_heure, "seuil_mode": SeuilMode(seuil_mode)}


def _verifier_dates(debut: date, fin: date | None) -> None:
    if fin is not None and fin < debut:
        raise RegleViolee("La fin de la clause précède son début.", champ="fin")


def _verifier_rythme(champs: Mapping[str, Any]) -> None:
    if not 1 <= (champs.get("jour_echeance") or 20) <= 28:
        raise RegleViolee("Le jour d'échéance est compris entre 1 et 28.", champ="jour_echeance")


def _verifier_champs(champs: Mapping[str, Any], permis: Sequence[str]) -> None:
    if inconnus := set(champs) - set(permis):
        raise TypeError(f"champs inconnus : {sorted(inconnus)}")


def _enumerer(elements: Sequence[str]) -> str:
    return ", ".join(elements[:-1]) + (" et " if len(elements) > 1 else "") + elements[-1]


__all__ = [
    "CHAMPS_BROUILLON",
    "CHAMPS_CLAUSE",
    "Part",
    "TermeSaisi",
    "VolumeInitial",
    "activer",
    "ajouter_terme",
    "annuler",
    "clore",
    "creer_clause",
    "decideur_de",
    "dessiner_courbe",
    "enregistrer_facture",
    "enregistrer_mouvement",
    "exonerer",
    "fixer_durees",
    "lever_suspension",
    "manques_de",
    "modifier_clause",
    "repartir_obligation",
    "rouvrir",
    "suspendre",
]
