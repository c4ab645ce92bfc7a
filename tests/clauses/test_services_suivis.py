"""Portfolios: taken, handed over in one act, stood in for."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clauses.models import ClauseInsertion, JournalClause, SuiviClause
from clauses.services import suivis
from entreprises.policies import Acteur
from entreprises.rules import Role
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.horloge import aujourdhui
from tests.fabriques.entreprises import un_acteur, un_membre
from tests.fabriques.marches import un_lot, un_marche, un_suivi, une_clause

pytestmark = pytest.mark.django_db
JOUR = date(2026, 9, 1)


@pytest.fixture
def facilitateur() -> Acteur:
    return un_acteur(role=Role.FACILITATEUR)


def des_clauses(facilitateur: Acteur, nombre: int, *, suivies: bool = True) -> list[ClauseInsertion]:
    marche = un_marche(office=facilitateur.organisation)
    return [
        une_clause(lot=un_lot(marche=marche), facilitateur=facilitateur.espace if suivies else None)
        for _ in range(nombre)
    ]


def test_passer_cent_vingt_dossiers_est_un_seul_acte_date(facilitateur) -> None:
    clauses = des_clauses(facilitateur, 12)
    collegue = un_membre(role=Role.FACILITATEUR, organisation=facilitateur.organisation)
    passees = suivis.passer_suivi(
        acteur=facilitateur, clauses=clauses, vers=collegue, le=JOUR, motif="Départ en retraite", de=facilitateur.espace
    )
    assert passees == 12
    assert ClauseInsertion.objects.suivies_par([facilitateur.espace.pk], date(2026, 8, 31)).count() == 12
    assert ClauseInsertion.objects.suivies_par([facilitateur.espace.pk], JOUR).count() == 0
    assert ClauseInsertion.objects.suivies_par([collegue.pk], JOUR).count() == 12
    assert JournalClause.objects.filter(acte="passer_suivi").count() == 12


def test_un_portefeuille_de_cent_vingt_clauses_se_transmet_en_trois_ecrans(client, facilitateur) -> None:
    """Screens: the portfolio, the hand-over with everything ticked, the portfolio again, empty."""
    des_clauses(facilitateur, 120)
    collegue = un_membre(role=Role.FACILITATEUR, organisation=facilitateur.organisation)
    client.force_login(facilitateur.utilisateur)
    portefeuille = client.get(reverse("facilitation:clauses"))
    assert reverse("facilitation:transmettre") in portefeuille.content.decode()
    page = client.get(reverse("facilitation:transmettre"))
    cochees = re.findall(r'name="clause" value="([0-9a-f-]{36})"[^>]* checked', page.content.decode())
    assert len(cochees) == 120
    with CaptureQueriesContext(connection) as requetes:
        fin = client.post(
            reverse("facilitation:transmettre"),
            {"clause": cochees, "vers": collegue.pk, "le": aujourdhui().isoformat(), "motif": "Départ"},
            follow=True,
        )
    assert fin.redirect_chain == [(reverse("facilitation:clauses"), 302)]
    assert "120 clauses transmises" in fin.content.decode()
    assert ClauseInsertion.objects.suivies_par([collegue.pk], aujourdhui()).count() == 120
    modifiees = [r for r in requetes if r["sql"].startswith("UPDATE") and "suiviclause" in r["sql"]]
    assert len(modifiees) == 1


def test_passer_le_jour_meme_de_la_prise_ne_laisse_pas_deux_suivis(facilitateur) -> None:
    (clause,) = des_clauses(facilitateur, 1, suivies=False)
    suivis.prendre_suivi(acteur=facilitateur, clauses=[clause], facilitateur=facilitateur.espace, du=JOUR)
    collegue = un_membre(role=Role.FACILITATEUR, organisation=facilitateur.organisation)
    suivis.passer_suivi(acteur=facilitateur, clauses=[clause], vers=collegue, le=JOUR, motif="Erreur")
    assert list(SuiviClause.objects.filter(clause=clause).values_list("facilitateur", flat=True)) == [collegue.pk]


def test_transmettre_demande_un_motif_et_une_personne_du_meme_office(facilitateur) -> None:
    clauses = des_clauses(facilitateur, 1)
    ailleurs = un_membre(role=Role.FACILITATEUR)
    with pytest.raises(RegleViolee, match="motif"):
        suivis.passer_suivi(acteur=facilitateur, clauses=clauses, vers=ailleurs, le=JOUR, motif="")
    with pytest.raises(RegleViolee, match="n'appartient pas"):
        suivis.passer_suivi(acteur=facilitateur, clauses=clauses, vers=ailleurs, le=JOUR, motif="Départ")


def test_on_ne_transmet_que_ses_dossiers_sauf_responsable(facilitateur) -> None:
    clauses = des_clauses(facilitateur, 2)
    collegue = un_acteur(role=Role.FACILITATEUR, organisation=facilitateur.organisation)
    with pytest.raises(DroitRefuse):
        suivis.passer_suivi(acteur=collegue, clauses=clauses, vers=collegue.espace, le=JOUR, motif="Je reprends")
    responsable = un_acteur(role=Role.RESPONSABLE, organisation=facilitateur.organisation)
    assert suivis.passer_suivi(acteur=responsable, clauses=clauses, vers=collegue.espace, le=JOUR, motif="Départ") == 2


def test_une_clause_deja_suivie_ne_se_prend_pas(facilitateur) -> None:
    (clause,) = des_clauses(facilitateur, 1)
    with pytest.raises(ConflitEcriture, match="transmettez"):
        suivis.prendre_suivi(acteur=facilitateur, clauses=[clause], facilitateur=facilitateur.espace, du=JOUR)


def test_une_suppleance_borne_ses_dates_et_ne_change_pas_le_principal(facilitateur) -> None:
    (clause,) = des_clauses(facilitateur, 1)
    collegue = un_membre(role=Role.FACILITATEUR, organisation=facilitateur.organisation)
    suivis.ajouter_suppleant(
        acteur=facilitateur, clauses=[clause], facilitateur=collegue, du=JOUR, au=date(2026, 9, 30), motif="Congés"
    )
    portefeuille = ClauseInsertion.objects.suivies_par
    assert portefeuille([collegue.pk], date(2026, 9, 15)).exists()
    assert not portefeuille([collegue.pk], date(2026, 10, 1)).exists()
    assert portefeuille([facilitateur.espace.pk], date(2026, 9, 15)).exists()


def test_une_clause_que_personne_ne_suit_se_voit(facilitateur) -> None:
    des_clauses(facilitateur, 1)
    (orpheline,) = des_clauses(facilitateur, 1, suivies=False)
    assert list(ClauseInsertion.objects.que_personne_ne_suit(JOUR)) == [orpheline]
    un_suivi(clause=orpheline, facilitateur=facilitateur.espace)
    assert not ClauseInsertion.objects.que_personne_ne_suit(JOUR).exists()
