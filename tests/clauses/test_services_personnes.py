"""People at work: contracts, requests, windows, sealed proofs, cancelled mistakes."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from clauses.models import ContratTravail, DemandeValidation, DepotScelle, JournalPersonne, LigneHeures, PeriodeContrat
from clauses.rules.etats import ActeDemande, EtatDemande
from clauses.rules.vocabulaire import Modalite, OrigineFenetre, TypeContrat
from clauses.services import justificatifs, personnes
from clauses.services.ajout_personne import ContratSaisi, ajouter_au_mois, annuler_ajout
from clauses.services.personnes import DonneesContrat, Identite
from entreprises.rules import Role
from socle.erreurs import DroitRefuse, RegleViolee, TransitionInterdite
from socle.fichiers import DEPOTS
from socle.horloge import a_l_instant
from tests.fabriques.declarations import (
    un_beneficiaire,
    un_contrat,
    un_mois_saisi,
    un_mois_soumis,
    une_fenetre,
    une_scene,
)
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_lot, une_clause

pytestmark = pytest.mark.django_db
EN_OCTOBRE = datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture(autouse=True)
def en_octobre(settings, tmp_path):
    settings.DEPOTS_ROOT = tmp_path / "depots"
    with a_l_instant(EN_OCTOBRE):
        yield


@pytest.fixture
def scene():
    return une_scene(personnes=1)


def identite(**champs) -> Identite:
    return Identite(**{"nom": "N'Guessan", "prenom": "Aya", "date_naissance": date(2001, 4, 3)} | champs)


def donnees(scene, **champs) -> DonneesContrat:
    return DonneesContrat(
        **{
            "type_contrat": TypeContrat.CDD,
            "modalite": Modalite.EMBAUCHE_DIRECTE,
            "employeur": scene.entreprise,
            "debut": date(2025, 9, 15),
        }
        | champs
    )


def une_demande(scene) -> DemandeValidation:
    contrat = personnes.ajouter_personne(
        acteur=scene.paie, intervenant=scene.intervenant, contrat=donnees(scene), identite=identite()
    )
    return contrat.demande


def test_une_personne_nouvelle_ouvre_une_demande_complete_et_ses_heures_se_saisissent(scene):
    demande = une_demande(scene)
    assert (demande.etat, demande.referentiel) == (EtatDemande.DEPOSEE, scene.clause.referentiel)
    assert demande.complete_le == demande.deposee_le
    scene.contrats = [demande.contrat]
    un_mois_soumis(scene, 60)
    assert LigneHeures.objects.get().heures == Decimal(60)
    demande.beneficiaire.refresh_from_db()
    assert demande.beneficiaire.premier_contrat_le == date(2025, 9, 15)


def test_une_personne_deja_eligible_ce_jour_la_n_ouvre_pas_de_demande(scene):
    connue = un_beneficiaire()
    une_fenetre(connue, scene.clause, debut=date(2025, 9, 15), fin=date(2025, 9, 15))
    contrat = personnes.ajouter_personne(
        acteur=scene.paie, intervenant=scene.intervenant, contrat=donnees(scene), beneficiaire=connue
    )
    assert not hasattr(contrat, "demande")
    trop_tard = personnes.ajouter_personne(
        acteur=scene.paie,
        intervenant=scene.intervenant,
        contrat=donnees(scene, debut=date(2025, 9, 16)),
        beneficiaire=connue,
    )
    assert trop_tard.demande.etat == EtatDemande.DEPOSEE


@pytest.mark.parametrize(
    ("champs", "mot"),
    [({"nom": " "}, "nom"), ({"prenom": ""}, "nom"), ({"date_naissance": date(2025, 10, 10)}, "naissance")],
)
def test_une_identite_incomplete_est_refusee(scene, champs, mot):
    with pytest.raises(RegleViolee, match=mot):
        personnes.creer_beneficiaire(acteur=scene.paie, identite=identite(**champs))


def test_des_dates_en_desordre_ou_un_double_sont_refuses(scene):
    with pytest.raises(RegleViolee, match="précède"):
        personnes.ajouter_personne(
            acteur=scene.paie,
            intervenant=scene.intervenant,
            contrat=donnees(scene, fin=date(2025, 9, 1)),
            identite=identite(),
        )
    demande = une_demande(scene)
    with pytest.raises(RegleViolee, match="déjà enregistré"):
        personnes.enregistrer_contrat(
            acteur=scene.paie,
            beneficiaire=demande.beneficiaire,
            intervenant=scene.intervenant,
            donnees=donnees(scene),
        )


def test_des_missions_datees_font_un_contrat_et_ses_periodes(scene):
    missions = [(date(2025, 9, 1), date(2025, 9, 5)), (date(2025, 9, 15), date(2025, 9, 19))]
    contrat = personnes.ajouter_personne(
        acteur=scene.paie,
        intervenant=scene.intervenant,
        contrat=donnees(scene, debut=date(2025, 9, 1), fin=date(2025, 9, 19), periodes=missions),
        identite=identite(),
    )
    assert contrat.nb_missions == 2
    assert list(PeriodeContrat.objects.filter(contrat=contrat).values_list("debut", "fin")) == missions


def test_une_autre_entreprise_n_ajoute_personne_ici(scene):
    etrangere = un_acteur(role=Role.REFERENT)
    with pytest.raises(DroitRefuse):
        personnes.ajouter_personne(
            acteur=etrangere, intervenant=scene.intervenant, contrat=donnees(scene), identite=identite()
        )
    with pytest.raises(DroitRefuse):
        justificatifs.deposer_justificatif(acteur=etrangere, demande=une_demande(scene), fichier=io.BytesIO(PDF))


def test_les_fenetres_d_une_personne_ne_se_chevauchent_pas(scene):
    personne = un_beneficiaire()
    commun = {
        "acteur": scene.facilitation,
        "beneficiaire": personne,
        "referentiel": scene.clause.referentiel,
        "origine": OrigineFenetre.DECISION,
    }
    personnes.ouvrir_fenetre(**commun, debut=date(2025, 1, 1), fin=date(2025, 6, 30))
    personnes.ouvrir_fenetre(**commun, debut=date(2025, 7, 1), fin=None)
    for debut, fin in ((date(2025, 6, 30), date(2025, 6, 30)), (date(2030, 1, 1), None), (date(2024, 1, 1), None)):
        with pytest.raises(RegleViolee, match="couvre déjà"):
            personnes.ouvrir_fenetre(**commun, debut=debut, fin=fin)
    with pytest.raises(RegleViolee, match="précède"):
        personnes.ouvrir_fenetre(**commun, debut=date(2024, 2, 1), fin=date(2024, 1, 1))


def test_une_demande_suit_sa_table_et_un_refus_s_explique(scene):
    demande = une_demande(scene)
    with pytest.raises(DroitRefuse):
        personnes.trancher_demande(acteur=scene.paie, demande=demande, acte=ActeDemande.ACCEPTER)
    with pytest.raises(RegleViolee, match="explique"):
        personnes.trancher_demande(acteur=scene.facilitation, demande=demande, acte=ActeDemande.REFUSER)
    demande = personnes.trancher_demande(
        acteur=scene.facilitation, demande=demande, acte=ActeDemande.REFUSER, reponse="Hors délai."
    )
    assert (demande.etat, demande.decidee_par) == (EtatDemande.REFUSEE, scene.facilitation.utilisateur)
    with pytest.raises(TransitionInterdite):
        personnes.trancher_demande(acteur=scene.facilitation, demande=demande, acte=ActeDemande.ACCEPTER)


def test_un_justificatif_est_chiffre_et_une_demande_tranchee_n_en_recoit_plus(scene, settings):
    demande = une_demande(scene)
    depot = justificatifs.deposer_justificatif(
        acteur=scene.paie, demande=demande, fichier=io.BytesIO(PDF), nom="attestation.pdf"
    )
    assert DEPOTS.lire(depot.nom_coffre) == PDF
    brut = (Path(settings.DEPOTS_ROOT) / depot.nom_coffre).read_bytes()
    assert PDF not in brut
    with pytest.raises(RegleViolee) as refus:
        justificatifs.deposer_justificatif(acteur=scene.paie, demande=demande, fichier=io.BytesIO(b"texte;csv"))
    assert refus.value.champ == "justificatif"
    personnes.trancher_demande(acteur=scene.facilitation, demande=demande, acte=ActeDemande.ACCEPTER)
    with pytest.raises(RegleViolee, match="tranchée"):
        justificatifs.deposer_justificatif(acteur=scene.paie, demande=demande, fichier=io.BytesIO(PDF))
    assert DepotScelle.objects.count() == 1


def test_pas_plus_de_dix_justificatifs_par_demande(scene):
    demande = une_demande(scene)
    for _ in range(10):
        justificatifs.deposer_justificatif(acteur=scene.paie, demande=demande, fichier=io.BytesIO(PDF))
    with pytest.raises(RegleViolee, match="10 justificatifs"):
        justificatifs.deposer_justificatif(acteur=scene.paie, demande=demande, fichier=io.BytesIO(PDF))


def test_un_contrat_saisi_par_erreur_s_annule_avec_ses_brouillons_et_un_motif(scene):
    demande = une_demande(scene)
    scene.contrats = [demande.contrat]
    un_mois_saisi(scene, 60)
    with pytest.raises(RegleViolee, match="motif"):
        personnes.annuler_contrat(acteur=scene.paie, contrat=demande.contrat, motif=" ")
    with pytest.raises(RegleViolee, match="contrats"):
        personnes.annuler_personne(acteur=scene.paie, beneficiaire=demande.beneficiaire, motif="Erreur")
    annuler_ajout(acteur=scene.paie, contrat=demande.contrat, motif="Erreur de nom")
    demande.contrat.refresh_from_db()
    demande.beneficiaire.refresh_from_db()
    assert demande.contrat.annule_motif == demande.beneficiaire.annule_motif == "Erreur de nom"
    assert not LigneHeures.objects.exists()
    assert not DemandeValidation.objects.en_attente().exists()
    actes = set(JournalPersonne.objects.values_list("acte", flat=True))
    assert {"creer", "enregistrer_contrat", "annuler_contrat", "annuler"} <= actes


def test_la_personne_reste_quand_un_autre_contrat_la_tient(scene):
    demande = une_demande(scene)
    un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=demande.beneficiaire)
    annuler_ajout(acteur=scene.paie, contrat=demande.contrat, motif="Double")
    demande.beneficiaire.refresh_from_db()
    assert demande.beneficiaire.annule_le is None


def test_des_heures_transmises_interdisent_l_annulation(scene):
    un_mois_soumis(scene, 60)
    with pytest.raises(RegleViolee, match="transmises"):
        personnes.annuler_contrat(acteur=scene.paie, contrat=scene.contrats[0], motif="Erreur")


def test_une_personne_sur_deux_lots_a_le_meme_justificatif_dans_chaque_demande(scene):
    lot = un_lot(marche=scene.clause.lot.marche)
    une_clause(lot=lot, titulaire=scene.entreprise)
    contrats = ajouter_au_mois(
        acteur=scene.paie,
        intervenants=[scene.intervenant, lot.intervenants.get()],
        contrat=ContratSaisi(TypeContrat.CDD, date(2025, 9, 15)),
        identite=identite(),
        justificatif=io.BytesIO(PDF),
    )
    assert len({c.beneficiaire_id for c in contrats}) == 1
    assert [d.depots.count() for d in DemandeValidation.objects.all()] == [1, 1]
    with pytest.raises(RegleViolee, match="au moins un lot"):
        ajouter_au_mois(acteur=scene.paie, intervenants=[], contrat=ContratSaisi(TypeContrat.CDD, date(2025, 9, 15)))


def test_un_fichier_refuse_ne_laisse_ni_personne_ni_contrat(scene):
    avant = ContratTravail.objects.count()
    with pytest.raises(RegleViolee):
        ajouter_au_mois(
            acteur=scene.paie,
            intervenants=[scene.intervenant],
            contrat=ContratSaisi(TypeContrat.CDD, date(2025, 9, 15)),
            identite=identite(),
            justificatif=io.BytesIO(b"MZ\x90"),
        )
    assert ContratTravail.objects.count() == avant
    assert not DepotScelle.objects.exists()
