"""Acts and statements of a clause: kept ten years after its closing, destroyed that very day, and said to be."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from clauses.models import ClauseInsertion, Piece, Reglage
from clauses.rules.obligation import NatureMouvement
from clauses.services import conservation, obligations, releves
from clauses.services.documents import avec_acte, joindre_acte
from socle.erreurs import RegleViolee
from socle.fichiers import PRIVE
from socle.horloge import a_l_instant, maintenant
from tests.fabriques.declarations import Scene, une_scene
from tests.fabriques.documents import un_pdf
from tests.fabriques.marches import une_clause

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
CLOTURE = date(2025, 6, 15)
CLOSE = {"etat": "CLOSE", "close_le": CLOTURE}
BISSEXTILE = {"etat": "CLOSE", "close_le": date(2024, 2, 29)}
ANNULEE = {"etat": "ANNULEE", "annule_le": datetime(2025, 6, 15, 23, 30, tzinfo=PARIS), "annule_motif": "Erreur"}


@pytest.fixture(autouse=True)
def a_part(settings) -> None:
    """A private store of its own, without the files of other tests."""
    settings.STORAGES = dict(settings.STORAGES)


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=0)


def un_acte(scene: Scene) -> Piece:
    return joindre_acte(
        acteur=scene.facilitation, clause=scene.clause, fichier=io.BytesIO(un_pdf("Avenant n° 2")),
        nom="avenant Dupont.pdf", nature="Avenant",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("clause", "mois", "jour", "detruits"),
    [
        (CLOSE, None, date(2035, 6, 14), 0),
        (CLOSE, None, date(2035, 6, 15), 1),
        (CLOSE, None, date(2040, 1, 1), 1),
        (BISSEXTILE, None, date(2034, 2, 27), 0),
        (BISSEXTILE, None, date(2034, 2, 28), 1),
        (CLOSE, 60, date(2030, 6, 14), 0),
        (CLOSE, 60, date(2030, 6, 15), 1),
        (ANNULEE, None, date(2035, 6, 14), 0),
        (ANNULEE, None, date(2035, 6, 15), 1),
        ({"etat": "ACTIVE"}, None, date(2060, 1, 1), 0),
        ({"etat": "BROUILLON"}, None, date(2060, 1, 1), 0),
    ],
    ids=["veille", "terme", "après", "veille bissextile", "terme bissextile", "veille réglée", "terme réglé",
         "veille d'une annulée", "terme d'une annulée", "en cours", "en préparation"],
)  # fmt: skip
def test_un_acte_est_garde_dix_ans_apres_la_cloture(scene, clause, mois, jour, detruits) -> None:
    piece = un_acte(scene)
    ClauseInsertion.objects.filter(pk=scene.clause.pk).update(**clause)
    if mois:
        Reglage.objects.create(
            code="conservation_actes", libelle="Actes", valeur=mois, unite="mois", valide_du=date(2020, 1, 1)
        )
    with a_l_instant(jour):
        assert conservation.purger(simuler=True).actes == detruits
        assert PRIVE.existe(piece.chemin), "compter ne détruit rien"
        assert conservation.purger().actes == detruits
        assert conservation.purger().actes == 0
    piece.refresh_from_db()
    assert PRIVE.existe(piece.chemin) is not bool(detruits)
    assert (piece.nom == conservation.DETRUIT, piece.detruite_le is not None) == (bool(detruits), bool(detruits))


def test_l_acte_d_une_clause_annulee_attend_celle_qui_l_a_remplacee(scene: Scene) -> None:
    """A date of works moved for a lot holds for the clause written again on that lot."""
    un_acte(scene)
    ClauseInsertion.objects.filter(pk=scene.clause.pk).update(**ANNULEE)
    autre = une_clause(lot=scene.clause.lot)
    with a_l_instant(date(2040, 1, 1)):
        assert conservation.purger(simuler=True).actes == 0
    ClauseInsertion.objects.filter(pk=autre.pk).update(etat="CLOSE", close_le=date(2030, 1, 1))
    for jour, echus in ((date(2039, 12, 31), 0), (date(2040, 1, 1), 1)):
        with a_l_instant(jour):
            assert conservation.purger(simuler=True).actes == echus


def test_une_clause_rouverte_garde_ses_actes(scene: Scene) -> None:
    un_acte(scene)
    obligations.clore(acteur=scene.facilitation, clause=scene.clause, motif="Fini", le=CLOTURE)
    obligations.rouvrir(acteur=scene.facilitation, clause=scene.clause, motif="Avenant tardif")
    with a_l_instant(date(2040, 1, 1)):
        assert conservation.purger(simuler=True).actes == 0


def test_la_commande_compte_les_actes(scene: Scene, capsys) -> None:
    un_acte(scene)
    ClauseInsertion.objects.filter(pk=scene.clause.pk).update(**CLOSE)
    with a_l_instant(date(2035, 6, 15)):
        call_command("purger", "--simuler", "--json")
        assert json.loads(capsys.readouterr().out)["actes"] == 1
        call_command("purger")
        assert "actes et relevés de clauses détruits : 1" in capsys.readouterr().out


def test_la_page_dit_qu_un_acte_et_un_releve_sont_detruits_sans_y_mener(client: Client, scene: Scene) -> None:
    piece = un_acte(scene)
    obligations.enregistrer_mouvement(
        acteur=scene.facilitation, clause=scene.clause, nature=NatureMouvement.AVENANT, heures=10,
        date_signature=date(2025, 3, 1), date_effet=date(2025, 3, 1), reference="Avenant n° 2", document=piece,
    )  # fmt: skip
    with a_l_instant(date(2025, 10, 20)):
        releve = releves.etablir(acteur=scene.facilitation, clause=scene.clause, jusqu_au=date(2025, 9, 30))
    client.force_login(scene.facilitation.utilisateur)
    adresses = [
        reverse("facilitation:piece", args=[piece.uuid]), reverse("releves:pdf", args=[releve.uuid]),
    ]  # fmt: skip
    fiche = reverse("facilitation:clause", args=[scene.clause.uuid])
    assert [client.get(adresse).status_code for adresse in adresses] == [200, 200]
    ClauseInsertion.objects.filter(pk=scene.clause.pk).update(**CLOSE)
    with a_l_instant(date(2035, 6, 15)):
        assert conservation.purger().actes == 2
    page = unescape(client.get(fiche).content.decode())
    assert not any(adresse in page for adresse in adresses)
    assert "document détruit à son terme" in page
    assert "PDF détruit à son terme" in page
    assert [client.get(adresse).status_code for adresse in adresses] == [404, 404]


def test_le_document_d_un_acte_refuse_ne_reste_pas_sur_le_disque(scene: Scene) -> None:
    garde = un_acte(scene)

    def refuser(piece: Piece | None) -> None:
        refuses.append(piece.chemin)
        raise RegleViolee("Cet acte ne s'enregistre pas.")

    refuses: list[str] = []
    with pytest.raises(RegleViolee, match="ne s'enregistre pas"):
        avec_acte(
            acteur=scene.facilitation, clause=scene.clause, fichier=io.BytesIO(un_pdf("x")), nom="x.pdf",
            nature="Avenant", ecrire=refuser,
        )  # fmt: skip
    conservation.purger()
    assert PRIVE.existe(refuses[0]), "moins d'un jour : sa ligne peut encore venir"
    with a_l_instant(maintenant() + timedelta(days=2)):
        conservation.purger()
    assert (PRIVE.existe(refuses[0]), PRIVE.existe(garde.chemin)) == (False, True)
