"""Where the table begins in a sheet, what its columns hold, and what the file leaves in doubt."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from clauses.exchange.heures_tableur.colonnes import Champ, est_entete, reconnaitre, titre_plie
from clauses.exchange.heures_tableur.valeurs import annees_dans, lettres, masquer, mois_d_entete, mois_dans
from socle.periodes import Mois
from socle.tableur import Cellule, Feuille

ALIAS_MINIMUM = 4
_RANGS_CHERCHES = 60
_UNIQUES = (Champ.NOM, Champ.PRENOM, Champ.NOM_PRENOM, Champ.NAISSANCE, Champ.MOIS, Champ.HEURES)


class Doute(StrEnum):
    """What only the person can say about a file."""

    COLONNES = "COLONNES"
    MOIS = "MOIS"
    MINUTES = "MINUTES"


@dataclass(frozen=True)
class Reglage:
    """What the person said about files of this shape: field by column key, month, "7.30 is 7 h 30"."""

    colonnes: Mapping[str, Champ] = field(default_factory=dict)
    mois: Mois | None = None
    annee: int | None = None
    minutes: bool | None = None


@dataclass(frozen=True)
class ColonneVue:
    """A column of the header: position from 0, title as written, field (None: unknown), month of a wide table."""

    position: int
    titre: str
    cle: str
    champ: Champ | None
    mois: tuple[int | None, int] | None = None

    @property
    def lettre(self) -> str:
        """Its letter in the spreadsheet."""
        return lettres(self.position)

    @property
    def nom(self) -> str:
        """How a finding names it: the title, else the letter."""
        return self.titre or self.lettre


@dataclass(frozen=True)
class Tableau:
    """A table found in a sheet: rank of its header, columns, what its title lines say of the month."""

    feuille: Feuille
    rang: int
    colonnes: tuple[ColonneVue, ...]
    mois: Mois | None
    annee: int | None
    doutes: frozenset[Doute]

    @property
    def large(self) -> bool:
        """True for a table with one column per month."""
        return any(c.mois for c in self.colonnes)

    def de(self, champ: Champ) -> ColonneVue | None:
        """The column of a field."""
        return next((c for c in self.colonnes if c.champ is champ), None)

    @property
    def signature(self) -> str:
        """The shape of the header: what a company's answer is remembered under. Holds no value of the file."""
        return hashlib.sha256("|".join(sorted(c.cle for c in self.colonnes)).encode()).hexdigest()[:32]


def trouver_tableau(feuille: Feuille, *, nom_fichier: str, reglages: Mapping[str, Reglage]) -> Tableau | None:
    """The table of a sheet, or None when nothing there looks like one.

    The first row with at least four known words; else the best row with two, which the person is asked about.
    """
    candidats = [(est_entete(cellules), -n) for n, (_, cellules) in enumerate(feuille.rangs[:_RANGS_CHERCHES])]
    sur = next(((s, n) for s, n in candidats if s >= ALIAS_MINIMUM), None)
    score, position = sur or max(candidats, default=(0, 0))
    if score < 1:
        return None
    rang, cellules = feuille.rangs[-position]
    colonnes = _colonnes(cellules)
    signature = Tableau(feuille, rang, colonnes, None, None, frozenset()).signature
    reglage = reglages.get(signature, Reglage())
    colonnes = tuple(_reglee(c, reglage) for c in colonnes)
    titres = [c for _, avant in feuille.rangs[: -position or None][:_RANGS_CHERCHES] for c in avant] if position else []
    mois, annee = _dans_les_titres(titres, feuille.nom, nom_fichier)
    mois, annee = reglage.mois or mois, reglage.annee or annee
    doutes = set(_doutes_de_colonnes(colonnes, sur=sur is not None, regle=signature in reglages))
    champs = {c.champ for c in colonnes}
    if any(c.mois for c in colonnes):
        if annee is None and any(c.mois and c.mois[0] is None for c in colonnes):
            doutes.add(Doute.MOIS)
    elif Champ.MOIS not in champs and mois is None:
        doutes.add(Doute.MOIS)
    return Tableau(feuille, rang, colonnes, mois, annee, frozenset(doutes))


def _colonnes(cellules: list[Cellule]) -> tuple[ColonneVue, ...]:
    vues: list[ColonneVue] = []
    cles: set[str] = set()
    for position, cellule in enumerate(cellules):
        titre = masquer(cellule) if cellule is not None else ""
        mois = mois_d_entete(cellule)
        cle = titre_plie(cellule) or f"colonne {lettres(position)}"
        if mois:
            cle = f"mois {mois[1]:02d}"
        if cle in cles:
            cle = f"{cle} ({lettres(position)})"
        cles.add(cle)
        if cellule is not None or position < len(cellules):
            champ = None if mois else reconnaitre(cellule)
            vues.append(ColonneVue(position, titre, cle, champ, mois))
    return _sans_mois_isoles(tuple(vues))


def _sans_mois_isoles(colonnes: tuple[ColonneVue, ...]) -> tuple[ColonneVue, ...]:
    """A single month as a title beside an hours column is a label, not a wide table."""
    de_mois = [c for c in colonnes if c.mois]
    if len(de_mois) == 1 and any(c.champ is Champ.HEURES for c in colonnes):
        return tuple(ColonneVue(c.position, c.titre, c.cle, Champ.AUTRE if c.mois else c.champ, None) for c in colonnes)
    if de_mois:
        # In a wide table, "Heures" or "Total" beside the months is their sum.
        return tuple(
            ColonneVue(c.position, c.titre, c.cle, Champ.AUTRE if c.champ is Champ.HEURES else c.champ, c.mois)
            for c in colonnes
        )
    return colonnes


def _reglee(colonne: ColonneVue, reglage: Reglage) -> ColonneVue:
    champ = reglage.colonnes.get(colonne.cle)
    # A criterion stays unread whatever is answered.
    if champ is None or colonne.champ is Champ.CRITERE:
        return colonne
    return ColonneVue(colonne.position, colonne.titre, colonne.cle, champ, None)


def _dans_les_titres(titres: list[Cellule], nom: str, fichier: str) -> tuple[Mois | None, int | None]:
    """The only month, and the only year, that the lines above the table say; else the sheet; else the file."""
    textes = [" \n ".join(str(c) for c in titres if isinstance(c, str)), nom, fichier.replace("_", " ")]
    dates = list(dict.fromkeys(Mois.depuis(c) for c in titres if hasattr(c, "year") and c.year >= 2000))  # type: ignore[union-attr]
    mois = next((m[0] for m in map(mois_dans, textes) if len(m) == 1), dates[0] if len(dates) == 1 else None)
    annee = next((a[0] for a in map(annees_dans, textes) if len(a) == 1), mois.annee if mois else None)
    return mois, annee


def _doutes_de_colonnes(colonnes: tuple[ColonneVue, ...], *, sur: bool, regle: bool) -> list[Doute]:
    comptes = {c: sum(v.champ is c for v in colonnes) for c in Champ}
    nomme = comptes[Champ.NOM_PRENOM] or (comptes[Champ.NOM] and comptes[Champ.PRENOM])
    chiffre = comptes[Champ.HEURES] or any(c.mois for c in colonnes)
    doubles = any(comptes[c] > 1 for c in _UNIQUES)
    if not nomme or not chiffre or doubles or (not sur and not regle):
        return [Doute.COLONNES]
    return []
