"""Missions of lent people go on under one contract: which, what it becomes, what is never asked or counted twice."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from clauses.models import (
    Alerte,
    Beneficiaire,
    ContratTravail,
    DemandeValidation,
    DepotScelle,
    JournalPersonne,
    PeriodeContrat,
    Reglage,
)
from clauses.rules.etats import ActeDemande, EtatDemande
from clauses.rules.vocabulaire import Modalite, TypeContrat
from clauses.selectors.eligibilites import eligibilites_de
from clauses.services import missions, personnes
from clauses.services.ajout_personne import ContratSaisi, EmployeurSaisi, ajouter_au_mois
from clauses.services.personnes import DonneesContrat
from entreprises.rules import Nature, Role
from socle.erreurs import DroitRefuse, RegleViolee
from socle.horloge import a_l_instant
from tests.fabriques.declarations import un_beneficiaire, un_contrat, un_mois_soumis, une_fenetre, une_scene
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.marches import un_lot, une_clause

pytestmark = pytest.mark.django_db
EN_OCTOBRE = datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
PDF = b"%PDF-1.7\n%%EOF"


def j(mois: int, jour: int) -> date:
    return date(2025, mois, jour)


@pytest.fixture(autouse=True)
def en_octobre(settings, tmp_path):
    settings.DEPOTS_ROOT = tmp_path / "depots"
    with a_l_instant(EN_OCTOBRE):
        yield


@pytest.fixture
def scene():
    return une_scene(personnes=0)


@pytest.fixture
def etti():
    return une_organisation(nom="Intérim Plaine", nature=Nature.ETTI)


@pytest.fixture
def personne(scene):
    """Somebody whom the office has recognised for good."""
    connue = un_beneficiaire("N'Guessan", prenom="Aya")
    une_fenetre(connue, scene.clause)
    return connue


@pytest.fixture
def envoyer(scene, etti, personne):
    """One mission of this person on the firm's lot, entered by the firm."""

    def entrer(debut: date, fin: date | None, *, de: Beneficiaire | None = None, **champs) -> ContratTravail:
        intervenant = champs.pop("intervenant", scene.intervenant)
        commun = {
            "type_contrat": TypeContrat.INTERIM_INSERTION,
            "modalite": Modalite.MISE_A_DISPOSITION,
            "employeur": etti,
            "entreprise_utilisatrice": scene.entreprise,
        }
        return personnes.ajouter_personne(
            acteur=scene.paie,
            intervenant=intervenant,
            beneficiaire=de or personne,
            contrat=DonneesContrat(debut=debut, fin=fin, **(commun | champs)),
        )

    return entrer


def periodes(contrat: ContratTravail) -> list[tuple[date, date | None]]:
    return list(PeriodeContrat.objects.filter(contrat=contrat).order_by("debut").values_list("debut", "fin"))


def relu(contrat: ContratTravail) -> tuple[date, date | None, int]:
    """Start, end and number of missions, as written."""
    return ContratTravail.objects.values_list("debut", "fin", "nb_missions").get(pk=contrat.pk)


def test_trois_semaines_de_missions_font_un_contrat_et_gardent_leurs_dates(envoyer, personne):
    premier = envoyer(j(9, 1), j(9, 5))
    assert envoyer(j(9, 8), j(9, 12)) == premier
    assert envoyer(j(9, 29), j(10, 3)) == premier
    assert relu(premier) == (j(9, 1), j(10, 3), 3)
    assert periodes(premier) == [(j(9, 1), j(9, 5)), (j(9, 8), j(9, 12)), (j(9, 29), j(10, 3))]
    assert ContratTravail.objects.count() == 1
    journal = JournalPersonne.objects.filter(beneficiaire=personne).order_by("pk").values_list("acte", flat=True)
    assert list(journal) == ["enregistrer_contrat", "ajouter_mission", "ajouter_mission"]


