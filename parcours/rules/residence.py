"""Living in a priority neighbourhood (QPV): judged by the list in force at the hiring, never at the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clauses.rules.phrases import jour
from socle.quartiers import GENERATIONS


@dataclass(frozen=True, slots=True)
class QuartierSitue:
    """Where an address is: a neighbourhood of a list, or (`code` empty) in none of that list.

    `generation` None: no list was in force that day. `chargee` False: its outlines are not in the database.
    """

    generation: int | None
    code: str = ""
    nom: str = ""
    chargee: bool = True

    @property
    def phrase(self) -> str:
        """What the facilitator reads."""
        if self.generation is None:
            return "Aucune liste de quartiers prioritaires n'était en vigueur à l'embauche."
        if self.code:
            return f"Dans le quartier {self.nom} ({self.code}, liste {self.generation})."
        if not self.chargee:
            return (
                f"Les contours de la liste {self.generation} ne sont pas chargés : l'adresse ne peut pas être située."
            )
        return f"Dans aucun quartier prioritaire de la liste {self.generation}."


def objections_residence(situe: QuartierSitue | None, embauche: date) -> list[str]:
    """Why this address does not prove residence in a neighbourhood at a hiring that day; empty when it does."""
    if situe is None:
        return ["l'adresse reste à situer : cherchez-la, ou donnez le point"]
    if situe.generation is None or not situe.code:
        return [f"{situe.phrase[0].lower()}{situe.phrase[1:-1]}"]
    du, au = GENERATIONS[situe.generation].validite(situe.code)
    if embauche < du:
        return [
            f"le quartier {situe.nom} est de la liste {situe.generation}, en vigueur depuis le {jour(du)} seulement"
        ]
    if au is not None and embauche > au:
        return [f"le quartier {situe.nom} est de la liste {situe.generation}, qui n'est plus en vigueur à l'embauche"]
    return []
