"""Suspensions, penalty terms and waivers: acts on a clause that never change what it owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q

from chantiers.services import marquer
from clauses.models import ClauseInsertion, ExonerationPenalite, Piece, Suspension, TermePenalite
from clauses.policies import Action, exiger
from clauses.rules.vocabulaire import NaturePenalite, NatureSuspension
from clauses.services.journal import exiger_motif, noter, sites_des_lots
from entreprises.policies import Acteur
from entreprises.rules import Role
from socle import presentation
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import maintenant


@dataclass(frozen=True)
class TermeSaisi:
    """A penalty term as written in the contract."""

    nature: NaturePenalite
    montant: Decimal
    valide_du: date
    plafond: Decimal | None = None
    apres_mise_en_demeure: bool = True


@transaction.atomic
def suspendre(
    *,
    acteur: Acteur,
    clause: ClauseInsertion,
    nature: NatureSuspension | str,
    debut: date,
    motif: str,
    fin: date | None = None,
    document: Piece | None = None,
) -> Suspension:
    """Works stop: nothing is expected, reminders are silent. `fin` empty: until it is lifted.

    Raises RegleViolee when it overlaps another suspension of the clause.
    """
    exiger(acteur, Action.GERER_OBLIGATION, clause)
    motif = exiger_motif(motif, "Suspendre")
    if acteur.utilisateur is None:
        raise RegleViolee("Une suspension est enregistrée par une personne.")
    if fin is not None and fin < debut:
        raise RegleViolee("La fin de la suspension précède son début.", champ="fin")
    ClauseInsertion.objects.select_for_update(of=("self",)).get(pk=clause.pk)
    _refuser_chevauchement(clause, debut, fin)
    suspension = Suspension.objects.create(
        clause=clause,
        nature=NatureSuspension(nature),
        debut=debut,
        fin=fin,
        document=document,
        motif=motif[:300],
        auteur=acteur.utilisateur,
        enregistre_le=maintenant(),
    )
    marquer(sites_des_lots([clause.lot_id]))
    noter(acteur=acteur, acte="suspendre", clause=clause, motif=f"{suspension} : {motif}")
    return suspension


@transaction.atomic
def lever_suspension(*, acteur: Acteur, suspension: Suspension, fin: date, motif: str = "") -> Suspension:
    """Works start again: `fin` is the last suspended day. ConflitEcriture when it was lifted already."""
    clause = suspension.clause
    exiger(acteur, Action.GERER_OBLIGATION, clause)
    if fin < suspension.debut:
        raise RegleViolee("Le dernier jour de suspension précède son début.", champ="fin")
    ouverte = Suspension.objects.filter(pk=suspension.pk, levee_le__isnull=True)
    if not ouverte.update(fin=fin, levee_le=maintenant(), levee_par=acteur.utilisateur):
        raise ConflitEcriture("Cette suspension est déjà levée.")
    marquer(sites_des_lots([clause.lot_id]))
    noter(
        acteur=acteur,
        acte="lever_suspension",
        clause=clause,
        motif=f"dernier jour : {presentation.jour(fin)}. {motif}".strip(),
    )
    suspension.refresh_from_db()
    return suspension


@transaction.atomic
def exonerer(
    *,
    acteur: Acteur,
    clause: ClauseInsertion,
    montant: Decimal,
    date_decision: date,
    motif: str,
    document: Piece | None = None,
    acte_transcrit: bool = False,
) -> ExonerationPenalite:
    """Forgive a penalty: money only. Decided by the contracting body; the office may transcribe its signed act.

    Owed hours, rate and public state are the same before and after, so no public version is raised.
    """
    exiger(acteur, Action.EXONERER_PENALITE, clause)
    motif = exiger_motif(motif, "Exonérer d'une pénalité")
    if acteur.utilisateur is None:
        raise RegleViolee("Une exonération est enregistrée par une personne.")
    if montant <= 0:
        raise RegleViolee("Indiquez le montant exonéré.", champ="montant")
    marche = clause.lot.marche
    decide = {marche.operation.maitre_ouvrage_id, marche.acheteur_id} & acteur.organisations(Role.MAITRE_OUVRAGE)
    if not decide and not acte_transcrit:
        raise RegleViolee(
            "Seul le maître d'ouvrage exonère. Vous pouvez transcrire son acte signé, en le marquant comme tel.",
            champ="acte_transcrit",
        )
    exoneration = ExonerationPenalite.objects.create(
        clause=clause,
        montant=montant,
        date_decision=date_decision,
        motif=motif[:500],
        document=document,
        auteur=acteur.utilisateur,
        acte_transcrit=not decide,
        enregistre_le=maintenant(),
    )
    noter(acteur=acteur, acte="exonerer", clause=clause, motif=f"{montant:f} € : {motif}")
    return exoneration


@transaction.atomic
def ajouter_terme(*, acteur: Acteur, clause: ClauseInsertion, terme: TermeSaisi) -> TermePenalite:
    """A penalty term of the contract, applicable from its date; the former of the same nature stays readable."""
    exiger(acteur, Action.GERER_OBLIGATION, clause)
    ligne = inscrire_terme(clause, terme)
    noter(acteur=acteur, acte="terme_penalite", clause=clause, motif=str(ligne))
    return ligne


def inscrire_terme(clause: ClauseInsertion, terme: TermeSaisi) -> TermePenalite:
    """Write a term (inside the caller's transaction). RegleViolee on a negative amount or a date taken."""
    if terme.montant < 0 or (terme.plafond is not None and terme.plafond < 0):
        raise RegleViolee("Une pénalité n'est pas négative.", champ="montant_penalite")
    try:
        with transaction.atomic():
            return TermePenalite.objects.create(
                clause=clause,
                nature=NaturePenalite(terme.nature),
                montant=terme.montant,
                plafond=terme.plafond,
                apres_mise_en_demeure=terme.apres_mise_en_demeure,
                valide_du=terme.valide_du,
            )
    except IntegrityError as erreur:
        raise RegleViolee("Un terme de même nature commence déjà ce jour-là.", champ="valide_du") from erreur


def _refuser_chevauchement(clause: ClauseInsertion, debut: date, fin: date | None) -> None:
    autres = Suspension.objects.filter(clause=clause).filter(Q(fin__isnull=True) | Q(fin__gte=debut))
    if fin is not None:
        autres = autres.filter(debut__lte=fin)
    if autres.exists():
        raise RegleViolee("Une autre suspension couvre déjà une partie de ces dates.", champ="debut")
