"""Shape of the public forms: filters of the sites, and the estimator. Both are GET: all is in the address."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from clauses.public import Choix, ChoixPublics, ReferencesEstimateur
from socle.presentation import nombre

MAX_MONTANT = Decimal("99999999999.99")


class FiltresForm(forms.Form):
    """The filters shared by the map, the list and the files; every value is kept in the address."""

    texte = forms.CharField(
        label="Chantier, commune, maître d'ouvrage",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
    programme = forms.ChoiceField(label="Programme", required=False)
    commune = forms.ChoiceField(label="Commune", required=False)
    maitre_ouvrage = forms.ChoiceField(label="Maître d'ouvrage", required=False)
    etat = forms.ChoiceField(label="État de l'engagement", required=False)
    metier = forms.ChoiceField(label="Métier recherché", required=False)

    def __init__(self, *args: Any, choix: ChoixPublics, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom, tous, lignes in (
            ("programme", "Tous", choix.programmes),
            ("commune", "Toutes", choix.communes),
            ("maitre_ouvrage", "Tous", choix.maitres_ouvrage),
            ("etat", "Tous", choix.etats),
            ("metier", "Tous", choix.metiers),
        ):
            champ = self.fields[nom]
            champ.widget = forms.Select(attrs={"class": "form-select"})
            champ.choices = _choix(tous, lignes)


class CalculateurForm(forms.Form):
    """Amount × labour share × rate ÷ hourly cost, or planned hours × rate."""

    BASES = (("montant", "À partir du montant des travaux"), ("heures", "À partir des heures de travail prévues"))

    base = forms.ChoiceField(label="Calculer", choices=BASES, widget=forms.RadioSelect, initial="montant")
    montant = forms.DecimalField(
        label="Montant hors taxes du marché (€)",
        error_messages={"required": "Indiquez le montant hors taxes."},
        localize=True,
        required=False,
        min_value=Decimal(0),
        max_value=MAX_MONTANT,
        max_digits=13,
        decimal_places=2,
        help_text="Le montant du lot, s'il y a plusieurs lots.",
    )
    corps_etat = forms.ChoiceField(
        label="Corps d'état", required=False, help_text="Donne la part de main-d'œuvre habituelle de ces travaux."
    )
    part = forms.DecimalField(
        label="Part de main-d'œuvre (%)",
        localize=True,
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        help_text="Laissez vide pour prendre celle du corps d'état choisi.",
    )
    cout = forms.DecimalField(
        label="Coût horaire complet (€)",
        localize=True,
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(1000),
        max_digits=6,
        decimal_places=2,
        help_text="Salaire et charges d'une heure de travail. Laissez vide pour le coût habituel des travaux.",
    )
    heures = forms.DecimalField(
        label="Heures de travail prévues",
        error_messages={"required": "Indiquez les heures de travail prévues."},
        localize=True,
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(99_999_999),
        max_digits=10,
        decimal_places=2,
        help_text="Toutes les heures que le marché demandera, insertion comprise.",
    )
    taux = forms.DecimalField(
        label="Taux d'insertion (%)",
        localize=True,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        error_messages={"required": "Indiquez le taux d'insertion."},
        help_text="La part du travail confiée à des personnes éloignées de l'emploi : 5 à 10 % le plus souvent.",
    )

    def __init__(self, *args: Any, references: ReferencesEstimateur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.references = references
        parts = [(p.code, f"{p.libelle} ({nombre(p.valeur, 0)} %)") for p in references.parts]
        champ = self.fields["corps_etat"]
        champ.widget = forms.Select(attrs={"class": "form-select"})
        champ.choices = [("", "Choisir…"), *parts]
        demande = "heures" if self.data.get("base") == "heures" else "montant"
        self.fields[demande].required = True
        for nom in ("montant", "part", "cout", "heures", "taux"):
            self.fields[nom].widget = forms.TextInput(
                attrs={"class": "form-control court", "inputmode": "decimal", "autocomplete": "off"}
            )

    def sur_montant(self) -> list[forms.BoundField]:
        """The fields that serve only from an amount."""
        return [self[nom] for nom in ("montant", "corps_etat", "part", "cout")]

    def clean(self) -> dict[str, Any]:
        """Fills in the share and the cost from the rows; names each missing field."""
        donnees = super().clean() or {}
        if donnees.get("base") == "heures":
            return donnees
        parts = {p.code: p.valeur for p in self.references.parts}
        if donnees.get("part") is None and "part" not in self.errors:
            donnees["part"] = parts.get(donnees.get("corps_etat", ""))
            self._demander(donnees, "part", "Choisissez un corps d'état ou indiquez la part de main-d'œuvre.")
        if donnees.get("cout") is None and "cout" not in self.errors:
            donnees["cout"] = cout_habituel(self.references)
            self._demander(donnees, "cout", "Indiquez le coût horaire complet.")
        return donnees

    def _demander(self, donnees: dict[str, Any], champ: str, message: str) -> None:
        if donnees.get(champ) is None and champ not in self.errors:
            self.add_error(champ, message)


def cout_habituel(references: ReferencesEstimateur) -> Decimal | None:
    """The hourly cost of ordinary works, else the first one."""
    for ligne in references.couts:
        if ligne.code == "Travaux":
            return ligne.valeur
    return references.couts[0].valeur if references.couts else None


def _choix(tous: str, lignes: Iterable[Choix]) -> list[tuple[str, str]]:
    return [("", tous), *((ligne.valeur, f"{ligne.libelle} ({ligne.nombre})") for ligne in lignes)]
