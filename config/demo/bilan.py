"""What a loading gave, in a few lines: volumes, states, alerts, public states."""

from __future__ import annotations

from collections import Counter

from clauses.models import (
    Alerte,
    ClauseInsertion,
    Declaration,
    DemandeValidation,
    Intervenant,
    LigneHeures,
    Lot,
    Marche,
)
from clauses.public import ORDRE_DES_ETATS
from clauses.public.ensemble import calculer_ensemble
from clauses.selectors.situations import situations_des_clauses
from config.demo.monde import Monde
from entreprises.models import Organisation
from parcours.models import Candidat


def part_alertee() -> float:
    """Share (in %) of the lines that carry, or carried, a warning (ALERTE)."""
    total = LigneHeures.objects.count()
    alertees = Alerte.objects.filter(gravite="ALERTE").values("ligne").distinct().count()
    return 100 * alertees / total if total else 0.0


def bilan(monde: Monde) -> list[str]:
    """One line per subject."""
    au = monde.plan.calendrier.au
    clauses = ClauseInsertion.objects.en_vigueur().select_related("lot")
    travail = Counter(s.etat.value for s in situations_des_clauses(clauses, au=au).values())
    public = Counter(c.etat for c in calculer_ensemble(au))
    bloquees = Alerte.objects.filter(gravite="BLOCAGE").values("ligne").distinct().count()
    return [
        f"{len(monde.chantiers)} chantiers, {Marche.objects.count()} marchés, {Lot.objects.count()} lots, "
        f"{Organisation.objects.filter(siret__isnull=False).count()} entreprises "
        f"({Intervenant.objects.values('organisation').distinct().count()} sur un lot), "
        f"{Candidat.objects.count()} candidats, {len(monde.contrats)} contrats de travail",
        f"{Declaration.objects.count()} déclarations, {LigneHeures.objects.count()} lignes : {_par_etat(LigneHeures)}",
        f"demandes de validation : {_par_etat(DemandeValidation)}",
        f"lignes avec une alerte : {part_alertee():.1f} % ({bloquees} bloquées à un moment)",
        "engagements : " + ", ".join(f"{code} {n}" for code, n in sorted(travail.items())),
        "carte publique : " + ", ".join(f"{e.value} {public[e]}" for e in ORDRE_DES_ETATS),
        ", ".join(f"{nom} {n}" for nom, n in sorted(monde.comptes.items())),
    ]


def _par_etat(modele: type) -> str:
    return ", ".join(
        f"{etat} {n}" for etat, n in sorted(Counter(modele.objects.values_list("etat", flat=True)).items())
    )
