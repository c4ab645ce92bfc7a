"""People lent to other firms: the hours that their employer prepares for a contractor's month, and what came of them.

The other side reads the same rows in its grid (`proposees_du_mois`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chantiers.models import Chantier
from clauses.models import ContratTravail, Declaration, Intervenant, LigneHeures, LigneProposee
from clauses.policies import contrats_pretes, limites_de
from clauses.rules.etats import EtatClause, EtatLigne
from clauses.rules.proposees import EnFace, EtatProposee, etat_proposee, preparable, transmise
from clauses.selectors.entreprise.engagements import Intervention, interventions_de
from clauses.selectors.lignes_en_place import CleLigne, lignes_en_place
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.periodes import Mois

TONS: dict[EtatProposee, tuple[str, str]] = {
    EtatProposee.A_CONFIRMER: ("bleu", ""),
    EtatProposee.REPRISE: ("bleu", "demi"),
    EtatProposee.CONFIRMEE: ("vert", "demi"),
    EtatProposee.VALIDEE: ("vert", "plein"),
    EtatProposee.MODIFIEE: ("ambre", "demi"),
    EtatProposee.REFUSEE: ("brique", "carre"),
    EtatProposee.NON_REPRISE: ("ambre", "carre"),
}
"""Tone and form of each state (composants/puce_etat.html)."""


@dataclass(frozen=True)
class CelluleAPreparer:
    """A lent person on a site: what was prepared, and the contractor's line in front of it."""

    contrat: ContratTravail
    intervention: Intervention
    chantier: Chantier
    proposee: LigneProposee | None
    en_face: EnFace | None
    mois_transmis: bool

    @property
    def cle(self) -> str:
        return f"{self.contrat.uuid.hex}_{self.chantier.uuid.hex}"

    @property
    def modifiable(self) -> bool:
        return self.intervention.clause.etat == EtatClause.ACTIVE and preparable(self.en_face)

    @property
    def plusieurs_sites(self) -> bool:
        return len(self.intervention.chantiers) > 1

    @property
    def etat(self) -> EtatProposee | None:
        """None while nothing is prepared."""
        if self.proposee is None:
            return None
        return etat_proposee(self.proposee.heures, self.proposee.heures_non_travaillees, self.en_face,
                             mois_transmis=self.mois_transmis)  # fmt: skip

    @property
    def puce(self) -> tuple[str, str]:
        return TONS[self.etat] if self.etat else ("gris", "")

    @property
    def envoyees(self) -> EnFace | None:
        """What the contractor sent, once he has; his drafts are his own."""
        return self.en_face if self.en_face and transmise(self.en_face.etat) else None


@dataclass(frozen=True)
class ClientAPreparer:
    """A contractor's party of a lot, with the people lent to it."""

    intervention: Intervention
    cellules: tuple[CelluleAPreparer, ...]

    @property
    def preparees(self) -> Decimal:
        return sum((c.proposee.heures for c in self.cellules if c.proposee), ZERO)


@dataclass(frozen=True)
class Preparation:
    """A month of the people lent, client by client."""

    mois: Mois
    clients: tuple[ClientAPreparer, ...]

    @property
    def cellules(self) -> list[CelluleAPreparer]:
        return [c for client in self.clients for c in client.cellules]

    @property
    def modifiable(self) -> bool:
        return any(c.modifiable for c in self.cellules)

    @property
    def manquantes(self) -> int:
        """People (on a site) for whom nothing is prepared nor sent."""
        return sum(1 for c in self.cellules if c.modifiable and c.proposee is None and c.en_face is None)


def interventions_clientes(acteur: Acteur, contrats: Collection[ContratTravail]) -> list[Intervention]:
    """The contractors' parties that declare the hours of these lent people, while their clause is running."""
    parties = Intervenant.objects.filter(pk__in={c.intervenant_id for c in contrats})
    return [e for e in interventions_de(parties, limites_de(acteur)) if e.clause.etat == EtatClause.ACTIVE]


def prete(acteur: Acteur) -> bool:
    """Whether the firm of the active space lends people to another firm of a clause."""
    return contrats_pretes(acteur).en_vigueur().exists()  # type: ignore[attr-defined]


def preparation(acteur: Acteur, mois: Mois) -> Preparation:
    """The lent people whose contract touches the month, or for whom hours are prepared; a fixed number of queries.

    A contract cancelled since is nobody's to prepare.
    """
    dans_le_mois = contrats_pretes(acteur).en_vigueur().couvrant(mois.premier_jour, mois.dernier_jour)  # type: ignore[attr-defined]
    deja = LigneProposee.objects.filter(mois=mois.premier_jour, retiree_le__isnull=True).values("contrat_id")
    contrats = list(
        (dans_le_mois | contrats_pretes(acteur).en_vigueur().filter(pk__in=deja))  # type: ignore[attr-defined]
        .distinct()
        .select_related("beneficiaire")
        .order_by("beneficiaire__nom_plie", "beneficiaire__prenom_plie", "debut", "pk")
    )
    return Preparation(mois, tuple(_clients(acteur, mois, contrats)))


def _clients(acteur: Acteur, mois: Mois, contrats: Sequence[ContratTravail]) -> list[ClientAPreparer]:
    par_partie: dict[int, list[ContratTravail]] = defaultdict(list)
    for contrat in contrats:
        par_partie[contrat.intervenant_id].append(contrat)
    parties = interventions_de(Intervenant.objects.filter(pk__in=par_partie), limites_de(acteur))
    proposees = proposees_du_mois([c.pk for c in contrats], mois)
    en_place = lignes_en_place(
        LigneHeures.objects.filter(contrat__in=[c.pk for c in contrats], declaration__mois=mois.premier_jour)
    ).lignes
    transmis = set(
        Declaration.objects.filter(intervenant__in=par_partie, mois=mois.premier_jour, soumise_le__isnull=False)
        .values_list("intervenant_id", flat=True)
    )  # fmt: skip
    clients = []
    for partie in parties:
        pk = partie.intervenant.pk
        cellules = tuple(
            CelluleAPreparer(
                contrat=contrat,
                intervention=partie,
                chantier=chantier,
                proposee=proposees.get((contrat.pk, chantier.pk)),
                en_face=en_face(en_place.get((contrat.pk, chantier.pk, mois))),
                mois_transmis=pk in transmis,
            )
            for contrat in par_partie[pk]
            for chantier in partie.chantiers
        )
        if cellules:
            clients.append(ClientAPreparer(partie, cellules))
    return clients


def en_face(ligne: LigneHeures | None) -> EnFace | None:
    """A line of the contractor, as the rule reads it."""
    return EnFace(EtatLigne(ligne.etat), ligne.heures, ligne.heures_non_travaillees) if ligne else None


def proposees_du_mois(contrats: Collection[int], mois: Mois) -> dict[tuple[int, int], LigneProposee]:
    """(contract, site) → what its employer prepared for that month, with the employer; one query."""
    return {(contrat, site): p for (contrat, site, _), p in proposees_des_mois(contrats, [mois]).items()}


def proposees_des_mois(contrats: Collection[int], mois: Iterable[Mois]) -> dict[CleLigne, LigneProposee]:
    """(contract, site, month) → what its employer prepared, over several months, with the employer; one query."""
    actives = LigneProposee.objects.filter(
        contrat__in=contrats, retiree_le__isnull=True, mois__in=[m.premier_jour for m in mois]
    ).select_related("contrat__employeur")
    return {(p.contrat_id, p.chantier_id, Mois.depuis(p.mois)): p for p in actives}