@pytest.mark.parametrize(("debut", "contrats"), [(j(10, 1), 1), (j(10, 31), 1), (j(11, 1), 2)])
def test_trente_jours_sans_mission_ne_coupent_pas_le_contrat_trente_et_un_en_ouvrent_un_autre(envoyer, debut, contrats):
    premier = envoyer(j(9, 1), j(9, 30))
    second = envoyer(debut, debut)
    assert (second == premier) is (contrats == 1)
    assert ContratTravail.objects.count() == contrats
    assert relu(premier) == (j(9, 1), debut if contrats == 1 else j(9, 30), 3 - contrats)
    assert relu(second)[2] == 3 - contrats


def test_l_interruption_admise_est_le_reglage_en_vigueur_au_debut_de_la_mission(envoyer):
    Reglage.objects.create(code="ecart_missions", libelle="Écart", valeur=Decimal(5), valide_du=j(9, 1))
    ete = envoyer(j(7, 1), j(7, 4))
    assert envoyer(j(7, 21), j(7, 25)) == ete
    rentree = envoyer(j(9, 1), j(9, 5))
    assert envoyer(j(9, 11), j(9, 12)) == rentree
    assert envoyer(j(9, 19), j(9, 19)) != rentree


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("employeur", lambda scene: une_organisation(nature=Nature.ETTI)),
        ("entreprise_utilisatrice", lambda scene: une_organisation()),
        ("type_contrat", lambda scene: TypeContrat.MISE_A_DISPOSITION),
        ("intervenant", lambda scene: autre_lot(scene)),
    ],
)
def test_un_autre_employeur_une_autre_entreprise_un_autre_type_ou_un_autre_lot_font_un_autre_contrat(
    scene, envoyer, champ, valeur
):
    premier = envoyer(j(9, 1), j(9, 5))
    second = envoyer(j(9, 8), j(9, 12), **{champ: valeur(scene)})
    assert second != premier
    assert (relu(premier)[2], relu(second)[2]) == (1, 1)


def autre_lot(scene):
    lot = un_lot(marche=scene.clause.lot.marche)
    une_clause(lot=lot, titulaire=scene.entreprise)
    return lot.intervenants.get()


def test_une_autre_personne_ou_un_contrat_annule_n_est_pas_poursuivi(scene, envoyer):
    premier = envoyer(j(9, 1), j(9, 5))
    autre = envoyer(j(9, 8), j(9, 12), de=un_beneficiaire())
    assert autre != premier
    personnes.annuler_contrat(acteur=scene.paie, contrat=premier, motif="Erreur")
    assert envoyer(j(9, 8), j(9, 12)) not in (premier, autre)


def test_deux_contrats_a_duree_determinee_restent_deux_contrats(scene, personne, envoyer):
    direct = {
        "type_contrat": TypeContrat.CDD,
        "modalite": Modalite.EMBAUCHE_DIRECTE,
        "employeur": scene.entreprise,
        "entreprise_utilisatrice": None,
    }
    assert envoyer(j(9, 1), j(9, 5), **direct) != envoyer(j(9, 8), j(9, 12), **direct)


def test_une_mission_qui_en_chevauche_une_autre_est_refusee_sans_rien_ecrire(envoyer):
    premier = envoyer(j(9, 1), j(9, 5))
    avant = JournalPersonne.objects.count()
    for debut, fin, phrase in (
        (j(9, 1), j(9, 5), "déjà enregistrée"),
        (j(9, 5), j(9, 9), "du 1er septembre 2025 au 5 septembre 2025"),
        (j(8, 25), None, "chevauche"),
    ):
        with pytest.raises(RegleViolee, match=phrase) as refus:
            envoyer(debut, fin)
        assert refus.value.champ == "debut"
    with pytest.raises(RegleViolee, match="précède"):
        envoyer(j(9, 12), j(9, 8))
    assert relu(premier) == (j(9, 1), j(9, 5), 1)
    assert JournalPersonne.objects.count() == avant


def test_une_mission_sans_fin_laisse_le_contrat_ouvert_et_couvre_la_suite(envoyer):
    premier = envoyer(j(9, 1), j(9, 5))
    assert envoyer(j(9, 8), None) == premier
    assert relu(premier) == (j(9, 1), None, 2)
    with pytest.raises(RegleViolee, match="qui court depuis le 8 septembre 2025, sans fin connue"):
        envoyer(j(10, 6), j(10, 10))


