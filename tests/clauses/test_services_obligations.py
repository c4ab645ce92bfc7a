"""What a clause owes, act by act, read through the situation of the clause."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from clauses.models import (
    ClauseInsertion,
    ExonerationPenalite,
    JournalClause,
    MouvementObligation,
    Piece,
    Repartition,
)
from clauses.rules.etats import EtatClause
from clauses.rules.heures import EtatEngagement
from clauses.rules.obligation import ModeObligation, NatureMouvement, SeuilMode
from clauses.rules.vocabulaire import NaturePenalite, NatureSuspension, RoleIntervenant, TypeContrat
from clauses.selectors.situations import SituationClause, situation_de
from clauses.services import obligations
from clauses.services.obligations import Part, TermeSaisi, VolumeInitial
from entreprises.policies import Acteur
from entreprises.rules import Role
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee, TransitionInterdite
from socle.horloge import PARIS, a_l_instant
from socle.periodes import Periodicite
from tests.fabriques.entreprises import un_acteur, un_membre
from tests.fabriques.marches import un_intervenant, un_lot, un_marche, un_referentiel, une_clause, une_operation

pytestmark = pytest.mark.django_db
H = Decimal
DEBUT, FIN = date(2025, 1, 1), date(2025, 12, 31)


@pytest.fixture
def facilitateur() -> Acteur:
    return un_acteur(role=Role.FACILITATEUR)


def une_clause_suivie(facilitateur: Acteur, **champs) -> ClauseInsertion:
    """A clause of the facilitator's office, works over the year 2025, 1,200 h owed from 1 January."""
    champs.setdefault("heures", H("1200.00"))
    champs.setdefault("debut", DEBUT)
    marche = un_marche(office=facilitateur.organisation)
    lot = un_lot(marche=marche, debut_travaux=DEBUT, fin_travaux=champs.pop("fin_travaux", FIN))
    return une_clause(lot=lot, facilitateur=facilitateur.espace, **champs)


def au(clause: ClauseInsertion, jour: date, connues: datetime | None = None) -> SituationClause:
    relue = ClauseInsertion.objects.select_related("lot").get(pk=clause.pk)
    return situation_de(relue, travaillees_jusqu_au=jour, connues_au=connues)


def un_mouvement_de(facilitateur: Acteur, clause: ClauseInsertion, heures: str, effet: date, **champs):
    champs.setdefault("nature", NatureMouvement.AVENANT)
    champs.setdefault("date_signature", effet)
    return obligations.enregistrer_mouvement(
        acteur=facilitateur, clause=clause, heures=H(heures), date_effet=effet, **champs
    )


# --- progressive clauses --------------------------------------------------------------------------


def une_progressive(facilitateur: Acteur, **champs) -> ClauseInsertion:
    return une_clause_suivie(
        facilitateur,
        heures=None,
        mode=ModeObligation.PROGRESSIF,
        seuil_montant=H("1000000.00"),
        euros_par_heure=H("1500.00"),
        **champs,
    )


def facturer(facilitateur: Acteur, clause: ClauseInsertion, *montants: str, intervenant=None, effet=date(2025, 3, 10)):
    for montant in montants:
        obligations.enregistrer_facture(
            acteur=facilitateur,
            clause=clause,
            intervenant=intervenant or clause.lot.intervenants.first(),
            montant=H(montant),
            date_effet=effet,
        )


@pytest.mark.parametrize(
    ("montants", "dues"),
    [
        (["1000000.00"], "0.00"),
        (["1001499.99"], "0.00"),
        (["1001500.00"], "1.00"),
        (["1600000.00"], "400.00"),
        (["900000.00", "700000.00"], "400.00"),
        (["1600000.00", "-150000.00"], "300.00"),
        (["1600000.00", "-600000.00"], "0.00"),
        (["500000.00", "-800000.00"], "0.00"),
    ],
)
def test_une_clause_progressive_doit_selon_le_cumul_des_factures(facilitateur, montants, dues) -> None:
    clause = une_progressive(facilitateur)
    facturer(facilitateur, clause, *montants)
    situation = au(clause, date(2025, 3, 31)).situation
    assert situation.dues == H(dues)
    assert situation.attendues == Fraction(H(dues))


