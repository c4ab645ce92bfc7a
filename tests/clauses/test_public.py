"""The one public set: who decides, who was told, where it is cut, and what it costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from chantiers.models import Chantier
from chantiers.services import marquer
from clauses.models import ClauseInsertion
from clauses.public import (
    EtatEngagement,
    FiltresPublics,
    calculer_ensemble,
    chantier_public,
    chantiers_publies,
    empreinte_publique,
    totaux_publics,
)
from clauses.public.fiche import regrouper_mois
from clauses.rules.etats import EtatClause
from clauses.rules.vocabulaire import NiveauPublication, RoleIntervenant
from entreprises.models import Organisation
from entreprises.rules import Nature
from socle.horloge import a_l_instant, aujourdhui
from socle.identifiants import siret_de_demo
from socle.periodes import Mois, Periodicite
from tests.fabriques.entreprises import une_organisation
from tests.fabriques.marches import un_chantier, un_intervenant, un_lot, un_marche, une_clause, une_operation
from tests.fabriques.public import (
    des_chantiers_varies,
    le_chantier,
    un_avis,
    un_besoin,
    un_engagement,
    un_solde,
    une_decision,
)
from tests.fabriques.socle import un_alias, un_metier, un_territoire

pytestmark = pytest.mark.django_db


def publie(clause: ClauseInsertion):
    """The public site of a clause, computed from the database."""
    slug = le_chantier(clause).slug
    return next(c for c in calculer_ensemble(aujourdhui()) if c.slug == slug)


class TestQuiDecide:
    def test_sans_decision_les_totaux_du_chantier_sont_publics(self):
        chantier = publie(un_engagement(heures=1000, validees=420, soumises=30))

        assert chantier.niveau == NiveauPublication.TOTAUX
        assert (chantier.heures_objectif, chantier.heures_validees) == (1000, 420)
        assert (chantier.heures_en_verification, chantier.heures_restantes) == (30, 580)

    def test_rien_ne_montre_ni_heures_ni_etat_ni_metiers_ni_marches(self):
        clause = un_engagement(validees=420)
        un_besoin(clause, le_chantier(clause))
        une_decision(clause.lot.marche.operation, NiveauPublication.RIEN)

        chantier = publie(clause)

        assert chantier.etat == EtatEngagement.SANS_ENGAGEMENT
        assert chantier.situation is None
        assert chantier.metiers == ()
        assert chantier_public(chantier.slug).marches == ()

    def test_une_decision_future_ne_vaut_pas_encore(self):
        clause = un_engagement(validees=420)
        une_decision(clause.lot.marche.operation, NiveauPublication.RIEN, effet_le=date(2200, 1, 1))

        assert publie(clause).est_publie

    def test_la_derniere_decision_en_vigueur_l_emporte(self):
        clause = un_engagement(validees=420)
        une_decision(clause.lot.marche.operation, NiveauPublication.RIEN, effet_le=date(2020, 1, 1))
        une_decision(clause.lot.marche.operation, NiveauPublication.TOTAUX, effet_le=date(2021, 1, 1))

        assert publie(clause).est_publie

    def test_le_detail_par_marche_demande_une_decision(self):
        clause = un_engagement(validees=420)
        slug = le_chantier(clause).slug
        assert [m.situation for m in chantier_public(slug).marches] == [None]

        une_decision(clause.lot.marche.operation, NiveauPublication.PAR_MARCHE)
        marquer([le_chantier(clause).pk])

        assert [m.situation.validees for m in chantier_public(slug).marches] == [420]


class TestEntrepriseSeule:
    def test_une_entreprise_seule_n_est_publiee_qu_une_fois_prevenue(self):
        clause = un_engagement(validees=420, informee=False)
        assert publie(clause).etat == EtatEngagement.SANS_ENGAGEMENT
        assert publie(clause).heures_validees is None

        un_avis(clause.lot.marche.operation, clause.lot.intervenants.get().organisation)

        assert publie(clause).heures_validees == 420

    def test_prevenir_pour_une_autre_operation_ne_suffit_pas(self):
        clause = un_engagement(validees=420, informee=False)
        un_avis(une_operation(), clause.lot.intervenants.get().organisation)

        assert not publie(clause).est_publie

    def test_deux_entreprises_debitrices_sont_publiees_sans_avis(self):
        clause = un_engagement(validees=420, informee=False)
        un_intervenant(lot=clause.lot, role=RoleIntervenant.COTRAITANT)

        assert publie(clause).est_publie

    def test_un_sous_traitant_ne_compte_pas_comme_seconde_entreprise(self):
        clause = un_engagement(validees=420, informee=False)
        un_intervenant(lot=clause.lot, role=RoleIntervenant.SOUS_TRAITANT)

        assert not publie(clause).est_publie

    def test_deux_etablissements_du_meme_siren_sont_une_seule_entreprise(self):
        siret = siret_de_demo(77_001)
        clause = un_engagement(validees=420, informee=False, organisation=une_organisation(siret=siret))
        jumelle = Organisation.objects.create(
            nature=Nature.ENTREPRISE,
            siret=siret[:9] + "99999",
            nom="Autre établissement",
            nom_plie="autre etablissement",
        )
        un_intervenant(lot=clause.lot, role=RoleIntervenant.COTRAITANT, organisation=jumelle)
        assert not publie(clause).est_publie

        un_avis(clause.lot.marche.operation, jumelle)

        assert publie(clause).est_publie


class TestArreteAu:
    def test_toutes_les_clauses_d_un_chantier_sont_coupees_a_la_plus_ancienne_periode_close(self):
        with a_l_instant(date(2026, 6, 15)):
            clause = un_engagement(heures=1000, debut=date(2025, 1, 1))
            chantier = le_chantier(clause)
            lot = un_lot(marche=clause.lot.marche, chantiers=[chantier], debut_travaux=date(2025, 1, 1))
            trimestrielle = une_clause(lot=lot, heures=500, periodicite=Periodicite.TRIMESTRIELLE)
            un_solde(clause, chantier, date(2026, 3, 1), 100)
            un_solde(clause, chantier, date(2026, 4, 1), 40)
            un_solde(trimestrielle, chantier, date(2026, 2, 1), 7)

            public = publie(clause)

        assert public.arrete_au == date(2026, 3, 31)
        assert public.heures_validees == 107

    def test_l_etat_rejoue_ne_depend_que_de_la_date(self):
        with a_l_instant(date(2026, 6, 15)):
            clause = un_engagement(heures=1000, debut=date(2026, 1, 1), fin=date(2026, 12, 31))
            un_solde(clause, le_chantier(clause), date(2026, 4, 1), 340)
            assert publie(clause).etat == EtatEngagement.DANS_LE_RYTHME
        with a_l_instant(date(2026, 9, 15)):
            assert publie(clause).etat == EtatEngagement.EN_RETARD
        with a_l_instant(date(2026, 6, 15)):
            assert publie(clause).etat == EtatEngagement.DANS_LE_RYTHME

    def test_un_chantier_qui_commence_demain_est_a_venir(self):
        assert publie(un_engagement(debut=date(2100, 1, 1), fin=date(2101, 1, 1))).etat == EtatEngagement.A_VENIR


class TestCeQuiEntre:
    def test_un_chantier_annule_n_y_est_pas_une_clause_en_preparation_ne_compte_pas(self):
        annule = un_chantier(annule_le="2026-01-01T00:00Z", annule_motif="doublon")
        lot = un_lot()
        une_clause(lot=lot, etat=EtatClause.BROUILLON)

        publics = {c.slug: c for c in calculer_ensemble(aujourdhui())}

        assert annule.slug not in publics
        assert [c.situation for c in publics.values()] == [None]

    def test_un_lot_sur_deux_chantiers_partage_son_objectif_sans_en_perdre(self):
        operation = une_operation()
        chantiers = [un_chantier(operation=operation), un_chantier(operation=operation)]
        lot = un_lot(
            marche=un_marche(operation=operation), chantiers=chantiers, parts=[Decimal("33.33"), Decimal("66.67")]
        )
        clause = une_clause(lot=lot, heures=Decimal("1000.01"))
        un_avis(operation, clause.lot.intervenants.get().organisation)

        totaux = totaux_publics(calculer_ensemble(aujourdhui()))

        assert totaux.heures_objectif == Decimal("1000.01")

    def test_les_heures_sur_un_chantier_hors_du_lot_restent_visibles(self):
        clause = un_engagement(heures=100)
        ailleurs = un_chantier(operation=clause.lot.marche.operation)
        un_solde(clause, ailleurs, date(2025, 1, 1), 12)

        public = next(c for c in calculer_ensemble(aujourdhui()) if c.slug == ailleurs.slug)

        assert public.heures_validees == 12


class TestFiltres:
    def test_chaque_filtre_garde_ce_qu_il_dit(self):
        commune, metier = un_territoire("Bobigny"), un_metier("Plomberie")
        un_alias(commune, "93999", sorte="INSEE_ANCIEN")
        clause = un_engagement("Gare de l'Étoile", communes=[(commune, Decimal("100.00"))], validees=1000)
        un_besoin(clause, le_chantier(clause), metier=metier)
        un_engagement("Autre lieu")
        lieu = publie(clause).lieu

        for filtres in (
            {"texte": "etoile gare"},
            {"texte": "BOBIGNY"},
            {"programme": lieu.programme.slug},
            {"programme": lieu.programme.code.lower()},
            {"commune": commune.code},
            {"commune": commune.slug},
            {"commune": "93999"},
            {"maitre_ouvrage": lieu.maitre_ouvrage.uuid},
            {"maitre_ouvrage": lieu.maitre_ouvrage.slug},
            {"etat": "atteint"},
            {"metier": metier.code},
        ):
            assert [c.nom for c in chantiers_publies(FiltresPublics(**filtres))] == ["Gare de l'Étoile"], filtres

    def test_une_adresse_inconnue_ne_filtre_rien_et_une_valeur_inconnue_garde_rien(self):
        un_engagement()
        assert len(chantiers_publies(FiltresPublics.depuis({"inconnu": "x", "page": "2"}))) == 1
        assert chantiers_publies(FiltresPublics.depuis({"etat": "n'importe quoi"})) == []


class TestEmpreinte:
    def test_elle_change_avec_un_fait_public_et_avec_le_jour_seulement(self):
        clause = un_engagement()
        avant = empreinte_publique()
        assert empreinte_publique() == avant

        marquer([le_chantier(clause).pk])
        assert empreinte_publique() != avant
        with a_l_instant(date(2090, 1, 1)):
            lendemain = empreinte_publique()
        assert lendemain not in (avant, empreinte_publique())

    def test_l_ensemble_est_relu_apres_un_fait_public_et_garde_sinon(self):
        clause = un_engagement(validees=100)
        chantiers_publies()
        with CaptureQueriesContext(connection) as requetes:
            chantiers_publies()
        assert len(requetes) == 1

        un_solde(clause, le_chantier(clause), date(2025, 1, 1), 50)
        marquer([le_chantier(clause).pk])

        assert chantiers_publies()[0].heures_validees == 150

    def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_chantiers(self):
        des_chantiers_varies(10)
        with CaptureQueriesContext(connection) as dix:
            calculer_ensemble(aujourdhui())
        des_chantiers_varies(190, graine=2)
        with CaptureQueriesContext(connection) as deux_cents:
            assert len(calculer_ensemble(aujourdhui())) == 200
        assert len(deux_cents) == len(dix)
        assert Chantier.objects.count() == 200


class TestMoisReunis:
    def test_les_mois_sont_reunis_jusqu_a_cinq_personnes(self):
        mois = Mois(2026, 1)
        points = regrouper_mois(
            [
                (mois, Decimal(10), frozenset({1, 2, 3})),
                (mois + 1, Decimal(20), frozenset({3, 4, 5})),
                (mois + 2, Decimal(5), frozenset({1, 2, 3, 4, 5})),
                (mois + 3, Decimal(1), frozenset({1})),
            ],
            5,
        )

        assert [(str(p.periode), p.heures, p.cumul) for p in points] == [
            ("janvier à février 2026", 30, 30),
            ("mars à avril 2026", 6, 36),
        ]

    @given(st.lists(st.tuples(st.integers(0, 500), st.frozensets(st.integers(1, 8), max_size=6)), max_size=24))
    def test_aucun_point_n_a_moins_de_cinq_personnes_et_rien_ne_se_perd(self, lignes):
        entree = [(Mois(2024, 1) + rang, Decimal(h), p) for rang, (h, p) in enumerate(lignes)]
        points = regrouper_mois(entree, 5)

        for point in points:
            gens = set().union(*(p for m, _, p in entree if m in point.periode))
            assert len(gens) >= 5
        if points:
            assert points[-1].cumul == sum(h for _, h, _ in entree)
