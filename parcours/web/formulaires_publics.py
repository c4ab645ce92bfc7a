"""The form of the public door: as little as calling back needs; no status, no health, no document."""

from __future__ import annotations

from typing import Any

from django import forms

from socle.formulaires import Formulaire
from socle.models import Metier, NatureTerritoire, Territoire


class TravaillerForm(Formulaire):
    """A name, a phone or an e-mail; a commune and a trade if one wishes."""

    nom = forms.CharField(
        label="Votre nom",
        max_length=120,
        error_messages={"required": "Indiquez votre nom."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    telephone = forms.CharField(
        label="Votre téléphone",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label="Ou votre courriel", required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    commune = forms.ModelChoiceField(
        label="Votre commune",
        queryset=Territoire.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label="Je préfère ne pas dire",
    )
    metier = forms.ModelChoiceField(
        label="Le métier qui vous intéresse",
        queryset=Metier.objects.none(),
        required=False,
        to_field_name="code",
        empty_label="Je ne sais pas encore",
    )
    site_web = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    """Filled by machines only: hidden from people and from screen readers."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        communes = Territoire.objects.filter(nature=NatureTerritoire.COMMUNE).order_by("nom_plie")
        self.fields["commune"].queryset = communes
        self.fields["metier"].queryset = Metier.objects.filter(actif=True).order_by("ordre", "libelle_plie")

    def clean_site_web(self) -> str:
        if self.cleaned_data["site_web"]:
            raise forms.ValidationError("Laissez ce champ vide.")
        return ""

    def donnees(self) -> dict[str, Any]:
        """What the service takes."""
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "site_web"}
