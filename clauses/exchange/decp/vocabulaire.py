"""Words of the official data (DECP) and the aliases under which real files spell them.

The codes follow the lists of the official schemas 1.5 and 2.0.3 ("données essentielles de la
commande publique"). Files write the same word in capitals, without accents, or under a label of a
former list: `reconnaitre` compares folded text, so one table serves every spelling.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from clauses.exchange.decp.valeurs import plier
from socle.mots import MotLibelle


class Sorte(MotLibelle):
    """Which of the two families of official records a contract belongs to."""

    MARCHE = ("MARCHE", "Marché")
    CONCESSION = ("CONCESSION", "Concession")


class Nature(MotLibelle):
    """Nature of the contract, schemas 1.5 and 2.0.3 together."""

    MARCHE = ("MARCHE", "Marché")
    MARCHE_PARTENARIAT = ("MARCHE_PARTENARIAT", "Marché de partenariat")
    MARCHE_DEFENSE = ("MARCHE_DEFENSE", "Marché de défense ou de sécurité")
    ACCORD_CADRE = ("ACCORD_CADRE", "Accord-cadre")
    MARCHE_SUBSEQUENT = ("MARCHE_SUBSEQUENT", "Marché subséquent")
    CONCESSION_TRAVAUX = ("CONCESSION_TRAVAUX", "Concession de travaux")
    CONCESSION_SERVICE = ("CONCESSION_SERVICE", "Concession de service")
    CONCESSION_SERVICE_PUBLIC = ("CONCESSION_SERVICE_PUBLIC", "Concession de service public")
    DELEGATION_SERVICE_PUBLIC = ("DELEGATION_SERVICE_PUBLIC", "Délégation de service public")


class Procedure(MotLibelle):
    """Award procedure; retired labels are read through `ALIAS_PROCEDURE`."""

    ADAPTEE = ("ADAPTEE", "Procédure adaptée")
    APPEL_OFFRES_OUVERT = ("APPEL_OFFRES_OUVERT", "Appel d'offres ouvert")
    APPEL_OFFRES_RESTREINT = ("APPEL_OFFRES_RESTREINT", "Appel d'offres restreint")
    NEGOCIATION = ("NEGOCIATION", "Procédure avec négociation")
    SANS_PUBLICITE = ("SANS_PUBLICITE", "Marché passé sans publicité ni mise en concurrence préalable")
    DIALOGUE_COMPETITIF = ("DIALOGUE_COMPETITIF", "Dialogue compétitif")
    NEGOCIEE_OUVERTE = ("NEGOCIEE_OUVERTE", "Procédure négociée ouverte")
    NON_NEGOCIEE_OUVERTE = ("NON_NEGOCIEE_OUVERTE", "Procédure non négociée ouverte")
    NEGOCIEE_RESTREINTE = ("NEGOCIEE_RESTREINTE", "Procédure négociée restreinte")
    NON_NEGOCIEE_RESTREINTE = ("NON_NEGOCIEE_RESTREINTE", "Procédure non négociée restreinte")


class Ccag(MotLibelle):
    """General terms that the contract cites."""

    TRAVAUX = ("TRAVAUX", "Travaux")
    MAITRISE_OEUVRE = ("MAITRISE_OEUVRE", "Maîtrise d'œuvre")
    FOURNITURES_SERVICES = ("FOURNITURES_SERVICES", "Fournitures courantes et services")
    MARCHES_INDUSTRIELS = ("MARCHES_INDUSTRIELS", "Marchés industriels")
    PRESTATIONS_INTELLECTUELLES = ("PRESTATIONS_INTELLECTUELLES", "Prestations intellectuelles")
    INFORMATIQUE = ("INFORMATIQUE", "Techniques de l'information et de la communication")
    AUCUN = ("AUCUN", "Pas de CCAG")


class TypeLieu(MotLibelle):
    """What the code of the place of performance is a code of."""

    CODE_POSTAL = ("CODE_POSTAL", "Code postal")
    CODE_COMMUNE = ("CODE_COMMUNE", "Code commune")
    CODE_ARRONDISSEMENT = ("CODE_ARRONDISSEMENT", "Code arrondissement")
    CODE_CANTON = ("CODE_CANTON", "Code canton")
    CODE_DEPARTEMENT = ("CODE_DEPARTEMENT", "Code département")
    CODE_REGION = ("CODE_REGION", "Code région")
    CODE_PAYS = ("CODE_PAYS", "Code pays")


class ConsiderationSociale(MotLibelle):
    """Social considerations declared by the buyer; `A_VERIFIER` stands for any value off the list."""

    CLAUSE_SOCIALE = ("CLAUSE_SOCIALE", "Clause sociale")
    CRITERE_SOCIAL = ("CRITERE_SOCIAL", "Critère social")
    MARCHE_RESERVE = ("MARCHE_RESERVE", "Marché réservé")
    CONCESSION_RESERVEE = ("CONCESSION_RESERVEE", "Concession réservée")
    AUCUNE = ("AUCUNE", "Pas de considération sociale")
    A_VERIFIER = ("A_VERIFIER", "À vérifier")


class Groupement(MotLibelle):
    """Kind of consortium."""

    CONJOINT = ("CONJOINT", "Conjoint")
    SOLIDAIRE = ("SOLIDAIRE", "Solidaire")
    AUCUN = ("AUCUN", "Pas de groupement")


class TypeIdentifiant(MotLibelle):
    """Kind of number that names a company. Never used to decide a country: real files mix them up."""

    SIRET = ("SIRET", "SIRET")
    TVA = ("TVA", "TVA intracommunautaire")
    TAHITI = ("TAHITI", "Numéro TAHITI")
    RIDET = ("RIDET", "Numéro RIDET")
    FRWF = ("FRWF", "Numéro FRWF")
    IREP = ("IREP", "Numéro IREP")
    UE = ("UE", "Union européenne")
    HORS_UE = ("HORS_UE", "Hors Union européenne")


ALIAS: dict[type[StrEnum], dict[str, StrEnum]] = {
    Nature: {
        "accord cadre": Nature.ACCORD_CADRE,
        "accords cadres": Nature.ACCORD_CADRE,
        "marche public": Nature.MARCHE,
        "marche subsequents": Nature.MARCHE_SUBSEQUENT,
        "marches subsequents": Nature.MARCHE_SUBSEQUENT,
        "concession de services": Nature.CONCESSION_SERVICE,
        "delegation de service publique": Nature.DELEGATION_SERVICE_PUBLIC,
        "dsp": Nature.DELEGATION_SERVICE_PUBLIC,
    },
    Procedure: {
        "marche a procedure adaptee": Procedure.ADAPTEE,
        "mapa": Procedure.ADAPTEE,
        "marche public negocie sans publicite ni mise en concurrence prealable": Procedure.SANS_PUBLICITE,
        "marche negocie sans publicite ni mise en concurrence prealable": Procedure.SANS_PUBLICITE,
        "marche public passe sans publicite ni mise en concurrence prealable": Procedure.SANS_PUBLICITE,
        "marche sans publicite ni mise en concurrence prealable": Procedure.SANS_PUBLICITE,
        "procedure negociee avec mise en concurrence prealable": Procedure.NEGOCIATION,
        "procedure negociee avec publicite prealable et mise en concurrence": Procedure.NEGOCIATION,
        "procedure concurrentielle avec negociation": Procedure.NEGOCIATION,
        "procedure negociee": Procedure.NEGOCIATION,
    },
    Ccag: {
        "maitrise d oeuvre": Ccag.MAITRISE_OEUVRE,
        "sans ccag": Ccag.AUCUN,
        "aucun": Ccag.AUCUN,
    },
    TypeLieu: {
        "code insee": TypeLieu.CODE_COMMUNE,
        "code commune insee": TypeLieu.CODE_COMMUNE,
    },
    ConsiderationSociale: {
        "clauses sociales": ConsiderationSociale.CLAUSE_SOCIALE,
        "criteres sociaux": ConsiderationSociale.CRITERE_SOCIAL,
        "marches reserves": ConsiderationSociale.MARCHE_RESERVE,
        "pas de considerations sociales": ConsiderationSociale.AUCUNE,
        "aucune consideration sociale": ConsiderationSociale.AUCUNE,
    },
    Groupement: {
        "groupement conjoint": Groupement.CONJOINT,
        "groupement solidaire": Groupement.SOLIDAIRE,
        "sans groupement": Groupement.AUCUN,
    },
    TypeIdentifiant: {
        "tva": TypeIdentifiant.TVA,
        "tva intracommunautaire": TypeIdentifiant.TVA,
        "hors ue": TypeIdentifiant.HORS_UE,
        "ue": TypeIdentifiant.UE,
        "frw": TypeIdentifiant.FRWF,
        "frwf": TypeIdentifiant.FRWF,
        "irep": TypeIdentifiant.IREP,
        "tahiti": TypeIdentifiant.TAHITI,
        "ridet": TypeIdentifiant.RIDET,
    },
}
"""Other spellings met in published files, folded, and the word of the current list they stand for."""

OFFICIELS_ADMIS = {"HORS-UE", "TVA", "TAHITI", "RIDET", "FRWF", "IREP", "UE", "Maitrise d'œuvre"}
"""Spellings of the schemas themselves that differ from our labels; they are no defect."""

E = TypeVar("E", bound=StrEnum)


@lru_cache(maxsize=4096)
def reconnaitre(liste: type[E], texte: str) -> tuple[E | None, bool]:
    """(word of the list or None, written as the schema writes it) for a raw text of a file."""
    cle = plier(texte)
    for mot in liste:
        if plier(mot.libelle) == cle:  # type: ignore[attr-defined]
            return mot, texte in (mot.libelle, *OFFICIELS_ADMIS)  # type: ignore[attr-defined]
    alias = ALIAS.get(liste, {}).get(cle)
    return alias, texte in OFFICIELS_ADMIS  # type: ignore[return-value]
