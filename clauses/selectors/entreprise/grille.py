"""The grid of a month: people in rows, the lots (and their sites) of the firm in columns, one cell per contract.

Read by the grid, its review and its conflict page. People present: those whose contract touches the month, and
those who already have a line in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from chantiers.models import Chantier
from clauses.models import ContratTravail, Declaration, LigneHeures, LigneProposee
from clauses.policies import saisit
from clauses.rules.etats import EtatClause, EtatLigne, Lecteur, libelle_ligne
from clauses.selectors.eligibilites import Eligibilite, eligibilites_de
from clauses.selectors.entreprise.engagements import Intervention, intervention_pour_compte, interventions_a_saisir
from clauses.selectors.entreprise.preparation import proposees_du_mois
from clauses.selectors.lignes_en_place import CleLigne, lignes_en_place
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.periodes import Mois, periode_de


@dataclass(frozen=True)
class ColonneGrille:
    """A lot, or one of its sites when it has several."""

    intervention: Intervention
    chantier: Chantier
    declaration: Declaration | None
    modifiable: bool
    plusieurs_sites: bool

    @property
    def cle(self) -> str:
        return f"{self.intervention.intervenant.uuid.hex}{self.chantier.uuid.hex}"

    @property
    def revision(self) -> int:
        """The revision of its month (0: not open yet)."""
        return self.declaration.revision if self.declaration else 0


@dataclass(frozen=True)
class CelluleGrille:
    """Hours of one contract on one site; `contrat` None: the person has no contract on this lot."""

    colonne: ColonneGrille
    contrat: ContratTravail | None = None
    ligne: LigneHeures | None = None
    proposee: LigneProposee | None = None

    @property
    def cle(self) -> str:
        return f"{self.contrat.uuid.hex}_{self.colonne.chantier.uuid.hex}" if self.contrat else ""

    @property
    def modifiable(self) -> bool:
        """Hours may be typed: the lot is open, and the line is a draft, sent back, or not there yet."""
        if self.contrat is None or not self.colonne.modifiable:
            return False
        return self.ligne is None or (self.ligne.remplace_id is None and EtatLigne(self.ligne.etat).modifiable)

    @property
    def heures(self) -> Decimal | None:
        return self.ligne.heures if self.ligne else None

    @property
    def non_travaillees(self) -> Decimal | None:
        return self.ligne.heures_non_travaillees if self.ligne else None

    @property
    def preparee_autrement(self) -> bool:
        """Its employer prepared other hours than those stored here (or there are none here yet)."""
        if self.proposee is None or not self.modifiable:
            return False
        return (self.heures, self.non_travaillees) != (self.proposee.heures, self.proposee.heures_non_travaillees)

    @property
    def mot_etat(self) -> str:
        return libelle_ligne(EtatLigne(self.ligne.etat), Lecteur.ENTREPRISE) if self.ligne else ""

    @property
    def renvoyee(self) -> bool:
        return self.ligne is not None and self.ligne.etat == EtatLigne.RENVOYEE


@dataclass(frozen=True)
class RangeeGrille:
    """A person (twice when two contracts of the same lot touch the month)."""

    contrats: tuple[ContratTravail, ...]
    cellules: tuple[CelluleGrille, ...]
    eligibilites: tuple[Eligibilite, ...]

    @property
    def personne(self):
        return self.contrats[0].beneficiaire

    @property
    def sienne(self) -> bool:
        """Of the firm itself, on one lot at least: its own record of the person may be opened."""
        return any(c.contrat and not c.colonne.intervention.pour_compte for c in self.cellules)

    @property
    def en_attente(self) -> bool:
        return any(e.statut == "EN_ATTENTE" for e in self.eligibilites)

    @property
    def non_eligible(self) -> bool:
        return any(e.statut == "NON" for e in self.eligibilites)

    @property
    def a_compter(self) -> Decimal:
        return sum((c.ligne.travaillees for c in self.cellules if c.ligne), ZERO)


@dataclass(frozen=True)
class GrilleMois:
    """The month of a firm, all its lots; `pour` a partner's party when the lead enters for it."""

    mois: Mois
    engagements: tuple[Intervention, ...]
    colonnes: tuple[ColonneGrille, ...]
    rangees: tuple[RangeeGrille, ...]
    pour: Intervention | None = None
    mois_de_la_periode: tuple[Mois, ...] = field(default=())

    @property
    def modifiable(self) -> bool:
        return any(c.modifiable for c in self.colonnes)

    @property
    def version(self) -> str:
        """What the page was read with: the revision of each lot's month."""
        return ";".join(f"{e.intervenant.uuid.hex}:{revision}" for e, revision in self.revisions.items())

    @property
    def revisions(self) -> dict[Intervention, int]:
        return {c.intervention: c.revision for c in self.colonnes}

    @property
    def declarations(self) -> tuple[Declaration, ...]:
        """The open months of these lots, once each."""
        return tuple({c.declaration.pk: c.declaration for c in self.colonnes if c.declaration}.values())

    @property
    def cellules(self) -> list[CelluleGrille]:
        return [c for rangee in self.rangees for c in rangee.cellules]

    @property
    def a_reprendre(self) -> list[CelluleGrille]:
        """Empty cells for which the employer of the person prepared hours."""
        return [c for c in self.cellules if c.preparee_autrement and c.ligne is None]

    @property
    def renvoyees(self) -> list[CelluleGrille]:
        return [c for c in self.cellules if c.renvoyee]


