"""Who may follow a candidate: facilitators of the reader's office, members of the organisations that referred her."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from entreprises.models import Membre
from entreprises.policies import Acteur
from entreprises.rules import ROLES_FACILITATION, Role
from parcours.models import Candidat


def referents_possibles(acteur: Acteur, candidat: Candidat) -> QuerySet[Membre]:
    """Active members one may name as referent."""
    offices = acteur.organisations(*ROLES_FACILITATION)
    siens = list(candidat.autres_prescripteurs.values_list("pk", flat=True))
    if candidat.prescripteur_id:
        siens.append(candidat.prescripteur_id)
    return (
        Membre.objects.actifs()
        .filter(
            Q(organisation_id__in=offices, role__in=ROLES_FACILITATION)
            | Q(organisation_id__in=siens, role=Role.PRESCRIPTEUR)
        )
        .select_related("utilisateur", "organisation")
        .order_by("organisation__nom_plie", "utilisateur__nom", "pk")
    )
