"""A clause replayed: the page says both dates, and lists only the movements that make the replayed figure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from clauses.services import obligations
from entreprises.rules import Role
from socle.horloge import a_l_instant
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_lot, un_marche, une_clause

pytestmark = pytest.mark.django_db


def test_une_situation_rejouee_dit_ses_deux_dates_et_ne_montre_que_ses_mouvements(client: Client) -> None:
    acteur = un_acteur(role=Role.FACILITATEUR)
    clause = une_clause(lot=un_lot(marche=un_marche(office=acteur.organisation)))
    with a_l_instant(datetime(2025, 9, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        obligations.enregistrer_mouvement(
            acteur=acteur,
            clause=clause,
            nature="AVENANT",
            heures=Decimal("600.00"),
            date_signature=date(2025, 9, 1),
            date_effet=date(2025, 6, 1),
            reference="Avenant tardif",
        )
    client.force_login(acteur.utilisateur)
    page = reverse("facilitation:clause", args=[clause.uuid])

    def lue(question: str = "") -> str:
        return unescape(client.get(page + question).content.decode())

    avant = lue("?travaillees=2025-06-30&connues=2025-07-15")
    assert "Heures travaillées jusqu'au 30 juin 2025, telles que connues le 15 juillet 2025" in avant
    assert "Avenant tardif" not in avant
    assert "Avenant tardif" in lue("?travaillees=2025-06-30&connues=2025-09-15")
    assert "Avenant tardif" not in lue("?travaillees=2025-05-31&connues=2025-09-15"), "pas encore en effet"
    assert "Avenant tardif" in lue()
    assert "telles que connues le 30 juin 2025" in lue("?travaillees=2025-06-30"), "une date vaut pour les deux"
