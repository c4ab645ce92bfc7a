"""Pages as an anonymous reader meets them, and who may enter the editors' back office."""

from __future__ import annotations

import re

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from clauses.models import Beneficiaire
from clauses.rules.vocabulaire import NiveauPublication
from cms.models import AccueilPage, Actualite, PageEditoriale, ReglagesSite
from config.reference.services.site import charger_droits_redaction, charger_site_public
from entreprises.rules import Role
from socle.horloge import maintenant
from tests.fabriques.entreprises import un_membre
from tests.fabriques.public import des_chantiers_varies, le_chantier, un_engagement, une_decision

pytestmark = pytest.mark.django_db

FIXES = ["/carte/", "/chantiers/", "/donnees/", "/calculateur/"]


def toutes_les_pages(accueil: AccueilPage) -> list[str]:
    return [p.url for p in accueil.get_descendants(inclusive=True).live()] + FIXES


class TestAnonyme:
    def test_toutes_les_pages_publiques_s_ouvrent(self, client, accueil):
        des_chantiers_varies(5)
        for chemin in toutes_les_pages(accueil):
            assert client.get(chemin).status_code == 200, chemin

    def test_une_adresse_inconnue_est_introuvable_et_ne_mene_pas_a_la_connexion(self, client, accueil):
        for chemin in ("/nulle-part/", "/chantiers/inconnu/", "/donnees/autre.csv"):
            assert client.get(chemin).status_code == 404, chemin

    def test_une_page_depubliee_est_introuvable(self, client, accueil):
        page = PageEditoriale.objects.get(slug="contact")
        page.unpublish()
        assert client.get("/contact/").status_code == 404

    def test_une_page_reservee_reste_fermee(self, client, accueil):
        page = PageEditoriale.objects.get(slug="contact")
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        reponse = client.get("/contact/")
        assert reponse.status_code == 302
        assert "/compte/" in reponse["Location"]

    def test_un_document_public_s_ouvre_un_document_reserve_non(self, client, accueil, settings, tmp_path):
        sur_disque = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
        settings.MEDIA_ROOT = tmp_path
        settings.STORAGES = settings.STORAGES | {"default": sur_disque}
        racine = Collection.get_first_root_node()
        reservee = racine.add_child(name="Réservée")
        CollectionViewRestriction.objects.create(collection=reservee, restriction_type=CollectionViewRestriction.LOGIN)
        ouvert = Document.objects.create(title="Charte", file=ContentFile(b"a", "charte.txt"), collection=racine)
        ferme = Document.objects.create(title="Note", file=ContentFile(b"b", "note.txt"), collection=reservee)

        assert client.get(ouvert.url).status_code == 200
        assert client.get(ferme.url).status_code == 302
        assert client.get(f"/media/{ferme.file.name}").status_code == 404

    def test_un_chantier_annule_est_introuvable(self, client, accueil):
        clause = un_engagement()
        chantier = le_chantier(clause)
        type(chantier).objects.filter(pk=chantier.pk).update(
            annule_le="2026-01-01T00:00Z", annule_motif="doublon", version_publique=2
        )
        assert client.get(f"/chantiers/{chantier.slug}/").status_code == 404


class TestContenu:
    def test_le_menu_et_le_pied_viennent_des_reglages(self, client, accueil):
        html = client.get("/carte/").content.decode()
        assert 'href="/clause-sociale/"' in html
        assert "Accessibilité : non conforme" in html
        assert re.search(r'href="/carte/" aria-current="page"', html)

    def test_la_fiche_dit_quoi_qui_quand_et_combien(self, client, accueil):
        des_chantiers_varies(1)
        clause = un_engagement("Gare de l'Est", heures=1000, validees=420, soumises=30)
        html = client.get(f"/chantiers/{le_chantier(clause).slug}/").content.decode()
        for attendu in (
            "Gare de l",
            "Situation arrêtée à fin",
            "restant à réaliser",
            "heures réalisées (validées)",
            "1\u202f000",
        ):
            assert attendu in html, attendu
        assert str(clause.lot.intervenants.get().organisation) in html
        assert "prévision" not in html
        assert "pénalité" not in html

    def test_aucun_nom_de_personne_ne_sort(self, client, accueil):
        clause = un_engagement("Gare", validees=420)
        une_decision(clause.lot.marche.operation, NiveauPublication.PAR_MARCHE)
        Beneficiaire.objects.create(
            nom="Zubrowska", prenom="Ottavia", nom_plie="zubrowska", prenom_plie="ottavia", cree_le=maintenant()
        )
        auteur = clause.lot.marche.cree_par
        chemins = [*FIXES, f"/chantiers/{le_chantier(clause).slug}/", "/carte/points.json"]
        for chemin in [*chemins, "/donnees/chantiers.csv", "/donnees/chantiers.geojson", "/sitemap.xml"]:
            contenu = client.get(chemin).content.decode()
            for interdit in ("Zubrowska", "Ottavia", auteur.email, f"{auteur.prenom} {auteur.nom}"):
                assert interdit not in contenu, chemin

    def test_aucune_page_ne_charge_rien_d_ailleurs_ni_de_style_ou_gestionnaire_en_ligne(self, client, accueil):
        des_chantiers_varies(8)
        for chemin in toutes_les_pages(accueil):
            html = client.get(chemin).content.decode()
            assert not re.search(r'(?:src|srcset|action|data)="(?:https?:)?//', html), chemin
            assert not re.search(r'<link[^>]+href="(?:https?:)?//', html), chemin
            assert not re.search(r"<[a-z][^>]*\s(?:style|on[a-z]+)=", html), chemin
            assert not re.search(r"<script(?![^>]*(?:nonce|src)=)", html), chemin

    def test_le_script_de_la_carte_porte_le_nonce_de_la_politique(self, client, accueil):
        reponse = client.get("/carte/")
        (nonce,) = set(re.findall(r'<script nonce="([^"]+)"', reponse.content.decode()))
        assert f"'nonce-{nonce}'" in reponse["Content-Security-Policy"]
        assert "unsafe" not in reponse["Content-Security-Policy"]

    def test_le_plan_du_site_donne_pages_et_chantiers(self, client, accueil):
        clause = un_engagement()
        plan = client.get("/sitemap.xml").content.decode()
        assert f"/chantiers/{le_chantier(clause).slug}/" in plan
        assert "/clause-sociale/" in plan
        assert "/carte/" in plan

    def test_les_moteurs_ne_lisent_pas_une_demonstration(self, client, settings):
        settings.DEMONSTRATION = True
        assert "Disallow: /\n" in client.get("/robots.txt").content.decode()
        settings.DEMONSTRATION = False
        assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


