"""Writing the ledger of hours: the only place that inserts `MouvementHeures` and moves `Solde`.

Callers hold the transaction; clauses are locked in ascending order, numbers are drawn from the clause's
counter under that lock, rows are chained by hash, totals are moved by set in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import F

from chantiers.services import marquer
from clauses.models import ClauseInsertion, DetailMouvement, MouvementHeures, Solde
from clauses.rules.grand_livre import Rang, empreinte
from clauses.rules.vocabulaire import NatureMouvementHeures
from comptes.models import Utilisateur
from socle.centiemes import ZERO, en_centiemes
from socle.horloge import maintenant
from socle.lots import inserer_rangs
from socle.periodes import Mois

CleSolde = tuple[int, int, date]

MOUVOIR_SOLDE = """
    UPDATE clauses_solde SET heures_validees = heures_validees + %s, heures_soumises = heures_soumises + %s,
        heures_a_temps = heures_a_temps + %s
    WHERE clause_id = %s AND chantier_id = %s AND mois = %s
"""
"""One statement prepared once for all the totals of a use case: ten thousand lines touch hundreds of them."""

COLONNES = (
    *("clause_id", "chantier_id", "mois", "heures", "nature", "motif_code", "version", "exercice"),
    *("numero", "contrepasse_id", "enregistre_le", "cle_ligne", "empreinte_precedente", "empreinte"),
)
COLONNES_DETAIL = ("cle_ligne", "version", "nature", "beneficiaire_id", "auteur_id", "texte")
COMPTER = "UPDATE clauses_clauseinsertion SET compteur_grand_livre = %s WHERE id = %s"


@dataclass(frozen=True)
class Ecriture:
    """A row to write: hours of one allotment of one line, signed."""

    clause_id: int
    chantier_id: int
    mois: date
    heures: Decimal
    nature: NatureMouvementHeures
    version: int
    cle_ligne: UUID
    motif_code: str = ""
    contrepasse: MouvementHeures | None = None
    beneficiaire_id: int | None = None
    texte: str = ""


@dataclass
class VariationSolde:
    """Signed changes of the three kept totals of one clause × site × month."""

    validees: Decimal = ZERO
    soumises: Decimal = ZERO
    a_temps: Decimal = ZERO


def verrouiller_clauses(clause_ids: Iterable[int]) -> dict[int, ClauseInsertion]:
    """Lock these clauses in ascending order (so that two validations never deadlock)."""
    lignes = ClauseInsertion.objects.select_for_update(of=("self",)).filter(pk__in=set(clause_ids)).order_by("pk")
    return {clause.pk: clause for clause in lignes}


def inscrire(*, ecritures: Sequence[Ecriture], auteur: Utilisateur | None) -> None:
    """Append rows in the order given: numbered, chained, detailed apart.

    Does not move the totals: `mouvoir_soldes` does, with what the caller changes of the submitted hours too.
    """
    if not ecritures:
        return
    clauses = verrouiller_clauses(e.clause_id for e in ecritures)
    dernieres = _dernieres_empreintes(list(clauses))
    instant = maintenant()
    rangs = []
    for e in ecritures:
        clause = clauses[e.clause_id]
        clause.compteur_grand_livre += 1
        precedente = dernieres.get(clause.pk, "")
        rang = _rang(e, clause.compteur_grand_livre, instant)
        dernieres[clause.pk] = scelle = empreinte(rang, precedente)
        rangs.append(
            (
                *(clause.pk, e.chantier_id, e.mois, e.heures, e.nature, e.motif_code, e.version, rang.exercice),
                *(rang.numero, e.contrepasse.pk if e.contrepasse else None, instant, e.cle_ligne, precedente, scelle),
            )
        )
    inserer_rangs(MouvementHeures, COLONNES, rangs)
    qui = auteur.pk if auteur else None
    details = ((e.cle_ligne, e.version, e.nature, e.beneficiaire_id, qui, e.texte) for e in ecritures)
    inserer_rangs(DetailMouvement, COLONNES_DETAIL, details)
    with connection.cursor() as curseur:
        curseur.executemany(COMPTER, [(clause.compteur_grand_livre, clause.pk) for clause in clauses.values()])


def _rang(ecriture: Ecriture, numero: int, instant: datetime) -> Rang:
    """The plain row that the rule hashes, before it is stored."""
    return Rang(
        clause=ecriture.clause_id,
        chantier=ecriture.chantier_id,
        mois=Mois.depuis(ecriture.mois),
        centiemes=en_centiemes(ecriture.heures),
        nature=ecriture.nature,
        motif_code=ecriture.motif_code,
        version=ecriture.version,
        exercice=ecriture.mois.year,
        numero=numero,
        contrepasse=ecriture.contrepasse.numero if ecriture.contrepasse else None,
        enregistre_le=instant,
        cle_ligne=str(ecriture.cle_ligne),
    )


def rang_de(mouvement: MouvementHeures) -> Rang:
    """The plain row that the rule hashes, from one that is stored."""
    return Rang(
        clause=mouvement.clause_id,
        chantier=mouvement.chantier_id,
        mois=Mois.depuis(mouvement.mois),
        centiemes=en_centiemes(mouvement.heures),
        nature=NatureMouvementHeures(mouvement.nature),
        motif_code=mouvement.motif_code,
        version=mouvement.version,
        exercice=mouvement.exercice,
        numero=mouvement.numero,
        contrepasse=mouvement.contrepasse.numero if mouvement.contrepasse_id else None,
        enregistre_le=mouvement.enregistre_le,
        cle_ligne=str(mouvement.cle_ligne),
        empreinte_precedente=mouvement.empreinte_precedente,
        empreinte=mouvement.empreinte,
    )


def _dernieres_empreintes(clause_ids: list[int]) -> dict[int, str]:
    derniers = MouvementHeures.objects.filter(clause_id__in=clause_ids, numero=F("clause__compteur_grand_livre"))
    return dict(derniers.order_by().values_list("clause_id", "empreinte"))


class Variations:
    """Collects the changes of totals of one use case, then applies them by set."""

    def __init__(self) -> None:
        self._par_cle: dict[CleSolde, VariationSolde] = defaultdict(VariationSolde)

    def validees(self, clause_id: int, chantier_id: int, mois: date, heures: Decimal) -> None:
        self._par_cle[(clause_id, chantier_id, mois)].validees += heures

    def soumises(self, clause_id: int, chantier_id: int, mois: date, heures: Decimal, *, a_temps: bool) -> None:
        variation = self._par_cle[(clause_id, chantier_id, mois)]
        variation.soumises += heures
        if a_temps:
            variation.a_temps += heures

    def appliquer(self) -> None:
        """Write the totals, in key order, and raise the public version of the sites touched."""
        cles = sorted(self._par_cle)
        if not cles:
            return
        Solde.objects.bulk_create(
            (Solde(clause_id=clause, chantier_id=chantier, mois=mois) for clause, chantier, mois in cles),
            ignore_conflicts=True,
        )
        with connection.cursor() as curseur:
            curseur.executemany(MOUVOIR_SOLDE, [self._ecart(cle) for cle in cles])
        marquer({chantier for _, chantier, _ in cles})

    def _ecart(self, cle: CleSolde) -> tuple[object, ...]:
        variation = self._par_cle[cle]
        ecarts = (variation.validees, variation.soumises, variation.a_temps)
        return (*map(en_centiemes, ecarts), *cle)
