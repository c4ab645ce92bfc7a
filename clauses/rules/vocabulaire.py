"""Coded words of the engagement that carry no rule of their own, with their French labels.

Each enum is a plain `StrEnum` whose members know their label, so that models, forms, exports and
tests share one list. States that change by acts are in `etats.py`, movements in `obligation.py`.
"""

from __future__ import annotations

from socle.mots import MotLibelle


class NatureMarche(MotLibelle):
    """Legal nature of the contract that carries the clause."""

    MARCHE_PUBLIC = ("MARCHE_PUBLIC", "Marché public")
    CONCESSION = ("CONCESSION", "Concession")
    PRIVE_CHARTE = ("PRIVE_CHARTE", "Opération privée sous charte")


class TypeDispositif(MotLibelle):
    """How the insertion duty is written in the contract (code de la commande publique)."""

    CONDITION_EXECUTION = ("CONDITION_EXECUTION", "Condition d'exécution (L2112-2)")
    CRITERE_ATTRIBUTION = ("CRITERE_ATTRIBUTION", "Condition et critère d'attribution (R2152-7)")
    MARCHE_RESERVE = ("MARCHE_RESERVE", "Marché réservé (L2113-12 à 14)")
    MARCHE_INSERTION = ("MARCHE_INSERTION", "Marché de services d'insertion")
    CHARTE = ("CHARTE", "Charte ou convention")


class RoleIntervenant(MotLibelle):
    """Role of an organisation on a lot."""

    TITULAIRE = ("TITULAIRE", "Titulaire")
    MANDATAIRE = ("MANDATAIRE", "Mandataire du groupement")
    COTRAITANT = ("COTRAITANT", "Cotraitant")
    SOUS_TRAITANT = ("SOUS_TRAITANT", "Sous-traitant")
    SIAE = ("SIAE", "Structure d'insertion")


ROLES_DEBITEURS = (RoleIntervenant.TITULAIRE, RoleIntervenant.MANDATAIRE, RoleIntervenant.COTRAITANT)
ROLES_CHEFS_DE_FILE = (RoleIntervenant.TITULAIRE, RoleIntervenant.MANDATAIRE)


class RangSuivi(MotLibelle):
    """Rank of a facilitator on a clause."""

    PRINCIPAL = ("PRINCIPAL", "Principal")
    SUPPLEANT = ("SUPPLEANT", "Suppléant")


class NatureSuspension(MotLibelle):
    """Why nothing is expected for a while."""

    AJOURNEMENT = ("AJOURNEMENT", "Ajournement")
    INTERRUPTION = ("INTERRUPTION", "Interruption des travaux")


class TypeContrat(MotLibelle):
    """Type of a work contract."""

    CDI = ("CDI", "CDI")
    CDI_CHANTIER = ("CDI_CHANTIER", "CDI de chantier")
    CDD = ("CDD", "CDD")
    CDDI = ("CDDI", "CDD d'insertion")
    INTERIM = ("INTERIM", "Mission d'intérim")
    INTERIM_INSERTION = ("INTERIM_INSERTION", "Mission d'intérim d'insertion")
    PROFESSIONNALISATION = ("PROFESSIONNALISATION", "Contrat de professionnalisation")
    APPRENTISSAGE = ("APPRENTISSAGE", "Contrat d'apprentissage")
    MISE_A_DISPOSITION = ("MISE_A_DISPOSITION", "Mise à disposition (AI, GEIQ)")


TYPES_PRETES = frozenset({TypeContrat.INTERIM, TypeContrat.INTERIM_INSERTION, TypeContrat.MISE_A_DISPOSITION})
"""Lent staff: such a contract is made of dated missions."""


class Modalite(MotLibelle):
    """How the firm fulfils the clause."""

    EMBAUCHE_DIRECTE = ("EMBAUCHE_DIRECTE", "Embauche directe")
    MISE_A_DISPOSITION = ("MISE_A_DISPOSITION", "Mise à disposition de personnel")
    SOUS_TRAITANCE = ("SOUS_TRAITANCE", "Sous-traitance ou cotraitance avec une structure d'insertion")


class OrigineFenetre(MotLibelle):
    """Where a window of eligibility comes from."""

    DECISION = ("DECISION", "Décision du facilitateur")
    REPRISE = ("REPRISE", "Reprise d'un suivi antérieur")


class OrigineLigne(MotLibelle):
    """How the hours of a line were entered."""

    GRILLE = ("GRILLE", "Saisie dans la grille")
    TABLEUR = ("TABLEUR", "Fichier tableur")
    DSN = ("DSN", "DSN")
    POUR_COMPTE = ("POUR_COMPTE", "Saisie pour le compte de l'entreprise")
    PREPAREE = ("PREPAREE", "Préparée par l'employeur, confirmée par l'entreprise")
    REPRISE = ("REPRISE", "Reprise")


