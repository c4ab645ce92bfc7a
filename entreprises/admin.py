"""Organisations and memberships in the Django admin; every write goes through the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from entreprises import services
from entreprises.models import (
    Invitation,
    JournalOrganisation,
    Membre,
    NomOrganisation,
    Organisation,
    SuccessionOrganisation,
)
from entreprises.rules import EtatMembre, Role, roles_possibles
from socle.erreurs import ErreurMetier
from socle.identifiants import siret_valide


class LectureSeule:
    """Shown, never written here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NomInline(LectureSeule, admin.TabularInline):
    model = NomOrganisation
    extra = 0


class JournalInline(LectureSeule, admin.TabularInline):
    model = JournalOrganisation
    fk_name = "organisation"
    extra = 0
    fields = ("le", "acte", "auteur", "membre", "motif")


class OrganisationAdminForm(forms.ModelForm):
    """Refuses what the service would refuse, beside the field; a new name is dated, the former one stays readable."""

    nouveau_nom = forms.CharField(
        label="Nouveau nom",
        max_length=200,
        required=False,
        help_text="L'ancien nom reste affiché pour les jours d'avant.",
    )
    a_compter_du = forms.DateField(
        label="À compter du", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("nouveau_nom") and not donnees.get("a_compter_du"):
            self.add_error("a_compter_du", "Dites depuis quel jour l'organisation porte ce nom.")
        return donnees

    def clean_siret(self) -> str | None:
        siret = self.cleaned_data.get("siret") or None
        if siret and not siret_valide(siret) and not self.data.get("siret_a_verifier"):
            raise forms.ValidationError("Ce SIRET n'est pas valable ; cochez « SIRET à vérifier » pour le garder.")
        return siret


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """The administration changes nature, SIRET, territory and validity; a new name is dated by `renommer`."""

    form = OrganisationAdminForm
    list_display = ("nom", "nature", "siret", "ville", "siret_a_verifier")
    list_filter = ("nature", "siret_a_verifier")
    search_fields = ("nom", "nom_plie", "siret", "sigle")
    autocomplete_fields: tuple[str, ...] = ()
    inlines = (NomInline, JournalInline)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("nom", "cree_le") if obj else ("cree_le",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        noms = (*services.CHAMPS_FICHE, *services.CHAMPS_ADMINISTRES)
        champs = {nom: form.cleaned_data[nom] for nom in noms if nom in form.cleaned_data}
        if change:
            ancienne = Organisation.objects.get(pk=obj.pk)
            services.modifier_organisation(acteur=request.acteur, organisation=ancienne, **champs)
            if nouveau := form.cleaned_data.get("nouveau_nom"):
                self._renommer(request, ancienne, nouveau, form.cleaned_data["a_compter_du"])
            return
        a_verifier = champs.pop("siret_a_verifier", False)
        siret = champs.pop("siret", None)
        if siret:
            cree, _ = services.trouver_ou_creer_organisation(
                acteur=request.acteur, siret=siret, nom=obj.nom, tolerant=a_verifier, **champs
            )
        else:
            cree = services.creer_organisation(acteur=request.acteur, nom=obj.nom, **champs)
        obj.__dict__.update(cree.__dict__)

    def _renommer(self, request: HttpRequest, organisation: Organisation, nom: str, le: date) -> None:
        """A refusal of the service is said on top of the page; the other fields are saved."""
        try:
            services.renommer(acteur=request.acteur, organisation=organisation, nom=nom, a_compter_du=le)
        except ErreurMetier as erreur:
            self.message_user(request, erreur.message, messages.ERROR)


class MembreAdminForm(forms.ModelForm):
    """A role that the organisation knows, not held already."""

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        organisation, role = donnees.get("organisation"), donnees.get("role")
        if organisation and role and role not in roles_possibles(organisation.nature):
            possibles = ", ".join(r.libelle for r in roles_possibles(organisation.nature))
            self.add_error("role", f"Rôles possibles dans cette organisation : {possibles}.")
        return donnees


@admin.register(Membre)
class MembreAdmin(admin.ModelAdmin):
    """Added directly (the usual way is an invitation), removed, suspended, reinstated by actions."""

    form = MembreAdminForm
    list_display = ("utilisateur", "organisation", "role", "etat", "depuis", "jusqu_au")
    list_filter = ("role", "etat")
    search_fields = ("utilisateur__email", "utilisateur__nom", "organisation__nom_plie", "organisation__siret")
    list_select_related = ("utilisateur", "organisation")
    autocomplete_fields = ("utilisateur", "organisation")
    fields = ("utilisateur", "organisation", "role")
    actions = ("retirer", "suspendre", "retablir")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Membre, form: Any, change: bool) -> None:
        cree = services.ajouter_membre(
            acteur=request.acteur, organisation=obj.organisation, utilisateur=obj.utilisateur, role=obj.role
        )
        obj.__dict__.update(cree.__dict__)

    @admin.action(description="Retirer les membres choisis")
    def retirer(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._chacun(request, queryset, services.retirer_membre, confirmer_dernier=True)

    @admin.action(description="Suspendre les membres choisis")
    def suspendre(self, request: HttpRequest, queryset: QuerySet) -> None:
        motif = "Suspendu depuis l'administration"
        actifs = queryset.filter(etat=EtatMembre.ACTIF)
        self._chacun(request, actifs, services.suspendre_membre, confirmer_dernier=True, motif=motif)

    @admin.action(description="Rétablir les membres choisis")
    def retablir(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._chacun(request, queryset, services.retablir_membre)

    def _chacun(self, request: HttpRequest, queryset: QuerySet, service: Any, **options: Any) -> None:
        for membre in queryset.select_related("organisation", "utilisateur"):
            if membre.utilisateur_id == request.user.pk and membre.role == Role.ADMINISTRATION:
                self.message_user(request, "On ne retire pas ses propres droits d'ici.", messages.WARNING)
                continue
            try:
                service(acteur=request.acteur, membre=membre, **options)
            except ErreurMetier as erreur:
                self.message_user(request, f"{membre.utilisateur} : {erreur.message}", messages.ERROR)


@admin.register(Invitation)
class InvitationAdmin(LectureSeule, admin.ModelAdmin):
    list_display = ("email", "organisation", "role", "envoyee_le", "expire_le", "acceptee_le", "revoquee_le")
    list_select_related = ("organisation",)
    search_fields = ("email", "organisation__nom_plie")


@admin.register(SuccessionOrganisation)
class SuccessionAdmin(admin.ModelAdmin):
    """Recorded once, never changed."""

    list_display = ("ancienne", "nouvelle", "date_effet", "motif")
    list_select_related = ("ancienne", "nouvelle")
    autocomplete_fields = ("ancienne", "nouvelle")
    fields = ("ancienne", "nouvelle", "date_effet", "motif")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: SuccessionOrganisation, form: Any, change: bool) -> None:
        cree = services.enregistrer_succession(
            acteur=request.acteur,
            ancienne=obj.ancienne,
            nouvelle=obj.nouvelle,
            date_effet=obj.date_effet,
            motif=obj.motif,
        )
        obj.__dict__.update(cree.__dict__)
