"""Shapes of the replay of a clause and of the hand-over."""

from __future__ import annotations

from typing import Any

from django import forms

from entreprises.models import Membre
from socle.formulaires import ChampDate, Formulaire, champ_motif


class ReleveForm(forms.Form):
    """The two times of a figure: hours worked up to a month, as known on a day."""

    travaillees = ChampDate(label="Heures travaillées jusqu'au", required=False)
    connues = ChampDate(label="Telles que connues le", required=False, help_text="Vide : le même jour.")


class TransmissionForm(Formulaire):
    """To whom, from when, why."""

    vers = forms.ModelChoiceField(label="Transmettre à", queryset=Membre.objects.none(), empty_label="Choisir")
    le = ChampDate(label="À compter du")
    motif = champ_motif(aide="Départ, réorganisation, charge de travail…")

    def __init__(self, *args: Any, facilitateurs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vers"].queryset = facilitateurs
        self.fields["vers"].label_from_instance = lambda m: str(m.utilisateur)
