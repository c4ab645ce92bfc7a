"""The carnet: a personal link that expires, closes and is not guessed; a month said wrong is not validated silently."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from clauses.models import Alerte, AvisPersonne, JournalPersonne, LigneHeures
from clauses.services import avis_personnes, declarations, validation
from clauses.services.controles import controler_lignes
from entreprises.rules import Nature, Role
from parcours.models import Candidat, Certificat, LienCarnet
from parcours.selectors.carnet import carnet
from parcours.services import carnet as services
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.horloge import a_l_instant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_mois_saisi, un_mois_soumis, une_scene
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.parcours import un_candidat_placable

pytestmark = pytest.mark.django_db
INSTANT = datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
MOIS = Mois(2025, 9)


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(INSTANT):
        yield


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=1)


@pytest.fixture
def candidat(scene: Scene) -> Candidat:
    return un_candidat_placable(personne=scene.contrats[0].beneficiaire)


@pytest.fixture
def secret(scene: Scene, candidat: Candidat) -> str:
    return services.ouvrir_lien(acteur=scene.facilitation, candidat=candidat)[1]


def lire(secret: str):
    return Client().get(reverse("parcours:carnet", args=[secret]))


def dire(secret: str, avis: str, mois: str = MOIS.iso):
    return Client().post(reverse("parcours:carnet", args=[secret]), {"mois": mois, "avis": avis}, follow=True)


def alertes(ligne: LigneHeures) -> list[str]:
    return list(Alerte.objects.actives().filter(ligne=ligne).values_list("code", flat=True))


def test_le_lien_ouvre_sans_compte_et_le_secret_n_est_garde_nulle_part(secret, candidat):
    page = lire(secret)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    lien = LienCarnet.objects.get()
    assert secret not in str(lien.__dict__)
    assert lien.ouvert_le == INSTANT


def test_un_lien_ne_se_devine_pas(secret):
    assert len(secret) >= 32
    for faux in (secret[:-1], secret[:-1] + ("A" if secret[-1] != "A" else "B"), "1", "0" * len(secret)):
        assert lire(faux).status_code == 404


def test_un_lien_expire_au_bout_de_sa_duree(secret):
    with a_l_instant(INSTANT + timedelta(days=180) - timedelta(seconds=1)):
        assert lire(secret).status_code == 200
    with a_l_instant(INSTANT + timedelta(days=180)):
        assert lire(secret).status_code == 404


def test_un_lien_se_ferme_et_un_nouveau_remplace_l_ancien(scene, candidat, secret):
    _, nouveau = services.ouvrir_lien(acteur=scene.facilitation, candidat=candidat)
    assert lire(secret).status_code == 404
    assert lire(nouveau).status_code == 200
    services.revoquer(acteur=scene.facilitation, candidat=candidat)
    assert lire(nouveau).status_code == 404
    assert LienCarnet.objects.filter(revoque_par=scene.facilitation.utilisateur).count() == 2


def test_une_personne_effacee_n_a_plus_de_carnet(candidat, secret):
    personne = candidat.beneficiaire
    personne.efface_le, personne.date_naissance = INSTANT, None
    personne.save()
    assert lire(secret).status_code == 404


def test_seuls_ceux_qui_suivent_la_personne_donnent_un_lien(scene, candidat):
    tiers = un_acteur(role=Role.PRESCRIPTEUR, organisation=une_organisation(nature=Nature.PRESCRIPTEUR))
    for acteur in (tiers, scene.paie):
        with pytest.raises(DroitRefuse):
            services.ouvrir_lien(acteur=acteur, candidat=candidat)
    assert not LienCarnet.objects.exists()


def test_le_carnet_montre_mois_droits_et_documents_sans_critere(scene, candidat, secret):
    (ligne,) = un_mois_soumis(scene, 100)
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid], derogation="vu")
    Certificat.objects.create(candidat=candidat, code="SST", obtenu_le=date(2023, 12, 1), expire_le=date(2025, 12, 1))
    page = lire(secret).content.decode()
    for attendu in (
        "Septembre 2025",
        "100,00",
        "validées",
        "Sauveteur secouriste du travail (SST)",
        "C'est juste",
        str(scene.entreprise),
    ):
        assert attendu.replace("'", "&#x27;") in page or attendu in page
    (mois,) = carnet(candidat).mois
    assert (mois.declarees, mois.validees, mois.en_verification) == (Decimal(100), Decimal(100), False)


def test_un_brouillon_de_l_entreprise_ne_se_voit_pas(scene, candidat, secret):
    un_mois_saisi(scene, 90)
    assert carnet(candidat).mois == ()
    assert "encore déclaré" in lire(secret).content.decode()
    reponse = dire(secret, "faux")
    assert "Aucune heure" in reponse.content.decode()
    assert not AvisPersonne.objects.exists()


def test_un_mois_contredit_ne_se_valide_pas_en_silence(scene, candidat, secret):
    (ligne,) = un_mois_soumis(scene, 100)
    assert "A14" not in alertes(ligne)
    reponse = dire(secret, "faux")
    assert reponse.content.decode().count("va vérifier ce mois") == 1
    assert "A14" in alertes(ligne)
    with pytest.raises(RegleViolee):
        validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    lot = validation.valider_en_lot(acteur=scene.facilitation, lignes=[ligne.uuid])
    assert not lot.validees
    assert LigneHeures.objects.get().etat == "SOUMISE"


def test_un_nouveau_controle_ne_double_ni_n_efface_l_alerte(scene, candidat, secret):
    (ligne,) = un_mois_soumis(scene, 100)
    dire(secret, "faux")
    controler_lignes([ligne])
    assert alertes(ligne).count("A14") == 1


def test_une_alerte_levee_ne_revient_que_si_la_personne_conteste_de_nouveau(scene, candidat, secret):
    (ligne,) = un_mois_soumis(scene, 100)
    dire(secret, "faux")
    Alerte.objects.filter(code="A14").update(
        levee_le=INSTANT, levee_par=scene.facilitation.utilisateur, levee_motif="Appelée"
    )
    controler_lignes([ligne])
    assert "A14" not in alertes(ligne)
    dire(secret, "juste")
    with a_l_instant(INSTANT + timedelta(days=1)):
        dire(secret, "faux")
    assert "A14" in alertes(ligne)


def test_des_heures_envoyees_apres_coup_portent_la_contestation(scene, candidat, secret):
    un_mois_soumis(scene, 100)
    dire(secret, "faux")
    LigneHeures.objects.update(etat="BROUILLON")
    Alerte.objects.all().delete()
    ligne = LigneHeures.objects.select_related("declaration").get()
    declarations.soumettre(acteur=scene.paie, declarations=[ligne.declaration])
    assert "A14" in alertes(ligne)


def test_l_entreprise_ne_lit_pas_que_la_personne_conteste(scene, candidat, secret):
    (ligne,) = un_mois_soumis(scene, 100)
    dire(secret, "faux")
    client = Client()
    client.force_login(scene.paie.utilisateur)
    page = client.get(reverse("entreprise:declaration", args=[ligne.declaration.uuid])).content.decode()
    assert "Contestée" not in page
    assert "carnet" not in page


def test_un_nouvel_avis_remplace_le_precedent_et_le_meme_n_ajoute_rien(scene, candidat, secret):
    un_mois_soumis(scene, 100)
    for avis in ("faux", "faux", "juste"):
        dire(secret, avis)
    assert [a.juste for a in AvisPersonne.objects.order_by("pk")] == [False, True]
    assert AvisPersonne.objects.en_vigueur().get().juste
    assert list(JournalPersonne.objects.filter(acte__startswith="avis").values_list("auteur", flat=True)) == [
        None,
        None,
    ]


def test_le_mois_conteste_se_verifie_depuis_le_tableau_et_la_personne_le_lit(scene, candidat, secret):
    (ligne,) = un_mois_soumis(scene, 100)
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid], derogation="vu")
    dire(secret, "faux")
    office = Client()
    office.force_login(scene.facilitation.utilisateur)
    tableau = office.get(reverse("facilitation:accueil")).content.decode()
    assert "Mois que la personne dit faux" in tableau
    avis = AvisPersonne.objects.get()
    adresse = reverse("facilitation:avis", args=[avis.uuid])
    assert office.post(adresse, {"motif": ""}).status_code == 422
    office.post(adresse, {"motif": "Appelée : deux jours à corriger"})
    assert AvisPersonne.objects.get().traite_par == scene.facilitation.utilisateur
    assert "Vérifié le" in lire(secret).content.decode()
    with pytest.raises(ConflitEcriture):
        avis_personnes.traiter(acteur=scene.facilitation, avis=avis, motif="Encore")


def test_le_facilitateur_d_une_autre_clause_ne_traite_pas_ce_mois(scene, candidat, secret):
    un_mois_soumis(scene, 100)
    dire(secret, "faux")
    avis = AvisPersonne.objects.get()
    with pytest.raises(AvisPersonne.DoesNotExist):
        avis_personnes.traiter(acteur=une_scene().facilitation, avis=avis, motif="Vu")
    dire(secret, "juste")
    with pytest.raises(ConflitEcriture, match="changé d'avis"):
        avis_personnes.traiter(acteur=scene.facilitation, avis=avis, motif="Vu")
    assert not AvisPersonne.objects.filter(traite_le__isnull=False).exists()


def test_le_mois_d_un_autre_office_n_existe_pas(scene, candidat, secret):
    un_mois_soumis(scene, 100)
    dire(secret, "faux")
    voisin = Client()
    voisin.force_login(une_scene().facilitation.utilisateur)
    assert voisin.get(reverse("facilitation:avis", args=[AvisPersonne.objects.get().uuid])).status_code == 404


def test_la_page_qui_donne_le_lien_le_montre_une_fois(scene, candidat):
    client = Client()
    client.force_login(scene.facilitation.utilisateur)
    page = client.post(reverse("parcours:lien_carnet", args=[candidat.uuid])).content.decode()
    assert "/parcours/carnet/" in page
    fiche = client.get(reverse("parcours:candidat", args=[candidat.uuid])).content.decode()
    assert "/parcours/carnet/" not in fiche
    assert "jamais ouvert" in fiche
    client.post(reverse("parcours:lien_carnet", args=[candidat.uuid]), {"acte": "revoquer"})
    assert LienCarnet.objects.get().revoque_le is not None


def test_le_carnet_coute_autant_pour_un_mois_que_pour_trente(scene, candidat, django_assert_max_num_queries):
    un_mois_soumis(scene, 100, mois=Mois(2025, 3))
    with django_assert_max_num_queries(10) as un:
        carnet(candidat)
    for n in range(4, 10):
        un_mois_soumis(scene, 100, mois=Mois(2025, n))
    with django_assert_max_num_queries(len(un)):
        assert len(carnet(candidat).mois) == 7
