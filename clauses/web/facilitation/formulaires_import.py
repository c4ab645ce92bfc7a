"""Shape of the upload of official data."""

from __future__ import annotations

from django import forms

from socle.formulaires import Formulaire


class ImportForm(Formulaire):
    """A file of official contracts and the départements to keep."""

    fichier = forms.FileField(
        label="Fichier des données officielles",
        help_text="JSON, XML ou CSV, compressé ou non, jusqu'à 300 Mo. La forme est reconnue au contenu.",
    )
    departements = forms.CharField(
        label="Départements",
        max_length=200,
        initial="93",
        help_text="Codes séparés par des virgules, ou « tous ». Un marché sans lieu est gardé à part.",
    )


class TitreForm(Formulaire):
    """A title by hand for an official contract."""

    titre = forms.CharField(
        label="Titre corrigé", max_length=300, required=False, help_text="Vide : l'objet tel que publié."
    )
