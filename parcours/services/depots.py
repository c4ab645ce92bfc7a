"""Opening a sealed proof: the only reader of the encrypted store, and every opening is written down."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.db import transaction

from clauses.models import DepotScelle
from entreprises.policies import Acteur
from parcours.models import JournalCandidat
from parcours.policies import Action, exiger
from parcours.rules.journal import ActeDossier
from socle.erreurs import RegleViolee
from socle.fichiers import DEPOTS, verifier
from socle.horloge import maintenant

_EXTENSIONS = {"pdf": "pdf", "png": "png", "jpeg": "jpg"}


@dataclass(frozen=True)
class DepotOuvert:
    """The bytes of a proof and how to serve them (the name says nothing of the person)."""

    contenu: bytes
    nom: str
    mime: str


@transaction.atomic
def ouvrir_depot(*, acteur: Acteur, depot: DepotScelle) -> DepotOuvert:
    """Read a sealed proof; who opened it and when stays in the log, also when reading then fails.

    Raises DroitRefuse unless the actor decides this request, RegleViolee when it was destroyed or can't be read.
    """
    exiger(acteur, Action.OUVRIR_DEPOT, depot.demande)
    if depot.detruit_le is not None:
        raise RegleViolee("Ce justificatif a été détruit.")
    JournalCandidat.objects.create(
        demande=depot.demande, acte=ActeDossier.OUVRIR_DEPOT, le=maintenant(), auteur=acteur.utilisateur
    )
    try:
        contenu = DEPOTS.lire(depot.nom_coffre)
    except FileNotFoundError:
        raise RegleViolee("Ce justificatif n'est plus dans le coffre.") from None
    try:
        verifie = verifier(io.BytesIO(contenu), nom="justificatif")
    except RegleViolee:
        return DepotOuvert(contenu, "justificatif.bin", "application/octet-stream")
    extension = _EXTENSIONS.get(verifie.type, verifie.type)
    return DepotOuvert(contenu, f"justificatif.{extension}", verifie.mime)
