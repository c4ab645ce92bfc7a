"""Moving the works of a lot: by a dated act, or to correct a typing error; the former dates are kept."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from chantiers.services import marquer
from clauses.models import ClauseInsertion, Lot, Piece, ReportTravaux
from clauses.policies import Action, exiger
from clauses.rules.etats import EtatClause
from clauses.services.journal import exiger_motif, noter, sites_des_lots
from entreprises.policies import Acteur
from socle import presentation
from socle.erreurs import RegleViolee
from socle.horloge import aujourdhui, maintenant


@transaction.atomic
def deplacer_travaux(
    *,
    acteur: Acteur,
    lot: Lot,
    debut_travaux: date | None,
    fin_travaux: date | None,
    motif: str,
    reception_le: date | None = None,
    date_effet: date | None = None,
    correction: bool = False,
    reference: str = "",
    document: Piece | None = None,
) -> Lot:
    """Record an act that moves the works of a lot: what remains is expected over the days that remain from its effect.

    `date_effet` defaults to today. A `correction` of a typing error holds from the start, as if it had always been so.
    Raises RegleViolee: no reason, end or reception before the start, nothing changed.
    """
    exiger(acteur, Action.GERER_MARCHE, lot)
    motif = exiger_motif(motif, "Déplacer les dates de travaux")
    if debut_travaux and fin_travaux and fin_travaux < debut_travaux:
        raise RegleViolee("La fin des travaux précède leur début.", champ="fin_travaux")
    if reception_le and debut_travaux and reception_le < debut_travaux:
        raise RegleViolee("La réception précède le début des travaux.", champ="reception_le")
    if date_effet and date_effet > aujourdhui():
        raise RegleViolee("Un acte s'enregistre quand il prend effet, pas avant.", champ="date_effet")
    avant = Lot.objects.select_for_update().get(pk=lot.pk)
    if (avant.debut_travaux, avant.fin_travaux, avant.reception_le) == (debut_travaux, fin_travaux, reception_le):
        raise RegleViolee("Ces dates sont déjà celles du lot.", champ="fin_travaux")
    dernier = ReportTravaux.objects.filter(lot=lot).order_by("-position").first()
    ReportTravaux.objects.create(
        lot=lot,
        position=dernier.position + 1 if dernier else 1,
        date_effet=None if correction else date_effet or aujourdhui(),
        debut_avant=avant.debut_travaux,
        fin_avant=avant.reception_le or avant.fin_travaux,
        debut_travaux=debut_travaux,
        fin_travaux=fin_travaux,
        reception_le=reception_le,
        reference=reference.strip()[:80],
        motif=motif,
        document=document,
        auteur=acteur.utilisateur,
        enregistre_le=maintenant(),
    )
    Lot.objects.filter(pk=lot.pk).update(
        debut_travaux=debut_travaux, fin_travaux=fin_travaux, reception_le=reception_le
    )
    marquer(sites_des_lots([lot.pk]))
    passage = f"{_dates(avant.debut_travaux, avant.fin_travaux)} → {_dates(debut_travaux, fin_travaux)}"
    clause = ClauseInsertion.objects.filter(lot=lot).exclude(etat=EtatClause.ANNULEE).first()
    noter(
        acteur=acteur,
        acte="modifier_dates",
        clause=clause,
        marche=None if clause else lot.marche,
        motif=f"{lot} : {passage}. {motif}",
    )
    lot.refresh_from_db()
    return lot


def _dates(debut: date | None, fin: date | None) -> str:
    return " – ".join(presentation.jour(jour) if jour else "?" for jour in (debut, fin))
