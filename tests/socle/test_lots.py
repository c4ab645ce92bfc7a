"""Rows inserted by COPY hold what `bulk_create` would have written: words, hundredths, instants, empty values, JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

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


@pytest.mark.parametrize("nombre", [3, 450])
def test_des_rangs_nus_valent_des_objets(importation, nombre):
    noms = ("origine_id", "uuid", "sorte", "decision", "feuille", "rang", "colonne", "nom", "prenom", "lieu", "valeur",
            "phrase", "mois", "heures", "candidats")  # fmt: skip
    voulues = [une_ligne(importation, rang) for rang in range(nombre)]
    lots.inserer_rangs(LigneFichier, noms, ([getattr(li, nom) for nom in noms] for li in voulues))
    ecrites = list(importation.lignes.order_by("pk"))
    assert [[getattr(li, c) for c in noms] for li in ecrites] == [[getattr(li, c) for c in noms] for li in voulues]


def test_des_rangs_naissent_d_autres_rangs_en_une_requete(importation, django_assert_num_queries):
    lots.inserer(LigneFichier, [une_ligne(importation, rang, nom=f"Nom {rang}") for rang in range(5)])
    copie = FichierHeures.objects.create(
        organisation=importation.organisation, nom_fichier="copie.xlsx", depose_le=maintenant()
    )
    tires = {nom: F(nom) for nom in ("decision", "rang", "colonne", "prenom", "lieu", "valeur", "phrase", "nom")}
    fixes = {"origine": copie, "sorte": SorteLigne.REFUSEE, "feuille": PIEGES, "mois": date(2025, 10, 1)}
    fixes |= {"heures": Decimal("7.50"), "candidats": [], "uuid": lots.CleAleatoire()}
    with django_assert_num_queries(1):
        combien = lots.inserer_depuis(LigneFichier, importation.lignes.filter(rang__gte=2), tires | fixes)
    nees = list(copie.lignes.order_by("rang"))
    assert combien == len(nees) == 3
    assert [(li.nom, li.heures, li.feuille, li.mois) for li in nees] == [
        (f"Nom {rang}", Decimal("7.50"), PIEGES, date(2025, 10, 1)) for rang in (2, 3, 4)
    ]
    assert len({li.uuid for li in nees}) == 3
    assert all(li.uuid.version == 4 for li in nees)