class TestRequetes:
    @pytest.mark.parametrize("chemin", ["/chantiers/", "/carte/"])
    def test_la_liste_ne_coute_pas_plus_avec_deux_cents_chantiers(self, client, accueil, chemin):
        des_chantiers_varies(30)
        client.get(chemin)
        with CaptureQueriesContext(connection) as peu:
            client.get(f"{chemin}?etat=")
        des_chantiers_varies(170, graine=2)
        client.get(chemin)
        with CaptureQueriesContext(connection) as beaucoup:
            client.get(f"{chemin}?etat=")
        assert len(beaucoup) == len(peu)


class TestReference:
    def test_une_seconde_fois_ne_recree_ni_ne_recrit_rien(self, accueil):
        page = PageEditoriale.objects.get(slug="contact")
        page.title = "Nous écrire"
        page.slug = "nous-ecrire"
        page.save_revision().publish()
        PageEditoriale.objects.get(slug="mentions-legales").delete()
        reglages = ReglagesSite.objects.get()
        ReglagesSite.objects.filter(pk=reglages.pk).update(menu="[]")

        assert charger_site_public().crees == 0
        assert charger_droits_redaction().crees == 0
        assert PageEditoriale.objects.get(pk=page.pk).title == "Nous écrire"
        assert not PageEditoriale.objects.filter(slug__in=["contact", "mentions-legales"]).exists()
        assert len(ReglagesSite.objects.get().menu) == 0

    def test_chaque_page_a_un_vrai_texte_en_francais(self, accueil):
        for page in [*PageEditoriale.objects.all(), *Actualite.objects.all()]:
            texte = str(page.corps)
            assert len(texte) > 500, page
            assert "lorem" not in texte.lower()


class TestRedaction:
    def test_la_redaction_entre_et_modifie_une_page(self, client, accueil):
        membre = un_membre(role=Role.REDACTION)
        client.force_login(membre.utilisateur)
        page = PageEditoriale.objects.get(slug="contact")
        for chemin in ("/redaction/", f"/redaction/pages/{page.pk}/edit/", "/redaction/settings/cms/reglagessite/"):
            assert client.get(chemin, follow=True).status_code == 200, chemin

    def test_la_redaction_ne_voit_ni_comptes_ni_groupes(self, client, accueil):
        client.force_login(un_membre(role=Role.REDACTION).utilisateur)
        for chemin in ("/redaction/users/", "/redaction/groups/", "/gestion/"):
            assert client.get(chemin).status_code in (302, 403, 404), chemin

    @pytest.mark.parametrize(
        "role", [r for r in Role if r not in (Role.REDACTION,)], ids=lambda role: str(role).lower()
    )
    def test_les_autres_n_entrent_pas(self, client, accueil, role):
        client.force_login(un_membre(role=role).utilisateur)
        reponse = client.get("/redaction/")
        assert reponse.status_code in (302, 403)

    @pytest.mark.parametrize("chemin", ["/redaction/", "/redaction/login/", "/_util/login/"])
    def test_il_n_y_a_qu_une_porte_de_connexion(self, client, accueil, chemin):
        reponse = client.get(chemin)
        assert reponse.status_code == 302
        assert "/compte/login/" in reponse["Location"]
        assert client.post("/_util/login/", {"username": "x", "password": "y"}).status_code == 302

    def test_qui_quitte_la_redaction_n_entre_plus(self, client, accueil):
        from entreprises import services
        from tests.fabriques.entreprises import SYSTEME

        membre = un_membre(role=Role.REDACTION)
        services.retirer_membre(acteur=SYSTEME, membre=membre, confirmer_dernier=True)
        client.force_login(membre.utilisateur)
        assert client.get("/redaction/").status_code in (302, 403)
