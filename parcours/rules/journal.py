"""What the lines of a candidate's log say on screen; codes stay in the table."""

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


def dire_acte(code: str) -> str:
    """The words of an act; a code of another room as it stands."""
    return ActeCandidat(code).libelle if code in set(ActeCandidat) else code.replace("_", " ").capitalize()
