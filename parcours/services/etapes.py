"""Steps that people add by hand: immersion (PMSMP), training, coaching, contact."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from entreprises.policies import Acteur
from parcours.models import Candidat, Etape
from parcours.policies import Action, exiger
from parcours.rules.immersion import objection_immersion
from parcours.rules.journal import ActeCandidat
from parcours.rules.vocabulaire import NatureEtape
from parcours.services.contacts import marquer_contact
from parcours.services.journal import noter
from socle.erreurs import RegleViolee
from socle.horloge import aujourdhui, maintenant

A_LA_MAIN = (NatureEtape.CONTACT, NatureEtape.ACCOMPAGNEMENT, NatureEtape.FORMATION, NatureEtape.PMSMP)


@transaction.atomic
def ajouter_etape(
    *, acteur: Acteur, candidat: Candidat, nature: str, debut: date, fin: date | None = None, note: str = ""
) -> Etape:
    """Add a dated step; a contact also moves the last contact. No step ever counts an hour.

    Raises RegleViolee on dates in disorder, a contact to come, or an immersion that the rule forbids.
    """
    exiger(acteur, Action.MODIFIER_CANDIDAT, candidat)
    if nature not in A_LA_MAIN:
        raise RegleViolee("Cette étape s'inscrit d'elle-même.", champ="nature")
    if fin and fin < debut:
        raise RegleViolee("La fin précède le début.", champ="fin")
    if nature == NatureEtape.CONTACT and debut > aujourdhui():
        raise RegleViolee("Un contact se note une fois qu'il a eu lieu.", champ="debut")
    Candidat.objects.select_for_update(of=("self",)).get(pk=candidat.pk)  # two immersions at once are compared
    if nature == NatureEtape.PMSMP:
        passees = candidat.etapes.filter(nature=NatureEtape.PMSMP, fin__isnull=False).values_list("debut", "fin")
        if objection := objection_immersion(debut, fin, list(passees)):
            raise RegleViolee(objection, champ="fin")
    etape = Etape.objects.create(
        candidat=candidat,
        nature=nature,
        debut=debut,
        fin=fin,
        note=note.strip(),
        auteur=acteur.utilisateur,
        enregistree_le=maintenant(),
    )
    if nature == NatureEtape.CONTACT:
        marquer_contact(candidat, debut)
    noter(candidat, ActeCandidat.ETAPE, acteur, nature)
    return etape
