"""The matrix itself: what must be caught is caught. A control that passed would prove that it sees nothing."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import clear_url_caches, include, path

from entreprises.rules import ROLES_FACILITATION, Role
from socle.gardes import politique, publique
from tests.securite import matrice, tables
from tests.securite.adresses import Adresse, toutes
from tests.securite.monde import Mondes

pytestmark = pytest.mark.django_db


def oubliee(request: HttpRequest) -> HttpResponse:
    """A view without a rule."""
    return HttpResponse("tout")


@publique("essai.ouverte")
def ouverte_a_tous(request: HttpRequest) -> HttpResponse:
    """A view open to all."""
    return HttpResponse("tout")


@politique("essai.bavarde", roles=ROLES_FACILITATION)
def bavarde(request: HttpRequest, uuid: Any) -> HttpResponse:
    """A view whose gate is right, and which never looks whose object it is."""
    return HttpResponse(f"le dossier {uuid}")


@pytest.fixture
def adresses(settings: Any) -> dict[str, Adresse]:
    """The three views above, as the only addresses of the project."""
    module = ModuleType("adresses_d_essai")
    module.urlpatterns = [  # type: ignore[attr-defined]
        path("compte/", include("allauth.urls")),
        path("oubliee/", oubliee, name="oubliee"),
        path("ouverte/", ouverte_a_tous, name="ouverte"),
        path("dossiers/<uuid:uuid>/", bavarde, name="bavarde"),
    ]
    sys.modules[module.__name__] = module
    settings.ROOT_URLCONF = module.__name__
    clear_url_caches()
    yield {adresse.nom: adresse for adresse in toutes() if not adresse.de_bibliotheque}
    del sys.modules[module.__name__]
    clear_url_caches()


def test_une_vue_sans_regle_est_prise(adresses: dict[str, Adresse], mondes: Mondes) -> None:
    ecarts = matrice.ecarts(adresses["oubliee"], mondes.notre, "GET", roles=(Role.PAIE,))
    assert "aucune règle déclarée" in ecarts[0]


def test_une_porte_trop_ouverte_est_prise(adresses: dict[str, Adresse], mondes: Mondes) -> None:
    reglee = adresses["ouverte"]
    pretendue = Adresse(reglee.route, reglee.nom, (), politique=bavarde.politique)
    ecarts = matrice.ecarts(pretendue, mondes.notre, "GET")
    assert any(e.startswith("ANONYME") for e in ecarts)
    assert any(e.startswith("PAIE") and "au lieu de 403" in e for e in ecarts)
    assert not any(e.startswith("FACILITATEUR") for e in ecarts)


def test_une_adresse_a_parametre_que_personne_n_a_decrite_est_prise(adresses, mondes: Mondes) -> None:
    with pytest.raises(matrice.SansObjet, match="bavarde"):
        matrice.chemin(adresses["bavarde"], mondes.notre)


def test_une_vue_qui_montre_l_objet_du_voisin_est_prise(adresses, mondes: Mondes, monkeypatch) -> None:
    monkeypatch.setitem(tables.OBJETS, "bavarde", lambda monde: {"uuid": monde.clause.uuid})
    assert matrice.ecarts(adresses["bavarde"], mondes.notre, "GET") == []
    fuites = matrice.fuites(adresses["bavarde"], mondes.notre, mondes.voisin, "GET")
    assert len(fuites) == 2 * len(ROLES_FACILITATION)
    assert all("au lieu de 404" in fuite for fuite in fuites)


def test_une_lecture_qui_ecrit_est_vue(mondes: Mondes) -> None:
    recu = matrice.Reponse(200, requetes=('UPDATE "clauses_ligneheures" SET "heures" = 1', 'SELECT 1 FROM "x"'))
    assert matrice.ecritures(recu) == {"clauses_ligneheures"}


def test_les_canaris_des_deux_mondes_sont_distincts(mondes: Mondes) -> None:
    notre, voisin = mondes.notre.canaris, mondes.voisin.canaris
    assert notre.critere != voisin.critere
    assert not set(notre.naissance_ecrite) & set(voisin.naissance_ecrite)
