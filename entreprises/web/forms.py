"""Shapes of the forms of teams; rules are in the services."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from entreprises.rules import NATURES_EMPLOYEUSES, Nature, Role
from socle.formulaires import Formulaire


class InvitationForm(Formulaire):
    """Invite a colleague into one of the roles this person may offer."""

    prenom = forms.CharField(label="Prénom", max_length=80, required=False)
    nom = forms.CharField(label="Nom", max_length=80, required=False)
    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        help_text="Un lien valable 30 jours lui sera envoyé.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Rôle", widget=forms.RadioSelect)

    def __init__(self, *args: object, roles: Iterable[Role], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.libelle) for role in roles]


class EntrepriseForm(Formulaire):
    """Invite a firm: found by SIRET, created only when unknown."""

    siret = forms.CharField(
        label="SIRET",
        max_length=20,
        help_text="14 chiffres. Si l'entreprise est déjà connue, sa fiche est reprise telle quelle.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    nom_entreprise = forms.CharField(label="Nom de l'entreprise", max_length=200)
    nature = forms.ChoiceField(
        label="Nature",
        choices=[(n.value, n.libelle) for n in Nature if n in NATURES_EMPLOYEUSES],
        initial=Nature.ENTREPRISE.value,
    )
    prenom = forms.CharField(label="Prénom du référent ou de la référente", max_length=80, required=False)
    nom = forms.CharField(label="Nom", max_length=80, required=False)
    email = forms.EmailField(
        label="Son adresse électronique", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class MotifForm(Formulaire):
    """A reason, and the confirmation asked when the last manager goes."""

    motif = forms.CharField(label="Motif", max_length=300, required=False)
    confirmer_dernier = forms.BooleanField(
        label="Je confirme : il ne restera personne pour gérer cette équipe.", required=False
    )


class RoleForm(Formulaire):
    """Another role in the same organisation."""

    role = forms.ChoiceField(label="Nouveau rôle", widget=forms.RadioSelect)
    confirmer_dernier = MotifForm.base_fields["confirmer_dernier"]

    def __init__(self, *args: object, roles: Iterable[Role], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.libelle) for role in roles]


class AcceptationForm(Formulaire):
    """What a new colleague gives: name, phone, password."""

    prenom = forms.CharField(
        label="Prénom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    nom = forms.CharField(label="Nom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    telephone = forms.CharField(
        label="Téléphone professionnel",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        strip=False,
        help_text="14 caractères au moins. Une phrase fait un bon mot de passe.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    confirmation = forms.CharField(
        label="Le même mot de passe, une seconde fois",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, object]:
        donnees = super().clean() or {}
        if donnees.get("mot_de_passe") != donnees.get("confirmation"):
            self.add_error("confirmation", "Les deux mots de passe sont différents.")
        return donnees
