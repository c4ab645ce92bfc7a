"""Needs: what a clause still lacks as posts, the typical trade of its lot, the conditions of a post in words.

Formula (docs/regles.md, 9): posts = (hours left to do − hours that present contracts will still give)
÷ (months of works left × hours worked a month by one full-time post), rounded up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from clauses.rules.courbe import Arret
from clauses.rules.phrases import INSECABLE, au_centieme, de_mois, heure_du_jour, nombre
from clauses.rules.prevision import UN_JOUR, jours_de_travaux
from clauses.rules.vocabulaire import NatureCertificat
from socle.periodes import Mois, mois_entre

SEMAINE_LEGALE = Decimal(35)
"""Weekly hours of a full-time post (code du travail, L3121-27)."""

POSTES_MAX = 99
"""Posts of one need at most: beyond, a typing error."""

M = TypeVar("M", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ContratPresent:
    """A work contract under the clause: its days, its weekly hours, and the last day whose hours are already told."""

    debut: date
    fin: date | None
    heures_hebdo: Decimal
    connu_jusqu_au: date


@dataclass(frozen=True, slots=True)
class BesoinPropose:
    """Posts that would keep the engagement, `ouverts` of them already wanted; `mois` and hours are exact."""

    postes: int
    ouverts: int
    restantes: Decimal
    a_venir: Fraction
    mois: Fraction
    debut: date
    metier: str = ""

    @property
    def a_ouvrir(self) -> int:
        """Posts that nobody looks for yet."""
        return self.postes - self.ouverts

    @property
    def heures_par_mois(self) -> Decimal:
        """Hours a month that the posts must give together, from `debut` to the end of the works."""
        return au_centieme((Fraction(self.restantes) - self.a_venir) / self.mois)

    @property
    def phrase(self) -> str:
        """The arithmetic in one sentence, for work pages."""
        venir = f", dont {_heures(self.a_venir)} attendues des contrats en cours" if self.a_venir else ""
        metier = f" ({self.metier})" if self.metier else ""
        ouverts = ""
        if self.ouverts:
            ouverts = f", dont {self.ouverts} déjà recherché{'s' if self.ouverts > 1 else ''}"
        return (
            f"Il reste {_heures(self.restantes)} sur {nombre(self.mois, 1)} mois{venir} : "
            f"environ {self.postes} poste{'s' if self.postes > 1 else ''}{metier} "
            f"à partir {de_mois(self.debut)}{ouverts}."
        )


def besoin_propose(
    *,
    restantes: Decimal,
    mois_restants: Fraction | int,
    heures_mensuelles_par_poste: Decimal,
    debut: date,
    a_venir: Fraction | Decimal | int = 0,
    postes_ouverts: int = 0,
    metier_typique: str = "",
) -> BesoinPropose | None:
    """The posts to look for from `debut`; None when nothing is to be looked for.

    `restantes`: hours owed and not declared; `a_venir`: what the present contracts will still give. None when nothing
    remains, when the works are over (no month left), when present contracts and open posts cover what remains, or when
    a post is set to work no hour.
    """
    manque = Fraction(restantes) - Fraction(a_venir)
    if manque <= 0 or mois_restants <= 0 or heures_mensuelles_par_poste <= 0:
        return None
    postes = int(-(-manque // (Fraction(mois_restants) * Fraction(heures_mensuelles_par_poste))))
    if postes <= postes_ouverts:
        return None
    return BesoinPropose(
        postes=postes,
        ouverts=postes_ouverts,
        restantes=restantes,
        a_venir=Fraction(a_venir),
        mois=Fraction(mois_restants),
        debut=debut,
        metier=metier_typique,
    )


def mois_de_travaux(debut: date, fin: date, suspensions: Sequence[Arret] = ()) -> Fraction:
    """Months from a day to another, both included, each month by its own days, less the suspended days."""
    total = Fraction(0)
    for mois in mois_entre(Mois.depuis(debut), Mois.depuis(fin)):
        premier, dernier = max(debut, mois.premier_jour), min(fin, mois.dernier_jour)
        total += Fraction(jours_de_travaux(premier, dernier, suspensions), mois.nb_jours)
    return total


def heures_a_venir(
    contrats: Iterable[ContratPresent],
    *,
    fin: date,
    heures_mensuelles_par_poste: Decimal,
    suspensions: Sequence[Arret] = (),
) -> Fraction:
    """Hours that these contracts will give after what is told of each, up to the end of the works, at their weekly
    hours: a full-time contract is one post. An open-ended one lasts to the end.
    """
    total = Fraction(0)
    for contrat in contrats:
        debut = max(contrat.debut, contrat.connu_jusqu_au + UN_JOUR)
        dernier = fin if contrat.fin is None else min(fin, contrat.fin)
        poste = Fraction(contrat.heures_hebdo) / Fraction(SEMAINE_LEGALE) * Fraction(heures_mensuelles_par_poste)
        total += poste * mois_de_travaux(debut, dernier, suspensions)
    return total


def metier_typique(metiers_des_contrats: Iterable[M | None], metier_du_lot: M | None = None) -> M | None:
    """The trade most used by the work contracts (oldest first), else the lot's own, else None.

    Of two trades used as often, the lot's own wins, else the one used last.
    """
    suite = [m for m in metiers_des_contrats if m is not None]
    if not suite:
        return metier_du_lot
    fois = Counter(suite)
    rang = {metier: n for n, metier in enumerate(suite)}
    return max(fois, key=lambda m: (fois[m], m == metier_du_lot, rang[m]))


def premier_jour_utile(aujourdhui: date, debut_travaux: date | None) -> date:
    """From when a post may be looked for: the next month, or the works' start if it comes later."""
    prochain = Mois.depuis(aujourdhui).suivant().premier_jour
    return max(prochain, debut_travaux) if debut_travaux else prochain


def conditions_dites(
    *, prise_de_poste: time | None, permis_demande: bool, niveau_francais: str, certificats: Iterable[str]
) -> tuple[str, ...]:
    """What a post asks for, in words, the shift start first; empty when it asks for nothing."""
    dites = []
    if prise_de_poste is not None:
        dites.append(f"prise de poste à {heure_du_jour(prise_de_poste)}")
    if permis_demande:
        dites.append("permis B")
    if niveau_francais:
        dites.append(f"français {niveau_francais} au moins")
    connus = {c.value: c.libelle for c in NatureCertificat}
    return (*dites, *(connus.get(code, code) for code in certificats))


def _heures(valeur: Decimal | Fraction) -> str:
    return f"{nombre(valeur, 0)}{INSECABLE}h"
