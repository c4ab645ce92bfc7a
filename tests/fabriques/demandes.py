"""Builders of what a decision of eligibility needs: criteria of the scene's référentiel, a request to decide."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.test import Client

from clauses.models import DemandeValidation
from entreprises.policies import Acteur
from parcours.models import Critere
from socle.horloge import maintenant
from tests.fabriques.declarations import Scene, un_contrat


def un_critere(scene: Scene, code: str = "RSA", **champs: Any) -> Critere:
    """A criterion of the scene's référentiel; it suffices alone unless told otherwise."""
    champs.setdefault("libelle", "Allocataire du RSA" if code == "RSA" else f"Public {code}")
    champs.setdefault("duree_mois", 24)
    return Critere.objects.create(referentiel=scene.clause.referentiel, code=code, **champs)


def une_demande(
    scene: Scene, *, debut: date = date(2025, 11, 3), complete: datetime | None = None, **contrat: Any
) -> DemandeValidation:
    """A request for a new contract of the scene, complete now unless told otherwise."""
    cree = un_contrat(intervenant=scene.intervenant, clause=scene.clause, debut=debut, eligible=False, **contrat)
    scene.contrats.append(cree)
    return DemandeValidation.objects.create(
        beneficiaire=cree.beneficiaire,
        contrat=cree,
        referentiel=scene.clause.referentiel,
        deposee_le=maintenant(),
        complete_le=complete or maintenant(),
        deposee_par=scene.paie.utilisateur,
    )


def connecte(acteur: Acteur) -> Client:
    """A browser where this person is logged in."""
    client = Client()
    client.force_login(acteur.utilisateur)
    return client
