"""The shortlist from the database: the same people as the rule in plain loops, in a fixed number of queries."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from chantiers.models import Chantier
from clauses.models import Beneficiaire, Besoin, FenetreEligibilite, Reglage
from entreprises.rules import Role
from parcours.models import Candidat, Certificat
from parcours.rules.appariement import ProfilCandidat
from parcours.rules.appariement import preselectionner as en_boucle
from parcours.selectors.appariement import liste_courte
from parcours.selectors.proches import preselectionner
from parcours.selectors.profils import metiers_voisins, profil_du_besoin
from socle.geo import distance_km
from socle.horloge import a_l_instant
from socle.models import Metier
from tests.fabriques.declarations import Scene, un_beneficiaire, un_contrat, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.parcours import un_candidat_placable
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


@pytest.fixture
def metier() -> Metier:
    return un_metier("Maçonnerie")


@pytest.fixture
def besoin(scene: Scene, metier: Metier) -> Besoin:
    chantier = Chantier.objects.get(pk=scene.chantier_id)
    return un_besoin(
        scene.clause, chantier, metier=metier, debut=DEBUT, fin=date(2026, 8, 31), heures_hebdo=Decimal(35)
    )


@pytest.fixture
def un_reglage():
    """Write a setting in force since long."""

    def ecrire(code: str, valeur: int) -> None:
        Reglage.objects.update_or_create(
            code=code, valide_du=date(2014, 1, 1), defaults={"libelle": code, "valeur": valeur, "unite": "points"}
        )

    return ecrire


def noms(personnes) -> list[str]:
    return [str(p.candidat) for p in personnes]


def test_le_metier_d_abord_puis_les_voisins_puis_personne_d_autre(scene, metier, besoin):
    voisin, autre = un_metier("Coffrage"), un_metier("Peinture")
    metier.voisins.add(voisin)
    du_voisin = un_candidat_placable(voisin, latitude=48.9181, longitude=2.3460)
    du_metier = un_candidat_placable(metier, latitude=48.80, longitude=2.30)
    un_candidat_placable(autre)
    trouve = preselectionner(Candidat.objects.all(), besoin, limite=200)
    assert list(trouve.distances) == [du_metier.pk, du_voisin.pk]
    assert (trouve.du_metier, trouve.voisins, trouve.complete) == (1, 1, True)


@pytest.mark.parametrize("limite", [5, 20, 200])
def test_la_base_garde_les_memes_personnes_que_la_regle_en_boucle(scene, metier, besoin, limite):
    alea = Random(93)
    voisin, autre = un_metier("Coffrage"), un_metier("Peinture")
    metier.voisins.add(voisin)
    profils = []
    for _ in range(60):
        siens = alea.sample([metier, voisin, autre], alea.randint(1, 2))
        inconnue = alea.random() < 0.1
        point = (None, None) if inconnue else (48.85 + alea.random() / 6, 2.25 + alea.random() / 5)
        candidat = un_candidat_placable(*siens, latitude=point[0], longitude=point[1])
        metres = None if inconnue else round(distance_km(point, (48.9181, 2.3460)) * 1000)
        codes = tuple((m.code, r) for r, m in enumerate(siens, 1))
        profils.append(ProfilCandidat(cle=str(candidat.uuid), metiers=codes, distance_m=metres))
    profil = profil_du_besoin(besoin, metiers_voisins(besoin))
    attendu = [(c.cle, c.distance_m) for c in en_boucle(profil, profils, limite)]
    trouve = preselectionner(Candidat.objects.all(), besoin, limite=limite).distances
    cles = dict(Candidat.objects.values_list("pk", "uuid"))
    assert [(str(cles[pk]), metres) for pk, metres in trouve.items()] == attendu


def test_qui_n_est_pas_a_placer_n_est_pas_dans_la_liste(scene, metier, besoin):
    ici = un_candidat_placable(metier)
    un_candidat_placable(metier, statut="EN_FORMATION")
    un_candidat_placable(metier, disponible_le=DEBUT + timedelta(days=31))
    un_candidat_placable(metier, personne=un_beneficiaire(annule_le=datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))))
    efface = un_candidat_placable(metier)
    Beneficiaire.objects.filter(pk=efface.beneficiaire_id).update(
        efface_le=datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")), date_naissance=None
    )
    liste = liste_courte(scene.facilitation, besoin)
    assert noms(liste.proposables) == [str(ici)]


def test_disponible_un_peu_trop_tard_la_date_est_dite(scene, metier, besoin):
    un_candidat_placable(metier, disponible_le=DEBUT + timedelta(days=30))
    liste = liste_courte(scene.facilitation, besoin)
    assert not liste.proposables
    (presque,) = liste.presque
    assert presque.classement.manques[0].remede == "Décaler le début au 1er avril 2026."


def test_ce_que_le_dossier_dit_entre_dans_les_points(scene, metier, besoin):
    besoin.certificats, besoin.permis_demande = ["SST"], True
    besoin.save()
    candidat = un_candidat_placable(
        metier, permis_b=True, heures_cherchees=Decimal("35"), disponible_le=date(2026, 1, 5)
    )
    Certificat.objects.create(candidat=candidat, code="SST", obtenu_le=date(2020, 1, 1), expire_le=date(2022, 1, 1))
    Certificat.objects.create(candidat=candidat, code="SST", obtenu_le=date(2026, 1, 1), expire_le=date(2028, 1, 1))
    un_contrat(
        intervenant=scene.intervenant, clause=scene.clause, beneficiaire=candidat.beneficiaire, fin=date(2026, 1, 30)
    )
    (personne,) = liste_courte(scene.facilitation, besoin).proposables
    points = {p.nom: (p.points, p.phrase) for p in personne.classement.parts}
    assert points["Certificats"][0] == Decimal("10.0")
    assert points["Heures"][0] == Decimal("5.0")
    assert points["Éligibilité"] == (Decimal("10.0"), "Éligible, sans date de fin.")
    assert points["Continuité"] == (Decimal("10.0"), "Son contrat finit le 30 janvier 2026 : il s'enchaîne.")


def test_une_fenetre_d_un_autre_referentiel_ou_annulee_ne_compte_pas(scene, metier, besoin):
    candidat = un_candidat_placable(metier)
    autre = une_scene(personnes=0)
    un_contrat(intervenant=autre.intervenant, clause=autre.clause, beneficiaire=candidat.beneficiaire)
    un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=candidat.beneficiaire)
    FenetreEligibilite.objects.filter(referentiel=scene.clause.referentiel).update(
        annule_le=datetime(2026, 1, 2, tzinfo=ZoneInfo("UTC"))
    )
    (personne,) = liste_courte(scene.facilitation, besoin).proposables
    assert "Éligibilité à valider avant le début." in [p.phrase for p in personne.classement.parts]


def test_changer_le_sexe_l_age_le_nom_ou_l_adresse_ne_change_rien(scene, metier, besoin):
    for n in range(4):
        un_candidat_placable(metier, latitude=48.93 + n / 100)
    avant = [(p.candidat.uuid, p.classement) for p in liste_courte(scene.facilitation, besoin).proposables]
    Beneficiaire.objects.update(
        sexe="F", date_naissance=date(1966, 1, 1), nom="Autre", nom_plie="autre", telephone="0600000000"
    )
    apres = [(p.candidat.uuid, p.classement) for p in liste_courte(scene.facilitation, besoin).proposables]
    assert avant == apres


def test_un_poids_que_l_administration_change_change_les_points(scene, metier, besoin, un_reglage):
    un_candidat_placable(metier, latitude=48.9181, longitude=2.3460)
    un_reglage("poids_distance", 50)
    (personne,) = liste_courte(scene.facilitation, besoin).proposables
    assert next(p.sur for p in personne.classement.parts if p.nom == "Distance") == 50


def test_autant_de_requetes_pour_une_personne_que_pour_cinquante(scene, metier, besoin, django_assert_max_num_queries):
    metier.voisins.add(un_metier("Coffrage"))
    un_candidat_placable(metier)
    with django_assert_max_num_queries(20) as une:
        liste_courte(scene.facilitation, besoin)
    for _ in range(49):
        un_candidat_placable(metier)
    with django_assert_max_num_queries(len(une)):
        assert len(liste_courte(scene.facilitation, besoin).proposables) == 50


def test_un_prescripteur_ou_une_entreprise_n_a_pas_de_liste(scene, metier, besoin, client):
    for acteur in (un_acteur(role=Role.PRESCRIPTEUR), scene.paie):
        client.force_login(acteur.utilisateur)
        client.force_login(acteur.utilisateur)
        assert client.get(f"/parcours/besoins/{besoin.uuid}/").status_code == 403


def test_la_commande_rend_le_meme_classement_que_la_page_sans_un_nom(scene, metier, besoin):
    un_candidat_placable(metier, latitude=48.95)
    un_candidat_placable(metier, latitude=48.93)
    tard = un_candidat_placable(metier, disponible_le=DEBUT + timedelta(days=2))
    sortie = StringIO()
    call_command("classer_besoin", str(besoin.uuid), "--json", stdout=sortie)
    rapport = json.loads(sortie.getvalue())
    page = liste_courte(scene.facilitation, besoin)
    assert [p["candidat"] for p in rapport["proposables"]] == [str(p.candidat.uuid) for p in page.proposables]
    premiere = rapport["proposables"][0]
    assert Decimal(premiere["score"]) == sum(Decimal(p["points"]) for p in premiere["parts"])
    (manque,) = rapport["il_manque_une_chose"]
    assert manque["candidat"] == str(tard.uuid)
    assert manque["manques"][0]["code"] == "disponibilite"
    for candidat in Candidat.objects.select_related("beneficiaire"):
        assert candidat.beneficiaire.nom not in sortie.getvalue()


def test_la_commande_dit_quand_le_besoin_n_existe_pas():
    with pytest.raises(CommandError, match="Aucun besoin"):
        call_command("classer_besoin", "6a2f41a3-c54c-4ce3-8d6d-3f1d2d6b1f10")
