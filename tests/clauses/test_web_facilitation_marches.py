"""Pages of the office: official contracts, take-over, obligation, portfolio, acts, hand-over, search."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from clauses.models import ClauseInsertion, Facturation, Intervenant, Marche, MarchePublie, Suspension
from clauses.rules.etats import EtatClause
from clauses.rules.obligation import ModeObligation
from clauses.selectors.situations import situation_de
from entreprises.models import Invitation, Organisation
from entreprises.policies import Acteur
from entreprises.rules import Role
from socle.identifiants import siret_de_demo
from tests.fabriques.decp import en_json, un_marche_v1
from tests.fabriques.entreprises import un_acteur, un_membre, une_organisation
from tests.fabriques.marches import (
    un_chantier,
    un_intervenant,
    un_lot,
    un_marche,
    un_marche_publie,
    un_programme,
    un_referentiel,
    une_clause,
    une_operation,
)
from tests.fabriques.socle import un_territoire

pytestmark = pytest.mark.django_db
H = Decimal


@pytest.fixture
def facilitateur() -> Acteur:
    return un_acteur(role=Role.FACILITATEUR)


@pytest.fixture
def client(client: Client, facilitateur: Acteur) -> Client:
    client.force_login(facilitateur.utilisateur)
    return client


def adresse(nom: str, *args: Any) -> str:
    return reverse(f"facilitation:{nom}", args=args)


def une_clause_a_soi(facilitateur: Acteur, **champs: Any) -> ClauseInsertion:
    lot = champs.pop("lot", None) or un_lot(marche=un_marche(office=facilitateur.organisation))
    return une_clause(lot=lot, facilitateur=facilitateur.espace, **champs)


# --- official contracts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filtre", "attendus"),
    [
        ("", {"A", "B", "C"}),
        ("clause_sociale=on", {"A", "B"}),
        ("travaux=on", {"A", "C"}),
        ("sans_suivi=on", {"B", "C"}),
        ("lieu=inconnu", {"C"}),
        ("q=ecole", {"A"}),
        ("acheteur=21930001600014", {"C"}),
        ("commune=93066", {"A"}),
        ("clause_sociale=on&sans_suivi=on", {"B"}),
        ("lieu=nimporte&commune=zz", {"A", "B", "C"}),
    ],
)
def test_les_filtres_des_marches_publies_valent_pour_la_page_et_pour_l_export(client, filtre, attendus) -> None:
    saint_denis = un_territoire("Saint-Denis", code="93066")
    a = un_marche_publie(identifiant="A", objet="Construction d'une école", commune=saint_denis)
    un_marche_publie(identifiant="B", objet="Gardiennage", travaux=False)
    un_marche_publie(
        identifiant="C", objet="Voirie", clause_sociale=None, lieu_inconnu=True, acheteur_id="21930001600014"
    )
    un_marche(marche_publie=a)
    page = client.get(f"{adresse('marches_publies')}?{filtre}")
    assert {p.identifiant for p in page.context["page"]} == attendus
    export = b"".join(client.get(f"{adresse('marches_publies')}?{filtre}&format=csv").streaming_content).decode()
    assert {ligne.split(";")[2] for ligne in export.splitlines()[1:]} == attendus


def test_un_titulaire_douteux_et_les_defauts_se_lisent_sur_la_fiche(client) -> None:
    publie = un_marche_publie(
        titulaires=[("123", "Douteuse")],
        defauts=[{"code": "x", "champ": "y", "phrase": "Le montant n'est pas indiqué."}],
    )
    publie.titulaires.update(a_verifier=True)
    page = client.get(adresse("marche_publie", publie.uuid)).content.decode()
    assert "SIRET à vérifier" in page
    assert "Le montant n&#x27;est pas indiqué." in page


def test_un_objet_abime_se_retitre_a_la_main(client) -> None:
    publie = un_marche_publie(objet="R\ufffdfection")
    page = adresse("marche_publie", publie.uuid)
    assert client.post(page, {"titre": "Réfection du gymnase"}).status_code == 302
    assert "Réfection du gymnase" in client.get(page).content.decode()
    publie.refresh_from_db()
    assert publie.objet == "R\ufffdfection"


@pytest.mark.parametrize(("nom", "champ"), [("marches_publies", "clause_sociale"), ("clauses", "perimetre")])
def test_les_filtres_se_voient_et_restent_dans_l_adresse(client, nom, champ) -> None:
    page = client.get(f"{adresse(nom)}?q=introuvable").content.decode()
    assert f'name="{champ}"' in page
    assert 'value="introuvable"' in page


def test_les_versions_montrent_leurs_differences(client) -> None:
    for montant, jour in ((250000, "2019-03-15"), (260000, "2019-06-01")):
        fichier = en_json({"marches": [un_marche_v1(montant=montant, datePublicationDonnees=jour)]})
        envoyer(client, fichier)
    page = client.get(adresse("marche_publie", MarchePublie.objects.get().uuid)).content.decode()
    assert "Montant HT : 250000.00 → 260000.00" in page


def envoyer(client: Client, contenu: bytes, departements: str = "93"):
    fichier = SimpleUploadedFile("marches.json", contenu)
    return client.post(adresse("importer_marches"), {"fichier": fichier, "departements": departements}, follow=True)


def test_un_fichier_envoye_donne_une_page_de_resultat_qui_nomme_les_refus(client) -> None:
    page = envoyer(client, en_json({"marches": [un_marche_v1(), un_marche_v1(id=None)]}))
    assert MarchePublie.objects.count() == 1
    texte = page.content.decode()
    assert "Pas de numéro de contrat." in texte
    assert page.redirect_chain
    assert "marches.json" in client.get(adresse("importer_marches")).content.decode()


def test_un_fichier_illisible_le_dit_et_n_importe_rien(client) -> None:
    page = envoyer(client, b"{coupe").content.decode()
    assert "Rien n'a été importé." in page
    assert not MarchePublie.objects.exists()
    assert "Départements attendus" in envoyer(client, b"{}", "zz").content.decode()


def test_un_grand_fichier_passe_par_la_file(client, monkeypatch, django_capture_on_commit_callbacks) -> None:
    monkeypatch.setattr("clauses.services.imports.TAILLE_DIRECTE", 10)
    with django_capture_on_commit_callbacks(execute=True):
        page = envoyer(client, en_json({"marches": [un_marche_v1()]}))
    assert "Lecture en cours" in page.content.decode() or MarchePublie.objects.exists()
    apres = client.get(page.redirect_chain[-1][0]).content.decode()
    assert MarchePublie.objects.count() == 1
    assert "marchés créés" in apres


# --- take-over: three screens ------------------------------------------------------------------------


def un_envoi(**champs: str) -> dict[str, str]:
    """The take-over form as a browser would send it, whole and right."""
    envoi = {
        "numero": "2025-T-7",
        "objet": "Construction d'un collège",
        "acheteur_siret": siret_de_demo(3),
        "acheteur_nom": "Département de Démonstration",
        "nature": "MARCHE_PUBLIC",
        "dispositif": "CONDITION_EXECUTION",
        "montant": "4 200 000,00",
        "date_notification": "2025-01-15",
        "operation_nom": "Collège Angela-Davis",
        "site-TOTAL_FORMS": "1",
        "site-INITIAL_FORMS": "1",
        "site-0-nom": "Collège Angela-Davis",
        "site-0-latitude": "48,93",
        "site-0-longitude": "2,36",
        "lot-TOTAL_FORMS": "1",
        "lot-INITIAL_FORMS": "1",
        "lot-0-numero": "1",
        "lot-0-intitule": "Gros œuvre",
        "lot-0-debut_travaux": "2025-02-01",
        "lot-0-fin_travaux": "2026-07-31",
        "intervenant-TOTAL_FORMS": "1",
        "intervenant-INITIAL_FORMS": "1",
        "intervenant-0-role": "TITULAIRE",
        "intervenant-0-siret": siret_de_demo(4),
        "intervenant-0-nom": "Bâti Démo",
        "intervenant-0-nature": "ENTREPRISE",
    }
    return envoi | champs


def test_trois_ecrans_du_marche_publie_a_la_clause_active_de_4974_heures(client, facilitateur) -> None:
    connue = une_organisation(siret=siret_de_demo(4), nom="Bâti Démo SAS")
    commune, programme, referentiel = un_territoire("Saint-Denis"), un_programme(), un_referentiel()
    publie = un_marche_publie(
        identifiant="2025-T-7",
        acheteur_id=siret_de_demo(3),
        acheteur_nom="Département de Démonstration",
        commune=commune,
        titulaires=[(siret_de_demo(4), "BATI DEMO")],
    )
    rempli = client.get(adresse("suivre_marche", publie.uuid)).content.decode()
    assert siret_de_demo(4) in rempli
    suite = client.post(
        adresse("suivre_marche", publie.uuid),
        un_envoi(**{"programme": str(programme.pk), "site-0-commune": str(commune.pk)}),
    )
    marche = Marche.objects.get()
    lot = marche.lots.get()
    assert suite.url == adresse("creer_clause", lot.uuid)
    assert lot.intervenants.get().organisation == connue
    assert marche.operation.maitre_ouvrage == marche.acheteur
    obligation = {
        "mode": ModeObligation.TAUX_MONTANT,
        "montant_base": "4200000",
        "part_main_oeuvre": "45",
        "taux_effort": "10",
        "cout_horaire": "38",
        "seuil_mode": "AU_DELA",
        "referentiel": str(referentiel.pk),
        "perimetre": "Travaux du lot",
        "debut": "2025-01-15",
        "periodicite": "MENSUELLE",
        "jour_echeance": "20",
        "facilitateur": str(facilitateur.espace.pk),
        "durees_du_referentiel": "on",
        "penalite_heure": "35",
        "penalite_mise_en_demeure": "on",
    }
    calculee = client.post(suite.url, obligation | {"calculer": "1"}).content.decode()
    assert 'name="heures" value="4' in calculee
    assert "974" in calculee
    assert not ClauseInsertion.objects.exists()
    fin = client.post(suite.url, obligation | {"heures": "4 974,00", "activer": "1"})
    clause = ClauseInsertion.objects.get()
    assert fin.url == adresse("clause", clause.uuid)
    assert clause.etat == EtatClause.ACTIVE
    assert situation_de(clause, travaillees_jusqu_au=date(2026, 1, 31)).situation.dues == H("4974.00")
    assert clause.durees.count() == referentiel.durees.count()
    page = client.get(fin.url).content.decode()
    assert "Inviter" in page
    assert "35\u00a0€ par heure non réalisée" in page


def test_l_estimateur_seul_suit_ce_qui_est_tape(client) -> None:
    valeurs = {"montant_base": "1 000 000", "part_main_oeuvre": "50", "taux_effort": "5", "cout_horaire": "30"}
    assert "833" in client.post(adresse("estimation"), valeurs).content.decode()
    assert "Indiquez le montant" in client.post(adresse("estimation"), {}).content.decode()


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"programme": ""}, "Choisissez le programme"),
        ({"acheteur_siret": "12345678901234"}, "Ce SIRET n&#x27;est pas valable"),
        ({"site-0-nom": ""}, "Choisissez un chantier connu"),
        ({"site-0-longitude": ""}, "Un point a une latitude et une longitude."),
        ({"intervenant-0-siret": "1"}, "Ce SIRET n&#x27;est pas valable"),
        ({"lot-0-fin_travaux": "2024-01-01"}, "La fin des travaux précède leur début."),
        ({"intervenant-0-lots": "9"}, "Le lot 9 n&#x27;existe pas"),
    ],
)
def test_une_erreur_de_saisie_se_dit_et_rien_de_tape_n_est_perdu(client, champs, phrase) -> None:
    commune, programme = un_territoire(), un_programme()
    envoi = un_envoi(**{"programme": str(programme.pk), "site-0-commune": str(commune.pk)})
    page = client.post(adresse("saisir_marche"), envoi | champs).content.decode()
    assert phrase in page
    assert "Construction d&#x27;un collège" in page
    assert "Gros œuvre" in page
    assert not Marche.objects.exists()
    assert not Organisation.objects.filter(siret=siret_de_demo(3)).exists()


def test_deux_chantiers_et_deux_communes_font_cent(client) -> None:
    communes, programme = [un_territoire(), un_territoire()], un_programme()
    envoi = un_envoi(
        **{
            "programme": str(programme.pk),
            "site-TOTAL_FORMS": "2",
            "site-0-part": "60",
            "site-0-commune": str(communes[0].pk),
            "site-0-part_commune": "70",
            "site-0-commune_2": str(communes[1].pk),
            "site-0-part_commune_2": "30",
            "site-1-nom": "Annexe",
            "site-1-commune": str(communes[1].pk),
            "site-1-part": "30",
        }
    )
    assert "font 100 % au total" in client.post(adresse("saisir_marche"), envoi).content.decode()
    client.post(adresse("saisir_marche"), envoi | {"site-1-part": "40"})
    parts = sorted(Marche.objects.get().lots.get().sites.values_list("part", flat=True))
    assert parts == [H("40.00"), H("60.00")]


def test_ajouter_ou_retirer_une_ligne_garde_la_saisie(client) -> None:
    page = client.post(adresse("saisir_marche"), un_envoi(ajouter="lot")).content.decode()
    assert 'name="lot-1-intitule"' in page
    assert "Construction d&#x27;un collège" in page
    deux = un_envoi(**{"lot-TOTAL_FORMS": "2", "lot-1-numero": "2", "lot-1-intitule": "Peinture", "retirer": "lot-0"})
    page = client.post(adresse("saisir_marche"), deux).content.decode()
    assert "Peinture" in page
    assert 'name="lot-1-intitule"' not in page


def test_hors_ligne_l_adresse_demande_un_point_pose_a_la_main(client, settings) -> None:
    settings.BAN_DOMAINE = ""
    page = client.post(adresse("saisir_marche"), un_envoi(geocoder="0")).content.decode()
    assert "placez le point à la main" in page


def test_un_marche_deja_suivi_renvoie_a_sa_fiche(client) -> None:
    publie = un_marche_publie()
    un_marche(marche_publie=publie)
    assert client.get(adresse("suivre_marche", publie.uuid)).url == adresse("marche_publie", publie.uuid)


def test_activer_sans_perimetre_dit_ce_qui_manque_et_garde_la_saisie(client, facilitateur) -> None:
    lot = un_lot(marche=un_marche(office=facilitateur.organisation))
    envoi = {
        "mode": "VOLUME_FIXE",
        "heures": "100",
        "referentiel": str(un_referentiel().pk),
        "debut": "2025-01-15",
        "periodicite": "MENSUELLE",
        "jour_echeance": "20",
        "durees_du_referentiel": "on",
        "activer": "1",
    }
    page = client.post(adresse("creer_clause", lot.uuid), envoi).content.decode()
    assert "indiquez le périmètre de la clause et le facilitateur désigné" in page
    assert 'value="100"' in page
    assert not ClauseInsertion.objects.exists()


def test_ajouter_un_lot_a_un_marche_suivi_mene_a_son_obligation(client, facilitateur) -> None:
    lot = un_lot(marche=un_marche(office=facilitateur.organisation))
    page = adresse("ajouter_lot", lot.marche.uuid)
    assert "Deux lots portent" in client.post(page, {"numero": lot.numero, "intitule": "Peinture"}).content.decode()
    reponse = client.post(page, {"numero": "2", "intitule": "Peinture"})
    nouveau = lot.marche.lots.get(numero="2")
    assert reponse.url == adresse("creer_clause", nouveau.uuid)
    assert nouveau.sites.get().chantier == lot.sites.get().chantier


def test_inviter_l_entreprise_d_un_lot_ne_la_recree_pas(client, facilitateur) -> None:
    clause = une_clause_a_soi(facilitateur)
    intervenant = clause.lot.intervenants.get()
    client.post(adresse("inviter_intervenant", intervenant.uuid), {"email": "referente@exemple.test", "nom": "Petit"})
    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.role) == (intervenant.organisation, Role.REFERENT)
    assert "sans réponse" in client.get(adresse("clause", clause.uuid)).content.decode()


# --- portfolio, clause, acts -------------------------------------------------------------------------


def test_le_portefeuille_montre_d_abord_les_siennes(client, facilitateur) -> None:
    mienne = une_clause_a_soi(facilitateur)
    collegue = un_membre(role=Role.FACILITATEUR, organisation=facilitateur.organisation)
    sienne = une_clause(lot=un_lot(marche=mienne.lot.marche), facilitateur=collegue)
    orpheline = une_clause(lot=un_lot(marche=mienne.lot.marche))
    une_clause()

    def vues(requete: str = "") -> set[int]:
        return {li.clause.pk for li in client.get(f"{adresse('clauses')}?{requete}").context["page"]}

    assert vues() == {mienne.pk}
    assert vues("perimetre=bureau") == {mienne.pk, sienne.pk, orpheline.pk}
    assert vues("perimetre=personne") == {orpheline.pk}
    assert vues(f"perimetre={collegue.uuid}") == {sienne.pk}
    assert vues("perimetre=bureau&dossier=CLOSE") == set()
    assert vues("etat=en_retard") | vues("etat=a_venir") | vues("etat=termine_non_atteint") == {mienne.pk}
    assert vues("q=introuvable") == set()


def test_l_export_du_portefeuille_contient_exactement_ce_qui_est_filtre(client, facilitateur) -> None:
    marche = un_marche(office=facilitateur.organisation)
    une_clause_a_soi(facilitateur, lot=un_lot(marche=marche, intitule="Peinture"))
    une_clause_a_soi(facilitateur, lot=un_lot(marche=marche, intitule="Charpente"))
    reponse = client.get(f"{adresse('clauses')}?q=peinture&format=csv")
    lignes = b"".join(reponse.streaming_content).decode().splitlines()
    assert len(lignes) == 2
    assert "Peinture" in lignes[1]
    classeur = client.get(f"{adresse('clauses')}?format=xlsx")
    assert b"".join(classeur.streaming_content).startswith(b"PK")


def test_la_page_d_une_clause_se_rejoue_a_deux_temps(client, facilitateur) -> None:
    clause = une_clause_a_soi(facilitateur)
    page = client.get(f"{adresse('clause', clause.uuid)}?travaillees=2025-06-30&connues=2025-07-15")
    assert page.context["rejouee"]
    assert page.context["situation"].arrete_au == date(2025, 6, 30)
    assert page.context["situation"].situation.dues == 0, "le mouvement n'était pas encore enregistré"


@pytest.mark.parametrize(
    ("acte", "envoi", "controle"),
    [
        (
            "mouvement",
            {"nature": "AVENANT", "heures": "100", "date_signature": "2025-06-01", "date_effet": "2025-07-01"},
            lambda c: c.mouvements.count() == 2,
        ),
        (
            "suspension",
            {"nature": "AJOURNEMENT", "debut": "2025-06-01", "motif": "Ordre de service"},
            lambda c: Suspension.objects.filter(clause=c, fin__isnull=True).exists(),
        ),
        (
            "penalite",
            {"nature": "PAR_HEURE", "montant": "35", "valide_du": "2025-01-01", "apres_mise_en_demeure": "on"},
            lambda c: c.termes_penalite.get().montant == H("35.00"),
        ),
        (
            "exoneration",
            {"montant": "10", "date_decision": "2025-06-01", "motif": "Décision du 1er juin", "acte_transcrit": "on"},
            lambda c: c.exonerations.get().acte_transcrit,
        ),
        ("courbe", {"mois_2025-03": "1 000", "mois_2025-04": "3 974"}, lambda c: c.points_courbe.count() == 2),
        (
            "dates",
            {"debut_travaux": "2025-02-01", "fin_travaux": "2027-01-31", "motif": "Avenant n° 1"},
            lambda c: c.lot.fin_travaux == date(2027, 1, 31),
        ),
        ("cloture", {"texte": "Travaux terminés"}, lambda c: c.etat == EtatClause.CLOSE),
        ("annulation", {"texte": "Mauvais lot"}, lambda c: c.etat == EtatClause.ANNULEE),
        (
            "intervenant",
            {"role": "SIAE", "siret": siret_de_demo(11), "nom": "Insertion Démo", "nature": "ETTI"},
            lambda c: c.lot.intervenants.filter(organisation__siret=siret_de_demo(11)).exists(),
        ),
    ],
)
def test_chaque_acte_a_sa_page_et_revient_a_la_clause(client, facilitateur, acte, envoi, controle) -> None:
    clause = une_clause_a_soi(facilitateur)
    page = adresse("acte_sur_clause", clause.uuid, acte)
    assert client.get(page).status_code == 200
    reponse = client.post(page, envoi)
    assert reponse.status_code == 302, reponse.context["form"].errors
    assert reponse.url == adresse("clause", clause.uuid)
    assert controle(ClauseInsertion.objects.select_related("lot").get(pk=clause.pk))
    assert client.get(reponse.url).status_code == 200


def test_une_reduction_transcrite_joint_l_acte_signe(client, facilitateur) -> None:
    clause = une_clause_a_soi(facilitateur)
    envoi = {
        "nature": "REDUCTION",
        "heures": "-974",
        "date_signature": "2025-06-01",
        "date_effet": "2025-07-01",
        "motif": "Lot réduit",
        "acte_transcrit": "on",
    }
    page = adresse("acte_sur_clause", clause.uuid, "mouvement")
    assert "Joignez l&#x27;acte signé" in client.post(page, envoi).content.decode()
    faux = SimpleUploadedFile("acte.pdf", b"MZ executable")
    assert client.post(page, envoi | {"document": faux}).status_code == 200
    document = io.BytesIO(b"%PDF-1.4 acte")
    document.name = "acte.pdf"
    assert client.post(page, envoi | {"document": document}).status_code == 302
    assert clause.mouvements.get(nature="REDUCTION").document.nom == "acte.pdf"
    assert clause.pieces.count() == 1, "un acte refusé ne laisse pas de pièce"


def test_repartir_puis_facturer(client, facilitateur) -> None:
    clause = une_clause_a_soi(facilitateur, heures=H("1000.00"))
    chef = clause.lot.intervenants.get()
    cotraitant = un_intervenant(lot=clause.lot, role="COTRAITANT")
    page = adresse("acte_sur_clause", clause.uuid, "repartition")
    envoi = {"date_effet": "2025-02-01", "motif": "Convention", f"part_{chef.pk}": "600"}
    refus = client.post(page, envoi | {f"part_{cotraitant.pk}": "300"}).content.decode()
    assert "il manque 100" in refus
    assert client.post(page, envoi | {f"part_{cotraitant.pk}": "400"}).status_code == 302
    progressive = une_clause_a_soi(facilitateur, mode=ModeObligation.PROGRESSIF)
    facture = {
        "intervenant": str(progressive.lot.intervenants.get().pk),
        "montant": "1 600 000",
        "date_effet": "2025-03-01",
    }
    assert client.post(adresse("acte_sur_clause", progressive.uuid, "facture"), facture).status_code == 302
    assert Facturation.objects.get().montant == H("1600000.00")


def test_transmettre_les_clauses_cochees(client, facilitateur) -> None:
    marche = un_marche(office=facilitateur.organisation)
    gardee, passee = (une_clause_a_soi(facilitateur, lot=un_lot(marche=marche)) for _ in range(2))
    collegue = un_membre(role=Role.FACILITATEUR, organisation=facilitateur.organisation)
    envoi = {"vers": str(collegue.pk), "le": "2026-09-01", "motif": "Départ", "clause": [str(passee.uuid)]}
    assert client.post(adresse("transmettre"), envoi).status_code == 302
    assert passee.suivis.filter(facilitateur=collegue, au__isnull=True).exists()
    assert not gardee.suivis.filter(facilitateur=collegue).exists()


def test_la_recherche_ne_trouve_que_ce_qu_on_peut_voir(client, facilitateur) -> None:
    operation = une_operation("Tour Pleyel")
    marche = un_marche(office=facilitateur.organisation, operation=operation, numero="PLEYEL-1")
    une_clause_a_soi(
        facilitateur, lot=un_lot(marche=marche, chantiers=[un_chantier("Pléyel Nord", operation=operation)])
    )
    une_clause(lot=un_lot(marche=un_marche(numero="PLEYEL-ETRANGER")))
    une_organisation(nom="Maçonnerie Pleyel", siret=siret_de_demo(77))
    page = client.get(f"{adresse('recherche')}?q=pleyel")
    r = page.context["resultats"]
    assert (r.chantiers.total, r.marches.total, r.entreprises.total) == (1, 1, 1)
    assert "PLEYEL-ETRANGER" not in page.content.decode()
    par_siret = client.get(f"{adresse('recherche')}?q={siret_de_demo(77)}")
    assert par_siret.context["resultats"].entreprises.total == 1


# --- rights ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nom", "objet"),
    [
        ("clause", "clause"),
        ("modifier_clause", "clause"),
        ("marche", "marche"),
        ("annuler_marche", "marche"),
        ("ajouter_lot", "marche"),
        ("creer_clause", "lot"),
        ("inviter_intervenant", "intervenant"),
        ("retirer_intervenant", "intervenant"),
        ("dispenser_intervenant", "intervenant"),
    ],
)
def test_l_objet_d_une_autre_structure_est_introuvable(client, nom, objet) -> None:
    clause = une_clause()
    uuids = {
        "clause": clause.uuid,
        "lot": clause.lot.uuid,
        "marche": clause.lot.marche.uuid,
        "intervenant": Intervenant.objects.get(lot=clause.lot).uuid,
    }
    assert client.get(adresse(nom, uuids[objet])).status_code == 404


def test_un_acte_sur_la_clause_d_une_autre_structure_est_introuvable(client) -> None:
    clause = une_clause()
    for acte in ("mouvement", "cloture", "nexiste-pas"):
        assert client.post(adresse("acte_sur_clause", clause.uuid, acte), {"texte": "x"}).status_code == 404
    assert client.post(adresse("activer_clause", clause.uuid)).status_code == 404


@pytest.mark.parametrize("role", [Role.REFERENT, Role.MAITRE_OUVRAGE, Role.PRESCRIPTEUR])
def test_les_pages_du_bureau_sont_fermees_aux_autres_roles(role, client) -> None:
    client.force_login(un_acteur(role=role).utilisateur)
    for nom in ("marches_publies", "importer_marches", "saisir_marche", "clauses", "transmettre", "recherche"):
        assert client.get(adresse(nom)).status_code == 403, nom


def test_un_auditeur_lit_sans_pouvoir_agir(client) -> None:
    client.force_login(un_acteur(role=Role.AUDITEUR).utilisateur)
    clause = une_clause()
    page = client.get(adresse("clause", clause.uuid))
    assert page.status_code == 200
    assert not page.context["peut_gerer"]
    assert client.get(adresse("marches_publies")).status_code == 200
    assert client.post(adresse("acte_sur_clause", clause.uuid, "cloture"), {"texte": "x"}).status_code == 403


# --- cost --------------------------------------------------------------------------------------------


def requetes(client: Client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as captees:
        assert client.get(url).status_code == 200
    return len(captees)


def test_le_portefeuille_coute_le_meme_nombre_de_requetes_de_10_a_200_clauses(client, facilitateur) -> None:
    marche, referentiel = un_marche(office=facilitateur.organisation), un_referentiel(durees={})
    site = un_chantier(operation=marche.operation)

    def ajouter(nombre: int) -> None:
        for _ in range(nombre):
            une_clause_a_soi(facilitateur, lot=un_lot(marche=marche, chantiers=[site]), referentiel=referentiel)

    client.get(adresse("clauses"))
    ajouter(10)
    avant = requetes(client, adresse("clauses"))
    ajouter(190)
    assert requetes(client, adresse("clauses")) == avant
    assert requetes(client, f"{adresse('clauses')}?format=csv") <= avant


def test_les_marches_publies_coutent_le_meme_nombre_de_requetes_de_10_a_200(client) -> None:
    client.get(adresse("marches_publies"))
    for _ in range(10):
        un_marche_publie(titulaires=[("1", "A"), ("2", "B")])
    avant = requetes(client, adresse("marches_publies"))
    for _ in range(190):
        un_marche_publie(titulaires=[("1", "A"), ("2", "B")])
    assert requetes(client, adresse("marches_publies")) == avant
