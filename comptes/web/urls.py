"""Addresses of one's own account; login, password, e-mail and second factor are allauth's, under the same prefix."""

from __future__ import annotations

from django.urls import path

from comptes.web import views

app_name = "comptes"

urlpatterns = [path("mon-compte/", views.mon_compte, name="mon_compte")]
