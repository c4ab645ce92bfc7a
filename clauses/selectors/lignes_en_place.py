"""The line that holds for a contract, a site and a month: the one rule that grids and readers of files share."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from clauses.models import LigneHeures
from clauses.rules.etats import EtatLigne
from socle.periodes import Mois

CleLigne = tuple[int, int, Mois]
"""(contract, site, month)."""


@dataclass
class EnPlace:
    """The lines that hold, and the keys of those for which a correction is on its way."""

    lignes: dict[CleLigne, LigneHeures] = field(default_factory=dict)
    a_corriger: set[int] = field(default_factory=set)


def lignes_en_place(lignes: QuerySet[LigneHeures]) -> EnPlace:
    """Of these lines, those that hold, in one query: a correction that is counted stands for the line it replaces, one
    not counted yet does not, and a refused line hides no other.
    """
    trouvees = EnPlace()
    for ligne in lignes.select_related("declaration", "motif").order_by("declaration__rang", "pk"):
        etat = EtatLigne(ligne.etat)
        if ligne.remplace_id is not None and not etat.comptee:
            if etat is not EtatLigne.REFUSEE:
                trouvees.a_corriger.add(ligne.remplace_id)
            continue
        cle = (ligne.contrat_id, ligne.chantier_id, Mois.depuis(ligne.declaration.mois))
        if etat is EtatLigne.REFUSEE and cle in trouvees.lignes:
            continue
        trouvees.lignes[cle] = ligne
    return trouvees
