"""One line: read in the side panel or as a page, decided from the row, the panel or the page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from clauses.models import LigneHeures
from clauses.policies import pieces_visibles
from clauses.selectors.globalisations import parts_possibles
from clauses.selectors.validation import LigneAVoir, deja_dit, ligne_a_voir
from clauses.selectors.validation_dossier import DossierLigne, dossier_ligne
from clauses.web.facilitation.validation_actes import ACTES, Acte
from clauses.web.facilitation.validation_ecran import phrase_du_reste, recentes, retenir_recentes, suite_sure
from clauses.web.facilitation.validation_formulaires import FormulaireActe
from entreprises.rules import ROLES_FACILITATION
from parcours.selectors import critere_visible, fenetres_vues
from socle.erreurs import ConflitEcriture, RegleViolee, TransitionInterdite
from socle.fichiers import PRIVE, repondre_fichier
from socle.gardes import politique
from socle.web import est_fragment

PANNEAU = "panneau-contenu"


@politique("clauses.ligne_a_valider", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def ligne(request: HttpRequest, uuid: UUID, acte: str = "") -> HttpResponse:
    """The line with its context; POST does the act. A refusal is said in place and keeps what was typed."""
    choisi = ACTES.get(acte)
    if (acte and choisi is None) or (request.method == "POST" and choisi is None):
        raise Http404("Cet acte n'existe pas.")
    if request.method == "GET" or choisi is None:
        return _montrer(request, uuid, ouvert=acte)
    if ligne_a_voir(request.acteur, uuid) is None:
        raise Http404("Cette ligne n'est pas de votre structure.")
    form = choisi.formulaire(request.POST)
    if form.is_valid():
        try:
            faites = choisi.appeler(request.acteur, uuid, form.cleaned_data)
        except (TransitionInterdite, ConflitEcriture):
            return _doublee(request, uuid, choisi, form)
        except RegleViolee as erreur:
            form.refuser(erreur)
        else:
            return _faite(request, uuid, choisi, faites)
    return _dans_le_panneau(request, _montrer(request, uuid, ouvert=acte, form=form, statut=422))


@politique("clauses.rang_de_ligne", roles=ROLES_FACILITATION)
@require_GET
def rang(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The row of the list, anew."""
    vue = ligne_a_voir(request.acteur, uuid)
    if vue is None:
        raise Http404("Cette ligne n'est pas de votre structure.")
    return _rang(request, vue, muet=True)


@politique("clauses.piece", roles=ROLES_FACILITATION)
@require_GET
def piece(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A document of work, saved by the browser."""
    trouvee = get_object_or_404(pieces_visibles(request.acteur, partout=True).distinct(), uuid=uuid)
    return repondre_fichier(PRIVE.ouvrir(trouvee.chemin), nom=trouvee.nom, mime=trouvee.type_contenu)


def _montrer(
    request: HttpRequest, uuid: UUID, *, ouvert: str = "", form: FormulaireActe | None = None, statut: int = 200
) -> HttpResponse:
    dossier = dossier_ligne(request.acteur, uuid)
    if dossier is None:
        raise Http404("Cette ligne n'est pas de votre structure.")
    panneau = est_fragment(request)
    contexte = {
        "dossier": dossier,
        "parts": parts_possibles(dossier.vue.ligne),
        "vue": dossier.vue,
        "critere": critere_visible(request.acteur, dossier.vue.ligne.contrat),
        "fenetres": fenetres_vues(request.acteur, dossier.fenetres),
        "formulaires": _formulaires(dossier, ouvert, form),
        "panneau": panneau,
        "suite": suite_sure(request),
        "fil": _fil(dossier),
    }
    gabarit = "_ligne_panneau.html" if panneau else "ligne.html"
    return render(request, f"clauses/facilitation/validation/{gabarit}", contexte, status=200 if panneau else statut)


def _dans_le_panneau(request: HttpRequest, reponse: HttpResponse) -> HttpResponse:
    """A refusal asked from the row is shown in the panel, where its forms are."""
    if est_fragment(request) and request.headers.get("HX-Target") != PANNEAU:
        reponse["HX-Retarget"], reponse["HX-Reswap"] = f"#{PANNEAU}", "innerHTML"
    return reponse


def _formulaires(dossier: DossierLigne, ouvert: str, form: FormulaireActe | None) -> list[dict[str, object]]:
    """The acts possible now, each with its form; the asked one open, with what was typed."""
    possibles = [a for a in ACTES.values() if a.acte in dossier.vue.actes]
    if ouvert and form is not None and ACTES[ouvert] not in possibles:
        possibles.append(ACTES[ouvert])
    return [
        {
            "acte": a,
            "form": form if form is not None and a.code == ouvert else a.formulaire(auto_id=f"{a.code}_%s"),
            "ouvert": a.code == ouvert,
            "url": reverse("facilitation:decider", args=[dossier.vue.ligne.uuid, a.code]),
        }
        for a in possibles
    ]


def _faite(request: HttpRequest, uuid: UUID, acte: Acte, faites: list[LigneHeures]) -> HttpResponse:
    """Done: the row anew, the panel anew, or back to where the person came from."""
    if acte.code in ("valider", "partiel"):
        retenir_recentes(request, faites)
    messages.success(request, f"{acte.phrase(faites)} {phrase_du_reste(request)}")
    return _repondre(request, uuid)


def _doublee(request: HttpRequest, uuid: UUID, acte: Acte, form: FormulaireActe) -> HttpResponse:
    """Somebody was faster: say who and when; typed text is kept on screen."""
    phrase = deja_dit(request.acteur, uuid)
    if request.headers.get("HX-Target") == PANNEAU or not est_fragment(request):
        form.add_error(None, phrase)
        return _montrer(request, uuid, ouvert=acte.code, form=form, statut=409)
    messages.warning(request, phrase)
    return _repondre(request, uuid)


def _repondre(request: HttpRequest, uuid: UUID) -> HttpResponse:
    if not est_fragment(request):
        return redirect(suite_sure(request))
    if request.headers.get("HX-Target") == PANNEAU:
        reponse = _montrer(request, uuid)
        reponse["HX-Trigger"] = f"ligne-{uuid}"
        return reponse
    return _rang(request, ligne_a_voir(request.acteur, uuid), muet=False)


def _rang(request: HttpRequest, vue: LigneAVoir | None, *, muet: bool) -> HttpResponse:
    """The row with the last validation of its screen; `groupe=1`: under the head of its month, which says the firm."""
    contexte = {"vue": vue, "muet": muet, "dans_groupe": request.GET.get("groupe") == "1", **recentes(request)}
    return render(request, "clauses/facilitation/validation/_rang_seul.html", contexte)


def _fil(dossier: DossierLigne) -> list[dict[str, str]]:
    declaration = dossier.vue.ligne.declaration
    return [
        {"libelle": "À valider", "url": reverse("facilitation:a_valider")},
        {
            "libelle": f"{declaration.intervenant.organisation}",
            "url": reverse("facilitation:mois", args=[declaration.uuid]),
        },
        {"libelle": str(dossier.vue.ligne.contrat.beneficiaire), "url": ""},
    ]
