"""Moving a selection of validated hours: exact totals, once per key, seen before done."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from clauses.models import (
    ChangementPublie,
    ClauseInsertion,
    ContratTravail,
    Deplacement,
    JournalClause,
    LigneHeures,
    MouvementHeures,
)
from clauses.public import chantiers_publies, ensemble
from clauses.querysets import somme_heures
from clauses.rules.vocabulaire import MotifDeplacement
from clauses.selectors.verification import verifier
from clauses.services import validation
from clauses.services.deplacements import Demande, apercevoir, deplacer_selection
from entreprises.rules import Role
from socle.erreurs import DroitRefuse, RegleViolee, TransitionInterdite
from socle.horloge import a_l_instant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_contrat, un_mois_soumis, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_intervenant, un_lot, un_marche, une_clause
from tests.fabriques.public import le_chantier, un_avis

pytestmark = pytest.mark.django_db
EN_OCTOBRE = datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(EN_OCTOBRE):
        yield


def autre_lot(scene: Scene, *, partie: bool = True) -> ClauseInsertion:
    """A second lot of the same contract, with the same firm or another one."""
    titulaire = scene.entreprise if partie else None
    return une_clause(
        lot=un_lot(marche=scene.clause.lot.marche), titulaire=titulaire, referentiel=scene.clause.referentiel
    )


def validees(scene: Scene, *mois: Mois) -> list[LigneHeures]:
    """Every person's line of these months, validated, 100 hours each."""
    lignes = [li for m in mois for li in un_mois_soumis(scene, 100, mois=m)]
    validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in lignes], derogation="Examinées")
    return lignes


def total(clause: ClauseInsertion) -> Decimal:
    return MouvementHeures.objects.filter(clause=clause).aggregate(t=somme_heures("heures"))["t"] or Decimal(0)


def demander(scene: Scene, lignes: list[LigneHeures], cible: ClauseInsertion, **champs) -> Demande:
    return Demande(source=scene.clause, lignes=[li.uuid for li in lignes], cible=cible, **champs)


def faire(scene: Scene, demande: Demande, **champs):
    champs = {"cle": uuid4(), "motif": MotifDeplacement.MAUVAIS_LOT, "texte": "Erreur de lot", **champs}
    return deplacer_selection(acteur=scene.facilitation, demande=demande, derogation="Vu avec l'entreprise", **champs)


def test_l_apercu_montre_les_deux_totaux_et_n_ecrit_rien() -> None:
    scene = une_scene(personnes=2)
    lignes, cible = validees(scene, Mois(2025, 7), Mois(2025, 8)), autre_lot(scene)
    avant = MouvementHeures.objects.count()
    apercu = apercevoir(acteur=scene.facilitation, demande=demander(scene, lignes, cible))
    assert (apercu.heures, len(apercu.lignes), apercu.contrats_ouverts) == (Decimal(400), 4, 2)
    assert apercu.avant[scene.clause.pk].situation.validees - apercu.apres[scene.clause.pk].situation.validees == 400
    assert apercu.apres[cible.pk].situation.validees == 400
    assert MouvementHeures.objects.count() == avant
    assert not ContratTravail.objects.filter(clause=cible).exists()


def test_une_selection_passe_au_bon_lot_par_contre_ecritures() -> None:
    scene = une_scene(personnes=3)
    lignes, cible = validees(scene, Mois(2025, 7), Mois(2025, 8)), autre_lot(scene)
    acte, fait = faire(scene, demander(scene, lignes[:4], cible))
    assert (fait, acte.nb_lignes, acte.heures) == (True, 4, Decimal(400))
    assert (total(scene.clause), total(cible)) == (Decimal(200), Decimal(400))
    assert set(MouvementHeures.objects.exclude(motif_code="").values_list("motif_code", flat=True)) == {"mauvais_lot"}
    assert list(verifier()) == []
    assert JournalClause.objects.filter(clause=cible, acte="deplacer_vers").count() == 1
    ancien = lignes[0].contrat
    repris = ContratTravail.objects.get(clause=cible, beneficiaire=ancien.beneficiaire)
    assert (repris.debut, repris.fin, repris.periodes.count()) == (ancien.debut, ancien.fin, 1)


def test_un_double_envoi_ne_deplace_qu_une_fois() -> None:
    scene = une_scene()
    lignes, cible, cle = validees(scene, Mois(2025, 8)), autre_lot(scene), uuid4()
    demande = demander(scene, lignes, cible)
    premier, _ = faire(scene, demande, cle=cle)
    second, fait = faire(scene, demande, cle=cle)
    assert (premier.pk, fait, Deplacement.objects.count()) == (second.pk, False, 1)
    assert total(cible) == Decimal(100)
    with pytest.raises(TransitionInterdite):
        faire(scene, demande)


