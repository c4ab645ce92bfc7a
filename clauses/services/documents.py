"""Documents of acts (amendment, order to stop, decision): kept in the private store, attached to a clause."""

from __future__ import annotations

from typing import BinaryIO

from django.db import transaction

from clauses.models import ClauseInsertion, Piece
from clauses.policies import Action, exiger
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee
from socle.fichiers import PieceStockage, verifier
from socle.horloge import maintenant

TYPES_ADMIS = ("pdf", "png", "jpeg")


@transaction.atomic
def joindre_acte(*, acteur: Acteur, clause: ClauseInsertion, fichier: BinaryIO, nom: str, nature: str) -> Piece:
    """Keep the signed act of a clause; refused (RegleViolee, champ "document") by its content, not by its name."""
    exiger(acteur, Action.EXONERER_PENALITE, clause)  # the office or the contracting body
    try:
        verifie = verifier(fichier, nom=nom, types=TYPES_ADMIS)
    except RegleViolee as erreur:
        raise RegleViolee(erreur.message, champ="document", code=erreur.code) from erreur
    chemin = PieceStockage().ecrire(fichier, dossier="actes")
    return Piece.objects.create(
        clause=clause,
        nature=nature[:40],
        nom=verifie.nom,
        type_contenu=verifie.mime,
        taille=verifie.taille,
        empreinte=verifie.empreinte,
        chemin=chemin,
        deposee_par=acteur.utilisateur,
        deposee_le=maintenant(),
    )
