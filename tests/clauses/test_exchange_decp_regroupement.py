"""The unit is the contract: rows of one (buyer, number) become holders and versions of one contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from clauses.exchange.decp import ContratDecp, grouper
from tests.fabriques.decp import (
    ACHETEUR,
    AUTRE_TITULAIRE,
    TITULAIRE,
    en_csv,
    en_json,
    lire_octets,
    un_marche_v1,
    un_marche_v2,
    une_concession,
    une_ligne,
)

UN = [{"typeIdentifiant": "SIRET", "id": TITULAIRE, "denominationSociale": "Bâti Démo"}]
AUTRE = [{"typeIdentifiant": "SIRET", "id": AUTRE_TITULAIRE, "denominationSociale": "Autre Démo"}]


def contrats(*bruts: dict) -> list[ContratDecp]:
    return grouper(lire_octets(en_json({"marches": list(bruts)})))


def un_contrat(*bruts: dict) -> ContratDecp:
    (contrat,) = contrats(*bruts)
    return contrat


def test_deux_titulaires_de_la_meme_version_sont_reunis() -> None:
    lignes = [une_ligne(), une_ligne(titulaire_id=AUTRE_TITULAIRE, titulaire_nom="AUTRE DEMO")]
    (contrat,) = grouper(lire_octets(en_csv(*lignes).encode()))
    assert [t.id for t in contrat.titulaires] == [TITULAIRE, AUTRE_TITULAIRE]
    assert len(contrat.versions) == 1
    assert [t.id for t in contrat.derniere.titulaires] == [TITULAIRE, AUTRE_TITULAIRE]
    assert contrat.lignes == 2


def test_les_versions_suivent_la_date_de_publication_et_non_la_place_dans_le_fichier() -> None:
    recente = un_marche_v1(montant=300000, datePublicationDonnees="2020-06-01", titulaires=AUTRE)
    ancienne = un_marche_v1(montant=250000, datePublicationDonnees="2019-03-15")
    contrat = un_contrat(recente, ancienne)
    assert [v.montant for v in contrat.versions] == [Decimal(250000), Decimal(300000)]
    assert contrat.derniere.montant == Decimal(300000)
    assert contrat.montants == ((date(2019, 3, 15), Decimal(250000)), (date(2020, 6, 1), Decimal(300000)))
    assert [t.id for t in contrat.titulaires] == [AUTRE_TITULAIRE]
    assert "plusieurs_montants" in {d.code.value for d in contrat.defauts}


def test_a_date_egale_la_place_dans_le_fichier_decide_et_aucun_titulaire_n_est_perdu() -> None:
    contrat = un_contrat(un_marche_v1(montant=250000), un_marche_v1(montant=300000, titulaires=AUTRE))
    assert contrat.derniere.montant == Decimal(300000)
    assert {t.id for t in contrat.titulaires} == {TITULAIRE, AUTRE_TITULAIRE}


def test_sans_date_de_publication_la_date_de_notification_departage() -> None:
    avant = un_marche_v1(datePublicationDonnees=None, dateNotification="2024-08-28", montant=100000)
    apres = un_marche_v1(datePublicationDonnees=None, dateNotification="2024-12-12", montant=200000)
    assert un_contrat(apres, avant).derniere.montant == Decimal(200000)


def test_un_avenant_declare_date_la_version_qui_le_porte() -> None:
    avenant = {"datePublicationDonneesModification": "2021-01-01", "montant": 280000, "titulaires": AUTRE}
    contrat = un_contrat(un_marche_v1(modifications=[avenant]), un_marche_v1())
    assert contrat.date_version == date(2021, 1, 1)
    assert [m.montant for m in contrat.modifications] == [Decimal(280000)]
    assert contrat.derniere.montant == Decimal(250000)
    assert [t.id for t in contrat.titulaires_en_vigueur] == [AUTRE_TITULAIRE]


def test_la_marque_donnees_actuelles_l_emporte_sur_la_date() -> None:
    lignes = [
        une_ligne(montant="100000", donneesActuelles="true"),
        une_ligne(montant="200000", donneesActuelles="false", datePublicationDonnees="2024-09-01"),
    ]
    (contrat,) = grouper(lire_octets(en_csv(*lignes).encode()))
    assert contrat.derniere.montant == Decimal(100000)


def test_un_vrai_doublon_ne_fait_pas_une_version() -> None:
    contrat = un_contrat(un_marche_v1(titulaires=UN + AUTRE), un_marche_v1(titulaires=AUTRE + UN))
    assert len(contrat.versions) == 1
    assert contrat.lignes == 2
    assert len(contrat.titulaires) == 2


def test_un_nom_l_emporte_sur_une_absence_de_nom() -> None:
    sans_nom = [{"typeIdentifiant": "SIRET", "id": TITULAIRE, "denominationSociale": ""}]
    contrat = un_contrat(un_marche_v1(titulaires=sans_nom), un_marche_v1(titulaires=UN))
    assert [t.nom for t in contrat.titulaires] == ["Bâti Démo"]


def test_le_meme_numero_chez_deux_acheteurs_fait_deux_contrats() -> None:
    lus = contrats(un_marche_v1(), un_marche_v1(acheteur={"id": "90000000100017", "nom": "Autre"}))
    assert [c.cle for c in lus] == [(ACHETEUR, "2019T001"), ("90000000100017", "2019T001")]


def test_l_empreinte_ne_depend_ni_de_l_ordre_ni_du_fichier_ni_de_la_casse() -> None:
    bruts = [un_marche_v1(titulaires=UN), un_marche_v1(titulaires=AUTRE)]
    crie = [{**b, "lieuExecution": {**b["lieuExecution"], "typeCode": "CODE POSTAL"}} for b in bruts]
    autre_rang = contrats(un_marche_v1(id="AVANT"), *reversed(crie))[1]
    assert un_contrat(*bruts).empreinte == un_contrat(*reversed(bruts)).empreinte == autre_rang.empreinte
    assert len(autre_rang.empreinte) == 64


def test_l_empreinte_est_stable_d_une_version_du_logiciel_a_l_autre() -> None:
    assert un_contrat(un_marche_v2()).empreinte == ("616206e43fe30a585e44cd10c5639146e18e15d6c2e1bd66c220ab9d8e69f7a5")


def test_l_empreinte_change_avec_le_contenu_les_titulaires_ou_un_avenant() -> None:
    base = un_contrat(un_marche_v1()).empreinte
    autres = [
        un_marche_v1(montant=250000.01),
        un_marche_v1(titulaires=AUTRE),
        un_marche_v1(objet="Autre objet"),
        un_marche_v1(modifications=[{"objetModification": "Délai", "dureeMois": 14}]),
        un_marche_v1(considerationsSociales=["Clause sociale"]),
    ]
    empreintes = {un_contrat(brut).empreinte for brut in autres}
    assert len(empreintes) == len(autres)
    assert base not in empreintes


def test_une_version_ancienne_ne_change_pas_l_empreinte() -> None:
    recente = un_marche_v1(montant=300000, datePublicationDonnees="2020-06-01")
    assert un_contrat(recente).empreinte == un_contrat(recente, un_marche_v1()).empreinte


def test_une_concession_se_groupe_par_son_autorite() -> None:
    contrat = un_contrat(une_concession(), une_concession(concessionnaires=AUTRE))
    assert contrat.cle == (ACHETEUR, "2019C001")
    assert {t.id for t in contrat.titulaires} == {TITULAIRE, AUTRE_TITULAIRE}
