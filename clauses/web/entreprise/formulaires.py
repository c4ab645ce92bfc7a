"""Shapes of the contractor's forms; rules are in the services."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from clauses.models import Beneficiaire
from clauses.rules.etats import EtatMois
from clauses.rules.saisie import HeuresIllisibles, lire_heures
from clauses.rules.vocabulaire import TypeContrat
from clauses.selectors.entreprise.engagements import Intervention
from clauses.selectors.entreprise.mois import MOTS, FiltresMois
from clauses.selectors.entreprise.personnes import EN_COURS, FINI, TOUS, TRIS, FiltresPersonnes
from entreprises.rules import NATURES_EMPLOYEUSES, Nature
from socle.formulaires import ChampDate, ChampDecimal, Formulaire, champ_motif
from socle.models import Metier, NatureTerritoire, Territoire

PROPRE, AUTRE = "propre", "autre"


class ChampHeures(forms.CharField):
    """Hours in every usual notation: 151,67, 7h30, 7:30."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Decimal | None:
        try:
            heures = lire_heures(super().clean(value))
        except HeuresIllisibles as erreur:
            raise forms.ValidationError(str(erreur)) from erreur
        if heures is None and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        return heures


class PersonneForm(Formulaire):
    """A new person in the grid: who she is, under which contract, on which lots."""

    nom = forms.CharField(label="Nom", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    prenom = forms.CharField(label="Prénom", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    date_naissance = ChampDate(label="Date de naissance")
    sexe = forms.ChoiceField(
        label="Sexe",
        required=False,
        choices=[("", "Ne pas préciser"), *[c for c in Beneficiaire.Sexe.choices if c[0]]],
    )
    commune = forms.ModelChoiceField(
        label="Commune de résidence", queryset=Territoire.objects.none(), required=False, empty_label="Autre commune"
    )
    type_contrat = forms.ChoiceField(
        label="Type de contrat", choices=[("", "Choisissez"), *((t.value, t.libelle) for t in TypeContrat)]
    )
    debut = ChampDate(label="Début du contrat")
    fin = ChampDate(label="Fin du contrat", required=False, help_text="Vide pour un CDI.")
    heures_hebdo = ChampDecimal(label="Heures par semaine", initial=Decimal("35"), max_digits=5)
    metier = forms.ModelChoiceField(
        label="Métier", queryset=Metier.objects.none(), required=False, empty_label="Choisissez"
    )
    employeur = forms.ChoiceField(label="Employeur", widget=forms.RadioSelect)
    siret = forms.CharField(
        label="SIRET de l'employeur",
        required=False,
        max_length=20,
        help_text="14 chiffres : agence d'intérim, structure d'insertion, GEIQ.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    nom_employeur = forms.CharField(
        label="Nom de l'employeur",
        required=False,
        max_length=200,
        help_text="S'il est déjà connu par son SIRET, sa fiche est reprise.",
    )
    nature_employeur = forms.ChoiceField(
        label="Nature de l'employeur",
        required=False,
        choices=[(n.value, n.libelle) for n in Nature if n in NATURES_EMPLOYEUSES],
        initial=Nature.ETTI.value,
    )
    lots = forms.MultipleChoiceField(label="Lots où elle travaille", widget=forms.CheckboxSelectMultiple)
    justificatif = forms.FileField(
        label="Justificatif d'éligibilité",
        required=False,
        help_text=(
            "PDF ou image, 10 Mo au plus. Il est scellé dès l'envoi : votre facilitateur·rice seul·e l'ouvre. "
            "Masquez le numéro de sécurité sociale."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )
    meme = forms.CharField(required=False, widget=forms.HiddenInput)

    autre_employeur = ("siret", "nom_employeur", "nature_employeur")
    groupes = (
        ("La personne", ("nom", "prenom", "date_naissance", "sexe", "commune")),
        ("Son contrat", ("type_contrat", "debut", "fin", "heures_hebdo", "metier")),
        ("Son employeur", ("employeur", "siret", "nom_employeur", "nature_employeur")),
        ("Son travail", ("lots", "justificatif")),
    )

    def __init__(self, *args: Any, engagements: Sequence[Intervention], connue: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["commune"].queryset = Territoire.objects.filter(nature=NatureTerritoire.COMMUNE).order_by(
            "nom_plie"
        )
        self.fields["metier"].queryset = Metier.objects.filter(actif=True).order_by("ordre", "libelle_plie")
        firme = engagements[0].intervenant.organisation if engagements else ""
        self.fields["employeur"].choices = [
            (PROPRE, f"{firme}"),
            (AUTRE, "Un autre employeur (intérim, insertion, GEIQ)"),
        ]
        self.fields["employeur"].initial = PROPRE
        self.fields["lots"].choices = [(e.intervenant.uuid.hex, e.libelle) for e in engagements]
        autre = not self.is_bound or self.data.get("employeur") == AUTRE
        for nom in self.autre_employeur:
            self.fields[nom].required = autre
        if len(engagements) == 1:
            self.fields["lots"].initial = [engagements[0].intervenant.uuid.hex]
        if connue:
            for nom in ("nom", "prenom", "date_naissance", "sexe", "commune"):
                del self.fields[nom]

    def par_groupes(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their titles, for the template."""
        return [
            (titre, [self[nom] for nom in noms if nom in self.fields])
            for titre, noms in self.groupes
            if any(nom in self.fields for nom in noms)
        ]


class JustificatifForm(Formulaire):
    """One more proof for a request."""

    justificatif = forms.FileField(
        label="Justificatif d'éligibilité",
        help_text="PDF ou image, 10 Mo au plus, scellé dès l'envoi. Masquez le numéro de sécurité sociale.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )


class MissionForm(Formulaire):
    """One mission more of a lent person. It has an end: the next one is added when it is renewed."""

    debut = ChampDate(label="Début de la mission")
    fin = ChampDate(label="Fin de la mission", help_text="Une mission renouvelée s'ajoute à son tour.")


class RetraitForm(Formulaire):
    """Take back a mission entered by mistake."""

    motif = champ_motif("Pourquoi la retirer ?", "Une phrase suffit.")


class AnnulationForm(Formulaire):
    """Cancel what was entered by mistake."""

    motif = forms.CharField(
        label="Pourquoi annuler ?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Une phrase suffit.",
    )


class LigneForm(Formulaire):
    """A sent-back line, corrected."""

    heures = ChampHeures(label="Heures payées")
    non_travaillees = ChampHeures(label="dont non travaillées", required=False)
    message = forms.CharField(
        label="Réponse à la facilitation",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ce que vous avez corrigé, ou pourquoi les heures étaient justes.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        heures, non_travaillees = donnees.get("heures"), donnees.get("non_travaillees") or Decimal("0.00")
        if heures is not None and non_travaillees > heures:
            self.add_error("non_travaillees", "Les heures non travaillées font partie des heures payées.")
        return donnees


class FiltresMoisForm(forms.Form):
    """The filters of « Mes mois »."""

    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *((e.value, MOTS[e]) for e in EtatMois)]
    )
    lot = forms.ChoiceField(label="Lot", required=False)
    annee = forms.ChoiceField(label="Année", required=False)

    def __init__(self, *args: Any, engagements: Sequence[Intervention], annees: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lot"].choices = [("", "Tous"), *lots_a_choisir(engagements)]
        self.fields["annee"].choices = [("", "Toutes"), *((str(a), str(a)) for a in annees)]

    def filtres(self) -> FiltresMois:
        """What the address asks; a value that does not exist is left out."""
        self.is_valid()
        lus = self.cleaned_data
        return FiltresMois(
            etat=lus.get("etat") or "", lot=lus.get("lot") or "", annee=int(lus["annee"]) if lus.get("annee") else None
        )


class FiltresPersonnesForm(forms.Form):
    """The filters of « Mes personnes »."""

    q = forms.CharField(label="Nom", required=False, max_length=80)
    contrat = forms.ChoiceField(
        label="Contrat", required=False, choices=[(EN_COURS, "En cours"), (FINI, "Terminé"), (TOUS, "Tous")]
    )
    lot = forms.ChoiceField(label="Lot", required=False)
    tri = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, engagements: Sequence[Intervention], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lot"].choices = [("", "Tous"), *lots_a_choisir(engagements)]

    def filtres(self) -> FiltresPersonnes:
        """What the address asks; a value that does not exist is left out."""
        self.is_valid()
        lus = self.cleaned_data
        tri = lus.get("tri") or "nom"
        return FiltresPersonnes(
            q=lus.get("q") or "",
            contrat=lus.get("contrat") or EN_COURS,
            lot=lus.get("lot") or "",
            tri=tri if tri.lstrip("-") in TRIS else "nom",
        )


def lots_a_choisir(engagements: Sequence[Intervention]) -> list[tuple[str, str]]:
    """(lot uuid, its name) once each."""
    return list({str(e.lot.uuid): e.libelle[:70] for e in engagements}.items())
