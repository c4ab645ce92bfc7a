"""Background work of accounts."""

from __future__ import annotations

from django.core.management import call_command


def purger_sessions() -> None:
    """Delete the sessions that have expired."""
    call_command("clearsessions")