def test_de_deux_contrats_la_mission_poursuit_le_plus_proche(envoyer):
    ete, automne = envoyer(j(7, 1), j(7, 31)), envoyer(j(9, 15), j(9, 30))
    assert envoyer(j(9, 1), j(9, 5)) == automne
    assert envoyer(j(8, 4), j(8, 8)) == ete
    assert relu(automne) == (j(9, 1), j(9, 30), 2)
    assert relu(ete) == (j(7, 1), j(8, 8), 2)


def test_un_contrat_sans_periode_datee_recoit_aussi_celle_qu_il_avait(scene, etti, personne, envoyer):
    ancien = envoyer(j(9, 1), j(9, 5))
    PeriodeContrat.objects.all().delete()
    assert envoyer(j(9, 8), j(9, 12)) == ancien
    assert periodes(ancien) == [(j(9, 1), j(9, 5)), (j(9, 8), j(9, 12))]


# The right to count


def test_une_demande_en_attente_n_est_pas_posee_deux_fois(envoyer):
    nouvelle = un_beneficiaire()
    contrat = envoyer(j(9, 1), j(9, 5), de=nouvelle)
    envoyer(j(9, 8), j(9, 12), de=nouvelle)
    assert DemandeValidation.objects.get().contrat == contrat


def test_une_mission_apres_la_fin_de_la_fenetre_ne_demande_rien_car_le_contrat_y_a_commence(scene, envoyer):
    connue = un_beneficiaire()
    une_fenetre(connue, scene.clause, debut=j(9, 1), fin=j(9, 1))
    premier = envoyer(j(9, 1), j(9, 5), de=connue)
    assert envoyer(j(9, 8), j(9, 12), de=connue) == premier
    assert not DemandeValidation.objects.exists()
    ailleurs = envoyer(j(11, 3), j(11, 7), de=connue)
    assert ailleurs.demande.etat == EtatDemande.DEPOSEE


@pytest.mark.parametrize("depuis_premier_contrat", [True, False])
def test_la_duree_de_comptage_ne_repart_pas(scene, envoyer, personne, depuis_premier_contrat):
    type(scene.clause.referentiel).objects.filter(pk=scene.clause.referentiel_id).update(
        depuis_premier_contrat=depuis_premier_contrat
    )
    contrat = envoyer(j(3, 3), j(3, 7))

    def jusqu_au() -> date | None:
        lu = ContratTravail.objects.select_related("beneficiaire", "clause__lot", "clause__referentiel")
        return eligibilites_de([lu.get(pk=contrat.pk)])[contrat.pk].jusqu_au

    avant = jusqu_au()
    assert avant is not None
    for debut, fin in ((j(3, 10), j(3, 14)), (j(4, 7), j(4, 11))):
        assert envoyer(debut, fin) == contrat
    assert jusqu_au() == avant
    personne.refresh_from_db()
    assert personne.premier_contrat_le == j(3, 3)


def test_une_mission_anterieure_avance_le_debut_quand_la_personne_etait_deja_reconnue(envoyer, personne):
    contrat = envoyer(j(9, 8), j(9, 12))
    assert envoyer(j(9, 1), j(9, 5)) == contrat
    assert relu(contrat) == (j(9, 1), j(9, 12), 2)
    personne.refresh_from_db()
    assert personne.premier_contrat_le == j(9, 1)
    assert not DemandeValidation.objects.exists()


def test_une_mission_anterieure_a_la_fenetre_ne_remet_pas_en_cause_le_contrat_reconnu(scene, envoyer):
    connue = un_beneficiaire()
    une_fenetre(connue, scene.clause, debut=j(9, 8))
    reconnu = envoyer(j(9, 8), j(9, 12), de=connue)
    avant = envoyer(j(9, 1), j(9, 5), de=connue)
    assert avant != reconnu
    assert avant.demande.etat == EtatDemande.DEPOSEE
    assert relu(reconnu) == (j(9, 8), j(9, 12), 1)


