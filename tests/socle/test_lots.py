"""Rows inserted by COPY hold what `bulk_create` would have written: words, hundredths, instants, empty values, JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from clauses.models import FichierHeures, LigneFichier
from clauses.rules.proposition_tableur import DecisionLigne, SorteLigne
from entreprises.rules import Nature
from socle import lots
from socle.horloge import maintenant
from tests.fabriques.entreprises import une_organisation

pytestmark = pytest.mark.django_db
PIEGES = "tabulation\tretour\nbarre \\ \\N apostrophe ' é €"


@pytest.fixture
def importation() -> FichierHeures:
    firme = une_organisation(nature=Nature.ENTREPRISE)
    return FichierHeures.objects.create(organisation=firme, nom_fichier="h.xlsx", depose_le=maintenant())


def une_ligne(importation: FichierHeures, rang: int, **champs) -> LigneFichier:
    return LigneFichier(
        origine=importation, sorte=SorteLigne.REFUSEE, decision=DecisionLigne.LAISSER, rang=rang, phrase=PIEGES,
        mois=date(2025, 9, 1), heures=Decimal("151.67"), candidats=[{"mot": PIEGES}], **champs,
    )  # fmt: skip


@pytest.mark.parametrize("nombre", [3, 450])
def test_les_valeurs_ecrites_sont_celles_des_objets(importation, nombre):
    voulues = [une_ligne(importation, rang) for rang in range(nombre)]
    lots.inserer(LigneFichier, iter(voulues))
    ecrites = list(importation.lignes.order_by("pk"))
    champs = [c.attname for c in LigneFichier._meta.concrete_fields if not c.primary_key]
    assert [[getattr(li, c) for c in champs] for li in ecrites] == [[getattr(li, c) for c in champs] for li in voulues]
    assert LigneFichier.objects.filter(sorte="REFUSEE", decision="LAISSER", heures=Decimal("151.67")).count() == nombre


def test_une_contrainte_refuse_tout_le_lot(importation):
    lignes = [une_ligne(importation, rang) for rang in range(300)]
    lignes[250].sorte = SorteLigne.NOUVELLE  # without a contract
    with pytest.raises(IntegrityError), transaction.atomic():
        lots.inserer(LigneFichier, lignes)
    assert not importation.lignes.exists()


def test_rien_a_ecrire(importation):
    lots.inserer(LigneFichier, [])
    assert not importation.lignes.exists()