def grille(acteur: Acteur, mois: Mois, pour: object = None) -> GrilleMois | None:
    """The grid of that month for the active space; `pour`: the uuid of a partner's party. None: not his to enter."""
    if pour is not None:
        autre = intervention_pour_compte(acteur, pour)
        if autre is None:
            return None
        engagements = [autre]
    elif acteur.est_entreprise:
        engagements = interventions_a_saisir(acteur)
    else:
        return None
    declarations = _declarations(engagements, [mois])
    contrats = _contrats(engagements, mois, declarations)
    presents = {c.intervenant_id for c in contrats}
    retenus = [
        e for e in engagements
        if e.intervenant.pk in presents
        or (e.intervenant.pk, mois) in declarations
        or (
            e.couvre(mois)
            and not e.pour_compte
            and not e.intervenant.dispense_declarer
            and e.clause.etat == EtatClause.ACTIVE
        )
    ]  # fmt: skip
    peut = saisit(acteur) or pour is not None
    colonnes = [
        ColonneGrille(
            intervention=e,
            chantier=chantier,
            declaration=declarations.get((e.intervenant.pk, mois)),
            modifiable=peut and e.clause.etat == EtatClause.ACTIVE,
            plusieurs_sites=len(e.chantiers) > 1,
        )
        for e in retenus
        for chantier in e.chantiers
    ]
    lignes = _lignes_du_mois(engagements, mois)
    return GrilleMois(
        mois=mois,
        engagements=tuple(retenus),
        colonnes=tuple(colonnes),
        rangees=tuple(_rangees(mois, contrats, colonnes, lignes, proposees_du_mois([c.pk for c in contrats], mois))),
        pour=engagements[0] if pour is not None else None,
        mois_de_la_periode=_mois_de_la_periode(retenus, mois),
    )


def _mois_de_la_periode(engagements: Sequence[Intervention], mois: Mois) -> tuple[Mois, ...]:
    """The three months of the quarter when one of the lots is declared by quarter; else this one."""
    periodes = [periode_de(mois, e.clause.periodicite) for e in engagements]
    return tuple(max(periodes, key=len)) if periodes else (mois,)


def _declarations(engagements: Sequence[Intervention], mois: Sequence[Mois]) -> dict[tuple[int, Mois], Declaration]:
    return {
        (d.intervenant_id, Mois.depuis(d.mois)): d
        for d in Declaration.objects.filter(
            intervenant_id__in=[e.intervenant.pk for e in engagements], mois__in=[m.premier_jour for m in mois], rang=0
        )
    }


def _contrats(
    engagements: Sequence[Intervention], mois: Mois, declarations: dict[tuple[int, Mois], Declaration]
) -> list[ContratTravail]:
    """Contracts that touch the month, and those that already have a line in it."""
    siens = ContratTravail.objects.filter(intervenant_id__in=[e.intervenant.pk for e in engagements])
    dans_le_mois = siens.en_vigueur().couvrant(mois.premier_jour, mois.dernier_jour).order_by()
    avec_ligne = LigneHeures.objects.filter(declaration__in=[d.pk for d in declarations.values()]).order_by()
    return list(
        siens.filter(Q(pk__in=dans_le_mois.values("pk")) | Q(pk__in=avec_ligne.values("contrat_id")))
        .select_related("beneficiaire", "employeur", "intervenant", "clause__lot", "clause__referentiel")
        .order_by("beneficiaire__nom_plie", "beneficiaire__prenom_plie", "beneficiaire_id", "debut", "pk")
    )


def _lignes_du_mois(engagements: Sequence[Intervention], mois: Mois) -> dict[CleLigne, LigneHeures]:
    du_mois = LigneHeures.objects.filter(
        declaration__intervenant_id__in=[e.intervenant.pk for e in engagements], declaration__mois=mois.premier_jour
    )
    return lignes_en_place(du_mois).lignes


def _rangees(
    mois: Mois,
    contrats: Sequence[ContratTravail],
    colonnes: Sequence[ColonneGrille],
    lignes: dict[CleLigne, LigneHeures],
    proposees: dict[tuple[int, int], LigneProposee],
) -> list[RangeeGrille]:
    visibles = {c.intervention.intervenant.pk for c in colonnes}
    eligibilites = eligibilites_de(contrats)
    par_personne: dict[int, dict[int, list[ContratTravail]]] = defaultdict(lambda: defaultdict(list))
    for contrat in contrats:
        if contrat.intervenant_id in visibles:
            par_personne[contrat.beneficiaire_id][contrat.intervenant_id].append(contrat)
    rangees = []
    for par_lot in par_personne.values():
        for rang in range(max(len(liste) for liste in par_lot.values())):
            de_ce_rang = {pk: liste[rang] for pk, liste in par_lot.items() if rang < len(liste)}
            siens = tuple(de_ce_rang.values())
            cellules = []
            for colonne in colonnes:
                contrat = de_ce_rang.get(colonne.intervention.intervenant.pk)
                ligne = lignes.get((contrat.pk, colonne.chantier.pk, mois)) if contrat else None
                proposee = proposees.get((contrat.pk, colonne.chantier.pk)) if contrat else None
                cellules.append(CelluleGrille(colonne, contrat, ligne, proposee))
            rangees.append(RangeeGrille(siens, tuple(cellules), tuple(eligibilites[c.pk] for c in siens)))
    return rangees
