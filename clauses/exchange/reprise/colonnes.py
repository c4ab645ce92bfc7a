"""The columns of a take-over file: their words, what is required, and by which of them a sheet is known."""

from __future__ import annotations

import re

from clauses.rules.reprise import SorteRang
from socle.identifiants import plier
from socle.mots import MotLibelle
from socle.tableur import Cellule


class Champ(MotLibelle):
    """What a column holds; `.libelle` is its title in the template."""

    MARCHE = ("MARCHE", "Marché")
    LOT = ("LOT", "Lot")
    INTITULE = ("INTITULE", "Intitulé du lot")
    OBJET = ("OBJET", "Objet du marché")
    OPERATION = ("OPERATION", "Opération")
    PROGRAMME = ("PROGRAMME", "Programme")
    MAITRE_OUVRAGE = ("MAITRE_OUVRAGE", "Maître d'ouvrage")
    MAITRE_OUVRAGE_SIRET = ("MAITRE_OUVRAGE_SIRET", "SIRET du maître d'ouvrage")
    CHANTIER = ("CHANTIER", "Chantier")
    COMMUNE = ("COMMUNE", "Commune")
    TITULAIRE = ("TITULAIRE", "Titulaire")
    TITULAIRE_SIRET = ("TITULAIRE_SIRET", "SIRET du titulaire")
    REFERENTIEL = ("REFERENTIEL", "Référentiel")
    NOTIFICATION = ("NOTIFICATION", "Date de notification")
    DEBUT = ("DEBUT", "Début")
    FIN = ("FIN", "Fin")
    DUES = ("DUES", "Heures dues")
    REALISEES = ("REALISEES", "Heures réalisées")
    ARRETEES_AU = ("ARRETEES_AU", "Arrêtées au")
    ORIGINE = ("ORIGINE", "Source")
    MOIS = ("MOIS", "Mois")
    HEURES = ("HEURES", "Heures")
    NOM = ("NOM", "Nom")
    PRENOM = ("PRENOM", "Prénom")
    NAISSANCE = ("NAISSANCE", "Date de naissance")
    PREMIER_CONTRAT = ("PREMIER_CONTRAT", "Premier contrat de clause")
    TYPE_CONTRAT = ("TYPE_CONTRAT", "Type de contrat")
    EMPLOYEUR = ("EMPLOYEUR", "Employeur")
    EMPLOYEUR_SIRET = ("EMPLOYEUR_SIRET", "SIRET de l'employeur")
    CRITERE = ("CRITERE", "Critère d'éligibilité : jamais lu")


COLONNES: dict[SorteRang, tuple[Champ, ...]] = {
    SorteRang.ENGAGEMENT: (
        *(Champ.MARCHE, Champ.LOT, Champ.INTITULE, Champ.OBJET, Champ.OPERATION, Champ.PROGRAMME),
        *(Champ.MAITRE_OUVRAGE, Champ.MAITRE_OUVRAGE_SIRET, Champ.CHANTIER, Champ.COMMUNE, Champ.TITULAIRE),
        *(Champ.TITULAIRE_SIRET, Champ.REFERENTIEL, Champ.NOTIFICATION, Champ.DEBUT, Champ.FIN, Champ.DUES),
        *(Champ.REALISEES, Champ.ARRETEES_AU, Champ.ORIGINE),
    ),
    SorteRang.SOLDE: (
        *(Champ.MARCHE, Champ.LOT, Champ.MAITRE_OUVRAGE, Champ.MAITRE_OUVRAGE_SIRET, Champ.MOIS, Champ.HEURES),
    ),
    SorteRang.PERSONNE: (
        *(Champ.NOM, Champ.PRENOM, Champ.NAISSANCE, Champ.PREMIER_CONTRAT, Champ.MARCHE, Champ.LOT),
        *(Champ.MAITRE_OUVRAGE, Champ.MAITRE_OUVRAGE_SIRET),
        *(Champ.TYPE_CONTRAT, Champ.EMPLOYEUR, Champ.EMPLOYEUR_SIRET, Champ.DEBUT, Champ.FIN),
    ),
}
"""The columns of each sheet, in the order of the template."""

REQUIS: dict[SorteRang, tuple[Champ, ...]] = {
    SorteRang.ENGAGEMENT: (Champ.MARCHE, Champ.OPERATION, Champ.TITULAIRE, Champ.DEBUT, Champ.DUES),
    SorteRang.SOLDE: (Champ.MARCHE, Champ.MOIS, Champ.HEURES),
    SorteRang.PERSONNE: (Champ.NOM, Champ.PRENOM, Champ.PREMIER_CONTRAT),
}
"""Without these a row says nothing that can be taken over."""