def test_les_factures_de_deux_membres_s_additionnent(facilitateur) -> None:
    clause = une_progressive(facilitateur)
    cotraitant = un_intervenant(lot=clause.lot, role=RoleIntervenant.COTRAITANT)
    facturer(facilitateur, clause, "900000.00")
    facturer(facilitateur, clause, "700000.00", intervenant=cotraitant)
    assert au(clause, date(2025, 3, 31)).situation.dues == H("400.00")


def test_le_premier_euro_compte_des_que_le_seuil_est_depasse(facilitateur) -> None:
    clause = une_progressive(facilitateur, seuil_mode=SeuilMode.PREMIER_EURO)
    facturer(facilitateur, clause, "1500000.00")
    assert au(clause, date(2025, 3, 31)).situation.dues == H("1000.00")


def test_une_facture_ne_s_enregistre_que_sur_une_clause_progressive_et_pour_une_entreprise_du_lot(facilitateur) -> None:
    with pytest.raises(RegleViolee, match="progressive"):
        facturer(facilitateur, une_clause_suivie(facilitateur), "10.00")
    with pytest.raises(RegleViolee) as refus:
        facturer(facilitateur, une_progressive(facilitateur), "10.00", intervenant=un_intervenant())
    assert refus.value.champ == "intervenant"


# --- amendments, reductions, two times ---------------------------------------------------------------


