"""Territories, their other names, trades."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from socle.models import Metier, NatureTerritoire, SorteAlias, Territoire
from tests.fabriques.socle import un_alias, un_metier, un_territoire

pytestmark = pytest.mark.django_db


def test_un_ancien_code_conduit_a_la_commune_nouvelle() -> None:
    saint_denis = un_territoire("Saint-Denis", code="93066")
    un_alias(saint_denis, "93059", sorte=SorteAlias.INSEE_ANCIEN)
    assert Territoire.objects.par_code_insee("93059") == saint_denis
    assert Territoire.objects.par_code_insee(" 93066 ") == saint_denis
    assert Territoire.objects.par_code_insee("93999") is None
    assert Territoire.objects.par_code_insee("") is None


def test_un_code_postal_n_est_pas_un_code_insee() -> None:
    saint_denis = un_territoire("Saint-Denis", code="93066")
    un_alias(saint_denis, "93200")
    assert Territoire.objects.par_code_insee("93200") is None
    assert Territoire.objects.par_code_postal("93066") == []


def test_un_code_postal_peut_etre_partage() -> None:
    pavillons = un_territoire("Les Pavillons-sous-Bois")
    clichy = un_territoire("Clichy-sous-Bois")
    un_alias(pavillons, "93390")
    un_alias(clichy, "93390")
    un_alias(clichy, "93391")
    assert Territoire.objects.par_code_postal("93390") == [clichy, pavillons]


def test_un_ancien_code_ne_conduit_qu_a_une_commune() -> None:
    un_alias(un_territoire(), "93059", sorte=SorteAlias.INSEE_ANCIEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        un_alias(un_territoire(), "93059", sorte=SorteAlias.INSEE_ANCIEN)


def test_les_communes_d_un_departement_passent_par_ses_ept() -> None:
    departement = un_territoire("Seine-Saint-Denis", nature=NatureTerritoire.DEPARTEMENT, code="93")
    ept = un_territoire("Est Ensemble", nature=NatureTerritoire.EPT, code="T8", parent=departement)
    pantin = un_territoire("Pantin", parent=ept)
    ailleurs = un_territoire("Ailleurs")
    communes = Territoire.objects.communes_de
    assert list(communes(departement)) == list(communes(ept)) == list(communes(pantin)) == [pantin]
    assert ailleurs in Territoire.objects.communes()
    assert departement not in Territoire.objects.communes()


def test_un_meme_code_peut_servir_a_deux_natures() -> None:
    un_territoire(nature=NatureTerritoire.DEPARTEMENT, code="93")
    un_territoire(nature=NatureTerritoire.EPT, code="93")
    with pytest.raises(IntegrityError), transaction.atomic():
        un_territoire(nature=NatureTerritoire.EPT, code="93")


def test_un_territoire_vaut_entre_ses_dates() -> None:
    ancienne = un_territoire("Pierrefitte-sur-Seine", valide_au=date(2024, 12, 31))
    assert ancienne in Territoire.objects.en_vigueur(date(2024, 12, 31))
    assert ancienne not in Territoire.objects.en_vigueur(date(2025, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        un_territoire(valide_du=date(2025, 1, 1), valide_au=date(2024, 12, 31))


def test_un_point_est_entier() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        un_territoire(latitude=48.9)


def test_des_metiers_voisins_le_sont_dans_les_deux_sens() -> None:
    macon, coffreur = un_metier("Maçonnerie"), un_metier("Coffrage", actif=False)
    macon.voisins.add(coffreur)
    assert list(coffreur.voisins.all()) == [macon]
    assert list(Metier.objects.actifs()) == [macon]
