"""What will be sent: each lot's hours of the month (of the quarter where one is declared so), read over once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from clauses.models import ContratTravail, Declaration, LigneHeures
from clauses.policies import saisit
from clauses.rules.etats import EtatClause, EtatLigne
from clauses.selectors.entreprise.engagements import Intervention, intervention_pour_compte, interventions_a_saisir
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.horloge import aujourdhui
from socle.periodes import Mois, echeance, periode_de


@dataclass(frozen=True)
class LotAEnvoyer:
    """A party's month on the review screen."""

    intervention: Intervention
    mois: Mois
    declaration: Declaration | None
    lignes: tuple[LigneHeures, ...]
    deja_envoyees: int
    sans_heures: tuple[str, ...]

    @property
    def cle(self) -> str:
        return f"{self.intervention.intervenant.uuid.hex}_{self.mois.iso}"

    @property
    def a_confirmer_neant(self) -> bool:
        """Nothing typed and nothing ever sent: empty is not zero until somebody says so."""
        return not self.lignes and not self.deja_envoyees and not self.deja_neant

    @property
    def deja_neant(self) -> bool:
        return bool(self.declaration and self.declaration.neant and self.declaration.soumise_le)

    @property
    def payees(self) -> Decimal:
        return sum((li.heures for li in self.lignes), ZERO)

    @property
    def non_travaillees(self) -> Decimal:
        return sum((li.heures_non_travaillees for li in self.lignes), ZERO)

    @property
    def a_compter(self) -> Decimal:
        return sum((li.travaillees for li in self.lignes), ZERO)

    @property
    def echeance(self) -> date:
        clause = self.intervention.clause
        if self.declaration:
            return self.declaration.echeance_effective
        return echeance(periode_de(self.mois, clause.periodicite), clause.jour_echeance)


@dataclass(frozen=True)
class Revue:
    """The review of a month before it is sent."""

    mois: Mois
    lots: tuple[LotAEnvoyer, ...]
    pour: Intervention | None = None

    @property
    def a_envoyer(self) -> tuple[LotAEnvoyer, ...]:
        return tuple(lot for lot in self.lots if lot.lignes)

    @property
    def vides(self) -> tuple[LotAEnvoyer, ...]:
        return tuple(lot for lot in self.lots if lot.a_confirmer_neant)

    @property
    def pour_compte(self) -> bool:
        """Somebody else's hours are among them: the source is asked for."""
        return self.pour is not None or any(lot.intervention.pour_compte for lot in self.lots)

    @property
    def a_compter(self) -> Decimal:
        return sum((lot.a_compter for lot in self.lots), ZERO)

    @property
    def nb_lignes(self) -> int:
        return sum(len(lot.lignes) for lot in self.lots)

    @property
    def nb_personnes(self) -> int:
        return len({li.contrat.beneficiaire_id for lot in self.lots for li in lot.lignes})

    @property
    def periode(self) -> str:
        """ "octobre 2026", or "juillet à septembre 2026"."""
        mois = sorted({lot.mois for lot in self.lots} | {self.mois})
        return str(mois[0]) if len(mois) == 1 else f"{mois[0].nom} à {mois[-1]}"

    @property
    def revisions(self) -> dict[UUID, int]:
        return {lot.declaration.uuid: lot.declaration.revision for lot in self.a_envoyer if lot.declaration}

    @property
    def version(self) -> str:
        return ";".join(f"{uuid.hex}:{revision}" for uuid, revision in self.revisions.items())


def revue(acteur: Acteur, mois: Mois, pour: object = None) -> Revue | None:
    """What the active space may send for that month; None when the partner is not his to enter for."""
    if pour is not None:
        autre = intervention_pour_compte(acteur, pour)
        if autre is None:
            return None
        engagements = [autre]
    elif saisit(acteur):
        engagements = interventions_a_saisir(acteur)
    else:
        return None
    paires = [(e, m) for e in engagements if e.clause.etat == EtatClause.ACTIVE for m in _mois_envoyes(e, mois)]
    declarations = {
        (d.intervenant_id, Mois.depuis(d.mois)): d
        for d in Declaration.objects.filter(
            intervenant_id__in={e.intervenant.pk for e, _ in paires},
            mois__in={m.premier_jour for _, m in paires},
            rang=0,
        )
    }
    lignes = _lignes(declarations)
    contrats = _contrats_sans_heures(paires, lignes)
    lots = []
    for e, m in paires:
        declaration = declarations.get((e.intervenant.pk, m))
        siennes = lignes.get(declaration.pk, []) if declaration else []
        a_envoyer = tuple(li for li in siennes if EtatLigne(li.etat).modifiable)
        sans = contrats.get((e.intervenant.pk, m), ())
        tenu = e.couvre(m) and not e.pour_compte and not e.intervenant.dispense_declarer
        if not siennes and declaration is None and not sans and not tenu:
            continue
        lots.append(LotAEnvoyer(e, m, declaration, a_envoyer, len(siennes) - len(a_envoyer), tuple(sans)))
    lots.sort(key=lambda lot: lot.mois.rang)
    return Revue(mois=mois, lots=tuple(lots), pour=engagements[0] if pour is not None else None)


def _mois_envoyes(e: Intervention, mois: Mois) -> list[Mois]:
    """The months of the period that have begun, during the works of this party."""
    courant = Mois.depuis(aujourdhui())
    return [m for m in periode_de(mois, e.clause.periodicite) if m <= courant and (e.couvre(m) or m == mois)]


def _lignes(declarations: dict[tuple[int, Mois], Declaration]) -> dict[int, list[LigneHeures]]:
    lignes: dict[int, list[LigneHeures]] = defaultdict(list)
    for ligne in (
        LigneHeures.objects.filter(declaration__in=[d.pk for d in declarations.values()])
        .select_related("declaration", "contrat__beneficiaire", "chantier")
        .order_by("contrat__beneficiaire__nom_plie", "contrat__beneficiaire__prenom_plie", "pk")
    ):
        lignes[ligne.declaration_id].append(ligne)
    return lignes


def _contrats_sans_heures(
    paires: list[tuple[Intervention, Mois]], lignes: dict[int, list[LigneHeures]]
) -> dict[tuple[int, Mois], list[str]]:
    """People under contract in the month for whom nothing was typed: said on the review, never zero."""
    mois_saisis: dict[tuple[int, Mois], set[int]] = defaultdict(set)
    for liste in lignes.values():
        for li in liste:
            mois_saisis[li.contrat.intervenant_id, Mois.depuis(li.declaration.mois)].add(li.contrat_id)
    contrats = (
        ContratTravail.objects.en_vigueur()
        .filter(intervenant_id__in={e.intervenant.pk for e, _ in paires})
        .select_related("beneficiaire")
        .order_by("beneficiaire__nom_plie", "beneficiaire__prenom_plie", "pk")
    )
    sans: dict[tuple[int, Mois], list[str]] = defaultdict(list)
    for contrat in contrats:
        for e, m in paires:
            touche = contrat.debut <= m.dernier_jour and (contrat.fin is None or contrat.fin >= m.premier_jour)
            sien = contrat.intervenant_id == e.intervenant.pk
            if sien and touche and contrat.pk not in mois_saisis[e.intervenant.pk, m]:
                sans[e.intervenant.pk, m].append(str(contrat.beneficiaire))
    return sans
