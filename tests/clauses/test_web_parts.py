"""The form of a movement lets the new shares of a split group be typed, or follow pro rata."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from clauses.models import ClauseInsertion, MouvementObligation, PartRepartition, Repartition
from clauses.rules.vocabulaire import RoleIntervenant
from clauses.services import obligations
from clauses.services.obligations import Part
from entreprises.rules import Role
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_intervenant, un_lot, un_marche, une_clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def acteur():
    return un_acteur(role=Role.FACILITATEUR)


@pytest.fixture
def client(acteur) -> Client:
    client = Client()
    client.force_login(acteur.utilisateur)
    return client


@pytest.fixture
def clause(acteur) -> ClauseInsertion:
    """1 200 h, split 800 and 400 between two members."""
    lot = un_lot(marche=un_marche(office=acteur.organisation))
    membres = [un_intervenant(lot=lot, role=r) for r in (RoleIntervenant.MANDATAIRE, RoleIntervenant.COTRAITANT)]
    clause = une_clause(lot=lot, heures=Decimal("1200.00"), titulaire=membres[0])
    obligations.repartir_obligation(
        acteur=acteur,
        clause=clause,
        date_effet=date(2025, 2, 1),
        motif="Convention",
        parts=[Part(membres[0], Decimal("800.00")), Part(membres[1], Decimal("400.00"))],
    )
    return clause


def envoyer(client: Client, clause: ClauseInsertion, *parts: str):
    membres = list(
        PartRepartition.objects.filter(repartition__clause=clause)
        .order_by("pk")
        .values_list("intervenant_id", flat=True)
    )[:2]
    envoi = {
        "nature": "AVENANT", "heures": "300", "date_signature": "2025-06-01", "date_effet": "2025-07-01",
        "reference": "Avenant n° 1", "motif": "Tranche ajoutée",
    } | {f"part_{membre}": part for membre, part in zip(membres, parts, strict=False)}  # fmt: skip
    return client.post(reverse("facilitation:acte_sur_clause", args=[clause.uuid, "mouvement"]), envoi)


def dernieres_parts(clause: ClauseInsertion) -> list[Decimal]:
    derniere = Repartition.objects.filter(clause=clause).order_by("position").last()
    return list(derniere.parts.order_by("pk").values_list("heures", flat=True))


def test_sans_part_ecrite_elles_suivent_au_prorata(client: Client, clause: ClauseInsertion) -> None:
    assert envoyer(client, clause).status_code == 302
    assert dernieres_parts(clause) == [Decimal("1000.00"), Decimal("500.00")]


def test_les_parts_ecrites_entrent_avec_le_mouvement(client: Client, clause: ClauseInsertion) -> None:
    assert envoyer(client, clause, "1100", "400").status_code == 302
    assert dernieres_parts(clause) == [Decimal("1100.00"), Decimal("400.00")]
    assert MouvementObligation.objects.get(reference="Avenant n° 1").repartition is not None


def test_des_parts_qui_ne_font_pas_le_total_gardent_la_saisie(client: Client, clause: ClauseInsertion) -> None:
    reponse = envoyer(client, clause, "1100", "300")
    assert "il manque 100" in reponse.content.decode()
    assert 'value="1100"' in reponse.content.decode()
    assert not MouvementObligation.objects.filter(reference="Avenant n° 1").exists()


def test_une_part_oubliee_est_demandee(client: Client, clause: ClauseInsertion) -> None:
    reponse = envoyer(client, clause, "1500", "")
    assert "Donnez la part de chaque membre" in reponse.content.decode()
    assert not MouvementObligation.objects.filter(reference="Avenant n° 1").exists()
