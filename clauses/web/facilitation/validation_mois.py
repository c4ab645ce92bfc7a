"""A company's month: all its lines, the thread, the due day and its extension."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from clauses.policies import intervenants_lisibles
from clauses.selectors.validation_dossier import DossierMois, dossier_mois
from clauses.services import brouillons, declarations
from clauses.web.facilitation.validation_ecran import recentes
from clauses.web.facilitation.validation_formulaires import MessageForm, ReportForm
from entreprises.rules import ROLES_FACILITATION
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.periodes import Mois


@politique("clauses.mois_a_valider", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def mois(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The month; a POST writes in the thread or extends the due day. Reading it reads the messages."""
    dossier = _dossier(request, uuid)
    message = MessageForm(auto_id="message_%s")
    report = ReportForm(auto_id="report_%s", initial={"jour": dossier.declaration.echeance_effective})
    statut = 200
    if request.method == "POST":
        report_demande = "reporter" in request.POST
        form = (
            ReportForm(request.POST, auto_id="report_%s")
            if report_demande
            else MessageForm(request.POST, auto_id="message_%s")
        )
        if form.is_valid() and _ecrire(request, dossier, form, report_demande):
            return redirect("facilitation:mois", uuid)
        message, report = (message, form) if report_demande else (form, report)
        statut = 422
    declarations.marquer_lus(acteur=request.acteur, declaration=dossier.declaration)
    contexte = {
        "dossier": dossier,
        "declaration": dossier.declaration,
        "message": message,
        "report": report,
        "fil_messages": _bulles(dossier),
        **recentes(request),
        "fil": [
            {"libelle": "À valider", "url": reverse("facilitation:a_valider")},
            {"libelle": str(dossier.declaration.intervenant.organisation), "url": ""},
        ],
    }
    return render(request, "clauses/facilitation/validation/mois.html", contexte, status=statut)


@politique("clauses.mois_muet", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def mois_muet(request: HttpRequest, uuid: UUID, mois_iso: str) -> HttpResponse:
    """A month that the firm has not opened: extend its due day (the month is then opened, empty)."""
    visibles = intervenants_lisibles(request.acteur).select_related("lot__marche", "organisation")
    intervenant = get_object_or_404(visibles, uuid=uuid)
    demande = _lire_mois(mois_iso)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            declaration = brouillons.ouvrir(acteur=request.acteur, intervenant=intervenant, mois=demande)
            declarations.reporter_echeance(acteur=request.acteur, declaration=declaration, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"L'échéance de {demande} est reportée pour {intervenant.organisation}.")
            return redirect("facilitation:accueil")
    contexte = {"form": form, "intervenant": intervenant, "mois": demande, "retour": reverse("facilitation:accueil")}
    return render(request, "clauses/facilitation/validation/report.html", contexte, status=422 if form.errors else 200)


def _dossier(request: HttpRequest, uuid: UUID) -> DossierMois:
    dossier = dossier_mois(request.acteur, uuid)
    if dossier is None:
        raise Http404("Ce mois n'est pas de votre structure.")
    return dossier


def _lire_mois(texte: str) -> Mois:
    try:
        return Mois.lire(texte)
    except ValueError:
        raise Http404("Ce mois n'existe pas.") from None


def _ecrire(request: HttpRequest, dossier: DossierMois, form: MessageForm | ReportForm, report: bool) -> bool:
    try:
        if report:
            declarations.reporter_echeance(acteur=request.acteur, declaration=dossier.declaration, **form.cleaned_data)
            messages.success(request, "L'échéance est reportée ; l'entreprise voit la nouvelle date.")
        else:
            declarations.ecrire_message(acteur=request.acteur, declaration=dossier.declaration, **form.cleaned_data)
            messages.success(request, "Message envoyé à l'entreprise.")
    except ErreurMetier as erreur:
        form.refuser(erreur)
        return False
    return True


def _bulles(dossier: DossierMois) -> list[dict[str, object]]:
    """The thread as the component wants it; "mine" is the office's side."""
    from socle.presentation import instant

    return [
        {
            "auteur": m.auteur,
            "organisation": "" if m.de_l_office else dossier.declaration.intervenant.organisation,
            "quand": instant(m.envoye_le),
            "texte": m.texte,
            "mien": m.de_l_office,
        }
        for m in dossier.messages
    ]
