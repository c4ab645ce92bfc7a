"""The typed totals of a complémentaire: read, compared with what was validated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clauses.models import LigneHeures
from clauses.rules.saisie import HeuresIllisibles, heures_saisies
from clauses.selectors.entreprise.dossiers import LigneLue
from clauses.web.entreprise.saisie import nombre_sobre
from socle.centiemes import ZERO


@dataclass(frozen=True)
class Correction:
    """A validated line and its new total, as typed."""

    vue: LigneLue
    texte: str
    texte_nt: str
    heures: Decimal | None
    non_travaillees: Decimal
    erreur: str = ""

    @property
    def cle(self) -> str:
        return self.vue.ligne.uuid.hex

    @property
    def change(self) -> bool:
        ligne = self.vue.ligne
        return self.heures is not None and (self.heures, self.non_travaillees) != (
            ligne.heures,
            ligne.heures_non_travaillees,
        )

    @property
    def a_compter(self) -> Decimal:
        return (self.heures or ZERO) - self.non_travaillees

    @property
    def validees(self) -> Decimal:
        return self.vue.ligne.heures_retenues or ZERO

    @property
    def ecart(self) -> Decimal:
        """What the ledger will move by, once accepted whole."""
        return self.a_compter - self.validees


@dataclass(frozen=True)
class Corrections:
    """The form of a complémentaire."""

    lignes: tuple[Correction, ...]

    @property
    def erreurs(self) -> list[Correction]:
        return [c for c in self.lignes if c.erreur]

    @property
    def changees(self) -> list[Correction]:
        return [c for c in self.lignes if c.change]

    @property
    def ecart(self) -> Decimal:
        return sum((c.ecart for c in self.changees), ZERO)

    @property
    def a_envoyer(self) -> list[tuple[LigneHeures, Decimal, Decimal]]:
        return [(c.vue.ligne, c.heures, c.non_travaillees) for c in self.changees if c.heures is not None]


def lire_corrections(vues: Sequence[LigneLue], donnees: Mapping[str, str] | None) -> Corrections:
    """The rows of the form: what is stored, or what was typed; an emptied value is an error, zero is a value."""
    return Corrections(tuple(_lire(vue, donnees) for vue in vues))


def _lire(vue: LigneLue, donnees: Mapping[str, str] | None) -> Correction:
    ligne = vue.ligne
    cle = ligne.uuid.hex
    if donnees is None or f"h_{cle}" not in donnees:
        return Correction(
            vue,
            nombre_sobre(ligne.heures),
            nombre_sobre(ligne.heures_non_travaillees or None),
            ligne.heures,
            ligne.heures_non_travaillees,
        )
    texte, texte_nt = donnees[f"h_{cle}"], donnees.get(f"n_{cle}", "")
    try:
        heures, non_travaillees = heures_saisies(texte, texte_nt)
    except HeuresIllisibles as erreur:
        return Correction(vue, texte, texte_nt, None, ZERO, str(erreur))
    if heures is None:
        return Correction(vue, texte, texte_nt, None, ZERO, "Indiquez le nouveau total, 0 pour retirer les heures.")
    return Correction(vue, texte, texte_nt, heures, non_travaillees)