def test_une_mission_anterieure_rejoint_un_contrat_dont_la_demande_attend(envoyer):
    nouvelle = un_beneficiaire()
    contrat = envoyer(j(9, 8), j(9, 12), de=nouvelle)
    assert envoyer(j(9, 1), j(9, 5), de=nouvelle) == contrat
    assert relu(contrat)[0] == j(9, 1)
    assert DemandeValidation.objects.count() == 1


def test_un_contrat_refuse_n_est_pas_poursuivi_une_autre_demande_se_pose(scene, envoyer):
    nouvelle = un_beneficiaire()
    refuse = envoyer(j(9, 1), j(9, 5), de=nouvelle)
    personnes.trancher_demande(
        acteur=scene.facilitation, demande=refuse.demande, acte=ActeDemande.REFUSER, reponse="Hors délai."
    )
    second = envoyer(j(9, 8), j(9, 12), de=nouvelle)
    assert second != refuse
    assert second.demande.etat == EtatDemande.DEPOSEE


def test_le_debut_ne_se_pose_pas_sur_celui_d_un_contrat_d_un_autre_type(envoyer):
    envoyer(j(9, 1), j(9, 5), type_contrat=TypeContrat.MISE_A_DISPOSITION)
    contrat = envoyer(j(9, 8), j(9, 12))
    with pytest.raises(RegleViolee, match="commence déjà ce jour-là"):
        envoyer(j(9, 1), j(9, 5))
    assert relu(contrat) == (j(9, 8), j(9, 12), 1)


# What controls read


def test_les_heures_en_verification_sont_jugees_de_nouveau_sur_les_missions_ajoutees(scene, envoyer):
    scene.contrats = [envoyer(j(8, 25), j(9, 5))]
    [ligne] = un_mois_soumis(scene, 120)
    assert Alerte.objects.actives().filter(ligne=ligne, code="A6").exists()
    envoyer(j(9, 8), j(9, 30))
    assert not Alerte.objects.actives().filter(ligne=ligne, code="A6").exists()


def test_un_mois_hors_des_missions_n_est_plus_hors_contrat_apres_la_mission(scene, envoyer):
    scene.contrats = [envoyer(j(8, 4), j(8, 29))]
    [ligne] = un_mois_soumis(scene, 70)
    assert Alerte.objects.actives().filter(ligne=ligne, code="A1").exists()
    envoyer(j(9, 1), j(9, 12))
    assert not Alerte.objects.actives().filter(ligne=ligne, code="A1").exists()


def test_le_mois_est_coupe_a_la_fin_du_comptage_d_apres_les_missions(scene, envoyer):
    type(scene.clause.lot).objects.filter(pk=scene.clause.lot_id).update(fin_travaux=j(9, 10), reception_le=None)
    scene.contrats = [envoyer(j(9, 1), j(9, 10))]
    [ligne] = un_mois_soumis(scene, 60)
    assert not Alerte.objects.actives().filter(ligne=ligne, code="A2").exists()
    envoyer(j(9, 11), j(9, 12))
    alerte = Alerte.objects.actives().get(ligne=ligne, code="A2")
    assert "jusqu'au 10 septembre 2025" in alerte.message
    assert "48" in alerte.detail, "8 jours ouvrés sur 10, de 60 h"


# The doors


def saisi(debut: date, fin: date | None, **champs) -> ContratSaisi:
    return replace(ContratSaisi(TypeContrat.INTERIM_INSERTION, debut, fin), **champs)


