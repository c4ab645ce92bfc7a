"""Shapes of the forms of pathways; rules are in the services."""

from __future__ import annotations

from typing import Any

from django import forms

from clauses.models import Motif
from clauses.rules.etats import EtatDemande
from clauses.rules.vocabulaire import UsageMotif
from entreprises.models import Organisation
from parcours.rules.etapes import StatutParcours
from parcours.selectors import EN_ATTENTE
from socle.formulaires import ChampDate, Formulaire
from socle.models import Metier, NatureTerritoire, Territoire

JOUR = {"type": "date"}


class ComplementForm(Formulaire):
    """What the firm must still send."""

    reponse = forms.CharField(
        label="Ce qui manque, pour l'entreprise", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class RefuserDemandeForm(Formulaire):
    """An unfavourable decision: an inner reason, and what the firm reads."""

    motif_code = forms.ModelChoiceField(
        Motif.objects.none(), label="Motif codé", required=False, empty_label="Sans motif codé"
    )
    motif = forms.CharField(
        label="Motif de la décision, gardé dans la structure", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    reponse = forms.CharField(
        label="Réponse à l'entreprise",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Sans dire de quel critère il s'agit : l'entreprise n'a pas à connaître la situation de la personne.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["motif_code"].queryset = Motif.objects.filter(usage=UsageMotif.REFUS_PUBLIC, actif=True)


class ProlongerForm(Formulaire):
    """A later end for a window, and why."""

    fin = ChampDate(label="Nouvelle fin")
    motif = forms.CharField(
        label="Motif de la prolongation",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il reste dans la structure : l'entreprise lit seulement la nouvelle fin.",
    )


class FiltresDemandesForm(forms.Form):
    """Filters of the list of requests."""

    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[(EN_ATTENTE, "En attente"), *((e.value, e.libelle) for e in EtatDemande), ("TOUTES", "Toutes")],
    )
    entreprise = forms.ChoiceField(label="Employeur", required=False)

    def __init__(self, *args: Any, employeurs: list[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["entreprise"].choices = [("", "Tous"), *((str(e.uuid), str(e)) for e in employeurs)]


class FiltresCandidatsForm(forms.Form):
    """Filters of a prescriber's candidates."""

    q = forms.CharField(label="Personne", required=False, max_length=80)
    statut = forms.ChoiceField(
        label="Où en est la personne",
        required=False,
        choices=[("", "Tous"), *((s.value, s.libelle) for s in StatutParcours)],
    )


class CandidatRappeleForm(Formulaire):
    """Somebody who asked to be called back: who she is, where, and the trade said on the phone."""

    nom = forms.CharField(label="Nom", max_length=100)
    prenom = forms.CharField(label="Prénom", max_length=100)
    date_naissance = forms.DateField(
        label="Date de naissance", required=False, widget=forms.DateInput(attrs=JOUR, format="%Y-%m-%d")
    )
    commune = forms.ModelChoiceField(
        Territoire.objects.filter(nature=NatureTerritoire.COMMUNE).order_by("nom_plie"),
        label="Commune",
        required=False,
        empty_label="Non renseignée",
    )
    telephone = forms.CharField(
        label="Téléphone", max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    metier_1 = forms.ModelChoiceField(
        Metier.objects.order_by("libelle_plie"), label="Métier recherché", required=False, empty_label="Non précisé"
    )


class CandidatForm(CandidatRappeleForm):
    """A candidate, as little as needed to call her back."""

    metier_2 = forms.ModelChoiceField(
        Metier.objects.order_by("libelle_plie"), label="Deuxième choix", required=False, empty_label="Aucun"
    )
    metier_3 = forms.ModelChoiceField(
        Metier.objects.order_by("libelle_plie"), label="Troisième choix", required=False, empty_label="Aucun"
    )
    informee = forms.BooleanField(
        label="J'ai informé la personne de cette saisie et de ses droits.",
        required=False,
        help_text="Sinon, la structure de facilitation le fera dans le mois.",
    )


class IdentiteTapeeForm(forms.Form):
    """What is typed so far of an identity; nothing is required yet."""

    nom = forms.CharField(max_length=100, required=False)
    prenom = forms.CharField(max_length=100, required=False)
    date_naissance = forms.DateField(required=False)
