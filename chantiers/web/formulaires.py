"""Shapes of the forms of places; what a date or a share may be is said by the services."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from chantiers.models import Chantier, NaturePhase, Operation, PhaseChantier, Programme
from chantiers.services.phases import BORNES
from clauses.selectors.lieux import MANQUES, TRIS, FiltresLieux
from socle.formulaires import ChampDate, ChampDecimal, Formulaire, champ_motif
from socle.models import Territoire

CENT = Decimal("100.00")
TOUS = ("", "Tous")


class FiltresLieuxForm(forms.Form):
    """Filters of the list, read from the address; an unreadable value is no filter."""

    q = forms.CharField(label="Texte", max_length=100, required=False)
    programme = forms.ChoiceField(label="Programme", required=False)
    commune = forms.ChoiceField(label="Commune", required=False)
    manque = forms.ChoiceField(label="À compléter", required=False, choices=[TOUS, *MANQUES.items()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = [TOUS, *Programme.objects.actifs().values_list("slug", "nom")]
        communes = Territoire.objects.communes().order_by("nom_plie").values_list("code", "nom")
        self.fields["commune"].choices = [("", "Toutes"), *communes]

    def filtres(self) -> FiltresLieux:
        """What to list."""
        self.is_valid()
        tri = self.data.get("tri", "")
        return FiltresLieux(**self.cleaned_data, tri=tri if tri in TRIS else "nom")


class ChantierForm(Formulaire):
    """What the site is called and where it lies."""

    nom = forms.CharField(label="Nom du chantier", max_length=200)
    alias = forms.CharField(
        label="Autres noms",
        required=False,
        help_text="Un par ligne. Un ancien nom y est gardé : on retrouve toujours le chantier par lui.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    adresse = forms.CharField(label="Adresse ou lieu", max_length=250, required=False)
    description = forms.CharField(
        label="Description publique",
        required=False,
        help_text="Ce que l'on construit, en quelques phrases simples. Jamais le nom d'une personne.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    @classmethod
    def depuis(cls, chantier: Chantier) -> dict[str, Any]:
        """Initial values."""
        return {
            "nom": chantier.nom,
            "alias": "\n".join(chantier.alias),
            "adresse": chantier.adresse,
            "description": chantier.description,
        }

    def clean_alias(self) -> list[str]:
        return [ligne.strip() for ligne in self.cleaned_data["alias"].splitlines() if ligne.strip()]


class CommuneForm(Formulaire):
    """A commune of the site and its share."""

    commune = forms.ModelChoiceField(
        label="Commune", queryset=Territoire.objects.none(), required=False, empty_label="Aucune"
    )
    part = ChampDecimal(label="Part (%)", required=False, min_value=0, max_value=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = Territoire.objects.communes().order_by("nom_plie")


class CommunesFormSet(BaseFormSet):
    """The communes of the site; their shares make 100."""

    def clean(self) -> None:
        if any(self.errors):
            return
        parts = self.parts()
        if not parts:
            raise forms.ValidationError("Un chantier est dans une commune au moins.")
        if len({c.pk for c, _ in parts}) < len(parts):
            raise forms.ValidationError("Une commune est citée deux fois.")
        total = sum((p for _, p in parts), Decimal("0.00"))
        if total != CENT:
            raise forms.ValidationError(f"Les parts des communes font {total} % : il faut 100 %.".replace(".", ","))

    def parts(self) -> list[tuple[Territoire, Decimal]]:
        """(commune, share); a single commune takes the whole."""
        lues = [f.cleaned_data for f in self.forms if f.cleaned_data.get("commune")]
        if len(lues) == 1:
            return [(lues[0]["commune"], CENT)]
        return [(d["commune"], d.get("part") or Decimal("0.00")) for d in lues]


Communes = formset_factory(CommuneForm, formset=CommunesFormSet, extra=2, max_num=12)


def _coordonnee(libelle: str, borne: int) -> forms.FloatField:
    return forms.FloatField(
        label=libelle,
        localize=True,
        min_value=-borne,
        max_value=borne,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class PointForm(Formulaire):
    """Where the site stands on the map."""

    latitude = _coordonnee("Latitude", 90)
    longitude = _coordonnee("Longitude", 180)
    motif = champ_motif("Motif du déplacement", "Exemple : point du plan de masse.", requis=False)


class PhaseForm(Formulaire):
    """A phase and its six dates."""

    nature = forms.ChoiceField(label="Nature", choices=NaturePhase.choices)
    libelle = forms.CharField(label="Libellé", max_length=120, required=False, help_text="Vide : le nom de la nature.")
    debut_prevu = ChampDate(label="Début prévu", required=False)
    fin_prevue = ChampDate(label="Fin prévue", required=False)
    debut_confirme = ChampDate(label="Début confirmé", required=False)
    fin_confirmee = ChampDate(label="Fin confirmée", required=False)
    debut_observe = ChampDate(label="Début observé", required=False)
    fin_observee = ChampDate(label="Fin observée", required=False)

    @classmethod
    def depuis(cls, phase: PhaseChantier) -> dict[str, Any]:
        """Initial values."""
        return {nom: getattr(phase, nom) for nom in ("nature", "libelle", *BORNES)}


class MotifForm(Formulaire):
    """The reason of an act that cannot be undone."""

    motif = champ_motif()


class OperationForm(Formulaire):
    """Name, programme and public description of an operation."""

    nom = forms.CharField(label="Nom de l'opération", max_length=200)
    programme = forms.ModelChoiceField(label="Programme", queryset=Programme.objects.none(), empty_label=None)
    description = forms.CharField(
        label="Description publique", required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.actifs()

    @classmethod
    def depuis(cls, operation: Operation) -> dict[str, Any]:
        """Initial values."""
        return {"nom": operation.nom, "programme": operation.programme, "description": operation.description}
