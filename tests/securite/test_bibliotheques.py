"""The doors that libraries guard (Django admin, Wagtail, allauth, documents), and what an anonymous reader meets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from cms.models import AccueilPage, PageEditoriale
from config.reference.services.site import charger_droits_redaction, charger_site_public
from entreprises.rules import Role
from entreprises.services.acces import preparer_groupes
from tests.securite.adresses import BIBLIOTHEQUES, toutes
from tests.securite.matrice import CONNEXION, frapper
from tests.securite.monde import ANONYME, PDF, ROLES, Mondes

pytestmark = pytest.mark.django_db

ENTRENT = {
    "/gestion/": {Role.ADMINISTRATION},
    "/gestion/comptes/utilisateur/": {Role.ADMINISTRATION},
    "/redaction/": {Role.REDACTION},
    "/redaction/images/": {Role.REDACTION},
    "/redaction/documents/": {Role.REDACTION},
}
"""Who enters each library's pages; everybody else gets a closed door or the login page."""

COMPTE = ("/compte/email/", "/compte/password/change/", "/compte/2fa/")


@pytest.fixture
def site(mondes: Mondes) -> AccueilPage:
    """The public site of the first day, with the rights of its editors."""
    charger_site_public()
    charger_droits_redaction()
    preparer_groupes()
    return AccueilPage.objects.get()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("porte", ENTRENT)
def test_chaque_porte_technique_ne_s_ouvre_qu_aux_siens(mondes: Mondes, site: Any, porte: str, role: str) -> None:
    recu = frapper(mondes.notre.client(role), "GET", porte)
    if role in ENTRENT[porte]:
        assert recu.statut == 200, str(recu)
    elif role == ANONYME:
        assert recu.statut == 302, str(recu)
        assert CONNEXION in recu.vers or recu.vers.startswith("/gestion/login/"), str(recu)
    else:
        assert recu.statut in {302, 403, 404}, f"{role} {porte} : {recu}"
        assert recu.statut != 302 or porte.split("/")[1] not in recu.vers.split("?")[0] or "login" in recu.vers


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", COMPTE)
def test_les_pages_de_son_compte_s_ouvrent_a_qui_est_connecte(mondes: Mondes, page: str, role: str) -> None:
    recu = frapper(mondes.notre.client(role), "GET", page)
    if role == ANONYME:
        assert recu.vers_la_connexion, str(recu)
    else:
        assert recu.statut == 200 or "/compte/reauthenticate/" in recu.vers, str(recu)


def test_l_administration_n_entre_pas_par_une_seconde_porte(client: Client) -> None:
    recu = frapper(client, "GET", "/gestion/login/")
    assert recu.statut == 302
    assert recu.vers.startswith(CONNEXION)


def test_l_accueil_s_ouvre_a_tous_et_une_adresse_inconnue_n_existe_pas(site: AccueilPage, client: Client) -> None:
    assert frapper(client, "GET", "/").statut == 200
    for inconnue in ("/rien-de-tel/", "/chantiers/rien-de-tel/", "/espace/rien-de-tel/", "/facilitation/rien/"):
        assert frapper(client, "GET", inconnue).statut == 404, inconnue


def test_un_document_prive_reste_ferme(
    site: AccueilPage, client: Client, mondes: Mondes, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    racine = Collection.get_first_root_node()
    privee = racine.add_child(name="Réservée")
    CollectionViewRestriction.objects.create(collection=privee, restriction_type=CollectionViewRestriction.LOGIN)
    ouvert = Document.objects.create(title="Ouvert", file=ContentFile(PDF, "ouvert.pdf"), collection=racine)
    ferme = Document.objects.create(title="Fermé", file=ContentFile(PDF, "ferme.pdf"), collection=privee)
    assert frapper(client, "GET", ouvert.url).statut == 200
    recu = frapper(client, "GET", ferme.url)
    assert recu.statut == 302
    assert "/login" in recu.vers
    assert frapper(client, "GET", f"/media/{ferme.file.name}").statut in {302, 404}
    assert frapper(client, "GET", f"/media/../prive/{mondes.notre.piece.chemin}").statut == 404


def test_une_page_non_publiee_ou_reservee_reste_fermee(site: AccueilPage, client: Client) -> None:
    brouillon = site.add_child(instance=PageEditoriale(title="Brouillon", slug="brouillon", live=False))
    reservee = site.add_child(instance=PageEditoriale(title="Réservée", slug="reservee"))
    PageViewRestriction.objects.create(page=reservee, restriction_type=PageViewRestriction.LOGIN)
    assert frapper(client, "GET", brouillon.url).statut == 404
    recu = frapper(client, "GET", reservee.url)
    assert recu.statut == 302
    assert "/login" in recu.vers


def test_chaque_bibliotheque_laissee_de_cote_existe_encore() -> None:
    routes = [adresse.route for adresse in toutes()]
    for debut in BIBLIOTHEQUES:
        if debut in {"media/", "vitrine/"}:  # only in demonstration, or with DEBUG
            continue
        assert any(route.startswith(debut) for route in routes) or any("wagtail" in a.nom for a in toutes()), debut
