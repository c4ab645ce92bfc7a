"""Periodic tasks: due, caught up, locked, written down."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from socle import periodiques
from socle.horloge import PARIS, a_l_instant, maintenant
from socle.models import PassageTache
from tests.socle import taches_essai

pytestmark = pytest.mark.django_db
MIDI = datetime(2026, 10, 12, 12, 0, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def _registre(settings) -> None:
    settings.TACHES_PERIODIQUES = {
        "en_panne": {"fonction": "tests.socle.taches_essai.echouer", "toutes_les_minutes": 60},
        "relances": {"fonction": "tests.socle.taches_essai.noter", "toutes_les_minutes": 60},
    }
    taches_essai.appels.clear()


def passer(quand: datetime | date = MIDI, **options) -> dict[str, str]:
    with a_l_instant(quand):
        return {compte.nom: compte.issue for compte in periodiques.executer_dues(**options)}


def test_une_panne_n_arrete_pas_les_autres() -> None:
    assert passer() == {"en_panne": "echouee", "relances": "faite"}
    en_panne = PassageTache.objects.get(nom="en_panne")
    assert en_panne.dernier_succes is None
    assert "RuntimeError" in en_panne.derniere_erreur
    assert "panne d'essai" not in en_panne.derniere_erreur
    assert PassageTache.objects.get(nom="relances").dernier_succes == MIDI


def test_une_tache_ne_repasse_qu_a_son_heure() -> None:
    passer()
    assert passer(MIDI + timedelta(minutes=10))["relances"] == "pas_due"
    assert passer(MIDI + timedelta(minutes=10), noms={"relances"}, forcer=True) == {"relances": "faite"}
    assert passer(MIDI + timedelta(minutes=70))["relances"] == "faite"


def test_une_tache_en_panne_est_reprise_au_passage_suivant() -> None:
    passer()
    assert passer(MIDI + timedelta(minutes=1))["en_panne"] == "echouee"


def test_trois_jours_d_arret_font_un_seul_passage() -> None:
    passer(noms={"relances"})
    assert passer(MIDI + timedelta(days=3), noms={"relances"}) == {"relances": "faite"}
    assert len(taches_essai.appels) == 2


def test_une_seule_execution_a_la_fois() -> None:
    PassageTache.objects.create(nom="relances", dernier_debut=MIDI - timedelta(minutes=5))
    assert passer(noms={"relances"}) == {"relances": "en_cours"}
    assert taches_essai.appels == []


def test_le_verrou_d_un_processus_tue_finit_par_tomber() -> None:
    PassageTache.objects.create(nom="relances", dernier_debut=MIDI - timedelta(hours=3))
    assert passer(noms={"relances"}) == {"relances": "faite"}


def test_la_commande_dit_ce_qu_elle_a_fait(capsys) -> None:
    call_command("taches_periodiques", "relances")
    assert "relances : faite" in capsys.readouterr().out
    call_command("taches_periodiques", "--liste")
    assert "en_panne : dernier succès jamais" in capsys.readouterr().out
    with pytest.raises(CommandError, match="En échec : en_panne"):
        call_command("taches_periodiques", "en_panne")
    with pytest.raises(CommandError, match="inconnue"):
        call_command("taches_periodiques", "rien")


def test_l_etat_dit_ce_qui_est_en_retard() -> None:
    passer(maintenant())
    etat = periodiques.etat()
    assert etat["relances"]["en_retard"] is False
    assert etat["en_panne"] == {"dernier_succes": None, "en_erreur": True, "en_retard": True}
    with a_l_instant(maintenant() + timedelta(hours=3)):
        assert periodiques.etat()["relances"]["en_retard"] is True
