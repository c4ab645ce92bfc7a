"""Shapes of the forms by which the office decides lines; the rules are in the services."""

from __future__ import annotations

from typing import Any

from django import forms

from clauses.models import Motif
from clauses.rules.etats import EtatLigne
from clauses.rules.vocabulaire import UsageMotif
from clauses.selectors.validation import (
    AVEC,
    BLOCAGE,
    MIEN,
    OFFICE,
    SANS,
    TOUS,
    TRIS,
    ChoixFiltres,
    FiltresValidation,
    motifs,
)
from socle.erreurs import ErreurMetier
from socle.periodes import Mois
from socle.presentation import mois as mois_texte

LONG = forms.Textarea(attrs={"rows": 3, "maxlength": 500})


class FormulaireActe(forms.Form):
    """A form that shows a refusal of a service beside its field, and keeps what was typed."""

    def refuser(self, erreur: ErreurMetier) -> None:
        """Add the service's sentence to its field, or on top."""
        self.add_error(erreur.champ if erreur.champ in self.fields else None, erreur.message)


class ChoixMotif(forms.ModelChoiceField):
    """A coded reason, among those of its use."""

    def __init__(self, usage: UsageMotif, **options: Any) -> None:
        super().__init__(Motif.objects.none(), empty_label="Choisissez un motif", label="Motif", **options)
        self.usage = usage


class ActeMotive(FormulaireActe):
    """An act with a coded reason and a sentence."""

    usage = UsageMotif.RENVOI
    texte = forms.CharField(label="Explication pour l'entreprise", max_length=500, widget=LONG)
    field_order = ["heures", "motif", "texte", "derogation"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["motif"] = ChoixMotif(self.usage)
        self.fields["motif"].queryset = motifs(self.usage)
        self.order_fields(self.field_order)


class ValiderForm(FormulaireActe):
    """Validate; a blocking alert asks for a reason."""

    derogation = forms.CharField(
        label="Motif de dérogation",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Demandé quand une alerte bloque la validation. Il reste écrit dans le journal.",
    )


class PartielForm(ActeMotive):
    """Keep part of the hours."""

    usage = UsageMotif.PARTIEL
    heures = forms.DecimalField(label="Heures retenues", max_digits=7, decimal_places=2, localize=True)
    derogation = forms.CharField(
        label="Motif de dérogation",
        max_length=300,
        required=False,
        help_text="Seulement si une alerte bloque la validation.",
    )


class RenvoyerForm(ActeMotive):
    """Send back for correction."""

    usage = UsageMotif.RENVOI


class RefuserForm(ActeMotive):
    """Refuse."""

    usage = UsageMotif.REFUS


class AnnulerForm(FormulaireActe):
    """Undo a decision: one sentence."""

    texte = forms.CharField(label="Pourquoi revenir sur cette décision ?", max_length=500, widget=LONG)


class MessageForm(FormulaireActe):
    """A message in the month's thread."""

    texte = forms.CharField(
        label="Votre message à l'entreprise", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReportForm(FormulaireActe):
    """Extend a due day."""

    jour = forms.DateField(label="Nouvelle échéance", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    motif = forms.CharField(label="Motif du report", max_length=300)


class FiltresForm(forms.Form):
    """The filters of the list, as the address holds them."""

    perimetre = forms.ChoiceField(
        label="Périmètre", required=False, choices=[(MIEN, "Mon portefeuille"), (OFFICE, "Toute la structure")]
    )
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            (EtatLigne.SOUMISE.value, "À valider"),
            (EtatLigne.RENVOYEE.value, "En attente de l'entreprise"),
            (EtatLigne.VALIDEE.value, "Validées"),
            (EtatLigne.PARTIELLE.value, "Validées en partie"),
            (EtatLigne.REFUSEE.value, "Refusées"),
            (TOUS, "Tous les états"),
        ],
    )
    alerte = forms.ChoiceField(
        label="Alerte",
        required=False,
        choices=[("", "Toutes"), (AVEC, "Avec alerte"), (BLOCAGE, "Avec blocage"), (SANS, "Sans alerte")],
    )
    mois = forms.ChoiceField(label="Mois", required=False)
    entreprise = forms.ChoiceField(label="Entreprise", required=False)
    clause = forms.ChoiceField(label="Engagement", required=False)
    q = forms.CharField(label="Personne", required=False, max_length=80)
    tri = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choix: ChoixFiltres, **options: Any) -> None:
        super().__init__(*args, **options)
        mois = [(Mois.depuis(jour).iso, mois_texte(jour).capitalize()) for jour in choix.mois]
        self.fields["mois"].choices = [("", "Tous"), *mois]
        self.fields["entreprise"].choices = [("", "Toutes"), *((str(e.uuid), str(e)) for e in choix.entreprises)]
        self.fields["clause"].choices = [
            ("", "Tous"),
            *(
                (str(c.uuid), f"{c.lot.marche.numero}, lot {c.lot.numero} – {c.lot.intitule}"[:70])
                for c in choix.clauses
            ),
        ]

    def filtres(self) -> FiltresValidation:
        """What the address asks; a value that does not exist is left out rather than refused."""
        self.is_valid()
        lus = self.cleaned_data
        tri = lus.get("tri") or "envoi"
        return FiltresValidation(
            mois=Mois.lire(lus["mois"]).premier_jour if lus.get("mois") else None,
            entreprise=lus.get("entreprise") or None,
            clause=lus.get("clause") or None,
            etat=lus.get("etat") or EtatLigne.SOUMISE.value,
            alerte=lus.get("alerte") or "",
            q=lus.get("q") or "",
            perimetre=lus.get("perimetre") or MIEN,
            tri=tri if tri.lstrip("-") in TRIS else "envoi",
        )