def test_sur_deux_lots_la_mission_poursuit_la_ou_un_contrat_court_et_ouvre_l_autre(scene, etti, personne):
    commun = {"acteur": scene.paie, "personne": personne, "employeur": EmployeurSaisi(etti.siret, etti.nom, "ETTI")}
    [premier] = ajouter_au_mois(intervenants=[scene.intervenant], contrat=saisi(j(9, 1), j(9, 5)), **commun)
    lots = [autre_lot(scene), scene.intervenant]
    contrats = ajouter_au_mois(intervenants=lots, contrat=saisi(j(9, 8), j(9, 12)), **commun)
    assert {c.nb_missions for c in contrats if c == premier} == {2}
    assert {c.nb_missions for c in contrats if c != premier} == {1}
    with pytest.raises(RegleViolee, match="chevauche"):
        ajouter_au_mois(intervenants=lots, contrat=saisi(j(9, 12), j(9, 19)), **commun)
    assert {relu(c)[1] for c in contrats} == {j(9, 12)}, "rien n'est écrit sur un lot si un autre refuse"


def test_un_justificatif_joint_a_une_mission_va_a_la_demande_qui_attend_et_a_elle_seule(scene, etti):
    nouvelle = un_beneficiaire()
    commun = {"acteur": scene.paie, "personne": nouvelle, "intervenants": [scene.intervenant]}
    commun["employeur"] = EmployeurSaisi(etti.siret, etti.nom, "ETTI")
    [contrat] = ajouter_au_mois(contrat=saisi(j(9, 1), j(9, 5)), **commun)
    ajouter_au_mois(contrat=saisi(j(9, 8), j(9, 12)), justificatif=io.BytesIO(PDF), **commun)
    assert DepotScelle.objects.get().demande == contrat.demande
    personnes.trancher_demande(acteur=scene.facilitation, demande=contrat.demande, acte=ActeDemande.ACCEPTER)
    ajouter_au_mois(contrat=saisi(j(9, 15), j(9, 19)), justificatif=io.BytesIO(PDF), **commun)
    assert relu(contrat)[2] == 3
    assert DepotScelle.objects.count() == 1


def test_depuis_la_page_du_contrat_c_est_le_meme_acte(scene, etti, envoyer):
    contrat = envoyer(j(9, 1), j(9, 5), heures_hebdo=Decimal("24.00"))
    assert missions.ajouter_mission(acteur=scene.paie, contrat=contrat, debut=j(9, 8), fin=j(9, 12)) == contrat
    assert relu(contrat) == (j(9, 1), j(9, 12), 2)
    autre = missions.ajouter_mission(acteur=scene.paie, contrat=contrat, debut=j(12, 1), fin=j(12, 5))
    assert autre != contrat
    assert (autre.employeur, autre.entreprise_utilisatrice) == (etti, scene.entreprise)
    assert (autre.heures_hebdo, autre.type_contrat) == (Decimal("24.00"), TypeContrat.INTERIM_INSERTION)
    assert missions.ajouter_mission(acteur=scene.paie, contrat=contrat, debut=j(12, 8), fin=j(12, 12)) == autre


def test_une_mission_ne_s_ajoute_ni_a_un_cdd_ni_a_un_contrat_annule_ni_chez_les_autres(scene, envoyer):
    contrat = envoyer(j(9, 1), j(9, 5))
    dates = {"debut": j(9, 8), "fin": j(9, 12)}
    conduite = un_acteur(role=Role.CONDUITE, organisation=scene.entreprise)
    for acteur in (un_acteur(role=Role.REFERENT), conduite):
        with pytest.raises(DroitRefuse):
            missions.ajouter_mission(acteur=acteur, contrat=contrat, **dates)
    direct = un_contrat(intervenant=scene.intervenant, clause=scene.clause)
    with pytest.raises(RegleViolee, match="intérim"):
        missions.ajouter_mission(acteur=scene.paie, contrat=direct, **dates)
    personnes.annuler_contrat(acteur=scene.paie, contrat=contrat, motif="Erreur")
    with pytest.raises(RegleViolee, match="annulé"):
        missions.ajouter_mission(acteur=scene.paie, contrat=contrat, **dates)
    assert PeriodeContrat.objects.filter(debut=j(9, 8)).count() == 0


# A mistake taken back


def retirer(scene, contrat: ContratTravail, debut: date, motif: str = "Erreur d'année") -> ContratTravail:
    return missions.retirer_mission(acteur=scene.paie, contrat=contrat, debut=debut, motif=motif)


