"""Changing a candidate's status: by the table, with a date and a note, and a step of the pathway."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from clauses.models import ContratTravail
from entreprises.policies import Acteur
from parcours.models import Candidat, Etape
from parcours.policies import Action, exiger
from parcours.rules.etapes import StatutParcours, passer
from parcours.rules.journal import ActeCandidat
from parcours.rules.vocabulaire import NatureEtape
from parcours.services.contacts import marquer_contact
from parcours.services.journal import noter
from parcours.services.reperes import recopier
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
    arrivee = passer(candidat.statut, vers, note=note)
    jour = le or aujourdhui()
    _verifier_jour(candidat, jour)
    etape = inscrire_statut(acteur, candidat, arrivee, le=jour, note=note.strip())
    if arrivee == StatutParcours.ACCUEILLI:
        marquer_contact(candidat, jour)
    if arrivee == StatutParcours.SORTIE:
        inscrire_sortie(acteur=acteur, candidat=candidat, date_sortie=jour, echeance=0, nature=nature_sortie)
    noter(candidat, ActeCandidat.STATUT, acteur, arrivee)
    candidat.refresh_from_db()
    return etape


def inscrire_statut(
    acteur: Acteur, candidat: Candidat, vers: str, *, le: date, note: str = "", contrat: ContratTravail | None = None
) -> Etape:
    """The only writer of a later status: the status and the step that says from where, when and why.

    Rights and rules are the caller's. Raises ConflitEcriture when she is no more where `candidat` says.
    """
    de = candidat.statut
    if Candidat.objects.filter(pk=candidat.pk, statut=de).update(statut=vers) != 1:
        raise ConflitEcriture("Quelqu'un vient de changer le statut de cette personne.")
    candidat.statut = vers
    recopier([candidat.pk])
    return Etape.objects.create(
        candidat=candidat,
        nature=NatureEtape.STATUT,
        de=de,
        vers=vers,
        debut=le,
        note=note,
        contrat=contrat,
        auteur=acteur.utilisateur,
        enregistree_le=maintenant(),
    )


def _verifier_jour(candidat: Candidat, jour: date) -> None:
    if jour > aujourdhui():
        raise RegleViolee("Un changement de statut se note le jour même ou après.", champ="le")
    dernier = candidat.etapes.filter(nature=NatureEtape.STATUT).aggregate(dernier=Max("debut"))["dernier"]
    if dernier and jour < dernier:
        raise RegleViolee(f"Le statut actuel date du {dernier:%d/%m/%Y} : le suivant ne le précède pas.", champ="le")
