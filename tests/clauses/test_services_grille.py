"""The month of a firm whole: saved, sent and corrected in one act, all its lots or none."""
# ruff: noqa: F811 - fixtures of a sister module

from __future__ import annotations

from decimal import Decimal

import pytest

from clauses.models import Declaration, JournalLigne, LigneHeures, MessageDeclaration
from clauses.rules.etats import EtatLigne
from clauses.services import grille, validation
from clauses.services.brouillons import SaisieLigne
from clauses.services.grille import SaisieLot
from socle.erreurs import ConflitEcriture, RegleViolee
from tests.clauses.test_services_declarations import conforme, en_octobre, saisie, scene, totaux  # noqa: F401 - fixtures
from tests.fabriques.declarations import MOIS, un_contrat, un_mois_saisi, un_mois_soumis, un_motif
from tests.fabriques.marches import un_lot, une_clause

pytestmark = pytest.mark.django_db


def test_un_conflit_sur_un_lot_n_ecrit_aucun_lot(scene):
    lot = un_lot(marche=scene.clause.lot.marche)
    autre_clause = une_clause(lot=lot, titulaire=scene.entreprise)
    autre = lot.intervenants.get()
    contrat = un_contrat(intervenant=autre, clause=autre_clause)
    site = lot.sites.get().chantier_id
    un_mois_saisi(scene, [100, 80])
    lots = [
        SaisieLot(scene.intervenant, [saisie(scene, 0, 120)], revision=0),
        SaisieLot(autre, [SaisieLigne(contrat, site, Decimal(50))], revision=0),
    ]
    with pytest.raises(ConflitEcriture):
        grille.enregistrer_grille(acteur=scene.paie, mois=MOIS, lots=lots)
    assert not Declaration.objects.filter(intervenant=autre).exists()


def test_la_grille_ne_touche_que_les_lots_qui_changent(scene):
    declaration = un_mois_saisi(scene, [100, 80])
    inchange = SaisieLot(scene.intervenant, [saisie(scene, 0, 100), saisie(scene, 1, 80)], revision=0)
    assert grille.enregistrer_grille(acteur=scene.paie, mois=MOIS, lots=[inchange]) == []
    revision = declaration.revision
    declaration.refresh_from_db()
    assert declaration.revision == revision


def test_corriger_une_seule_ligne_renvoyee_ne_renvoie_pas_les_autres(scene):
    lignes = un_mois_soumis(scene, [100, 80])
    validation.renvoyer(
        acteur=scene.facilitation, lignes=[li.uuid for li in lignes], motif=un_motif(), texte="Quel site ?"
    )
    assert totaux(scene) == (0, 0, 0)
    ligne = LigneHeures.objects.select_related("declaration", "contrat").get(pk=lignes[0].pk)
    grille.corriger_et_renvoyer(acteur=scene.paie, ligne=ligne, heures=Decimal(90), message="C'est corrigé.")
    assert totaux(scene) == (0, 90, 90)
    etats = list(LigneHeures.objects.order_by("pk").values_list("etat", flat=True))
    assert etats == [EtatLigne.SOUMISE, EtatLigne.RENVOYEE]
    actes = JournalLigne.objects.filter(ligne=ligne).order_by("pk").values_list("acte", flat=True)
    assert list(actes) == ["creer", "soumettre", "renvoyer", "corriger", "soumettre"]
    assert MessageDeclaration.objects.get().de_l_office is False
    conforme()


def test_une_ligne_deja_corrigee_par_un_autre_ne_se_corrige_pas_deux_fois(scene):
    lignes = un_mois_soumis(scene, [100, 80])
    ligne = LigneHeures.objects.select_related("declaration", "contrat").get(pk=lignes[0].pk)
    with pytest.raises(RegleViolee, match="plus à corriger"):
        grille.corriger_et_renvoyer(acteur=scene.paie, ligne=ligne, heures=Decimal(90))


def test_une_complementaire_ne_bouge_le_grand_livre_qu_une_fois_acceptee(scene):
    lignes = un_mois_soumis(scene, [100, 80])
    validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in lignes])
    ligne = LigneHeures.objects.select_related("declaration").get(pk=lignes[0].pk)
    corrections = [(ligne, Decimal("88.50"), Decimal(0))]
    complementaire = grille.transmettre_correction(
        acteur=scene.paie, declaration=ligne.declaration, corrections=corrections
    )
    assert complementaire.rang == 1
    assert totaux(scene) == (180, 0, 0)
    conforme()
    validation.valider(acteur=scene.facilitation, lignes=[complementaire.lignes.get().uuid])
    assert totaux(scene) == (Decimal("168.50"), 0, 0)
    conforme()


def test_une_correction_sans_changement_est_refusee(scene):
    ligne = un_mois_soumis(scene, [100, 80])[0]
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    ligne.refresh_from_db()
    with pytest.raises(RegleViolee, match="rien à corriger"):
        grille.transmettre_correction(
            acteur=scene.paie, declaration=ligne.declaration, corrections=[(ligne, Decimal(100), Decimal(0))]
        )
    assert not Declaration.objects.filter(rang=1).exists()


def test_transmettre_refuse_ce_qui_a_change_depuis_la_relecture(scene):
    declaration = un_mois_saisi(scene, [100, 80])
    lue = {declaration.uuid: declaration.revision}
    un_mois_saisi(scene, [110, 80])
    with pytest.raises(ConflitEcriture):
        grille.transmettre(acteur=scene.paie, declarations=[declaration], revisions=lue)
    assert totaux(scene) == (0, 0, 0)
    with pytest.raises(RegleViolee, match="rien à transmettre"):
        grille.transmettre(acteur=scene.paie)


def test_transmettre_envoie_un_lot_et_declare_l_autre_sans_heures(scene):
    lot = un_lot(marche=scene.clause.lot.marche)
    une_clause(lot=lot, titulaire=scene.entreprise)
    declaration = un_mois_saisi(scene, [100, 80])
    fait = grille.transmettre(acteur=scene.paie, declarations=[declaration], neants=[(lot.intervenants.get(), MOIS)])
    assert (fait.lignes, fait.heures, len(fait.neants)) == (2, Decimal(180), 1)
    assert Declaration.objects.get(intervenant__lot=lot).neant
    conforme()
