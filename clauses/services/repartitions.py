"""Internal split of a group's obligation: shares that always sum to what the group owes at that date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from clauses.models import ClauseInsertion, Intervenant, MouvementObligation, PartRepartition, Repartition
from clauses.policies import Action, exiger
from clauses.rules.obligation import ModeObligation
from clauses.rules.repartition import repartir, verifier_repartition
from clauses.rules.vocabulaire import ROLES_DEBITEURS
from clauses.selectors.situations import obligations_des_clauses
from clauses.services.journal import exiger_motif, noter
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee
from socle.horloge import maintenant


@dataclass(frozen=True)
class Part:
    """Hours of one member of the group."""

    intervenant: Intervenant
    heures: Decimal


@transaction.atomic
def repartir_obligation(
    *, acteur: Acteur, clause: ClauseInsertion, parts: Sequence[Part], date_effet: date, motif: str
) -> Repartition:
    """Split (or split anew, by dated agreement) what the group owes between its members.

    Raises RegleViolee when the parts do not sum to the obligation at that date, or name a company that is no debtor.
    """
    exiger(acteur, Action.GERER_OBLIGATION, clause)
    motif = exiger_motif(motif, "Répartir l'obligation")
    clause = ClauseInsertion.objects.select_for_update(of=("self",)).select_related("lot").get(pk=clause.pk)
    if clause.mode == ModeObligation.PROGRESSIF:
        raise RegleViolee("Une clause progressive suit les factures de chaque membre : elle ne se répartit pas.")
    premiere = _ecrire(acteur, clause, parts, date_effet, motif=motif)
    _reporter_ensuite(acteur, clause, date_effet, motif)
    noter(acteur=acteur, acte="repartir", clause=clause, motif=motif)
    return premiere


def reconduire_repartition(
    acteur: Acteur, clause: ClauseInsertion, mouvement: MouvementObligation, parts: Sequence[Part] | None
) -> None:
    """After a movement of a split clause: its new shares, those given or the shares in force pro rata.

    Shares that take effect later are brought to the new total in the same way. Called in the movement's transaction.
    """
    if clause.mode == ModeObligation.PROGRESSIF:
        return
    if parts is None:
        en_vigueur = repartition_en_vigueur(clause, mouvement.date_effet)
        if en_vigueur is None:
            return
        parts = _au_prorata(en_vigueur, _dues(clause, mouvement.date_effet))
    _ecrire(acteur, clause, parts, mouvement.date_effet, mouvement=mouvement, motif=mouvement.motif)
    _reporter_ensuite(acteur, clause, mouvement.date_effet, mouvement.motif)


def repartition_en_vigueur(clause: ClauseInsertion, jour: date) -> Repartition | None:
    """The split in force that day: the latest in effect, and among those the last recorded."""
    return (
        Repartition.objects.filter(clause=clause, date_effet__lte=jour)
        .prefetch_related("parts__intervenant__organisation")
        .order_by("-date_effet", "-position")
        .first()
    )


def _reporter_ensuite(acteur: Acteur, clause: ClauseInsertion, depuis: date, motif: str) -> None:
    """Bring the later totals (movements or splits already recorded with a later effect) to shares that sum."""
    dates = set(MouvementObligation.objects.filter(clause=clause, date_effet__gt=depuis).values_list("date_effet"))
    dates |= set(Repartition.objects.filter(clause=clause, date_effet__gt=depuis).values_list("date_effet"))
    for (jour,) in sorted(dates):
        en_vigueur = repartition_en_vigueur(clause, jour)
        dues = _dues(clause, jour)
        if en_vigueur is not None and (en_vigueur.date_effet < jour or en_vigueur.total != dues):
            _ecrire(acteur, clause, _au_prorata(en_vigueur, dues), jour, motif=motif)


def _ecrire(
    acteur: Acteur,
    clause: ClauseInsertion,
    parts: Sequence[Part],
    date_effet: date,
    *,
    mouvement: MouvementObligation | None = None,
    motif: str = "",
) -> Repartition:
    if len({p.intervenant.pk for p in parts}) < len(parts):
        raise RegleViolee("Une entreprise est citée deux fois dans la répartition.", champ="parts")
    for part in parts:
        if part.intervenant.lot_id != clause.lot_id or part.intervenant.role not in ROLES_DEBITEURS:
            raise RegleViolee(f"{part.intervenant} ne répond pas de l'obligation de ce lot.", champ="parts")
    total = _dues(clause, date_effet)
    verifier_repartition(total, [p.heures for p in parts])
    clause.compteur_obligation += 1
    ClauseInsertion.objects.filter(pk=clause.pk).update(compteur_obligation=clause.compteur_obligation)
    repartition = Repartition.objects.create(
        clause=clause,
        position=clause.compteur_obligation,
        date_effet=date_effet,
        mouvement=mouvement,
        total=total,
        motif=motif[:300],
        auteur=acteur.utilisateur,
        enregistre_le=maintenant(),
    )
    PartRepartition.objects.bulk_create(
        PartRepartition(repartition=repartition, intervenant=p.intervenant, heures=p.heures) for p in parts
    )
    return repartition


def _au_prorata(repartition: Repartition, total: Decimal) -> list[Part]:
    parts = list(repartition.parts.select_related("intervenant").order_by("pk"))
    poids = [p.heures for p in parts]
    if not any(poids):
        poids = [Decimal(1)] * len(parts)
    return [Part(p.intervenant, heures) for p, heures in zip(parts, repartir(total, poids), strict=True)]


def _dues(clause: ClauseInsertion, jour: date) -> Decimal:
    return obligations_des_clauses([clause])[clause.pk].dues(jour)
