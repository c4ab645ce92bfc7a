"""The editors' back office shows them what they need: pages, images, documents, menu and footer, redirections."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem

MENUS_INUTILES = frozenset({"help"})


@hooks.register("construct_main_menu")
def alleger_le_menu(request: HttpRequest, elements: list[MenuItem]) -> None:
    """Take out what leads outside this site."""
    elements[:] = [element for element in elements if element.name not in MENUS_INUTILES]
