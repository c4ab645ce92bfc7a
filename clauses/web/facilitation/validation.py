"""« À valider »: the list of submitted lines, its bulk act and its undo."""

from __future__ import annotations

from collections.abc import Sized
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from clauses.policies import declarations_a_decider
from clauses.selectors import validation as lecture
from clauses.services import validation
from clauses.web.facilitation.validation_ecran import (
    filtres_de,
    oublier_recentes,
    phrase_du_reste,
    recentes,
    retenir_recentes,
    suite_sure,
)
from clauses.web.facilitation.validation_exports import COLONNES
from entreprises.rules import ROLES_FACILITATION
from socle.centiemes import ZERO
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.presentation import entier, heures
from socle.web import adresse_avec, paginer, telecharger_csv, telecharger_xlsx

PAR_PAGE = 200
"""A whole office's month fits in one list."""
ORDRES = {
    "envoi": "date d'envoi",
    "entreprise": "entreprise",
    "mois": "mois",
    "personne": "nom",
    "heures": "heures payées",
}


@politique("clauses.a_valider", roles=ROLES_FACILITATION)
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    """Submitted lines grouped by company month, filtered and sorted by the address."""
    form, filtres = filtres_de(request.acteur, request.GET)
    lignes = lecture.lignes_filtrees(request.acteur, filtres)
    page = paginer(request, lecture.avec_tout(lignes), par_page=PAR_PAGE)
    vues = lecture.habiller(page.object_list)
    contexte = {
        "form": form,
        "filtres": filtres,
        "page": page,
        "groupes": lecture.grouper(vues) if filtres.groupe else [],
        "vues": vues,
        "totaux": lecture.totaux(lignes),
        "cochables": sum(1 for vue in vues if vue.a_valider and not vue.a_examiner),
        "ordre": ORDRES[filtres.tri.lstrip("-")],
        "url_xlsx": reverse("facilitation:a_valider_export", args=["xlsx"])
        + adresse_avec(request, page=None).removeprefix(request.path),
        "url_csv": reverse("facilitation:a_valider_export", args=["csv"])
        + adresse_avec(request, page=None).removeprefix(request.path),
        **recentes(request),
    }
    return render(request, "clauses/facilitation/validation/liste.html", contexte)


@politique("clauses.a_valider_export", roles=ROLES_FACILITATION)
@require_GET
def exporter(request: HttpRequest, forme: str) -> HttpResponse:
    """Exactly what is filtered, in the same order."""
    _, filtres = filtres_de(request.acteur, request.GET)
    vues = lecture.habiller(lecture.avec_tout(lecture.lignes_filtrees(request.acteur, filtres)))
    if forme == "csv":
        return telecharger_csv(vues, COLONNES, nom="lignes-a-valider")
    return telecharger_xlsx(vues, COLONNES, nom="lignes-a-valider", titre_feuille="Lignes")


@politique("clauses.valider_en_lot", roles=ROLES_FACILITATION)
@require_POST
def valider_en_lot(request: HttpRequest) -> HttpResponse:
    """Validate the ticked lines (or the waiting lines of one month); those with an alert are left, with why."""
    uuids = _lignes_demandees(request)
    if not uuids:
        messages.info(request, "Aucune ligne cochée : rien n'est validé.")
        return redirect(suite_sure(request))
    resultat = validation.valider_en_lot(acteur=request.acteur, lignes=uuids)
    if resultat.validees:
        retenir_recentes(request, resultat.validees)
        total = heures(sum((ligne.heures_retenues or ZERO for ligne in resultat.validees), ZERO))
        messages.success(request, f"{_nombre(resultat.validees, 'ligne validée')}, {total}. {phrase_du_reste(request)}")
    for ligne, raison in resultat.ecartees[:5]:
        if ligne.etat != "SOUMISE":
            raison = lecture.deja_dit(request.acteur, ligne.uuid)
        messages.warning(request, f"{ligne.contrat.beneficiaire} : {raison}")
    if len(resultat.ecartees) > 5:
        messages.warning(
            request, f"{len(resultat.ecartees) - 5} autres lignes laissées de côté, pour les mêmes raisons."
        )
    return redirect(suite_sure(request))


@politique("clauses.annuler_validations", roles=ROLES_FACILITATION)
@require_POST
def annuler_en_lot(request: HttpRequest) -> HttpResponse:
    """Undo the last validations by counter-entries, from the same screen."""
    uuids = _lignes_demandees(request)
    try:
        validation.annuler_validation(acteur=request.acteur, lignes=uuids, texte=request.POST.get("texte", ""))
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        oublier_recentes(request)
        suite = "la ligne attend" if len(uuids) == 1 else "les lignes attendent"
        fait = f"{_nombre(uuids, 'validation annulée')} par contre-écriture : {suite} de nouveau."
        messages.success(request, f"{fait} {phrase_du_reste(request)}")
    return redirect(suite_sure(request))


def _nombre(choses: Sized, mot: str) -> str:
    """ "1 ligne validée", "3 lignes validées"."""
    if len(choses) == 1:
        return f"1 {mot}"
    return f"{entier(len(choses))} {' '.join(f'{m}s' for m in mot.split())}"


def _lignes_demandees(request: HttpRequest) -> list[UUID]:
    """The lines of the form; anybody else's is a 404."""
    if request.POST.get("declaration"):
        visibles = declarations_a_decider(request.acteur, partout=True)
        return lecture.lignes_soumises(get_object_or_404(visibles, uuid=_uuid(request.POST["declaration"])))
    uuids = lecture.uuids_a_decider(request.acteur, request.POST.getlist("ligne"))
    if uuids is None:
        raise Http404("Une de ces lignes n'est pas de votre structure.")
    return uuids


def _uuid(texte: str) -> UUID:
    try:
        return UUID(texte)
    except ValueError:
        raise Http404("Ce mois n'existe pas.") from None
