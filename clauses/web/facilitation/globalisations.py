"""Pooling agreements on the clause's page: signed, ended; and a waiting line's hours shared among obligations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clauses.models import ClauseInsertion, ConventionGlobalisation, Intervenant
from clauses.policies import Action, clauses_visibles, peut
from clauses.selectors.globalisations import parts_possibles
from clauses.selectors.obligations import clause_avec_objets
from clauses.selectors.validation import ligne_a_voir
from clauses.services import globalisations
from clauses.web.commun.repartition import RepartitionForm
from entreprises.models import Organisation
from entreprises.rules import ROLES_FACILITATION
from socle.erreurs import ErreurMetier
from socle.formulaires import ChampDate, Formulaire, champ_motif
from socle.gardes import politique
from socle.horloge import aujourdhui


class AccordForm(Formulaire):
    """The company, the other obligations, the signed agreement and its dates."""

    entreprise = forms.ModelChoiceField(
        label="Entreprise", queryset=Organisation.objects.none(), empty_label="Choisir", to_field_name="uuid"
    )
    clauses = forms.ModelMultipleChoiceField(
        label="Avec quelles autres obligations de cette entreprise",
        queryset=ClauseInsertion.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        to_field_name="uuid",
    )
    reference = forms.CharField(label="Référence de l'accord signé", max_length=80)
    signee_le = ChampDate(label="Signé le")
    debut = ChampDate(label="À compter du")
    fin = ChampDate(label="Jusqu'au", required=False, help_text="Vide : tant qu'il n'est pas terminé.")

    def __init__(self, *args: Any, clause: ClauseInsertion, candidates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        firmes = _debitrices(clause).order_by("nom_plie")
        self.fields["entreprise"].queryset = firmes
        if len(firmes) == 1:
            self.fields["entreprise"].initial = firmes[0].uuid
        self.fields["clauses"].queryset = candidates
        self.fields["clauses"].label_from_instance = _libelle


class FinForm(Formulaire):
    """From when, and why."""

    le = ChampDate(label="Dernier jour")
    motif = champ_motif()


@politique("facilitation.globaliser", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def globaliser(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record a signed agreement that pools this obligation with others of one of its companies."""
    clause = _clause(request, uuid)
    form = AccordForm(
        request.POST or None,
        clause=clause,
        candidates=_candidates(request, clause),
        initial={"signee_le": aujourdhui(), "debut": aujourdhui().replace(day=1)},
    )
    if request.method == "POST" and form.is_valid():
        lus = dict(form.cleaned_data)
        try:
            globalisations.conclure(acteur=request.acteur, clauses=[clause, *lus.pop("clauses")], **lus)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "L'accord est enregistré : les heures de cette entreprise peuvent se répartir.")
            return redirect("facilitation:clause", uuid=uuid)
    contexte = {"clause": clause, "form": form, "candidates": form.fields["clauses"].queryset.exists()}
    statut = 422 if form.errors else 200
    return render(request, "clauses/facilitation/globaliser.html", contexte, status=statut)


@politique("facilitation.terminer_globalisation", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def terminer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End an agreement: what was shared stays shared."""
    visibles = clauses_visibles(request.acteur, partout=True)
    convention = get_object_or_404(
        ConventionGlobalisation.objects.filter(clauses__in=visibles.values("pk")).distinct(), uuid=uuid
    )
    clause = clause_avec_objets(visibles).filter(globalisations=convention).order_by("pk").first()
    form = FinForm(request.POST or None, initial={"le": aujourdhui()})
    if request.method == "POST" and form.is_valid():
        try:
            globalisations.terminer(acteur=request.acteur, convention=convention, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "L'accord est terminé : les heures déjà réparties le restent.")
            return redirect("facilitation:clause", uuid=clause.uuid)
    contexte = {"clause": clause, "convention": convention, "form": form}
    statut = 422 if form.errors else 200
    return render(request, "clauses/facilitation/terminer_globalisation.html", contexte, status=statut)


@politique("facilitation.repartir_ligne", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def repartir(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Share the hours of a line that waits; the sum is exactly what it counts."""
    vue = ligne_a_voir(request.acteur, uuid)
    if vue is None:
        raise Http404("Cette ligne n'est pas de votre structure.")
    parts = parts_possibles(vue.ligne)
    form = RepartitionForm(request.POST or None, parts=parts)
    if request.method == "POST" and form.is_valid():
        try:
            globalisations.repartir(acteur=request.acteur, ligne=vue.ligne, parts=form.parts())
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "Les heures sont réparties.")
            return redirect("facilitation:ligne", uuid=uuid)
    contexte = {"ligne": vue.ligne, "form": form, "parts": parts}
    statut = 422 if form.errors else 200
    return render(request, "clauses/facilitation/repartir_ligne.html", contexte, status=statut)


def _clause(request: HttpRequest, uuid: UUID) -> ClauseInsertion:
    clause = get_object_or_404(clause_avec_objets(clauses_visibles(request.acteur, partout=True)), uuid=uuid)
    if not peut(request.acteur, Action.GERER_OBLIGATION, clause):
        raise Http404("Cette clause n'est pas de votre structure.")
    return clause


def _candidates(request: HttpRequest, clause: ClauseInsertion) -> Any:
    """The other clauses in force that a company which owes this one owes too, and that the office follows."""
    dues = Intervenant.objects.debiteurs().filter(organisation__in=_debitrices(clause))
    autres = clauses_visibles(request.acteur).en_vigueur().exclude(pk=clause.pk)
    autres = autres.filter(lot__in=dues.values("lot_id")).distinct()
    return autres.select_related("lot__marche__operation").order_by("lot__marche__numero_plie", "pk")


def _debitrices(clause: ClauseInsertion) -> Any:
    """The companies that owe the hours of a clause: holder, lead and partners of its lot."""
    parties = Intervenant.objects.debiteurs().filter(lot=clause.lot_id)
    return Organisation.objects.filter(pk__in=parties.values("organisation_id"))


def _libelle(clause: ClauseInsertion) -> str:
    marche = clause.lot.marche
    return f"{marche.operation}, {clause.lot} (marché {marche.numero})"
