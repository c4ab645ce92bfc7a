"""A file of hours becomes drafts: matched, split, shown beside what is stored, written once."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clauses.models import CorrespondanceColonnes, Declaration, FichierHeures, LigneHeures
from clauses.rules.proposition_tableur import DecisionLigne, EtatFichier, SorteLigne
from clauses.services import brouillons, fichiers_heures, validation
from clauses.services.fichiers_heures import reception
from entreprises.rules import Nature, Role
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.fichiers import PRIVE
from socle.horloge import a_l_instant, maintenant
from tests.fabriques.declarations import (
    MOIS,
    Scene,
    un_beneficiaire,
    un_contrat,
    un_mois_saisi,
    un_mois_soumis,
    une_scene,
)
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.marches import un_lot, un_marche, une_clause
from tests.fabriques.tableurs import csv, xlsx

pytestmark = pytest.mark.django_db
D = Decimal
ENTETE = ["Nom", "Prénom", "Mois", "Heures"]


def fichier(scene: Scene, *heures: object, mois: str = MOIS.iso) -> io.BytesIO:
    return xlsx([ENTETE, *([c.beneficiaire.nom, c.beneficiaire.prenom, mois, h]
                           for c, h in zip(scene.contrats, heures, strict=True))])  # fmt: skip


def deposer(scene: Scene, contenu: io.BytesIO, nom: str = "heures.xlsx") -> FichierHeures:
    return fichiers_heures.deposer(acteur=scene.paie, fichier=contenu, nom=nom)


def sortes(importation: FichierHeures) -> list[str]:
    return [li.sorte for li in importation.lignes.order_by("rang", "pk")]


def heures(scene: Scene) -> list[tuple[str, Decimal, str]]:
    return [
        (li.contrat.beneficiaire.nom, li.heures, li.origine)
        for li in LigneHeures.objects.select_related("contrat__beneficiaire").order_by("pk")
    ]


def test_un_fichier_propre_devient_un_brouillon():
    scene = une_scene(personnes=2)
    importation = deposer(scene, fichier(scene, 151.67, "7h30"))
    assert importation.etat == EtatFichier.A_RELIRE
    assert sortes(importation) == ["NOUVELLE", "NOUVELLE"]
    bilan = fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
    assert (bilan.mois, bilan.brouillons, bilan.corrections) == ((MOIS,), 2, 0)
    noms = [c.beneficiaire.nom for c in scene.contrats]
    assert heures(scene) == [(noms[0], D("151.67"), "TABLEUR"), (noms[1], D("7.50"), "TABLEUR")]
    importation.refresh_from_db()
    assert importation.etat == EtatFichier.ENREGISTRE
    assert Declaration.objects.get().soumise_le is None


def test_le_fichier_brut_est_efface_des_qu_il_est_lu():
    scene = une_scene()
    avant = fichiers_prives()
    importation = deposer(scene, fichier(scene, 10))
    assert importation.depot == ""
    assert fichiers_prives() == avant


def fichiers_prives() -> list[str]:
    from socle.fichiers import stockage_prive

    stockage = stockage_prive()
    try:
        dossiers, _ = stockage.listdir("fichiers_heures")
    except FileNotFoundError:
        return []
    return [f"fichiers_heures/{d}/{n}" for d in dossiers for n in stockage.listdir(f"fichiers_heures/{d}")[1]]


def test_le_meme_fichier_deux_fois_ne_change_rien():
    scene = une_scene(personnes=2)
    fichiers_heures.appliquer(acteur=scene.paie, importation=deposer(scene, fichier(scene, 100, 35)))
    avant = heures(scene)
    revision = Declaration.objects.get().revision
    encore = deposer(scene, fichier(scene, 100, 35))
    assert sortes(encore) == ["IDENTIQUE", "IDENTIQUE"]
    bilan = fichiers_heures.appliquer(acteur=scene.paie, importation=encore)
    assert (bilan.brouillons, bilan.mois) == (0, (MOIS,))
    assert heures(scene) == avant
    assert Declaration.objects.get().revision == revision


def test_cent_ordres_de_fichiers_qui_se_recouvrent_donnent_le_dernier_mot_au_dernier():
    scene = une_scene(personnes=2)
    valeurs = [(100, 35), (100, 40), (90, 35), (100, 35)]
    for couple in valeurs * 3:
        fichiers_heures.appliquer(acteur=scene.paie, importation=deposer(scene, fichier(scene, *couple)))
        assert [h for _, h, _ in heures(scene)] == [D(couple[0]), D(couple[1])]
    assert LigneHeures.objects.count() == 2


def test_remplacer_montre_l_ancien_et_le_nouveau():
    scene = une_scene()
    un_mois_saisi(scene, 80)
    importation = deposer(scene, fichier(scene, 100))
    ligne = importation.lignes.get()
    assert (ligne.sorte, ligne.heures_avant, ligne.heures) == (SorteLigne.REMPLACE, D("80.00"), D("100.00"))
    fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
    assert LigneHeures.objects.get().heures == D("100.00")


def test_laisser_une_ligne_ne_l_ecrit_pas():
    scene = une_scene(personnes=2)
    importation = deposer(scene, fichier(scene, 100, 35))
    premiere = importation.lignes.order_by("rang").first()
    fichiers_heures.decider(acteur=scene.paie, importation=importation, gardees={premiere.uuid: False})
    fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
    assert [h for _, h, _ in heures(scene)] == [D("35.00")]


def test_un_mois_valide_devient_une_correction_transmise():
    scene = une_scene()
    lignes = un_mois_soumis(scene, 100)
    validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in lignes])
    importation = deposer(scene, fichier(scene, 110))
    assert importation.lignes.get().sorte == SorteLigne.CORRECTION
    bilan = fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
    assert bilan.corrections == 1
    corrigee = LigneHeures.objects.get(remplace=lignes[0])
    assert (corrigee.heures, corrigee.etat, corrigee.declaration.rang) == (D("110.00"), "SOUMISE", 1)
    encore = deposer(scene, fichier(scene, 120))
    assert encore.lignes.get().sorte == SorteLigne.TRANSMISE


def test_un_mois_en_verification_n_est_pas_touche():
    scene = une_scene()
    un_mois_soumis(scene, 100)
    importation = deposer(scene, fichier(scene, 110))
    assert importation.lignes.get().sorte == SorteLigne.TRANSMISE
    fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
    assert LigneHeures.objects.get().heures == D("100.00")


def test_une_regularisation_negative_ne_s_applique_qu_une_fois():
    scene = une_scene()
    lignes = un_mois_soumis(scene, 100)
    validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in lignes])
    importation = deposer(scene, fichier(scene, -12))
    ligne = importation.lignes.get()
    assert (ligne.sorte, ligne.heures) == (SorteLigne.CORRECTION, D("88.00"))
    fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
    validation.valider(acteur=scene.facilitation, lignes=[LigneHeures.objects.get(remplace=lignes[0]).uuid])
    encore = deposer(scene, fichier(scene, -12))
    assert encore.lignes.get().decision == DecisionLigne.LAISSER
    fichiers_heures.appliquer(acteur=scene.paie, importation=encore)
    assert LigneHeures.objects.filter(remplace__isnull=False).count() == 1


def test_heures_changees_entre_la_lecture_et_l_enregistrement():
    scene = une_scene()
    importation = deposer(scene, fichier(scene, 100))
    un_mois_saisi(scene, 60)
    with pytest.raises(ConflitEcriture):
        fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
    ligne = importation.lignes.get()
    assert (ligne.sorte, ligne.heures_avant) == (SorteLigne.REMPLACE, D("60.00"))
    fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
    assert LigneHeures.objects.get().heures == D("100.00")


def test_deux_lots_la_part_du_mois_precedent_puis_le_total_du_fichier():
    scene = une_scene()
    lot = un_lot(marche=un_marche(office=scene.office))
    autre = une_clause(lot=lot, heures=1000, titulaire=scene.entreprise, facilitateur=scene.facilitation.espace)
    second = un_contrat(intervenant=lot.intervenants.get(), clause=autre, beneficiaire=scene.contrats[0].beneficiaire)
    avant = MOIS.precedent()
    for contrat, site, valeur in (
        (scene.contrats[0], scene.chantier_id, 90), (second, lot.sites.get().chantier_id, 30),
    ):  # fmt: skip
        d = brouillons.ouvrir(acteur=scene.paie, intervenant=contrat.intervenant, mois=avant)
        brouillons.enregistrer_brouillon(
            acteur=scene.paie, declaration=d, saisies=[brouillons.SaisieLigne(contrat, site, D(valeur))]
        )
    importation = deposer(scene, fichier(scene, 100.01))
    assert sorted(li.heures for li in importation.lignes.all()) == [D("25.01"), D("75.00")]
    assert "comme en" in importation.lignes.first().phrase
    fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
    encore = deposer(scene, fichier(scene, 100.01))
    assert set(sortes(encore)) == {"IDENTIQUE"}
    nomme = deposer(scene, xlsx([[*ENTETE, "Lot"], [second.beneficiaire.nom, second.beneficiaire.prenom, MOIS.iso, 12,
                                                    str(lot.sites.get().chantier)]]))  # fmt: skip
    assert nomme.lignes.get().contrat == second


def test_personne_inconnue_homonymes_et_date_de_naissance_differente():
    scene = une_scene()
    connue = scene.contrats[0].beneficiaire
    jumelle = un_beneficiaire(nom=connue.nom, prenom=connue.prenom, date_naissance=date(1980, 1, 1))
    un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=jumelle)
    importation = deposer(scene, xlsx([
        ["Nom", "Prénom", "Né le", "Mois", "Heures"],
        [connue.nom, connue.prenom, "", MOIS.iso, 10], ["Inconnue", "Zoé", "", MOIS.iso, 11],
        [connue.prenom, connue.nom.upper(), date(1980, 1, 1), MOIS.iso, 12],
        [connue.nom, connue.prenom, date(1999, 1, 1), MOIS.iso, 13],
    ]))  # fmt: skip
    assert sortes(importation) == ["A_CHOISIR", "INCONNUE", "NOUVELLE", "A_CHOISIR"]
    a_choisir = importation.lignes.filter(sorte="A_CHOISIR").first()
    assert len(a_choisir.candidats) == 2
    case = a_choisir.candidats[0]
    fichiers_heures.decider(acteur=scene.paie, importation=importation, gardees={},
                           choix={a_choisir.uuid: f"{case['contrat']}-{case['chantier']}"})  # fmt: skip
    assert sortes(importation)[0] == "NOUVELLE"
    fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
    assert sorted(h for _, h, _ in heures(scene)) == [D("10.00"), D("12.00")]


def test_ligne_refusee_corrigee_sur_place_les_bonnes_restent():
    scene = une_scene(personnes=2)
    importation = deposer(scene, fichier(scene, "abs", 35))
    refusee = importation.lignes.get(sorte="REFUSEE")
    assert (refusee.rang, refusee.colonne, refusee.valeur) == (2, "D", "abs")
    with pytest.raises(RegleViolee, match="heures"):
        fichiers_heures.corriger(acteur=scene.paie, importation=importation, ligne=refusee.uuid, nom=refusee.nom,
                                prenom=refusee.prenom, mois=MOIS.iso, heures="toujours pas")  # fmt: skip
    fichiers_heures.corriger(acteur=scene.paie, importation=importation, ligne=refusee.uuid, nom=refusee.nom,
                            prenom=refusee.prenom, mois="09/2025", heures="7h30")  # fmt: skip
    assert set(sortes(importation)) == {"NOUVELLE"}
    fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
    assert sorted(h for _, h, _ in heures(scene)) == [D("7.50"), D("35.00")]


def test_correspondance_demandee_une_fois_puis_retenue():
    scene = une_scene()
    personne = scene.contrats[0].beneficiaire

    def etrange() -> io.BytesIO:
        return csv(f"Salarié;Pointé;Paie de\n{personne.nom.upper()} {personne.prenom};12,5;{MOIS.iso}\n")

    importation = deposer(scene, etrange(), "a.csv")
    assert importation.etat == EtatFichier.A_PRECISER
    cles = {c["titre"]: c["cle"] for c in importation.correspondance["colonnes"]}
    reponses = {cles["Pointé"]: "HEURES", cles["Paie de"]: "MOIS"}
    importation = fichiers_heures.preciser(acteur=scene.paie, importation=importation, colonnes=reponses)
    assert importation.etat == EtatFichier.A_RELIRE
    assert importation.lignes.get().heures == D("12.50")
    assert deposer(scene, etrange(), "b.csv").etat == EtatFichier.A_RELIRE
    assert CorrespondanceColonnes.objects.count() == 1
    ailleurs = une_scene()
    assert deposer(ailleurs, etrange(), "c.csv").etat == EtatFichier.A_PRECISER


def un_tableau_large(scene: Scene, heures: int = 100) -> io.BytesIO:
    c = scene.contrats[0].beneficiaire
    return xlsx([["Nom", "Prénom", "août", "septembre", "octobre"], [c.nom, c.prenom, "", heures, ""]])


def test_l_annee_d_un_tableau_large_vaut_pour_ce_fichier_seulement():
    scene = une_scene()
    premier = deposer(scene, un_tableau_large(scene), "heures.xlsx")
    assert (premier.etat, premier.correspondance["doutes"]) == (EtatFichier.A_PRECISER, ["MOIS"])
    premier = fichiers_heures.preciser(acteur=scene.paie, importation=premier, colonnes={}, annee=2025)
    assert (premier.etat, premier.annee, premier.lignes.get().mois) == (EtatFichier.A_RELIRE, 2025, date(2025, 9, 1))
    suivant = deposer(scene, un_tableau_large(scene, 90), "heures.xlsx")
    assert (suivant.etat, suivant.annee) == (EtatFichier.A_PRECISER, None)
    suivant = fichiers_heures.preciser(acteur=scene.paie, importation=suivant, colonnes={}, annee=2026)
    assert suivant.lignes.get().mois == date(2026, 9, 1)


def test_un_grand_fichier_precise_est_relu_par_l_ouvrier_chaque_fois_sous_une_autre_cle(monkeypatch):
    scene = une_scene()
    importation = deposer(scene, un_tableau_large(scene))
    monkeypatch.setattr(reception, "TAILLE_DIRECTE", 10)
    cles = []
    monkeypatch.setattr(reception, "mettre_en_file", lambda nom, *a, cle: cles.append(cle) or True)
    for annee in (None, 2025):
        importation = fichiers_heures.preciser(acteur=scene.paie, importation=importation, colonnes={}, annee=annee)
        assert (importation.etat, importation.lignes.count()) == (EtatFichier.RECU, 0)
        fichiers_heures.traiter(cle=importation.uuid)
        importation.refresh_from_db()
    assert (importation.etat, importation.lignes.count(), importation.depot) == (EtatFichier.A_RELIRE, 1, "")
    assert len(set(cles)) == 2
    assert f"fichier-heures:{importation.uuid}" not in cles


def test_fichier_hostile_ou_vide_refuse_sans_import():
    scene = une_scene()
    for contenu in (b"", b"MZ" + bytes(100), b"%PDF-1.4"):
        with pytest.raises(RegleViolee) as refus:
            deposer(scene, io.BytesIO(contenu))
        assert refus.value.champ == "fichier"
    assert not FichierHeures.objects.exists()


def test_une_autre_entreprise_et_la_conduite_de_travaux_sont_refusees():
    scene = une_scene()
    importation = deposer(scene, fichier(scene, 10))
    autre = un_acteur(role=Role.PAIE, organisation=une_organisation(nature=Nature.ENTREPRISE))
    conduite = un_acteur(role=Role.CONDUITE, organisation=scene.entreprise)
    for acteur in (autre, conduite):
        with pytest.raises(DroitRefuse):
            fichiers_heures.appliquer(acteur=acteur, importation=importation)
    with pytest.raises(DroitRefuse):
        fichiers_heures.deposer(acteur=conduite, fichier=fichier(scene, 10), nom="x.xlsx")


def test_grand_fichier_lu_par_l_ouvrier_et_repris_apres_une_mort(monkeypatch, django_capture_on_commit_callbacks):
    scene = une_scene()
    monkeypatch.setattr(reception, "TAILLE_DIRECTE", 10)
    file_ = []
    monkeypatch.setattr(reception, "mettre_en_file", lambda nom, *a, cle: file_.append((nom, a, cle)) or True)
    importation = deposer(scene, fichier(scene, 12))
    assert importation.etat == EtatFichier.RECU
    assert file_ == [
        ("clauses.taches.lire_fichier_d_heures", (str(importation.uuid),), f"fichier-heures:{importation.uuid}")
    ]

    vrai = reception.proposer_lignes
    monkeypatch.setattr(reception, "proposer_lignes", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        fichiers_heures.traiter(cle=importation.uuid)
    importation.refresh_from_db()
    assert (importation.etat, importation.lignes.count()) == (EtatFichier.RECU, 0)
    assert 0 < importation.progression < 100
    monkeypatch.setattr(reception, "proposer_lignes", vrai)
    for _ in range(3):
        fichiers_heures.traiter(cle=importation.uuid)
    importation.refresh_from_db()
    assert (importation.etat, importation.lignes.count(), importation.depot) == (EtatFichier.A_RELIRE, 1, "")


def test_apres_vingt_quatre_heures_le_fichier_et_les_inconnus_sont_oublies():
    scene = une_scene()
    c = scene.contrats[0].beneficiaire
    importation = deposer(scene, xlsx([ENTETE, [c.nom, c.prenom, MOIS.iso, 10], ["Inconnue", "Zoé", MOIS.iso, 11]]))
    attente = deposer(scene, xlsx([["Nom", "Prénom", "Lot", "Heures"], [c.nom, c.prenom, "x", 10]]))
    assert attente.etat == EtatFichier.A_PRECISER
    assert PRIVE.existe(attente.depot)
    assert fichiers_heures.oublier() == 0
    with a_l_instant(maintenant() + timedelta(hours=24, minutes=1)):
        assert fichiers_heures.oublier() == 2
        assert fichiers_heures.oublier() == 0
    assert not PRIVE.existe(attente.depot)
    attente.refresh_from_db()
    assert (attente.etat, attente.depot, attente.correspondance) == (EtatFichier.ABANDONNE, "", {})
    assert sortes(importation) == ["NOUVELLE"]


def test_abandonner_oublie_tout_de_suite(django_capture_on_commit_callbacks):
    scene = une_scene()
    importation = deposer(scene, fichier(scene, 10))
    with django_capture_on_commit_callbacks(execute=True):
        fichiers_heures.abandonner(acteur=scene.paie, importation=importation)
    importation.refresh_from_db()
    assert (importation.etat, importation.lignes.count()) == (EtatFichier.ABANDONNE, 0)
    with pytest.raises(RegleViolee):
        fichiers_heures.appliquer(acteur=scene.paie, importation=importation)


def test_nombre_de_requetes_plat_de_dix_a_deux_cents_lignes():
    comptes = []
    for nombre in (10, 200):
        scene = une_scene(personnes=nombre)
        contenu = fichier(scene, *[35] * nombre)
        with CaptureQueriesContext(
            connection,
        ) as lecture:
            importation = deposer(scene, contenu)
        with CaptureQueriesContext(connection) as ecriture:
            fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
        comptes.append((len(lecture), len(ecriture)))
    # SQLite cuts a large insert in a few statements; nothing grows by the line.
    assert all(abs(grand - petit) <= 8 for petit, grand in zip(*comptes, strict=True))


def test_la_saisie_s_arrete_au_mois_clos_du_futur():
    scene = une_scene()
    futur = "2099-01"
    importation = deposer(scene, fichier(scene, 10, mois=futur))
    assert sortes(importation) == ["REFUSEE"]
