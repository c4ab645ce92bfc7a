"""Pooled hours from the agreement to the ledger: entries per clause, totals exact, never twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from uuid import uuid4

import pytest

from clauses.models import (
    Affectation,
    ClauseInsertion,
    ConventionGlobalisation,
    JournalClause,
    LigneHeures,
    MouvementHeures,
    Solde,
)
from clauses.rules.vocabulaire import MotifDeplacement, UsageMotif
from clauses.selectors.verification import verifier
from clauses.services import brouillons, corrections, corrections_office, declarations, validation
from clauses.services.deplacements import Demande, apercevoir, deplacer_selection
from clauses.services.globalisations import conclure, repartir, terminer
from entreprises.rules import Role
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_mois_saisi, un_mois_soumis, un_motif, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_lot, un_marche, un_referentiel, une_clause

pytestmark = pytest.mark.django_db
MOIS = Mois(2025, 9)


@pytest.fixture
def scene() -> Scene:
    return une_scene()


def une_autre_clause(scene: Scene, **champs) -> ClauseInsertion:
    """Another obligation of the same firm, followed by the same facilitator, under the same référentiel."""
    champs.setdefault("referentiel", scene.clause.referentiel)
    lot = un_lot(marche=un_marche(office=scene.office))
    return une_clause(lot=lot, titulaire=scene.entreprise, facilitateur=scene.facilitation.espace, **champs)


def un_accord(scene: Scene, *clauses: ClauseInsertion, **champs) -> ConventionGlobalisation:
    options = {
        "reference": "Accord du 1er septembre",
        "signee_le": date(2025, 9, 1),
        "debut": date(2025, 9, 1),
    } | champs
    return conclure(acteur=scene.facilitation, entreprise=scene.entreprise, clauses=[scene.clause, *clauses], **options)


def validees(clause: ClauseInsertion) -> D:
    return sum((s.heures_validees for s in Solde.objects.filter(clause=clause)), D(0))


def soumises(clause: ClauseInsertion) -> D:
    return sum((s.heures_soumises for s in Solde.objects.filter(clause=clause)), D(0))


def test_des_heures_partagees_s_inscrivent_a_chaque_obligation_une_seule_fois(scene: Scene) -> None:
    autre = une_autre_clause(scene)
    un_accord(scene, autre)
    [ligne] = un_mois_soumis(scene, 100, mois=MOIS)
    repartir(acteur=scene.facilitation, ligne=ligne, parts={scene.clause.pk: D("60"), autre.pk: D("40")})
    assert (soumises(scene.clause), soumises(autre)) == (D("60.00"), D("40.00"))
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    assert (validees(scene.clause), validees(autre)) == (D("60.00"), D("40.00"))
    assert (soumises(scene.clause), soumises(autre)) == (D("0.00"), D("0.00"))
    assert sum(m.heures for m in MouvementHeures.objects.all()) == D("100.00")
    assert not list(verifier())
    validation.annuler_validation(acteur=scene.facilitation, lignes=[ligne.uuid], texte="Erreur")
    assert (validees(scene.clause), validees(autre)) == (D("0.00"), D("0.00"))
    assert (soumises(scene.clause), soumises(autre)) == (D("60.00"), D("40.00"))
    assert not list(verifier())


def test_valider_en_partie_retient_a_proportion(scene: Scene) -> None:
    autre = une_autre_clause(scene)
    un_accord(scene, autre)
    [ligne] = un_mois_soumis(scene, 100, mois=MOIS)
    repartir(acteur=scene.facilitation, ligne=ligne, parts={scene.clause.pk: D("75"), autre.pk: D("25")})
    validation.valider_partiellement(
        acteur=scene.facilitation,
        ligne=ligne.uuid,
        heures=D("50"),
        motif=un_motif(UsageMotif.PARTIEL),
        texte="Moitié prouvée",
    )
    assert (validees(scene.clause), validees(autre)) == (D("37.50"), D("12.50"))


def test_les_parts_suivent_les_heures_que_l_entreprise_change(scene: Scene) -> None:
    autre = une_autre_clause(scene)
    un_accord(scene, autre)
    declaration = un_mois_saisi(scene, 100, mois=MOIS)
    ligne = LigneHeures.objects.get()
    repartir(acteur=scene.paie, ligne=ligne, parts={scene.clause.pk: D("75"), autre.pk: D("25")})
    saisie = brouillons.SaisieLigne(scene.contrats[0], scene.chantier_id, D("120"), D("20.02"))
    brouillons.enregistrer_brouillon(acteur=scene.paie, declaration=declaration, saisies=[saisie])
    parts = dict(Affectation.objects.values_list("clause_id", "heures"))
    assert parts == {scene.clause.pk: D("74.98"), autre.pk: D("25.00")}
    declarations.soumettre(acteur=scene.paie, declarations=[declaration])
    assert (soumises(scene.clause), soumises(autre)) == (D("74.98"), D("25.00"))


def partagee(scene: Scene, autre: ClauseInsertion) -> LigneHeures:
    """100 h of September, validated: 60 for the contract's clause, 40 for the other."""
    [ligne] = un_mois_soumis(scene, 100, mois=MOIS)
    repartir(acteur=scene.facilitation, ligne=ligne, parts={scene.clause.pk: D("60"), autre.pk: D("40")})
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    return ligne


