"""A payroll declaration built from the tables of the norm, with invented people only: NIR, pay and addresses included,
so that a test can look for them where they must not be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from socle.periodes import Mois


@dataclass(frozen=True)
class Paie:
    """A block 51: `activites` are (type, quantity, unit); `heures` is 51.012."""

    sorte: str = "002"
    activites: tuple[tuple[str, str, str], ...] = (("01", "151.67", "10"),)
    heures: str = ""
    debut: date | None = None
    fin: date | None = None
    contrat: str = "00001"


@dataclass(frozen=True)
class Salarie:
    """An employee. `versements` are lists of pays; `contrats` are (number, user establishment)."""

    nom: str
    prenom: str
    naissance: str = "15031990"
    nom_usage: str = ""
    nir: str = "1900393008123"
    versements: tuple[tuple[Paie, ...], ...] = ((Paie(),),)
    contrats: tuple[tuple[str, str], ...] = (("00001", ""),)

    def avec(self, *paies: Paie) -> Salarie:
        """The same person paid otherwise, in one payment."""
        return replace(self, versements=(tuple(paies),))


@dataclass
class Dsn:
    """An envelope: declarations are added, `octets` ends it with its trailer."""

    norme: str = "P26V01"
    essai: bool = False
    rubriques: list[tuple[str, str]] = field(default_factory=list)
    declarations: int = 0

    def __post_init__(self) -> None:
        self._ajouter(
            ("S10.G00.00.001", "Paie Inventée"),
            ("S10.G00.00.002", "Éditeur démo"),
            ("S10.G00.00.003", "1.0"),
            ("S10.G00.00.005", "01" if self.essai else "02"),
            ("S10.G00.00.006", self.norme),
            ("S10.G00.00.008", "01"),
            ("S10.G00.01.001", "000000018"),
            ("S10.G00.01.002", "00014"),
            ("S10.G00.01.003", "CABINET D'ESSAI"),
            ("S10.G00.02.001", "01"),
            ("S10.G00.02.002", "Contact Inventé"),
        )

    def declarer(
        self,
        siret: str,
        mois: Mois,
        salaries: Sequence[Salarie] = (),
        *,
        nature: str = "01",
        sorte: str = "01",
        fraction: str = "11",
        ordre: str = "1",
    ) -> Dsn:
        """Add one declaration (S20.G00.05) of an establishment."""
        self.declarations += 1
        premier = mois.premier_jour
        self._ajouter(
            ("S20.G00.05.001", nature),
            ("S20.G00.05.002", sorte),
            ("S20.G00.05.003", fraction),
            ("S20.G00.05.004", ordre),
            ("S20.G00.05.005", f"{premier:%d%m%Y}"),
            ("S20.G00.05.007", f"{mois.dernier_jour:%d%m%Y}"),
            ("S21.G00.06.001", siret[:9]),
            ("S21.G00.06.002", siret[9:]),
            ("S21.G00.06.003", "4120A"),
            ("S21.G00.11.001", siret[9:]),
            ("S21.G00.11.002", "4120A"),
            ("S21.G00.11.003", "12 rue de l'Église"),
        )
        for salarie in salaries:
            self._salarie(salarie, mois)
        return self

    def octets(self, encodage: str = "iso-8859-1", fin: str = "\r\n", *, annonce: int | None = None) -> bytes:
        """The file; `annonce` lies about the number of rubrics."""
        total = len(self.rubriques) + 2
        lignes = [
            *self.rubriques,
            ("S90.G00.90.001", str(total if annonce is None else annonce)),
            ("S90.G00.90.002", str(self.declarations)),
        ]
        return "".join(f"{code},'{valeur}'{fin}" for code, valeur in lignes).encode(encodage)

    def _salarie(self, s: Salarie, mois: Mois) -> None:
        self._ajouter(
            ("S21.G00.30.001", s.nir),
            ("S21.G00.30.002", s.nom),
            *([("S21.G00.30.003", s.nom_usage)] if s.nom_usage else []),
            ("S21.G00.30.004", s.prenom),
            ("S21.G00.30.005", "01"),
            ("S21.G00.30.006", s.naissance),
            ("S21.G00.30.008", "3 allée des Acacias"),
            ("S21.G00.30.009", "93200"),
            ("S21.G00.30.024", "03"),
        )
        for numero, utilisatrice in s.contrats:
            self._ajouter(
                ("S21.G00.40.001", "01012025"),
                ("S21.G00.40.006", "maçon"),
                ("S21.G00.40.007", "03" if utilisatrice else "02"),
                ("S21.G00.40.009", numero),
                *([("S21.G00.40.046", utilisatrice)] if utilisatrice else []),
                ("S21.G00.40.072", "03"),
            )
        for paies in s.versements:
            self._ajouter(("S21.G00.50.001", f"{mois.dernier_jour:%d%m%Y}"), ("S21.G00.50.002", "1650.00"))
            for paie in paies:
                debut, fin = paie.debut or mois.premier_jour, paie.fin or mois.dernier_jour
                self._ajouter(
                    ("S21.G00.51.001", f"{debut:%d%m%Y}"),
                    ("S21.G00.51.002", f"{fin:%d%m%Y}"),
                    ("S21.G00.51.010", paie.contrat),
                    ("S21.G00.51.011", paie.sorte),
                    *([("S21.G00.51.012", paie.heures)] if paie.heures else []),
                    ("S21.G00.51.013", "1950.00"),
                )
                for sorte, quantite, unite in paie.activites:
                    self._ajouter(("S21.G00.53.001", sorte), ("S21.G00.53.002", quantite), ("S21.G00.53.003", unite))
            self._ajouter(("S21.G00.78.001", "03"), ("S21.G00.78.004", "1950.00"))

    def _ajouter(self, *rubriques: tuple[str, str]) -> None:
        self.rubriques += rubriques
