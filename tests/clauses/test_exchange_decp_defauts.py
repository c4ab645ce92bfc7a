"""Each defect met in real files: the record is kept, the defect is named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clauses.exchange.decp import ConsiderationSociale, Nature, Procedure, TypeIdentifiant, TypeLieu
from tests.fabriques.decp import (
    ACHETEUR,
    TITULAIRE,
    codes,
    en_csv,
    lire_octets,
    lire_un,
    un_marche_v1,
    un_marche_v2,
    une_concession,
    une_ligne,
)


def test_un_enregistrement_propre_n_a_pas_de_defaut() -> None:
    assert codes(lire_un(un_marche_v1())) == set()
    assert codes(lire_un(un_marche_v2())) == set()
    assert codes(lire_un(une_concession())) == set()


def test_des_caracteres_perdus_sont_signales_et_l_objet_garde() -> None:
    lu = lire_un(un_marche_v1(objet="Entretien des b\ufffdtiments"))
    assert "caracteres_perdus" in codes(lu)
    assert lu.objet == "Entretien des b\ufffdtiments"


def test_une_date_de_notification_absente() -> None:
    lu = lire_un(un_marche_v1(dateNotification=None))
    assert lu.date_notification is None
    assert codes(lu) == {"date_absente"}


def test_une_date_avec_fuseau_garde_ses_dix_premiers_caracteres_sans_decalage() -> None:
    lu = lire_un(un_marche_v1(dateNotification="2018-10-05+02:00"))
    assert lu.date_notification == date(2018, 10, 5)
    assert codes(lu) == {"date_avec_fuseau"}


@pytest.mark.parametrize("brut", ["2019-13-45", "bientôt", "0001-01-01"])
def test_une_date_illisible_est_inconnue(brut: str) -> None:
    lu = lire_un(un_marche_v1(dateNotification=brut))
    assert lu.date_notification is None
    assert codes(lu) == {"date_illisible"}


@pytest.mark.parametrize("montant", [999999999, "999999999.00", 9999999999, 1e17, 10**12, 0, 1, "0", -5])
def test_un_montant_de_remplissage_est_inconnu(montant: object) -> None:
    lu = lire_un(un_marche_v1(montant=montant))
    assert lu.montant is None
    assert codes(lu) == {"montant_fictif"}


def test_un_montant_de_cinquante_euros_est_garde_et_signale() -> None:
    lu = lire_un(un_marche_v1(montant=50))
    assert lu.montant == Decimal(50)
    assert codes(lu) == {"montant_a_verifier"}


def test_un_montant_absent_ou_illisible() -> None:
    assert codes(lire_un(un_marche_v1(montant=None))) == {"montant_absent"}
    assert codes(lire_un(un_marche_v1(montant="NC"))) == {"montant_absent"}
    assert codes(lire_un(un_marche_v1(montant="selon bordereau"))) == {"montant_illisible"}


@pytest.mark.parametrize("brut", ["1 234,56", "1234.56", "1\u202f234,56 €", "1.234,56", "1,234.56"])
def test_un_montant_en_texte_se_lit_a_la_francaise_ou_a_l_anglaise(brut: str) -> None:
    assert lire_un(un_marche_v1(montant=brut)).montant == Decimal("1234.56")


@pytest.mark.parametrize("duree", ["NC", 0, "environ un an", 99999])
def test_une_duree_illisible_est_inconnue(duree: object) -> None:
    lu = lire_un(un_marche_v1(dureeMois=duree))
    assert lu.duree_mois is None
    assert codes(lu) == {"duree_illisible"}


@pytest.mark.parametrize(
    ("brut", "attendu", "defaut"),
    [
        ("45212200", "45212200", None),
        ("45212200-8", "45212200", None),
        ("9123000", "09123000", "cpv_corrige"),
        ("INX 28213700-5", "28213700", "cpv_corrige"),
        ("CPV45", "", "cpv_illisible"),
        ("", "", "cpv_absent"),
    ],
)
def test_le_cpv_est_ramene_a_huit_chiffres(brut: str, attendu: str, defaut: str | None) -> None:
    lu = lire_un(un_marche_v1(codeCPV=brut))
    assert lu.cpv == attendu
    assert codes(lu) == ({defaut} if defaut else set())


def test_une_concession_n_a_pas_de_cpv_et_ce_n_est_pas_un_defaut() -> None:
    lu = lire_un(une_concession())
    assert lu.cpv == ""
    assert lu.travaux


@pytest.mark.parametrize("brut", ["CODE POSTAL", "code  postal", "Code Postal"])
def test_le_type_de_lieu_se_lit_sans_casse_ni_accents(brut: str) -> None:
    lu = lire_un(un_marche_v1(lieuExecution={"code": "93160", "typeCode": brut}))
    assert lu.lieu_type is TypeLieu.CODE_POSTAL
    assert codes(lu) == {"libelle_corrige"}


def test_code_departement_en_capitales_sans_accent() -> None:
    lu = lire_un(un_marche_v1(lieuExecution={"code": "93", "typeCode": "CODE DEPARTEMENT"}))
    assert lu.lieu_type is TypeLieu.CODE_DEPARTEMENT
    assert codes(lu) == {"libelle_corrige", "lieu_imprecis"}


def test_une_nature_en_capitales_et_une_procedure_retiree_sont_reconnues() -> None:
    lu = lire_un(
        une_concession(
            nature="CONCESSION DE TRAVAUX",
            procedure="Procédure négociée avec mise en concurrence préalable",
        )
    )
    assert lu.nature is Nature.CONCESSION_TRAVAUX
    assert lu.procedure is Procedure.NEGOCIATION
    assert lu.nature_brute == "CONCESSION DE TRAVAUX"
    assert codes(lu) == {"libelle_corrige"}


def test_une_nature_inconnue_est_gardee_telle_quelle() -> None:
    lu = lire_un(un_marche_v1(nature="Bail emphytéotique"))
    assert lu.nature is None
    assert lu.nature_brute == "Bail emphytéotique"
    assert codes(lu) == {"libelle_inconnu"}


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("TAHITI", TypeIdentifiant.TAHITI),
        ("TVA_INTRACOMMUNAUTAIRE", TypeIdentifiant.TVA),
        ("HORS_UE", TypeIdentifiant.HORS_UE),
        ("FRW", TypeIdentifiant.FRWF),
    ],
)
def test_un_type_d_identifiant_inhabituel_est_douteux(brut: str, attendu: TypeIdentifiant) -> None:
    titulaire = {"typeIdentifiant": brut, "id": "587857001", "denominationSociale": "Exemple"}
    lu = lire_un(un_marche_v1(titulaires=[titulaire]))
    assert lu.titulaires[0].type is attendu
    assert lu.titulaires[0].siret_valide is None
    assert codes(lu) == {"type_identifiant_douteux"}


@pytest.mark.parametrize("brut", ["TVA", "HORS-UE"])
def test_les_types_du_schema_ne_sont_pas_des_defauts(brut: str) -> None:
    titulaire = {"typeIdentifiant": brut, "id": "DE814864138", "denominationSociale": "Exemple"}
    assert codes(lire_un(un_marche_v1(titulaires=[titulaire]))) == set()


def test_un_siret_entoure_d_espaces_est_nettoye() -> None:
    titulaire = {"typeIdentifiant": "SIRET", "id": f" {TITULAIRE} ", "denominationSociale": "Exemple"}
    lu = lire_un(un_marche_v1(titulaires=[titulaire]))
    assert lu.titulaires[0].id == TITULAIRE
    assert lu.titulaires[0].siret_valide is True
    assert codes(lu) == {"identifiant_nettoye"}


@pytest.mark.parametrize("brut", ["73282932000075", "732829320", "1", "00001", "868768687576575"])
def test_un_siret_faux_est_garde_et_signale(brut: str) -> None:
    titulaire = {"typeIdentifiant": "SIRET", "id": brut, "denominationSociale": "Exemple"}
    lu = lire_un(un_marche_v1(titulaires=[titulaire]))
    assert lu.titulaires[0].id == brut
    assert lu.titulaires[0].siret_valide is False
    assert codes(lu) == {"siret_a_verifier"}


def test_un_titulaire_sans_numero_mais_nomme_est_garde() -> None:
    lu = lire_un(un_marche_v1(titulaires=[{"typeIdentifiant": "SIRET", "id": "", "denominationSociale": "Exemple"}]))
    assert lu.titulaires[0].nom == "Exemple"
    assert codes(lu) == {"siret_a_verifier"}


def test_les_sirets_de_la_poste_sont_bons() -> None:
    for numero in ("35600000000048", "35600000049837"):
        titulaire = {"typeIdentifiant": "SIRET", "id": numero, "denominationSociale": "La Poste"}
        assert codes(lire_un(un_marche_v1(titulaires=[titulaire]))) == set()


def test_un_titulaire_sans_nom_est_signale_seulement_la_ou_un_nom_est_attendu() -> None:
    (ligne,) = lire_octets(en_csv(une_ligne(titulaire_nom="")).encode())
    assert codes(ligne) == {"titulaire_sans_nom"}
    assert codes(lire_un(un_marche_v2())) == set()


def test_un_marche_sans_titulaire_est_garde() -> None:
    assert codes(lire_un(un_marche_v1(titulaires=[]))) == {"titulaire_absent"}
    assert codes(lire_un(un_marche_v1(titulaires=None))) == {"titulaire_absent"}


def test_le_siret_de_l_acheteur_est_verifie_lui_aussi() -> None:
    lu = lire_un(un_marche_v1(acheteur={"id": "21930099300018", "nom": "Ville"}))
    assert codes(lu) == {"siret_acheteur_a_verifier"}


@pytest.mark.parametrize("brut", ["", None, "NC"])
def test_un_lieu_absent_est_nomme(brut: str | None) -> None:
    assert codes(lire_un(un_marche_v1(lieuExecution={"code": brut, "typeCode": "NC"}))) == {"lieu_absent"}
    assert codes(lire_un(un_marche_v1(lieuExecution=None))) == {"lieu_absent"}


def test_les_zeros_de_tete_sont_gardes_et_ceux_d_un_siret_rendus() -> None:
    (lu,) = lire_octets(en_csv(une_ligne(acheteur_id="00735020000049", lieuExecution_code="01004")).encode())
    assert lu.acheteur_id == "00735020000049"
    assert lu.lieu_code == "01004"
    (ampute,) = lire_octets(en_csv(une_ligne(acheteur_id="735020000049", lieuExecution_code="1004")).encode())
    assert ampute.acheteur_id == "00735020000049"
    assert ampute.lieu_code == "01004"
    assert codes(ampute) == {"identifiant_nettoye"}


def test_un_identifiant_devenu_nombre_redevient_texte() -> None:
    lu = lire_un(un_marche_v1(id=20190012, acheteur={"id": int(ACHETEUR)}, codeCPV=45212200))
    assert lu.cle == (ACHETEUR, "20190012")
    assert lu.cpv == "45212200"
    (ligne,) = lire_octets(en_csv(une_ligne(acheteur_id=f"{ACHETEUR}.0")).encode())
    assert ligne.acheteur_id == ACHETEUR


def test_le_numero_du_contrat_n_est_jamais_interprete() -> None:
    assert lire_un(un_marche_v1(id=" 2024 2024130081 ")).id == "2024 2024130081"


@pytest.mark.parametrize("valeur", [None, [], {}, {"considerationSociale": []}, "", "NC", "Sans objet"])
def test_l_absence_de_consideration_sociale_ne_prouve_rien(valeur: object) -> None:
    assert lire_un(un_marche_v2(considerationsSociales=valeur)).clause_sociale is None


def test_une_consideration_hors_liste_est_a_verifier() -> None:
    lu = lire_un(un_marche_v2(considerationsSociales={"considerationSociale": ["Concertation"]}))
    assert lu.considerations_sociales == (ConsiderationSociale.A_VERIFIER,)
    assert lu.considerations_brutes == ("Concertation",)
    assert codes(lu) == {"consideration_inconnue"}


@pytest.mark.parametrize(
    "ecarts",
    [
        {"offresRecues": None, "procedure": None},
        {"techniques": {"technique": []}, "modalitesExecution": {"modaliteExecution": []}},
        {"_type": "Marché"},
    ],
)
def test_un_enregistrement_non_conforme_au_schema_est_lu(ecarts: dict) -> None:
    assert codes(lire_un(un_marche_v2(**ecarts))) == set()


def test_la_phrase_d_un_defaut_est_en_francais_et_dit_la_valeur() -> None:
    (defaut,) = lire_un(un_marche_v1(dureeMois="NC")).defauts
    assert defaut.phrase == "La durée ne se lit pas en mois : traitée comme inconnue. (« NC »)"
