"""What a trade's line copies from its candidate stays equal to it, whoever writes."""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from entreprises.rules import Role
from parcours.models import Candidat, MetierCandidat
from parcours.selectors.reperes import lignes_differentes
from parcours.services.effacement import effacer
from parcours.services.fusions import defaire, fusionner
from parcours.services.reperes import reparer
from parcours.services.statuts import changer_statut
from socle.horloge import a_l_instant
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.parcours import connecte, envoi_de_fiche, un_candidat, un_candidat_placable
from tests.fabriques.socle import un_metier, un_territoire

pytestmark = pytest.mark.django_db
ICI = {"latitude": 48.9, "longitude": 2.48}


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def office():
    return un_acteur(role=Role.FACILITATEUR)


def lignes(candidat: Candidat) -> list[tuple]:
    """Every line of these, as (key, may be placed, date, latitude, longitude)."""
    champs = ("cle", "placable", "disponible_le", "latitude", "longitude")
    return list(MetierCandidat.objects.filter(candidat=candidat).order_by("rang").values_list(*champs))


def test_saisie_fiche_et_statut_se_recopient(office):
    bondy, macon, peintre = un_territoire("Bondy", **ICI), un_metier("Maçonnerie"), un_metier("Peinture")
    candidat = un_candidat(acteur=office, metiers=[macon], commune=bondy)
    assert lignes(candidat) == [(candidat.uuid, False, None, 48.9, 2.48)]
    envoi = envoi_de_fiche(candidat, metier_2=peintre.pk, disponible_le="2025-11-03", commune="")
    assert connecte(office).post(reverse("parcours:modifier_candidat", args=[candidat.uuid]), envoi).status_code == 302
    assert lignes(candidat) == [(candidat.uuid, False, date(2025, 11, 3), None, None)] * 2
    for statut in ("ACCUEILLI", "DISPONIBLE"):
        candidat.refresh_from_db()
        changer_statut(acteur=office, candidat=candidat, vers=statut)
    assert lignes(candidat) == [(candidat.uuid, True, date(2025, 11, 3), None, None)] * 2
    changer_statut(acteur=office, candidat=candidat, vers="EN_PAUSE", note="À sa demande")
    assert [placable for _, placable, *_ in lignes(candidat)] == [False, False]
    assert not lignes_differentes().exists()


def test_une_fusion_puis_sa_separation_se_recopient(office):
    bondy, macon, peintre = un_territoire("Bondy", **ICI), un_metier("Maçonnerie"), un_metier("Peinture")
    gardee = un_candidat(acteur=office, metiers=[macon])
    double = un_candidat("Benalli", acteur=office, metiers=[peintre], commune=bondy)
    avant = [lignes(gardee), lignes(double)]
    fusion = fusionner(acteur=office, candidat=gardee, autre=double.beneficiaire)
    assert lignes(gardee) == [(gardee.uuid, False, None, 48.9, 2.48)] * 2  # it lacked a commune
    assert not lignes_differentes().exists()
    defaire(acteur=office, fusion=fusion)
    assert [lignes(gardee), lignes(double)] == avant
    assert not lignes_differentes().exists()


def test_le_point_d_une_personne_effacee_s_efface_aussi_des_metiers(office):
    candidat = un_candidat(acteur=office, metiers=[un_metier()], commune=un_territoire("Bondy", **ICI))
    effacer(acteur=un_acteur(role=Role.RESPONSABLE), beneficiaire=candidat.beneficiaire, motif="À sa demande")
    assert lignes(candidat) == [(candidat.uuid, False, None, None, None)]


@pytest.mark.parametrize(
    "change",
    [
        {"disponible_le": date(2026, 1, 1)},
        {"disponible_le": None},
        {"latitude": None, "longitude": None},
        {"longitude": 2.0},
        {"statut": "EN_POSTE"},
    ],
)
def test_la_verification_nomme_ce_qui_a_ete_ecrit_sans_les_services(change):
    metier = un_metier()
    un_candidat_placable(metier, disponible_le=date(2025, 10, 1))
    ailleurs = un_candidat_placable(metier, un_metier("Peinture"), disponible_le=date(2025, 10, 1))
    call_command("verifier_reperes", stdout=StringIO())
    Candidat.objects.filter(pk=ailleurs.pk).update(**change)
    assert {ligne.candidat_id for ligne in lignes_differentes()} == {ailleurs.pk}
    with pytest.raises(SystemExit):
        call_command("verifier_reperes", stdout=(sortie := StringIO()))
    assert "2 différentes" in sortie.getvalue()
    call_command("verifier_reperes", "--reparer", stdout=StringIO())
    assert not lignes_differentes().exists()


def test_la_migration_remplit_les_lignes_deja_la():
    un_candidat_placable(un_metier(), disponible_le=date(2025, 10, 1))
    un_candidat_placable(un_metier("Peinture"), statut="EN_POSTE", latitude=None, longitude=None)
    attendu = list(MetierCandidat.objects.order_by("pk").values())
    MetierCandidat.objects.update(cle=None, placable=False, disponible_le=None, latitude=None, longitude=None)
    assert lignes_differentes().count() == 2
    import_module("parcours.migrations.0008_reperes_des_metiers").copier_les_reperes(apps, None)
    assert list(MetierCandidat.objects.order_by("pk").values()) == attendu
    assert reparer() == 0
