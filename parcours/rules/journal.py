"""What the lines of the log say on screen, of a candidate or of a request; codes stay in the table."""

from __future__ import annotations

from socle.mots import MotLibelle


class ActeCandidat(MotLibelle):
    """What may be done to a candidate's file."""

    SAISIR = ("saisir", "Personne saisie")
    MODIFIER = ("modifier", "Fiche modifiée")
    STATUT = ("changer_statut", "Statut changé")
    ETAPE = ("ajouter_etape", "Étape ajoutée")
    REFERENT = ("nommer_referent", "Référent·e nommé·e")
    SORTIE = ("constater_sortie", "Situation constatée")
    RESSEMBLANCE = ("ressemblance", "Ressemblance à vérifier")
    ECARTER = ("ecarter_ressemblance", "Ressemblance écartée")
    FUSIONNER = ("fusionner", "Fiches fusionnées")
    DEFAIRE = ("defaire_fusion", "Fusion défaite")
    RELATION = ("relation", "Mise en relation")
    ENCHAINEMENT = ("enchainement", "Fin de contrat sans suite cherchée")
    CARNET_DONNE = ("carnet_donne", "Lien vers le carnet donné")
    CARNET_FERME = ("carnet_ferme", "Lien vers le carnet fermé")


class ActeDossier(MotLibelle):
    """What may be done to a request of validation and its window."""

    OUVRIR_DEPOT = ("ouvrir_depot", "Justificatif ouvert")
    ACCEPTER = ("accepter", "Demande acceptée")
    REFUSER = ("refuser", "Demande refusée")
    COMPLEMENT = ("demander_complement", "Complément demandé")
    PROLONGER = ("prolonger_fenetre", "Fenêtre prolongée")


_MOTS = {acte.value: acte.libelle for actes in (ActeCandidat, ActeDossier) for acte in actes}


def dire_acte(code: str) -> str:
    """The words of an act; a code of another room as it stands."""
    return _MOTS.get(code) or code.replace("_", " ").capitalize()
