"""Reference rows that an administrator edits: every public figure may depend on them, so every site is marked."""

from __future__ import annotations

from django.db import models, transaction

from chantiers.services import marquer_tout
from clauses.models import (
    ConventionInsertion,
    CoutHoraire,
    DureeContrat,
    Motif,
    PartMainOeuvre,
    Referentiel,
    Reglage,
    SeveriteControle,
    TauxProgramme,
)
from clauses.policies import Action, exiger
from entreprises.policies import Acteur
from socle.identifiants import plier
from socle.models import AliasTerritoire, Metier, Territoire

LIGNES_DE_REFERENCE: tuple[type[models.Model], ...] = (
    AliasTerritoire,
    ConventionInsertion,
    CoutHoraire,
    DureeContrat,
    Metier,
    Motif,
    PartMainOeuvre,
    Referentiel,
    Reglage,
    SeveriteControle,
    TauxProgramme,
    Territoire,
)


@transaction.atomic
def enregistrer_reference(*, acteur: Acteur, ligne: models.Model) -> models.Model:
    """Save a reference row (new or changed) and raise every public version. The administration keeps its own log."""
    _exiger(acteur, ligne)
    if isinstance(ligne, Territoire):
        ligne.nom_plie = plier(ligne.nom)
    elif isinstance(ligne, Metier):
        ligne.libelle_plie = plier(ligne.libelle)
    ligne.save()
    _publier(ligne)
    return ligne


@transaction.atomic
def supprimer_reference(*, acteur: Acteur, ligne: models.Model) -> None:
    """Delete a reference row that nothing uses (ProtectedError otherwise) and raise every public version."""
    _exiger(acteur, ligne)
    ligne.delete()
    _publier(ligne)


def _publier(ligne: models.Model) -> None:
    """Severities of controls and agreements change no published figure; everything else may."""
    if not isinstance(ligne, SeveriteControle | ConventionInsertion):
        marquer_tout()


def _exiger(acteur: Acteur, ligne: models.Model) -> None:
    exiger(acteur, Action.REGLER)
    if not isinstance(ligne, LIGNES_DE_REFERENCE):
        raise TypeError(f"{type(ligne).__name__} n'est pas une ligne de référence")
