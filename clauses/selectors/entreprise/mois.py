"""The firm's months: one row per lot and month, with the state read from its lines; missing ones are rows too.

The home, « Mes mois » and its files read this same list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from clauses.models import Declaration, LigneHeures
from clauses.policies import Limites
from clauses.querysets import somme_heures
from clauses.rules.etats import EtatLigne, EtatMois, etat_du_mois
from clauses.selectors.entreprise.engagements import Intervention
from clauses.selectors.mois_attendus import attendus
from socle.centiemes import ZERO
from socle.horloge import aujourdhui
from socle.periodes import Mois, Periode, echeance, periode_de

A_DECLARER = frozenset({EtatMois.NON_DECLARE, EtatMois.EN_RETARD, EtatMois.BROUILLON})
FORMES: dict[EtatMois, tuple[str, str]] = {
    EtatMois.NON_DECLARE: ("brique", ""),
    EtatMois.EN_RETARD: ("brique", "carre"),
    EtatMois.BROUILLON: ("gris", "demi"),
    EtatMois.SOUMIS: ("bleu", ""),
    EtatMois.RENVOYE: ("ambre", "demi"),
    EtatMois.EN_COURS: ("bleu", "demi"),
    EtatMois.VALIDE: ("vert", "plein"),
    EtatMois.REFUSE: ("brique", "carre"),
    EtatMois.NEANT: ("gris", "plein"),
}
"""Tone and form of each state of a month (composants/puce_etat.html)."""

MOTS: dict[EtatMois, str] = {etat: etat.libelle for etat in EtatMois} | {
    EtatMois.SOUMIS: "Transmis, en vérification",
    EtatMois.EN_COURS: "En cours de vérification",
    EtatMois.NEANT: "Aucune heure",
}
"""The state of a month as the contractor reads it."""


@dataclass(frozen=True)
class MoisDuLot:
    """A party's month: its state, its due day, what was declared and what was kept of it."""

    mois: Mois
    intervention: Intervention
    etat: EtatMois
    echeance: date
    attendu: bool
    declaration: Declaration | None = None
    a_compter: Decimal = ZERO
    validees: Decimal = ZERO
    nb_lignes: int = 0
    nb_brouillons: int = 0
    nb_renvoyees: int = 0
    corrections: int = 0

    @property
    def mot(self) -> str:
        return MOTS[self.etat]

    @property
    def forme(self) -> tuple[str, str]:
        return FORMES[self.etat]

    @property
    def periode(self) -> Periode:
        """What is declared at once: this month, or its quarter."""
        return periode_de(self.mois, self.intervention.clause.periodicite)

    @property
    def a_declarer(self) -> bool:
        return self.etat in A_DECLARER

    @property
    def jours_de_retard(self) -> int:
        """Days since the due day; 0 when not late or declared."""
        return max(0, (aujourdhui() - self.echeance).days) if self.etat == EtatMois.EN_RETARD else 0


@dataclass
class _Comptes:
    etats: list[str] = field(default_factory=list)
    a_compter: Decimal = ZERO
    validees: Decimal = ZERO
    par_etat: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def mois_du_perimetre(
    engagements: Sequence[Intervention], limites: Limites | None = None, jour: date | None = None
) -> list[MoisDuLot]:
    """Every month expected or declared of these parties, newest first, in a fixed number of queries."""
    jour = jour or aujourdhui()
    par_intervenant = {e.intervenant.pk: e for e in engagements}
    declarations: dict[tuple[int, Mois], dict[int, Declaration]] = defaultdict(dict)
    for d in Declaration.objects.filter(intervenant_id__in=par_intervenant).order_by("rang"):
        declarations[d.intervenant_id, Mois.depuis(d.mois)][d.rang] = d
    comptes = _comptes([d for rangs in declarations.values() for d in rangs.values()], limites)
    attendu = attendus([e.intervenant for e in engagements], [e.clause for e in engagements], jour)
    cles = set(declarations) | {(pk, mois) for pk, liste in attendu.items() for mois in liste}
    rangees = [
        _rangee(par_intervenant[pk], mois, declarations.get((pk, mois), {}), comptes, mois in attendu.get(pk, ()), jour)
        for pk, mois in cles
    ]
    ordre = {e.intervenant.pk: rang for rang, e in enumerate(engagements)}
    return sorted(rangees, key=lambda r: (-r.mois.rang, ordre[r.intervention.intervenant.pk]))


