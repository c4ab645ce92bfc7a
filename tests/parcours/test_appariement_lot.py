"""All needs at once say the same as one by one; boxes and cells hold the same people as plain loops."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from chantiers.models import Chantier
from clauses.models import Besoin, Reglage
from entreprises.policies import Acteur
from parcours.models import Candidat, Certificat
from parcours.selectors.appariement import classer_besoin
from parcours.selectors.appariement_lot import classer_besoins
from parcours.selectors.proches import preselectionner
from parcours.services.mises_en_relation import proposer
from socle.geo import distance_km
from socle.horloge import a_l_instant
from socle.models import Metier
from socle.proximite import INCONNUE, Grille, premiers
from tests.fabriques.declarations import Scene, un_beneficiaire, un_contrat, une_scene
from tests.fabriques.parcours import un_candidat_placable
from tests.fabriques.public import un_besoin
from tests.fabriques.socle import un_metier

DEBUT = date(2026, 3, 2)
EN_JANVIER = datetime(2026, 1, 12, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def en_janvier():
    with a_l_instant(EN_JANVIER):
        yield


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=0)


@pytest.fixture
def metiers() -> list[Metier]:
    metiers = [un_metier(nom) for nom in ("Maçonnerie", "Coffrage", "Ferraillage", "Peinture", "Soudure")]
    metiers[0].voisins.add(metiers[1], metiers[2])
    metiers[3].voisins.add(metiers[2])
    return metiers


def du_monde(scene: Scene, metiers: list[Metier], nombre: int) -> None:
    """People near and far, some without a commune, merged, busy, late, with certificates, contracts and windows."""
    alea = Random(7)
    for rang in range(nombre):
        point = alea.choice([(48.91, 2.34), (48.95, 2.36), (48.70, 2.10), (43.30, 5.40), (48.05, 2.9), (None, None)])
        candidat = un_candidat_placable(
            *alea.sample(metiers[:4], alea.randint(1, 3)),
            latitude=point[0], longitude=point[1],
            statut=alea.choice(["DISPONIBLE"] * 5 + ["EN_POSTE"]),
            disponible_le=alea.choice([None, DEBUT - timedelta(days=30), DEBUT + timedelta(days=10), date(2026, 6, 1)]),
            heures_cherchees=alea.choice([None, Decimal("35"), Decimal("17.5")]),
            permis_b=alea.choice([None, True, False]), rayon_km=alea.choice([None, 5, 50]),
            personne=un_beneficiaire(annule_le=EN_JANVIER) if rang % 11 == 0 else None,
        )  # fmt: skip
        if rang % 3 == 0:
            Certificat.objects.create(candidat=candidat, code="SST", expire_le=alea.choice([None, date(2026, 4, 1)]))
        if rang % 5 == 0:
            un_contrat(
                intervenant=scene.intervenant, clause=scene.clause, beneficiaire=candidat.beneficiaire,
                fin=date(2026, 1, 30),
            )  # fmt: skip


def des_besoins(scene: Scene, metiers: list[Metier]) -> list[Besoin]:
    """Each trade (the last one has nobody), with and without conditions, one on a site without a position."""
    site = Chantier.objects.get(pk=scene.chantier_id)
    Chantier.objects.filter(pk=site.pk).update(latitude=48.9181, longitude=2.3460)
    sans_point = une_scene(personnes=0)
    Chantier.objects.filter(pk=sans_point.chantier_id).update(latitude=None, longitude=None)
    ailleurs = Chantier.objects.get(pk=sans_point.chantier_id)
    for rang, metier in enumerate(metiers):
        un_besoin(scene.clause, site, metier=metier, debut=DEBUT + timedelta(days=rang), heures_hebdo=Decimal(35))
        un_besoin(scene.clause, site, metier=metier, debut=DEBUT, permis_demande=True, certificats=["SST"])
    un_besoin(sans_point.clause, ailleurs, metier=metiers[0], debut=DEBUT)
    return list(Besoin.objects.select_related("metier", "chantier", "clause").order_by("pk"))


@pytest.mark.django_db
@pytest.mark.parametrize("limite", [4, 15, 200])
def test_tous_les_besoins_a_la_fois_donnent_les_memes_listes_qu_un_par_un(scene, metiers, limite):
    du_monde(scene, metiers, 70)
    besoins = des_besoins(scene, metiers)
    premier = classer_besoin(Acteur.du_systeme(), besoins[0]).liste.proposables[0]
    proposer(acteur=scene.facilitation, besoin=besoins[0], candidats=[Candidat.objects.get(uuid=premier.cle).uuid])
    Reglage.objects.update_or_create(
        code="preselection",
        valide_du=date(2014, 1, 1),
        defaults={"libelle": "p", "valeur": limite, "unite": "personnes"},
    )
    ensemble = list(classer_besoins(Acteur.du_systeme(), besoins))
    un_par_un = [classer_besoin(Acteur.du_systeme(), besoin) for besoin in besoins]
    assert [c.liste for c in ensemble] == [c.liste for c in un_par_un]
    for lot, seul in zip(ensemble, un_par_un, strict=True):
        assert list(lot.preselection.distances.items()) == list(seul.preselection.distances.items())
        assert (lot.preselection.du_metier, lot.preselection.voisins) == (
            seul.preselection.du_metier,
            seul.preselection.voisins,
        )
    assert premier.cle not in {c.cle for c in ensemble[0].liste.proposables}
    assert any(c.preselection.voisins for c in ensemble) == (limite > 15)
    assert any(c.liste.proposables for c in ensemble)


@pytest.mark.django_db
def test_autant_de_requetes_pour_onze_besoins_que_pour_un(scene, metiers, django_assert_num_queries):
    du_monde(scene, metiers, 20)
    besoins = des_besoins(scene, metiers)
    with django_assert_num_queries(8):
        list(classer_besoins(Acteur.du_systeme(), besoins[:1]))
    with django_assert_num_queries(8):
        assert len(list(classer_besoins(Acteur.du_systeme(), besoins))) == 11


@pytest.mark.django_db
def test_la_commande_classe_les_besoins_ouverts_une_ligne_chacun(scene, metiers):
    du_monde(scene, metiers, 20)
    besoins = des_besoins(scene, metiers)
    Besoin.objects.filter(pk=besoins[0].pk).update(etat="ANNULE")
    call_command("classer_besoin", "--tous", stdout=(sortie := StringIO()))
    lignes = [json.loads(ligne) for ligne in sortie.getvalue().splitlines()]
    assert {ligne["besoin"] for ligne in lignes} == {str(b.uuid) for b in besoins[1:]}
    call_command("classer_besoin", str(besoins[1].uuid), "--json", stdout=(seul := StringIO()))
    assert json.loads(seul.getvalue()) in lignes
    for incomplete in ([], [str(besoins[1].uuid), "--tous"]):
        with pytest.raises(CommandError, match="--tous"):
            call_command("classer_besoin", *incomplete)


@pytest.mark.django_db
def test_les_fiches_annulees_laissent_leur_place_aux_suivantes(scene, metiers):
    besoin = des_besoins(scene, metiers)[0]
    for _ in range(30):
        un_candidat_placable(metiers[0], personne=un_beneficiaire(annule_le=EN_JANVIER), latitude=48.9181)
    suivis = [un_candidat_placable(metiers[0], latitude=48.92 + n / 100).pk for n in range(5)]
    trouve = preselectionner(Candidat.objects.suivis(), besoin, limite=3)
    assert list(trouve.distances) == suivis[:3]


@pytest.mark.django_db
@pytest.mark.parametrize("site", [(48.9181, 2.3460), (48.85, 179.99), (-21.1, 55.5), (89.97, 10.0)])
def test_une_boite_ne_change_pas_la_liste(scene, metiers, site):
    Chantier.objects.update(latitude=site[0], longitude=site[1])
    besoin = un_besoin(scene.clause, Chantier.objects.get(pk=scene.chantier_id), metier=metiers[0], debut=DEBUT)
    alea = Random(3)
    gens = []
    for n in range(90):
        portee = (0.08, 0.25, 2.0)[n % 3]
        lat = min(90.0, site[0] + (2 * alea.random() - 1) * portee)
        lon = (site[1] + (2 * alea.random() - 1) * portee * 1.5 + 180) % 360 - 180
        candidat = un_candidat_placable(metiers[0], latitude=lat, longitude=lon)
        gens.append((int(distance_km((lat, lon), site) * 1000 + 0.5), candidat.uuid, candidat.pk))
    ordre = [pk for _, _, pk in sorted(gens)]
    for limite in (1, 8, 25, 89):
        trouve = preselectionner(Candidat.objects.all(), besoin, limite=limite)
        assert list(trouve.distances) == ordre[:limite]


POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180)) | st.tuples(st.floats(48, 49.5), st.floats(1.5, 3.5))


@given(
    st.lists(st.tuples(st.none() | POINTS, st.sampled_from([None, DEBUT, date(2027, 1, 1)])), max_size=60),
    POINTS,
    st.integers(1, 30),
)
def test_les_cellules_donnent_les_memes_personnes_que_la_boucle(gens, site, limite):
    reperes = [(n, n * 7919 % 101, dispo, *(point or (None, None)), 1) for n, (point, dispo) in enumerate(gens)]
    attendu = sorted(
        (INCONNUE if lat is None else int(distance_km((lat, lon), site) * 1000 + 0.5), cle)
        for candidat, cle, dispo, lat, lon, _ in reperes
        if candidat != 2 and (dispo is None or dispo <= DEBUT)
    )
    trouve = Grille("F1703", reperes).proches(site, DEBUT, limite, {2})
    assert [(metres, cle) for metres, cle, *_ in trouve] == attendu[:limite]


def test_qui_vient_par_deux_metiers_voisins_compte_une_fois():
    ici = (48.9, 2.3)
    un, deux = (
        Grille("F1701", [(1, 10, None, *ici, 2)]),
        Grille("F1704", [(1, 10, None, *ici, 1), (2, 5, None, *ici, 1)]),
    )
    listes = [grille.proches(ici, DEBUT, 5) for grille in (un, deux)]
    assert [candidat for _, _, candidat, *_ in premiers(listes, 5)] == [2, 1]
