"""A company declares: transitions, totals equal to a recount, nil month, conflicts, entries for another firm."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from clauses.models import Affectation, Alerte, Declaration, LigneHeures, LotChantier, Solde
from clauses.rules.etats import EtatLigne
from clauses.rules.vocabulaire import OrigineLigne
from clauses.selectors.verification import verifier
from clauses.services import brouillons, declarations
from clauses.services.brouillons import SaisieLigne
from entreprises.rules import Role
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.horloge import a_l_instant
from socle.periodes import Mois, Periodicite
from tests.fabriques.declarations import (
    MOIS,
    un_contrat,
    un_mois_saisi,
    un_mois_soumis,
    une_scene,
)
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_chantier, un_intervenant, un_lot, une_clause

pytestmark = pytest.mark.django_db
EN_OCTOBRE = datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(EN_OCTOBRE):
        yield


@pytest.fixture
def scene():
    return une_scene(personnes=2)


def totaux(scene) -> tuple[Decimal, Decimal, Decimal]:
    """Validated, being checked, of which in time."""
    lignes = list(Solde.objects.filter(clause=scene.clause).par_clause())
    return (lignes[0]["validees"], lignes[0]["soumises"], lignes[0]["a_temps"]) if lignes else (Decimal(0),) * 3


def conforme() -> None:
    assert list(verifier()) == []


def saisie(scene, rang: int, heures, non_travaillees=0) -> SaisieLigne:
    valeur = None if heures is None else Decimal(heures)
    return SaisieLigne(scene.contrats[rang], scene.chantier_id, valeur, Decimal(non_travaillees))


def test_ouvrir_un_mois_deux_fois_donne_le_meme_et_son_echeance(scene):
    premiere = brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=MOIS)
    assert brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=MOIS) == premiere
    assert premiere.echeance == date(2025, 10, 20)
    assert not premiere.pour_compte


def test_l_echeance_d_un_trimestre_est_celle_de_sa_fin():
    scene = une_scene(periodicite=Periodicite.TRIMESTRIELLE)
    juillet = brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=Mois(2025, 7))
    assert juillet.echeance == date(2025, 10, 20)


def test_un_mois_a_venir_ne_s_ouvre_pas(scene):
    with pytest.raises(RegleViolee, match="à venir"):
        brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=Mois(2025, 11))


def test_un_brouillon_ne_compte_nulle_part(scene):
    un_mois_saisi(scene, [100, 80])
    assert totaux(scene) == (0, 0, 0)
    assert set(LigneHeures.objects.values_list("etat", flat=True)) == {EtatLigne.BROUILLON}
    conforme()


def test_vider_une_case_retire_la_ligne_et_zero_la_garde(scene):
    declaration = un_mois_saisi(scene, [100, 80])
    brouillons.enregistrer_brouillon(
        acteur=scene.paie, declaration=declaration, saisies=[saisie(scene, 0, None), saisie(scene, 1, 0)]
    )
    assert list(LigneHeures.objects.values_list("heures", flat=True)) == [Decimal(0)]


def test_seules_les_valeurs_impossibles_sont_un_mur(scene):
    declaration = brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=MOIS)
    for heures, non_travaillees in ((Decimal(-1), 0), (Decimal(745), 0), (Decimal(10), 11)):
        with pytest.raises(RegleViolee):
            brouillons.enregistrer_brouillon(
                acteur=scene.paie, declaration=declaration, saisies=[saisie(scene, 0, heures, non_travaillees)]
            )
    brouillons.enregistrer_brouillon(acteur=scene.paie, declaration=declaration, saisies=[saisie(scene, 0, 300)])
    declarations.soumettre(acteur=scene.paie, declarations=[declaration])
    assert totaux(scene)[1] == 300, "trop d'heures est une alerte, pas un refus"
    conforme()


def test_le_site_et_le_contrat_sont_ceux_du_lot(scene):
    declaration = brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=MOIS)
    ailleurs = une_scene()
    hors_site = SaisieLigne(scene.contrats[0], un_chantier().pk, Decimal(10))
    hors_firme = SaisieLigne(ailleurs.contrats[0], scene.chantier_id, Decimal(10))
    for fausse in (hors_site, hors_firme):
        with pytest.raises(RegleViolee):
            brouillons.enregistrer_brouillon(acteur=scene.paie, declaration=declaration, saisies=[fausse])
    assert not LigneHeures.objects.exists()


def test_soumettre_met_en_verification_les_heures_travaillees(scene):
    declaration = brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=MOIS)
    brouillons.enregistrer_brouillon(
        acteur=scene.paie,
        declaration=declaration,
        saisies=[saisie(scene, 0, "151.67", "21"), saisie(scene, 1, 80)],
    )
    declarations.soumettre(acteur=scene.paie, declarations=[declaration])
    assert totaux(scene) == (0, Decimal("210.67"), Decimal("210.67"))
    assert list(Affectation.objects.order_by("pk").values_list("heures", flat=True)) == [Decimal("130.67"), Decimal(80)]
    declaration.refresh_from_db()
    assert declaration.soumise_par == scene.paie.utilisateur
    conforme()


def test_soumettre_deux_fois_ne_compte_qu_une_fois(scene):
    un_mois_soumis(scene, [100, 80])
    declaration = Declaration.objects.get()
    assert declarations.soumettre(acteur=scene.paie, declarations=[declaration]) == []
    assert totaux(scene)[1] == 180
    conforme()


def test_un_mois_sans_ligne_ne_se_soumet_pas(scene):
    declaration = brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=MOIS)
    with pytest.raises(RegleViolee, match="aucune heure"):
        declarations.soumettre(acteur=scene.paie, declarations=[declaration])


def test_une_ligne_soumise_ne_se_modifie_plus_dans_la_grille(scene):
    un_mois_soumis(scene, [100, 80])
    declaration = Declaration.objects.get()
    with pytest.raises(RegleViolee, match="complémentaire"):
        brouillons.enregistrer_brouillon(acteur=scene.paie, declaration=declaration, saisies=[saisie(scene, 0, 90)])
    brouillons.enregistrer_brouillon(acteur=scene.paie, declaration=declaration, saisies=[saisie(scene, 0, 100)])
    assert totaux(scene)[1] == 180


def test_une_revision_perimee_est_un_conflit_et_rien_n_est_ecrit(scene):
    declaration = un_mois_saisi(scene, [100, 80])
    lue = declaration.revision
    brouillons.enregistrer_brouillon(
        acteur=scene.paie, declaration=declaration, saisies=[saisie(scene, 0, 110)], revision=lue
    )
    with pytest.raises(ConflitEcriture):
        brouillons.enregistrer_brouillon(
            acteur=scene.paie, declaration=declaration, saisies=[saisie(scene, 0, 120)], revision=lue
        )
    assert LigneHeures.objects.get(contrat=scene.contrats[0]).heures == 110


def test_aucune_heure_est_une_declaration_et_des_heures_ensuite_la_remplacent(scene):
    declarations.declarer_neant(acteur=scene.paie, intervenants=[scene.intervenant], mois=MOIS)
    declaration = Declaration.objects.get()
    assert (declaration.neant, declaration.soumise_par) == (True, scene.paie.utilisateur)
    assert totaux(scene) == (0, 0, 0)
    brouillons.enregistrer_brouillon(acteur=scene.paie, declaration=declaration, saisies=[saisie(scene, 0, 50)])
    declarations.soumettre(acteur=scene.paie, declarations=[declaration])
    declaration.refresh_from_db()
    assert not declaration.neant
    assert totaux(scene)[1] == 50
    conforme()


def test_aucune_heure_est_refuse_quand_des_heures_sont_saisies(scene):
    un_mois_saisi(scene, [100, 80])
    with pytest.raises(RegleViolee, match="déjà saisies"):
        declarations.declarer_neant(acteur=scene.paie, intervenants=[scene.intervenant], mois=MOIS)
    assert LigneHeures.objects.count() == 2


def test_reporter_l_echeance_fait_passer_a_temps_les_heures_en_attente(scene):
    with a_l_instant(date(2025, 10, 25)):
        un_mois_soumis(scene, [100, 80])
    assert totaux(scene) == (0, 180, 0)
    declaration = Declaration.objects.get()
    with pytest.raises(RegleViolee):
        declarations.reporter_echeance(
            acteur=scene.facilitation, declaration=declaration, jour=date(2025, 10, 31), motif=" "
        )
    with pytest.raises(DroitRefuse):
        declarations.reporter_echeance(acteur=scene.paie, declaration=declaration, jour=date(2025, 10, 31), motif="Moi")
    declarations.reporter_echeance(
        acteur=scene.facilitation, declaration=declaration, jour=date(2025, 10, 31), motif="Panne de paie"
    )
    assert totaux(scene) == (0, 180, 180)
    conforme()


def test_un_mois_jamais_transmis_n_a_pas_de_complementaire(scene):
    declaration = un_mois_saisi(scene, [100, 80])
    with pytest.raises(RegleViolee, match="pas encore transmis"):
        declarations.ouvrir_complementaire(acteur=scene.paie, declaration=declaration)


def test_une_autre_entreprise_ne_declare_rien_ici(scene):
    etrangere = un_acteur(role=Role.REFERENT)
    declaration = un_mois_saisi(scene, [100, 80])
    with pytest.raises(DroitRefuse):
        brouillons.ouvrir(acteur=etrangere, intervenant=scene.intervenant, mois=MOIS)
    with pytest.raises(DroitRefuse):
        declarations.soumettre(acteur=etrangere, declarations=[declaration])
    with pytest.raises(DroitRefuse):
        declarations.declarer_neant(acteur=etrangere, intervenants=[scene.intervenant], mois=MOIS)
    with pytest.raises(DroitRefuse):
        declarations.ecrire_message(acteur=etrangere, declaration=declaration, texte="Bonjour")


def test_la_conduite_de_travaux_ne_saisit_pas_d_heures(scene):
    conduite = un_acteur(role=Role.CONDUITE, organisation=scene.entreprise)
    with pytest.raises(DroitRefuse):
        brouillons.ouvrir(acteur=conduite, intervenant=scene.intervenant, mois=MOIS)


def test_la_saisie_pour_le_compte_garde_auteur_et_source(scene):
    partenaire = un_intervenant(lot=scene.clause.lot, role="SOUS_TRAITANT")
    contrat = un_contrat(intervenant=partenaire, clause=scene.clause)
    declaration = brouillons.ouvrir(acteur=scene.paie, intervenant=partenaire, mois=MOIS)
    brouillons.enregistrer_brouillon(
        acteur=scene.paie,
        declaration=declaration,
        saisies=[SaisieLigne(contrat, scene.chantier_id, Decimal(40))],
    )
    declarations.soumettre(acteur=scene.paie, declarations=[declaration])
    declaration.refresh_from_db()
    ligne = declaration.lignes.get()
    assert (declaration.pour_compte, ligne.origine) == (True, OrigineLigne.POUR_COMPTE)
    assert ligne.saisie_par == scene.paie.utilisateur
    conforme()
    sous_traitant = un_acteur(role=Role.PAIE, organisation=partenaire.organisation)
    with pytest.raises(DroitRefuse):
        brouillons.ouvrir(acteur=sous_traitant, intervenant=scene.intervenant, mois=MOIS)


def test_un_message_se_lit_une_fois_de_l_autre_cote(scene):
    declaration = un_mois_saisi(scene, [100, 80])
    declarations.ecrire_message(acteur=scene.facilitation, declaration=declaration, texte="Bonjour")
    with pytest.raises(RegleViolee):
        declarations.ecrire_message(acteur=scene.paie, declaration=declaration, texte="  ")
    assert declarations.marquer_lus(acteur=scene.facilitation, declaration=declaration) == 0
    assert declarations.marquer_lus(acteur=scene.paie, declaration=declaration) == 1
    assert declarations.marquer_lus(acteur=scene.paie, declaration=declaration) == 0


def test_la_repetition_se_voit_aussi_chez_une_entreprise_de_deux_lots(scene):
    """The same hours for two people, three months long, on one of two lots sent together."""
    autre_lot = un_lot(marche=scene.clause.lot.marche)
    autre_clause = une_clause(lot=autre_lot, titulaire=scene.entreprise)
    autre = autre_lot.intervenants.get()
    seul = un_contrat(clause=autre_clause, intervenant=autre)
    site = LotChantier.objects.get(lot=autre_lot).chantier_id
    for mois, ailleurs in ((Mois(2025, 7), "80"), (Mois(2025, 8), "95"), (Mois(2025, 9), "110")):
        with a_l_instant(datetime.combine(mois.suivant().jour(10), time(9), tzinfo=ZoneInfo("Europe/Paris"))):
            ouverts = brouillons.ouvrir_plusieurs(acteur=scene.paie, intervenants=[scene.intervenant, autre], mois=mois)
            brouillons.enregistrer_brouillons(
                acteur=scene.paie,
                mois=[
                    brouillons.SaisieMois(
                        ouverts[0],
                        [SaisieLigne(c, scene.chantier_id, Decimal(120)) for c in scene.contrats[:2]],
                    ),
                    brouillons.SaisieMois(ouverts[1], [SaisieLigne(seul, site, Decimal(ailleurs))]),
                ],
            )
            declarations.soumettre(acteur=scene.paie, declarations=ouverts)
    repetees = Alerte.objects.actives().filter(code="A8").values_list("ligne__declaration", flat=True)
    assert set(repetees) == {ouverts[0].pk}
