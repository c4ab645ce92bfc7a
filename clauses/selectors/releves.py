"""What a statement says of a clause at two times, as plain data without any person's name; what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from clauses.models import ClauseInsertion, Intervenant, MouvementHeures, Releve
from clauses.querysets import somme_heures
from clauses.reports import releve as document
from clauses.rules.phrases import pourcent_entier
from clauses.rules.vocabulaire import ROLES_DEBITEURS
from clauses.selectors.situations import situation_de


def donnees_du_releve(clause: ClauseInsertion, jusqu_au: date, connues_au: datetime) -> dict[str, Any]:
    """The figures and the rows behind them: hours as text with two decimals, days and instants in ISO form."""
    situation = situation_de(clause, travaillees_jusqu_au=jusqu_au, connues_au=connues_au)
    chiffres = situation.situation
    connus = MouvementHeures.objects.filter(clause=clause).connus(jusqu_au, connues_au)
    dernier = MouvementHeures.objects.filter(clause=clause, enregistre_le__lte=connues_au).order_by("-numero").first()
    lot = clause.lot
    return {
        "lot": str(lot),
        "marche": lot.marche.numero,
        "objet": lot.marche.objet,
        "operation": str(lot.marche.operation),
        "maitre_ouvrage": str(lot.marche.operation.maitre_ouvrage),
        "referentiel": str(clause.referentiel),
        "titulaires": _titulaires(clause),
        "chiffres": {
            "dues": str(chiffres.dues),
            "validees": str(chiffres.validees),
            "restantes": str(chiffres.restantes),
            "attendues": str(chiffres.attendues_arrondies),
            "taux": pourcent_entier(chiffres.taux),
        },
        "phrase": situation.phrase,
        "mouvements": [
            {
                "nature": m.get_nature_display(),
                "reference": m.reference,
                "effet": m.date_effet.isoformat(),
                "enregistre": m.enregistre_le.isoformat(),
                "heures": None if m.heures is None else str(m.heures),
            }
            for m in clause.mouvements.connus(jusqu_au, connues_au).order_by("position")
        ],
        "factures": [
            {"effet": f.date_effet.isoformat(), "enregistre": f.enregistre_le.isoformat(), "montant": str(f.montant)}
            for f in clause.factures.connues(jusqu_au, connues_au).order_by("position")
        ],
        "mois": [
            {"mois": ligne["mois"].isoformat(), "heures": str(ligne["total"])}
            for ligne in connus.order_by("mois").values("mois").annotate(total=somme_heures("heures"))
        ],
        "ecriture": dernier.numero if dernier else 0,
        "empreinte": dernier.empreinte if dernier else "",
    }


def _titulaires(clause: ClauseInsertion) -> list[str]:
    parties = (
        Intervenant.objects.filter(lot=clause.lot_id, role__in=ROLES_DEBITEURS)
        .select_related("organisation")
        .order_by("rang", "pk")
    )
    return [f"{i.organisation} ({i.get_role_display().lower()})" for i in parties]


def a_imprimer(releve: Releve) -> document.Releve:
    """A statement as the report reads it."""
    return document.Releve(
        reference=releve.reference,
        office=str(releve.office),
        arrete_au=releve.arrete_au,
        connues_au=releve.connues_au,
        etabli_le=releve.etabli_le,
        derniere_ecriture=releve.derniere_ecriture,
        empreinte=releve.empreinte,
        donnees=releve.donnees,
    )


@dataclass(frozen=True)
class ReleveVu:
    """A statement on the clause's page, and whether it still says what is known."""

    releve: Releve
    rectifie: bool


def releves_de(clause: ClauseInsertion) -> list[ReleveVu]:
    """The statements of a clause, newest first; each with whether later entries change what it says. Four queries."""
    releves = list(clause.releves.select_related("document", "etabli_par").order_by("-etabli_le", "-pk"))
    rectifies = _rectifies(clause, releves)
    return [ReleveVu(releve, releve.pk in rectifies) for releve in releves]


def _rectifies(clause: ClauseInsertion, releves: Sequence[Releve]) -> set[int]:
    """Statements whose period or effect a later row reaches: hours of a month it covers, or an obligation before."""
    if not releves:
        return set()
    depuis = min(r.connues_au for r in releves)
    apres = Q(enregistre_le__gt=depuis)
    rangs = list(clause.mouvements_heures.filter(apres).values_list("enregistre_le", "mois"))
    rangs += clause.mouvements.filter(apres).values_list("enregistre_le", "date_effet")
    rangs += clause.factures.filter(apres).values_list("enregistre_le", "date_effet")
    return {r.pk for r in releves if any(le > r.connues_au and jour <= r.arrete_au for le, jour in rangs)}