def test_une_mission_saisie_par_erreur_se_retire_avec_un_motif(scene, envoyer, personne):
    contrat = envoyer(j(9, 1), j(9, 5))
    envoyer(j(9, 8), date(2052, 9, 12))
    with pytest.raises(RegleViolee, match="motif"):
        retirer(scene, contrat, j(9, 8), " ")
    retirer(scene, contrat, j(9, 8))
    assert relu(contrat) == (j(9, 1), j(9, 5), 1)
    assert periodes(contrat) == [(j(9, 1), j(9, 5))]
    ligne = JournalPersonne.objects.filter(beneficiaire=personne).first()
    assert (ligne.acte, ligne.motif, ligne.auteur) == ("retirer_mission", "Erreur d'année", scene.paie.utilisateur)
    assert envoyer(j(9, 8), j(9, 12)) == contrat


def test_retirer_la_premiere_mission_rend_le_debut_et_le_premier_contrat(scene, envoyer, personne):
    contrat = envoyer(j(9, 8), j(9, 12))
    envoyer(j(9, 1), j(9, 5))
    retirer(scene, contrat, j(9, 1))
    personne.refresh_from_db()
    assert (relu(contrat)[0], personne.premier_contrat_le) == (j(9, 8), j(9, 8))
    assert not DemandeValidation.objects.exists()


def test_un_premier_contrat_plus_ancien_reste_le_premier(scene, envoyer, personne):
    Beneficiaire.objects.filter(pk=personne.pk).update(premier_contrat_le=j(1, 6))
    contrat = envoyer(j(9, 1), j(9, 5))
    envoyer(j(9, 8), j(9, 12))
    retirer(scene, contrat, j(9, 1))
    personne.refresh_from_db()
    assert personne.premier_contrat_le == j(1, 6)


def test_un_debut_recule_hors_de_la_fenetre_pose_une_demande(scene, envoyer):
    connue = un_beneficiaire()
    une_fenetre(connue, scene.clause, debut=j(9, 1), fin=j(9, 1))
    contrat = envoyer(j(9, 1), j(9, 5), de=connue)
    envoyer(j(9, 8), j(9, 12), de=connue)
    retirer(scene, contrat, j(9, 1))
    assert DemandeValidation.objects.get().contrat == contrat


def test_une_mission_dont_les_heures_sont_parties_reste_sauf_si_une_autre_touche_le_mois(scene, envoyer):
    contrat = envoyer(j(8, 25), j(8, 29))
    envoyer(j(9, 1), j(9, 5))
    scene.contrats = [contrat]
    [ligne] = un_mois_soumis(scene, 35)
    with pytest.raises(RegleViolee, match="heures de septembre 2025 ont été transmises"):
        retirer(scene, contrat, j(9, 1))
    envoyer(j(9, 29), j(10, 3))
    assert not Alerte.objects.actives().filter(ligne=ligne, code="A6").exists()
    retirer(scene, contrat, j(9, 1))
    assert Alerte.objects.actives().filter(ligne=ligne, code="A6").exists(), "35 h pour deux jours"


def test_on_ne_retire_ni_la_seule_mission_ni_celle_d_un_contrat_annule_ni_chez_les_autres(scene, envoyer):
    contrat = envoyer(j(9, 1), j(9, 5))
    with pytest.raises(RegleViolee, match="seule mission"):
        retirer(scene, contrat, j(9, 1))
    envoyer(j(9, 8), j(9, 12))
    for acteur in (un_acteur(role=Role.REFERENT), un_acteur(role=Role.CONDUITE, organisation=scene.entreprise)):
        with pytest.raises(DroitRefuse):
            missions.retirer_mission(acteur=acteur, contrat=contrat, debut=j(9, 8), motif="Erreur")
    personnes.annuler_contrat(acteur=scene.paie, contrat=contrat, motif="Erreur")
    with pytest.raises(RegleViolee, match="annulé"):
        retirer(scene, contrat, j(9, 8))
    assert len(periodes(contrat)) == 2
