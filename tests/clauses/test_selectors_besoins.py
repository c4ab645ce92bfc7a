"""The need that a clause's figures give, and what the form of a need says before anything is typed."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal as D
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chantiers.models import Chantier
from clauses.models import ClauseInsertion, ContratTravail, Reglage, Suspension
from clauses.rules.etats import EtatClause
from clauses.rules.obligation import NatureMouvement
from clauses.rules.vocabulaire import NatureCertificat, NatureSuspension, RoleIntervenant
from clauses.selectors.besoins_a_ouvrir import depart, lieux_de_la_clause, lieux_de_la_firme
from clauses.selectors.besoins_deduits import BesoinDeduit, besoin_deduit
from clauses.selectors.reglages import reglages_au, validites_usuelles
from clauses.services.declarations import declarer_neant
from config.reference.services import charger
from entreprises.rules import Role
from socle.horloge import a_l_instant, maintenant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_beneficiaire, un_contrat, une_scene
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.marches import un_chantier, un_intervenant, un_mouvement
from tests.fabriques.public import un_besoin, un_solde
from tests.fabriques.socle import un_metier

pytestmark = pytest.mark.django_db
EN_FEVRIER = datetime(2026, 2, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
"""December is the last closed month; the works of the scene end on 31 July 2026: five months from March."""


@pytest.fixture(autouse=True)
def en_fevrier():
    with a_l_instant(EN_FEVRIER):
        yield


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=0, heures_dues=1240)


def deduit(scene: Scene) -> BesoinDeduit | None:
    clauses = ClauseInsertion.objects.select_related("lot__marche", "lot__metier", "lot__corps_etat__metier")
    return besoin_deduit(clauses.get(pk=scene.clause.pk))


def phrase(scene: Scene) -> str:
    trouve = deduit(scene)
    return trouve.phrase.replace("\u202f", " ").replace("\u00a0", " ") if trouve else ""


def chantier_de(scene: Scene) -> Chantier:
    return Chantier.objects.get(pk=scene.chantier_id)


def test_ce_qui_reste_divise_par_les_mois_donne_des_postes(scene: Scene) -> None:
    scene.clause.lot.metier = un_metier("Maçonnerie")
    scene.clause.lot.save()
    assert phrase(scene) == "Il reste 1 240 h sur 5 mois : environ 2 postes (Maçonnerie) à partir de mars 2026."
    assert deduit(scene).calcul.heures_par_mois == D("248.00")


def test_les_heures_declarees_comptent_meme_apres_la_periode_close(scene: Scene) -> None:
    un_solde(scene.clause, chantier_de(scene), date(2025, 11, 1), 200)
    un_solde(scene.clause, chantier_de(scene), date(2026, 1, 1), 0, soumises=370)
    assert phrase(scene) == "Il reste 670 h sur 5 mois : environ 1 poste à partir de mars 2026."
    un_solde(scene.clause, chantier_de(scene), date(2026, 2, 1), 670)
    assert deduit(scene) is None


def test_un_avenant_connu_qui_prend_effet_plus_tard_est_deja_a_faire(scene: Scene) -> None:
    un_mouvement(clause=scene.clause, heures=100, nature=NatureMouvement.AVENANT, date_effet=date(2026, 5, 1))
    assert phrase(scene).startswith("Il reste 1 340 h")
    un_mouvement(clause=scene.clause, heures=100, nature=NatureMouvement.AVENANT, date_effet=date(2026, 9, 1))
    assert phrase(scene).startswith("Il reste 1 340 h"), "après la fin des travaux, rien n'est plus à faire ici"


def test_les_contrats_presents_sont_retires_de_ce_qui_manque(scene: Scene) -> None:
    un_contrat(intervenant=scene.intervenant, clause=scene.clause, fin=date(2026, 4, 30))
    # January to April, at 134 h a month: December is closed, whether it was declared or not.
    assert phrase(scene) == (
        "Il reste 1 240 h sur 5 mois, dont 536 h attendues des contrats en cours : environ 2 postes à partir de "
        "mars 2026."
    )
    un_contrat(intervenant=scene.intervenant, clause=scene.clause)
    assert deduit(scene) is None, "536 h et 938 h couvrent les 1 240 h"


def test_un_mois_deja_transmis_ne_se_compte_pas_deux_fois(scene: Scene) -> None:
    un_contrat(intervenant=scene.intervenant, clause=scene.clause, fin=date(2026, 4, 30))
    declarer_neant(acteur=scene.paie, intervenants=[scene.intervenant], mois=Mois(2026, 1))
    assert "dont 402 h attendues" in phrase(scene)


def test_un_contrat_annule_ou_refuse_ou_hors_duree_ne_promet_rien(scene: Scene) -> None:
    annule = un_contrat(intervenant=scene.intervenant, clause=scene.clause)
    ContratTravail.objects.filter(pk=annule.pk).update(annule_le=maintenant(), annule_motif="Erreur")
    un_contrat(intervenant=scene.intervenant, clause=scene.clause, eligible=False)
    assert "contrats en cours" not in phrase(scene)
    # Begun in March 2024 with 24 months to count: until the end of February 2026.
    un_contrat(
        intervenant=scene.intervenant,
        clause=scene.clause,
        debut=date(2025, 2, 3),
        beneficiaire=un_beneficiaire(premier_contrat_le=date(2024, 3, 1)),
    )
    assert "dont 268 h attendues" in phrase(scene)


def test_les_postes_deja_recherches_ne_se_proposent_plus(scene: Scene) -> None:
    un_besoin(scene.clause, chantier_de(scene), nombre=1)
    assert phrase(scene).endswith("environ 2 postes à partir de mars 2026, dont 1 déjà recherché.")
    un_besoin(scene.clause, chantier_de(scene), nombre=5, etat="POURVU")
    assert deduit(scene).calcul.a_ouvrir == 1
    un_besoin(scene.clause, chantier_de(scene), nombre=1)
    assert deduit(scene) is None


@pytest.mark.parametrize("fin", [date(2026, 2, 28), date(2025, 12, 31)])
def test_des_travaux_finis_avant_le_mois_prochain_ne_proposent_rien(scene: Scene, fin: date) -> None:
    scene.clause.lot.fin_travaux = fin
    scene.clause.lot.save()
    assert deduit(scene) is None


def test_une_clause_close_ou_sans_fin_connue_ne_propose_rien(scene: Scene) -> None:
    ClauseInsertion.objects.update(etat=EtatClause.CLOSE, close_le=date(2026, 2, 1))
    assert deduit(scene) is None
    ClauseInsertion.objects.update(etat=EtatClause.ACTIVE, close_le=None)
    scene.clause.lot.fin_travaux = None
    scene.clause.lot.save()
    assert deduit(scene) is None


def test_un_arret_sans_fin_ne_propose_rien_un_arret_date_raccourcit(scene: Scene) -> None:
    arret = Suspension.objects.create(
        clause=scene.clause,
        nature=NatureSuspension.AJOURNEMENT,
        debut=date(2026, 2, 1),
        auteur=scene.facilitation.utilisateur,
        enregistre_le=maintenant(),
    )
    assert deduit(scene) is None
    Suspension.objects.filter(pk=arret.pk).update(
        fin=date(2026, 4, 30), levee_le=maintenant(), levee_par=scene.facilitation.utilisateur
    )
    assert phrase(scene) == "Il reste 1 240 h sur 3 mois : environ 4 postes à partir de mars 2026."


def test_les_heures_d_un_poste_sont_un_reglage(scene: Scene) -> None:
    Reglage.objects.create(
        code="heures_mois_par_poste", libelle="Poste", valeur=D("151.67"), valide_du=date(2026, 1, 1)
    )
    assert deduit(scene).par_poste == D("151.67")
    assert deduit(scene).calcul.postes == 2


def test_le_metier_est_celui_des_contrats_puis_celui_du_lot(scene: Scene) -> None:
    peinture, macon = un_metier("Peinture"), un_metier("Maçonnerie")
    scene.clause.lot.metier = macon
    scene.clause.lot.save()
    assert deduit(scene).metier == macon
    fini = {"fin": date(2025, 6, 30), "metier": peinture}
    un_contrat(intervenant=scene.intervenant, clause=scene.clause, **fini)
    assert deduit(scene).metier == peinture
    peinture.actif = False
    peinture.save()
    assert deduit(scene).metier == macon


def test_le_calcul_coute_autant_pour_2_contrats_que_pour_30(scene: Scene) -> None:
    def cout() -> int:
        with CaptureQueriesContext(connection) as faites:
            deduit(scene)
        return len(faites)

    for _ in range(2):
        un_contrat(intervenant=scene.intervenant, clause=scene.clause, fin=date(2026, 1, 31))
    avant = cout()
    for _ in range(28):
        un_contrat(intervenant=scene.intervenant, clause=scene.clause, fin=date(2026, 1, 31))
    assert cout() == avant


def test_le_formulaire_part_du_lot_et_du_chantier(scene: Scene) -> None:
    lot = scene.clause.lot
    lot.metier = un_metier("Maçonnerie")
    lot.save()
    un_besoin(scene.clause, chantier_de(scene), prise_de_poste=time(7, 30), etat="POURVU")
    [lieu] = lieux_de_la_firme(scene.paie)
    trouve = depart(lieu)
    assert (trouve.metier, trouve.nombre) == (lot.metier, 1)
    assert (trouve.debut, trouve.fin) == (date(2026, 3, 1), date(2026, 7, 31))
    assert (trouve.heures_hebdo, trouve.prise_de_poste) == (D(35), time(7, 30))
    assert depart(lieu, deduit(scene)).nombre == 2


@pytest.mark.parametrize("du_lot", [date(2026, 5, 4), None])
def test_le_formulaire_et_le_calcul_partent_du_meme_jour(scene: Scene, du_lot: date | None) -> None:
    lot, clause = scene.clause.lot, scene.clause
    lot.debut_travaux, clause.debut = du_lot, date(2026, 6, 1)
    lot.save()
    clause.save()
    [lieu] = lieux_de_la_firme(scene.paie)
    assert depart(lieu).debut == deduit(scene).calcul.debut == (du_lot or date(2026, 6, 1))


@pytest.mark.parametrize(
    ("fin", "attendues"),
    [
        (date(2026, 2, 20), (date(2026, 2, 10), date(2026, 2, 20))),
        (date(2026, 2, 9), (date(2026, 2, 10), None)),
        (date(2026, 3, 1), (date(2026, 3, 1), date(2026, 3, 1))),
        (None, (date(2026, 3, 1), None)),
    ],
)
def test_les_dates_de_depart_restent_dans_les_travaux(scene: Scene, fin: date | None, attendues: tuple) -> None:
    scene.clause.lot.fin_travaux = fin
    scene.clause.lot.save()
    [lieu] = lieux_de_la_firme(scene.paie)
    trouve = depart(lieu)
    assert (trouve.debut, trouve.fin) == attendues


def test_les_lieux_de_la_firme_sont_ceux_ou_elle_travaille_encore(scene: Scene) -> None:
    conduite = un_acteur(role=Role.CONDUITE, organisation=scene.entreprise)
    assert [li.chantier.pk for li in lieux_de_la_firme(conduite)] == [scene.chantier_id]
    type(scene.intervenant).objects.update(au=date(2026, 2, 9))
    assert lieux_de_la_firme(conduite) == []
    type(scene.intervenant).objects.update(au=date(2026, 2, 10))
    assert len(lieux_de_la_firme(conduite)) == 1
    ClauseInsertion.objects.update(etat=EtatClause.CLOSE, close_le=date(2026, 2, 1))
    assert lieux_de_la_firme(conduite) == []


def test_les_lieux_d_une_clause_sont_ses_entreprises_presentes_sur_chaque_chantier(scene: Scene) -> None:
    partenaire = une_organisation()
    un_intervenant(lot=scene.clause.lot, organisation=partenaire, role=RoleIntervenant.COTRAITANT)
    parti = une_organisation()
    un_intervenant(lot=scene.clause.lot, organisation=parti, role=RoleIntervenant.COTRAITANT, au=date(2026, 2, 9))
    autre = un_chantier(operation=scene.clause.lot.marche.operation)
    scene.clause.lot.sites.update(part=D("60.00"))
    scene.clause.lot.sites.create(chantier=autre, part=D("40.00"))
    lieux = [(li.intervenant.organisation, li.chantier.pk) for li in lieux_de_la_clause(scene.clause)]
    assert lieux == [
        (scene.entreprise, scene.chantier_id),
        (scene.entreprise, autre.pk),
        (partenaire, scene.chantier_id),
        (partenaire, autre.pk),
    ]
    scene.clause.etat = EtatClause.CLOSE
    assert lieux_de_la_clause(scene.clause) == []


def test_chaque_certificat_a_sa_validite_la_meme_sans_et_avec_les_donnees_de_reference() -> None:
    validites = validites_usuelles(reglages_au(date(2026, 2, 10)))
    charger()
    assert validites_usuelles(reglages_au(date(2026, 2, 10))) == validites
    assert set(validites) == {c.value for c in NatureCertificat}
    assert (validites["CACES_R482"], validites["CACES_R489"], validites["SST"]) == (120, 60, 24)
