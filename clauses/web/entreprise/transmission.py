"""The review of the month, and its sending: the third screen."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from clauses.selectors.entreprise.revue import LotAEnvoyer, Revue, revue
from clauses.services import pour_compte
from clauses.services.grille import Transmission
from clauses.web.entreprise.commun import ROLES_QUI_SAISISSENT, adresse, lire_mois, lire_pour, rendre
from clauses.web.entreprise.saisie import lire_version
from socle.erreurs import ConflitEcriture, ErreurMetier
from socle.gardes import politique
from socle.periodes import Mois
from socle.presentation import heures


@politique("clauses.transmettre_mois", roles=ROLES_QUI_SAISISSENT)
@require_http_methods(["GET", "POST"])
def verifier(request: HttpRequest, mois_iso: str) -> HttpResponse:
    """What will be sent, lot by lot; POST sends it, with the lots confirmed without hours."""
    mois, pour = lire_mois(mois_iso), lire_pour(request)
    vue = revue(request.acteur, mois, pour)
    if vue is None:
        raise Http404("Ce mois n'est pas à vous de le transmettre.")
    if request.method == "POST":
        confirmes = set(request.POST.getlist("neant"))
        vides = [lot for lot in vue.vides if lot.cle in confirmes]
        source = request.POST.get("source", "").strip()
        if vue.pour and request.acteur.est_facilitation and not source:
            messages.error(request, "Dites d'où viennent ces heures : relevé reçu par courriel, appel…")
            return _montrer(request, vue, mois, pour, confirmes, source)
        try:
            fait = _envoyer(request, vue, vides, source)
        except ConflitEcriture as conflit:
            messages.warning(request, conflit.message)
            return redirect(adresse("verifier", mois, pour))
        except ErreurMetier as erreur:
            messages.error(request, erreur.message)
            return _montrer(request, vue, mois, pour, confirmes, source)
        _dire(request, vue, fait)
        return redirect("facilitation:accueil" if request.acteur.est_facilitation else "entreprise:accueil")
    return _montrer(request, vue, mois, pour, set())


def _montrer(
    request: HttpRequest, vue: Revue, mois: Mois, pour: UUID | None, confirmes: set[str], source: str = ""
) -> HttpResponse:
    contexte = {
        "revue": vue,
        "mois": mois,
        "confirmes": confirmes,
        "source": source,
        "retour": adresse("grille", mois, pour),
        "adresse": adresse("verifier", mois, pour),
    }
    return rendre(request, "revue.html", contexte)


def _envoyer(request: HttpRequest, vue: Revue, vides: list[LotAEnvoyer], source: str) -> Transmission:
    return pour_compte.transmettre_tout(
        acteur=request.acteur,
        source=source,
        declarations=[lot.declaration for lot in vue.a_envoyer if lot.declaration],
        neants=[(lot.intervention.intervenant, lot.mois) for lot in vides],
        revisions=lire_version(request.POST.get("version", "")),
    )


def _dire(request: HttpRequest, vue: Revue, fait: Transmission) -> None:
    """One sentence: what left, and what the facilitator will look at."""
    periode = vue.periode.capitalize()
    if fait.lignes:
        lignes = "1 ligne" if fait.lignes == 1 else f"{fait.lignes} lignes"
        messages.success(request, f"{periode} est transmis : {lignes}, {heures(fait.heures)} à vérifier.")
    if fait.neants:
        lots = ", ".join(dict.fromkeys(str(d.intervenant.lot) for d in fait.neants))
        messages.success(request, f"« Aucune heure » est déclaré pour {lots}.")
    if fait.signalees:
        lignes = "1 ligne sera examinée" if fait.signalees == 1 else f"{fait.signalees} lignes seront examinées"
        messages.info(request, f"{lignes} de plus près par la facilitation : le détail du mois dit pourquoi.")
