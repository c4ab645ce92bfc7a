"""Shapes of a move of hours: where to, then why."""

from __future__ import annotations

from typing import Any

from django import forms

from chantiers.models import Chantier
from clauses.models import ClauseInsertion
from clauses.rules.vocabulaire import MotifDeplacement
from socle.formulaires import Formulaire, champ_motif


class CibleForm(Formulaire):
    """The clause, the site and the months where the hours should have been."""

    cible = forms.ModelChoiceField(
        label="Clause d'arrivée",
        queryset=ClauseInsertion.objects.none(),
        to_field_name="uuid",
        empty_label=None,
        help_text="Les lots de votre structure où intervient une entreprise de cette clause.",
    )
    chantier = forms.ModelChoiceField(
        label="Chantier d'arrivée",
        queryset=Chantier.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="Le même, ou le seul du lot d'arrivée",
    )
    decalage = forms.IntegerField(
        label="Décalage en mois",
        initial=0,
        min_value=-24,
        max_value=24,
        help_text="0 : mêmes mois. −1 : un mois plus tôt.",
    )

    def __init__(self, *args: Any, cibles: Any, chantiers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cible"].queryset = cibles
        self.fields["cible"].label_from_instance = lambda c: f"{c.lot} – marché {c.lot.marche.numero}"
        self.fields["chantier"].queryset = chantiers


class MotifForm(Formulaire):
    """Why; and why in spite of a blocking alert, when there is one."""

    motif = forms.ChoiceField(label="Motif", choices=MotifDeplacement.choix())
    texte = champ_motif("Explication", "Elle reste dans l'historique des deux clauses. Aucun nom de personne.")
    derogation = champ_motif(
        "Pourquoi passer outre les alertes bloquantes", "À remplir si une alerte bloquante est affichée.", requis=False
    )
    cle = forms.UUIDField(widget=forms.HiddenInput)
