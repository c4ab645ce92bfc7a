"""Shapes of the acts on the parties of a lot and on who follows it."""

from __future__ import annotations

from typing import Any

from django import forms

from clauses.models import Intervenant
from clauses.rules.vocabulaire import RoleIntervenant
from clauses.web.facilitation.formulaires_actes import FormulaireClause
from entreprises.models import Membre
from entreprises.rules import NATURES_EMPLOYEUSES, Nature
from socle.formulaires import ChampDate, Formulaire, champ_motif
from socle.mots import choix


class IntervenantLotForm(FormulaireClause):
    """A company joins the lot."""

    role = forms.ChoiceField(label="Rôle", choices=choix(RoleIntervenant), initial=RoleIntervenant.SOUS_TRAITANT.value)
    mandant = forms.ModelChoiceField(
        label="Intervient sous", queryset=Intervenant.objects.none(), required=False, empty_label="Personne"
    )
    siret = forms.CharField(
        label="SIRET",
        max_length=20,
        help_text="14 chiffres. Une entreprise connue est reprise telle quelle.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    nom = forms.CharField(label="Nom", max_length=200, help_text="Sert seulement si l'entreprise n'est pas connue.")
    nature = forms.ChoiceField(
        label="Nature",
        choices=[(n.value, n.libelle) for n in Nature if n in NATURES_EMPLOYEUSES],
        initial=Nature.ENTREPRISE.value,
    )
    accepte_le = ChampDate(label="Acceptée le (DC4)", required=False)
    dispense_declarer = forms.BooleanField(label="Dispensée de déclarer", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandant"].queryset = Intervenant.objects.filter(
            lot=self.clause.lot, au__isnull=True
        ).select_related("organisation")


class SuccessionForm(Formulaire):
    """The establishment that takes over, from when, on which lots."""

    siret = forms.CharField(
        label="SIRET de l'établissement qui prend la suite",
        max_length=20,
        help_text="14 chiffres. Une entreprise connue est reprise telle quelle.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    nom = forms.CharField(label="Nom", max_length=200, help_text="Sert seulement si l'entreprise n'est pas connue.")
    le = ChampDate(label="À compter du")
    places = forms.ModelMultipleChoiceField(
        label="Sur quels lots",
        queryset=Intervenant.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        to_field_name="uuid",
    )
    motif = champ_motif(aide="Changement de SIRET, fusion, cession…")

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].queryset = places
        self.fields["places"].initial = [place.uuid for place in places]
        self.fields["places"].label_from_instance = lambda i: (
            f"{i.lot.marche.operation}, {i.lot} (marché {i.lot.marche.numero}) – {i.get_role_display().lower()}"
        )


class SuiviForm(FormulaireClause):
    """Somebody takes the clause."""

    facilitateur = forms.ModelChoiceField(label="Suivie par", queryset=Membre.objects.none(), empty_label=None)
    du = ChampDate(label="À compter du")

    def __init__(self, *args: Any, facilitateurs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facilitateur"].queryset = facilitateurs
        self.fields["facilitateur"].label_from_instance = lambda m: str(m.utilisateur)


class SuppleanceForm(SuiviForm):
    """A stand-in, between two dates."""

    au = ChampDate(label="Jusqu'au", required=False)
    motif = champ_motif()


class InvitationForm(Formulaire):
    """The person who will manage the company's team."""

    prenom = forms.CharField(label="Prénom", max_length=80, required=False)
    nom = forms.CharField(label="Nom", max_length=80, required=False)
    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        help_text="Un lien valable 30 jours lui sera envoyé.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class DepartForm(Formulaire):
    """A company leaves the lot."""

    au = ChampDate(label="Dernier jour")
    motif = champ_motif()


class DispenseForm(Formulaire):
    """A member declares by itself, or not."""

    dispense = forms.BooleanField(label="Dispensée de déclarer", required=False)
    motif = champ_motif()