def test_hors_de_l_accord_la_part_revient_a_l_obligation_du_contrat_et_cela_se_voit_avant(scene: Scene) -> None:
    autre = une_autre_clause(scene)
    un_accord(scene, autre)  # from September on
    ligne = partagee(scene, autre)
    demande = Demande(source=scene.clause, lignes=[ligne.uuid], cible=scene.clause, decalage=-1)
    apercu = apercevoir(acteur=scene.facilitation, demande=demande)
    assert set(apercu.avant) == {scene.clause.pk, autre.pk}, "la clause qui perd des heures est montrée"
    assert [apercu.apres[c.pk].situation.validees for c in (scene.clause, autre)] == [D("100.00"), D("0.00")]
    assert (validees(scene.clause), validees(autre)) == (D("60.00"), D("40.00")), "rien n'est écrit par l'aperçu"
    deplacer_selection(
        acteur=scene.facilitation, demande=demande, cle=uuid4(), motif=MotifDeplacement.MAUVAIS_MOIS, texte="Août",
        derogation="Vu avec l'entreprise",
    )  # fmt: skip
    assert (validees(scene.clause), validees(autre)) == (D("100.00"), D("0.00"))
    assert JournalClause.objects.filter(clause=autre, acte="deplacer_partagees").count() == 1
    assert not list(verifier())


def test_corriger_une_ligne_partagee_montre_l_effet_sur_chaque_obligation(scene: Scene) -> None:
    autre = une_autre_clause(scene)
    un_accord(scene, autre)
    ligne = partagee(scene, autre)
    acte = {
        "acteur": scene.facilitation, "ligne": ligne.uuid, "heures": D("150"),
        "motif": un_motif(UsageMotif.CORRECTION), "texte": "Chiffres inversés",
    }  # fmt: skip
    effet = corrections_office.apercevoir(**acte)
    assert (effet.avant, effet.apres, effet.ecart) == (D("100.00"), D("150.00"), D("50.00"))
    assert {c.pk: (avant, apres) for c, avant, apres in effet.clauses} == {
        scene.clause.pk: (D("60.00"), D("90.00")), autre.pk: (D("40.00"), D("60.00")),
    }  # fmt: skip
    assert (validees(scene.clause), validees(autre)) == (D("60.00"), D("40.00"))
    corrections_office.corriger(**acte)
    assert (validees(scene.clause), validees(autre)) == (D("90.00"), D("60.00"))
    assert not list(verifier())


def test_une_correction_et_un_deplacement_dans_l_accord_gardent_les_parts(scene: Scene) -> None:
    autre = une_autre_clause(scene)
    un_accord(scene, autre, debut=date(2025, 8, 1))
    ligne = partagee(scene, autre)
    [deplacee] = corrections.deplacer(
        acteur=scene.facilitation, lignes=[ligne.uuid], texte="Autre mois", vers_mois=Mois(2025, 8)
    )
    assert dict(Affectation.objects.filter(ligne=deplacee).values_list("clause_id", "heures")) == {
        scene.clause.pk: D("60.00"), autre.pk: D("40.00"),
    }  # fmt: skip
    assert (validees(scene.clause), validees(autre)) == (D("60.00"), D("40.00"))
    complementaire = declarations.ouvrir_complementaire(acteur=scene.paie, declaration=deplacee.declaration)
    corrigee = declarations.corriger_ligne(
        acteur=scene.paie, complementaire=complementaire, originale=deplacee, heures=D("50")
    )
    parts = dict(Affectation.objects.filter(ligne=corrigee).values_list("clause_id", "heures"))
    assert parts == {scene.clause.pk: D("30.00"), autre.pk: D("20.00")}
    assert not list(verifier())


