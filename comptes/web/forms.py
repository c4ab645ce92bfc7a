"""Shape of the form of one's own account."""

from __future__ import annotations

from django import forms


class ProfilForm(forms.Form):
    """Name and phone. The address, the password and the second factor have pages of their own."""

    prenom = forms.CharField(
        label="Prénom", max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    nom = forms.CharField(label="Nom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    telephone = forms.CharField(
        label="Téléphone professionnel",
        max_length=30,
        required=False,
        help_text="Visible des personnes avec qui vous travaillez ici.",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
