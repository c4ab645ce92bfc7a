"""Opening to anonymous readers the addresses of libraries that the login-by-default middleware would close."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver


def publiques(module: ModuleType | Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The patterns of an URL module, every view of them marked as needing no login (they check rights themselves)."""
    motifs = list(getattr(module, "urlpatterns", module))
    for motif in motifs:
        if isinstance(motif, URLResolver):
            publiques(motif.url_patterns)
        else:
            motif.callback = login_not_required(motif.callback)
    return motifs
