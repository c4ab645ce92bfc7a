"""« À valider »: the list of submitted lines, its bulk act and its undo."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from clauses.policies import declarations_a_decider
from clauses.selectors import validation as lecture
from clauses.services import validation
from clauses.web.facilitation.validation_exports import COLONNES
from clauses.web.facilitation.validation_formulaires import AnnulerForm, FiltresForm
from entreprises.rules import ROLES_FACILITATION
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.web import adresse_avec, paginer, telecharger_csv, telecharger_xlsx

CLE_RECENTES = "validees_a_l_instant"
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
    form, filtres = _filtres(request)
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
        "recentes": lecture.encore_validees(request.acteur, request.session.get(CLE_RECENTES, [])),
        "annuler": AnnulerForm(initial={"texte": "Validation faite par erreur."}, auto_id="lot_%s"),
        "suite": request.get_full_path(),
    }
    return render(request, "clauses/facilitation/validation/liste.html", contexte)


@politique("clauses.a_valider_export", roles=ROLES_FACILITATION)
@require_GET
def exporter(request: HttpRequest, forme: str) -> HttpResponse:
    """Exactly what is filtered, in the same order."""
    _, filtres = _filtres(request)
    vues = lecture.habiller(lecture.avec_tout(lecture.lignes_filtrees(request.acteur, filtres)))
    if forme == "csv":
        return telecharger_csv(vues, COLONNES, nom="lignes-a-valider")
    return telecharger_xlsx(vues, COLONNES, nom="lignes-a-valider", titre_feuille="Lignes")


@politique("clauses.valider_en_lot", roles=ROLES_FACILITATION)
@require_POST
def valider_en_lot(request: HttpRequest) -> HttpResponse:
    """Validate the ticked lines (or the waiting lines of one month); those with an alert are left, with why."""
    uuids = _lignes_demandees(request)
    resultat = validation.valider_en_lot(acteur=request.acteur, lignes=uuids)
    faites = [str(ligne.uuid) for ligne in resultat.validees]
    if faites:
        request.session[CLE_RECENTES] = faites
        messages.success(request, "1 ligne validée." if len(faites) == 1 else f"{len(faites)} lignes validées.")
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
        request.session.pop(CLE_RECENTES, None)
        nombre = "1 validation annulée" if len(uuids) == 1 else f"{len(uuids)} validations annulées"
        messages.success(request, f"{nombre} par contre-écriture : les lignes attendent de nouveau.")
    return redirect(suite_sure(request))


def suite_sure(request: HttpRequest) -> str:
    """Where to go back: the address the form carried when it is ours, else the list."""
    suite = request.POST.get("suite", "") or request.GET.get("suite", "")
    if suite and url_has_allowed_host_and_scheme(suite, {request.get_host()}, request.is_secure()):
        return suite
    return reverse("facilitation:a_valider")


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


def _filtres(request: HttpRequest) -> tuple[FiltresForm, lecture.FiltresValidation]:
    perimetre = request.GET.get("perimetre", lecture.MIEN)
    form = FiltresForm(request.GET, choix=lecture.choix_de_filtres(request.acteur, perimetre))
    return form, form.filtres()
