"""Shapes shared by every form of the signed-in pages: dates, hours, euros, reasons; refusals beside their field."""

from __future__ import annotations

from typing import Any

from django import forms

from socle.erreurs import ErreurMetier

FORMATS_DATE = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]


class Formulaire(forms.Form):
    """A plain form that can show a refusal of a service beside its field."""

    def refuser(self, erreur: ErreurMetier) -> None:
        """Add the service's sentence to its field, or on top."""
        self.add_error(erreur.champ if erreur.champ in self.fields else None, erreur.message)


class ChampDate(forms.DateField):
    """A day, from the browser's calendar or typed as 31/12/2026."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", FORMATS_DATE)
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)


class ChampDecimal(forms.DecimalField):
    """Hours, euros or a percentage with two places; a French comma and spaces are read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("localize", True)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)


def champ_motif(libelle: str = "Motif", aide: str = "", *, requis: bool = True) -> forms.CharField:
    """The reason of an act."""
    return forms.CharField(
        label=libelle, help_text=aide, max_length=300, required=requis, widget=forms.Textarea(attrs={"rows": 2})
    )


def valeurs_tapees(formulaire: type[forms.Form], donnees: Any, prefixe: str = "") -> dict[str, Any]:
    """What was typed in a form, as `initial` of a new one: nothing is lost and nothing is judged yet."""
    debut = f"{prefixe}-" if prefixe else ""
    valeurs: dict[str, Any] = {}
    for nom, champ in formulaire.base_fields.items():
        cle = f"{debut}{nom}"
        if isinstance(champ, forms.BooleanField):
            valeurs[nom] = cle in donnees
        elif isinstance(champ, forms.MultipleChoiceField):
            valeurs[nom] = donnees.getlist(cle)
        else:
            valeurs[nom] = donnees.get(cle, "")
    return valeurs
