"""Addresses of spaces, teams and invitations."""

from __future__ import annotations

from django.urls import path

from entreprises.web import accueil, equipe, public_views

app_name = "entreprises"

urlpatterns = [
    path("espace/", accueil.accueil, name="accueil"),
    path("espace/choisir/", accueil.espaces, name="espaces"),
    path("espace/changer/", accueil.changer, name="changer_espace"),
    path("espace/equipe/", equipe.equipe, name="equipe"),
    path("espace/equipe/inviter/", equipe.inviter, name="inviter"),
    path("espace/equipe/membres/<uuid:uuid>/retirer/", equipe.retirer, name="retirer_membre"),
    path("espace/equipe/membres/<uuid:uuid>/suspendre/", equipe.suspendre, name="suspendre_membre"),
    path("espace/equipe/membres/<uuid:uuid>/retablir/", equipe.retablir, name="retablir_membre"),
    path("espace/equipe/membres/<uuid:uuid>/role/", equipe.changer_role, name="changer_role"),
    path("espace/equipe/invitations/<uuid:uuid>/relancer/", equipe.relancer, name="relancer_invitation"),
    path("espace/equipe/invitations/<uuid:uuid>/annuler/", equipe.revoquer, name="revoquer_invitation"),
    path("espace/entreprises/inviter/", equipe.inviter_entreprise, name="inviter_entreprise"),
    path("invitation/<str:jeton>/", public_views.invitation, name="invitation"),
]
