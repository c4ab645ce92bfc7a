"""The form of a favourable decision: criteria ticked, the rule's opinion with or without script, PASS, address."""

from __future__ import annotations

from datetime import date, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from clauses.models import DemandeValidation
from clauses.rules.etats import EtatDemande
from entreprises.rules import Nature
from parcours.models import Critere, CumulCriteres, Decision
from parcours.web import accord
from socle.geocodage import HORS_LIGNE, NON_TROUVE, ResultatGeocodage, StatutGeocodage
from socle.horloge import a_l_instant
from tests.fabriques.declarations import une_scene
from tests.fabriques.demandes import connecte, un_critere, une_demande
from tests.fabriques.entreprises import une_organisation
from tests.fabriques.marches import un_referentiel
from tests.fabriques.socle import un_quartier

pytestmark = pytest.mark.django_db
ADRESSE = "14 rue du Canari Domicilié, Saint-Denis"
TROUVE = ResultatGeocodage(
    StatutGeocodage.TROUVE,
    lat=48.91,
    lon=2.31,
    score=0.93,
    label="14 Rue du Canari 93200 Saint-Denis",
    type="housenumber",
)
RUE = ResultatGeocodage(
    StatutGeocodage.A_VERIFIER, lat=48.91, lon=2.31, score=0.9, label="Rue du Canari 93200 Saint-Denis", type="street"
)
QPV = {"critere_QPV": "on", "datee_QPV": "2025-09-15"}


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def scene():
    return une_scene(personnes=0)


@pytest.fixture
def adresses(monkeypatch) -> dict:
    """The address service: `["reponse"]` is what it answers, `["demandes"]` what it was asked."""
    etat: dict = {"reponse": TROUVE, "demandes": []}

    def repondre(adresse: str, **options):
        etat["demandes"].append((adresse, options))
        return etat["reponse"]

    monkeypatch.setattr(accord, "geocoder", repondre)
    return etat


def url_de(demande: DemandeValidation, nom: str = "demande") -> str:
    return reverse(f"parcours:{nom}", args=[demande.uuid])


def page_de(scene, demande: DemandeValidation, acte: str = "", **donnees: str) -> str:
    client = connecte(scene.facilitation)
    reponse = client.post(url_de(demande), {"acte": acte} | donnees) if acte else client.get(url_de(demande))
    return unescape(reponse.content.decode())


def un_quartier_demande(scene) -> DemandeValidation:
    un_critere(scene, "QPV", sorte_preuve="QUARTIER", age_preuve_mois=6)
    return une_demande(scene)


def test_les_criteres_sont_ranges_par_ce_qu_ils_ouvrent(scene):
    un_critere(scene)
    un_critere(scene, "CAP", niveau=2, suffit_seul=False)
    un_critere(scene, "QPV", suffit_seul=False, condition=True, sorte_preuve="QUARTIER")
    un_critere(scene, "IND", suffit_seul=False)
    un_critere(scene, "VIEUX", libelle="Public éteint", actif=False)
    page = page_de(scene, une_demande(scene))
    titres = ["Un seul suffit", "À cumuler : pas pour cet employeur", "Demandé en plus", "Pour information"]
    assert [page.index(titre) for titre in titres] == sorted(page.index(titre) for titre in titres)
    assert "Public éteint" not in page


def test_sans_script_relire_dit_tout_ce_qui_manque_garde_ce_qui_est_tape_et_n_ecrit_rien(scene):
    for code in ("CAP", "FLE"):
        un_critere(scene, code, niveau=2, suffit_seul=False)
    CumulCriteres.objects.create(referentiel=scene.clause.referentiel, nombre=3)
    demande = une_demande(scene, employeur=une_organisation(nature=Nature.EI))
    saisie = {"critere_CAP": "on", "critere_FLE": "on", "datee_FLE": "2025-01-15", "motif": "Vu au guichet."}
    page = page_de(scene, demande, "relire", **saisie)
    assert "À cumuler : 3 pour cet employeur" in page
    assert "« Public CAP » : le justificatif n'est pas daté." in page
    assert "« Public FLE » : le justificatif a plus de 3 mois au jour de la demande." in page
    assert 'id="accepter_critere_CAP" checked' in page
    assert 'value="2025-01-15"' in page
    assert "Vu au guichet." in page
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.DEPOSEE


def test_plusieurs_criteres_de_niveau_2_se_cochent_et_se_lisent_ensuite(scene):
    for code in ("CAP", "FLE"):
        un_critere(scene, code, niveau=2, suffit_seul=False, mois_minimal=12 if code == "FLE" else None)
    CumulCriteres.objects.create(referentiel=scene.clause.referentiel, nature_employeur=Nature.ETTI, nombre=2)
    demande = une_demande(scene, employeur=une_organisation(nature=Nature.ETTI))
    saisie = {"critere_CAP": "on", "datee_CAP": "15/09/2025", "critere_FLE": "on", "datee_FLE": "2025-09-15"}
    reponse = connecte(scene.facilitation).post(
        url_de(demande), {"acte": "accepter", "mois_FLE": "14", "expire_CAP": "2025-12-31"} | saisie
    )
    assert reponse.status_code == 302
    page = page_de(scene, demande)
    assert "<dt>Critères</dt>" in page
    assert "Public CAP, justificatif du 15 septembre 2025, droit ouvert jusqu'au 31 décembre 2025" in page
    assert "Public FLE, justificatif du 15 septembre 2025, 14 mois établis" in page


