"""The candidate's file: edited in sections, logged by the names of fields, and never lost to a concurrent save."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.urls import reverse

from clauses.models import Reglage
from entreprises.rules import Role
from parcours.models import Candidat, Certificat, FreinCandidat, JournalCandidat, MetierCandidat
from parcours.services import fiche as services
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.horloge import a_l_instant
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.parcours import connecte, envoi_de_fiche, un_candidat
from tests.fabriques.socle import un_metier, un_territoire

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def office():
    return un_acteur(role=Role.FACILITATEUR)


def url(candidat: Candidat) -> str:
    return reverse("parcours:modifier_candidat", args=[candidat.uuid])


def test_la_fiche_entiere_s_enregistre_et_se_relit(office):
    bondy = un_territoire("Bondy", latitude=48.9, longitude=2.48)
    macon, peintre = un_metier("Maçonnerie"), un_metier("Peinture")
    candidat = un_candidat(metiers=[peintre])
    envoi = envoi_de_fiche(
        candidat,
        metier_1=macon.pk, experience_1=30, metier_2=peintre.pk,
        niveau="3", experience_mois=48, niveau_francais="A2", commune=bondy.pk, rayon_km=15, permis_b="oui",
        vehicule="non", horaires_decales="oui", disponible_le="2025-11-03", heures_cherchees="35",
        certificat_1="CACES_R482", obtenu_1="2020-05-04", certificat_2="TRAVAIL_HAUTEUR",
        frein_SANTE="on", action_SANTE="ORIENTE", frein_MOBILITE="on", leve_MOBILITE="2025-10-01",
    )  # fmt: skip
    reponse = connecte(office).post(url(candidat), envoi)
    assert reponse.status_code == 302, reponse.context["form"].errors
    candidat = Candidat.objects.get()
    assert [(m.metier, m.rang, m.experience_mois) for m in candidat.metiers.all()] == [(macon, 1, 30), (peintre, 2, 0)]
    assert (candidat.niveau, candidat.permis_b, candidat.vehicule) == ("3", True, False)
    assert candidat.heures_cherchees == Decimal(35)
    assert (candidat.latitude, candidat.longitude) == (48.9, 2.48)
    assert dict(Certificat.objects.values_list("code", "expire_le")) == {
        "CACES_R482": date(2030, 5, 4),
        "TRAVAIL_HAUTEUR": None,
    }
    assert set(FreinCandidat.objects.values_list("frein", "action", "leve_le")) == {
        ("SANTE", "ORIENTE", None),
        ("MOBILITE", "A_FAIRE", date(2025, 10, 1)),
    }
    page = connecte(office).get(reverse("parcours:candidat", args=[candidat.uuid])).content.decode()
    assert "CACES R482" in page
    assert "4 mai 2030" in page.replace("\u00a0", " ")
    assert "orientation vers un partenaire" in page


def test_le_journal_dit_les_champs_jamais_les_valeurs(office):
    candidat = un_candidat(telephone="06 00 00 00 01")
    connecte(office).post(url(candidat), envoi_de_fiche(candidat, telephone="06 99 99 99 99", frein_SANTE="on"))
    entree = JournalCandidat.objects.get(acte="modifier")
    assert entree.motif == "telephone, freins"
    assert entree.auteur == office.utilisateur
    connecte(office).post(url(candidat), envoi_de_fiche(candidat))
    assert JournalCandidat.objects.filter(acte="modifier").count() == 1  # nothing changed, nothing is written


def test_le_second_enregistrement_est_dit_et_ne_perd_rien(office):
    candidat = un_candidat()
    ouvert = envoi_de_fiche(candidat, rayon_km=30, taille_epi="XL")
    connecte(un_acteur(role=Role.FACILITATEUR)).post(url(candidat), envoi_de_fiche(candidat, rayon_km=5))
    client = connecte(office)
    conflit = client.post(url(candidat), ouvert)
    assert conflit.status_code == 409
    page = conflit.content.decode()
    assert "Rien de ce que vous avez saisi n'est perdu" in page
    assert "Rayon accepté, en kilomètres : enregistré maintenant, 5" in page
    assert 'value="XL"' in page
    assert Candidat.objects.get().rayon_km == 5
    assert client.post(url(candidat), ouvert | {"revision": 1}).status_code == 302
    assert (Candidat.objects.get().rayon_km, Candidat.objects.get().taille_epi) == (30, "XL")


def test_un_certificat_saisi_pendant_qu_un_autre_en_retire_n_est_pas_perdu(office):
    candidat = un_candidat()
    client = connecte(office)
    trois = {"certificat_1": "SST", "certificat_2": "AIPR", "certificat_3": "TRAVAIL_HAUTEUR"}
    client.post(url(candidat), envoi_de_fiche(candidat, **trois))
    ouvert = envoi_de_fiche(candidat, certificat_6="ECHAFAUDAGE")
    vides = {"certificat_1": "", "certificat_2": "", "certificat_3": ""}
    client.post(url(candidat), envoi_de_fiche(candidat, **vides))
    conflit = client.post(url(candidat), ouvert)
    assert conflit.status_code == 409
    assert 'value="ECHAFAUDAGE" selected' in conflit.content.decode()


def test_la_duree_d_un_certificat_est_un_reglage(office):
    Reglage.objects.create(code="validite_sst", libelle="SST", valeur=12, valide_du=date(2025, 1, 1))
    candidat = un_candidat()
    connecte(office).post(url(candidat), envoi_de_fiche(candidat, certificat_1="SST", obtenu_1="2025-02-01"))
    assert Certificat.objects.get().expire_le == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("changement", "dit"),
    [
        ({"heures_cherchees": "60"}, "heures par semaine"),
        ({"certificat_1": "SST", "obtenu_1": "2026-02-01"}, "date future"),
        ({"obtenu_1": "2025-02-01"}, "Choisissez le certificat"),
        ({"experience_1": "12"}, "Choisissez le métier"),
        ({"frein_SANTE": "on", "leve_SANTE": "2026-01-01"}, "date passée"),
    ],
)
def test_une_valeur_impossible_est_dite_et_le_reste_garde(office, changement, dit):
    candidat = un_candidat()
    reponse = connecte(office).post(url(candidat), envoi_de_fiche(candidat, taille_epi="XL", **changement))
    assert reponse.status_code == 422
    assert dit in reponse.content.decode()
    assert 'value="XL"' in reponse.content.decode()
    assert Candidat.objects.get().taille_epi == ""


def test_un_metier_choisi_deux_fois_est_refuse(office):
    candidat, macon = un_candidat(), un_metier()
    with pytest.raises(RegleViolee):
        services.modifier(
            acteur=office, candidat=candidat, fiche=services.Fiche(metiers=[(macon, 0), (macon, 3)]), revision=0
        )
    with pytest.raises(ConflitEcriture):
        services.modifier(acteur=office, candidat=candidat, fiche=services.Fiche(), revision=7)


def test_une_fiche_reunie_garde_ses_metiers_au_dela_de_cinq(office):
    candidat = un_candidat()
    sept = [un_metier() for _ in range(7)]
    MetierCandidat.objects.bulk_create(
        MetierCandidat(candidat=candidat, metier=metier, rang=2 * n) for n, metier in enumerate(sept, 1)
    )
    avant = dict(candidat.metiers.values_list("metier_id", "pk"))
    client = connecte(office)
    assert client.post(url(candidat), envoi_de_fiche(candidat, taille_epi="L")).status_code == 302
    assert JournalCandidat.objects.get(acte="modifier").motif == "taille_epi"
    changes = {"metier_1": sept[1].pk, "metier_2": sept[0].pk, "metier_7": ""}
    assert client.post(url(candidat), envoi_de_fiche(candidat, **changes)).status_code == 302
    assert [m.metier for m in candidat.metiers.order_by("rang")] == [sept[1], sept[0], *sept[2:6]]
    apres = dict(candidat.metiers.values_list("metier_id", "pk"))
    assert apres.items() <= avant.items()  # undoing a merge finds its rows by their keys


def test_un_metier_saisi_pendant_qu_un_autre_en_retire_n_est_pas_perdu(office):
    candidat = un_candidat()
    six = [un_metier() for _ in range(6)]
    MetierCandidat.objects.bulk_create(
        MetierCandidat(candidat=candidat, metier=metier, rang=n) for n, metier in enumerate(six, 1)
    )
    ouvert = envoi_de_fiche(candidat)
    services.modifier(acteur=office, candidat=candidat, fiche=services.Fiche(), revision=0)
    conflit = connecte(office).post(url(candidat), ouvert)
    assert conflit.status_code == 409
    assert conflit.context["form"]["metier_6"].value() == str(six[5].pk)


def test_le_prescripteur_modifie_les_siens_et_personne_d_autre():
    prescripteur, autre = un_acteur(role=Role.PRESCRIPTEUR), un_acteur(role=Role.PRESCRIPTEUR)
    candidat = un_candidat(acteur=prescripteur)
    assert connecte(prescripteur).post(url(candidat), envoi_de_fiche(candidat, rayon_km=9)).status_code == 302
    assert connecte(autre).get(url(candidat)).status_code == 404
    with pytest.raises(DroitRefuse):
        services.modifier(acteur=autre, candidat=candidat, fiche=services.Fiche(), revision=1)
    assert Candidat.objects.get().rayon_km == 9


def test_le_point_suit_la_commune_a_la_saisie_et_dans_les_fiches_anciennes(office):
    bondy = un_territoire("Bondy", latitude=48.9, longitude=2.48)
    candidat = un_candidat(commune=bondy)
    assert (candidat.latitude, candidat.longitude) == (48.9, 2.48)
    Candidat.objects.update(latitude=None, longitude=None)
    import_module("parcours.migrations.0003_positions").placer(apps, None)
    candidat.refresh_from_db()
    assert (candidat.latitude, candidat.longitude) == (48.9, 2.48)
    connecte(office).post(url(candidat), envoi_de_fiche(candidat, commune=""))
    candidat.refresh_from_db()
    assert (candidat.latitude, candidat.longitude) == (None, None)
