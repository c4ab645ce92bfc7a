"""One mission more from the page of a lent person's contract: the same act as from the grid."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from clauses.models import ContratTravail
from clauses.policies import Action, exiger
from clauses.rules.vocabulaire import TYPES_PRETES
from clauses.services.personnes import DonneesContrat, enregistrer_contrat
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee


@transaction.atomic
def ajouter_mission(*, acteur: Acteur, contrat: ContratTravail, debut: date, fin: date | None) -> ContratTravail:
    """The contract that this mission continues (this one, or a nearer one of the same), or the one that it opens.

    Employer, type, hours a week and trade are those of the contract. Raises RegleViolee on a contract that has no
    missions or was cancelled, and as `enregistrer_contrat`.
    """
    exiger(acteur, Action.DEMANDER_VALIDATION, contrat.intervenant)
    if contrat.type_contrat not in TYPES_PRETES:
        raise RegleViolee("Seul un contrat d'intérim ou de mise à disposition est fait de missions.")
    if not ContratTravail.objects.en_vigueur().filter(pk=contrat.pk).exists():
        raise RegleViolee("Ce contrat est annulé : il ne reçoit plus de mission.")
    return enregistrer_contrat(
        acteur=acteur,
        beneficiaire=contrat.beneficiaire,
        intervenant=contrat.intervenant,
        donnees=DonneesContrat(
            type_contrat=contrat.type_contrat,
            modalite=contrat.modalite,
            employeur=contrat.employeur,
            entreprise_utilisatrice=contrat.entreprise_utilisatrice,
            debut=debut,
            fin=fin,
            heures_hebdo=contrat.heures_hebdo,
            metier=contrat.metier,
        ),
    )
