"""Headers that Django has no setting for, and the content policy of the editors' back office."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import SELF
from django.http import HttpRequest, HttpResponse

PREFIXE_EDITION = "/redaction/"
PERMISSIONS = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"

# docs/decisions/0007: Wagtail's rich text and previews write inline styles; scripts stay "own files only".
POLITIQUE_EDITION = {
    "script-src": [SELF],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-ancestors": [SELF],
}


class PolitiqueDesEditeurs:
    """Gives Wagtail's back office, and nothing else, the looser style policy it needs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        if request.path_info.startswith(PREFIXE_EDITION):
            response._csp_replace = POLITIQUE_EDITION
        return response
