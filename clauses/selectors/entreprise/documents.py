"""The documents of a company's month: to be sorted first, then line by line; and the lines they may prove."""

from __future__ import annotations

from dataclasses import dataclass

from clauses.models import LigneHeures, Piece
from clauses.policies import pieces_visibles
from clauses.selectors.entreprise.engagements import interventions
from entreprises.policies import Acteur
from socle.periodes import Mois


@dataclass(frozen=True)
class DocumentsDuMois:
    """What the page shows, in a fixed number of queries."""

    pieces: tuple[Piece, ...]
    lignes: tuple[LigneHeures, ...]

    @property
    def a_ranger(self) -> list[Piece]:
        """Of no line yet."""
        return [piece for piece in self.pieces if piece.ligne_id is None]

    @property
    def rangees(self) -> list[Piece]:
        """Of a line."""
        return [piece for piece in self.pieces if piece.ligne_id is not None]


def documents_du_mois(acteur: Acteur, mois: Mois) -> DocumentsDuMois:
    """The documents of the actor's company for a month, and its lines."""
    siens = [i.intervenant.pk for i in interventions(acteur)]
    du_mois = {"declaration__intervenant__in": siens, "declaration__mois": mois.premier_jour}
    pieces = (
        pieces_visibles(acteur)
        .filter(**du_mois)
        .select_related("declaration__intervenant__lot", "ligne__contrat__beneficiaire", "ligne__chantier")
        .order_by("ligne__contrat__beneficiaire__nom_plie", "nom", "pk")
        .distinct()
    )
    lignes = (
        LigneHeures.objects.filter(**du_mois)
        .select_related("contrat__beneficiaire", "chantier", "declaration__intervenant__lot")
        .order_by("contrat__beneficiaire__nom_plie", "contrat__beneficiaire__prenom_plie", "pk")
    )
    return DocumentsDuMois(tuple(pieces), tuple(lignes))
