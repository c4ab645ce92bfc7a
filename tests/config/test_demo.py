"""The demonstration's loading, on a small subset: through the services, the same for a day, true to the ledger."""

from __future__ import annotations

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chantiers.models import Chantier
from clauses.models import (
    AvisEntreprise,
    Besoin,
    Declaration,
    DemandeValidation,
    LigneHeures,
    MarchePublie,
    MessageDeclaration,
    MouvementHeures,
    SuiviClause,
)
from clauses.public.ensemble import calculer_ensemble
from clauses.rules.heures import EtatEngagement
from clauses.selectors.verification import verifier
from comptes.models import Utilisateur
from config.demo import comptes
from config.demo.bilan import part_alertee
from config.demo.chargement import charger, date_chargee
from config.demo.lecture import lire
from config.demo.particularites import FIRME_DE_DEMO
from config.demo.planification import planifier
from config.reference.services import charger as charger_reference
from entreprises.rules import Role
from entreprises.selectors import acteur_de
from parcours.models import MetierCandidat
from parcours.selectors.reperes import lignes_differentes
from socle.erreurs import RegleViolee

AU = date(2026, 10, 7)


def resume(plan) -> list[tuple]:
    """Everything of a plan that a reader could see."""
    lignes = [
        (firme, mois.iso, fiche.lot.cle, ligne.contrat.cle, ligne.contrat.personne.nom, ligne.heures)
        for (firme, mois), fiches in plan.mois.items()
        for fiche in fiches
        for ligne in fiche.lignes
    ]
    lots = [(lot.cle, lot.titulaire, lot.debut, lot.fin, lot.dues, lot.facilitateur) for lot in plan.lots]
    return lots + lignes


def test_le_plan_est_le_meme_pour_le_meme_jour():
    assert resume(planifier(AU, "essai")) == resume(planifier(AU, "essai"))
    assert resume(planifier(AU, "essai")) != resume(planifier(date(2026, 6, 7), "essai"))


