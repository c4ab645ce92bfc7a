"""Public pages about sites: map, list, one site. Each view reads the one public set and renders."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from clauses.public import (
    ChantierPublie,
    FiltresPublics,
    chantier_public,
    chantiers_publies,
    choix_publics,
    totaux_publics,
)
from cms import carte as lecture_carte
from cms.chiffres import barre, barre_chantier, barre_totale
from cms.fiche import chiffres_de_la_fiche, frise, lignes_de_serie
from cms.formulaires import FiltresForm
from cms.http import donnee_publique
from socle.carte import Enveloppe, enveloppe
from socle.gardes import publique
from socle.web import paginer

PAR_PAGE = 24
PAR_PAGE_CARTE = 20


@publique("cms.carte")
@require_safe
def carte(request: HttpRequest) -> HttpResponse:
    """The map, and beside it the same sites as a list, by pages."""
    contexte = _contexte(request, PAR_PAGE_CARTE)
    requete = contexte["requete"]
    contexte["carte"] = _enveloppe(reverse("cms:points") + (f"?{requete}" if requete else ""))
    contexte["fil"] = [{"libelle": "Accueil", "url": "/"}, {"libelle": "Carte des chantiers", "url": request.path}]
    return render(request, "cms/carte.html", contexte)


@publique("cms.points")
@donnee_publique
def points(request: HttpRequest) -> HttpResponse:
    """The points of the map: lean arrays, 304 while nothing public changed."""
    contenu = lecture_carte.points(chantiers_publies(FiltresPublics.depuis(request.GET)))
    return HttpResponse(contenu, content_type="application/json")


@publique("cms.chantiers")
@require_safe
def chantiers(request: HttpRequest) -> HttpResponse:
    """The whole set as a list, by pages, with its sums."""
    contexte = _contexte(request, PAR_PAGE)
    contexte["fil"] = [{"libelle": "Accueil", "url": "/"}, {"libelle": "Chantiers", "url": request.path}]
    return render(request, "cms/chantiers.html", contexte | barre_totale(contexte["totaux"]))


@publique("cms.chantier")
@require_safe
def chantier(request: HttpRequest, slug: str) -> HttpResponse:
    """One site: what, who, until when, and whether the promise is kept."""
    fiche = chantier_public(slug)
    if fiche is None:
        raise Http404("Ce chantier n'est pas publié.")
    lieu = fiche.chantier.lieu
    contexte: dict[str, Any] = {
        "fiche": fiche,
        "chantier": fiche.chantier,
        "lieu": lieu,
        "svg": barre_chantier(fiche.chantier),
        "chiffres": chiffres_de_la_fiche(fiche.chantier),
        "frise": frise(lieu.phases),
        "serie": lignes_de_serie(fiche.serie),
        "marches": [(m, barre(m.situation, m.phrase)) for m in fiche.marches],
        "fil": [
            {"libelle": "Accueil", "url": "/"},
            {"libelle": "Chantiers", "url": reverse("cms:chantiers")},
            {"libelle": lieu.nom, "url": request.path},
        ],
    }
    if lieu.latitude is not None and lieu.longitude is not None:
        adresse = f"{reverse('cms:points')}?{urlencode({'texte': lieu.nom})}"
        contexte["carte"] = _enveloppe(adresse, centre=(lieu.latitude, lieu.longitude), zoom=14, choisi=lieu.slug)
    return render(request, "cms/chantier.html", contexte)


def _contexte(request: HttpRequest, par_page: int) -> dict[str, Any]:
    """What list and map share: the filtered set, its page, its sums, the form, the address without the page."""
    filtres = FiltresPublics.depuis(request.GET)
    liste = chantiers_publies(filtres)
    page = paginer(request, liste, par_page=par_page)
    page.object_list = [{"chantier": c, "svg": barre_chantier(c)} for c in page.object_list]
    return {
        "filtres": filtres,
        "page": page,
        "totaux": totaux_publics(liste),
        "formulaire": FiltresForm(request.GET, choix=choix_publics()),
        "actifs": len(filtres.en_adresse()),
        "requete": urlencode(filtres.en_adresse()),
        "decompte": _decompte(liste),
    }


def _decompte(liste: list[ChantierPublie]) -> str:
    """ "42 chantiers", in words."""
    if not liste:
        return "Aucun chantier"
    return f"{len(liste)} chantier{'s' if len(liste) > 1 else ''}"


def _enveloppe(adresse_points: str, **reglages: Any) -> Enveloppe:
    return enveloppe(
        points=adresse_points,
        fond=static("carte/fond.geojson"),
        tuiles=settings.CARTE_TUILES,
        fiche=reverse("cms:chantier", args=["SLUG"]),
        **reglages,
    )