def test_les_autres_referentiels_se_lisent_a_cote(scene):
    un_critere(scene)
    solideo = un_referentiel("SOLIDEO")
    Critere.objects.create(referentiel=solideo, code="ALTERN", libelle="Alternant")
    page = page_de(scene, une_demande(scene), "relire", critere_RSA="on", datee_RSA="2025-09-15")
    assert "La même personne sous les autres référentiels" in page
    rang = page[page.index('<th scope="row">SOLIDEO') :]
    assert "Non éligible" in rang
    assert "n'est pas un public du référentiel « SOLIDEO »" in rang


def test_le_pass_se_saisit_avec_ses_espaces_et_se_lit_groupe(scene):
    un_critere(scene, "IAE", sorte_preuve="PASS_IAE")
    demande = une_demande(scene)
    saisie = {"critere_IAE": "on", "pass_numero": "99999 21 35866", "pass_debut": "2024-09-01"}
    assert "jusqu'au 31 août 2026" in page_de(scene, demande, "relire", **saisie)
    suspendu = saisie | {"suspension_du": "2025-01-01", "suspension_au": "2025-01-10"}
    assert "jusqu'au 10 septembre 2026" in page_de(scene, demande, "relire", **suspendu)
    assert connecte(scene.facilitation).post(url_de(demande), {"acte": "accepter"} | saisie).status_code == 302
    page = page_de(scene, demande)
    assert "99999 21 35866, du 1er septembre 2024 au 31 août 2026" in page


@pytest.mark.parametrize(
    ("erreur", "phrase"),
    [
        ({"pass_numero": "99999 21"}, "a douze chiffres"),
        ({"suspension_du": "2025-01-01"}, "Une suspension a un début et une fin"),
        ({"pass_debut": "bientôt"}, "Saisissez une date valide"),
    ],
)
def test_un_pass_illisible_arrete_la_decision_et_reste_a_l_ecran(scene, erreur, phrase):
    un_critere(scene, "IAE", sorte_preuve="PASS_IAE")
    demande = une_demande(scene)
    saisie = {"critere_IAE": "on", "pass_numero": "999992135866", "pass_debut": "2024-09-01"} | erreur
    reponse = connecte(scene.facilitation).post(url_de(demande), {"acte": "accepter", "motif": "Oui."} | saisie)
    assert reponse.status_code == 422
    page = unescape(reponse.content.decode())
    assert phrase in page
    assert next(iter(erreur.values())) in page
    assert not Decision.objects.exists()


def test_une_adresse_trouvee_donne_le_quartier_a_l_embauche_et_ne_reste_pas(scene, adresses):
    un_quartier("QN09302M", "Franc Moisin")
    demande = un_quartier_demande(scene)
    page = page_de(scene, demande, "situer", adresse=ADRESSE, **QPV)
    assert adresses["demandes"] == [(ADRESSE, {"partout": True})]
    assert "Dans le quartier Franc Moisin (QN09302M, liste 2024)." in page
    assert "Adresse trouvée : 14 Rue du Canari" in page
    assert ADRESSE not in page
    assert 'value="48.91"' in page
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.DEPOSEE
    point = {"latitude": "48.91", "longitude": "2.31"}
    connecte(scene.facilitation).post(url_de(demande), {"acte": "accepter"} | QPV | point)
    decision = Decision.objects.get()
    assert (decision.qpv_code, decision.qpv_generation) == ("QN09302M", 2024)
    assert len(adresses["demandes"]) == 1


def test_l_adresse_tapee_sans_chercher_est_cherchee_en_acceptant(scene, adresses):
    un_quartier("QN09302M")
    demande = un_quartier_demande(scene)
    vieux_point = {"latitude": "48,5", "longitude": "2,31"}  # of another address: the one typed wins
    connecte(scene.facilitation).post(url_de(demande), {"acte": "accepter", "adresse": ADRESSE} | QPV | vieux_point)
    assert Decision.objects.get().qpv_code == "QN09302M"


@pytest.mark.parametrize(
    ("reponse", "phrase"),
    [
        (RUE, "sans le numéro"),
        (NON_TROUVE, "Adresse introuvable"),
        (HORS_LIGNE, "Le service d'adresses ne répond pas"),
    ],
)
def test_une_adresse_qui_ne_prouve_rien_se_dit_et_reste_a_l_ecran(scene, adresses, reponse, phrase):
    un_quartier("QN09302M")
    demande = un_quartier_demande(scene)
    adresses["reponse"] = reponse
    for acte in ("situer", "accepter"):
        page = page_de(scene, demande, acte, adresse=ADRESSE, motif="Oui.", **QPV)
        assert phrase in page
        assert "ou effacez l'adresse et donnez le point" in page
        assert ADRESSE in page
        assert "Dans le quartier" not in page
    assert not Decision.objects.exists()