@pytest.mark.parametrize("au", [date(2025, 3, 31), date(2026, 1, 2), date(2026, 11, 23), date(2027, 8, 15)])
def test_le_plan_complet_est_plausible_a_toute_date(au):
    plan = planifier(au)
    heures = sorted(p.heures for p in plan.personnes if p.heures)
    assert 100 <= len(plan.marches) <= 140
    assert 150 <= len(plan.lots) <= 220
    assert len(plan.personnes) == 400
    assert len(heures) >= 200
    assert heures[-1] <= 2400
    assert 150 <= heures[len(heures) // 2] <= 600
    assert {lot.profil for lot in plan.lots} >= {
        "rythme",
        "surveiller",
        "retard",
        "atteint",
        "suspendu",
        "venir",
        "fini",
    }
    assert all(lot.debut <= lot.fin for lot in plan.lots)
    assert len([lot for lot in plan.lots if lot.titulaire == FIRME_DE_DEMO]) == 3


def test_personne_n_a_deux_employeurs_le_meme_jour():
    par_personne: dict[int, list] = {}
    for contrat in planifier(date(2026, 11, 23)).contrats:
        par_personne.setdefault(contrat.personne.rang, []).append((contrat.debut, contrat.fin or date.max))
    for periodes in par_personne.values():
        for (_, fin), (debut, _) in zip(sorted(periodes), sorted(periodes)[1:], strict=False):
            assert fin < debut


@pytest.fixture(scope="module")
def chargee(django_db_setup, django_db_blocker):
    """One loading for the tests of this file, undone at the end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        charger_reference()
        monde = charger(AU, taille="essai")
        yield monde
        transaction.set_rollback(True)


@pytest.fixture
def demo(chargee, django_db_blocker):
    with django_db_blocker.unblock():
        yield chargee


def test_le_grand_livre_est_conforme(demo):
    assert MouvementHeures.objects.exists()
    assert list(verifier()) == []


def test_les_metiers_disent_la_meme_chose_que_les_fiches(demo):
    assert MetierCandidat.objects.filter(placable=True).exists()
    assert not lignes_differentes().exists()


def test_les_chantiers_gardent_leur_adresse(demo):
    assert set(Chantier.objects.values_list("slug", flat=True)) == {s["slug"] for s in demo.plan.sites}


def test_les_lignes_sont_dans_chaque_etat_et_peu_portent_une_alerte(demo):
    etats = Counter(LigneHeures.objects.values_list("etat", flat=True))
    assert {"SOUMISE", "RENVOYEE", "VALIDEE", "PARTIELLE"} <= set(etats)
    assert part_alertee() <= 10
    assert Declaration.objects.filter(neant=True).exists()
    assert Declaration.objects.filter(rang__gte=1).exists()


def test_les_heures_sont_declarees_par_l_entreprise_et_validees_plus_tard_par_l_office(demo):
    for ligne in LigneHeures.objects.filter(etat="VALIDEE").select_related("declaration")[:50]:
        assert ligne.declaration.soumise_le is not None
        assert ligne.declaration.soumise_le.date() > ligne.declaration.mois
        assert (ligne.validee_le - ligne.declaration.soumise_le).days >= 0
        assert ligne.validee_par != ligne.declaration.soumise_par


def test_la_carte_montre_les_etats_des_chantiers(demo):
    etats = {c.etat for c in calculer_ensemble(AU)}
    assert len(etats) >= 5
    assert {EtatEngagement.A_VENIR, EtatEngagement.SANS_ENGAGEMENT} <= etats
    assert AvisEntreprise.objects.exists()
    assert any(besoin.conditions for besoin in Besoin.objects.all())


def test_les_demandes_et_les_marches_officiels_sont_la(demo):
    assert DemandeValidation.objects.filter(etat="ACCEPTEE").exists()
    assert MarchePublie.objects.filter(clause_sociale=True).exists()
    assert MarchePublie.objects.filter(clause_sociale=False).exists()


def test_l_entreprise_de_demonstration_a_de_quoi_faire(demo):
    acteur = demo.acteurs[FIRME_DE_DEMO]
    assert acteur.utilisateur.email == "entreprise@demo.invalid"
    firme = acteur.organisation
    sienne = {"declaration__intervenant__organisation": firme}
    assert LigneHeures.objects.filter(etat="RENVOYEE", **sienne).exists()
    assert MessageDeclaration.objects.filter(lu_le__isnull=True, de_l_office=True, **sienne).exists()
    dernier = demo.plan.calendrier.dernier.premier_jour
    assert not Declaration.objects.filter(intervenant__organisation=firme, mois=dernier).exists()


def test_chaque_compte_annonce_ouvre_son_espace(demo):
    roles = {
        "entreprise": Role.REFERENT,
        "insertion": Role.REFERENT,
        "facilitation": Role.FACILITATEUR,
        "maitrise-ouvrage": Role.MAITRE_OUVRAGE,
        "prescription": Role.PRESCRIPTEUR,
        "redaction": Role.REDACTION,
        "administration": Role.ADMINISTRATION,
        "collectivite": Role.COLLECTIVITE,
        "responsable": Role.RESPONSABLE,
        "auditeur": Role.AUDITEUR,
    }
    assert {c.nom for c in comptes.COMPTES} == set(roles)
    for compte in comptes.COMPTES:
        utilisateur = Utilisateur.objects.get(email=compte.email)
        assert utilisateur.check_password(comptes.mot_de_passe())
        assert acteur_de(utilisateur).role == roles[compte.nom]
        assert compte.email in comptes.annonce()
    assert len(acteur_de(Utilisateur.objects.get(email="responsable@demo.invalid")).espaces) == 2
    assert len(comptes.mot_de_passe()) >= 14


def test_un_facilitateur_suit_les_clauses_et_un_collegue_l_a_remplacee(demo):
    siens = SuiviClause.objects.filter(facilitateur=demo.membres["facilitation"], au__isnull=True)
    assert siens.count() >= 3


def test_le_chargement_dit_sa_date_et_ne_recommence_pas(demo, settings):
    assert date_chargee() == AU
    with pytest.raises(RegleViolee):
        charger(AU, taille="essai")
    settings.DEMONSTRATION = True
    sortie = StringIO()
    call_command("charger_demo", stdout=sortie)
    assert "déjà présentes, au 7 octobre 2026" in sortie.getvalue()


@pytest.mark.django_db
def test_rien_ne_se_charge_hors_d_une_demonstration(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError):
        call_command("charger_demo")
    assert not Utilisateur.objects.exists()


@pytest.mark.django_db
def test_comptes_demo_ecrit_les_comptes_et_le_mot_de_passe(settings):
    settings.DEMONSTRATION = True
    settings.DEMO_MOT_DE_PASSE = "une autre phrase longue"
    sortie = StringIO()
    call_command("comptes_demo", stdout=sortie)
    assert "entreprise@demo.invalid" in sortie.getvalue()
    assert "une autre phrase longue" in sortie.getvalue()


def test_marches_publies_inventes():
    marches = lire("marches_publies")["marches"]["marche"]
    assert len({m["id"] for m in marches}) == len(marches) >= 20
    assert all(m["acheteur"]["id"].startswith("000") and "invention" in m["acheteur"]["nom"] for m in marches)
