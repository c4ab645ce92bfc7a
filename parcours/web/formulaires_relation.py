"""Shapes of the answers to a referral: a coded reason, a work contract."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from clauses.rules.vocabulaire import TypeContrat
from parcours.rules.mises_en_relation import MotifRefus
from socle.formulaires import ChampDate, ChampDecimal, Formulaire

MOTIFS = MotifRefus.choix()


class EmbaucheForm(Formulaire):
    """The contract that ends a referral well."""

    type_contrat = forms.ChoiceField(
        label="Type de contrat", choices=TypeContrat.choix(), initial=TypeContrat.CDD.value
    )
    debut = ChampDate(label="Début du contrat")
    fin = ChampDate(label="Fin du contrat", required=False, help_text="Vide pour un CDI.")
    heures_hebdo = ChampDecimal(label="Heures par semaine", initial=Decimal("35"), max_digits=5)
