"""Proofs sent with a demande de validation: sealed as they arrive; whoever deposits one can't read it again.

Only `parcours` opens a deposit. Neither its name nor its type is kept.
"""

from __future__ import annotations

from typing import BinaryIO

from django.db import transaction

from clauses.models import DemandeValidation, DepotScelle, JournalPersonne
from clauses.policies import Action, exiger
from clauses.rules.etats import TABLE_DEMANDE, ActeDemande, EtatDemande
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee
from socle.fichiers import DEPOTS, DOCUMENTS, verifier
from socle.horloge import maintenant

DEPOTS_MAXIMUM = 10
CHAMP = "justificatif"


@transaction.atomic
def deposer_justificatif(
    *, acteur: Acteur, demande: DemandeValidation, fichier: BinaryIO, nom: str = ""
) -> DepotScelle:
    """Seal a proof for the facilitator; an incomplete request is complete again from this day.

    Raises RegleViolee (champ "justificatif") on a file that is not a PDF or an image, one too many, or a request
    already decided.
    """
    demande = (
        DemandeValidation.objects.select_for_update(of=("self",))
        .select_related("contrat__intervenant__lot__marche", "beneficiaire")
        .get(pk=demande.pk)
    )
    exiger(acteur, Action.DEMANDER_VALIDATION, demande)
    if demande.etat not in (EtatDemande.DEPOSEE, EtatDemande.INCOMPLETE):
        raise RegleViolee("Cette demande est déjà tranchée : aucun justificatif n'est plus attendu.", champ=CHAMP)
    if demande.depots.filter(detruit_le__isnull=True).count() >= DEPOTS_MAXIMUM:
        raise RegleViolee(f"{DEPOTS_MAXIMUM} justificatifs au plus par demande.", champ=CHAMP)
    try:
        verifie = verifier(fichier, nom=nom, types=DOCUMENTS)
    except RegleViolee as erreur:
        raise RegleViolee(erreur.message, champ=CHAMP, code=erreur.code) from erreur
    instant = maintenant()
    coffre = DEPOTS.ecrire(fichier.read())
    try:
        depot = DepotScelle.objects.create(demande=demande, nom_coffre=coffre, taille=verifie.taille, depose_le=instant)
        if demande.etat == EtatDemande.INCOMPLETE:
            vers = TABLE_DEMANDE.appliquer(EtatDemande.INCOMPLETE, ActeDemande.COMPLETER)
            DemandeValidation.objects.filter(pk=demande.pk, etat=EtatDemande.INCOMPLETE).update(
                etat=vers, complete_le=instant
            )
        JournalPersonne.objects.create(
            beneficiaire=demande.beneficiaire, acte="deposer_justificatif", le=instant, auteur=acteur.utilisateur
        )
    except BaseException:
        DEPOTS.effacer(coffre)
        raise
    return depot