_ALIAS: dict[Champ, str] = {
    Champ.MARCHE: "marche|n marche|numero de marche|numero du marche|numero marche|marche n|ref marche|reference",
    Champ.LOT: "lot|lots|n lot|numero de lot|numero du lot|lot n",
    Champ.INTITULE: "intitule du lot|intitule|libelle du lot|nom du lot|corps d etat",
    Champ.OBJET: "objet du marche|objet|libelle du marche|intitule du marche",
    Champ.OPERATION: "operation|nom de l operation|projet|affaire",
    Champ.PROGRAMME: "programme|dispositif",
    Champ.MAITRE_OUVRAGE: "maitre d ouvrage|moa|maitrise d ouvrage|donneur d ordre|acheteur|pouvoir adjudicateur",
    Champ.MAITRE_OUVRAGE_SIRET: "siret du maitre d ouvrage|siret moa|siret acheteur|siret maitre d ouvrage",
    Champ.CHANTIER: "chantier|site|nom du chantier|lieu",
    Champ.COMMUNE: "commune|ville|code insee|commune du chantier",
    Champ.TITULAIRE: "titulaire|entreprise|attributaire|entreprise titulaire|mandataire|nom de l entreprise",
    Champ.TITULAIRE_SIRET: "siret du titulaire|siret titulaire|siret entreprise|siret|siret de l entreprise",
    Champ.REFERENTIEL: "referentiel|charte|publics|referentiel des publics",
    Champ.NOTIFICATION: "date de notification|notification|notifie le|date notification",
    Champ.DEBUT: "debut|debut des travaux|date de debut|demarrage|debut travaux|debut du contrat|debut contrat",
    Champ.FIN: "fin|fin des travaux|date de fin|fin previsionnelle|fin travaux|fin du contrat|fin contrat",
    Champ.DUES: "heures dues|objectif|objectif d heures|heures objectif|volume d heures|heures a realiser|h dues",
    Champ.REALISEES: "heures realisees|heures validees|realise|realisees|heures faites|h realisees|cumul realise",
    Champ.ARRETEES_AU: "arretees au|arrete au|au|situation au|date d arret|date de situation",
    Champ.ORIGINE: "source|origine|logiciel|provenance",
    Champ.MOIS: "mois|periode|mois travaille",
    Champ.HEURES: "heures|heures du mois|nombre d heures|nb heures",
    Champ.NOM: "nom|nom de famille|nom de naissance",
    Champ.PRENOM: "prenom|prenoms",
    Champ.NAISSANCE: "date de naissance|naissance|ne le|ne e le|ddn",
    Champ.PREMIER_CONTRAT: "premier contrat de clause|premier contrat|debut du premier contrat|entree dans la clause"
    "|date d entree|1er contrat",
    Champ.TYPE_CONTRAT: "type de contrat|contrat|nature du contrat",
    Champ.EMPLOYEUR: "employeur|structure employeuse|siae",
    Champ.EMPLOYEUR_SIRET: "siret de l employeur|siret employeur",
    Champ.CRITERE: "critere|criteres|critere d eligibilite|public|public eligible|eligibilite|statut a l entree|rsa"
    "|rqth|deld|categorie de public",
}
_PAR_MOT = {mot: champ for champ, mots in _ALIAS.items() for mot in mots.split("|")}
_HORS_MOT = re.compile(r"[^a-z0-9]+")


def champ_de(cellule: Cellule) -> Champ | None:
    """The field that a title names, or None."""
    if not isinstance(cellule, str):
        return None
    titre = _HORS_MOT.sub(" ", plier(re.sub(r"\([^)]*\)|\*", " ", cellule))).strip()
    return _PAR_MOT.get(titre)


def sorte_de(champs: set[Champ]) -> SorteRang | None:
    """What a sheet with these columns is about: people, monthly balances, obligations; None: nothing known."""
    if {Champ.NOM, Champ.PRENOM} <= champs:
        return SorteRang.PERSONNE
    if {Champ.MARCHE, Champ.MOIS, Champ.HEURES} <= champs:
        return SorteRang.SOLDE
    return SorteRang.ENGAGEMENT if {Champ.MARCHE, Champ.DUES} <= champs else None
