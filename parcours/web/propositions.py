"""People proposed to a firm for its need: it answers; what it reads has no criterion, no address and no score."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clauses.models import Besoin
from clauses.rules.saisie import modalite_du_contrat
from clauses.selectors.besoins import besoin_sien
from clauses.services.personnes import DonneesContrat
from entreprises.rules import ROLES_ENTREPRISE
from parcours.models import MiseEnRelation
from parcours.policies import relations_visibles
from parcours.selectors.relations import propositions
from parcours.services import mises_en_relation as services
from parcours.web.formulaires_relation import MOTIFS, EmbaucheForm, lire_reponse
from socle.erreurs import ErreurMetier
from socle.gardes import politique


@politique("parcours.propositions", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def liste(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Everybody proposed for this need, with how to reach them; POST answers for one."""
    besoin = _besoin(request, uuid)
    statut = 200
    if request.method == "POST":
        relation = _relation(request, besoin, request.POST.get("relation", ""))
        acte, motif = lire_reponse(request)
        try:
            services.agir(acteur=request.acteur, relation=relation, acte=acte, motif=motif)
        except ErreurMetier as erreur:
            messages.error(request, erreur.message)
            statut = 422
        else:
            messages.success(request, f"{relation.candidat} : {acte.libelle.lower()}. Votre facilitateur·rice le voit.")
            return redirect("parcours:propositions", besoin.uuid)
    contexte = {"besoin": besoin, "propositions": propositions(request.acteur, besoin), "motifs": MOTIFS}
    return render(request, "parcours/propositions.html", contexte, status=statut)


@politique("parcours.embaucher", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def embaucher(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The person is hired: her contract, then she stands in the grid of the month."""
    relation = get_object_or_404(
        relations_visibles(request.acteur, partout=True).select_related("candidat__beneficiaire"), uuid=uuid
    )
    besoin = _besoin(request, relation.besoin.uuid)
    form = EmbaucheForm(request.POST or None, initial={"debut": besoin.debut, "fin": besoin.fin,
                                                       "heures_hebdo": besoin.heures_hebdo or 35})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            services.embaucher(acteur=request.acteur, relation=relation, donnees=_donnees(besoin, form.cleaned_data))
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(
                request, f"{relation.candidat} rejoint vos personnes : ses heures se saisissent dans le mois."
            )
            return redirect("parcours:propositions", besoin.uuid)
    contexte = {"besoin": besoin, "personne": relation.candidat.beneficiaire, "form": form}
    return render(request, "parcours/embaucher.html", contexte, status=422 if form.errors else 200)


def _besoin(request: HttpRequest, uuid: UUID) -> Besoin:
    vu = besoin_sien(request.acteur, uuid)
    if vu is None:
        raise Http404("Ce besoin n'est pas de votre entreprise.")
    return vu.besoin


def _relation(request: HttpRequest, besoin: Besoin, cle: str) -> MiseEnRelation:
    try:
        uuid = UUID(cle)
    except ValueError:
        raise Http404("Cette personne ne vous est pas proposée.") from None
    visibles = relations_visibles(request.acteur, partout=True).filter(besoin=besoin)
    return get_object_or_404(visibles.select_related("candidat__beneficiaire"), uuid=uuid)


def _donnees(besoin: Besoin, donnees: dict) -> DonneesContrat:
    partie = besoin.intervenant
    return DonneesContrat(
        modalite=modalite_du_contrat(type_contrat=donnees["type_contrat"], role=partie.role, employeur_declare=True),
        employeur=partie.organisation,
        metier=besoin.metier,
        **donnees,
    )
