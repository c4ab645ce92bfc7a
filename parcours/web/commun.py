"""What the pages of pathways share."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def suite_sure(request: HttpRequest) -> str:
    """Where to go back after the act (`suite`), when it is an address of this site; else ""."""
    suite = request.POST.get("suite", "") or request.GET.get("suite", "")
    return suite if url_has_allowed_host_and_scheme(suite, {request.get_host()}, request.is_secure()) else ""
