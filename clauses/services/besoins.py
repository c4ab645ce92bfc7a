"""What a site looks for: a need is opened by the firm or the office, then filled, cancelled or opened again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from chantiers.models import Chantier
from chantiers.services import marquer
from clauses.models import Besoin, ClauseInsertion, Intervenant, LotChantier
from clauses.policies import Action, exiger
from clauses.rules.etats import EtatClause
from clauses.services.journal import noter
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee
from socle.horloge import aujourdhui, maintenant
from socle.models import Metier


@transaction.atomic
def ouvrir(
    *,
    acteur: Acteur,
    intervenant: Intervenant,
    chantier: Chantier,
    metier: Metier,
    nombre: int,
    debut: date,
    fin: date | None = None,
    heures: Decimal | None = None,
    heures_hebdo: Decimal | None = None,
    precisions: str = "",
) -> Besoin:
    """Open a need of a party on one of the sites of its lot; its trade shows in public ("métiers recherchés").

    Raises RegleViolee for no post at all, dates in disorder or past, another site, a lot without clause in force.
    """
    exiger(acteur, Action.OUVRIR_BESOIN, intervenant)
    if acteur.utilisateur is None:
        raise RegleViolee("Un besoin est ouvert par une personne.")
    if nombre < 1:
        raise RegleViolee("Indiquez au moins un poste.", champ="nombre")
    if fin is not None and fin < debut:
        raise RegleViolee("La fin du besoin précède son début.", champ="fin")
    if (fin or debut) < aujourdhui():
        raise RegleViolee("Ce besoin est déjà passé.", champ="debut")
    if not LotChantier.objects.filter(lot_id=intervenant.lot_id, chantier=chantier).exists():
        raise RegleViolee("Ce chantier n'est pas un chantier du lot.", champ="chantier")
    clause = ClauseInsertion.objects.filter(lot_id=intervenant.lot_id, etat=EtatClause.ACTIVE).first()
    if clause is None:
        raise RegleViolee("Ce lot n'a pas de clause d'insertion active.")
    besoin = Besoin.objects.create(
        clause=clause,
        intervenant=intervenant,
        chantier=chantier,
        metier=metier,
        nombre=nombre,
        debut=debut,
        fin=fin,
        heures=heures,
        heures_hebdo=heures_hebdo,
        precisions=precisions.strip()[:500],
        ouvert_le=maintenant(),
        ouvert_par=acteur.utilisateur,
    )
    marquer([chantier.pk])
    noter(acteur=acteur, acte="ouvrir_besoin", clause=clause, motif=str(besoin))
    return besoin
