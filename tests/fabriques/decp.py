"""Builders of invented official records (DECP), as files on disk or bytes in memory."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from clauses.exchange.decp import EnregistrementDecp, Refus, lire

ACHETEUR = "21930099300017"
TITULAIRE = "73282932000074"
AUTRE_TITULAIRE = "44306184100047"


def un_marche_v1(**champs: Any) -> dict[str, Any]:
    """A 1.x record; a field given as None is left out."""
    marche: dict[str, Any] = {
        "_type": "Marché",
        "id": "2019T001",
        "acheteur": {"id": ACHETEUR, "nom": "Ville de Démonstration"},
        "nature": "Marché",
        "objet": "Réhabilitation d'un gymnase",
        "codeCPV": "45212200",
        "procedure": "Procédure adaptée",
        "lieuExecution": {"code": "93200", "typeCode": "Code postal", "nom": "Saint-Denis"},
        "dureeMois": 12,
        "dateNotification": "2019-03-01",
        "datePublicationDonnees": "2019-03-15",
        "montant": 250000,
        "formePrix": "Ferme",
        "titulaires": [{"typeIdentifiant": "SIRET", "id": TITULAIRE, "denominationSociale": "Bâti Démo"}],
        "modifications": [],
    }
    return _remplacer(marche, champs)


def un_marche_v2(**champs: Any) -> dict[str, Any]:
    """A 2.x record; a field given as None is left out."""
    marche: dict[str, Any] = {
        "id": "2024T001",
        "acheteur": {"id": ACHETEUR},
        "nature": "Marché",
        "objet": "Construction d'un groupe scolaire",
        "codeCPV": "45214200-2",
        "techniques": {"technique": ["Sans objet"]},
        "modalitesExecution": {"modaliteExecution": ["Tranches"]},
        "marcheInnovant": False,
        "ccag": "Travaux",
        "offresRecues": 3,
        "attributionAvance": True,
        "tauxAvance": 0.05,
        "typeGroupementOperateurs": "Conjoint",
        "sousTraitanceDeclaree": True,
        "procedure": "Appel d'offres ouvert",
        "lieuExecution": {"code": "93066", "typeCode": "Code commune"},
        "dureeMois": 24,
        "dateNotification": "2024-05-15",
        "datePublicationDonnees": "2024-05-25",
        "montant": 3200000.5,
        "typesPrix": {"typePrix": ["Définitif révisable"]},
        "formePrix": "Forfaitaire",
        "titulaires": [{"titulaire": {"id": TITULAIRE, "typeIdentifiant": "SIRET"}}],
        "considerationsSociales": {"considerationSociale": ["Clause sociale"]},
        "considerationsEnvironnementales": {"considerationEnvironnementale": ["Clause environnementale"]},
    }
    return _remplacer(marche, champs)


def une_concession(**champs: Any) -> dict[str, Any]:
    """A concession of the 1.x list."""
    concession: dict[str, Any] = {
        "_type": "Contrat de concession",
        "id": "2019C001",
        "autoriteConcedante": {"id": ACHETEUR, "nom": "Ville de Démonstration"},
        "nature": "Concession de travaux",
        "objet": "Construction et exploitation d'un parc de stationnement",
        "procedure": "Procédure négociée ouverte",
        "lieuExecution": {"code": "93066", "typeCode": "Code commune", "nom": "Saint-Denis"},
        "dureeMois": 240,
        "dateSignature": "2019-01-10",
        "dateDebutExecution": "2019-02-01",
        "datePublicationDonnees": "2019-02-02",
        "valeurGlobale": "7789456.56",
        "montantSubventionPublique": 0,
        "concessionnaires": [{"typeIdentifiant": "SIRET", "id": TITULAIRE, "denominationSociale": "Parcs Démo"}],
    }
    return _remplacer(concession, champs)


def une_ligne(**champs: str) -> dict[str, str]:
    """A row of the decp.info table."""
    ligne = {
        "uid": f"{ACHETEUR}2024T001",
        "id": "2024T001",
        "nature": "Marché",
        "acheteur_id": ACHETEUR,
        "acheteur_nom": "VILLE DE DEMONSTRATION",
        "titulaire_id": TITULAIRE,
        "titulaire_typeIdentifiant": "SIRET",
        "titulaire_nom": "BATI DEMO",
        "objet": "Construction d'un groupe scolaire",
        "montant": "3200000.5",
        "type": "Travaux",
        "codeCPV": "45214200",
        "procedure": "Procédure adaptée",
        "dureeMois": "24",
        "offresRecues": "3",
        "dateNotification": "2024-05-15",
        "datePublicationDonnees": "2024-05-25",
        "considerationsSociales": "Clause sociale, Critère social",
        "lieuExecution_code": "93066",
        "lieuExecution_typeCode": "Code commune",
        "acheteur_departement_code": "93",
        "donneesActuelles": "true",
    }
    return {**ligne, **champs}


def en_json(enveloppe: Any) -> bytes:
    """JSON bytes of any envelope."""
    return json.dumps(enveloppe, ensure_ascii=False).encode()


def en_csv(*lignes: dict[str, str], separateur: str = ",") -> str:
    """A table with the columns of the first row."""
    tampon = io.StringIO()
    table = csv.DictWriter(tampon, list(lignes[0]), delimiter=separateur)
    table.writeheader()
    table.writerows(lignes)
    return tampon.getvalue()


def lire_octets(octets: bytes) -> list[EnregistrementDecp | Refus]:
    """Everything that the reader gives for these bytes."""
    return list(lire(io.BytesIO(octets), "essai"))


def lire_un(brut: dict[str, Any]) -> EnregistrementDecp:
    """The only record of a 1.x file that holds this object."""
    (lu,) = lire_octets(en_json({"marches": [brut]}))
    assert isinstance(lu, EnregistrementDecp), lu
    return lu


def codes(enreg: EnregistrementDecp) -> set[str]:
    """Codes of the defects named."""
    return {defaut.code.value for defaut in enreg.defauts}


def _remplacer(base: dict[str, Any], champs: dict[str, Any]) -> dict[str, Any]:
    return {nom: valeur for nom, valeur in {**base, **champs}.items() if valeur is not None}
