"""Shapes of the forms of the contracting body; rules are in the services."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from clauses.rules.vocabulaire import NiveauPublication
from clauses.selectors.maitrise_ouvrage import ORDRE_DES_ETATS
from socle.erreurs import ErreurMetier
from socle.mots import choix

JOUR = {"type": "date"}


class Formulaire(forms.Form):
    """A form that shows a refusal of a service beside its field, and keeps what was typed."""

    def refuser(self, erreur: ErreurMetier) -> None:
        """Add the service's sentence to its field, or on top."""
        self.add_error(erreur.champ if erreur.champ in self.fields else None, erreur.message)


class PublicationForm(Formulaire):
    """What is public of an operation, and from when."""

    niveau = forms.ChoiceField(label="Ce qui est public", choices=choix(NiveauPublication), widget=forms.RadioSelect)
    effet_le = forms.DateField(label="À partir du", widget=forms.DateInput(attrs=JOUR, format="%Y-%m-%d"))
    motif = forms.CharField(label="Motif", max_length=300, required=False)


class ReductionForm(Formulaire):
    """Reduce the objective by a signed act."""

    heures = forms.DecimalField(
        label="Heures retirées de l'objectif", min_value=Decimal("0.01"), max_digits=9, decimal_places=2, localize=True
    )
    date_signature = forms.DateField(label="Acte signé le", widget=forms.DateInput(attrs=JOUR, format="%Y-%m-%d"))
    date_effet = forms.DateField(label="Effet au", widget=forms.DateInput(attrs=JOUR, format="%Y-%m-%d"))
    reference = forms.CharField(label="Référence de l'acte", max_length=80, required=False)
    motif = forms.CharField(label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ExonerationForm(Formulaire):
    """Forgive a penalty: money only."""

    montant = forms.DecimalField(
        label="Montant exonéré (€)", min_value=Decimal("0.01"), max_digits=11, decimal_places=2, localize=True
    )
    date_decision = forms.DateField(label="Décision du", widget=forms.DateInput(attrs=JOUR, format="%Y-%m-%d"))
    motif = forms.CharField(label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RechercheForm(forms.Form):
    """Filters of a list of operations."""

    q = forms.CharField(label="Opération", required=False, max_length=80)


class FiltresEngagementsForm(forms.Form):
    """Filters of a list of engagements."""

    q = forms.CharField(label="Opération, marché ou lot", required=False, max_length=80)
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *((e.value, e.mot) for e in ORDRE_DES_ETATS)]
    )