class NatureMouvementHeures(MotLibelle):
    """Nature of a row of the hours ledger."""

    VALIDATION = ("VALIDATION", "Validation")
    CONTREPASSATION = ("CONTREPASSATION", "Contre-écriture")
    REPRISE = ("REPRISE", "Heures reprises")


class NiveauPublication(MotLibelle):
    """What the contracting body decided to publish for an operation."""

    RIEN = ("RIEN", "Rien")
    TOTAUX = ("TOTAUX", "Totaux du chantier")
    PAR_MARCHE = ("PAR_MARCHE", "Détail par marché")


class NaturePenalite(MotLibelle):
    """What a penalty term counts."""

    PAR_HEURE = ("PAR_HEURE", "Par heure non réalisée")
    PAR_JOUR_RETARD = ("PAR_JOUR_RETARD", "Par jour de retard d'un relevé mensuel")
    PAR_JOUR_BILAN = ("PAR_JOUR_BILAN", "Par jour de retard du bilan final")


class MotifDeplacement(MotLibelle):
    """Why validated hours are moved; the ledger keeps the code."""

    MAUVAIS_LOT = ("mauvais_lot", "Heures déclarées sur le mauvais lot")
    MAUVAIS_MOIS = ("mauvais_mois", "Heures déclarées sur le mauvais mois")
    MAUVAIS_CHANTIER = ("mauvais_chantier", "Heures déclarées sur le mauvais chantier")
    MAUVAIS_CONTRAT = ("mauvais_contrat", "Heures rattachées au mauvais contrat de travail")


class EtatProposition(MotLibelle):
    """Where a move proposed to another office stands."""

    EN_ATTENTE = ("EN_ATTENTE", "En attente de l'autre structure")
    ACCEPTEE = ("ACCEPTEE", "Acceptée")
    REFUSEE = ("REFUSEE", "Refusée")
    RETIREE = ("RETIREE", "Retirée")


class UsageMotif(MotLibelle):
    """For which act a coded reason may be chosen."""

    RENVOI = ("RENVOI", "Renvoyer pour correction")
    REFUS = ("REFUS", "Refuser")
    PARTIEL = ("PARTIEL", "Valider partiellement")
    CORRECTION = ("CORRECTION", "Corriger après validation")
    ANNULATION = ("ANNULATION", "Annuler une saisie par erreur")
    CLOTURE = ("CLOTURE", "Clore ou rouvrir")
    REFUS_PUBLIC = ("REFUS_PUBLIC", "Refuser l'éligibilité")
    REPORT = ("REPORT", "Reporter une échéance")


class DecisionContestation(MotLibelle):
    """Outcome of "Contester un chiffre"."""

    OUVERTE = ("OUVERTE", "Ouverte")
    CORRIGEE = ("CORRIGEE", "Chiffre corrigé")
    MAINTENUE = ("MAINTENUE", "Chiffre maintenu")


class NatureCertificat(MotLibelle):
    """A dated certificate that a post may ask for; how long each is valid is a setting (`validite_…`)."""

    CACES_R482 = ("CACES_R482", "CACES R482 (engins de chantier)")
    CACES_R486 = ("CACES_R486", "CACES R486 (nacelles)")
    CACES_R489 = ("CACES_R489", "CACES R489 (chariots élévateurs)")
    CACES_R487 = ("CACES_R487", "CACES R487 (grues à tour)")
    AIPR = ("AIPR", "AIPR (travaux près des réseaux)")
    HABILITATION_ELECTRIQUE = ("HABILITATION_ELECTRIQUE", "Habilitation électrique")
    SST = ("SST", "Sauveteur secouriste du travail (SST)")
    TRAVAIL_HAUTEUR = ("TRAVAIL_HAUTEUR", "Travail en hauteur")
    ECHAFAUDAGE = ("ECHAFAUDAGE", "Montage d'échafaudage")
    AMIANTE_SS4 = ("AMIANTE_SS4", "Amiante, sous-section 4")

    @property
    def reglage(self) -> str:
        """Code of the setting that says for how many months it is usually valid."""
        return f"validite_{self.value.lower()}"


class FrancaisDemande(MotLibelle):
    """Level of French (CECRL) that a post may ask for: the codes of the pathway, in the words of a site."""

    A1 = ("A1", "A1 : comprend une consigne simple")
    A2 = ("A2", "A2 : échange sur le travail courant")
    B1 = ("B1", "B1 : se débrouille sans aide")
    B2 = ("B2", "B2 : à l'aise, à l'écrit aussi")
