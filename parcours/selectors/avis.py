"""What the rule says of a request, under its référentiel and, beside, under the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clauses.models import DemandeValidation, FenetreEligibilite
from parcours.rules.eligibilite import Apports, Embauche, FaitsReferentiel, Preuve, Verdict, juger
from parcours.rules.pass_iae import PassIae
from parcours.rules.residence import QuartierSitue
from parcours.selectors.quartiers import situer
from parcours.selectors.referentiels import faits_referentiels
from socle.geo import Point
from socle.horloge import en_paris, maintenant


@dataclass(frozen=True)
class AvisAilleurs:
    """The same person, day and proofs under another référentiel."""

    referentiel: FaitsReferentiel
    verdict: Verdict


@dataclass(frozen=True)
class Avis:
    """The verdict under the request's référentiel, where the address is, and the verdicts under the others."""

    referentiel: FaitsReferentiel
    verdict: Verdict
    quartier: QuartierSitue | None
    ailleurs: tuple[AvisAilleurs, ...]


def avis(
    demande: DemandeValidation,
    *,
    preuves: Sequence[Preuve] = (),
    pass_iae: PassIae | None = None,
    point: Point | None = None,
) -> Avis:
    """Judge what was shown for this request; the address is judged by the list in force at the hiring.

    A fixed number of queries, whatever was shown.
    """
    faits = faits_referentiels(et=demande.referentiel)
    sien = faits[demande.referentiel_id]
    quartier = situer(point, demande.contrat.debut) if point is not None else None
    nommees = tuple(
        replace(p, libelle=sien.criteres[p.code].libelle) if p.code in sien.criteres else p for p in preuves
    )
    apports = Apports(nommees, pass_iae, quartier)
    embauches = _embauches(demande)
    verdicts = {pk: juger(r, embauches(pk), apports) for pk, r in faits.items()}
    return Avis(
        referentiel=sien,
        verdict=verdicts[demande.referentiel_id],
        quartier=quartier,
        ailleurs=tuple(AvisAilleurs(r, verdicts[pk]) for pk, r in faits.items() if pk != demande.referentiel_id),
    )


def _embauches(demande: DemandeValidation):
    """référentiel id → the hiring as the rule reads it, with the window already open under that référentiel."""
    debut = demande.contrat.debut
    ouvertes = {
        f.referentiel_id: (f.debut, f.fin)
        for f in FenetreEligibilite.objects.filter(beneficiaire=demande.beneficiaire, annule_le__isnull=True)
        if f.couvre(debut)
    }
    commune = Embauche(
        debut=debut,
        demande_complete_le=en_paris(demande.complete_le or maintenant()).date(),
        date_naissance=demande.beneficiaire.date_naissance,
        nature_employeur=demande.contrat.employeur.nature,
    )
    return lambda referentiel: replace(commune, fenetre=ouvertes.get(referentiel))
