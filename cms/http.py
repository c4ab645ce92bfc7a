"""Conditional answers: an address whose public fingerprint did not change answers 304 without reading the sites."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from clauses.public import empreinte_publique, version_du_code

Vue = Callable[..., HttpResponse]


def etag_public(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    """A weak ETag (the body may travel compressed): fingerprint, writers of the files, address."""
    matiere = f"{empreinte_publique()}|{version_du_code(Path(__file__).resolve().parent)}|{request.get_full_path()}"
    return f'W/"{blake2b(matiere.encode(), digest_size=12).hexdigest()}"'


def donnee_publique(vue: Vue) -> Vue:
    """A GET address of data: ETag and 304, kept by caches but asked again each time, open to other sites."""
    conditionnelle = condition(etag_func=etag_public)(vue)

    @wraps(vue)
    def repondre(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reponse = conditionnelle(request, *args, **kwargs)
        patch_cache_control(reponse, public=True, no_cache=True)
        reponse["Access-Control-Allow-Origin"] = "*"
        return reponse

    return require_safe(repondre)
