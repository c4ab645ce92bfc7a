"""Shapes of the small forms of a candidate's page: status, step, referent, situation; and filters of the pool."""

from __future__ import annotations

from typing import Any

from django import forms

from entreprises.models import Membre
from parcours.rules.etapes import StatutParcours
from parcours.rules.vocabulaire import NatureSortie
from parcours.selectors.candidats import DossierCandidat
from parcours.selectors.vivier import DISPONIBILITES, MOI, SANS, TACHES, TRI_PAR_DEFAUT, TRIS, FiltresVivier
from parcours.services.etapes import A_LA_MAIN
from socle.formulaires import ChampDate, Formulaire
from socle.models import Metier, NatureTerritoire, Territoire
from socle.mots import choix

SANS_SANTE = "Rien sur la santé, l'allocation ou la situation judiciaire."


def _note() -> forms.CharField:
    return forms.CharField(
        label="Note", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=SANS_SANTE
    )


class StatutForm(Formulaire):
    """The next status, its day, a note; the situation when she leaves."""

    vers = forms.ChoiceField(label="Nouveau statut")
    nature_sortie = forms.ChoiceField(
        label="Situation à la sortie",
        required=False,
        choices=[("", "Choisissez la situation"), *choix(NatureSortie)],
        help_text="Pour une sortie seulement.",
    )
    le = ChampDate(label="Depuis le", required=False, help_text="Vide : aujourd'hui.")
    note = _note()

    def __init__(self, *args: Any, dossier: DossierCandidat, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["vers"].choices = [("", "Choisissez"), *((s.value, s.libelle) for s in dossier.suites)]


class EtapeForm(Formulaire):
    """A step added by hand."""

    nature = forms.ChoiceField(label="Étape", choices=[(n.value, n.libelle) for n in A_LA_MAIN])
    debut = ChampDate(label="Du")
    fin = ChampDate(
        label="Au", required=False, help_text="Une immersion (PMSMP) : un mois au plus, renouvelable une fois."
    )
    note = _note()


class ReferentForm(Formulaire):
    """Who follows the person from now on."""

    membre = forms.ModelChoiceField(
        Membre.objects.none(), label="Référent·e", empty_label="Choisissez", to_field_name="uuid"
    )

    def __init__(self, *args: Any, membres: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["membre"].queryset = membres
        self.fields["membre"].label_from_instance = lambda m: f"{m.utilisateur}, {m.organisation}"


class SituationForm(Formulaire):
    """The situation at a term of the exit."""

    echeance = forms.TypedChoiceField(label="Échéance", coerce=int)
    nature = forms.ChoiceField(label="Situation", choices=[("", "Choisissez"), *choix(NatureSortie)])
    le = ChampDate(label="Constatée le", required=False, help_text="Vide : aujourd'hui.")

    def __init__(self, *args: Any, dossier: DossierCandidat, **options: Any) -> None:
        super().__init__(*args, **options)
        dues = [t.echeance.mois for t in dossier.termes if t.echeance.due]
        self.fields["echeance"].choices = [(m, f"+{m} mois") for m in dues]


class FiltresVivierForm(forms.Form):
    """Filters of the office's list; an unreadable value is no filter."""

    q = forms.CharField(label="Personne", required=False, max_length=80)
    statut = forms.ChoiceField(label="Statut", required=False, choices=[("", "Tous"), *choix(StatutParcours)])
    metier = forms.ChoiceField(label="Métier", required=False)
    commune = forms.ChoiceField(label="Commune", required=False)
    referent = forms.ChoiceField(label="Référent·e", required=False)
    disponibilite = forms.ChoiceField(
        label="Disponible", required=False, choices=[("", "Indifférent"), *DISPONIBILITES.items()]
    )
    tache = forms.ChoiceField(
        label="À faire", required=False, choices=[("", "Tout"), *((code, mot) for code, (mot, _) in TACHES.items())]
    )

    def __init__(self, *args: Any, collegues: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["metier"].choices = [
            ("", "Tous"),
            *Metier.objects.order_by("libelle_plie").values_list("code", "libelle"),
        ]
        communes = Territoire.objects.filter(nature=NatureTerritoire.COMMUNE).order_by("nom_plie")
        self.fields["commune"].choices = [("", "Toutes"), *communes.values_list("code", "nom")]
        autres = [(str(m.uuid), str(m.utilisateur)) for m in collegues]
        self.fields["referent"].choices = [("", "Indifférent"), (MOI, "Moi"), (SANS, "Personne"), *autres]

    def filtres(self) -> FiltresVivier:
        """What to list."""
        self.is_valid()
        tri = self.data.get("tri", "")
        return FiltresVivier(**self.cleaned_data, tri=tri if tri.removeprefix("-") in TRIS else TRI_PAR_DEFAUT)
