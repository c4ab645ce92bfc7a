"""Filters of the lists, read from the address; an unreadable value is no filter."""

from __future__ import annotations

from typing import Any

from django import forms

from chantiers.models import Programme
from clauses.rules.etats import EtatClause
from clauses.rules.heures import EtatEngagement
from clauses.rules.relances import EtatRelance
from clauses.selectors.marches import (
    LIEUX,
    TRI_PAR_DEFAUT,
    TRIS_PUBLIES,
    FiltresPublies,
    acheteurs_publies,
    communes_publiees,
)
from clauses.selectors.portefeuille import MIEN, PERIMETRES, TRIS, FiltresPortefeuille, collegues
from entreprises.policies import Acteur
from socle.models import Territoire
from socle.mots import choix

TOUS = ("", "Tous")
TOUTES = ("", "Toutes")


class Filtres(forms.Form):
    """A form of the address: every field is optional, its labels stand above."""

    q = forms.CharField(label="Texte", max_length=100, required=False)

    def lus(self) -> dict[str, Any]:
        """The readable values."""
        self.is_valid()
        return self.cleaned_data


class FiltresPubliesForm(Filtres):
    """Filters of the official contracts."""

    acheteur = forms.ChoiceField(label="Acheteur", required=False)
    commune = forms.ChoiceField(label="Commune", required=False)
    lieu = forms.ChoiceField(label="Lieu", required=False, choices=[TOUS, *LIEUX.items()])
    clause_sociale = forms.BooleanField(label="Clause sociale", required=False)
    travaux = forms.BooleanField(label="Travaux", required=False)
    sans_suivi = forms.BooleanField(label="Sans suivi ici", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acheteur"].choices = [TOUS, *acheteurs_publies()]
        self.fields["commune"].choices = [TOUTES, *communes_publiees()]

    def filtres(self) -> FiltresPublies:
        """What to list."""
        tri = self.data.get("tri", "")
        return FiltresPublies(**self.lus(), tri=tri if tri in TRIS_PUBLIES else TRI_PAR_DEFAUT)


class FiltresPortefeuilleForm(Filtres):
    """Filters of the portfolio."""

    perimetre = forms.ChoiceField(label="Clauses", required=False)
    etat = forms.ChoiceField(label="État de l'engagement", required=False, choices=[TOUS, *choix(EtatEngagement)])
    dossier = forms.ChoiceField(label="Dossier", required=False, choices=[("", "En cours"), *choix(EtatClause)])
    programme = forms.ChoiceField(label="Programme", required=False)
    commune = forms.ChoiceField(label="Commune", required=False)

    def __init__(self, *args: Any, acteur: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        autres = [(str(m.uuid), str(m.utilisateur)) for m in collegues(acteur) if m != acteur.espace]
        self.fields["perimetre"].choices = [*PERIMETRES.items(), *([("Collègues", autres)] if autres else [])]
        self.fields["programme"].choices = [TOUS, *Programme.objects.actifs().values_list("slug", "nom")]
        communes = Territoire.objects.communes().order_by("nom_plie").values_list("code", "nom")
        self.fields["commune"].choices = [TOUTES, *communes]

    def filtres(self) -> FiltresPortefeuille:
        """What to list; one's own portfolio by default."""
        lus = self.lus()
        tri = self.data.get("tri", "")
        lus["perimetre"] = lus.get("perimetre") or MIEN
        return FiltresPortefeuille(**lus, tri=tri if tri.removeprefix("-") in TRIS else "etat")


class FiltresRelancesForm(forms.Form):
    """Filter of the reminders of a firm."""

    etat = forms.ChoiceField(label="État", required=False, choices=[TOUTES, *EtatRelance.choix()])

    def etat_demande(self) -> EtatRelance | None:
        """The state asked for; None for all."""
        return EtatRelance(self.cleaned_data["etat"]) if self.is_valid() and self.cleaned_data["etat"] else None
