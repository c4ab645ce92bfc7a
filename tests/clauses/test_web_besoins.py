"""Needs on screen: opened in two screens by the firm and by the office, listed, changed, closed; never in public."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chantiers.models import Chantier
from clauses.models import Besoin, ClauseInsertion, LimiteMembre
from clauses.rules.etats import EtatBesoin, EtatClause
from clauses.services.besoins import ouvrir
from entreprises.rules import Role
from socle.horloge import aujourdhui
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_chantier, un_intervenant, un_lot, un_marche, un_suivi, une_clause
from tests.fabriques.public import un_besoin, une_decision
from tests.fabriques.socle import un_metier

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    """Works that last one more year, a lot whose trade is known."""
    scene = une_scene(personnes=0, heures_dues=2000)
    lot = scene.clause.lot
    lot.fin_travaux = (Mois.depuis(aujourdhui()) + 12).dernier_jour
    lot.metier = un_metier("Maçonnerie")
    lot.save()
    return scene


def connecte(acteur) -> Client:
    client = Client()
    client.force_login(acteur.utilisateur)
    return client


def chantier_de(scene: Scene) -> Chantier:
    return Chantier.objects.get(pk=scene.chantier_id)


def texte(reponse) -> str:
    lu = unescape(reponse.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", lu))


def saisie_affichee(page) -> dict[str, object]:
    """What the form would send untouched."""
    form = page.context["form"]
    lus = {nom: form[nom].value() for nom in form.fields}
    return {nom: str(v.pk if hasattr(v, "pk") else v) for nom, v in lus.items() if v not in (None, "", [], False)}


class TestDeuxEcrans:
    @pytest.mark.parametrize("role", [Role.REFERENT, Role.CONDUITE])
    def test_l_entreprise_de_l_accueil_a_la_liste(self, scene: Scene, role: Role) -> None:
        client = connecte(un_acteur(role=role, organisation=scene.entreprise))
        adresse = f"{reverse('entreprise:ouvrir_besoin')}?lot={scene.clause.lot.uuid}"
        assert f'href="{adresse}"' in client.get(reverse("entreprise:accueil")).content.decode()

        ecran_1 = client.get(adresse)
        assert ecran_1.status_code == 200
        ecran_2 = client.post(adresse, saisie_affichee(ecran_1), follow=True)

        assert [url for url, _ in ecran_2.redirect_chain] == [reverse("entreprise:besoins")]
        assert f"Besoin ouvert : 1 × Maçonnerie, {chantier_de(scene)}." in texte(ecran_2)
        besoin = Besoin.objects.get()
        assert besoin.intervenant == scene.intervenant
        assert (besoin.metier.libelle, besoin.fin) == ("Maçonnerie", scene.clause.lot.fin_travaux)
        assert besoin.debut == Mois.depuis(aujourdhui()).suivant().premier_jour
        assert "1 × Maçonnerie" in texte(ecran_2)

    def test_la_facilitatrice_de_la_clause_au_besoin(self, scene: Scene) -> None:
        client = connecte(scene.facilitation)
        fiche = client.get(reverse("facilitation:clause", args=[scene.clause.uuid]))
        assert re.search(r"Il reste 2 000 h sur 1[12](,\d)? mois : environ 2 postes \(Maçonnerie\)", texte(fiche))
        adresse = f"{reverse('facilitation:ouvrir_besoin')}?clause={scene.clause.uuid}"
        assert f'href="{adresse}"' in fiche.content.decode()

        ecran_1 = client.get(adresse)
        assert "Il reste 2 000 h" in texte(ecran_1)
        ecran_2 = client.post(adresse, saisie_affichee(ecran_1), follow=True)

        besoin = Besoin.objects.get()
        assert [url for url, _ in ecran_2.redirect_chain] == [reverse("facilitation:besoin", args=[besoin.uuid])]
        assert besoin.nombre == 2
        assert f"Besoin ouvert : 2 × Maçonnerie, {chantier_de(scene)}, pour {scene.entreprise}." in texte(ecran_2)
        assert "les chiffres n'en font" not in texte(
            client.get(reverse("facilitation:clause", args=[scene.clause.uuid]))
        )

    def test_la_facilitatrice_depuis_les_besoins_ouverts(self, scene: Scene) -> None:
        client = connecte(scene.facilitation)
        accueil = client.get(reverse("facilitation:accueil")).content.decode()
        assert reverse("facilitation:besoins") in accueil
        liste = client.get(reverse("facilitation:besoins"))
        assert f'<option value="{scene.clause.uuid}">' in liste.content.decode()
        sans_choix = client.get(reverse("facilitation:ouvrir_besoin"), follow=True)
        assert "Choisissez d'abord l'engagement" in texte(sans_choix)

    def test_la_page_du_lot_mene_au_formulaire(self, scene: Scene) -> None:
        page = connecte(scene.paie).get(reverse("entreprise:lot", args=[scene.clause.lot.uuid])).content.decode()
        assert f'href="{reverse("entreprise:ouvrir_besoin")}?lot={scene.clause.lot.uuid}"' in page


def saisie(scene: Scene, **champs) -> dict[str, object]:
    return {
        "lieu": f"{scene.intervenant.uuid.hex}.{chantier_de(scene).slug}",
        "metier": str(scene.clause.lot.metier_id),
        "nombre": "2",
        "debut": (aujourdhui() + timedelta(days=30)).isoformat(),
        "fin": "",
        "heures_hebdo": "35",
        "heures": "",
        "prise_de_poste": "7h30",
        "permis_demande": "on",
        "niveau_francais": "A2",
        "certificats": ["AIPR", "CACES_R482"],
        "precisions": "Tutorat sur place",
        **champs,
    }


class TestFormulaire:
    def test_toutes_les_conditions_s_enregistrent(self, scene: Scene) -> None:
        client = connecte(scene.paie)
        client.post(reverse("entreprise:ouvrir_besoin"), saisie(scene))
        besoin = Besoin.objects.get()
        assert f"{besoin.prise_de_poste:%H:%M}" == "07:30"
        assert (besoin.permis_demande, besoin.niveau_francais) == (True, "A2")
        assert besoin.certificats == ["CACES_R482", "AIPR"]
        page = texte(client.get(reverse("entreprise:besoin", args=[besoin.uuid])))
        for mot in ("prise de poste à 7 h 30", "permis B", "français A2 au moins", "CACES R482", "Tutorat sur place"):
            assert mot in page

    @pytest.mark.parametrize(
        ("champs", "phrase"),
        [
            ({"nombre": "0"}, "Nombre de postes"),
            ({"debut": "2020-01-01"}, "Ce besoin est déjà passé."),
            ({"fin": "2020-01-01"}, "La fin du besoin précède son début."),
            ({"heures_hebdo": "350"}, "Une semaine de travail va jusqu'à 48 heures."),
            ({"prise_de_poste": "tôt"}, "Heure de prise de poste"),
            ({"metier": ""}, "Métier"),
            ({"lieu": "ailleurs"}, "Lot et chantier"),
            ({"certificats": ["INVENTE"]}, "Certificats demandés"),
        ],
    )
    def test_un_refus_se_lit_a_sa_place_et_rien_de_tape_ne_se_perd(
        self, scene: Scene, champs: dict, phrase: str
    ) -> None:
        page = connecte(scene.paie).post(reverse("entreprise:ouvrir_besoin"), saisie(scene, **champs))
        assert page.status_code == 422
        assert "Un point est à corriger" in texte(page)
        assert phrase in texte(page)
        assert "Tutorat sur place" in page.content.decode()
        assert 'value="AIPR"' in page.content.decode()
        assert not Besoin.objects.exists()

    def test_le_meme_envoi_deux_fois_ne_fait_qu_un_besoin(self, scene: Scene) -> None:
        client = connecte(scene.paie)
        assert client.post(reverse("entreprise:ouvrir_besoin"), saisie(scene)).status_code == 302
        seconde = client.post(reverse("entreprise:ouvrir_besoin"), saisie(scene))
        assert "Ce besoin est déjà ouvert" in texte(seconde)
        assert Besoin.objects.count() == 1

    def test_plusieurs_lots_se_choisissent(self, scene: Scene) -> None:
        autre = un_lot(marche=un_marche(office=scene.office))
        une_clause(lot=autre, titulaire=scene.entreprise)
        page = connecte(scene.paie).get(reverse("entreprise:ouvrir_besoin"))
        assert len(page.context["form"].fields["lieu"].choices) == 3
        assert not page.context["form"]["lieu"].value()
        choisie = connecte(scene.paie).get(f"{reverse('entreprise:ouvrir_besoin')}?lot={autre.uuid}")
        assert choisie.context["form"]["lieu"].value().startswith(autre.intervenants.get().uuid.hex)

    def test_sans_clause_active_la_page_dit_pourquoi(self, scene: Scene) -> None:
        ClauseInsertion.objects.update(etat=EtatClause.CLOSE, close_le=aujourdhui())
        assert "Aucun lot où chercher" in texte(connecte(scene.paie).get(reverse("entreprise:ouvrir_besoin")))
        page = connecte(scene.facilitation).get(f"{reverse('facilitation:ouvrir_besoin')}?clause={scene.clause.uuid}")
        assert "Rien à chercher sur ce lot" in texte(page)

    def test_le_lot_et_la_clause_d_un_autre_sont_introuvables(self, scene: Scene) -> None:
        autre = une_scene(personnes=0)
        for valeur in (autre.clause.lot.uuid, "n-importe-quoi"):
            adresse = f"{reverse('entreprise:ouvrir_besoin')}?lot={valeur}"
            assert connecte(scene.paie).get(adresse).status_code == 404
        for valeur in (autre.clause.uuid, "n-importe-quoi"):
            adresse = f"{reverse('facilitation:ouvrir_besoin')}?clause={valeur}"
            assert connecte(scene.facilitation).get(adresse).status_code == 404
            assert connecte(scene.facilitation).post(adresse, saisie(scene)).status_code == 404
        refusee = connecte(scene.paie).post(reverse("entreprise:ouvrir_besoin"), saisie(autre, metier="1"))
        assert refusee.status_code == 422
        assert not Besoin.objects.exists()

    def test_un_conducteur_limite_a_un_chantier_n_en_voit_pas_d_autre(self, scene: Scene) -> None:
        autre = un_chantier(operation=scene.clause.lot.marche.operation)
        scene.clause.lot.sites.update(part="50.00")
        scene.clause.lot.sites.create(chantier=autre, part="50.00")
        conduite = un_acteur(role=Role.CONDUITE, organisation=scene.entreprise)
        LimiteMembre.objects.create(membre=conduite.espace, chantier=autre)
        ailleurs = un_besoin(scene.clause, chantier_de(scene))
        client = connecte(conduite)
        [(cle, _)] = client.get(reverse("entreprise:ouvrir_besoin")).context["form"].fields["lieu"].choices
        assert cle.endswith(autre.slug)
        assert client.get(reverse("entreprise:besoin", args=[ailleurs.uuid])).status_code == 404


ESPACES = [("entreprise", "paie"), ("facilitation", "facilitation")]


@pytest.mark.parametrize(("espace", "qui"), ESPACES)
class TestSuite:
    def test_modifier_garde_tout_et_montre_ce_qui_est(self, scene: Scene, espace: str, qui: str) -> None:
        client = connecte(getattr(scene, qui))
        connecte(scene.paie).post(reverse("entreprise:ouvrir_besoin"), saisie(scene))
        besoin = Besoin.objects.get()
        page = reverse(f"{espace}:modifier_besoin", args=[besoin.uuid])
        affiche = saisie_affichee(client.get(page))
        affiche["certificats"] = besoin.certificats
        faite = client.post(page, affiche | {"nombre": "3"}, follow=True)
        assert "Le besoin est modifié." in texte(faite)
        avant = {c.name: getattr(besoin, c.attname) for c in Besoin._meta.fields if c.name != "nombre"}
        besoin.refresh_from_db()
        assert {nom: getattr(besoin, Besoin._meta.get_field(nom).attname) for nom in avant} == avant
        assert besoin.nombre == 3
        refusee = client.post(page, affiche | {"nombre": "0"})
        assert refusee.status_code == 422

    def test_pourvoir_rouvrir_annuler_depuis_la_page(self, scene: Scene, espace: str, qui: str) -> None:
        client = connecte(getattr(scene, qui))
        besoin = un_besoin(scene.clause, chantier_de(scene))
        page = reverse(f"{espace}:besoin", args=[besoin.uuid])

        def faire(acte: str, **donnees: str):
            adresse = reverse(f"{espace}:acte_besoin", args=[besoin.uuid, acte])
            assert adresse in client.get(page).content.decode()
            reponse = client.post(adresse, donnees, follow=True)
            besoin.refresh_from_db()
            return reponse

        assert "Le besoin est marqué pourvu." in texte(faire("pourvoir"))
        assert besoin.etat == EtatBesoin.POURVU
        assert "Modifier" not in texte(client.get(page))
        encore = client.post(reverse(f"{espace}:acte_besoin", args=[besoin.uuid, "pourvoir"]))
        assert encore.status_code == 422
        assert "n'est pas possible dans l'état" in texte(encore)
        assert "Le besoin est rouvert." in texte(faire("rouvrir"))
        sans_motif = faire("annuler")
        assert sans_motif.status_code == 422
        assert besoin.etat == EtatBesoin.OUVERT
        assert "Le besoin est annulé." in texte(faire("annuler", motif="Travaux décalés"))
        assert besoin.etat == EtatBesoin.ANNULE

    def test_un_acte_inconnu_est_introuvable(self, scene: Scene, espace: str, qui: str) -> None:
        besoin = un_besoin(scene.clause, chantier_de(scene))
        adresse = reverse(f"{espace}:acte_besoin", args=[besoin.uuid, "supprimer"])
        assert connecte(getattr(scene, qui)).post(adresse).status_code == 404

    def test_un_besoin_ferme_ne_se_modifie_pas(self, scene: Scene, espace: str, qui: str) -> None:
        besoin = un_besoin(scene.clause, chantier_de(scene), etat=EtatBesoin.POURVU, metier=scene.clause.lot.metier)
        page = connecte(getattr(scene, qui)).post(
            reverse(f"{espace}:modifier_besoin", args=[besoin.uuid]), saisie(scene)
        )
        assert page.status_code == 422
        assert "Ce besoin est fermé" in texte(page)


class TestListes:
    def test_filtres_tri_et_fichiers_disent_la_meme_chose(self, scene: Scene) -> None:
        chantier, jour = chantier_de(scene), aujourdhui()
        peinture = un_metier("Peinture")
        tard = un_besoin(scene.clause, chantier, metier=peinture, debut=jour + timedelta(days=60), nombre=3)
        tot = un_besoin(scene.clause, chantier, debut=jour + timedelta(days=5), certificats=["SST"])
        pourvu = un_besoin(scene.clause, chantier, debut=jour, etat=EtatBesoin.POURVU)
        hier = jour - timedelta(days=1)
        passe = un_besoin(scene.clause, chantier, debut=hier, fin=hier)
        client = connecte(scene.facilitation)

        def lus(filtres: str = "") -> list[Besoin]:
            return [v.besoin for v in client.get(f"{reverse('facilitation:besoins')}?{filtres}").context["vues"]]

        assert lus() == [tot, tard]
        assert lus("etat=tous") == [passe, pourvu, tot, tard]
        assert lus("etat=POURVU") == [pourvu]
        assert lus("etat=passes") == [passe]
        assert lus("etat=ANNULE") == []
        assert lus(f"metier={peinture.code}") == [tard]
        assert lus(f"lot={scene.clause.lot.uuid}") == [tot, tard]
        assert lus(f"du={tard.debut.isoformat()}") == [tard]
        assert lus(f"au={tot.debut.isoformat()}") == [tot]
        assert lus("metier=INCONNU&lot=nulle-part&du=bientot&etat=bizarre") == [tot, tard], "illisible : pas de filtre"

        fichier = client.get(f"{reverse('facilitation:besoins')}?etat=tous&format=csv")
        rangs = list(
            csv.DictReader(io.StringIO(b"".join(fichier.streaming_content).decode("utf-8-sig")), delimiter=";")
        )
        assert [r["État"] for r in rangs] == ["Dates passées", "Pourvu", "Ouvert", "Ouvert"]
        assert [r["Postes"] for r in rangs] == ["2", "2", "2", "3"]
        assert rangs[2]["Conditions"] == "Sauveteur secouriste du travail (SST)"
        assert client.get(f"{reverse('facilitation:besoins')}?format=xlsx").status_code == 200

    def test_le_portefeuille_d_abord_puis_toute_la_structure(self, scene: Scene) -> None:
        autre = une_clause(lot=un_lot(marche=un_marche(office=scene.office)))
        un_suivi(clause=autre)
        voisin = un_besoin(autre, autre.lot.sites.get().chantier)
        sien = un_besoin(scene.clause, chantier_de(scene), debut=aujourdhui() + timedelta(days=9))
        client = connecte(scene.facilitation)
        page = client.get(reverse("facilitation:besoins"))
        assert [v.besoin for v in page.context["vues"]] == [sien]
        rail = re.search(r"Besoins ouverts</span><span class=\"compteur\">(\d+)", page.content.decode())
        assert rail[1] == "1"
        toute = client.get(reverse("facilitation:besoins") + "?perimetre=office")
        assert [v.besoin for v in toute.context["vues"]] == [voisin, sien]

    def test_l_entreprise_ne_lit_que_les_siens(self, scene: Scene) -> None:
        sien = un_besoin(scene.clause, chantier_de(scene))
        autre = une_scene(personnes=0)
        un_besoin(autre.clause, chantier_de(autre))
        partenaire = un_intervenant(lot=scene.clause.lot, role="COTRAITANT")
        Besoin.objects.filter(pk=un_besoin(scene.clause, chantier_de(scene)).pk).update(intervenant=partenaire)
        page = connecte(scene.paie).get(reverse("entreprise:besoins"))
        assert [v.besoin for v in page.context["vues"]] == [sien]

    def test_les_propositions_en_attente_se_comptent_au_rail_et_a_l_accueil(self, scene: Scene) -> None:
        client = connecte(scene.paie)
        un_besoin(scene.clause, chantier_de(scene), propositions_en_attente=0)
        vide = client.get(reverse("entreprise:accueil"))
        assert "proposée" not in texte(vide)
        attend = un_besoin(scene.clause, chantier_de(scene), propositions_en_attente=2)
        un_besoin(scene.clause, chantier_de(scene), propositions_en_attente=9, etat=EtatBesoin.POURVU)
        accueil = client.get(reverse("entreprise:accueil"))
        assert "2 personnes proposées pour 2 × Maçonnerie" in texte(accueil)
        assert reverse("entreprise:besoin", args=[attend.uuid]) in accueil.content.decode()
        assert re.search(r"Mes besoins</span><span class=\"compteur\">2<", accueil.content.decode())

    @pytest.mark.parametrize(("espace", "qui"), ESPACES)
    @pytest.mark.parametrize("forme", ["", "?format=csv"])
    def test_une_liste_coute_autant_pour_3_besoins_que_pour_40(
        self, scene: Scene, espace: str, qui: str, forme: str
    ) -> None:
        client, adresse = connecte(getattr(scene, qui)), reverse(f"{espace}:besoins") + forme

        def cout() -> int:
            client.get(adresse)
            with CaptureQueriesContext(connection) as faites:
                reponse = client.get(adresse)
                if reponse.streaming:
                    b"".join(reponse.streaming_content)
            return len(faites)

        def ajouter(nombre: int) -> None:
            for _ in range(nombre):
                site = un_chantier(operation=scene.clause.lot.marche.operation)
                un_besoin(scene.clause, site, metier=un_metier("Peinture"))

        ajouter(3)
        avant = cout()
        ajouter(37)
        assert cout() == avant

    def test_une_longue_liste_se_pagine(self, scene: Scene) -> None:
        for _ in range(55):
            un_besoin(scene.clause, chantier_de(scene), metier=scene.clause.lot.metier)
        page = connecte(scene.facilitation).get(reverse("facilitation:besoins") + "?page=2")
        assert len(page.context["vues"]) == 5
        assert "Lignes 51 à 55 sur 55" in texte(page)


def test_l_auditeur_lit_la_clause_sans_les_besoins(scene: Scene) -> None:
    un_besoin(scene.clause, chantier_de(scene))
    page = texte(connecte(un_acteur(role=Role.AUDITEUR)).get(reverse("facilitation:clause", args=[scene.clause.uuid])))
    assert "Ouvrir un besoin" not in page
    assert "Il reste" not in page


def test_la_clause_dit_qu_il_n_y_a_rien_a_chercher(scene: Scene) -> None:
    scene.clause.lot.fin_travaux = date(2026, 1, 1)
    scene.clause.lot.save()
    page = texte(connecte(scene.facilitation).get(reverse("facilitation:clause", args=[scene.clause.uuid])))
    assert "les chiffres n'en font apparaître aucun" in page


def test_le_public_lit_le_metier_et_rien_des_conditions(scene: Scene, client: Client) -> None:
    """Neither on the page of the site, nor in the open data, whatever the level of publication."""
    chantier = chantier_de(scene)
    une_decision(chantier.operation, "PAR_MARCHE")
    ouvrir(
        acteur=scene.paie,
        intervenant=scene.intervenant,
        chantier=chantier,
        metier=un_metier("Conduite de grue"),
        nombre=2,
        debut=aujourdhui() + timedelta(days=20),
        heures_hebdo=31,
        permis_demande=True,
        niveau_francais="B2",
        certificats=["CACES_R487", "AMIANTE_SS4"],
        precisions="Serin doré",
    )
    lus = {adresse: _tout(client.get(adresse)) for adresse in pages_publiques(chantier)}
    fiche = lus[reverse("cms:chantier", args=[chantier.slug])]
    assert "Conduite de grue" in fiche
    for adresse, lu in lus.items():
        for canari in ("Serin", "CACES", "miante", "ermis B", "français B2", "31,00", "prise de poste"):
            assert canari not in lu, f"{canari} dans {adresse}"


def pages_publiques(chantier: Chantier) -> list[str]:
    listes = [reverse(f"cms:{nom}") for nom in ("chantiers", "points", "chantiers_csv", "chantiers_geojson")]
    return [reverse("cms:chantier", args=[chantier.slug]), *listes]


def _tout(reponse) -> str:
    assert reponse.status_code == 200, reponse
    contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    return unescape(contenu.decode())
