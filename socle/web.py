"""Helpers of every `web` room: pages of a list, fragments for htmx, addresses that keep their filters, downloads;
and the state of the service for its watchers (/sante/).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import DatabaseError, connection
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache

from socle import file_attente, periodiques
from socle.fichiers import en_piece_jointe
from socle.gardes import publique
from socle.tableur import MIME_CSV, MIME_XLSX, Colonne, ecrire_csv, ecrire_xlsx

PAR_PAGE = 50


def paginer(request: HttpRequest, liste: Any, *, par_page: int = PAR_PAGE, nom: str = "page") -> Page:
    """The page that the address asks for; an unreadable number is the first, one too high the last.

    `page.paginator.count` is the whole list's count; `{% load interface %}{% pagination page %}` draws the links.
    """
    return Paginator(liste, par_page).get_page(request.GET.get(nom))


def adresse_avec(request: HttpRequest, **changements: Any) -> str:
    """ "?…" with these parameters changed and the others kept; None removes one. A filter change forgets the page."""
    parametres = request.GET.copy()
    if "page" not in changements:
        parametres.pop("page", None)
    for nom, valeur in changements.items():
        if valeur is None or valeur == "":
            parametres.pop(nom, None)
        elif isinstance(valeur, list | tuple):
            parametres.setlist(nom, [str(v) for v in valeur])
        else:
            parametres[nom] = str(valeur)
    return f"?{parametres.urlencode()}" if parametres else request.path


def est_fragment(request: HttpRequest) -> bool:
    """True when htmx asks for a part of the page (not when it restores its history or follows a boosted link)."""
    entetes = request.headers
    return (
        entetes.get("HX-Request") == "true"
        and entetes.get("HX-Boosted") != "true"
        and entetes.get("HX-History-Restore-Request") != "true"
    )


def fragment_ou_page(
    request: HttpRequest, page: str, fragment: str, contexte: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The fragment's template for htmx, the whole page otherwise; caches keep them apart (Vary)."""
    reponse = render(request, fragment if est_fragment(request) else page, contexte, status=status)
    patch_vary_headers(reponse, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return reponse


def telecharger_csv(
    lignes: Iterable[Any], colonnes: Sequence[Colonne], *, nom: str, prive: bool = True
) -> StreamingHttpResponse:
    """The rows as a CSV file, sent while they are read."""
    reponse = StreamingHttpResponse(ecrire_csv(lignes, colonnes), content_type=MIME_CSV)
    return en_piece_jointe(reponse, nom=f"{nom}.csv", prive=prive)


def telecharger_xlsx(
    lignes: Iterable[Any],
    colonnes: Sequence[Colonne],
    *,
    nom: str,
    titre_feuille: str = "Export",
    entete: Sequence[str] = (),
    prive: bool = True,
) -> FileResponse:
    """The rows as a workbook, made in a temporary file."""
    fichier = tempfile.SpooledTemporaryFile(max_size=5 * 1024 * 1024)  # noqa: SIM115 - closed by FileResponse
    ecrire_xlsx(lignes, colonnes, titre_feuille=titre_feuille, entete=entete, sortie=fichier)
    fichier.seek(0)
    return en_piece_jointe(FileResponse(fichier, content_type=MIME_XLSX), nom=f"{nom}.xlsx", prive=prive)


def telecharger(request: HttpRequest, lignes: Iterable[Any], colonnes: Sequence[Colonne], *, nom: str) -> Any:
    """The file that `?format=csv|xlsx` asks for, with exactly these rows; None when the address asks for the page."""
    forme = request.GET.get("format", "")
    if forme == "csv":
        return telecharger_csv(lignes, colonnes, nom=nom)
    return telecharger_xlsx(lignes, colonnes, nom=nom) if forme == "xlsx" else None


def adresses_des_fichiers(request: HttpRequest) -> dict[str, str]:
    """`url_xlsx` and `url_csv` of the list as it is filtered, for composants/resultats.html."""
    return {f"url_{forme}": adresse_avec(request, format=forme) for forme in ("xlsx", "csv")}


@publique("socle.sante")
@never_cache
def sante(request: HttpRequest) -> HttpResponse:
    """State of the service, without any personal data: database, periodic tasks, queue. 503 without a database."""
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT 1")
        etat = {"base": "ok", "taches": periodiques.etat(), "file": file_attente.profondeur()}
    except DatabaseError:
        return JsonResponse({"base": "injoignable"}, status=503)
    return JsonResponse(etat)