def _comptes(declarations: Sequence[Declaration], limites: Limites | None) -> dict[int, _Comptes]:
    lignes = LigneHeures.objects.filter(declaration__in=[d.pk for d in declarations])
    if limites is not None:
        lignes = lignes.filter(
            Q(declaration__intervenant__lot_id__in=limites.lots) | Q(chantier_id__in=limites.chantiers)
        )
    comptes: dict[int, _Comptes] = defaultdict(_Comptes)
    par_etat = (
        lignes.order_by()
        .values("declaration_id", "etat", "remplacee_par__etat")
        .annotate(n=Count("pk"), a_compter=somme_heures("heures_a_compter"), retenues=somme_heures("heures_retenues"))
    )
    for ligne in par_etat:
        compte = comptes[ligne["declaration_id"]]
        compte.etats.append(ligne["etat"])
        compte.par_etat[ligne["etat"]] += ligne["n"]
        if ligne["remplacee_par__etat"] in (EtatLigne.VALIDEE, EtatLigne.PARTIELLE):
            continue  # counted under its accepted correction
        if ligne["etat"] != EtatLigne.REFUSEE:
            compte.a_compter += ligne["a_compter"]
        compte.validees += ligne["retenues"]
    return comptes


def _rangee(
    intervention: Intervention,
    mois: Mois,
    rangs: dict[int, Declaration],
    comptes: dict[int, _Comptes],
    attendu: bool,
    jour: date,
) -> MoisDuLot:
    declaration = rangs.get(0)
    clause = intervention.clause
    due = (
        declaration.echeance_effective
        if declaration
        else echeance(periode_de(mois, clause.periodicite), clause.jour_echeance)
    )
    compte = comptes.get(declaration.pk, _Comptes()) if declaration else _Comptes()
    etat = etat_du_mois(
        compte.etats,
        neant=declaration is not None and declaration.neant,
        soumise=declaration is not None and declaration.soumise_le is not None,
        echeance=due,
        aujourdhui=jour,
    )
    autres = [comptes.get(d.pk, _Comptes()) for rang, d in rangs.items() if rang]
    decidees = sum((c.validees for c in autres), ZERO)
    return MoisDuLot(
        mois=mois,
        intervention=intervention,
        etat=etat,
        echeance=due,
        attendu=attendu,
        declaration=declaration,
        a_compter=compte.a_compter + sum((c.a_compter for c in autres if c.validees), ZERO),
        validees=compte.validees + decidees,
        nb_lignes=sum(compte.par_etat.values()),
        nb_brouillons=compte.par_etat[EtatLigne.BROUILLON],
        nb_renvoyees=compte.par_etat[EtatLigne.RENVOYEE] + sum(c.par_etat[EtatLigne.RENVOYEE] for c in autres),
        corrections=sum(c.par_etat[EtatLigne.SOUMISE] for c in autres),
    )


@dataclass(frozen=True)
class ADeclarer:
    """What the firm has to send next: the lots of one month (or quarter) that share a due day."""

    periode: Periode
    echeance: date
    rangees: tuple[MoisDuLot, ...]

    @property
    def mois(self) -> Mois:
        """The first month to open."""
        return min(r.mois for r in self.rangees)

    @property
    def en_retard(self) -> bool:
        return any(r.etat == EtatMois.EN_RETARD for r in self.rangees)

    @property
    def commence(self) -> bool:
        """Something is already typed."""
        return any(r.nb_brouillons for r in self.rangees)

    @property
    def sans_saisie(self) -> tuple[MoisDuLot, ...]:
        """The rows that one click may declare nil: the firm's own, never a partner's."""
        return tuple(r for r in self.rangees if not r.nb_lignes and not r.intervention.pour_compte)

    @property
    def neant_d_un_clic(self) -> bool:
        """Nothing was typed on any of its own lots."""
        return bool(self.sans_saisie) and all(r.intervention.pour_compte or not r.nb_lignes for r in self.rangees)

    @property
    def jours_de_retard(self) -> int:
        return max((r.jours_de_retard for r in self.rangees), default=0)


def a_declarer(rangees: Iterable[MoisDuLot]) -> list[ADeclarer]:
    """The expected months not sent yet, by month (or quarter) and due day, oldest due first."""
    groupes: dict[tuple[int, int, date], list[MoisDuLot]] = defaultdict(list)
    for r in rangees:
        if r.attendu and r.a_declarer:
            groupes[r.periode.debut.rang, r.periode.fin.rang, r.echeance].append(r)
    resultat = [
        ADeclarer(lignes[0].periode, due, tuple(sorted(lignes, key=lambda r: r.mois.rang)))
        for (_, _, due), lignes in groupes.items()
    ]
    return sorted(resultat, key=lambda a: (a.echeance, a.periode.fin.rang))


@dataclass(frozen=True)
class FiltresMois:
    """What the address of « Mes mois » says."""

    etat: str = ""
    lot: str = ""
    annee: int | None = None

    @property
    def actifs(self) -> bool:
        return bool(self.etat or self.lot or self.annee)

    def garde(self, rangee: MoisDuLot) -> bool:
        """Whether this row passes."""
        return (
            (not self.etat or rangee.etat == self.etat)
            and (not self.lot or str(rangee.intervention.lot.uuid) == self.lot)
            and (self.annee is None or rangee.mois.annee == self.annee)
        )
