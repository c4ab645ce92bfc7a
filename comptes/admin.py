"""Accounts in the Django admin: read, open, close. Rights come from memberships; nothing is deleted here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from comptes import services
from comptes.models import JournalCompte, Utilisateur
from comptes.querysets import normaliser_courriel
from socle.erreurs import ErreurMetier


class JournalInline(admin.TabularInline):
    """What happened to the account; read only."""

    model = JournalCompte
    fk_name = "utilisateur"
    extra = 0
    can_delete = False
    fields = readonly_fields = ("le", "acte", "auteur", "motif")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class UtilisateurAdminForm(forms.ModelForm):
    """Addresses are stored lower-case, whatever is typed."""

    def clean_email(self) -> str:
        return normaliser_courriel(self.cleaned_data["email"])


@admin.register(Utilisateur)
class UtilisateurAdmin(admin.ModelAdmin):
    """The password is chosen by the person, through the link of the login page."""

    form = UtilisateurAdminForm
    list_display = ("email", "nom", "prenom", "is_active", "cree_le")
    list_filter = ("is_active",)
    search_fields = ("email", "nom", "prenom")
    fields = ("email", "prenom", "nom", "telephone", "is_active", "last_login", "cree_le", "anonymise_le")
    readonly_fields = ("is_active", "last_login", "cree_le", "anonymise_le")
    actions = ("fermer", "rouvrir")
    inlines = (JournalInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("email", *self.readonly_fields) if obj else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Utilisateur, form: Any, change: bool) -> None:
        champs = {nom: getattr(obj, nom) for nom in ("prenom", "nom", "telephone")}
        if change:
            services.modifier_profil(utilisateur=obj, **champs)
            return
        cree = services.creer(auteur=request.user, email=obj.email, **champs)
        obj.__dict__.update(cree.__dict__)

    @admin.action(description="Fermer les comptes choisis")
    def fermer(self, request: HttpRequest, queryset: QuerySet) -> None:
        motif = "Fermé depuis l'administration"
        for utilisateur in queryset.exclude(pk=request.user.pk):
            self._faire(request, lambda u=utilisateur: services.fermer(utilisateur=u, auteur=request.user, motif=motif))

    @admin.action(description="Rouvrir les comptes choisis")
    def rouvrir(self, request: HttpRequest, queryset: QuerySet) -> None:
        for utilisateur in queryset:
            self._faire(request, lambda u=utilisateur: services.rouvrir(utilisateur=u, auteur=request.user))

    def _faire(self, request: HttpRequest, acte: Any) -> None:
        try:
            acte()
        except ErreurMetier as erreur:
            self.message_user(request, erreur.message, messages.ERROR)
