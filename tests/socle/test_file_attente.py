"""The queue inside one process: keys, attempts, leases."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from socle import file_attente
from socle.file_attente import mettre_en_file, reprendre_abandonnees
from socle.horloge import a_l_instant, maintenant
from socle.models import BailTache
from socle.ouvrier import Ouvrier
from tests.socle import taches_essai

NOTER = "tests.socle.taches_essai.noter"
ECHOUER = "tests.socle.taches_essai.echouer"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _file_en_base(settings) -> Iterator[None]:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.FILE_REESSAI_SECONDES = 0
    taches_essai.appels.clear()
    yield
    taches_essai.appels.clear()


def vider_la_file() -> None:
    """One worker's turn, without its watching thread."""
    ouvrier = Ouvrier(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="essai",
        excluded_queue_names=[],
    )
    # The worker drops its connection between tasks; here it is the one that holds the test's transaction.
    with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        super(Ouvrier, ouvrier).run()


def la_tache() -> DBTaskResult:
    return DBTaskResult.objects.get()


def test_une_tache_est_faite_avec_ses_arguments() -> None:
    assert mettre_en_file(NOTER, 3, "a", cle="k", mois="2026-10")
    assert taches_essai.appels == []
    vider_la_file()
    assert taches_essai.appels == [((3, "a"), {"mois": "2026-10"})]
    assert la_tache().status == TaskResultStatus.SUCCESSFUL
    assert BailTache.objects.get(cle="k").fait_le is not None
    assert "2026-10" not in str(la_tache().args_kwargs)


def test_une_cle_ne_sert_qu_une_fois() -> None:
    assert mettre_en_file(NOTER, 1, cle="k")
    assert not mettre_en_file(NOTER, 1, cle="k")
    vider_la_file()
    assert not mettre_en_file(NOTER, 1, cle="k")
    vider_la_file()
    assert len(taches_essai.appels) == 1


def test_sans_cle_chaque_demande_compte() -> None:
    mettre_en_file(NOTER, 1)
    mettre_en_file(NOTER, 1)
    vider_la_file()
    assert len(taches_essai.appels) == 2


def test_une_transaction_annulee_ne_laisse_rien() -> None:
    class Panne(Exception):
        pass

    with pytest.raises(Panne), transaction.atomic():  # noqa: PT012
        mettre_en_file(NOTER, 1, cle="k")
        raise Panne
    assert not DBTaskResult.objects.exists()
    assert not BailTache.objects.exists()
    assert mettre_en_file(NOTER, 1, cle="k")


def test_un_argument_qui_n_est_pas_du_json_est_refuse() -> None:
    with pytest.raises(TypeError), transaction.atomic():
        mettre_en_file(NOTER, object())


def test_un_echec_est_reessaye_puis_abandonne(settings) -> None:
    settings.FILE_TENTATIVES_MAX = 3
    mettre_en_file(ECHOUER, 1, cle="k")
    vider_la_file()
    assert len(taches_essai.appels) == 3
    assert la_tache().status == TaskResultStatus.FAILED
    assert BailTache.objects.get(cle="k").fait_le is None


def test_une_cle_abandonnee_peut_etre_redemandee(settings) -> None:
    settings.FILE_TENTATIVES_MAX = 1
    mettre_en_file(ECHOUER, 1, cle="k")
    vider_la_file()
    assert mettre_en_file(NOTER, 1, cle="k")
    vider_la_file()
    assert len(taches_essai.appels) == 2
    assert BailTache.objects.get(cle="k").fait_le is not None


def test_un_reessai_attend_de_plus_en_plus(settings) -> None:
    settings.FILE_REESSAI_SECONDES = 30
    assert [file_attente.delai_reessai(n).total_seconds() for n in (1, 2, 3)] == [30, 120, 480]
    mettre_en_file(ECHOUER, 1)
    vider_la_file()
    assert len(taches_essai.appels) == 1
    assert la_tache().status == TaskResultStatus.READY


def reclamer(*, battement_il_y_a: timedelta, tentatives: int = 1) -> DBTaskResult:
    """A task claimed by a worker whose last heartbeat is that old."""
    mettre_en_file(NOTER, 1, cle="k")
    tache = la_tache()
    DBTaskResult.objects.filter(pk=tache.pk).update(
        status=TaskResultStatus.RUNNING, started_at=datetime.now(UTC) - battement_il_y_a
    )
    BailTache.objects.update(battement_le=maintenant() - battement_il_y_a, tentatives=tentatives)
    return tache


def test_une_tache_dont_le_bail_a_expire_est_reprise() -> None:
    reclamer(battement_il_y_a=timedelta(minutes=5))
    assert reprendre_abandonnees() == 1
    assert la_tache().status == TaskResultStatus.READY
    vider_la_file()
    assert len(taches_essai.appels) == 1


def test_un_bail_vivant_est_laisse() -> None:
    tache = reclamer(battement_il_y_a=timedelta(minutes=5))
    BailTache.objects.update(battement_le=maintenant())
    assert reprendre_abandonnees() == 0
    assert DBTaskResult.objects.get(pk=tache.pk).status == TaskResultStatus.RUNNING


def test_une_tache_qui_tue_son_ouvrier_est_abandonnee(settings) -> None:
    settings.FILE_TENTATIVES_MAX = 4
    reclamer(battement_il_y_a=timedelta(minutes=5), tentatives=4)
    assert reprendre_abandonnees() == 1
    assert la_tache().status == TaskResultStatus.FAILED


def test_l_ouvrier_depossede_ne_rafraichit_plus_le_bail() -> None:
    tache = reclamer(battement_il_y_a=timedelta(minutes=5))
    reprendre_abandonnees()
    assert file_attente.prendre_bail(tache.pk, "essai") == 2
    assert not file_attente.battre(tache.pk, 1)
    assert not file_attente.reessayer_echec(tache.pk, 1)
    assert file_attente.battre(tache.pk, 2)


def test_une_tache_venue_d_ailleurs_a_aussi_son_bail() -> None:
    identifiant = uuid.uuid4()
    assert file_attente.prendre_bail(identifiant, "ailleurs") == 1
    assert BailTache.objects.get(tache=identifiant).cle == f"tache:{identifiant}"


def test_la_profondeur_se_compte_et_les_vieilles_cles_s_oublient() -> None:
    mettre_en_file(NOTER, 1, cle="k")
    assert file_attente.profondeur() == {"en_attente": 1, "en_cours": 0, "en_echec": 0}
    vider_la_file()
    assert file_attente.purger(30) == 0
    with a_l_instant(maintenant() + timedelta(days=31)):
        assert file_attente.purger(30) == 1
    assert not BailTache.objects.exists()


def test_hors_base_la_tache_part_apres_le_commit(settings, django_capture_on_commit_callbacks) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with django_capture_on_commit_callbacks(execute=True):
        mettre_en_file(NOTER, 1, cle="k")
        assert taches_essai.appels == []
    assert len(taches_essai.appels) == 1
