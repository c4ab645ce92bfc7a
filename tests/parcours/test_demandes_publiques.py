""" "Travailler sur ce chantier": as little as calling back needs, answered in time or told, gone after six months."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from chantiers.models import Chantier
from clauses.models import ClauseInsertion, Reglage
from entreprises.rules import Role
from parcours.models import Candidat, DemandePublique
from parcours.services import demandes_publiques as services
from parcours.taches import signaler_les_demandes_muettes
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.horloge import a_l_instant
from tests.fabriques.declarations import Scene, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.socle import un_metier, un_territoire

pytestmark = pytest.mark.django_db
INSTANT = datetime(2026, 1, 31, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def en_janvier():
    cache.clear()
    with a_l_instant(INSTANT):
        yield


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=0)


@pytest.fixture
def chantier(scene: Scene) -> Chantier:
    return Chantier.objects.get(pk=scene.chantier_id)


@pytest.fixture
def adresse(chantier: Chantier) -> str:
    return reverse("parcours:travailler", args=[chantier.slug])


def deposer(chantier: Chantier, **champs) -> DemandePublique:
    return services.deposer(chantier=chantier, **({"nom": "Lina Zouarel", "telephone": "06 39 98 00 07"} | champs))


def test_la_page_dit_qui_repond_et_quand_avant_toute_saisie(scene, adresse):
    page = Client().get(adresse).content.decode()
    assert str(scene.office) in page
    assert "sous 10 jours" in page
    for interdit in ("RSA", "RQTH", "judiciaire", "naissance", "handicap"):
        assert interdit not in page


def test_la_page_dit_la_duree_de_conservation_des_reglages(scene, adresse):
    assert "effacées après 6 mois" in Client().get(adresse).content.decode()
    Reglage.objects.create(
        code="conservation_demande_publique", libelle="Conservation", valeur=3, valide_du=date(2026, 1, 1)
    )
    assert "effacées après 3 mois" in Client().get(adresse).content.decode()


def test_un_nom_et_un_telephone_suffisent(scene, chantier, adresse):
    metier, commune = un_metier(), un_territoire("Stains")
    page = Client().post(
        adresse,
        {"nom": "Lina Zouarel", "telephone": "06 39 98 00 07", "metier": metier.code, "commune": commune.slug},
    )
    assert "C'est noté" in page.content.decode()
    demande = DemandePublique.objects.get()
    assert (demande.chantier, demande.metier, demande.commune) == (chantier, metier, commune)
    assert demande.responsable == scene.facilitation.espace


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"nom": "Lina"}, "Indiquez un téléphone ou un courriel"),
        ({"telephone": "06"}, "Indiquez votre nom"),
        ({"nom": "Lina", "email": "pas une adresse"}, "valide"),
    ],
)
def test_une_saisie_incomplete_garde_ce_qui_est_tape(scene, adresse, champs, phrase):
    page = Client().post(adresse, champs)
    assert page.status_code == 422
    texte = page.content.decode()
    assert phrase in texte
    for valeur in champs.values():
        assert f'value="{valeur}"' in texte
    assert not DemandePublique.objects.exists()


def test_un_robot_qui_remplit_tout_n_est_pas_garde(scene, adresse):
    champs = {"nom": "Robot", "telephone": "0102030405", "site_web": "https://exemple.invalid"}
    assert Client().post(adresse, champs).status_code == 422
    assert not DemandePublique.objects.exists()


def test_au_dela_de_dix_envois_par_heure_la_porte_se_ferme(scene, adresse):
    statuts = [Client().post(adresse, {"nom": f"N{n}", "telephone": "01"}).status_code for n in range(11)]
    assert statuts[-1] == 429
    assert DemandePublique.objects.count() == 10


def test_la_meme_personne_deux_fois_dans_la_journee_est_une_demande(chantier, scene):
    assert deposer(chantier) == deposer(chantier, nom="lina  zouarel")
    with a_l_instant(INSTANT + timedelta(days=2)):
        deposer(chantier)
    assert DemandePublique.objects.count() == 2


def test_personne_ne_repond_la_ou_aucun_engagement_n_est_en_cours(scene, chantier, adresse):
    ClauseInsertion.objects.update(etat="CLOSE", close_le=INSTANT.date())
    assert "Personne ne répond" in Client().get(adresse).content.decode()
    with pytest.raises(RegleViolee):
        deposer(chantier)


def test_un_chantier_qui_n_est_pas_public_n_a_pas_de_porte(scene, chantier, adresse):
    Chantier.objects.update(annule_le=INSTANT, annule_motif="Saisi deux fois")
    assert Client().get(adresse).status_code == 404


def test_le_message_au_facilitateur_ne_nomme_personne(scene, chantier, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        deposer(chantier)
    (courriel,) = mail.outbox
    assert courriel.to == [scene.facilitation.utilisateur.email]
    assert "Zouarel" not in courriel.subject + courriel.body
    assert "06 39" not in courriel.body


def test_sans_reponse_au_dixieme_jour_la_responsable_est_prevenue_une_fois(
    scene, chantier, django_capture_on_commit_callbacks
):
    responsable = un_acteur(role=Role.RESPONSABLE, organisation=scene.office)
    deposer(chantier)
    with a_l_instant(INSTANT + timedelta(days=10) - timedelta(minutes=1)):
        assert services.escalader() == 0
    with a_l_instant(INSTANT + timedelta(days=10)), django_capture_on_commit_callbacks(execute=True):
        assert services.escalader() == 1
        assert services.escalader() == 0
    assert mail.outbox[-1].to == [responsable.utilisateur.email]


def test_une_demande_repondue_ne_s_escalade_pas(scene, chantier):
    services.repondre(acteur=scene.facilitation, demande=deposer(chantier))
    with a_l_instant(INSTANT + timedelta(days=30)):
        assert services.escalader() == 0


@pytest.mark.parametrize(("jour", "reste"), [(datetime(2026, 7, 30, 9), 1), (datetime(2026, 7, 31, 9), 0)])
def test_sans_suite_la_demande_est_effacee_apres_six_mois(scene, chantier, jour, reste):
    deposer(chantier)
    with a_l_instant(jour.replace(tzinfo=ZoneInfo("Europe/Paris"))):
        signaler_les_demandes_muettes()
    assert DemandePublique.objects.count() == reste


def test_purger_simule_puis_efface(scene, chantier):
    deposer(chantier)
    with a_l_instant(INSTANT + timedelta(days=400)):
        sortie = StringIO()
        call_command("purger", "--simuler", stdout=sortie)
        assert "demandes du public restées sans suite à détruire : 1" in sortie.getvalue()
        assert DemandePublique.objects.count() == 1
        call_command("purger", stdout=StringIO())
    assert not DemandePublique.objects.exists()


def test_devenue_candidate_elle_reste(scene, chantier):
    client = Client()
    client.force_login(scene.facilitation.utilisateur)
    metier = un_metier()
    demande = deposer(chantier, metier=metier)
    adresse = reverse("parcours:demande_publique", args=[demande.uuid])
    assert 'value="Zouarel"' in client.get(adresse).content.decode()
    envoi = {"acte": "candidat", "nom": "Zouarel", "prenom": "Lina", "telephone": "06 39 98 00 07"}
    client.post(adresse, envoi | {"metier_1": metier.pk})
    candidat = Candidat.objects.get()
    assert candidat.beneficiaire.informee_le == INSTANT.date()
    assert [m.metier for m in candidat.metiers.all()] == [metier]
    with a_l_instant(INSTANT + timedelta(days=400)):
        signaler_les_demandes_muettes()
    assert DemandePublique.objects.get().candidat == candidat
    with pytest.raises(ConflitEcriture):
        services.repondre(acteur=scene.facilitation, demande=demande)


@pytest.mark.parametrize("corrige", [True, False], ids=["corrigé", "retiré"])
def test_le_metier_corrige_a_l_appel_l_emporte_sur_celui_laisse(scene, chantier, corrige):
    client = Client()
    client.force_login(scene.facilitation.utilisateur)
    demande, autre = deposer(chantier, metier=un_metier()), un_metier()
    envoi = {"acte": "candidat", "nom": "Zouarel", "prenom": "Lina", "metier_1": autre.pk if corrige else ""}
    client.post(reverse("parcours:demande_publique", args=[demande.uuid]), envoi)
    assert [m.metier for m in Candidat.objects.get().metiers.all()] == ([autre] if corrige else [])


def test_un_refus_se_lit_au_champ_et_garde_ce_qui_est_tape(scene, chantier):
    client = Client()
    client.force_login(scene.facilitation.utilisateur)
    demande = deposer(chantier)
    envoi = {"acte": "candidat", "nom": "Zouarel", "prenom": "Lina", "date_naissance": "2031-01-01"}
    adresse = reverse("parcours:demande_publique", args=[demande.uuid])
    reponse = client.post(adresse, envoi)
    assert reponse.status_code == 422
    assert reponse.context["form"].errors["date_naissance"] == ["La date de naissance est dans le futur."]
    assert 'value="2031-01-01"' in reponse.content.decode()
    assert not Candidat.objects.exists()


def test_une_autre_structure_ne_voit_ni_ne_repond(scene, chantier):
    demande = deposer(chantier)
    voisine = une_scene(personnes=0)
    with pytest.raises(DroitRefuse):
        services.repondre(acteur=voisine.facilitation, demande=demande)
    client = Client()
    client.force_login(voisine.facilitation.utilisateur)
    assert "Zouarel" not in client.get(reverse("parcours:demandes_publiques")).content.decode()
    assert client.get(reverse("parcours:demande_publique", args=[demande.uuid])).status_code == 404


def test_effacer_a_la_demande_de_la_personne(scene, chantier):
    client = Client()
    client.force_login(scene.facilitation.utilisateur)
    demande = deposer(chantier)
    client.post(reverse("parcours:demande_publique", args=[demande.uuid]), {"acte": "effacer"})
    assert not DemandePublique.objects.exists()


def test_la_page_publique_du_chantier_mene_a_la_porte(scene, chantier, adresse):
    page = Client().get(reverse("cms:chantier", args=[chantier.slug]))
    assert adresse in page.content.decode()
