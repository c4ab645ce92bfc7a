"""Template tags of the interface: what an `include` cannot compute (page ranges, steps, form errors).

The templates themselves are in `templates/composants/`; docs/interface.md shows how to use each.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import QueryDict
from django.template.context import Context
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def split_mots(texte: str) -> list[str]:
    """The words of a text, cut at spaces (a literal list in a template)."""
    return str(texte).split()


@register.filter
def cellule(dictionnaire: Any, cle: Any) -> Any:
    """`dictionnaire[cle]`, or an empty text when the key is absent."""
    try:
        return dictionnaire[cle]
    except (KeyError, IndexError, TypeError):
        return ""


@register.filter
def espaces_larges(texte: Any) -> str:
    """The narrow no-break spaces of a figure made full ones: in large type the narrow one vanishes."""
    return str(texte).replace("\u202f", "\u00a0")


@register.inclusion_tag("composants/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, nom: str = "page") -> dict[str, Any]:
    """Links to the pages around `page`; every other parameter of the address is kept."""
    requete = context.get("request")
    parametres = requete.GET.copy() if requete is not None else QueryDict(mutable=True)

    def adresse(numero: int) -> str:
        parametres[nom] = str(numero)
        return f"?{parametres.urlencode()}"

    coupees = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    plages = [(n, adresse(n) if isinstance(n, int) and n != page.number else "") for n in coupees]
    return {
        "page": page,
        "plages": plages,
        "precedente": adresse(page.previous_page_number()) if page.has_previous() else "",
        "suivante": adresse(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("composants/etapes.html")
def etapes(liste: list[str] | str, courante: int) -> dict[str, Any]:
    """Steps of a form in several screens; `liste` is a list, or words separated by `|`; `courante` counts from 1."""
    mots = liste.split("|") if isinstance(liste, str) else list(liste)
    rang = int(courante)
    return {
        "courante": rang,
        "total": len(mots),
        "libelle": mots[rang - 1],
        "suivante": mots[rang] if rang < len(mots) else "",
        "etats": ["faite" if i < rang else "courante" if i == rang else "" for i in range(1, len(mots) + 1)],
    }


@register.inclusion_tag("composants/resume_erreurs.html")
def resume_erreurs(*formulaires: BaseForm) -> dict[str, Any]:
    """The errors of one or several forms on top of the page, each linked to its field."""
    erreurs: list[dict[str, str]] = []
    for formulaire in formulaires:
        if not getattr(formulaire, "is_bound", False):
            continue
        erreurs += [{"champ": "", "cible": "", "texte": str(e)} for e in formulaire.non_field_errors()]
        for nom in formulaire.errors:
            if nom not in formulaire.fields:
                continue
            champ = formulaire[nom]
            cible = champ.id_for_label or f"div_{champ.auto_id}"
            erreurs += [{"champ": str(champ.label), "cible": cible, "texte": str(e)} for e in champ.errors]
    return {"erreurs": erreurs}


@register.filter
def svg_sur(svg: str) -> str:
    """An SVG made by the server itself (never by a user), safe to print; its XML prologue is dropped."""
    debut = str(svg).find("<svg")
    return mark_safe(str(svg)[debut:]) if debut >= 0 else ""