def test_le_contrat_qui_touche_le_mois_est_repris() -> None:
    scene = une_scene()
    lignes, cible = validees(scene, Mois(2025, 8)), autre_lot(scene)
    siens = un_contrat(
        intervenant=cible.lot.intervenants.get(),
        clause=cible,
        beneficiaire=scene.contrats[0].beneficiaire,
        debut=date(2025, 6, 2),
        eligible=False,
    )
    faire(scene, demander(scene, lignes, cible))
    assert LigneHeures.objects.get(contrat__clause=cible).contrat_id == siens.pk


def test_deux_chantiers_reunis_et_un_decalage_de_mois_restent_exacts() -> None:
    scene = une_scene(personnes=2)
    lignes = validees(scene, Mois(2025, 8))
    faire(scene, demander(scene, lignes, scene.clause, decalage=-1), motif=MotifDeplacement.MAUVAIS_MOIS)
    mois = set(LigneHeures.objects.filter(remplace__isnull=False).values_list("declaration__mois", flat=True))
    assert (mois, total(scene.clause)) == ({date(2025, 7, 1)}, Decimal(200))
    assert list(verifier()) == []


@pytest.mark.parametrize(
    ("champs", "champ"), [({"decalage": 6}, "decalage"), ({"decalage": -30}, "decalage")], ids=["a_venir", "trop_loin"]
)
def test_un_mois_hors_bornes_est_refuse(champs, champ) -> None:
    scene = une_scene()
    lignes = validees(scene, Mois(2025, 8))
    with pytest.raises(RegleViolee) as refus:
        faire(scene, demander(scene, lignes, scene.clause, **champs))
    assert refus.value.champ == champ


def test_l_entreprise_doit_intervenir_sur_le_lot_d_arrivee() -> None:
    scene = une_scene()
    lignes, cible = validees(scene, Mois(2025, 8)), autre_lot(scene, partie=False)
    with pytest.raises(RegleViolee, match="n'intervient pas"):
        faire(scene, demander(scene, lignes, cible))
    un_intervenant(lot=cible.lot, organisation=scene.entreprise, role="SOUS_TRAITANT")
    faire(scene, demander(scene, lignes, cible))
    assert total(cible) == Decimal(100)


def test_sans_motif_ou_vers_une_autre_structure_rien_ne_bouge() -> None:
    scene = une_scene()
    lignes = validees(scene, Mois(2025, 8))
    with pytest.raises(RegleViolee):
        faire(scene, demander(scene, lignes, autre_lot(scene)), texte=" ")
    ailleurs = une_clause(lot=un_lot(marche=un_marche()), titulaire=scene.entreprise)
    with pytest.raises(DroitRefuse):
        faire(scene, demander(scene, lignes, ailleurs))
    with pytest.raises(DroitRefuse):
        apercevoir(acteur=un_acteur(role=Role.FACILITATEUR), demande=demander(scene, lignes, scene.clause, decalage=-1))
    assert total(scene.clause) == Decimal(100)


def test_les_chiffres_publics_changes_sont_listes_et_l_ensemble_public_n_est_calcule_qu_une_fois(monkeypatch) -> None:
    scene = une_scene()
    lignes, cible = validees(scene, Mois(2025, 6), Mois(2025, 7)), autre_lot(scene)
    depart, arrivee = le_chantier(scene.clause), le_chantier(cible)
    assert depart.pk != arrivee.pk
    for operation in {depart.operation, arrivee.operation}:
        un_avis(operation, scene.entreprise)
    lus = {c.lieu.cle: c.heures_validees for c in chantiers_publies()}
    assert (lus[depart.pk], lus[arrivee.pk]) == (Decimal(200), Decimal(0))

    calculs = []
    vrai = ensemble.lieux_publics
    monkeypatch.setattr(ensemble, "lieux_publics", lambda: calculs.append(1) or vrai())
    faire(scene, demander(scene, lignes[:1], cible))

    assert len(calculs) == 1, "avant : ce que le public lit déjà ; après : calculé"
    changes = {c.chantier_id: (c.ancien, c.nouveau, c.motif_code) for c in ChangementPublie.objects.all()}
    assert changes == {
        depart.pk: (Decimal(200), Decimal(100), "mauvais_lot"),
        arrivee.pk: (Decimal(0), Decimal(100), "mauvais_lot"),
    }
    assert {c.lieu.cle: c.heures_validees for c in chantiers_publies()}[arrivee.pk] == Decimal(100)