@pytest.mark.parametrize("reponse", [RUE, NON_TROUVE, HORS_LIGNE])
def test_l_adresse_effacee_le_point_suffit_comme_la_page_le_dit(scene, adresses, reponse):
    un_quartier("QN09302M")
    demande = un_quartier_demande(scene)
    adresses["reponse"] = reponse
    saisie = QPV | {"adresse": "", "latitude": "48,91", "longitude": "2,31"}
    assert "Dans le quartier" in page_de(scene, demande, "situer", **saisie)


def test_hors_ligne_un_point_suffit(scene, adresses):
    un_quartier("QN09302M")
    demande = un_quartier_demande(scene)
    adresses["reponse"] = HORS_LIGNE
    saisie = QPV | {"adresse": ADRESSE, "latitude": "48,91", "longitude": "2,31"}
    assert "Dans le quartier" in page_de(scene, demande, "situer", **saisie)
    assert connecte(scene.facilitation).post(url_de(demande), {"acte": "accepter"} | saisie).status_code == 302
    assert Decision.objects.get().qpv_code == "QN09302M"


def test_un_demi_point_se_dit(scene):
    demande = un_quartier_demande(scene)
    page = page_de(scene, demande, "accepter", latitude="48,91", motif="Oui.", **QPV)
    assert "Un point a une latitude et une longitude." in page


def test_hors_des_quartiers_la_page_le_dit_et_un_motif_permet_de_passer_outre(scene):
    un_quartier("QN09302M")
    demande = un_quartier_demande(scene)
    saisie = QPV | {"latitude": "48.5", "longitude": "2.31"}
    page = page_de(scene, demande, "accepter", **saisie)
    assert "dans aucun quartier prioritaire de la liste 2024" in page
    assert "Motivez votre décision" in page
    page_de(scene, demande, "accepter", motif="Rue en limite, attestation de la ville.", **saisie)
    assert Decision.objects.get().qpv_code == ""


def test_sans_le_critere_de_quartier_aucune_adresse_n_est_cherchee(scene, adresses):
    un_critere(scene)
    demande = un_quartier_demande(scene)
    saisie = {"critere_RSA": "on", "datee_RSA": "2025-09-15", "adresse": ADRESSE}
    assert connecte(scene.facilitation).post(url_de(demande), {"acte": "accepter"} | saisie).status_code == 302
    assert adresses["demandes"] == []


def test_le_fragment_du_quartier_rend_les_champs_et_fait_demander_l_avis(scene, adresses):
    un_quartier("QN09302M", "Franc Moisin")
    demande = un_quartier_demande(scene)
    reponse = connecte(scene.facilitation).post(url_de(demande, "quartier"), QPV | {"adresse": ADRESSE})
    fragment = reponse.content.decode()
    assert 'id="quartier"' in fragment
    assert "Dans le quartier Franc Moisin" in fragment
    assert "<html" not in fragment
    assert "quartier-cherche" in reponse["HX-Trigger-After-Swap"]
    assert "quartier-cherche from:body" in page_de(scene, demande), "la page demande alors l'avis de la règle"


def test_l_avis_ne_recoit_pas_l_adresse_et_la_page_ne_la_met_dans_aucun_lien(scene, adresses):
    demande = un_quartier_demande(scene)
    page = page_de(scene, demande)
    assert 'hx-params="not adresse"' in page
    connecte(scene.facilitation).post(url_de(demande, "objections"), QPV | {"adresse": ADRESSE})
    assert adresses["demandes"] == []


def test_deja_couverte_la_page_ne_demande_rien(scene):
    un_critere(scene)
    premiere = une_demande(scene)
    seconde = une_demande(scene, debut=date(2025, 12, 1), beneficiaire=premiere.beneficiaire)
    page_de(scene, premiere, "accepter", critere_RSA="on", datee_RSA="2025-09-15")
    assert "<dt>Critère</dt>" in page_de(scene, premiere)
    page = page_de(scene, seconde)
    assert "aucun nouveau justificatif n'est demandé" in page
    assert 'name="critere_RSA"' not in page
    page_de(scene, seconde, "accepter")
    assert "une fenêtre était déjà ouverte" in page_de(scene, seconde)


def test_la_page_mene_a_la_prolongation_de_la_fenetre(scene):
    un_critere(scene)
    demande = une_demande(scene)
    page_de(scene, demande, "accepter", critere_RSA="on", datee_RSA="2025-09-15")
    fenetre = Decision.objects.get().fenetre
    assert reverse("parcours:prolonger", args=[fenetre.uuid]) in page_de(scene, demande)


def test_un_acte_inconnu_n_existe_pas(scene):
    demande = une_demande(scene)
    for donnees in ({}, {"acte": "effacer"}):
        assert connecte(scene.facilitation).post(url_de(demande), donnees).status_code == 404
