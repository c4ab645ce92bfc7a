"""Shapes of the answers to a referral: a coded reason, a work contract."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.http import Http404, HttpRequest

from clauses.rules.vocabulaire import TypeContrat
from parcours.rules.mises_en_relation import ActeRelation, MotifRefus
from socle.formulaires import ChampDate, ChampDecimal, Formulaire

MOTIFS = MotifRefus.choix()


def lire_reponse(request: HttpRequest) -> tuple[ActeRelation, MotifRefus | None]:
    """The act that a button sent, with the reason chosen beside it; 404 when there is no such act or reason."""
    try:
        acte = ActeRelation(request.POST.get("acte", ""))
        return acte, MotifRefus(code) if (code := request.POST.get("motif", "")) else None
    except ValueError:
        raise Http404("Cet acte n'existe pas.") from None


class EmbaucheForm(Formulaire):
    """The contract that ends a referral well."""

    type_contrat = forms.ChoiceField(
        label="Type de contrat", choices=TypeContrat.choix(), initial=TypeContrat.CDD.value
    )
    debut = ChampDate(label="Début du contrat")
    fin = ChampDate(label="Fin du contrat", required=False, help_text="Vide pour un CDI.")
    heures_hebdo = ChampDecimal(label="Heures par semaine", initial=Decimal("35"), max_digits=5)
