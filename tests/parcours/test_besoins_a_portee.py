"""The needs within reach of a person: the same judgement as each need's shortlist, in a fixed number of queries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chantiers.models import Chantier
from clauses.models import Besoin
from entreprises.rules import Role
from parcours.models import Candidat, Certificat
from parcours.selectors.appariement import liste_courte
from parcours.selectors.besoins_a_portee import besoins_a_portee, portees
from parcours.services.mises_en_relation import proposer
from socle.horloge import a_l_instant
from tests.fabriques.declarations import Scene, un_beneficiaire, un_contrat, une_fenetre, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.parcours import connecte, un_candidat_placable
from tests.fabriques.public import un_besoin
from tests.fabriques.socle import un_metier

pytestmark = pytest.mark.django_db
DEBUT = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def en_janvier():
    with a_l_instant(datetime(2026, 1, 12, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def scene() -> Scene:
    scene = une_scene(personnes=0)
    Chantier.objects.filter(pk=scene.chantier_id).update(latitude=48.9181, longitude=2.3460)
    return scene


def ouvrir(scene: Scene, metier, **champs) -> Besoin:
    champs = {"debut": DEBUT, "fin": date(2026, 8, 31), "heures_hebdo": Decimal(35)} | champs
    return un_besoin(scene.clause, Chantier.objects.get(pk=scene.chantier_id), metier=metier, **champs)


def test_le_meme_jugement_que_la_liste_courte_de_chaque_besoin(scene):
    """Thirty people and eight needs drawn at random: every pair is judged alike from both sides."""
    alea = Random(93)
    metiers = [un_metier(nom) for nom in ("Maçonnerie", "Coffrage", "Peinture", "Plomberie")]
    metiers[0].voisins.add(metiers[1])
    metiers[2].voisins.add(metiers[3])
    besoins = [
        ouvrir(
            scene,
            alea.choice(metiers),
            debut=DEBUT + timedelta(days=alea.randint(0, 40)),
            permis_demande=alea.random() < 0.3,
            certificats=alea.choice([[], ["SST"], ["SST", "AIPR"]]),
        )
        for _ in range(8)
    ]
    for n in range(30):
        candidat = un_candidat_placable(
            *alea.sample(metiers, alea.randint(1, 2)),
            latitude=48.85 + alea.random() / 6,
            longitude=2.25 + alea.random() / 5,
            permis_b=alea.choice([True, False, None]),
            rayon_km=alea.choice([None, 5, 40]),
        )
        if n % 3 == 0:
            une_fenetre(candidat.beneficiaire, scene.clause, debut=date(2025, 1, 1), fin=DEBUT + timedelta(days=60))
        if n % 4 == 0:
            Certificat.objects.create(candidat=candidat, code="SST", expire_le=alea.choice([None, date(2026, 3, 10)]))
        if n % 5 == 0:
            un_contrat(
                intervenant=scene.intervenant,
                clause=scene.clause,
                beneficiaire=candidat.beneficiaire,
                eligible=False,
                debut=date(2025, 6, 2),
                fin=date(2025, 12, 19),
            )
    d_un_cote = {}
    for besoin in besoins:
        liste = liste_courte(scene.facilitation, besoin)
        for p in (*liste.proposables, *liste.presque):
            d_un_cote[str(p.candidat.uuid), besoin.pk] = (p.classement.parts, p.classement.manques)
    de_l_autre = {}
    for portee in portees(scene.facilitation, list(Candidat.objects.all())).values():
        for b in (*portee.possibles, *portee.presque):
            de_l_autre[b.classement.cle, b.besoin.pk] = (b.classement.parts, b.classement.manques)
    assert len(d_un_cote) > 40
    assert de_l_autre == d_un_cote


def test_les_meilleurs_d_abord_et_ce_qui_manque_a_part(scene):
    macon, peintre = un_metier("Maçonnerie"), un_metier("Peinture")
    pres, autre = ouvrir(scene, macon), ouvrir(scene, peintre, certificats=["SST"])
    ouvrir(scene, un_metier("Plomberie"))
    candidat = un_candidat_placable(macon, peintre, latitude=48.9181, longitude=2.3460)
    portee = besoins_a_portee(scene.facilitation, candidat)
    assert [b.besoin for b in portee.possibles] == [pres]
    assert [b.besoin for b in portee.presque] == [autre]
    assert portee.presque[0].classement.manques[0].remede.startswith("Inscrire à une session")


def test_sous_contrat_elle_est_comptee_libre_le_lendemain_de_la_fin(scene):
    metier = un_metier("Maçonnerie")
    trop_tot, ensuite = ouvrir(scene, metier, debut=date(2026, 2, 2)), ouvrir(scene, metier, debut=date(2026, 3, 16))
    ouvrir(scene, metier, debut=date(2026, 1, 19), fin=date(2026, 2, 20))  # over before she is free
    candidat = un_candidat_placable(metier, statut="EN_POSTE")
    un_contrat(
        intervenant=scene.intervenant,
        clause=scene.clause,
        beneficiaire=candidat.beneficiaire,
        debut=date(2025, 9, 1),
        fin=date(2026, 2, 27),
    )
    portee = besoins_a_portee(scene.facilitation, candidat)
    assert portee.libre_le == date(2026, 2, 28)
    assert [b.besoin for b in portee.possibles] == [ensuite]
    assert [b.besoin for b in portee.presque] == [trop_tot]
    assert "il s'enchaîne" in portee.possibles[0].classement.parts[-1].phrase


def test_ni_les_besoins_clos_ni_ceux_d_une_autre_structure(scene):
    metier = un_metier("Maçonnerie")
    ouvrir(scene, metier, etat="ANNULE")
    ouvrir(scene, metier, debut=date(2025, 10, 1), fin=date(2025, 12, 31))
    ailleurs = une_scene(personnes=0)
    ouvrir(ailleurs, metier)
    candidat = un_candidat_placable(metier)
    assert besoins_a_portee(scene.facilitation, candidat).possibles == ()
    assert len(besoins_a_portee(ailleurs.facilitation, candidat).possibles) == 1


def test_une_proposition_deja_faite_se_lit(scene):
    metier = un_metier("Maçonnerie")
    besoin = ouvrir(scene, metier)
    candidat = un_candidat_placable(metier)
    proposer(acteur=scene.facilitation, besoin=besoin, candidats=[candidat.uuid])
    candidat.refresh_from_db()
    assert besoins_a_portee(scene.facilitation, candidat).possibles[0].deja == "Proposée"


def test_autant_de_requetes_pour_une_personne_que_pour_vingt(scene):
    metier = un_metier("Maçonnerie")
    for _ in range(3):
        ouvrir(scene, metier)
    gens = [un_candidat_placable(metier) for _ in range(20)]
    with CaptureQueriesContext(
        connection,
    ) as une:
        portees(scene.facilitation, gens[:1])
    with CaptureQueriesContext(connection) as vingt:
        portees(scene.facilitation, gens)
    assert len(une) == len(vingt) <= 8


def test_la_page_de_la_personne_les_montre_a_l_office_et_pas_au_prescripteur(scene):
    metier = un_metier("Maçonnerie")
    besoin = ouvrir(scene, metier)
    prescripteur = un_acteur(role=Role.PRESCRIPTEUR)
    candidat = un_candidat_placable(metier, personne=un_beneficiaire("Zouarel"), prescripteur=prescripteur.organisation)
    adresse = reverse("parcours:candidat", args=[candidat.uuid])
    page = connecte(scene.facilitation).get(adresse).content.decode()
    assert "Besoins à sa portée" in page
    assert reverse("parcours:liste_courte", args=[besoin.uuid]) in page
    page = connecte(prescripteur).get(adresse).content.decode()
    assert "Besoins à sa portée" not in page
