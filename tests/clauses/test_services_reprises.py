"""A running office is taken over from one file: totals equal, repeatable, outside the controls, without a criterion."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clauses.models import (
    Beneficiaire,
    ClauseInsertion,
    ContratTravail,
    FenetreEligibilite,
    JournalClause,
    MouvementHeures,
    RangReprise,
    Solde,
)
from clauses.selectors.reprises import proposition_de
from clauses.selectors.situations import situation_au
from clauses.selectors.verification import verifier
from clauses.services import reprises
from entreprises.rules import Role
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import a_l_instant, aujourdhui
from socle.periodes import Mois
from tests.fabriques.entreprises import un_acteur, un_membre
from tests.fabriques.marches import un_lot, un_marche, un_programme, un_referentiel, une_clause
from tests.fabriques.reprises import (
    ENGAGEMENTS,
    PERSONNES,
    des_soldes,
    un_engagement,
    un_fichier,
    un_office_entier,
    une_personne,
)
from tests.fabriques.socle import un_territoire
from tests.fabriques.tableurs import xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    un_referentiel("Ordinaire", code="ordinaire")
    return un_programme("Programme repris")


@pytest.fixture
def commune():
    return un_territoire("Villerepris")


@pytest.fixture
def facilitatrice():
    return un_acteur(role=Role.FACILITATEUR)


def deposer(acteur, fichier):
    return reprises.deposer(acteur=acteur, fichier=fichier, nom="reprise.xlsx", origine="Ancien logiciel")


def les_refus(acteur, fichier):
    return [(r.source.rang, r.source.colonne, r.phrase) for r in proposition_de(deposer(acteur, fichier)).refus]


def test_cent_vingt_engagements_et_trois_cents_personnes_d_un_seul_fichier(
    facilitatrice, programme, commune, django_assert_max_num_queries
) -> None:
    fichier = un_office_entier(programme.nom, commune.nom)
    reprise = deposer(facilitatrice, fichier)
    with django_assert_max_num_queries(25):
        proposition = proposition_de(reprise)
    assert proposition.egal, proposition.refus[:3]
    assert (proposition.fichier.engagements, proposition.fichier.personnes) == (120, 300)

    bilan = reprises.ecrire(acteur=facilitatrice, reprise=reprise)

    dues = sum(1000 + n for n in range(120))
    faites = sum(Decimal("300.50") + n for n in range(120) if n % 5)
    assert (bilan["heures_dues"], bilan["heures_realisees"]) == (f"{dues}.00", f"{faites:.2f}")
    clauses = ClauseInsertion.objects.filter(lot__marche__office=facilitatrice.organisation)
    assert clauses.filter(etat="ACTIVE").count() == 120
    assert sum(m.heures for c in clauses for m in c.mouvements.all()) == dues
    assert sum(m.heures for m in MouvementHeures.objects.all()) == faites
    assert sum(s.heures_validees for s in Solde.objects.all()) == faites
    assert Beneficiaire.objects.count() == 300
    assert ContratTravail.objects.count() == 200
    assert not list(verifier())
    assert not RangReprise.objects.exists(), "les lignes du fichier, et leurs noms, sont effacées"


def test_le_meme_fichier_deux_fois_ne_change_rien(facilitatrice, programme, commune) -> None:
    def compter():
        modeles = (ClauseInsertion, MouvementHeures, Beneficiaire, ContratTravail, FenetreEligibilite, JournalClause)
        return [m.objects.count() for m in modeles] + [sum(s.heures_validees for s in Solde.objects.all())]

    fichier = un_office_entier(programme.nom, commune.nom, engagements=8, personnes=12)
    reprises.ecrire(acteur=facilitatrice, reprise=deposer(facilitatrice, fichier))
    avant = compter()
    fichier.seek(0)
    seconde = deposer(facilitatrice, fichier)
    proposition = proposition_de(seconde)
    assert proposition.egal
    assert not proposition.nouveaux
    assert all(p.deja_la for p in proposition.personnes)
    bilan = reprises.ecrire(acteur=facilitatrice, reprise=seconde)
    assert (bilan["engagements_ecrits"], bilan["personnes_ecrites"], bilan["contrats_ecrits"]) == (0, 0, 0)
    assert compter() == avant


def test_les_heures_reprises_se_rejouent_mois_par_mois_ou_en_une_ligne_datee(facilitatrice, programme, commune) -> None:
    par_mois = un_engagement(2, programme=programme.nom, commune=commune.nom)
    en_une_fois = un_engagement(1, programme=programme.nom, commune=commune.nom)
    fichier = un_fichier([par_mois, en_une_fois], des_soldes(2))
    reprises.ecrire(acteur=facilitatrice, reprise=deposer(facilitatrice, fichier))
    mensuelle, unique = (ClauseInsertion.objects.get(lot__numero=numero) for numero in ("3", "2"))
    jour = aujourdhui()
    assert situation_au(mensuelle, date(2025, 4, 30), jour).situation.validees == Decimal("100.00")
    assert situation_au(mensuelle, date(2025, 6, 30), jour).situation.validees == Decimal("302.50")
    assert situation_au(unique, date(2025, 5, 31), jour).situation.validees == Decimal("0.00")
    assert situation_au(unique, date(2025, 6, 30), jour).situation.validees == Decimal("301.50")
    rangs = MouvementHeures.objects.filter(clause=mensuelle)
    assert {(m.nature, m.motif_code, m.mois.month) for m in rangs} == {("REPRISE", "reprise", m) for m in (4, 5, 6)}


def test_une_personne_reprise_est_eligible_depuis_son_premier_contrat_sans_critere(
    facilitatrice, programme, commune
) -> None:
    fichier = un_fichier(
        [un_engagement(0, programme=programme.nom, commune=commune.nom)],
        personnes=[une_personne(1, engagements=1), une_personne(3, engagements=1)],
    )
    reprises.ecrire(acteur=facilitatrice, reprise=deposer(facilitatrice, fichier))
    contrat = ContratTravail.objects.get()
    assert contrat.employeur == contrat.intervenant.organisation
    assert contrat.periodes.count() == 1
    fenetres = FenetreEligibilite.objects.all()
    assert {(f.origine, f.source, f.auteur_id) for f in fenetres} == {
        ("REPRISE", "Ancien logiciel", facilitatrice.utilisateur.pk)
    }
    assert {f.debut for f in fenetres} == {date(2024, 3, 2), date(2024, 3, 4)}
    assert contrat.beneficiaire.premier_contrat_le == date(2024, 3, 2)


@pytest.mark.parametrize(
    ("valeurs", "colonne", "mot"),
    [
        ({"Heures dues": "beaucoup"}, "Heures dues", "heures"),
        ({"Heures dues": ""}, "Heures dues", "vide"),
        ({"Début": "2024-13-45"}, "Début", "date"),
        ({"Fin": date(2023, 1, 1)}, "Fin", "précède"),
        ({"SIRET du titulaire": "12345678900000"}, "SIRET du titulaire", "siret"),
        ({"Arrêtées au": date(2100, 1, 1)}, "Arrêtées au", "venir"),
        ({"Programme": "Autre chose"}, "", "programme"),
        ({"Référentiel": "inconnu"}, "", "référentiel"),
        ({"Commune": "Atlantide"}, "", "commune"),
        ({"Commune": ""}, "", "commune"),
        ({"Arrêtées au": ""}, "", "date"),
    ],
)
def test_une_ligne_refusee_est_nommee_et_les_autres_restent(
    facilitatrice, programme, commune, valeurs, colonne, mot
) -> None:
    bonne = un_engagement(3, programme=programme.nom, commune=commune.nom, Opération="Autre", Chantier="Autre")
    mauvaise = un_engagement(1, programme=programme.nom, commune=commune.nom, **valeurs)
    reprise = deposer(facilitatrice, un_fichier([bonne, mauvaise]))
    proposition = proposition_de(reprise)
    assert [e.accorde.engagement.marche for e in proposition.engagements] == ["R-2024-001"]
    [refus] = proposition.refus
    assert (refus.source.feuille, refus.source.rang, refus.source.colonne) == ("Engagements", 5, colonne)
    assert mot in refus.phrase.lower()
    assert not proposition.egal


def test_des_mois_qui_ne_font_pas_le_total_et_un_engagement_deux_fois(facilitatrice, programme, commune) -> None:
    une = un_engagement(2, programme=programme.nom, commune=commune.nom)
    soldes = [*des_soldes(2)[:2], ["R-2024-999", 1, date(2025, 4, 1), 10]]
    phrases = [phrase for _, _, phrase in les_refus(facilitatrice, un_fichier([une, une], soldes))]
    assert any("Les mois font 200,25 h" in p for p in phrases)
    assert any("déjà plus haut" in p for p in phrases)
    assert any("Aucun engagement du fichier" in p for p in phrases)


JOUR = date(2025, 9, 15)


@pytest.mark.parametrize(
    ("arretees_au", "refuse"), [(JOUR, False), (JOUR - timedelta(days=1), False), (JOUR + timedelta(days=1), True)]
)
def test_une_ligne_datee_ne_suit_pas_le_jour_de_la_reprise(
    facilitatrice, programme, commune, arretees_au, refuse
) -> None:
    ligne = un_engagement(1, programme=programme.nom, commune=commune.nom, **{"Arrêtées au": arretees_au})
    with a_l_instant(JOUR):
        reprise = deposer(facilitatrice, un_fichier([ligne]))
    refus = proposition_de(reprise).refus  # read again later: the day of the take-over has not moved
    dits = [(r.source.feuille, r.source.rang, r.source.colonne, r.valeur, "à venir" in r.phrase) for r in refus]
    assert dits == ([("Engagements", 4, "Arrêtées au", "2025-09-16", True)] if refuse else [])


def test_un_mois_apres_l_arrete_ou_a_venir_se_nomme_et_se_corrige_sur_place(facilitatrice, programme, commune) -> None:
    """Balances of September, closed at the end of June, in a file of the 15th of September; then October."""
    ligne = un_engagement(
        1, programme=programme.nom, commune=commune.nom, **{"Heures réalisées": 30, "Arrêtées au": date(2025, 6, 30)}
    )
    cle = ["R-2024-000", 2]
    soldes = [[*cle, date(2025, 6, 1), 10], [*cle, date(2025, 9, 1), 10], [*cle, date(2025, 10, 1), 10]]
    with a_l_instant(JOUR):
        reprise = deposer(facilitatrice, un_fichier([ligne], soldes))
    proposition = proposition_de(reprise)
    assert not proposition.engagements
    dits = [(r.source.feuille, r.source.rang, r.source.colonne, r.valeur) for r in proposition.refus]
    assert dits == [
        ("Engagements", 4, "", "30.00"),
        ("Soldes", 3, "Mois", "septembre 2025"),
        ("Soldes", 4, "Mois", "2025-10-01"),
    ]
    assert "suit le 30/06/2025" in proposition.refus[1].phrase
    assert "à venir" in proposition.refus[2].phrase
    tardif, a_venir = reprise.rangs.filter(sorte="SOLDE", rang__gt=2)
    corrections = {tardif.uuid: {"MOIS": "mai 2025"}, a_venir.uuid: {"MOIS": "06/2025"}}
    reprises.corriger(acteur=facilitatrice, reprise=reprise, valeurs=corrections)
    proposition = proposition_de(reprise)
    assert proposition.egal
    [propose] = proposition.engagements
    assert propose.accorde.mois == {Mois(2025, 5): Decimal(10), Mois(2025, 6): Decimal(20)}


def test_une_ressemblance_ne_se_fusionne_jamais_seule(facilitatrice, programme, commune) -> None:
    une = une_personne(3, engagements=1)
    connue = Beneficiaire.objects.create(
        nom="Reprisaad", prenom=une[1], nom_plie="reprisaad", prenom_plie="awa", date_naissance=une[2],
        cree_le="2025-01-01T00:00:00Z",
    )  # fmt: skip
    engagement = un_engagement(0, programme=programme.nom, commune=commune.nom)
    une[0] = "Reprisaae"
    reprise = deposer(facilitatrice, un_fichier([engagement], personnes=[une]))
    [refus] = proposition_de(reprise).refus
    assert "Ressemble à" in refus.phrase
    rang = reprise.rangs.get(sorte="PERSONNE")
    reprises.corriger(acteur=facilitatrice, reprise=reprise, valeurs={}, nouvelles=[rang.uuid])
    assert proposition_de(reprise).egal
    reprises.corriger(acteur=facilitatrice, reprise=reprise, valeurs={rang.uuid: {"NOM": "REPRISAAD"}}, nouvelles=[])
    [personne] = proposition_de(reprise).personnes
    assert personne.existante == connue


def test_une_clause_suivie_ici_ne_se_reprend_pas_et_une_reprise_differente_non_plus(
    facilitatrice, programme, commune
) -> None:
    fichier = un_fichier([un_engagement(1, programme=programme.nom, commune=commune.nom)])
    reprises.ecrire(acteur=facilitatrice, reprise=deposer(facilitatrice, fichier))
    autre = un_fichier([un_engagement(1, programme=programme.nom, commune=commune.nom, **{"Heures dues": 900})])
    [(_, _, phrase)] = les_refus(facilitatrice, autre)
    assert "Déjà reprise avec 1001" in phrase
    suivie = une_clause(lot=un_lot(marche=un_marche(office=facilitatrice.organisation)))
    ligne = un_engagement(1, programme=programme.nom, commune=commune.nom)
    marche = suivie.lot.marche
    ligne[0], ligne[1], ligne[5] = marche.numero, suivie.lot.numero, marche.acheteur.nom
    [(_, _, phrase)] = les_refus(facilitatrice, un_fichier([ligne]))
    assert "ses propres mouvements" in phrase


def test_une_case_se_corrige_sur_place_et_une_reprise_terminee_ne_s_ecrit_plus(
    facilitatrice, programme, commune
) -> None:
    mauvaise = un_engagement(1, programme=programme.nom, commune=commune.nom, **{"Heures dues": "mille"})
    reprise = deposer(facilitatrice, un_fichier([mauvaise]))
    rang = reprise.rangs.get()
    reprises.corriger(acteur=facilitatrice, reprise=reprise, valeurs={rang.uuid: {"DUES": "1 001,5"}})
    proposition = proposition_de(reprise)
    assert proposition.egal
    assert proposition.fichier.dues == Decimal("1001.50")
    reprises.ecrire(acteur=facilitatrice, reprise=reprise)
    with pytest.raises(ConflitEcriture):
        reprises.ecrire(acteur=facilitatrice, reprise=reprise)


def test_un_autre_office_n_y_touche_pas_et_un_fichier_sans_rapport_est_refuse(
    facilitatrice, programme, commune
) -> None:
    reprise = deposer(facilitatrice, un_fichier([un_engagement(1, programme=programme.nom, commune=commune.nom)]))
    with pytest.raises(type(reprise).DoesNotExist):
        reprises.ecrire(acteur=un_acteur(role=Role.FACILITATEUR), reprise=reprise)
    collegue = un_membre(role=Role.FACILITATEUR, organisation=facilitatrice.organisation)
    assert collegue.organisation == reprise.office
    with pytest.raises(RegleViolee, match="modèle"):
        deposer(facilitatrice, xlsx([["Bonjour", "tout", "le monde"]]))


def test_la_colonne_des_criteres_est_ecartee_sans_etre_lue(facilitatrice, programme, commune) -> None:
    personne = [*une_personne(3, engagements=1), "BRSA"]
    fichier = xlsx(
        [ENGAGEMENTS, un_engagement(0, programme=programme.nom, commune=commune.nom)],
        [[*PERSONNES, "Critère"], personne],
    )
    reprise = deposer(facilitatrice, fichier)
    assert reprise.criteres_ecartes
    assert "BRSA" not in str(list(RangReprise.objects.values_list("valeurs", flat=True)))
