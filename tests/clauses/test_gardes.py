"""The database itself refuses to rewrite the ledger, on both engines, also after a table is rebuilt."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from chantiers.models import CommuneChantier
from clauses.apps import verifier_gardes
from clauses.models import Facturation, MouvementHeures, MouvementObligation, Solde, gardes
from clauses.models.gardes import gardes_absentes, lever_gardes, nom_declencheur, poser_gardes
from clauses.selectors.verification import verifier
from clauses.services import mouvements, validation
from socle.horloge import a_l_instant
from tests.fabriques.declarations import un_mois_soumis, une_scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(date(2025, 10, 10)):
        yield


def un_rang() -> MouvementHeures:
    scene = une_scene()
    ligne = un_mois_soumis(scene, 120)[0]
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    return MouvementHeures.objects.get()


def refuse(acte) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        acte()


def test_un_mouvement_d_heures_ne_se_modifie_ni_ne_s_efface():
    rang = un_rang()
    refuse(lambda: MouvementHeures.objects.filter(pk=rang.pk).update(heures=Decimal(1)))
    refuse(lambda: MouvementHeures.objects.filter(pk=rang.pk).delete())
    assert MouvementHeures.objects.get().heures == Decimal(120)


def test_une_obligation_et_une_facture_ne_se_modifient_pas():
    scene = une_scene()
    mouvement = MouvementObligation.objects.get()
    refuse(lambda: MouvementObligation.objects.filter(pk=mouvement.pk).update(heures=Decimal(1)))
    refuse(lambda: MouvementObligation.objects.filter(pk=mouvement.pk).delete())
    progressive = une_scene(mode="PROGRESSIF", heures_dues=Decimal("4974.00"))
    mouvements.enregistrer_facture(
        acteur=progressive.facilitation,
        clause=progressive.clause,
        intervenant=progressive.intervenant,
        montant=Decimal(1000),
        date_effet=date(2025, 6, 30),
    )
    refuse(lambda: Facturation.objects.update(montant=Decimal(1)))
    assert scene.clause.pk != progressive.clause.pk


@pytest.mark.postgresql
def test_postgresql_refuse_aussi_de_vider_la_table():
    un_rang()

    def vider() -> None:
        with connection.cursor() as curseur:
            curseur.execute("TRUNCATE clauses_mouvementheures CASCADE")

    refuse(vider)


def test_un_declencheur_absent_est_nomme_par_le_verificateur_et_par_le_controle_systeme():
    nom = nom_declencheur("clauses_mouvementheures", "UPDATE")
    with connection.cursor() as curseur:
        suffixe = " ON clauses_mouvementheures" if connection.vendor == "postgresql" else ""
        curseur.execute(f"DROP TRIGGER {nom}{suffixe}")
    assert gardes_absentes(connection) == [nom]
    assert nom in {ecart.objet for ecart in verifier()}
    assert [erreur.msg for erreur in verifier_gardes(None, ["default"])] == [f"Déclencheur absent : {nom}"]
    poser_gardes(connection)
    assert gardes_absentes(connection) == []


def test_une_table_a_venir_n_empeche_pas_de_migrer(monkeypatch):
    """`migrate` asks the system check first: a table that it is about to make must not stop it."""
    tables = (*gardes.TABLES_GARDEES, "clauses_table_a_venir")
    monkeypatch.setattr(gardes, "TABLES_GARDEES", tables)
    assert gardes_absentes(connection) == []
    assert verifier_gardes(None, ["default"]) == []


@pytest.mark.django_db(transaction=True)
def test_les_declencheurs_reviennent_apres_la_reconstruction_de_la_table():
    if connection.vendor == "sqlite":
        with connection.schema_editor() as editeur:
            editeur._remake_table(MouvementHeures)
        assert gardes_absentes(connection), "la reconstruction perd les déclencheurs sans un mot"
    else:
        with connection.cursor() as curseur:
            curseur.execute("ALTER TABLE clauses_mouvementheures ADD COLUMN provisoire text")
            curseur.execute("ALTER TABLE clauses_mouvementheures DROP COLUMN provisoire")
    call_command("migrate", verbosity=0)
    assert gardes_absentes(connection) == []


def test_le_verificateur_nomme_une_ligne_changee_dans_le_dos_de_l_application():
    rang = un_rang()
    lever_gardes(connection)
    MouvementHeures.objects.filter(pk=rang.pk).update(heures=Decimal(999))
    poser_gardes(connection)
    ecarts = list(verifier())
    assert {"chaine", "solde", "ligne"} <= {e.controle for e in ecarts}
    assert any("n° 1" in e.objet for e in ecarts if e.controle == "chaine")


def test_le_verificateur_nomme_un_solde_faux_et_une_part_cassee():
    un_rang()
    Solde.objects.update(heures_validees=Decimal(7))
    CommuneChantier.objects.update(part=Decimal(60))
    controles = {e.controle for e in verifier()}
    assert {"solde", "parts_communes"} <= controles


def test_la_commande_sort_en_erreur_et_dit_pourquoi(capsys):
    un_rang()
    call_command("verifier_grand_livre")
    assert "conforme" in capsys.readouterr().out
    Solde.objects.update(heures_validees=Decimal(7))
    with pytest.raises(SystemExit) as sortie:
        call_command("verifier_grand_livre", "--json")
    assert sortie.value.code == 1
    assert '"conforme": false' in capsys.readouterr().out
