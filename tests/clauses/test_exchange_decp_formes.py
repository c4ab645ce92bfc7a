"""Every published shape of the official data is read, by what it looks like, not by its name."""

from __future__ import annotations

import gzip
import io
from datetime import date
from decimal import Decimal

import pytest

from clauses.exchange.decp import (
    Ccag,
    ConsiderationSociale,
    EnregistrementDecp,
    Groupement,
    Nature,
    Procedure,
    Refus,
    Sorte,
    TypeIdentifiant,
    TypeLieu,
    lire,
)
from tests.fabriques.decp import (
    ACHETEUR,
    AUTRE_TITULAIRE,
    TITULAIRE,
    en_csv,
    en_json,
    lire_octets,
    lire_un,
    un_marche_v1,
    un_marche_v2,
    une_concession,
    une_ligne,
)

XML_V2 = """<?xml version="1.0" encoding="UTF-8"?>
<marches><marche>
  <id>2024X1</id><acheteur><id>21930099300017</id></acheteur>
  <nature>Marché</nature><objet>Réfection d'une école</objet><codeCPV>45214200-2</codeCPV><ccag>Travaux</ccag>
  <considerationsSociales><considerationSociale>Clause sociale</considerationSociale></considerationsSociales>
  <titulaires><titulaire><id>73282932000074</id><typeIdentifiant>SIRET</typeIdentifiant></titulaire></titulaires>
  <sousTraitanceDeclaree>oui</sousTraitanceDeclaree>
  <lieuExecution><code>93066</code><typeCode>Code commune</typeCode></lieuExecution>
  <dureeMois>10</dureeMois><dateNotification>2024-05-15</dateNotification>
  <datePublicationDonnees>2024-05-20</datePublicationDonnees><montant>575000.25</montant>
</marche></marches>"""


def test_la_liste_1x_melange_marches_et_concessions() -> None:
    marche, concession = lire_octets(en_json({"marches": [un_marche_v1(), une_concession()]}))

    assert (marche.sorte, concession.sorte) == (Sorte.MARCHE, Sorte.CONCESSION)
    assert (marche.rang, concession.rang) == (1, 2)
    assert marche.nature is Nature.MARCHE
    assert marche.titulaires[0].nom == "Bâti Démo"
    assert concession.acheteur_id == ACHETEUR
    assert concession.date_notification == date(2019, 1, 10)
    assert concession.date_debut_execution == date(2019, 2, 1)
    assert concession.montant == Decimal("7789456.56")
    assert concession.titulaires[0].id == TITULAIRE


def test_la_forme_2x_est_lue_avec_tous_ses_champs() -> None:
    acte = {
        "acteSousTraitance": {
            "id": 1,
            "sousTraitant": {"id": AUTRE_TITULAIRE, "typeIdentifiant": "SIRET"},
            "dureeMois": 6,
            "dateNotification": "2024-08-01",
            "datePublicationDonnees": "2024-08-15",
            "montant": 120000.5,
            "variationPrix": "Révisable",
        }
    }
    avenant = {
        "modification": {
            "id": 1,
            "montant": 3400000,
            "dureeMois": 26,
            "dateNotificationModification": "2025-01-10",
            "datePublicationDonneesModification": "2025-01-20",
        }
    }
    brut = un_marche_v2(actesSousTraitance=[acte], modifications=[avenant], idAccordCadre="AC2023")
    concession = une_concession(lieuExecution=None)
    lus = lire_octets(en_json({"marches": {"marche": [brut], "contrat-concession": [concession]}}))
    lu = lus[0]

    assert [e.sorte for e in lus] == [Sorte.MARCHE, Sorte.CONCESSION]
    assert lu.cpv == "45214200"
    assert lu.travaux
    assert lu.ccag is Ccag.TRAVAUX
    assert lu.procedure is Procedure.APPEL_OFFRES_OUVERT
    assert lu.montant == Decimal("3200000.50")
    assert lu.considerations_sociales == (ConsiderationSociale.CLAUSE_SOCIALE,)
    assert lu.clause_sociale is True
    assert lu.groupement is Groupement.CONJOINT
    assert lu.sous_traitance_declaree is True
    assert lu.offres_recues == 3
    assert lu.id_accord_cadre == "AC2023"
    assert lu.lieu_type is TypeLieu.CODE_COMMUNE
    assert lu.titulaires[0].type is TypeIdentifiant.SIRET
    assert lu.titulaires[0].nom == ""
    assert lu.actes_sous_traitance[0].sous_traitant.id == AUTRE_TITULAIRE
    assert lu.actes_sous_traitance[0].montant == Decimal("120000.50")
    assert lu.modifications[0].montant == Decimal("3400000.00")
    assert lu.date_version == date(2025, 1, 20)
    assert lu.defauts == ()


