"""A company becomes another: its figures stay, its contracts go on, the new one declares from the day of effect."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from clauses.models import Alerte, ContratTravail, Intervenant, LigneHeures, PeriodeContrat, Solde
from clauses.rules.vocabulaire import RoleIntervenant
from clauses.selectors.situations import situation_de
from clauses.selectors.verification import verifier
from clauses.services import brouillons, declarations, validation
from clauses.services.successions import succeder
from entreprises.models import Organisation, SuccessionOrganisation
from entreprises.policies import Acteur
from entreprises.rules import Nature, Role
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.identifiants import siret_de_demo
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_contrat, un_mois_soumis, une_scene
from tests.fabriques.entreprises import un_acteur, un_membre, une_organisation
from tests.fabriques.marches import un_intervenant, un_lot, un_marche, une_clause

pytestmark = pytest.mark.django_db
LE = date(2025, 10, 1)


@pytest.fixture
def scene() -> Scene:
    """September declared and validated by the former establishment."""
    scene = une_scene(personnes=2)
    lignes = un_mois_soumis(scene, 100, mois=Mois(2025, 9))
    validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in lignes])
    return scene


@pytest.fixture
def nouvelle() -> Organisation:
    return une_organisation(nature=Nature.ENTREPRISE)


def passer(scene: Scene, nouvelle: Organisation, *autres: Intervenant, acteur: Acteur | None = None, le: date = LE):
    return succeder(
        acteur=acteur or scene.facilitation,
        intervenants=[scene.intervenant, *autres],
        nouvelle=nouvelle,
        le=le,
        motif="Nouveau SIRET",
    )


def test_les_chiffres_restent_et_les_contrats_continuent_avec_leur_debut(scene: Scene, nouvelle) -> None:
    avant = situation_de(scene.clause, travaillees_jusqu_au=date(2025, 9, 30)).situation.validees
    debuts = {c.beneficiaire_id: c.debut for c in scene.contrats}
    [place] = passer(scene, nouvelle)
    assert (place.organisation, place.role, place.du) == (nouvelle, scene.intervenant.role, LE)
    scene.intervenant.refresh_from_db()
    assert scene.intervenant.au == date(2025, 9, 30)
    suites = ContratTravail.objects.filter(intervenant=place)
    assert {c.beneficiaire_id: c.debut for c in suites} == debuts
    assert {c.employeur for c in suites} == {nouvelle}
    assert set(PeriodeContrat.objects.filter(contrat__in=suites).values_list("debut", flat=True)) == {LE}
    anciens = ContratTravail.objects.filter(intervenant=scene.intervenant)
    assert set(anciens.values_list("fin", flat=True)) == {date(2025, 9, 30)}
    assert situation_de(scene.clause, travaillees_jusqu_au=date(2025, 9, 30)).situation.validees == avant == D("200")
    assert LigneHeures.objects.filter(declaration__intervenant=scene.intervenant, etat="VALIDEE").count() == 2
    assert SuccessionOrganisation.objects.get().nouvelle == nouvelle
    assert not list(verifier())


def test_la_nouvelle_declare_octobre_sans_alerte_d_eligibilite(scene: Scene, nouvelle) -> None:
    [place] = passer(scene, nouvelle)
    paie = un_acteur(role=Role.PAIE, organisation=nouvelle)
    octobre = brouillons.ouvrir(acteur=paie, intervenant=place, mois=Mois(2025, 10))
    saisies = [
        brouillons.SaisieLigne(contrat, scene.chantier_id, D("90"))
        for contrat in ContratTravail.objects.filter(intervenant=place)
    ]
    brouillons.enregistrer_brouillon(acteur=paie, declaration=octobre, saisies=saisies)
    declarations.soumettre(acteur=paie, declarations=[octobre])
    assert not Alerte.objects.filter(ligne__declaration=octobre).exclude(gravite="INFO").exists()
    validation.valider(acteur=scene.facilitation, lignes=octobre.lignes.values_list("uuid", flat=True))
    assert sum(s.heures_validees for s in Solde.objects.filter(clause=scene.clause)) == D("380.00")
    assert not list(verifier())


def test_les_sous_traitants_et_les_autres_lots_suivent(scene: Scene, nouvelle) -> None:
    tiers = un_intervenant(lot=scene.clause.lot, role=RoleIntervenant.SOUS_TRAITANT, mandant=scene.intervenant)
    autre = une_clause(lot=un_lot(marche=un_marche(office=scene.office)), titulaire=scene.entreprise)
    places = passer(scene, nouvelle, autre.lot.intervenants.get())
    tiers.refresh_from_db()
    assert tiers.mandant == next(p for p in places if p.lot_id == scene.clause.lot_id)
    assert {p.lot_id for p in places} == {scene.clause.lot_id, autre.lot_id}


def test_un_contrat_a_venir_ou_fini_n_est_pas_coupe(scene: Scene, nouvelle) -> None:
    fini = un_contrat(intervenant=scene.intervenant, clause=scene.clause, debut=date(2025, 3, 1), fin=date(2025, 8, 31))
    a_venir = un_contrat(intervenant=scene.intervenant, clause=scene.clause, debut=date(2025, 11, 3))
    [place] = passer(scene, nouvelle)
    fini.refresh_from_db()
    a_venir.refresh_from_db()
    assert (fini.fin, fini.annule_le) == (date(2025, 8, 31), None)
    assert a_venir.annule_le is not None
    suite = ContratTravail.objects.get(intervenant=place, beneficiaire=a_venir.beneficiaire)
    assert (suite.debut, suite.periodes.get().debut) == (date(2025, 11, 3), date(2025, 11, 3))


def test_une_succession_impossible_est_dite(scene: Scene, nouvelle) -> None:
    with pytest.raises(RegleViolee, match="même établissement"):
        passer(scene, scene.entreprise)
    etrangere = une_clause(lot=un_lot(marche=un_marche(office=scene.office))).lot.intervenants.first()
    etrangere = etrangere or un_intervenant(lot=un_lot(marche=un_marche(office=scene.office)))
    with pytest.raises(RegleViolee, match="une seule entreprise"):
        passer(scene, nouvelle, etrangere)
    with pytest.raises(DroitRefuse):
        passer(scene, nouvelle, acteur=un_acteur(role=Role.FACILITATEUR))
    passer(scene, nouvelle)
    with pytest.raises(ConflitEcriture):
        passer(scene, nouvelle)


def test_de_la_clause_a_l_invitation_en_deux_ecrans(client: Client, scene: Scene) -> None:
    un_membre(role=Role.REFERENT, organisation=scene.entreprise)
    client.force_login(scene.facilitation.utilisateur)
    page = reverse("facilitation:succeder_intervenant", args=[scene.intervenant.uuid])
    assert page in client.get(reverse("facilitation:clause", args=[scene.clause.uuid])).content.decode()
    assert "checked" in client.get(page).content.decode()
    siret = siret_de_demo(71_234)
    donnees = {"siret": siret, "nom": "Maçonnerie Suivante", "le": "01/10/2025", "places": [scene.intervenant.uuid]}
    refusee = client.post(page, donnees | {"motif": ""})
    assert "Maçonnerie Suivante" in unescape(refusee.content.decode())
    fin = client.post(page, donnees | {"motif": "Fusion"}, follow=True)
    place = Intervenant.objects.get(organisation__siret=siret)
    assert fin.redirect_chain == [(reverse("facilitation:inviter_intervenant", args=[place.uuid]), 302)]
    client.force_login(un_acteur(role=Role.FACILITATEUR).utilisateur)
    assert client.get(page).status_code == 404
