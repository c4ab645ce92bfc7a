"""Documents of acts (amendment, order to stop, decision): kept in the private store, attached to a clause."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, TypeVar

from django.db import transaction

from clauses.models import ClauseInsertion, Piece
from clauses.policies import Action, exiger
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee
from socle.fichiers import DOCUMENTS, PieceStockage, verifier
from socle.horloge import maintenant

T = TypeVar("T")


@transaction.atomic
def joindre_acte(*, acteur: Acteur, clause: ClauseInsertion, fichier: BinaryIO, nom: str, nature: str) -> Piece:
    """Keep the signed act of a clause; refused (RegleViolee, champ "document") by its content, not by its name."""
    exiger(acteur, Action.EXONERER_PENALITE, clause)  # the office or the contracting body
    try:
        verifie = verifier(fichier, nom=nom, types=DOCUMENTS)
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


@transaction.atomic
def avec_acte(
    *,
    acteur: Acteur,
    clause: ClauseInsertion,
    fichier: BinaryIO | None,
    nom: str,
    nature: str,
    ecrire: Callable[[Piece | None], T],
) -> T:
    """Keep the document of an act, then write the act with it: both or neither."""
    piece = None
    if fichier is not None:
        piece = joindre_acte(acteur=acteur, clause=clause, fichier=fichier, nom=nom, nature=nature)
    return ecrire(piece)
