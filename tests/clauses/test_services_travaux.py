"""Works dates move by recorded acts: what was expected before does not change, and is found again as it was known."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import Error, connection, transaction

from clauses.models import ClauseInsertion, ReportTravaux
from clauses.models.gardes import gardes_absentes
from clauses.rules.vocabulaire import RoleIntervenant
from clauses.selectors.situations import situation_au, situation_de
from clauses.services import marches
from clauses.services.travaux import deplacer_travaux
from entreprises.policies import Acteur
from entreprises.rules import Nature, Role
from socle.erreurs import RegleViolee
from socle.horloge import a_l_instant
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.marches import un_lot, un_marche, une_clause

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def le(jour: date):
    return a_l_instant(datetime(jour.year, jour.month, jour.day, 10, 0, tzinfo=PARIS))


@pytest.fixture
def acteur() -> Acteur:
    return un_acteur(role=Role.FACILITATEUR)


@pytest.fixture
def clause(acteur: Acteur) -> ClauseInsertion:
    """1 000 h over the 365 days of 2025."""
    with le(date(2025, 1, 2)):
        lot = un_lot(
            marche=un_marche(office=acteur.organisation),
            debut_travaux=date(2025, 1, 1),
            fin_travaux=date(2025, 12, 31),
        )
        return une_clause(lot=lot, heures=Decimal("365.00"), debut=date(2025, 1, 1))


def attendues(clause: ClauseInsertion, jour: date) -> Decimal:
    clause.lot.refresh_from_db()
    return situation_de(clause, travaillees_jusqu_au=jour).situation.attendues_arrondies


def deplacer(acteur: Acteur, clause: ClauseInsertion, fin: date, **champs: object) -> None:
    deplacer_travaux(
        acteur=acteur,
        lot=clause.lot,
        debut_travaux=clause.lot.debut_travaux,
        fin_travaux=fin,
        motif="OS n° 4",
        **champs,
    )


def test_un_report_laisse_intact_ce_qui_etait_attendu_avant_lui(acteur: Acteur, clause: ClauseInsertion) -> None:
    assert attendues(clause, date(2025, 6, 30)) == Decimal("181.00")
    with le(date(2025, 7, 1)):
        deplacer(acteur, clause, date(2026, 6, 30))
        assert attendues(clause, date(2025, 6, 30)) == Decimal("181.00")
        # 184 h remain over the 365 days from 1 July 2025 to 30 June 2026.
        assert attendues(clause, date(2025, 7, 31)) == Decimal("196.63")
        assert attendues(clause, date(2026, 6, 30)) == Decimal("365.00")


def test_un_report_ne_change_rien_a_ce_qui_etait_connu_alors(acteur: Acteur, clause: ClauseInsertion) -> None:
    with le(date(2025, 9, 15)):
        deplacer(acteur, clause, date(2026, 12, 31), date_effet=date(2025, 7, 1))
        avant = situation_au(clause, date(2025, 8, 31), date(2025, 9, 1))
        apres = situation_au(clause, date(2025, 8, 31), date(2025, 9, 15))
    assert avant.situation.attendues_arrondies == Decimal("243.00")
    assert apres.situation.attendues_arrondies < avant.situation.attendues_arrondies


def test_une_correction_vaut_depuis_le_debut(acteur: Acteur, clause: ClauseInsertion) -> None:
    with le(date(2025, 7, 1)):
        deplacer(acteur, clause, date(2026, 12, 31), correction=True)
        assert attendues(clause, date(2025, 6, 30)) == Decimal("90.50")
    assert ReportTravaux.objects.get().date_effet is None


def test_deux_reports_se_suivent_et_la_reception_arrete_la_courbe(acteur: Acteur, clause: ClauseInsertion) -> None:
    with le(date(2025, 7, 1)):
        deplacer(acteur, clause, date(2026, 6, 30))
    with le(date(2025, 10, 1)):
        clause.lot.refresh_from_db()
        deplacer(acteur, clause, date(2026, 6, 30), reception_le=date(2025, 9, 30))
        assert attendues(clause, date(2025, 6, 30)) == Decimal("181.00")
        assert attendues(clause, date(2025, 10, 31)) == Decimal("365.00")
    assert list(ReportTravaux.objects.values_list("position", flat=True)) == [1, 2]


def test_des_dates_inchangees_ou_impossibles_sont_refusees(acteur: Acteur, clause: ClauseInsertion) -> None:
    with pytest.raises(RegleViolee, match="déjà celles du lot"):
        deplacer(acteur, clause, date(2025, 12, 31))
    with pytest.raises(RegleViolee, match="précède"):
        deplacer(acteur, clause, date(2024, 12, 31))
    with le(date(2025, 7, 1)), pytest.raises(RegleViolee, match="pas avant"):
        deplacer(acteur, clause, date(2026, 12, 31), date_effet=date(2025, 8, 1))
    assert not ReportTravaux.objects.exists()


def test_un_report_ne_se_reecrit_pas(acteur: Acteur, clause: ClauseInsertion) -> None:
    deplacer(acteur, clause, date(2026, 12, 31))
    assert gardes_absentes(connection) == []
    with pytest.raises(Error), transaction.atomic():
        ReportTravaux.objects.update(motif="autre")
    with pytest.raises(Error), transaction.atomic():
        ReportTravaux.objects.all().delete()


def test_une_entreprise_partie_revient_dans_le_meme_role(acteur: Acteur, clause: ClauseInsertion) -> None:
    firme = une_organisation(nature=Nature.ENTREPRISE)

    def arriver():
        return marches.ajouter_intervenant(
            acteur=acteur, lot=clause.lot, organisation=firme, role=RoleIntervenant.COTRAITANT
        )

    premier = arriver()
    with pytest.raises(RegleViolee, match="déjà ce rôle"):
        arriver()
    marches.retirer_intervenant(acteur=acteur, intervenant=premier, au=date(2025, 3, 31), motif="fin de tranche")
    second = arriver()
    assert second.pk != premier.pk
    assert second.au is None
