"""`champ__parmi`: the same rows as "in", with one parameter, on both engines."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clauses.models import Beneficiaire, LigneHeures
from tests.fabriques.declarations import un_mois_saisi, une_scene

pytestmark = pytest.mark.django_db


def test_les_memes_rangs_que_dans_une_liste_par_cle_cle_publique_relation_et_jour() -> None:
    un_mois_saisi(une_scene(personnes=2))
    lignes = list(LigneHeures.objects.order_by("pk"))
    assert len(lignes) == 2
    premiere = lignes[0]
    personne = premiere.contrat.beneficiaire
    Beneficiaire.objects.filter(pk=personne.pk).update(date_naissance=date(1990, 3, 4))
    assert list(LigneHeures.objects.filter(pk__parmi=[premiere.pk, -1])) == [premiere]
    assert list(LigneHeures.objects.filter(pk__parmi=[premiere])) == [premiere]
    assert list(LigneHeures.objects.filter(uuid__parmi=[premiere.uuid, uuid4()])) == [premiere]
    assert list(LigneHeures.objects.filter(contrat__beneficiaire__parmi={personne.pk: 1})) == [premiere]
    assert list(Beneficiaire.objects.filter(date_naissance__parmi={date(1990, 3, 4)})) == [personne]
    assert list(LigneHeures.objects.order_by("pk").exclude(pk__parmi=[premiere.pk])) == lignes[1:]


def test_aucune_valeur_ne_donne_aucun_rang() -> None:
    un_mois_saisi(une_scene())
    assert not LigneHeures.objects.filter(pk__parmi=[]).exists()
    assert LigneHeures.objects.exclude(pk__parmi=[]).count() == 1


def test_dix_mille_cles_tiennent_en_un_parametre() -> None:
    un_mois_saisi(une_scene())
    with CaptureQueriesContext(connection) as requetes:
        assert LigneHeures.objects.filter(pk__parmi=range(100_000)).count() == 1
    assert len(requetes) == 1


def test_une_valeur_qui_n_est_ni_cle_ni_jour_est_refusee(settings) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL compare des tableaux de son propre type")
    with pytest.raises(TypeError, match="parmi"):
        LigneHeures.objects.filter(pk__parmi=[object()]).exists()
