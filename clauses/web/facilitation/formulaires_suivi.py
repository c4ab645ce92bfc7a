"""Shapes of the take-over form: the contract, its operation, sites, lots and companies."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from chantiers.models import Chantier, Operation, Programme
from clauses.models import PartMainOeuvre
from clauses.rules.vocabulaire import NatureMarche, RoleIntervenant, TypeDispositif
from entreprises.models import Organisation
from entreprises.rules import NATURES_EMPLOYEUSES, Nature
from entreprises.selectors import organisation_par_siret
from socle.formulaires import ChampDate, ChampDecimal, Formulaire
from socle.identifiants import normaliser_siret, siret_valide
from socle.models import Territoire
from socle.mots import choix

CENT = Decimal("100.00")
COMMUNES_PAR_SITE = 3


def _champ_siret(**champs: Any) -> forms.CharField:
    champs.setdefault("label", "SIRET")
    return forms.CharField(
        max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **champs
    )


class MarcheForm(Formulaire):
    """The contract, its buyer and its operation (a known one, or a new one)."""

    numero = forms.CharField(label="Numéro du marché", max_length=80)
    objet = forms.CharField(label="Objet", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    acheteur_siret = _champ_siret(
        label="SIRET de l'acheteur", help_text="14 chiffres. Une organisation connue est reprise telle quelle."
    )
    acheteur_nom = forms.CharField(label="Nom de l'acheteur", max_length=200)
    nature = forms.ChoiceField(label="Nature", choices=choix(NatureMarche))
    dispositif = forms.ChoiceField(label="Dispositif", choices=choix(TypeDispositif))
    ccag_version = forms.CharField(
        label="CCAG visé", max_length=40, required=False, help_text="Exemple : Travaux 2021, article 20.1."
    )
    montant = ChampDecimal(label="Montant HT (€)", required=False, min_value=0)
    date_notification = ChampDate(label="Notification", required=False)
    duree_mois = forms.IntegerField(label="Durée (mois)", required=False, min_value=1, max_value=1200)
    operation = forms.ModelChoiceField(
        label="Opération connue",
        queryset=Operation.objects.none(),
        required=False,
        empty_label="Nouvelle opération",
        help_text="L'opération réunit les chantiers d'un même projet du maître d'ouvrage.",
    )
    operation_nom = forms.CharField(label="Nom de la nouvelle opération", max_length=200, required=False)
    programme = forms.ModelChoiceField(
        label="Programme de la nouvelle opération",
        queryset=Programme.objects.actifs(),
        required=False,
        empty_label="Choisir un programme",
    )
    maitre_ouvrage_siret = _champ_siret(
        label="SIRET du maître d'ouvrage", required=False, help_text="Vide : l'acheteur est le maître d'ouvrage."
    )
    maitre_ouvrage_nom = forms.CharField(label="Nom du maître d'ouvrage", max_length=200, required=False)

    CONTRAT = ("numero", "objet", "nature", "dispositif", "ccag_version", "montant", "date_notification", "duree_mois")
    ACHETEUR = ("acheteur_siret", "acheteur_nom")
    NOUVELLE_OPERATION = ("operation_nom", "programme", "maitre_ouvrage_siret", "maitre_ouvrage_nom")

    def __init__(self, *args: Any, operations: Any = None, siret_tolere: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if operations is not None:
            self.fields["operation"].queryset = operations
        self.siret_tolere = siret_tolere

    def clean_acheteur_siret(self) -> str:
        siret = normaliser_siret(self.cleaned_data["acheteur_siret"])
        if siret != self.siret_tolere and not siret_valide(siret):
            raise forms.ValidationError("Ce SIRET n'est pas valable : 14 chiffres.")
        return siret

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if not donnees.get("operation"):
            if not donnees.get("operation_nom"):
                self.add_error("operation_nom", "Choisissez une opération connue, ou nommez la nouvelle.")
            if not donnees.get("programme"):
                self.add_error("programme", "Choisissez le programme de la nouvelle opération.")
        return donnees

    def groupe(self, *noms: str) -> list[forms.BoundField]:
        """The bound fields of these names, in that order."""
        return [self[nom] for nom in noms]

    @property
    def champs_contrat(self) -> list[forms.BoundField]:
        return self.groupe(*self.CONTRAT)

    @property
    def champs_acheteur(self) -> list[forms.BoundField]:
        return self.groupe(*self.ACHETEUR)

    @property
    def champs_operation(self) -> list[forms.BoundField]:
        return self.groupe(*self.NOUVELLE_OPERATION)


class SiteForm(Formulaire):
    """A site: a known one, or a new one with its communes and its point."""

    existant = forms.ModelChoiceField(
        label="Chantier connu", queryset=Chantier.objects.none(), required=False, empty_label="Nouveau chantier"
    )
    nom = forms.CharField(label="Nom du nouveau chantier", max_length=200, required=False)
    adresse = forms.CharField(label="Adresse ou lieu", max_length=250, required=False)
    commune = forms.ModelChoiceField(
        label="Commune", queryset=Territoire.objects.none(), required=False, empty_label="Choisir une commune"
    )
    part_commune = ChampDecimal(label="Part (%)", required=False, min_value=0, max_value=100)
    commune_2 = forms.ModelChoiceField(
        label="Autre commune", queryset=Territoire.objects.none(), required=False, empty_label="Aucune"
    )
    part_commune_2 = ChampDecimal(label="Part (%)", required=False, min_value=0, max_value=100)
    commune_3 = forms.ModelChoiceField(
        label="Troisième commune", queryset=Territoire.objects.none(), required=False, empty_label="Aucune"
    )
    part_commune_3 = ChampDecimal(label="Part (%)", required=False, min_value=0, max_value=100)
    latitude = forms.FloatField(
        label="Latitude",
        localize=True,
        required=False,
        min_value=-90,
        max_value=90,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    longitude = forms.FloatField(
        label="Longitude",
        localize=True,
        required=False,
        min_value=-180,
        max_value=180,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    part = ChampDecimal(label="Part du marché sur ce chantier (%)", required=False, min_value=0, max_value=100)

    def __init__(self, *args: Any, chantiers: Any = None, communes: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["existant"].queryset = chantiers if chantiers is not None else Chantier.objects.none()
        for nom in ("commune", "commune_2", "commune_3"):
            self.fields[nom].queryset = communes if communes is not None else Territoire.objects.none()

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("existant") or not self.has_changed():
            return donnees
        if not donnees.get("nom"):
            self.add_error("nom", "Choisissez un chantier connu, ou nommez le nouveau.")
        if not donnees.get("commune"):
            self.add_error("commune", "Choisissez la commune du chantier.")
        if (donnees.get("latitude") is None) != (donnees.get("longitude") is None):
            self.add_error("longitude", "Un point a une latitude et une longitude.")
        parts = self.communes(donnees)
        if len({c.pk for c, _ in parts}) < len(parts):
            self.add_error("commune_2", "Une commune est citée deux fois.")
        elif parts and sum(p for _, p in parts) != CENT:
            self.add_error("part_commune", "Les parts des communes font 100 % au total.")
        return donnees

    @staticmethod
    def communes(donnees: dict[str, Any]) -> list[tuple[Territoire, Decimal]]:
        """(commune, share) pairs; a single commune takes the whole."""
        suffixes = ("", "_2", "_3")
        choisies = [
            (donnees[f"commune{s}"], donnees.get(f"part_commune{s}")) for s in suffixes if donnees.get(f"commune{s}")
        ]
        if len(choisies) == 1:
            return [(choisies[0][0], CENT)]
        return [(commune, part or Decimal("0.00")) for commune, part in choisies]


class LotForm(Formulaire):
    """A lot and its works dates."""

    numero = forms.CharField(label="Numéro", max_length=20)
    intitule = forms.CharField(label="Intitulé", max_length=300)
    corps_etat = forms.ModelChoiceField(
        label="Corps d'état",
        queryset=PartMainOeuvre.objects.none(),
        required=False,
        empty_label="À préciser",
        help_text="Propose la part de main-d'œuvre de l'estimateur.",
    )
    montant = ChampDecimal(label="Montant HT (€)", required=False, min_value=0)
    debut_travaux = ChampDate(label="Début des travaux", required=False)
    fin_travaux = ChampDate(label="Fin des travaux", required=False)

    def __init__(self, *args: Any, corps: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if corps is not None:
            self.fields["corps_etat"].queryset = corps

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        debut, fin = donnees.get("debut_travaux"), donnees.get("fin_travaux")
        if debut and fin and fin < debut:
            self.add_error("fin_travaux", "La fin des travaux précède leur début.")
        return donnees


class IntervenantForm(Formulaire):
    """A company of the contract, found by its SIRET or created."""

    role = forms.ChoiceField(
        label="Rôle",
        choices=[c for c in choix(RoleIntervenant) if c[0] != RoleIntervenant.SOUS_TRAITANT],
        initial=RoleIntervenant.TITULAIRE.value,
    )
    siret = _champ_siret(required=False)
    nom = forms.CharField(label="Nom", max_length=200, required=False)
    nature = forms.ChoiceField(
        label="Nature",
        choices=[(n.value, n.libelle) for n in Nature if n in NATURES_EMPLOYEUSES],
        initial=Nature.ENTREPRISE.value,
    )
    lots = forms.CharField(
        label="Lots",
        max_length=100,
        required=False,
        help_text="Numéros séparés par des virgules. Vide : tous les lots.",
    )
    a_verifier = forms.BooleanField(label="Garder ce SIRET tel que publié, « à vérifier »", required=False)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if not self.has_changed():
            return donnees
        siret = normaliser_siret(donnees.get("siret", ""))
        donnees["siret"] = siret
        if not siret_valide(siret) and not donnees.get("a_verifier"):
            self.add_error("siret", "Ce SIRET n'est pas valable : 14 chiffres, tels qu'ils figurent sur le Kbis.")
        if not donnees.get("nom") and not self._connue(siret):
            self.add_error("nom", "Cette entreprise n'est pas encore connue : indiquez son nom.")
        return donnees

    @staticmethod
    def _connue(siret: str) -> Organisation | None:
        return organisation_par_siret(siret) if siret else None


class _AuMoinsUn(BaseFormSet):
    """Rows of which one at least is filled; an empty row is left out."""

    vide = "Ajoutez au moins une ligne."

    def clean(self) -> None:
        if not any(self.errors) and not self.remplis:
            raise forms.ValidationError(self.vide)

    @property
    def remplis(self) -> list[dict[str, Any]]:
        """Cleaned values of the filled rows."""
        return [f.cleaned_data for f in self.forms if f.has_changed() and f.is_valid()]


class SitesFormSet(_AuMoinsUn):
    """The sites of the contract, whose shares make 100."""

    vide = "Un marché se situe sur un chantier au moins."

    def clean(self) -> None:
        super().clean()
        if any(self.errors) or len(self.remplis) < 2:
            return
        if sum(r.get("part") or Decimal("0.00") for r in self.remplis) != CENT:
            raise forms.ValidationError("Les parts du marché sur ses chantiers font 100 % au total.")

    def parts(self) -> list[Decimal]:
        """The share of each filled row; a single site takes the whole."""
        return [CENT] if len(self.remplis) == 1 else [r.get("part") or Decimal("0.00") for r in self.remplis]


class LotsFormSet(_AuMoinsUn):
    """The lots of the contract."""

    vide = "Un marché a au moins un lot."


class IntervenantsFormSet(_AuMoinsUn):
    """The companies of the contract."""

    vide = "Un marché a au moins un titulaire."


Sites = formset_factory(SiteForm, formset=SitesFormSet, extra=0, max_num=20)
Lots = formset_factory(LotForm, formset=LotsFormSet, extra=0, max_num=60)
Intervenants = formset_factory(IntervenantForm, formset=IntervenantsFormSet, extra=0, max_num=60)
