"""Reference rows in the technical administration: each save or deletion goes through the service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from clauses.models import (
    ConventionInsertion,
    CoutHoraire,
    DureeContrat,
    Motif,
    PartMainOeuvre,
    Referentiel,
    Reglage,
    SeveriteControle,
    TauxProgramme,
)
from clauses.policies import Action, peut
from clauses.selectors.registre_controles import codes_reglables
from clauses.services import reglages
from socle.administration import DroitsDeReglage
from socle.models import AliasTerritoire, Metier, Territoire


class Regleur(DroitsDeReglage):
    """Rights come from the policies."""

    supprimables = True

    def autorise(self, request: HttpRequest) -> bool:
        return peut(request.acteur, Action.REGLER)  # type: ignore[attr-defined]


class LigneDeReference(Regleur, admin.ModelAdmin):
    """Writes go through `services.reglages`, which raises every public version."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        reglages.enregistrer_reference(acteur=request.acteur, ligne=obj)  # type: ignore[attr-defined]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        acteur = request.acteur  # type: ignore[attr-defined]
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        for rang in formset.forms:
            ligne = rang.instance
            if rang in formset.deleted_forms:
                if ligne.pk is not None:
                    reglages.supprimer_reference(acteur=acteur, ligne=ligne)
                    formset.deleted_objects.append(ligne)
            elif rang.has_changed():
                nouvelle = ligne.pk is None
                setattr(ligne, formset.fk.name, form.instance)
                reglages.enregistrer_reference(acteur=acteur, ligne=ligne)
                if nouvelle:
                    formset.new_objects.append(ligne)
                else:
                    formset.changed_objects.append((ligne, rang.changed_data))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        reglages.supprimer_reference(acteur=request.acteur, ligne=obj)  # type: ignore[attr-defined]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for ligne in queryset:
            reglages.supprimer_reference(acteur=request.acteur, ligne=ligne)  # type: ignore[attr-defined]


class DureesEnLigne(Regleur, admin.TabularInline):
    """Durations of a référentiel, per contract type."""

    model = DureeContrat
    extra = 0


@admin.register(Referentiel)
class ReferentielAdmin(LigneDeReference):
    list_display = ("nom", "code", "actif", "diviseur_etp", "ordre")
    inlines = (DureesEnLigne,)


@admin.register(TauxProgramme)
class TauxProgrammeAdmin(LigneDeReference):
    list_display = ("programme", "nature", "taux", "valide_du", "valide_au", "source")
    list_filter = ("programme",)
    list_select_related = ("programme",)


@admin.register(CoutHoraire)
class CoutHoraireAdmin(LigneDeReference):
    list_display = ("nature", "montant", "valide_du", "valide_au", "source")


@admin.register(PartMainOeuvre)
class PartMainOeuvreAdmin(LigneDeReference):
    list_display = ("libelle", "part", "metier", "valide_du", "valide_au", "ordre")
    list_select_related = ("metier",)


@admin.register(Reglage)
class ReglageAdmin(LigneDeReference):
    list_display = ("libelle", "code", "valeur", "unite", "valide_du")
    search_fields = ("libelle", "code")


class SeveriteForm(forms.ModelForm):
    """A severity is set for a control of the register, or for one of its limits; nothing else exists."""

    code = forms.ChoiceField(label="Contrôle", choices=codes_reglables)

    class Meta:
        model = SeveriteControle
        fields = ("code", "referentiel", "gravite", "valide_du", "valide_au")


@admin.register(SeveriteControle)
class SeveriteControleAdmin(LigneDeReference):
    form = SeveriteForm
    list_display = ("constat", "referentiel", "gravite", "valide_du", "valide_au")
    list_filter = ("code", "referentiel")
    list_select_related = ("referentiel",)

    @admin.display(description="ce qui est vu")
    def constat(self, obj: SeveriteControle) -> str:
        """The words of the register."""
        return dict(codes_reglables()).get(obj.code, obj.code)


@admin.register(Motif)
class MotifAdmin(LigneDeReference):
    list_display = ("libelle", "usage", "code", "actif", "ordre")
    list_filter = ("usage", "actif")


@admin.register(Metier)
class MetierAdmin(LigneDeReference):
    """Trades of the ROME, and the neighbouring ones that a shortlist may enlarge to."""

    list_display = ("libelle", "code", "famille", "actif", "ordre")
    list_filter = ("actif", "famille")
    search_fields = ("libelle_plie", "code")
    filter_horizontal = ("voisins",)


class AliasEnLigne(DureesEnLigne):
    """Former codes, postal codes and other names of a territory."""

    model = AliasTerritoire


@admin.register(Territoire)
class TerritoireAdmin(LigneDeReference):
    """Communes, EPT and départements, with their validity."""

    list_display = ("nom", "nature", "code", "parent", "valide_du", "valide_au")
    list_filter = ("nature",)
    list_select_related = ("parent",)
    search_fields = ("nom_plie", "code")
    inlines = (AliasEnLigne,)


@admin.register(ConventionInsertion)
class ConventionInsertionAdmin(LigneDeReference):
    list_display = ("structure", "reference", "valide_du", "valide_au")
    list_select_related = ("structure",)
    search_fields = ("structure__nom_plie", "structure__siret", "reference")
    autocomplete_fields = ("structure",)
