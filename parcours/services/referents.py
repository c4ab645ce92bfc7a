"""One referent at a time, with the history of the former ones."""

from __future__ import annotations

from django.db import transaction

from entreprises.models import Membre
from entreprises.policies import Acteur
from parcours.models import Candidat, ReferentCandidat
from parcours.policies import Action, exiger
from parcours.rules.journal import ActeCandidat
from parcours.selectors.referents import referents_possibles
from parcours.services.journal import noter
from socle.erreurs import RegleViolee
from socle.horloge import aujourdhui


@transaction.atomic
def nommer_referent(*, acteur: Acteur, candidat: Candidat, membre: Membre) -> ReferentCandidat:
    """Name who follows the person from today; the former one's time ends today.

    Raises RegleViolee for somebody who is neither of the office nor of an organisation that referred her.
    """
    exiger(acteur, Action.NOMMER_REFERENT, candidat)
    Candidat.objects.select_for_update(of=("self",)).get(pk=candidat.pk)
    if not referents_possibles(acteur, candidat).filter(pk=membre.pk).exists():
        raise RegleViolee("Choisissez une personne de la structure ou de l'organisme qui l'a orientée.", champ="membre")
    jour = aujourdhui()
    actuel = candidat.referents.filter(au__isnull=True).first()
    if actuel is not None:
        if actuel.membre_id == membre.pk:
            return actuel
        candidat.referents.filter(pk=actuel.pk).update(au=jour)
    referent = ReferentCandidat.objects.create(candidat=candidat, membre=membre, du=jour)
    noter(candidat, ActeCandidat.REFERENT, acteur)
    return referent
