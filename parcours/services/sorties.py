"""Outcomes of a pathway: the situation at exit, then at +3, +6 and +12 months."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from entreprises.policies import Acteur
from parcours.models import Candidat, Sortie
from parcours.policies import Action, exiger
from parcours.rules.journal import ActeCandidat
from parcours.rules.sorties import ECHEANCES, echeances
from parcours.rules.vocabulaire import NatureSortie
from parcours.services.journal import noter
from socle.erreurs import RegleViolee
from socle.horloge import aujourdhui, maintenant


@transaction.atomic
def constater(*, acteur: Acteur, candidat: Candidat, echeance: int, nature: str, le: date | None = None) -> Sortie:
    """The situation some months after the last exit; "inconnu" is an answer and stays in the count.

    A second answer for the same term replaces the first. Raises RegleViolee before the term or without an exit.
    """
    exiger(acteur, Action.MODIFIER_CANDIDAT, candidat)
    Candidat.objects.select_for_update(of=("self",)).get(pk=candidat.pk)
    derniere = candidat.sorties.filter(echeance_mois=0).order_by("-date_sortie").first()
    if derniere is None:
        raise RegleViolee("Cette personne n'est pas sortie : notez d'abord sa sortie.", champ="echeance")
    if echeance not in ECHEANCES:
        raise RegleViolee("Cette échéance n'est pas suivie.", champ="echeance")
    jour = le or aujourdhui()
    if jour > aujourdhui():
        raise RegleViolee("Une situation se constate le jour même ou après.", champ="le")
    terme = next(e for e in echeances(derniere.date_sortie, (), jour) if e.mois == echeance)
    if not terme.due:
        raise RegleViolee(f"La situation à +{echeance} mois se constate à partir du {terme.le:%d/%m/%Y}.", champ="le")
    sortie = inscrire_sortie(
        acteur=acteur, candidat=candidat, date_sortie=derniere.date_sortie, echeance=echeance, nature=nature, le=jour
    )
    noter(candidat, ActeCandidat.SORTIE, acteur, f"+{echeance} mois")
    return sortie


def inscrire_sortie(
    *, acteur: Acteur, candidat: Candidat, date_sortie: date, echeance: int, nature: str, le: date | None = None
) -> Sortie:
    """Write one outcome, in the caller's transaction. Raises RegleViolee when the situation is not said."""
    if nature not in set(NatureSortie):
        raise RegleViolee("Dites la situation à la sortie ; « Inconnu » est une réponse.", champ="nature_sortie")
    sortie, _ = Sortie.objects.update_or_create(
        candidat=candidat,
        date_sortie=date_sortie,
        echeance_mois=echeance,
        defaults={
            "nature": nature,
            "constatee_le": le or date_sortie,
            "auteur": acteur.utilisateur,
            "enregistree_le": maintenant(),
        },
    )
    return sortie
