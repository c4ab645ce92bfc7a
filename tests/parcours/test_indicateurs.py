"""People by programme: each once, by the year worked; what the exits say; the file equals the page."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clauses.services import validation
from entreprises.rules import Role
from parcours.models import Sortie
from parcours.rules.indicateurs import PersonneComptee, compter, est_jeune
from parcours.selectors.indicateurs import indicateurs_par_programme
from socle.horloge import a_l_instant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_beneficiaire, un_contrat, un_mois_soumis, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.parcours import connecte, un_candidat_placable

SEPTEMBRE = Mois(2025, 9)


@pytest.fixture(autouse=True)
def en_janvier():
    with a_l_instant(datetime(2026, 2, 12, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


def une_personne(cle: int, heures: int = 100, **champs) -> PersonneComptee:
    return PersonneComptee(cle=cle, heures=Decimal(heures), contrats=1, **champs)


@pytest.mark.parametrize(
    ("naissance", "entree", "jeune"),
    [
        (date(2000, 2, 3), date(2026, 2, 2), True),
        (date(2000, 2, 3), date(2026, 2, 3), False),
        (date(2000, 2, 29), date(2026, 2, 28), True),
        (None, date(2026, 2, 3), False),
        (date(2000, 2, 3), None, False),
    ],
    ids=["la veille de ses 26 ans", "le jour", "née un 29 février", "naissance inconnue", "jamais entrée"],
)
def test_moins_de_vingt_six_ans_au_premier_contrat(naissance, entree, jeune):
    assert est_jeune(naissance, entree) is jeune


def test_une_personne_comptee_deux_fois_reste_une_personne():
    c = compter([une_personne(1, 100, femme=True), une_personne(1, 50, femme=True), une_personne(2, 30)])
    assert (c.personnes, c.femmes, c.contrats, c.heures) == (2, 1, 3, Decimal(180))
    assert c.heures_par_personne == Decimal("90.00")
    assert compter([]).heures_par_personne == 0


def test_inconnu_reste_au_compte_et_un_retrait_neutralise_n_y_est_pas():
    natures = ["DURABLE", "INCONNU", "TRANSITION", "NEUTRALISE", ""]
    c = compter(une_personne(n, sortie=nature) for n, nature in enumerate(natures))
    assert (c.durables, c.sorties) == (1, 3)


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=0)


def valider_un_mois(scene: Scene, heures: int, *, personne=None, mois: Mois = SEPTEMBRE):
    contrat = un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=personne)
    scene.contrats = [contrat]
    *_, ligne = un_mois_soumis(scene, heures, mois=mois)
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid], derogation="Essai")
    return contrat.beneficiaire


@pytest.mark.django_db
def test_les_chiffres_d_un_programme_sont_ceux_des_heures_validees(scene):
    femme = valider_un_mois(scene, 100, personne=un_beneficiaire(sexe="F", date_naissance=date(2001, 1, 1)))
    scene.contrats = [un_contrat(intervenant=scene.intervenant, clause=scene.clause)]
    un_mois_soumis(scene, 70, mois=SEPTEMBRE + 1)  # waits: not counted
    candidat = un_candidat_placable(personne=femme)
    for mois, nature in ((0, "TRANSITION"), (3, "DURABLE")):
        Sortie.objects.create(
            candidat=candidat,
            echeance_mois=mois,
            nature=nature,
            date_sortie=date(2025, 10, 1),
            enregistree_le=datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")),
        )
    tableau = indicateurs_par_programme(scene.facilitation)
    (ligne,) = tableau.lignes
    assert ligne.programme == scene.clause.lot.marche.operation.programme
    c = ligne.chiffres
    assert (c.personnes, c.femmes, c.jeunes, c.contrats, c.heures) == (1, 1, 1, 1, Decimal(100))
    assert (c.durables, c.sorties) == (1, 1)
    assert (ligne.etp, tableau.diviseur) == (Decimal("0.06"), 1607)
    assert tableau.annees == (2025,)
    assert indicateurs_par_programme(scene.facilitation, 2024).lignes == ()
    assert indicateurs_par_programme(un_acteur(role=Role.FACILITATEUR)).total.personnes == 0


@pytest.mark.django_db
def test_dans_deux_programmes_la_personne_compte_une_fois_dans_l_ensemble(scene):
    personne = valider_un_mois(scene, 60)
    valider_un_mois(une_scene(personnes=0), 40, personne=personne)
    tableau = indicateurs_par_programme(un_acteur(role=Role.AUDITEUR))
    assert [ligne.chiffres.personnes for ligne in tableau.lignes] == [1, 1]
    assert (tableau.total.personnes, tableau.total.heures) == (1, Decimal(100))
    assert tableau.personnes_comptees_deux_fois == 1


@pytest.mark.django_db
def test_la_page_et_le_fichier_disent_la_meme_chose_en_autant_de_requetes(scene):
    client, page = connecte(scene.facilitation), reverse("parcours:indicateurs")
    assert "Aucune heure validée" in client.get(page).content.decode()
    valider_un_mois(scene, 100)
    lu = client.get(page).content.decode()
    assert "100,00\u00a0h" in lu
    with CaptureQueriesContext(connection) as pour_une:
        client.get(page)
    for _ in range(4):
        valider_un_mois(scene, 80)
    with CaptureQueriesContext(connection) as pour_cinq:
        lu = client.get(page, {"annee": "2025"}).content.decode()
    assert len(pour_cinq) == len(pour_une)
    assert "travaillées en 2025" in lu
    csv = b"".join(client.get(page, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert csv.splitlines()[1].split(";")[1:6] == ["5", "0", "0", "5", "420,00"]
    assert client.get(page, {"annee": "abcd"}).status_code == 200
