"""State tables as plain data: (state, act) gives the next state; anything else is refused in French.

DECLARATION = TableEtats({
    (Etat.BROUILLON, Acte.SOUMETTRE): Etat.SOUMISE,
    (Etat.SOUMISE, Acte.VALIDER): Etat.VALIDEE,
})
DECLARATION.appliquer(Etat.BROUILLON, Acte.SOUMETTRE)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from socle.erreurs import TransitionInterdite

E = TypeVar("E", bound=str)
A = TypeVar("A", bound=str)


def mot(valeur: object) -> str:
    """The word on screen of a state or an act: `.libelle`, else `.label` (Django choices), else its code."""
    for attribut in ("libelle", "label"):
        libelle = getattr(valeur, attribut, None)
        if isinstance(libelle, str):
            return libelle
    return str(valeur)


@dataclass(frozen=True)
class TableEtats(Generic[E, A]):
    """The transitions of one workflow."""

    transitions: Mapping[tuple[E, A], E]

    def appliquer(self, etat: E, acte: A) -> E:
        """The state after the act; raises TransitionInterdite, whose message names both."""
        try:
            return self.transitions[etat, acte]
        except KeyError:
            raise TransitionInterdite(f"« {mot(acte)} » n'est pas possible dans l'état « {mot(etat)} ».") from None

    def permet(self, etat: E, acte: A) -> bool:
        """True when the act is possible in this state."""
        return (etat, acte) in self.transitions

    def actes_possibles(self, etat: E) -> tuple[A, ...]:
        """Acts possible in a state, in the order of the table."""
        return tuple(acte for (depart, acte) in self.transitions if depart == etat)

    def etats_admettant(self, acte: A) -> tuple[E, ...]:
        """States in which an act is possible: the condition of a conditional update."""
        return tuple(depart for (depart, possible) in self.transitions if possible == acte)

    @property
    def etats(self) -> tuple[E, ...]:
        """Every state named, in the order of the table."""
        noms = [etat for (depart, _), arrivee in self.transitions.items() for etat in (depart, arrivee)]
        return tuple(dict.fromkeys(noms))

    def terminaux(self) -> tuple[E, ...]:
        """States that no act leaves."""
        return tuple(etat for etat in self.etats if not self.actes_possibles(etat))

    def atteignables(self, depart: E) -> frozenset[E]:
        """States that can be reached from one, itself included."""
        vus, a_voir = {depart}, [depart]
        while a_voir:
            etat = a_voir.pop()
            for acte in self.actes_possibles(etat):
                suivant = self.transitions[etat, acte]
                if suivant not in vus:
                    vus.add(suivant)
                    a_voir.append(suivant)
        return frozenset(vus)

    def en_markdown(self) -> str:
        """The table for the documentation: one line per transition."""
        lignes: Iterable[str] = (
            f"| {mot(depart)} | {mot(acte)} | {mot(arrivee)} |" for (depart, acte), arrivee in self.transitions.items()
        )
        return "\n".join(["| État | Acte | État suivant |", "| --- | --- | --- |", *lignes]) + "\n"
