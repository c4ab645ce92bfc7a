"""The values that the filters of the public pages offer, with the number of sites behind each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from clauses.public.ensemble import chantiers_publies
from clauses.rules.heures import EtatEngagement
from socle.identifiants import plier

ORDRE_DES_ETATS = (
    EtatEngagement.ATTEINT,
    EtatEngagement.DANS_LE_RYTHME,
    EtatEngagement.A_SURVEILLER,
    EtatEngagement.EN_RETARD,
    EtatEngagement.TERMINE_NON_ATTEINT,
    EtatEngagement.SUSPENDU,
    EtatEngagement.A_VENIR,
    EtatEngagement.SANS_ENGAGEMENT,
)
"""The order of the legend, best first."""


@dataclass(frozen=True, slots=True)
class Choix:
    """One value of a filter."""

    valeur: str
    libelle: str
    nombre: int


@dataclass(frozen=True, slots=True)
class ChoixPublics:
    """Every filter's values, in the order of the screen."""

    programmes: tuple[Choix, ...]
    communes: tuple[Choix, ...]
    maitres_ouvrage: tuple[Choix, ...]
    etats: tuple[Choix, ...]
    metiers: tuple[Choix, ...]


def choix_publics() -> ChoixPublics:
    """What can be chosen, over the whole public set (a value without a site is not offered)."""
    programmes: Counter[tuple[str, str]] = Counter()
    communes: Counter[tuple[str, str]] = Counter()
    organismes: Counter[tuple[str, str]] = Counter()
    etats: Counter[EtatEngagement] = Counter()
    metiers: Counter[tuple[str, str]] = Counter()
    for chantier in chantiers_publies():
        lieu = chantier.lieu
        programmes[lieu.programme.slug, lieu.programme.nom] += 1
        organismes[lieu.maitre_ouvrage.slug, lieu.maitre_ouvrage.nom] += 1
        communes.update((c.slug, c.nom) for c in lieu.communes)
        etats[chantier.etat] += 1
        metiers.update((m.code, m.libelle) for m in chantier.metiers)
    return ChoixPublics(
        programmes=_par_nom(programmes),
        communes=_par_nom(communes),
        maitres_ouvrage=_par_nom(organismes),
        etats=tuple(Choix(e.value, e.mot, etats[e]) for e in ORDRE_DES_ETATS if etats[e]),
        metiers=_par_nom(metiers),
    )


def _par_nom(compte: Counter[tuple[str, str]]) -> tuple[Choix, ...]:
    lignes = (Choix(valeur, libelle, nombre) for (valeur, libelle), nombre in compte.items())
    return tuple(sorted(lignes, key=lambda choix: plier(choix.libelle)))
