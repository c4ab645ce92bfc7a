"""Do two records look like the same person? Folded names, a small French phonetic key, one letter, close birth dates.

Pure. It proposes and explains; people decide, nothing is ever merged alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

from socle.identifiants import plier

_REGLES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(motif), par)
    for motif, par in (
        (r"[^a-z]", ""),
        (r"ph", "f"),
        (r"(?:sch|sh|ch)", "1"),  # the sound of "chat"
        (r"(?:dj|dg(?=[eiy])|dz|dh(?=i))", "j"),
        (r"di(?=[aou])", "j"),  # Diallo, Djallo
        (r"gn", "ni"),
        (r"gu(?=[eiy])", "q"),
        (r"g(?=[eiy])", "j"),
        (r"(?:qu|q|ck|kh|c(?![eiy])|k|g)", "q"),
        (r"(?:sc(?=[eiy])|c(?=[eiy])|z|x)", "s"),
        (r"h", ""),
        (r"aul(?=[td]s?$)", "au"),  # Renault, Renaud
        (r"(?:eaux?|aux?|ow|os?$)", "o"),
        (r"(?:ou|oo|w|u)", "o"),
        (r"(?:ai|ay|ei|ey|oe|ae)", "e"),
        (r"(?:y|j(?=i))", "i"),
        (r"(?:an|am|en|em)(?![aeiouy]|n|m)", "2"),
        (r"(?:in|im|ain|ein)(?![aeiouy]|n|m)", "3"),
        (r"(?:on|om)(?![aeiouy]|n|m)", "4"),
        (r"b(?=v)", ""),  # Lefebvre
        (r"(.)\1+", r"\1"),
        (r"[dtspe]+$", ""),  # silent at the end: Dupont, Dupond
    )
)


@lru_cache(maxsize=50_000)
def cle_phonetique(nom: str) -> str:
    """What a French ear keeps of a name: equal keys sound alike ("Lefebvre", "Lefèvre"); its letters if all is mute."""
    plie = plier(nom)
    texte = plie
    for motif, par in _REGLES:
        texte = motif.sub(par, texte)
    return texte or plie


class Degre(IntEnum):
    """How much two records look alike."""

    PROCHE = 1
    EXACTE = 2


@dataclass(frozen=True, slots=True)
class Identite:
    """What is compared of a record."""

    nom: str
    prenom: str
    naissance: date | None = None
    nom_usage: str = ""


@dataclass(frozen=True, slots=True)
class Ressemblance:
    """The degree, and why in French."""

    degre: Degre
    raison: str


def ressemblance(une: Identite, autre: Identite) -> Ressemblance | None:
    """How two identities resemble, or None. Birth dates that are both known and far apart end the question."""
    naissance = _naissances(une.naissance, autre.naissance)
    if naissance is None:
        return None
    noms = _noms(une, autre)
    if noms is None:
        return None
    if noms == MEME_NOM and naissance == MEME_JOUR:
        return Ressemblance(Degre.EXACTE, f"{noms}, {naissance}")
    return Ressemblance(Degre.PROCHE, f"{noms}, {naissance}")


MEME_NOM, MEME_JOUR = "même nom", "née le même jour"


def _noms(une: Identite, autre: Identite) -> str | None:
    prenom, son_prenom = plier(une.prenom), plier(autre.prenom)
    siens = [plier(n) for n in (autre.nom, autre.nom_usage) if n.strip()]
    raisons = []
    for nom in [plier(n) for n in (une.nom, une.nom_usage) if n.strip()]:
        for son_nom in siens:
            if (nom, prenom) == (son_nom, son_prenom):
                return MEME_NOM
            if (nom, prenom) == (son_prenom, son_nom):
                raisons.append("nom et prénom inversés")
            elif _voisins(nom, son_nom) and _voisins(prenom, son_prenom):
                raisons.append("nom qui se prononce ou s'écrit presque pareil")
            elif _voisins(nom, son_prenom) and _voisins(prenom, son_nom):
                raisons.append("nom et prénom inversés, à une lettre près")
            elif _voisins(prenom, son_prenom) and _nom_double(nom, son_nom):
                raisons.append("nom dont l'un contient l'autre")
    return raisons[0] if raisons else None


def _nom_double(nom: str, autre: str) -> bool:
    """One surname is made of all the words of the other (double or usual surname)."""
    mots, ses_mots = set(nom.split()), set(autre.split())
    return mots < ses_mots or ses_mots < mots


def _voisins(mot: str, autre: str) -> bool:
    """Same letters without spaces, same sound, or one letter apart in words of four letters and more."""
    mot, autre = mot.replace(" ", ""), autre.replace(" ", "")
    if mot == autre or cle_phonetique(mot) == cle_phonetique(autre):
        return True
    return min(len(mot), len(autre)) >= 4 and a_une_lettre(mot, autre)


def a_une_lettre(mot: str, autre: str) -> bool:
    """One letter changed, added, missing, or two neighbours swapped."""
    if abs(len(mot) - len(autre)) > 1:
        return False
    if len(mot) > len(autre):
        mot, autre = autre, mot
    i = next((i for i, (a, b) in enumerate(zip(mot, autre, strict=False)) if a != b), len(mot))
    if len(mot) < len(autre):
        return mot[i:] == autre[i + 1 :]
    return mot[i + 1 :] == autre[i + 1 :] or (
        mot[i : i + 2] == autre[i : i + 2][::-1] and mot[i + 2 :] == autre[i + 2 :]
    )


def _naissances(une: date | None, autre: date | None) -> str | None:
    if une is None or autre is None:
        return "date de naissance à vérifier"
    if une == autre:
        return MEME_JOUR
    return "date de naissance proche" if autre in dates_proches(une) else None


def dates_proches(jour: date) -> frozenset[date]:
    """The dates that a slip makes of one: another day, month or (near) year, or day and month swapped."""
    candidats = [(jour.year, jour.month, j) for j in range(1, 32)]
    candidats += [(jour.year, m, jour.day) for m in range(1, 13)]
    candidats += [(jour.year + ecart, jour.month, jour.day) for ecart in (-10, -1, 1, 10)]
    candidats.append((jour.year, jour.day, jour.month))
    return frozenset(lu for a, m, j in candidats if (lu := _date(a, m, j)) is not None)


def _date(annee: int, mois: int, jour: int) -> date | None:
    try:
        return date(annee, mois, jour)
    except ValueError:
        return None
