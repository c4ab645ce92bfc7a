"""Changing a candidate's status: by the table, with a date and a note, and a step of the pathway."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from entreprises.policies import Acteur
from parcours.models import Candidat, Etape
from parcours.policies import Action, exiger
from parcours.rules.etapes import StatutParcours, passer
from parcours.rules.journal import ActeCandidat
from parcours.rules.vocabulaire import NatureEtape
from parcours.services.contacts import marquer_contact
from parcours.services.journal import noter
from parcours.services.sorties import inscrire_sortie
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import aujourdhui, maintenant


@transaction.atomic
def changer_statut(
    *, acteur: Acteur, candidat: Candidat, vers: str, le: date | None = None, note: str = "", nature_sortie: str = ""
) -> Etape:
    """Move a candidate to a status on a day; an exit also says in which situation (`nature_sortie`).

    Raises TransitionInterdite outside the table, RegleViolee on a missing note or situation, a day to come or before
    the last move, ConflitEcriture when somebody moved her meanwhile.
    """
    exiger(acteur, Action.MODIFIER_CANDIDAT, candidat)
    de = candidat.statut
    arrivee = passer(de, vers, note=note)
    jour = le or aujourdhui()
    _verifier_jour(candidat, jour)
    touchees = Candidat.objects.filter(pk=candidat.pk, statut=de).update(statut=arrivee)
    if touchees != 1:
        raise ConflitEcriture("Quelqu'un vient de changer le statut de cette personne.")
    etape = Etape.objects.create(
        candidat=candidat,
        nature=NatureEtape.STATUT,
        de=de,
        vers=arrivee,
        debut=jour,
        note=note.strip(),
        auteur=acteur.utilisateur,
        enregistree_le=maintenant(),
    )
    if arrivee == StatutParcours.ACCUEILLI:
        marquer_contact(candidat, jour)
    if arrivee == StatutParcours.SORTIE:
        inscrire_sortie(acteur=acteur, candidat=candidat, date_sortie=jour, echeance=0, nature=nature_sortie)
    noter(candidat, ActeCandidat.STATUT, acteur, arrivee)
    candidat.refresh_from_db()
    return etape


def _verifier_jour(candidat: Candidat, jour: date) -> None:
    if jour > aujourdhui():
        raise RegleViolee("Un changement de statut se note le jour même ou après.", champ="le")
    dernier = candidat.etapes.filter(nature=NatureEtape.STATUT).aggregate(dernier=Max("debut"))["dernier"]
    if dernier and jour < dernier:
        raise RegleViolee(f"Le statut actuel date du {dernier:%d/%m/%Y} : le suivant ne le précède pas.", champ="le")
