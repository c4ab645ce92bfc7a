"""Template tag: the current address with some parameters changed."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from socle import web

register = template.Library()


@register.simple_tag(takes_context=True)
def adresse_avec(context: Context, **changements: Any) -> str:
    """`{% adresse_avec tri="nom" page=None %}`: "?…", other filters kept; None or an empty text removes one."""
    return web.adresse_avec(context["request"], **changements)