@pytest.mark.parametrize(
    "enveloppe",
    [
        {"marches": {"marche": un_marche_v2()}},
        {"marches": {"marche": [[un_marche_v2()]]}},
        {"marches": [un_marche_v2()]},
        {"marches": un_marche_v2()},
        [un_marche_v2()],
        un_marche_v2(),
        {"data": [un_marche_v2()], "meta": {"total": 1}},
        {"$schema": "x", "records": [{"recordid": "r", "fields": un_marche_v2()}]},
    ],
    ids=["enfant seul", "liste double", "liste 1.x", "objet seul", "liste nue", "marché nu", "data", "fields"],
)
def test_l_enveloppe_ne_compte_pas(enveloppe: object) -> None:
    (lu,) = lire_octets(en_json(enveloppe))
    assert lu.cle == (ACHETEUR, "2024T001")


def test_un_objet_json_par_ligne_est_lu() -> None:
    octets = en_json(un_marche_v1(id="A")) + b"\n" + en_json(un_marche_v1(id="B")) + b"\n"
    assert [e.id for e in lire_octets(octets)] == ["A", "B"]


@pytest.mark.parametrize(
    "titulaires",
    [
        {"titulaire": {"id": TITULAIRE, "typeIdentifiant": "SIRET"}},
        {"titulaire": [{"id": TITULAIRE, "typeIdentifiant": "SIRET"}]},
        {"id": TITULAIRE, "typeIdentifiant": "SIRET"},
        [[{"id": TITULAIRE, "typeIdentifiant": "SIRET"}]],
        [[{"titulaire": [{"id": TITULAIRE, "typeIdentifiant": "SIRET"}]}]],
    ],
)
def test_un_titulaire_seul_ou_trop_emballe_reste_un_titulaire(titulaires: object) -> None:
    lu = lire_un(un_marche_v2(titulaires=titulaires))
    assert [t.id for t in lu.titulaires] == [TITULAIRE]


def test_les_titulaires_d_une_modification_sont_lus_meme_en_liste_double() -> None:
    avenant = {"objetModification": "Changement", "titulaires": [[{"typeIdentifiant": "SIRET", "id": AUTRE_TITULAIRE}]]}
    lu = lire_un(un_marche_v1(modifications=[[avenant]]))
    assert lu.modifications[0].titulaires[0].id == AUTRE_TITULAIRE


@pytest.mark.parametrize("valeur", ["Clause sociale", {"considerationSociale": "Clause sociale"}, ["Clause sociale"]])
def test_une_consideration_seule_est_une_liste(valeur: object) -> None:
    assert lire_un(un_marche_v2(considerationsSociales=valeur)).clause_sociale is True


@pytest.mark.parametrize("cle", ["acheteur.id", "acheteur_id", "Acheteur_Id", "ACHETEURID"])
def test_l_acheteur_aplati_est_reconnu(cle: str) -> None:
    lu = lire_un(un_marche_v2(acheteur=None, **{cle: ACHETEUR}))
    assert lu.acheteur_id == ACHETEUR


def test_le_xml_2x_dit_oui_et_non() -> None:
    (lu,) = lire_octets(XML_V2.encode())
    assert lu.sous_traitance_declaree is True
    assert lu.clause_sociale is True
    assert lu.montant == Decimal("575000.25")
    assert lu.titulaires[0].id == TITULAIRE
    (non,) = lire_octets(XML_V2.replace(">oui<", ">non<").encode())
    assert non.sous_traitance_declaree is False


def test_le_xml_1x_contient_des_concessions() -> None:
    xml = XML_V2.replace("<marche>", "<contrat-concession>").replace("</marche>", "</contrat-concession>")
    xml = xml.replace("acheteur>", "autoriteConcedante>").replace("titulaire", "concessionnaire")
    (lu,) = lire_octets(xml.encode())
    assert lu.sorte is Sorte.CONCESSION
    assert lu.titulaires[0].id == TITULAIRE


def test_un_xml_qui_se_dit_utf8_mais_ne_l_est_pas_est_lu() -> None:
    (lu,) = lire_octets(XML_V2.encode("cp1252"))
    assert lu.objet == "Réfection d'une école"


