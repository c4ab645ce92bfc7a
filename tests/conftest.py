"""What every test may count on: a closed network, lanes by marker, a database left as the migrations made it.

Lanes (outils/tester.py): SQLite, PostgreSQL (`TEST_DATABASE_URL`), browser (`-m navigateur`, see navigateur/).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import settings as reglages_hypothesis

from tests.base_migree import migrations_gardees

reglages_hypothesis.register_profile("bne", deadline=None, print_blob=True)
reglages_hypothesis.register_profile("deuxieme", parent=reglages_hypothesis.get_profile("bne"), max_examples=30)
# Pure rules do not depend on the engine: the second lane draws fewer examples of what the first has drawn in full.
reglages_hypothesis.load_profile("deuxieme" if os.environ.get("TEST_DATABASE_URL") else "bne")

_contenu_initial: dict[str, str] = {}


class ReseauFerme(RuntimeError):
    """A test tried to reach another machine."""


def _est_local(adresse: Any) -> bool:
    if not isinstance(adresse, tuple):  # local socket
        return True
    hote = str(adresse[0])
    if hote in {"", "localhost"}:
        return True
    try:
        return ip_address(hote).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def reseau_ferme(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """No connection leaves the machine, unless the test carries the marker `reseau`."""
    if request.node.get_closest_marker("reseau"):
        return
    for nom in ("connect", "connect_ex"):
        vraie = getattr(socket.socket, nom)

        def gardee(prise: socket.socket, adresse: Any, vraie: Any = vraie) -> Any:
            if not _est_local(adresse):
                raise ReseauFerme(f"Un test a voulu joindre {adresse} : le réseau est fermé.")
            return vraie(prise, adresse)

        monkeypatch.setattr(socket.socket, nom, gardee)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test marked `postgresql` is skipped on another engine."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return
    saut = pytest.mark.skip(reason="PostgreSQL seulement (TEST_DATABASE_URL)")
    for essai in items:
        if essai.get_closest_marker("postgresql"):
            essai.add_marker(saut)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """The migrated database is copied from the last run when the migrations have not changed (base_migree.py)."""
    with migrations_gardees():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keeps what the migrations wrote (content types, Wagtail's root page), for tests that empty the tables."""
    from django.db import connection

    with django_db_blocker.unblock():
        _contenu_initial[connection.alias] = connection.creation.serialize_db_to_string()


@pytest.fixture(scope="session", autouse=True)
def vidage_des_essais_transactionnels() -> Iterator[None]:
    """After a transactional test: lift the append-only guards, empty, put the migrations' rows and the guards back."""
    from django.apps import apps
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command
    from django.core.management.color import no_style
    from django.db import connection
    from django.test import TransactionTestCase

    from clauses.models.gardes import lever_gardes, poser_gardes

    original = TransactionTestCase._fixture_teardown

    def vider(self: TransactionTestCase) -> None:
        lever_gardes(connection)
        call_command("flush", verbosity=0, interactive=False, allow_cascade=True, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(_contenu_initial[connection.alias])
        ContentType.objects.clear_cache()  # filled while the tables were half empty
        with connection.cursor() as curseur:  # the rows put back carry their keys: PostgreSQL must count on from them
            for ordre in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
                curseur.execute(ordre)
        poser_gardes(connection)

    TransactionTestCase._fixture_teardown = vider
    yield
    TransactionTestCase._fixture_teardown = original


@pytest.fixture(autouse=True)
def cache_vide() -> Iterator[None]:
    """No test sees what another one put in the cache."""
    from django.core.cache import cache

    yield
    cache.clear()
