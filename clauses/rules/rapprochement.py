"""Is the person of a file one that we know? Folded names and birth date; near matches are proposed, never merged alone.

A file writes names in capitals, without accents, the other way round, with the birth name or the usual one. What is
certain needs the birth date and the whole name; everything else is a question for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from socle.identifiants import plier


@dataclass(frozen=True, slots=True)
class Identite:
    """A person as written somewhere. `nom_usage` may be empty; several first names are separated by spaces."""

    nom: str
    prenom: str
    date_naissance: date | None = None
    nom_usage: str = ""


@dataclass(frozen=True, slots=True)
class Connue:
    """A person of ours; `cle` is handed back as it came."""

    cle: Hashable
    identite: Identite


class Raison(StrEnum):
    """Why a near match is only near."""

    NOM_PARTIEL = "une partie du nom seulement"
    INVERSION = "nom et prénom inversés"
    PRENOM = "un autre prénom d'usage"
    LETTRE = "une lettre de différence"
    NAISSANCE = "une date de naissance voisine"
    SANS_NAISSANCE = "date de naissance absente"


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """`exact`: the one person it is, else None. `proches`: whom it may be, with the reason, best first."""

    exact: Connue | None = None
    proches: tuple[tuple[Connue, Raison], ...] = ()

    @property
    def aucun(self) -> bool:
        """Nobody of ours: the person must not be kept."""
        return self.exact is None and not self.proches


@dataclass(frozen=True, slots=True)
class _Plie:
    noms: frozenset[str]
    prenom: str
    prenoms: tuple[str, ...]
    mots_noms: frozenset[str]
    naissance: date | None


@dataclass(slots=True)
class Annuaire:
    """Known people, folded once, so that a file of thousands is matched without comparing everybody to everybody."""

    _par_naissance: dict[date | None, list[tuple[_Plie, Connue]]] = field(default_factory=lambda: defaultdict(list))
    _toutes: list[tuple[_Plie, Connue]] = field(default_factory=list)

    @classmethod
    def de(cls, connues: Iterable[Connue]) -> Annuaire:
        """The directory of these people."""
        annuaire = cls()
        for connue in connues:
            fiche = (_plier(connue.identite), connue)
            annuaire._par_naissance[fiche[0].naissance].append(fiche)
            annuaire._toutes.append(fiche)
        return annuaire

    def rapprocher(self, identite: Identite) -> Rapprochement:
        """Who this is: one exact match, else the near ones. Two exact matches are near: a person must choose."""
        vue = _plier(identite)
        if not vue.noms or not vue.prenoms:
            return Rapprochement()
        if vue.naissance is not None:
            exacts = [c for p, c in self._par_naissance.get(vue.naissance, ()) if _meme_nom(p, vue)]
            if len(exacts) == 1:
                return Rapprochement(exact=exacts[0])
            if exacts:
                return Rapprochement(proches=tuple((c, Raison.PRENOM) for c in exacts))
        proches = [(raison, connue) for p, connue in self._toutes if (raison := _proximite(p, vue)) is not None]
        ordre = list(Raison)
        proches.sort(key=lambda paire: ordre.index(paire[0]))
        return Rapprochement(proches=tuple((connue, raison) for raison, connue in proches[:5]))


def rapprocher(identite: Identite, connues: Iterable[Connue]) -> Rapprochement:
    """The same for one person (`Annuaire` for many)."""
    return Annuaire.de(connues).rapprocher(identite)


def _plier(identite: Identite) -> _Plie:
    noms = {plier(nom) for nom in (identite.nom, identite.nom_usage)} - {""}
    prenoms = tuple(plier(identite.prenom.replace(",", " ")).split())
    mots = frozenset(mot for nom in noms for mot in nom.split() if len(mot) > 2)
    return _Plie(frozenset(noms), " ".join(prenoms), prenoms, mots, identite.date_naissance)


def _meme_nom(connue: _Plie, vue: _Plie) -> bool:
    """The whole name (birth or usual) and the same first names, or the same first of them."""
    return bool(connue.noms & vue.noms) and _meme_prenom(connue, vue)


def _meme_prenom(connue: _Plie, vue: _Plie) -> bool:
    """ "Marie" is "Marie Claire" (civil status lists all first names); "Claire" is not."""
    a, b = connue.prenoms, vue.prenoms
    return bool(a) and bool(b) and (a[: len(b)] == b or b[: len(a)] == a)


def _proximite(connue: _Plie, vue: _Plie) -> Raison | None:
    naissances = (connue.naissance, vue.naissance)
    if None in naissances:
        return Raison.SANS_NAISSANCE if _meme_nom(connue, vue) else None
    if connue.naissance != vue.naissance:
        return Raison.NAISSANCE if _meme_nom(connue, vue) and _dates_voisines(*naissances) else None
    if _meme_prenom(connue, vue) and connue.mots_noms & vue.mots_noms:
        return Raison.NOM_PARTIEL
    if connue.prenom in vue.noms and vue.prenom in connue.noms:
        return Raison.INVERSION
    if connue.noms & vue.noms:
        return Raison.PRENOM
    if _meme_prenom(connue, vue) and any(_une_lettre(a, b) for a in connue.noms for b in vue.noms):
        return Raison.LETTRE
    return None


def _dates_voisines(a: date | None, b: date | None) -> bool:
    """One of day, month or year differs, or day and month were swapped: what a slip of the finger does."""
    assert a is not None
    assert b is not None
    egaux = (a.day == b.day) + (a.month == b.month) + (a.year == b.year)
    return egaux == 2 or (a.year == b.year and (a.day, a.month) == (b.month, b.day))


def _une_lettre(a: str, b: str) -> bool:
    """One letter added, left out, changed or two neighbours swapped, in a name of four letters at least."""
    if abs(len(a) - len(b)) > 1 or min(len(a), len(b)) < 4:
        return False
    debut = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        return a[debut + 1 :] == b[debut + 1 :] or (
            a[debut : debut + 2] == b[debut : debut + 2][::-1] and a[debut + 2 :] == b[debut + 2 :]
        )
    court, long = sorted((a, b), key=len)
    return court[debut:] == long[debut + 1 :]