def test_les_heures_d_un_avenant_se_repartissent_de_son_effet_a_la_fin(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    avant = au(clause, date(2025, 6, 30)).situation
    un_mouvement_de(facilitateur, clause, "600.00", date(2025, 7, 1))
    assert au(clause, date(2025, 6, 30)).situation == avant
    jours = (FIN - date(2025, 7, 1)).days + 1
    juillet = au(clause, date(2025, 7, 31)).situation
    assert juillet.dues == H("1800.00")
    assert juillet.attendues == avant.attendues + (1800 - avant.attendues) * Fraction(31, jours)
    assert au(clause, FIN).situation.attendues == 1800


def test_un_avenant_enregistre_plus_tard_n_existe_pas_avant_d_etre_connu(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    with a_l_instant(date(2027, 2, 1)):
        un_mouvement_de(facilitateur, clause, "600.00", date(2025, 7, 1))
    veille = datetime(2027, 1, 31, 23, 59, tzinfo=PARIS)
    assert au(clause, FIN, veille).situation.dues == H("1200.00")
    assert au(clause, FIN, datetime(2027, 2, 2, tzinfo=PARIS)).situation.dues == H("1800.00")


def test_chaque_mouvement_prend_la_position_suivante_et_marque_les_chantiers(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    site = clause.lot.sites.get().chantier
    version = site.version_publique
    positions = [
        un_mouvement_de(facilitateur, clause, h, date(2025, 7, 1)).position for h in ("100.00", "50.00", "-25.00")
    ]
    assert positions == [2, 3, 4]
    site.refresh_from_db()
    assert site.version_publique == version + 3


@pytest.mark.parametrize(
    ("nature", "heures", "motif", "champ"),
    [
        (NatureMouvement.INITIAL, "10.00", "", "nature"),
        (NatureMouvement.BON_DE_COMMANDE, "-10.00", "", "heures"),
        (NatureMouvement.AVENANT, "0.00", "", "heures"),
        (NatureMouvement.AVENANT, "-1200.01", "", "heures"),
        (NatureMouvement.REDUCTION, "-10.00", "Difficultés", "nature"),
        (NatureMouvement.FACTURE, "10.00", "", None),
    ],
)
def test_les_mouvements_que_le_metier_n_admet_pas(facilitateur, nature, heures, motif, champ) -> None:
    clause = une_clause_suivie(facilitateur)
    with pytest.raises(RegleViolee) as refus:
        un_mouvement_de(facilitateur, clause, heures, date(2025, 7, 1), nature=nature, motif=motif)
    assert refus.value.champ == champ
    assert MouvementObligation.objects.filter(clause=clause).count() == 1


def test_le_maitre_d_ouvrage_decide_une_reduction(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    decideur = un_acteur(role=Role.MAITRE_OUVRAGE, organisation=clause.lot.marche.operation.maitre_ouvrage)
    mouvement = un_mouvement_de(
        decideur, clause, "-200.00", date(2025, 7, 1), nature=NatureMouvement.REDUCTION, motif="Lot réduit"
    )
    assert not mouvement.acte_transcrit
    assert au(clause, FIN).situation.dues == H("1000.00")


def test_le_facilitateur_transcrit_l_acte_signe_d_une_reduction_avec_son_document(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    champs = {"nature": NatureMouvement.REDUCTION, "motif": "Lot réduit", "acte_transcrit": True}
    with pytest.raises(RegleViolee, match="acte signé"):
        un_mouvement_de(facilitateur, clause, "-200.00", date(2025, 7, 1), **champs)
    document = un_document(clause, facilitateur)
    mouvement = un_mouvement_de(facilitateur, clause, "-200.00", date(2025, 7, 1), document=document, **champs)
    assert mouvement.acte_transcrit


def test_une_autre_structure_n_enregistre_rien(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    for etranger in (un_acteur(role=Role.FACILITATEUR), un_acteur(role=Role.MAITRE_OUVRAGE), un_acteur()):
        with pytest.raises(DroitRefuse):
            un_mouvement_de(etranger, clause, "10.00", date(2025, 7, 1))


def un_document(clause: ClauseInsertion, acteur: Acteur) -> Piece:
    return Piece.objects.create(
        clause=clause,
        nature="acte",
        nom="acte.pdf",
        type_contenu="application/pdf",
        taille=10,
        empreinte="0" * 64,
        chemin=f"actes/{clause.pk}",
        deposee_par=acteur.utilisateur,
        deposee_le=datetime(2025, 7, 1, tzinfo=PARIS),
    )


# --- rhythm, suspension ------------------------------------------------------------------------------


def test_une_clause_trimestrielle_s_arrete_a_la_fin_du_trimestre_clos(facilitateur) -> None:
    mensuelle = une_clause_suivie(facilitateur)
    trimestrielle = une_clause_suivie(facilitateur, periodicite=Periodicite.TRIMESTRIELLE)
    for jour, fin_mois, fin_trimestre in [
        (date(2025, 6, 15), date(2025, 4, 30), date(2025, 3, 31)),
        (date(2025, 7, 30), date(2025, 5, 31), date(2025, 3, 31)),
        (date(2025, 7, 31), date(2025, 6, 30), date(2025, 6, 30)),
    ]:
        assert situation_de(mensuelle, au=jour).arrete_au == fin_mois
        assert situation_de(trimestrielle, au=jour).arrete_au == fin_trimestre


def test_rien_n_est_attendu_pendant_une_suspension_et_l_etat_le_dit(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    fige = au(clause, date(2025, 3, 31)).situation.attendues
    suspension = obligations.suspendre(
        acteur=facilitateur,
        clause=clause,
        nature=NatureSuspension.AJOURNEMENT,
        debut=date(2025, 4, 1),
        motif="Ordre de service n° 3",
    )
    mai = au(clause, date(2025, 5, 31))
    assert mai.situation.attendues == fige
    assert mai.etat == EtatEngagement.SUSPENDU
    assert mai.suspendue_depuis == date(2025, 4, 1)
    obligations.lever_suspension(acteur=facilitateur, suspension=suspension, fin=date(2025, 6, 30))
    apres = au(clause, date(2025, 7, 31))
    assert apres.etat == EtatEngagement.EN_RETARD
    assert apres.situation.attendues == fige + (1200 - fige) * Fraction(31, 184)
    with pytest.raises(ConflitEcriture):
        obligations.lever_suspension(acteur=facilitateur, suspension=suspension, fin=date(2025, 6, 30))


def test_deux_suspensions_ne_se_chevauchent_pas(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    champs = {"acteur": facilitateur, "clause": clause, "nature": NatureSuspension.INTERRUPTION, "motif": "Intempéries"}
    obligations.suspendre(debut=date(2025, 4, 1), fin=date(2025, 4, 30), **champs)
    with pytest.raises(RegleViolee, match="couvre déjà"):
        obligations.suspendre(debut=date(2025, 4, 30), **champs)
    obligations.suspendre(debut=date(2025, 5, 1), **champs)


def test_une_courbe_dessinee_remplace_la_ligne_droite_puis_y_revient(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    droite = au(clause, date(2025, 6, 30)).situation.attendues
    points = [(date(2025, 6, 1), H("200.00")), (date(2025, 12, 1), H("1000.00"))]
    obligations.dessiner_courbe(acteur=facilitateur, clause=clause, points=points)
    assert au(clause, date(2025, 6, 30)).situation.attendues == 200
    obligations.dessiner_courbe(acteur=facilitateur, clause=clause, points=[])
    assert au(clause, date(2025, 6, 30)).situation.attendues == droite


# --- split -------------------------------------------------------------------------------------------


def un_groupement(facilitateur: Acteur):
    clause = une_clause_suivie(facilitateur)
    mandataire = clause.lot.intervenants.get()
    cotraitant = un_intervenant(lot=clause.lot, role=RoleIntervenant.COTRAITANT)
    return clause, mandataire, cotraitant


def les_parts(repartition: Repartition) -> list[Decimal]:
    return list(repartition.parts.order_by("pk").values_list("heures", flat=True))


def test_une_repartition_fait_exactement_l_obligation_du_groupement(facilitateur) -> None:
    clause, mandataire, cotraitant = un_groupement(facilitateur)
    champs = {"acteur": facilitateur, "clause": clause, "date_effet": DEBUT, "motif": "Convention"}
    with pytest.raises(RegleViolee, match="il manque 100"):
        obligations.repartir_obligation(parts=[Part(mandataire, H("800")), Part(cotraitant, H("300"))], **champs)
    obligations.repartir_obligation(parts=[Part(mandataire, H("800")), Part(cotraitant, H("400"))], **champs)
    assert not Repartition.objects.exclude(total=H("1200.00")).exists()


def test_un_avenant_apres_repartition_porte_ses_nouvelles_parts_dans_la_meme_ecriture(facilitateur) -> None:
    clause, mandataire, cotraitant = un_groupement(facilitateur)
    obligations.repartir_obligation(
        acteur=facilitateur,
        clause=clause,
        date_effet=DEBUT,
        motif="Convention",
        parts=[Part(mandataire, H("800")), Part(cotraitant, H("400"))],
    )
    au_prorata = un_mouvement_de(facilitateur, clause, "100.01", date(2025, 7, 1))
    assert les_parts(au_prorata.repartition) == [H("866.67"), H("433.34")]
    choisies = [Part(mandataire, H("1000.01")), Part(cotraitant, H("400.00"))]
    un_mouvement_de(facilitateur, clause, "100.00", date(2025, 9, 1), parts=choisies)
    assert les_parts(Repartition.objects.order_by("position").last()) == [H("1000.01"), H("400.00")]
    with pytest.raises(RegleViolee, match=r"parts|répartition"):
        un_mouvement_de(facilitateur, clause, "10.00", date(2025, 10, 1), parts=choisies)
    assert au(clause, FIN).situation.dues == H("1400.01"), "un mouvement dont les parts sont fausses n'entre pas"


def test_un_avenant_retroactif_remet_d_aplomb_les_parts_qui_prennent_effet_plus_tard(facilitateur) -> None:
    clause, mandataire, cotraitant = un_groupement(facilitateur)
    obligations.repartir_obligation(
        acteur=facilitateur,
        clause=clause,
        date_effet=DEBUT,
        motif="Convention",
        parts=[Part(mandataire, H("600")), Part(cotraitant, H("600"))],
    )
    un_mouvement_de(facilitateur, clause, "200.00", date(2025, 9, 1))
    un_mouvement_de(facilitateur, clause, "100.00", date(2025, 3, 1))
    derniere = Repartition.objects.filter(date_effet=date(2025, 9, 1)).order_by("position").last()
    assert derniere.total == sum(les_parts(derniere)) == H("1500.00")


def test_un_sous_traitant_n_a_pas_de_part(facilitateur) -> None:
    clause, mandataire, _ = un_groupement(facilitateur)
    sous_traitant = un_intervenant(lot=clause.lot, role=RoleIntervenant.SOUS_TRAITANT)
    with pytest.raises(RegleViolee, match="ne répond pas"):
        obligations.repartir_obligation(
            acteur=facilitateur,
            clause=clause,
            date_effet=DEBUT,
            motif="Convention",
            parts=[Part(mandataire, H("800")), Part(sous_traitant, H("400"))],
        )


# --- penalties ---------------------------------------------------------------------------------------


def test_exonerer_d_une_penalite_ne_change_ni_le_du_ni_l_etat_ni_la_version_publique(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    site = clause.lot.sites.get().chantier
    avant = au(clause, FIN)
    with pytest.raises(RegleViolee) as refus:
        obligations.exonerer(
            acteur=facilitateur, clause=clause, montant=H("500"), date_decision=FIN, motif="Moyens mis en œuvre"
        )
    assert refus.value.champ == "acte_transcrit"
    obligations.exonerer(
        acteur=facilitateur,
        clause=clause,
        montant=H("500"),
        date_decision=FIN,
        motif="Moyens mis en œuvre",
        acte_transcrit=True,
    )
    decideur = un_acteur(role=Role.MAITRE_OUVRAGE, organisation=clause.lot.marche.acheteur)
    obligations.exonerer(acteur=decideur, clause=clause, montant=H("50"), date_decision=FIN, motif="Bonne foi")
    apres = au(clause, FIN)
    assert (apres.situation, apres.etat) == (avant.situation, avant.etat)
    version = site.version_publique
    site.refresh_from_db()
    assert site.version_publique == version
    assert list(ExonerationPenalite.objects.order_by("pk").values_list("acte_transcrit", flat=True)) == [True, False]


# --- the file: created, activated, closed, reopened, cancelled ------------------------------------


def test_creer_une_clause_copie_les_durees_et_dit_ce_qui_manque_pour_l_activer(facilitateur) -> None:
    lot = un_lot(marche=un_marche(office=facilitateur.organisation))
    referentiel = un_referentiel(durees={TypeContrat.CDD: 18, TypeContrat.APPRENTISSAGE: None})
    clause = obligations.creer_clause(
        acteur=facilitateur, lot=lot, referentiel=referentiel, mode=ModeObligation.VOLUME_FIXE, debut=DEBUT
    )
    assert dict(clause.durees.values_list("type_contrat", "mois")) == {"CDD": 18, "APPRENTISSAGE": None}
    with pytest.raises(RegleViolee, match="le périmètre de la clause, le facilitateur désigné et le volume d'heures"):
        obligations.activer(acteur=facilitateur, clause=clause)
    obligations.modifier_clause(acteur=facilitateur, clause=clause, perimetre="Tous les travaux du lot")
    with pytest.raises(RegleViolee, match="le facilitateur désigné"):
        obligations.activer(acteur=facilitateur, clause=clause)


def test_creer_une_clause_complete_l_active_d_un_coup(facilitateur) -> None:
    lot = un_lot(marche=un_marche(office=facilitateur.organisation))
    clause = obligations.creer_clause(
        acteur=facilitateur,
        lot=lot,
        referentiel=un_referentiel(),
        mode=ModeObligation.TAUX_MONTANT,
        debut=DEBUT,
        perimetre="Travaux du lot",
        facilitateur=facilitateur.espace,
        montant_base=H("4200000.00"),
        part_main_oeuvre=H("45.00"),
        taux_effort=H("10.00"),
        cout_horaire=H("38.00"),
        heures_estimees=H("4974.00"),
        volume=VolumeInitial(heures=H("4974.00"), date_signature=DEBUT),
        termes=[TermeSaisi(nature=NaturePenalite.PAR_HEURE, montant=H("35.00"), valide_du=DEBUT)],
        activation=True,
    )
    assert clause.etat == EtatClause.ACTIVE
    assert au(clause, FIN).situation.dues == H("4974.00")
    actes = set(JournalClause.objects.filter(clause=clause).values_list("acte", flat=True))
    assert {"creer", "mouvement", "prendre_suivi", "activer"} <= actes


def test_une_clause_progressive_demande_son_seuil(facilitateur) -> None:
    lot = un_lot(marche=un_marche(office=facilitateur.organisation))
    with pytest.raises(RegleViolee) as refus:
        obligations.creer_clause(
            acteur=facilitateur,
            lot=lot,
            referentiel=un_referentiel(),
            mode=ModeObligation.PROGRESSIF,
            debut=DEBUT,
        )
    assert refus.value.champ == "seuil_montant"


def test_un_lot_n_a_qu_une_clause_sauf_annulee(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    champs = {
        "acteur": facilitateur,
        "lot": clause.lot,
        "referentiel": clause.referentiel,
        "mode": ModeObligation.VOLUME_FIXE,
        "debut": DEBUT,
    }
    with pytest.raises(RegleViolee, match="déjà une clause"):
        obligations.creer_clause(**champs)
    obligations.annuler(acteur=facilitateur, clause=clause, motif="Mauvais lot")
    assert obligations.creer_clause(**champs).etat == EtatClause.BROUILLON


def test_clore_rouvrir_et_leurs_motifs(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    with pytest.raises(RegleViolee, match="motif"):
        obligations.clore(acteur=facilitateur, clause=clause, motif="")
    obligations.clore(acteur=facilitateur, clause=clause, motif="Objectif atteint")
    assert clause.etat == EtatClause.CLOSE
    with pytest.raises(TransitionInterdite):
        un_mouvement_de(facilitateur, clause, "10.00", date(2025, 7, 1))
    with pytest.raises(TransitionInterdite):
        obligations.clore(acteur=facilitateur, clause=clause, motif="encore")
    obligations.rouvrir(acteur=facilitateur, clause=clause, motif="Régularisation de paie")
    assert clause.etat == EtatClause.ACTIVE
    assert clause.close_le is None
    ligne = JournalClause.objects.get(clause=clause, acte="rouvrir")
    assert (ligne.de, ligne.vers, ligne.motif) == ("CLOSE", "ACTIVE", "Régularisation de paie")


def test_ce_qui_fonde_l_obligation_ne_se_corrige_plus_une_fois_la_clause_active(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    with pytest.raises(RegleViolee) as refus:
        obligations.modifier_clause(acteur=facilitateur, clause=clause, debut=date(2025, 2, 1))
    assert refus.value.champ == "debut"
    corrigee = obligations.modifier_clause(acteur=facilitateur, clause=clause, jour_echeance=15)
    assert corrigee.jour_echeance == 15


def test_l_operation_d_un_autre_maitre_d_ouvrage_ne_donne_pas_de_droit(facilitateur) -> None:
    clause = une_clause_suivie(facilitateur)
    etranger = un_acteur(role=Role.MAITRE_OUVRAGE, organisation=une_operation().maitre_ouvrage)
    with pytest.raises(DroitRefuse):
        obligations.exonerer(acteur=etranger, clause=clause, montant=H("1"), date_decision=FIN, motif="x")


def test_un_membre_d_un_autre_office_ne_peut_etre_designe(facilitateur) -> None:
    lot = un_lot(marche=un_marche(office=facilitateur.organisation))
    with pytest.raises(RegleViolee, match="n'appartient pas"):
        obligations.creer_clause(
            acteur=facilitateur,
            lot=lot,
            referentiel=un_referentiel(),
            mode=ModeObligation.VOLUME_FIXE,
            debut=DEBUT,
            facilitateur=un_membre(role=Role.FACILITATEUR),
        )
