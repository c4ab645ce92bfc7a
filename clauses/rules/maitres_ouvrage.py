"""Which contract (or operation) a row means when several contracting bodies use the same number (or name). Pure.

A number is given by a contracting body: the same number at two of them is two contracts. A body is known by its SIRET
when both sides have one, else by its name; a name that only looks like another is a question, never a guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from socle.identifiants import plier

MOTS_COMMUNS = frozenset(
    {
        *("agglomeration", "commune", "communaute", "communes", "conseil", "dans", "departement", "departemental"),
        *("etablissement", "general", "habitat", "intercommunal", "intercommunale", "mairie", "metropole", "mixte"),
        *("office", "pays", "pour", "public", "publique", "region", "regional", "saint", "sainte", "societe", "sous"),
        *("syndicat", "territoire", "urbaine", "ville"),
    }
)
"""Words that many contracting bodies share: they tell none from another."""


@dataclass(frozen=True, slots=True)
class MaitreOuvrage:
    """A contracting body as a row or a record names it: folded name, SIRET; either may be missing."""

    nom: str = ""
    siret: str = ""

    @classmethod
    def nomme(cls, nom: str, siret: str | None = "") -> MaitreOuvrage:
        """From a name as it is written."""
        return cls(plier(nom[:200])[:260], siret or "")

    def __bool__(self) -> bool:
        return bool(self.nom or self.siret)

    def est(self, autre: MaitreOuvrage) -> bool:
        """The same body: by SIRET when both have one, else by name."""
        if self.siret and autre.siret:
            return self.siret == autre.siret
        return bool(self.nom) and self.nom == autre.nom

    def ressemble(self, autre: MaitreOuvrage) -> bool:
        """A name alone that shares a telling word with another: "Ville de Lyon", "Mairie de Lyon"."""
        return not self.siret and bool(_mots(self.nom) & _mots(autre.nom))


def _mots(nom: str) -> set[str]:
    return {mot for mot in nom.split() if len(mot) > 3} - MOTS_COMMUNS


@dataclass(frozen=True, slots=True)
class Connu:
    """A stored contract or operation: its folded number or name, the bodies whose it is, those it is also said to be
    of, the name shown in a question.
    """

    cle: int
    nom: str
    maitres: Sequence[MaitreOuvrage]
    aussi: Sequence[MaitreOuvrage] = ()
    libelle: str = ""


class MaitreOuvrageDemande(ValueError):
    """Several contracts or operations may be meant; `args[0]` is the French sentence that asks which.

    `par_siret`: the name does not tell them apart.
    """

    def __init__(self, phrase: str, *, par_siret: bool) -> None:
        self.par_siret = par_siret
        super().__init__(phrase)


@dataclass(slots=True)
class _Titre:
    cle: int
    maitres: list[MaitreOuvrage]
    aussi: list[MaitreOuvrage]
    libelle: str

    def rang(self, maitre: MaitreOuvrage) -> int | None:
        """How well this one is meant: 0 by its SIRET, then by its name, by another body of it, unnamed; None: not."""
        for depart, siens in ((0, self.maitres), (2, self.aussi)):
            sirets = {m.siret for m in siens} - {""}
            if maitre.siret and sirets:
                if maitre.siret in sirets:
                    return depart
            elif any(m.est(maitre) for m in siens):
                return depart + 1
        return None if self.maitres else 4


@dataclass(slots=True)
class Homonymes:
    """What bears the same number or name, told apart by its contracting body: stored, then brought by a file.

    `chose` goes into the questions: "un marché de ce numéro".
    """

    chose: str
    _titres: dict[str, list[_Titre]] = field(default_factory=lambda: defaultdict(list))
    _nouveaux: int = 0

    def connaitre(self, connus: Iterable[Connu]) -> None:
        """The stored ones."""
        for connu in connus:
            self._titres[connu.nom].append(_Titre(connu.cle, [*connu.maitres], [*connu.aussi], connu.libelle))

    def inscrire(self, lignes: Iterable[tuple[str, MaitreOuvrage, str]]) -> None:
        """(number, body, its name as written) of the rows that may bring a new one; those in doubt bring none.

        Whatever the order of the rows, those with a SIRET speak first, then those with a name, then the others.
        """
        for nom, maitre, libelle in sorted(lignes, key=lambda ligne: (not ligne[1].siret, not ligne[1].nom)):
            try:
                titre = self._designe(nom, maitre)
            except MaitreOuvrageDemande:
                continue
            if titre is None:
                self._nouveaux += 1
                titre = _Titre(-self._nouveaux, [], [], libelle)
                self._titres[nom].append(titre)
            if maitre and maitre not in titre.maitres and titre.rang(maitre) not in (2, 3):
                titre.maitres.append(maitre)

    def cle(self, nom: str, maitre: MaitreOuvrage) -> int:
        """Which one a row means: the key of a stored one, a negative number for a new one, 0 for none.

        Raises MaitreOuvrageDemande when it may be several, or when a name only looks like that of one.
        """
        titre = self._designe(nom, maitre)
        return titre.cle if titre else 0

    def maitre(self, nom: str, cle: int) -> MaitreOuvrage:
        """The body whose one it is, with its SIRET if anybody said it; unnamed when nobody did."""
        siens = next((t.maitres for t in self._titres.get(nom, []) if t.cle == cle), [])
        return next((m for m in siens if m.siret), siens[0] if siens else MaitreOuvrage())

    def _designe(self, nom: str, maitre: MaitreOuvrage) -> _Titre | None:
        titres = self._titres.get(nom, [])
        if not maitre:
            if len(titres) > 1:
                libelles = ", ".join(dict.fromkeys(t.libelle for t in titres))
                phrase = f"Plusieurs maîtres d'ouvrage ont {self.chose} ({libelles}) : dites lequel."
                raise MaitreOuvrageDemande(phrase, par_siret=False)
            return titres[0] if titres else None
        rangs = [(rang, t) for t in titres if (rang := t.rang(maitre)) is not None]
        meilleurs = [t for rang, t in rangs if rang == min(r for r, _ in rangs)]
        if len(meilleurs) > 1:
            phrase = f"Plusieurs maîtres d'ouvrage de ce nom ont {self.chose} : ajoutez le SIRET."
            raise MaitreOuvrageDemande(phrase, par_siret=True)
        if meilleurs:
            return meilleurs[0]
        proche = next((t for t in titres if any(maitre.ressemble(m) for m in t.maitres)), None)
        if proche is not None:
            phrase = f"« {proche.libelle} » a déjà {self.chose} : écrivez ce nom si c'est lui, sinon ajoutez le SIRET."
            raise MaitreOuvrageDemande(phrase, par_siret=False)
        return None
