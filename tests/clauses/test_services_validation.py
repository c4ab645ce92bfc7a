"""The office decides lines: totals, ledger and journal always agree."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clauses.models import Alerte, JournalLigne, LigneHeures, MouvementHeures, Solde
from clauses.rules.etats import EtatLigne
from clauses.rules.vocabulaire import NatureMouvementHeures, UsageMotif
from clauses.selectors.deplacements import grille_deplacable
from clauses.selectors.verification import verifier
from clauses.services import brouillons, corrections, declarations, validation
from entreprises.rules import Role
from socle.erreurs import DroitRefuse, RegleViolee, TransitionInterdite
from socle.horloge import a_l_instant, maintenant
from socle.periodes import Mois
from tests.fabriques.declarations import MOIS, un_contrat, un_mois_soumis, un_motif, une_scene
from tests.fabriques.entreprises import un_acteur

pytestmark = pytest.mark.django_db
EN_OCTOBRE = datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(EN_OCTOBRE):
        yield


def totaux(scene) -> tuple[Decimal, Decimal, Decimal]:
    solde = Solde.objects.filter(clause=scene.clause).par_clause().get()
    return solde["validees"], solde["soumises"], solde["a_temps"]


def conforme() -> None:
    assert list(verifier()) == []


def test_une_ligne_soumise_est_en_verification_et_nulle_part_ailleurs():
    scene = une_scene()
    un_mois_soumis(scene, 120)
    assert totaux(scene) == (Decimal(0), Decimal(120), Decimal(120))
    assert not MouvementHeures.objects.exists()
    conforme()


def test_valider_inscrit_au_grand_livre_et_deplace_les_totaux():
    scene = une_scene(personnes=2)
    lignes = un_mois_soumis(scene, [120, 80])
    validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in lignes])
    assert totaux(scene) == (Decimal(200), Decimal(0), Decimal(0))
    rangs = list(MouvementHeures.objects.order_by("numero"))
    assert [(r.numero, r.heures, r.version) for r in rangs] == [(1, Decimal(120), 1), (2, Decimal(80), 1)]
    assert rangs[1].empreinte_precedente == rangs[0].empreinte
    assert {r.exercice for r in rangs} == {2025}
    conforme()


def test_seules_les_heures_travaillees_comptent():
    scene = une_scene()
    declaration = brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=MOIS)
    saisie = brouillons.SaisieLigne(
        contrat=scene.contrats[0],
        chantier_id=scene.chantier_id,
        heures=Decimal("151.67"),
        non_travaillees=Decimal("21.00"),
    )
    brouillons.enregistrer_brouillon(acteur=scene.paie, declaration=declaration, saisies=[saisie])
    declarations.soumettre(acteur=scene.paie, declarations=[declaration])
    assert totaux(scene)[1] == Decimal("130.67")
    ligne = LigneHeures.objects.get()
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    assert totaux(scene)[0] == Decimal("130.67")
    conforme()


def test_valider_en_partie_demande_un_motif_et_retient_moins():
    scene = une_scene()
    ligne = un_mois_soumis(scene, 120)[0]
    motif = un_motif(UsageMotif.PARTIEL)
    with pytest.raises(RegleViolee):
        validation.valider_partiellement(
            acteur=scene.facilitation, ligne=ligne.uuid, heures=Decimal(120), motif=motif, texte="Trop"
        )
    validation.valider_partiellement(
        acteur=scene.facilitation, ligne=ligne.uuid, heures=Decimal(100), motif=motif, texte="Vingt heures hors site."
    )
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.heures_retenues) == (EtatLigne.PARTIELLE, Decimal(100))
    assert totaux(scene) == (Decimal(100), Decimal(0), Decimal(0))
    conforme()


def test_une_ligne_renvoyee_corrigee_resoumise_garde_sa_premiere_date():
    scene = une_scene()
    ligne = un_mois_soumis(scene, 120)[0]
    validation.renvoyer(acteur=scene.facilitation, lignes=[ligne.uuid], motif=un_motif(), texte="Quel site ?")
    assert totaux(scene) == (Decimal(0), Decimal(0), Decimal(0))
    with a_l_instant(date(2025, 11, 15)):
        declaration = ligne.declaration
        brouillons.enregistrer_brouillon(
            acteur=scene.paie,
            declaration=declaration,
            saisies=[brouillons.SaisieLigne(scene.contrats[0], scene.chantier_id, Decimal(90))],
        )
        declarations.soumettre(acteur=scene.paie, declarations=[declaration])
    assert totaux(scene) == (Decimal(0), Decimal(90), Decimal(90))
    assert list(JournalLigne.objects.filter(ligne=ligne).order_by("pk").values_list("acte", flat=True)) == [
        "creer",
        "soumettre",
        "renvoyer",
        "corriger",
        "soumettre",
    ]
    conforme()


def test_un_mois_soumis_apres_l_echeance_n_est_pas_a_temps():
    scene = une_scene()
    with a_l_instant(date(2025, 10, 21)):
        un_mois_soumis(scene, 50)
    assert totaux(scene) == (Decimal(0), Decimal(50), Decimal(0))
    declaration = LigneHeures.objects.get().declaration
    declarations.reporter_echeance(
        acteur=scene.facilitation, declaration=declaration, jour=date(2025, 10, 31), motif="Panne de paie"
    )
    assert totaux(scene) == (Decimal(0), Decimal(50), Decimal(50))
    conforme()


def test_annuler_une_validation_contrepasse_et_remet_en_attente():
    scene = une_scene()
    ligne = un_mois_soumis(scene, 120)[0]
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    validation.annuler_validation(acteur=scene.facilitation, lignes=[ligne.uuid], texte="Erreur de ligne")
    assert totaux(scene) == (Decimal(0), Decimal(120), Decimal(120))
    contre = MouvementHeures.objects.get(nature=NatureMouvementHeures.CONTREPASSATION)
    assert (contre.heures, contre.contrepasse.numero) == (Decimal(-120), 1)
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    ligne.refresh_from_db()
    assert ligne.version == 2
    assert totaux(scene) == (Decimal(120), Decimal(0), Decimal(0))
    conforme()


def test_valider_deux_fois_est_refuse_et_ne_compte_qu_une_fois():
    scene = une_scene()
    ligne = un_mois_soumis(scene, 120)[0]
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    with pytest.raises(TransitionInterdite):
        validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    assert totaux(scene)[0] == Decimal(120)


def test_une_alerte_bloquante_demande_une_derogation_motivee():
    scene = une_scene()
    ligne = un_mois_soumis(scene, 120)[0]
    Alerte.objects.create(ligne=ligne, code="A3", gravite="BLOCAGE", message="Pas partie.", creee_le=maintenant())
    with pytest.raises(RegleViolee):
        validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid], derogation="Convention reçue ce jour")
    alerte = Alerte.objects.get(code="A3")
    assert alerte.levee_par == scene.facilitation.utilisateur
    assert alerte.levee_motif == "Convention reçue ce jour"


def test_la_validation_en_lot_laisse_de_cote_les_lignes_alertees():
    scene = une_scene(personnes=3)
    lignes = un_mois_soumis(scene, 100)
    Alerte.objects.create(ligne=lignes[1], code="A8", gravite="ALERTE", message="Identiques.", creee_le=maintenant())
    resultat = validation.valider_en_lot(acteur=scene.facilitation, lignes=[li.uuid for li in lignes])
    assert len(resultat.validees) == 2
    assert [ligne.pk for ligne, _ in resultat.ecartees] == [lignes[1].pk]
    conforme()


def test_annuler_tout_un_lot_pose_les_memes_questions_qu_en_annuler_deux():
    def requetes(personnes: int) -> int:
        scene = une_scene(personnes=personnes)
        lignes = [li.uuid for li in un_mois_soumis(scene, [60 + rang for rang in range(personnes)])]
        validation.valider(acteur=scene.facilitation, lignes=lignes)
        with CaptureQueriesContext(connection) as vues:
            validation.annuler_validation(acteur=scene.facilitation, lignes=lignes, texte="Trop vite.")
        assert totaux(scene)[0] == 0
        return len(vues)

    assert requetes(2) == requetes(25)
    heures = (
        JournalLigne.objects.filter(acte="annuler_validation").order_by("ligne_id").values_list("heures", flat=True)
    )
    assert list(heures)[:3] == [60, 61, 60], "chaque ligne garde dans son journal les heures reprises"
    conforme()


def test_un_facilitateur_d_un_autre_office_ne_valide_pas():
    scene = une_scene()
    ligne = un_mois_soumis(scene, 120)[0]
    with pytest.raises(DroitRefuse):
        validation.valider(acteur=un_acteur(role=Role.FACILITATEUR), lignes=[ligne.uuid])
    with pytest.raises(DroitRefuse):
        validation.valider(acteur=scene.paie, lignes=[ligne.uuid])


def test_une_complementaire_acceptee_remplace_par_contre_ecriture():
    scene = une_scene()
    ligne = un_mois_soumis(scene, 120)[0]
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    complementaire = declarations.ouvrir_complementaire(acteur=scene.paie, declaration=ligne.declaration)
    corrigee = declarations.corriger_ligne(
        acteur=scene.paie, complementaire=complementaire, originale=ligne, heures=Decimal(90)
    )
    declarations.soumettre(acteur=scene.paie, declarations=[complementaire])
    assert totaux(scene) == (Decimal(120), Decimal(0), Decimal(0)), "une correction attend sous son propre nom"
    conforme()
    validation.valider(acteur=scene.facilitation, lignes=[corrigee.uuid])
    assert totaux(scene) == (Decimal(90), Decimal(0), Decimal(0))
    conforme()
    validation.annuler_validation(acteur=scene.facilitation, lignes=[corrigee.uuid], texte="Finalement non")
    assert totaux(scene)[0] == Decimal(120), "l'original compte de nouveau"
    conforme()


def test_une_correction_et_une_ligne_deja_annulee_se_valident_ensemble():
    scene = une_scene(personnes=2)
    lignes = un_mois_soumis(scene, [40, 70])
    validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in lignes])
    complementaire = declarations.ouvrir_complementaire(acteur=scene.paie, declaration=lignes[0].declaration)
    corrigee = declarations.corriger_ligne(
        acteur=scene.paie, complementaire=complementaire, originale=lignes[0], heures=Decimal(50)
    )
    declarations.soumettre(acteur=scene.paie, declarations=[complementaire])
    validation.annuler_validation(acteur=scene.facilitation, lignes=[lignes[1].uuid], texte="Par erreur")
    validation.valider(acteur=scene.facilitation, lignes=[corrigee.uuid, lignes[1].uuid])
    assert totaux(scene)[0] == Decimal(120)
    conforme()


def test_deplacer_des_heures_vers_un_autre_mois_laisse_les_totaux_exacts():
    scene = une_scene(personnes=2)
    lignes = un_mois_soumis(scene, [120, 80])
    validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in lignes])
    nouvelles = corrections.deplacer(
        acteur=scene.facilitation, lignes=[lignes[0].uuid], vers_mois=Mois(2025, 8), texte="Saisi sur le mauvais mois"
    )
    assert totaux(scene)[0] == Decimal(200)
    par_mois = dict(Solde.objects.filter(clause=scene.clause).values_list("mois", "heures_validees"))
    assert par_mois == {date(2025, 8, 1): Decimal(120), date(2025, 9, 1): Decimal(80)}
    conforme()
    with pytest.raises(TransitionInterdite):
        corrections.deplacer(
            acteur=scene.facilitation, lignes=[lignes[0].uuid], vers_mois=Mois(2025, 7), texte="Encore"
        )
    validation.annuler_validation(acteur=scene.facilitation, lignes=[nouvelles[0].uuid], texte="Non")
    conforme()


def test_tous_ou_aucun_quand_une_ligne_de_la_selection_a_deja_ete_traitee():
    scene = une_scene(personnes=2)
    lignes = un_mois_soumis(scene, [120, 80])
    validation.valider(acteur=scene.facilitation, lignes=[lignes[0].uuid])
    with pytest.raises(TransitionInterdite):
        validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in lignes])
    assert totaux(scene) == (Decimal(120), Decimal(80), Decimal(80))
    conforme()


def test_un_contrat_de_plus_ne_change_pas_les_lignes_deja_transmises():
    scene = une_scene()
    un_mois_soumis(scene, 120)
    declaration = LigneHeures.objects.get().declaration
    nouveau = un_contrat(intervenant=scene.intervenant, clause=scene.clause)
    with pytest.raises(RegleViolee):
        brouillons.enregistrer_brouillon(
            acteur=scene.paie,
            declaration=declaration,
            saisies=[brouillons.SaisieLigne(scene.contrats[0], scene.chantier_id, Decimal(99))],
        )
    brouillons.enregistrer_brouillon(
        acteur=scene.paie,
        declaration=declaration,
        saisies=[brouillons.SaisieLigne(nouveau, scene.chantier_id, Decimal(30))],
    )
    declarations.soumettre(acteur=scene.paie, declarations=[declaration])
    assert totaux(scene)[1] == Decimal(150)
    conforme()


def refusee_puis_originale(scene) -> tuple[LigneHeures, LigneHeures]:
    """A validated line of 120 h, whose correction to 90 h was refused."""
    ligne = un_mois_soumis(scene, 120)[0]
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    complementaire = declarations.ouvrir_complementaire(acteur=scene.paie, declaration=ligne.declaration)
    correction = declarations.corriger_ligne(
        acteur=scene.paie, complementaire=complementaire, originale=ligne, heures=Decimal(90)
    )
    declarations.soumettre(acteur=scene.paie, declarations=[complementaire])
    motif = un_motif(UsageMotif.REFUS)
    validation.refuser(acteur=scene.facilitation, lignes=[correction.uuid], motif=motif, texte="Bulletin à 120 h")
    ligne.refresh_from_db()
    correction.refresh_from_db()
    return ligne, correction


def test_une_ligne_dont_la_correction_est_refusee_se_corrige_de_nouveau():
    scene = une_scene()
    ligne, refusee = refusee_puis_originale(scene)
    autre = declarations.ouvrir_complementaire(acteur=scene.paie, declaration=ligne.declaration)
    nouvelle = declarations.corriger_ligne(
        acteur=scene.paie, complementaire=autre, originale=ligne, heures=Decimal(100)
    )
    declarations.soumettre(acteur=scene.paie, declarations=[autre])
    validation.valider(acteur=scene.facilitation, lignes=[nouvelle.uuid])
    assert totaux(scene) == (Decimal(100), Decimal(0), Decimal(0))
    refusee.refresh_from_db()
    assert (refusee.etat, refusee.remplace) == (EtatLigne.REFUSEE, None)
    assert refusee.journal.filter(acte="laisser").exists()
    conforme()
    with pytest.raises(TransitionInterdite, match="envoyées de nouveau"):
        validation.annuler_refus(acteur=scene.facilitation, lignes=[refusee.uuid], texte="Finalement oui")
    assert totaux(scene) == (Decimal(100), Decimal(0), Decimal(0))


def test_une_ligne_dont_la_correction_est_refusee_se_deplace_et_s_annule():
    scene = une_scene()
    ligne, _ = refusee_puis_originale(scene)
    assert [li.pk for li in grille_deplacable(scene.clause).lignes] == [ligne.pk]
    nouvelle = corrections.deplacer(
        acteur=scene.facilitation, lignes=[ligne.uuid], vers_mois=Mois(2025, 8), texte="Mauvais mois"
    )[0]
    assert totaux(scene)[0] == Decimal(120)
    validation.annuler_validation(acteur=scene.facilitation, lignes=[nouvelle.uuid], texte="Non")
    conforme()


def test_le_refus_d_une_correction_se_reprend_tant_que_rien_n_a_suivi():
    scene = une_scene()
    ligne, refusee = refusee_puis_originale(scene)
    validation.annuler_refus(acteur=scene.facilitation, lignes=[refusee.uuid], texte="Bulletin rectifié reçu")
    assert totaux(scene) == (Decimal(120), Decimal(0), Decimal(0))
    validation.valider(acteur=scene.facilitation, lignes=[refusee.uuid])
    assert totaux(scene)[0] == Decimal(90)
    conforme()
    validation.annuler_validation(acteur=scene.facilitation, lignes=[refusee.uuid], texte="Non")
    motif = un_motif(UsageMotif.REFUS)
    validation.refuser(acteur=scene.facilitation, lignes=[refusee.uuid], motif=motif, texte="Non")
    validation.annuler_validation(acteur=scene.facilitation, lignes=[ligne.uuid], texte="Par erreur")
    with pytest.raises(TransitionInterdite):
        validation.annuler_refus(acteur=scene.facilitation, lignes=[refusee.uuid], texte="Finalement oui")
    conforme()
