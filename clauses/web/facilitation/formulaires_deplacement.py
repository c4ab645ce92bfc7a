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
        help_text="Les lots où intervient une entreprise de cette clause. Une autre structure accepte d'abord.",
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
        self.fields["cible"].label_from_instance = _libelle
        self.fields["chantier"].queryset = chantiers


def _libelle(clause: Any) -> str:
    chez = f" ({clause.lot.marche.office}, à accepter)" if clause.d_ailleurs else ""
    return f"{clause.lot} – marché {clause.lot.marche.numero}{chez}"


class ReponseForm(Formulaire):
    """The answer to another office: accepted (a blocking alert asks for a reason), or refused with one."""

    texte = champ_motif("Pourquoi refuser", "À remplir pour refuser : l'autre structure le lit.", requis=False)
    derogation = champ_motif(
        "Pourquoi passer outre les alertes bloquantes", "À remplir si une alerte bloquante est affichée.", requis=False
    )


class MotifForm(Formulaire):
    """Why; and why in spite of a blocking alert, when there is one."""

    motif = forms.ChoiceField(label="Motif", choices=MotifDeplacement.choix())
    texte = champ_motif("Explication", "Elle reste dans l'historique des deux clauses. Aucun nom de personne.")
    derogation = champ_motif(
        "Pourquoi passer outre les alertes bloquantes", "À remplir si une alerte bloquante est affichée.", requis=False
    )
    cle = forms.UUIDField(widget=forms.HiddenInput)
