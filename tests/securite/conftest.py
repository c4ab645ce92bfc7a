"""The two worlds, built once per module; what a test writes is undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.securite.monde import Mondes, deux_mondes


@pytest.fixture(scope="module")
def mondes(django_db_setup: None, django_db_blocker: Any) -> Iterator[Mondes]:
    """Ours and the neighbour's. Its tests are marked `django_db`: each then works in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield deux_mondes()
        transaction.set_rollback(True)
