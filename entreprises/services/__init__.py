"""Use cases of organisations and their teams."""

from entreprises.services.acces import (
    GROUPE_ADMINISTRATION,
    GROUPE_REDACTION,
    aligner_acces,
    preparer_groupes,
)
from entreprises.services.invitations import (
    accepter_en_creant_un_compte,
    accepter_invitation,
    inviter,
    inviter_entreprise,
    relancer_invitation,
    revoquer_invitation,
)
from entreprises.services.membres import (
    CODE_DERNIER,
    ajouter_membre,
    changer_role,
    effacer_compte,
    retablir_membre,
    retirer_membre,
    suspendre_membre,
)
from entreprises.services.organisations import (
    CHAMPS_ADMINISTRES,
    CHAMPS_FICHE,
    creer_organisation,
    enregistrer_succession,
    modifier_organisation,
    renommer,
    trouver_ou_creer_organisation,
)

__all__ = [
    "CHAMPS_ADMINISTRES",
    "CHAMPS_FICHE",
    "CODE_DERNIER",
    "GROUPE_ADMINISTRATION",
    "GROUPE_REDACTION",
    "accepter_en_creant_un_compte",
    "accepter_invitation",
    "ajouter_membre",
    "aligner_acces",
    "changer_role",
    "creer_organisation",
    "effacer_compte",
    "enregistrer_succession",
    "inviter",
    "inviter_entreprise",
    "modifier_organisation",
    "preparer_groupes",
    "relancer_invitation",
    "renommer",
    "retablir_membre",
    "retirer_membre",
    "revoquer_invitation",
    "suspendre_membre",
    "trouver_ou_creer_organisation",
]
