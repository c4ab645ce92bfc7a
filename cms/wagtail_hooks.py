"""The editors' back office shows them what they need: pages, images, documents, menu and footer, redirections."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

MENUS_INUTILES = frozenset({"help"})


@hooks.register("construct_main_menu")
def alleger_le_menu(request: HttpRequest, elements: list[MenuItem]) -> None:
    """Take out what leads outside this site."""
    elements[:] = [element for element in elements if element.name not in MENUS_INUTILES]


@hooks.register("insert_global_admin_js")
def choisir_les_dates() -> SafeString:
    """Starts the date choosers without an inline script (see cms/templates/wagtailadmin/widgets)."""
    return format_html('<script src="{}" defer></script>', static("js/redaction_dates.js"))