@pytest.mark.parametrize(
    ("parts", "phrase"),
    [(("60", "41"), "une heure n'éteint"), (("110", "-10"), "négative"), (("60", "39.99"), "99,99")],
)
def test_une_mauvaise_somme_ne_change_rien(scene: Scene, parts, phrase) -> None:
    autre = une_autre_clause(scene)
    un_accord(scene, autre)
    [ligne] = un_mois_soumis(scene, 100, mois=MOIS)
    with pytest.raises(RegleViolee, match=phrase):
        repartir(acteur=scene.facilitation, ligne=ligne, parts={scene.clause.pk: D(parts[0]), autre.pk: D(parts[1])})
    assert list(Affectation.objects.values_list("clause_id", "heures")) == [(scene.clause.pk, D("100.00"))]


def test_sans_accord_ou_apres_sa_fin_rien_ne_se_partage(scene: Scene) -> None:
    autre = une_autre_clause(scene)
    [ligne] = un_mois_soumis(scene, 100, mois=MOIS)
    parts = {scene.clause.pk: D("60"), autre.pk: D("40")}
    with pytest.raises(RegleViolee, match="Aucun accord"):
        repartir(acteur=scene.facilitation, ligne=ligne, parts=parts)
    convention = un_accord(scene, autre, debut=date(2025, 1, 1))
    terminer(acteur=scene.facilitation, convention=convention, le=date(2025, 8, 31), motif="Chantier fini")
    with pytest.raises(RegleViolee, match="Aucun accord"):
        repartir(acteur=scene.facilitation, ligne=ligne, parts=parts)
    with pytest.raises(ConflitEcriture):
        terminer(acteur=scene.facilitation, convention=convention, le=date(2025, 9, 30), motif="Encore")


def test_un_accord_demande_deux_obligations_d_une_meme_entreprise_et_pas_deux_accords(scene: Scene) -> None:
    autre = une_autre_clause(scene)
    with pytest.raises(RegleViolee, match="deux obligations"):
        un_accord(scene)
    etrangere = une_clause(lot=un_lot(marche=un_marche(office=scene.office)), facilitateur=scene.facilitation.espace)
    with pytest.raises(RegleViolee, match="ne doit pas"):
        un_accord(scene, etrangere)
    un_accord(scene, autre)
    with pytest.raises(RegleViolee, match="déjà"):
        un_accord(scene, autre, debut=date(2025, 12, 1))
    with pytest.raises(DroitRefuse):
        conclure(
            acteur=un_acteur(role=Role.FACILITATEUR), entreprise=scene.entreprise, clauses=[scene.clause, autre],
            reference="x", signee_le=date(2025, 9, 1), debut=date(2025, 9, 1),
        )  # fmt: skip


def test_un_autre_referentiel_demande_que_la_personne_y_soit_validee(scene: Scene) -> None:
    autre = une_autre_clause(scene, referentiel=un_referentiel())
    un_accord(scene, autre)
    [ligne] = un_mois_soumis(scene, 100, mois=MOIS)
    with pytest.raises(RegleViolee, match="n'est pas validée pour les publics"):
        repartir(acteur=scene.facilitation, ligne=ligne, parts={scene.clause.pk: D("60"), autre.pk: D("40")})


def test_des_heures_validees_ne_se_repartissent_plus_et_l_entreprise_pas_celles_qui_attendent(scene: Scene) -> None:
    autre = une_autre_clause(scene)
    un_accord(scene, autre)
    [ligne] = un_mois_soumis(scene, 100, mois=MOIS)
    parts = {scene.clause.pk: D("60"), autre.pk: D("40")}
    with pytest.raises(DroitRefuse):
        repartir(acteur=scene.paie, ligne=ligne, parts=parts)
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    with pytest.raises(ConflitEcriture):
        repartir(acteur=scene.facilitation, ligne=ligne, parts=parts)
