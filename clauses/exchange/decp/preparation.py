"""From a stream of rows to contracts ready to be compared, and the counts of the run.

Each record read falls in exactly one class, tried in this order: `refuses`, `doublons` (another row
of a contract already met in this run: its holder or version is put together with it, not lost),
`hors_territoire`, `lieu_inconnu` (kept), then `crees`, `mis_a_jour` or `inchanges`, which only the
caller can tell because it knows the stored contracts.
"""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import IO, NamedTuple, Self, cast

from clauses.exchange.decp.enregistrements import EnregistrementDecp, Refus
from clauses.exchange.decp.regroupement import ContratDecp, assembler
from clauses.exchange.decp.territoire import Departements, Territoire, classer_lieu, classer_territoire

EN_MEMOIRE = 64 << 20
"""Rows up to this size (bytes) stay in memory; beyond, in an anonymous temporary file."""
LIMITE_REFUS = 10_000
"""Refusals named one by one; the rest is only counted."""
CLASSES = tuple(Territoire)


@dataclass
class Bilan:
    """Counts of one run, in input records. `equilibre` must be True when the caller has finished."""

    lus: int = 0
    refuses: int = 0
    doublons: int = 0
    hors_territoire: int = 0
    lieu_inconnu: int = 0
    crees: int = 0
    mis_a_jour: int = 0
    inchanges: int = 0

    @property
    def classes(self) -> int:
        """Records that have a class so far."""
        return sum(self.en_dict().values()) - self.lus

    @property
    def a_comparer(self) -> int:
        """Records whose class the caller has still to tell."""
        return self.lus - self.classes

    @property
    def equilibre(self) -> bool:
        """True when every record read is in one class."""
        return self.a_comparer == 0

    def en_dict(self) -> dict[str, int]:
        """The counts by name, `lus` first, then in the order in which the classes are tried."""
        return asdict(self)


class ContratRetenu(NamedTuple):
    """A contract to store: inside the territory, or of unknown place (already counted as such)."""

    contrat: ContratDecp
    territoire: Territoire

    @property
    def a_compter(self) -> bool:
        """True when the caller must count it in `crees`, `mis_a_jour` or `inchanges`."""
        return self.territoire is Territoire.DANS


@dataclass
class Preparation:
    """Everything read and classed; a context manager, since the rows may stand in a temporary file."""

    bilan: Bilan
    refus: list[Refus]
    _reserve: _Reserve
    _index: dict[bytes, list[int]]
    _territoires: dict[bytes, Territoire] = field(default_factory=dict)

    def contrats(self) -> Iterator[ContratRetenu]:
        """The contracts to keep, one at a time, in the order of their first row; may be called again."""
        for cle, places in self._index.items():
            territoire = self._territoires.get(cle) or CLASSES[places[0] & 3]
            if territoire is not Territoire.HORS:
                yield ContratRetenu(assembler(self._reserve.lire(places)), territoire)

    def fermer(self) -> None:
        """Let the temporary file go."""
        self._reserve.fermer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, genre: type[BaseException] | None, e: BaseException | None, t: TracebackType | None) -> None:
        self.fermer()


def preparer(flux: Iterable[EnregistrementDecp | Refus], departements: Departements) -> Preparation:
    """Read the whole stream (one file or several), class its records, group them by contract.

    Nothing is given out before the last record is read, so a file cut in the middle changes nothing:
    its FichierIllisible goes through.

    Memory and limits: rows go to an anonymous temporary file (about 1 kB each); only a digest and a
    position per contract stay in memory, some 250 bytes, hence about 250 MB for a national file of
    10^6 contracts, whatever the territory. A contract is judged by its newest version that tells a
    usable place, so every row is kept until the end of the stream, even outside the territory.
    """
    reserve = _Reserve()
    preparation = Preparation(Bilan(), [], reserve, {})
    bilan, refus, index = preparation.bilan, preparation.refus, preparation._index
    try:
        for enreg in flux:
            bilan.lus += 1
            if isinstance(enreg, Refus):
                bilan.refuses += 1
                if len(refus) < LIMITE_REFUS:
                    refus.append(enreg)
                continue
            place = reserve.ecrire(enreg) << 2 | CLASSES.index(classer_territoire(enreg, departements))
            places = index.setdefault(_condense(enreg), [])
            places.append(place)
            bilan.doublons += len(places) > 1
        _classer(preparation, departements)
    except BaseException:
        reserve.fermer()
        raise
    return preparation


def classer_contrat(contrat: ContratDecp, departements: Departements) -> Territoire:
    """Class of a contract: that of its newest version whose place is usable, else unknown."""
    for version in reversed(contrat.versions):
        classe = classer_lieu(version.lieu_code, version.lieu_type, departements)
        if classe is not Territoire.LIEU_INCONNU:
            return classe
    return Territoire.LIEU_INCONNU


def _classer(preparation: Preparation, departements: Departements) -> None:
    """Class each contract and count it; only contracts whose rows disagree are read back for it."""
    for cle, places in preparation._index.items():
        classe = CLASSES[places[0] & 3]
        if len({place & 3 for place in places}) > 1:
            classe = classer_contrat(assembler(preparation._reserve.lire(places)), departements)
            preparation._territoires[cle] = classe
        preparation.bilan.hors_territoire += classe is Territoire.HORS
        preparation.bilan.lieu_inconnu += classe is Territoire.LIEU_INCONNU


def _condense(enreg: EnregistrementDecp) -> bytes:
    """Sixteen bytes that stand for the contract's key."""
    return hashlib.blake2b("\x00".join(enreg.cle).encode(errors="replace"), digest_size=16).digest()


class _Reserve:
    """Rows set aside in the order of arrival, read back by position."""

    def __init__(self) -> None:
        self._fichier = cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=EN_MEMOIRE))  # noqa: SIM115
        self._taille = 0

    def ecrire(self, enreg: EnregistrementDecp) -> int:
        """Set a row aside; its position."""
        position = self._taille
        octets = pickle.dumps(enreg, protocol=pickle.HIGHEST_PROTOCOL)
        self._fichier.write(octets)
        self._taille += len(octets)
        return position

    def lire(self, places: list[int]) -> list[EnregistrementDecp]:
        """The rows at these coded positions (position, then two bits of class)."""
        lus = []
        for place in places:
            self._fichier.seek(place >> 2)
            lus.append(cast(EnregistrementDecp, pickle.load(self._fichier)))  # noqa: S301 - own rows
        return lus

    def fermer(self) -> None:
        self._fichier.close()