@pytest.mark.parametrize("separateur", [",", ";", "\t"])
def test_le_tableau_decp_info_est_lu(separateur: str) -> None:
    (lu,) = lire_octets(en_csv(une_ligne(), separateur=separateur).encode())
    assert lu.cle == (ACHETEUR, "2024T001")
    assert lu.montant == Decimal("3200000.50")
    assert lu.considerations_sociales == (ConsiderationSociale.CLAUSE_SOCIALE, ConsiderationSociale.CRITERE_SOCIAL)
    assert lu.titulaires[0].nom == "BATI DEMO"
    assert lu.donnees_actuelles is True
    assert lu.travaux
    assert lu.defauts == ()


def test_le_tableau_opendatasoft_est_lu_avec_ses_titulaires_numerotes() -> None:
    ligne = {
        "id": "2024T001",
        "acheteur_id": ACHETEUR,
        "codecpv": "45214200",
        "datenotification": "2024-05-15",
        "datepublicationdonnees": "2024-05-25",
        "lieuexecution_code": "93066",
        "lieuexecution_typecode": "Code commune",
        "dureemois": "24",
        "montant": "1000000,50",
        "considerationssociales": "Pas de considération sociale",
        "titulaire_id_1": TITULAIRE,
        "titulaire_typeidentifiant_1": "SIRET",
        "titulaire_id_2": AUTRE_TITULAIRE,
        "titulaire_typeidentifiant_2": "SIRET",
        "titulaire_id_3": "",
        "titulaire_typeidentifiant_3": "NC",
    }
    (lu,) = lire_octets(en_csv(ligne, separateur=";").encode())
    assert [t.id for t in lu.titulaires] == [TITULAIRE, AUTRE_TITULAIRE]
    assert lu.montant == Decimal("1000000.50")
    assert lu.duree_mois == 24
    assert lu.clause_sociale is False
    (en_objet,) = lire_octets(en_json({"results": [ligne]}))
    assert [t.id for t in en_objet.titulaires] == [TITULAIRE, AUTRE_TITULAIRE]


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_l_encodage_est_reconnu(encodage: str) -> None:
    (ligne,) = lire_octets(en_csv(une_ligne(objet="École à Épinay")).encode(encodage))
    assert ligne.objet == "École à Épinay"
    assert ligne.acheteur_id == ACHETEUR
    (marche,) = lire_octets(en_json({"marches": [un_marche_v1()]}).decode().encode(encodage))
    assert marche.objet == "Réhabilitation d'un gymnase"


def test_un_fichier_compresse_et_un_tuyau_sont_lus(tmp_path) -> None:
    octets = en_json({"marches": [un_marche_v1()]})
    (lu,) = lire_octets(gzip.compress(octets))
    assert lu.id == "2019T001"

    class Tuyau(io.RawIOBase):
        def __init__(self) -> None:
            self.reste = io.BytesIO(octets)

        def read(self, taille: int = -1) -> bytes:
            return self.reste.read(taille)

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

    assert [e.id for e in lire(Tuyau(), "tuyau")] == ["2019T001"]
    chemin = tmp_path / "extrait.donnees"
    chemin.write_bytes(octets)
    (depuis_disque,) = lire(chemin)
    assert depuis_disque.fichier == "extrait.donnees"


def test_le_flux_de_l_appelant_reste_ouvert() -> None:
    flux = io.BytesIO(en_csv(une_ligne()).encode())
    assert len(list(lire(flux, "a"))) == len(list(lire(flux, "a"))) == 1
    assert not flux.closed


def test_chaque_enregistrement_donne_une_ligne_ou_un_refus() -> None:
    lus = lire_octets(en_json({"marches": [un_marche_v1(), un_marche_v1(id=None), None, "x", {}, une_concession()]}))
    assert [type(e) for e in lus] == [EnregistrementDecp, Refus, Refus, Refus, Refus, EnregistrementDecp]
    assert [e.rang for e in lus] == [1, 2, 3, 4, 5, 6]


def test_un_refus_dit_sa_raison_sans_nommer_d_entreprise() -> None:
    sans_numero, sans_acheteur, rien = lire_octets(
        en_json({"marches": [une_concession(id=None), un_marche_v1(acheteur=None), un_marche_v1(id="NC", acheteur={})]})
    )
    assert sans_numero.raison == "Pas de numéro de contrat."
    assert sans_acheteur.raison == "Pas d'identifiant d'acheteur."
    assert rien.raison == "Pas d'identifiant d'acheteur et pas de numéro de contrat."
    assert "Parcs Démo" not in sans_numero.extrait
    assert "parc de stationnement" in sans_numero.extrait


def test_une_concession_sans_autorite_est_refusee_sous_ce_nom() -> None:
    (refus,) = lire_octets(en_json({"marches": [une_concession(autoriteConcedante=None)]}))
    assert refus.raison == "Pas d'identifiant d'autorité concédante."
