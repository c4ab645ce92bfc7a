"""Moving hours on screen: three months × twelve people in three screens, at a flat cost."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clauses.models import Deplacement, MouvementHeures
from clauses.querysets import somme_heures
from clauses.services import validation
from socle.horloge import a_l_instant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_mois_soumis, une_scene
from tests.fabriques.marches import un_lot, une_clause

pytestmark = pytest.mark.django_db
EN_OCTOBRE = datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(EN_OCTOBRE):
        yield


def connecte(scene: Scene) -> Client:
    client = Client()
    client.force_login(scene.facilitation.utilisateur)
    return client


def valider_mois(scene: Scene, *mois: Mois) -> None:
    lignes = [li.uuid for m in mois for li in un_mois_soumis(scene, 100, mois=m)]
    validation.valider(acteur=scene.facilitation, lignes=lignes, derogation="Examinées")


def test_trois_mois_et_douze_personnes_passent_au_bon_lot_en_trois_ecrans() -> None:
    scene = une_scene(personnes=12)
    valider_mois(scene, Mois(2025, 6), Mois(2025, 7), Mois(2025, 8))
    cible = une_clause(
        lot=un_lot(marche=scene.clause.lot.marche), titulaire=scene.entreprise, referentiel=scene.clause.referentiel
    )
    client, url = connecte(scene), reverse("facilitation:deplacer_heures", args=[scene.clause.uuid])
    choix = client.get(url)
    assert choix.status_code == 200
    assert [f"{m:%Y-%m}" for m in choix.context["grille"].mois] == ["2025-06", "2025-07", "2025-08"]
    vers = {"cible": cible.uuid, "chantier": "", "decalage": "0"}
    apercu = client.post(url, {"etape": "apercu", "mois": ["2025-06", "2025-07", "2025-08"], **vers})
    assert apercu.templates[0].name == "clauses/facilitation/deplacer_apercu.html"
    assert "3 600,00\u00a0h" in apercu.content.decode().replace("\u202f", " ").replace("3\u00a0600", "3 600")
    envoi = {
        "etape": "faire",
        "ligne": list(apercu.context["cochees"]),
        "cle": apercu.context["motif"].initial["cle"],
        "motif": "mauvais_lot",
        "texte": "Déclarées sur le lot voisin",
        "derogation": "Vu avec l'entreprise",
        **vers,
    }
    for _ in range(2):
        assert client.post(url, envoi).status_code == 302
    assert Deplacement.objects.get().nb_lignes == 36
    totaux = dict(MouvementHeures.objects.order_by().values_list("clause").annotate(t=somme_heures("heures")))
    assert (totaux[scene.clause.pk], totaux[cible.pk]) == (Decimal(0), Decimal(3600))


def test_une_ligne_cochee_et_une_personne_entiere_se_cumulent_sans_doublon() -> None:
    scene = une_scene(personnes=2)
    valider_mois(scene, Mois(2025, 7), Mois(2025, 8))
    client, url = connecte(scene), reverse("facilitation:deplacer_heures", args=[scene.clause.uuid])
    grille = client.get(url).context["grille"]
    rang, autre = grille.rangs
    envoi = {
        "etape": "apercu",
        "personne": [rang.personne.uuid],
        "ligne": [rang.cases[0][1][0].uuid, autre.cases[1][1][0].uuid],
        "cible": scene.clause.uuid,
        "decalage": "-1",
    }
    assert client.post(url, envoi).context["apercu"].heures == Decimal(300)


def test_rien_de_coche_le_dit_et_garde_la_page() -> None:
    scene = une_scene()
    valider_mois(scene, Mois(2025, 8))
    url = reverse("facilitation:deplacer_heures", args=[scene.clause.uuid])
    page = connecte(scene).post(url, {"etape": "apercu", "cible": scene.clause.uuid, "decalage": "-1"})
    assert "Cochez au moins une ligne." in page.content.decode()


def test_le_choix_et_l_apercu_coutent_le_meme_nombre_de_requetes_de_10_a_200_lignes() -> None:
    """Inserts are left out of the count: SQLite cuts them in batches, PostgreSQL copies when they are many."""

    def cout(personnes: int) -> tuple[int, int]:
        scene = une_scene(personnes=personnes)
        valider_mois(scene, Mois(2025, 8))
        client, url = connecte(scene), reverse("facilitation:deplacer_heures", args=[scene.clause.uuid])
        envoi = {"etape": "apercu", "mois": ["2025-08"], "cible": scene.clause.uuid, "decalage": "-1"}
        client.get(url)
        with CaptureQueriesContext(connection) as lecture:
            client.get(url)
        with CaptureQueriesContext(connection) as apercu:
            assert len(client.post(url, envoi).context["apercu"].lignes) == personnes
        return len(lecture), sum(not q["sql"].startswith(("INSERT", "COPY")) for q in apercu.captured_queries)

    assert cout(200) == cout(10)
