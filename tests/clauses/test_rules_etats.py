"""States of lines, months, clauses, requests and needs."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.rules.etats import (
    ACTES_AU_GRAND_LIVRE,
    ACTES_DE_L_ENTREPRISE,
    ACTES_DE_L_OFFICE,
    ACTES_MOTIVES,
    LIGNES_COMPTEES,
    TABLE_BESOIN,
    TABLE_CLAUSE,
    TABLE_DEMANDE,
    TABLE_LIGNE,
    ActeBesoin,
    ActeClause,
    ActeDemande,
    ActeLigne,
    EtatBesoin,
    EtatClause,
    EtatDemande,
    EtatLigne,
    EtatMois,
    Lecteur,
    etat_du_mois,
    libelle_ligne,
    manques_pour_activer,
)
from socle.erreurs import TransitionInterdite
from tests.exemples import exemples

L, A = EtatLigne, ActeLigne
ECHEANCE, AVANT, APRES = date(2026, 10, 20), date(2026, 10, 20), date(2026, 10, 21)


@pytest.mark.parametrize(
    ("depart", "actes", "arrivee"),
    [
        (L.BROUILLON, [A.SOUMETTRE, A.VALIDER], L.VALIDEE),
        (L.BROUILLON, [A.SOUMETTRE, A.VALIDER_PARTIELLEMENT], L.PARTIELLE),
        (L.BROUILLON, [A.SOUMETTRE, A.REFUSER], L.REFUSEE),
        (L.BROUILLON, [A.SOUMETTRE, A.RENVOYER, A.CORRIGER, A.SOUMETTRE, A.VALIDER], L.VALIDEE),
        (L.BROUILLON, [A.SOUMETTRE, A.RETIRER], L.BROUILLON),
        (L.VALIDEE, [A.ANNULER_VALIDATION], L.SOUMISE),
        (L.PARTIELLE, [A.ANNULER_VALIDATION, A.VALIDER], L.VALIDEE),
        (L.REFUSEE, [A.ANNULER_REFUS], L.SOUMISE),
    ],
)
def test_le_chemin_d_une_ligne(depart, actes, arrivee):
    etat = depart
    for acte in actes:
        etat = TABLE_LIGNE.appliquer(etat, acte)
    assert etat == arrivee


@pytest.mark.parametrize(
    ("etat", "acte"),
    [
        (L.BROUILLON, A.VALIDER),
        (L.VALIDEE, A.VALIDER),
        (L.VALIDEE, A.CORRIGER),
        (L.VALIDEE, A.RENVOYER),
        (L.SOUMISE, A.CORRIGER),
        (L.RENVOYEE, A.VALIDER),
        (L.REFUSEE, A.SOUMETTRE),
    ],
)
def test_ce_qui_est_interdit_le_dit_en_francais(etat, acte):
    with pytest.raises(TransitionInterdite) as refus:
        TABLE_LIGNE.appliquer(etat, acte)
    assert acte.libelle in refus.value.message
    assert etat.libelle in refus.value.message


def test_un_etat_lu_en_base_est_une_simple_chaine():
    assert TABLE_LIGNE.appliquer("SOUMISE", "valider") == L.VALIDEE


def test_on_n_entre_dans_le_grand_livre_et_on_n_en_sort_que_par_un_acte_qui_y_ecrit():
    for (depart, acte), arrivee in TABLE_LIGNE.transitions.items():
        ecrit = (depart in LIGNES_COMPTEES) != (arrivee in LIGNES_COMPTEES)
        assert ecrit == (acte in ACTES_AU_GRAND_LIVRE), (depart, acte)


def test_chaque_acte_a_un_seul_camp():
    assert set(A) == ACTES_DE_L_OFFICE | ACTES_DE_L_ENTREPRISE
    assert not ACTES_DE_L_OFFICE & ACTES_DE_L_ENTREPRISE
    assert ACTES_DE_L_OFFICE - {A.VALIDER} == ACTES_MOTIVES


def test_aucune_ligne_n_est_dans_une_impasse():
    assert TABLE_LIGNE.atteignables(L.BROUILLON) == set(L)
    assert TABLE_LIGNE.terminaux() == ()


def test_chaque_lecteur_a_ses_mots():
    assert libelle_ligne(L.SOUMISE, Lecteur.ENTREPRISE) == "Envoyée, en cours de vérification"
    assert libelle_ligne(L.SOUMISE, Lecteur.FACILITATION) == "À valider"
    assert libelle_ligne(L.SOUMISE, Lecteur.PUBLIC) == "En cours de vérification"
    # What is not counted has no word in public.
    assert [e for e in L if libelle_ligne(e, Lecteur.PUBLIC)] == [L.SOUMISE, L.VALIDEE, L.PARTIELLE]
    assert all(libelle_ligne(e, lecteur) for e in L for lecteur in (Lecteur.ENTREPRISE, Lecteur.FACILITATION))


def test_les_drapeaux_d_une_ligne():
    assert [e for e in L if e.modifiable] == [L.BROUILLON, L.RENVOYEE]
    assert [e for e in L if e.comptee] == [L.VALIDEE, L.PARTIELLE]
    assert [e for e in L if e.decidee] == [L.VALIDEE, L.PARTIELLE, L.REFUSEE]


@pytest.mark.parametrize(
    ("lignes", "neant", "soumise", "aujourdhui", "attendu"),
    [
        ([], False, False, AVANT, EtatMois.NON_DECLARE),
        ([], False, False, APRES, EtatMois.EN_RETARD),
        ([], True, False, APRES, EtatMois.EN_RETARD),  # ticked, never sent
        ([], True, True, APRES, EtatMois.NEANT),
        ([L.BROUILLON], False, False, AVANT, EtatMois.BROUILLON),
        ([L.BROUILLON], False, False, APRES, EtatMois.EN_RETARD),
        ([L.BROUILLON], False, True, APRES, EtatMois.BROUILLON),  # taken back after a first submission in time
        ([], False, True, APRES, EtatMois.EN_RETARD),
        ([L.SOUMISE, L.SOUMISE], False, True, APRES, EtatMois.SOUMIS),
        ([L.SOUMISE, L.BROUILLON], False, True, APRES, EtatMois.SOUMIS),
        ([L.SOUMISE, L.VALIDEE], False, True, APRES, EtatMois.EN_COURS),
        ([L.RENVOYEE, L.VALIDEE, L.SOUMISE], False, True, APRES, EtatMois.RENVOYE),
        ([L.VALIDEE, L.PARTIELLE], False, True, APRES, EtatMois.VALIDE),
        ([L.VALIDEE, L.REFUSEE], False, True, APRES, EtatMois.VALIDE),
        ([L.REFUSEE], False, True, APRES, EtatMois.REFUSE),
    ],
)
def test_l_etat_du_mois_se_lit_de_ses_lignes(lignes, neant, soumise, aujourdhui, attendu):
    assert etat_du_mois(lignes, neant=neant, soumise=soumise, echeance=ECHEANCE, aujourdhui=aujourdhui) == attendu


@settings(max_examples=exemples(2000))
@given(st.lists(st.sampled_from(list(L)), max_size=6), st.booleans(), st.booleans(), st.sampled_from([AVANT, APRES]))
def test_un_mois_silencieux_n_est_jamais_un_mois_sans_heure(lignes, neant, soumise, aujourdhui):
    etat = etat_du_mois(lignes, neant=neant, soumise=soumise, echeance=ECHEANCE, aujourdhui=aujourdhui)
    assert (etat == EtatMois.NEANT) == (neant and soumise and not lignes)
    if etat == EtatMois.EN_RETARD:
        assert aujourdhui > ECHEANCE


def test_une_clause_s_active_se_clot_se_rouvre_ou_s_annule():
    assert TABLE_CLAUSE.appliquer(EtatClause.BROUILLON, ActeClause.ACTIVER) == EtatClause.ACTIVE
    assert TABLE_CLAUSE.appliquer(EtatClause.ACTIVE, ActeClause.CLORE) == EtatClause.CLOSE
    assert TABLE_CLAUSE.appliquer(EtatClause.CLOSE, ActeClause.ROUVRIR) == EtatClause.ACTIVE
    assert TABLE_CLAUSE.terminaux() == (EtatClause.ANNULEE,)
    assert not TABLE_CLAUSE.permet(EtatClause.CLOSE, ActeClause.ANNULER)


def test_une_clause_active_dit_ses_quatre_mentions():
    complet = {"perimetre": "Lot 3", "facilitateur": True, "referentiel": True, "volume": True}
    assert manques_pour_activer(**complet) == []
    assert manques_pour_activer(**complet | {"volume": False}) == ["le volume d'heures"]
    assert manques_pour_activer(**complet | {"volume": False}, progressif=True) == []
    assert len(manques_pour_activer(perimetre=" ", facilitateur=False, referentiel=False, volume=False)) == 4


def test_une_demande_incomplete_se_complete_et_une_decision_se_reprend():
    etat = TABLE_DEMANDE.appliquer(EtatDemande.DEPOSEE, ActeDemande.DEMANDER_COMPLEMENT)
    etat = TABLE_DEMANDE.appliquer(etat, ActeDemande.COMPLETER)
    etat = TABLE_DEMANDE.appliquer(etat, ActeDemande.REFUSER)
    assert TABLE_DEMANDE.appliquer(etat, ActeDemande.REPRENDRE) == EtatDemande.DEPOSEE
    assert not TABLE_DEMANDE.permet(EtatDemande.ACCEPTEE, ActeDemande.REFUSER)


def test_un_besoin_pourvu_ou_annule_peut_se_rouvrir():
    for acte in (ActeBesoin.POURVOIR, ActeBesoin.ANNULER):
        ferme = TABLE_BESOIN.appliquer(EtatBesoin.OUVERT, acte)
        assert TABLE_BESOIN.appliquer(ferme, ActeBesoin.ROUVRIR) == EtatBesoin.OUVERT
