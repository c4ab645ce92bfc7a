"""What the contractor's pages read: same cost for 10 rows and for 200, missing months never counted as zero."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clauses.models import Declaration, LigneHeures, LimiteMembre
from clauses.rules.etats import EtatMois
from clauses.rules.vocabulaire import RoleIntervenant
from clauses.selectors.entreprise.accueil import accueil
from clauses.selectors.entreprise.engagements import facilitateurs, interventions, interventions_a_saisir
from clauses.selectors.entreprise.grille import grille
from clauses.selectors.entreprise.mois import a_declarer, mois_du_perimetre
from clauses.selectors.previsions import previsions
from clauses.selectors.situations import situations_des_clauses
from clauses.services import brouillons, validation
from entreprises.rules import Role
from socle.horloge import a_l_instant
from socle.periodes import Mois
from tests.fabriques.declarations import MOIS, un_beneficiaire, un_contrat, un_mois_soumis, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_intervenant, un_lot, un_suivi, une_clause

pytestmark = pytest.mark.django_db
EN_OCTOBRE = datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(EN_OCTOBRE):
        yield


def ajouter_des_personnes(scene, nombre: int) -> None:
    """People under contract, with a submitted line each in September."""
    contrats = [un_contrat(intervenant=scene.intervenant, clause=scene.clause) for _ in range(nombre)]
    declaration = brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=MOIS)
    brouillons.enregistrer_brouillon(
        acteur=scene.paie,
        declaration=declaration,
        saisies=[brouillons.SaisieLigne(c, scene.chantier_id, Decimal(100)) for c in contrats],
    )


def cout(client, adresse: str) -> int:
    client.get(adresse)  # what is kept by process (content types, site) is read once
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


@pytest.mark.parametrize("page", ["grille", "verifier", "personnes", "personnes_export", "declaration"])
def test_une_page_coute_autant_pour_200_personnes_que_pour_10(client, page):
    scene = une_scene(personnes=0)
    ajouter_des_personnes(scene, 10)
    client.force_login(scene.paie.utilisateur)
    declaration = Declaration.objects.get()
    adresse = {
        "grille": reverse("entreprise:grille", args=["2025-09"]),
        "verifier": reverse("entreprise:verifier", args=["2025-09"]),
        "personnes": reverse("entreprise:personnes"),
        "personnes_export": reverse("entreprise:personnes_export", args=["xlsx"]),
        "declaration": reverse("entreprise:declaration", args=[declaration.uuid]),
    }[page]
    avant = cout(client, adresse)
    ajouter_des_personnes(scene, 190)
    assert LigneHeures.objects.count() == 200
    assert cout(client, adresse) == avant


@pytest.mark.parametrize("page", ["accueil", "mois", "mois_export"])
def test_une_page_coute_autant_pour_vingt_lots_que_pour_un(client, page):
    scene = une_scene(personnes=1)
    un_mois_soumis(scene, 100)
    client.force_login(scene.paie.utilisateur)
    adresse = reverse(f"entreprise:{page}", args=["csv"] if page == "mois_export" else [])
    avant = cout(client, adresse)
    for _ in range(19):
        lot = un_lot(marche=scene.clause.lot.marche)
        une_clause(lot=lot, titulaire=scene.entreprise, facilitateur=scene.facilitation.espace)
    assert len(interventions(scene.paie)) == 20
    assert cout(client, adresse) == avant


def test_un_mois_muet_est_non_declare_et_jamais_zero():
    scene = une_scene()
    rangees = mois_du_perimetre(interventions(scene.paie))
    assert {r.etat for r in rangees} == {EtatMois.NON_DECLARE, EtatMois.EN_RETARD}
    assert rangees[0].mois == Mois(2025, 9)
    assert rangees[0].etat == EtatMois.NON_DECLARE
    assert rangees[0].declaration is None
    groupes = a_declarer(rangees)
    assert next(g.mois for g in groupes) == Mois(2025, 2), "le plus ancien d'abord"
    assert groupes[0].en_retard
    assert groupes[0].jours_de_retard == (date(2025, 10, 10) - date(2025, 3, 20)).days


def test_le_mois_en_cours_n_est_pas_encore_a_declarer_mais_se_saisit():
    scene = une_scene()
    assert Mois(2025, 10) not in {r.mois for r in mois_du_perimetre(interventions(scene.paie))}
    assert grille(scene.paie, Mois(2025, 10)).modifiable


def test_une_correction_acceptee_remplace_la_ligne_dans_tous_les_totaux():
    from clauses.services.grille import transmettre_correction

    scene = une_scene()
    ligne = un_mois_soumis(scene, 100)[0]
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    ligne.refresh_from_db()
    complementaire = transmettre_correction(
        acteur=scene.paie, declaration=ligne.declaration, corrections=[(ligne, Decimal(80), Decimal(0))]
    )
    septembre = mois_du_perimetre(interventions(scene.paie))[0]
    assert (septembre.a_compter, septembre.validees, septembre.corrections) == (Decimal(100), Decimal(100), 1)
    nouvelle = complementaire.lignes.get()
    validation.valider(acteur=scene.facilitation, lignes=[nouvelle.uuid])
    septembre = mois_du_perimetre(interventions(scene.paie))[0]
    assert (septembre.a_compter, septembre.validees, septembre.corrections) == (Decimal(80), Decimal(80), 0)
    vue = grille(scene.paie, MOIS)
    assert [c.heures for c in vue.cellules] == [Decimal(80)]
    engagement = accueil(scene.paie).engagements[0]
    assert engagement.propres_validees == Decimal(80)


def test_une_personne_partie_le_mois_d_avant_n_est_plus_dans_la_grille():
    scene = une_scene(personnes=0)
    un_contrat(intervenant=scene.intervenant, clause=scene.clause, fin=date(2025, 8, 31))
    encore = un_contrat(intervenant=scene.intervenant, clause=scene.clause, fin=date(2025, 9, 1))
    assert [r.contrats for r in grille(scene.paie, MOIS).rangees] == [(encore,)]


def test_deux_contrats_de_la_meme_personne_dans_le_mois_font_deux_rangees():
    scene = une_scene(personnes=0)
    personne = un_beneficiaire()
    un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=personne, fin=date(2025, 9, 14))
    un_contrat(
        intervenant=scene.intervenant,
        clause=scene.clause,
        beneficiaire=personne,
        debut=date(2025, 9, 15),
        eligible=False,
    )
    assert len(grille(scene.paie, MOIS).rangees) == 2


def test_l_accueil_dit_ce_qui_est_du_fait_et_arrive_depuis():
    scene = une_scene(heures_dues=1000)
    with a_l_instant(date(2025, 9, 10)):
        aout = un_mois_soumis(scene, 120, mois=Mois(2025, 8))
        validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in aout])
    un_mois_soumis(scene, 90)
    engagement = accueil(scene.paie).engagements[0]
    s = engagement.situation
    assert s.arrete_au < date(2025, 9, 1), "septembre n'est pas clos"
    assert s.situation.dues == Decimal(1000)
    assert engagement.depuis_en_verification == Decimal(90)
    assert engagement.propres_validees == Decimal(120)
    assert engagement.propres_en_verification == Decimal(90)


def test_la_prevision_ne_lit_que_les_mois_declares():
    scene = une_scene(heures_dues=1000)
    with a_l_instant(date(2025, 7, 10)):
        juin = un_mois_soumis(scene, 60, mois=Mois(2025, 6))
        validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in juin])
    situations = situations_des_clauses([scene.clause])
    prevision = previsions(situations)[scene.clause.pk]
    assert prevision.cadence_mensuelle > Decimal(50), "les mois muets ne comptent pas pour zéro"
    assert prevision.rattrapable_jusqu_au is not None


def test_le_facilitateur_et_sa_suppleante_sont_nommes_sinon_la_structure():
    scene = une_scene()
    suppleante = un_acteur(role=Role.FACILITATEUR, organisation=scene.office)
    un_suivi(clause=scene.clause, facilitateur=suppleante.espace, rang="SUPPLEANT", du=date(2025, 10, 1))
    contacts = facilitateurs(interventions(scene.paie))
    assert [c.suppleance for c in contacts] == [False, True]
    scene.clause.suivis.update(au=date(2025, 10, 5))
    (structure,) = facilitateurs(interventions(scene.paie))
    assert (structure.nom, structure.structure) == ("", str(scene.office))


def test_une_clause_en_preparation_n_apparait_pas_chez_l_entreprise():
    scene = une_scene()
    lot = un_lot(marche=scene.clause.lot.marche)
    une_clause(lot=lot, titulaire=scene.entreprise, etat="BROUILLON")
    assert [i.clause for i in interventions(scene.paie)] == [scene.clause]


def test_le_chef_de_file_saisit_aussi_pour_un_partenaire_sans_compte_et_lui_seul():
    scene = une_scene(personnes=1)
    lot = scene.clause.lot
    sans_compte = un_intervenant(lot=lot, role=RoleIntervenant.SOUS_TRAITANT, accepte_le=date(2025, 2, 1))
    avec_compte = un_intervenant(lot=lot, role=RoleIntervenant.SOUS_TRAITANT, accepte_le=date(2025, 2, 1))
    partenaire = un_acteur(role=Role.REFERENT, organisation=avec_compte.organisation)
    un_intervenant(lot=lot, role=RoleIntervenant.SOUS_TRAITANT, accepte_le=None)
    un_intervenant(lot=lot, role=RoleIntervenant.SOUS_TRAITANT, accepte_le=date(2025, 2, 1), dispense_declarer=True)

    def vus(acteur) -> list[tuple[int, bool]]:
        return [(e.intervenant.pk, e.pour_compte) for e in interventions_a_saisir(acteur)]

    assert vus(scene.paie) == [(scene.intervenant.pk, False), (sans_compte.pk, True)]
    assert vus(partenaire) == [(avec_compte.pk, False)]
    conduite = un_acteur(role=Role.CONDUITE, organisation=scene.entreprise)
    assert vus(conduite) == [(scene.intervenant.pk, False)]
    LimiteMembre.objects.create(membre=scene.paie.espace, lot=lot)
    assert vus(scene.paie) == [(scene.intervenant.pk, False)]
