"""One month of a lot with its thread, one line with its reason, a correction of what was validated, the partners."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from clauses.selectors.entreprise.dossiers import LigneOuverte, MoisLu, ligne_ouverte, mois_lu
from clauses.selectors.entreprise.partenaires import lot_lu
from clauses.selectors.globalisations import parts_possibles
from clauses.selectors.releves import releves_de
from clauses.services import declarations, globalisations
from clauses.services import grille as services
from clauses.web.commun.messagerie import MessageForm, bulles
from clauses.web.commun.repartition import RepartitionForm
from clauses.web.entreprise.commun import lire_mois, rendre
from clauses.web.entreprise.correction import lire_corrections
from clauses.web.entreprise.formulaires import LigneForm
from clauses.web.entreprise.saisie import nombre_sobre
from entreprises.rules import ROLES_ENTREPRISE
from socle.erreurs import ConflitEcriture, ErreurMetier
from socle.gardes import politique
from socle.horloge import aujourdhui
from socle.periodes import Mois
from socle.presentation import de_mois


@politique("clauses.declaration", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def declaration(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A month of a lot: lines, states, reasons, thread. Reading it reads the messages; POST writes one."""
    lu = _mois(request, uuid)
    form = MessageForm(request.POST or None)
    if request.method == "POST":
        if not lu.sien:
            raise Http404("Ce fil appartient à l'entreprise qui déclare.")
        if form.is_valid():
            try:
                declarations.ecrire_message(acteur=request.acteur, declaration=lu.declaration, **form.cleaned_data)
            except ErreurMetier as erreur:
                form.refuser(erreur)
            else:
                messages.success(request, "Message envoyé à la facilitation.")
                return redirect(reverse("entreprise:declaration", args=[uuid]) + "#echanges")
    elif lu.sien:
        for rang in lu.rangs:
            declarations.marquer_lus(acteur=request.acteur, declaration=rang)
    contexte = {
        "lu": lu,
        "mois": lu.mois,
        "form": form,
        "fil_messages": bulles(
            lu.messages, cote_office=False, office=str(lu.declaration.intervenant.lot.marche.office)
        ),
    }
    return rendre(request, "declaration.html", contexte)


@politique("clauses.ligne_de_l_entreprise", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def ligne(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A line with its reason; POST corrects a sent-back one and sends it again."""
    ouverte = _ligne(request, uuid)
    objet = ouverte.vue.ligne
    initial = {
        "heures": nombre_sobre(objet.heures),
        "non_travaillees": nombre_sobre(objet.heures_non_travaillees or None),
        "revision": objet.declaration.revision,
    }
    form = LigneForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        lus = form.cleaned_data
        try:
            services.corriger_et_renvoyer(
                acteur=request.acteur,
                ligne=objet,
                heures=lus["heures"],
                non_travaillees=lus["non_travaillees"] or 0,
                message=lus["message"],
                revision=lus["revision"],
            )
        except ConflitEcriture:
            form.add_error(None, "Cette ligne a changé entre-temps : la valeur actuelle est affichée au-dessus.")
            form.data = form.data.copy()
            form.data["revision"] = str(objet.declaration.revision)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"La ligne de {objet.contrat.beneficiaire} est corrigée et renvoyée.")
            return redirect("entreprise:accueil")
    contexte = {"ouverte": ouverte, "vue": ouverte.vue, "ligne": objet, "mois": Mois.depuis(objet.declaration.mois)}
    contexte["form"] = form
    contexte["parts"] = parts_possibles(objet)
    contexte["fil_messages"] = bulles(ouverte.messages, cote_office=False)
    return rendre(request, "ligne.html", contexte)


@politique("clauses.repartir_ligne", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def repartir(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Share a line's hours among the obligations that a pooling agreement covers, before it is sent."""
    ouverte = _ligne(request, uuid)
    objet = ouverte.vue.ligne
    parts = parts_possibles(objet)
    form = RepartitionForm(request.POST or None, parts=parts)
    if request.method == "POST" and form.is_valid():
        try:
            globalisations.repartir(acteur=request.acteur, ligne=objet, parts=form.parts())
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"Les heures de {objet.contrat.beneficiaire} sont réparties.")
            return redirect("entreprise:ligne", uuid=uuid)
    contexte = {"ligne": objet, "mois": Mois.depuis(objet.declaration.mois), "form": form, "parts": parts}
    reponse = rendre(request, "repartir_ligne.html", contexte)
    reponse.status_code = 422 if form.errors else 200
    return reponse


@politique("clauses.declaration_complementaire", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def corriger(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """New totals for validated lines: typed, compared (validated, new, gap), then sent as a complémentaire."""
    lu = _mois(request, uuid)
    if not lu.modifiable:
        raise Http404("Ce mois n'est pas à vous de le corriger.")
    corrections = lire_corrections(lu.corrigeables, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not corrections.erreurs and "confirmer" in request.POST:
        try:
            services.transmettre_correction(
                acteur=request.acteur,
                declaration=lu.declaration,
                corrections=corrections.a_envoyer,
                message=request.POST.get("message", ""),
            )
        except ErreurMetier as erreur:
            messages.error(request, erreur.message)
        else:
            messages.success(
                request, f"La correction {de_mois(lu.mois)} est transmise ; elle comptera une fois acceptée."
            )
            return redirect("entreprise:declaration", uuid)
    compare = request.method == "POST" and not corrections.erreurs and bool(corrections.changees)
    if request.method == "POST" and not corrections.erreurs and not corrections.changees:
        messages.warning(request, "Aucune valeur n'a changé.")
    contexte = {
        "lu": lu,
        "mois": lu.mois,
        "corrections": corrections,
        "compare": compare and "modifier" not in request.POST,
        "message": request.POST.get("message", ""),
    }
    return rendre(request, "correction.html", contexte)


@politique("clauses.lot_partenaires", roles=ROLES_ENTREPRISE)
@require_GET
def lot(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The partners' lines of a month, for the firm that leads the lot: names, no documents."""
    demande = request.GET.get("mois", "")
    mois = lire_mois(demande) if demande else Mois.depuis(aujourdhui()).precedent()
    lu = lot_lu(request.acteur, uuid, mois)
    if lu is None:
        raise Http404("Vous n'êtes pas chef de file de ce lot.")
    courant = Mois.depuis(aujourdhui())
    contexte = {
        "lu": lu,
        "releves": releves_de(request.acteur, lu.intervention.clause),
        "mois": mois,
        "precedent": f"?mois={mois.precedent().iso}",
        "suivant": f"?mois={mois.suivant().iso}" if mois < courant else "",
    }
    return rendre(request, "lot.html", contexte)


def _mois(request: HttpRequest, uuid: UUID) -> MoisLu:
    lu = mois_lu(request.acteur, uuid)
    if lu is None:
        raise Http404("Ce mois n'est pas de votre entreprise.")
    return lu


def _ligne(request: HttpRequest, uuid: UUID) -> LigneOuverte:
    ouverte = ligne_ouverte(request.acteur, uuid)
    if ouverte is None:
        raise Http404("Cette ligne n'est pas de votre entreprise.")
    return ouverte
