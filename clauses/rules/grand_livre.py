"""The hours ledger as plain rows: canonical bytes, hash chain, verification, counter-entries, totals.

Hashed bytes hold only clause, site, month, hundredths, nature, coded reason, version, exercice, number,
link of the counter-entry, recording instant (UTC), random line key and the previous hash. No person, no
author, no free text: after an erasure the chain still verifies and nothing of the person remains.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

from clauses.rules.vocabulaire import NatureMouvementHeures
from socle.erreurs import RegleViolee
from socle.periodes import Mois

FORMAT = "grand-livre/1"
ORIGINE = ""


@dataclass(frozen=True, slots=True)
class Rang:
    """One row of the ledger of a clause, in whole hundredths of an hour.

    `contrepasse` is the *number* of the row it undoes (same clause), not a database key.
    """

    clause: int
    chantier: int
    mois: Mois
    centiemes: int
    nature: NatureMouvementHeures
    motif_code: str
    version: int
    exercice: int
    numero: int
    contrepasse: int | None
    enregistre_le: datetime
    cle_ligne: str
    empreinte_precedente: str = ORIGINE
    empreinte: str = ""


@dataclass(frozen=True, slots=True)
class Rupture:
    """The first broken row of a chain, and why, in French."""

    clause: int
    numero: int
    raison: str


def octets(rang: Rang) -> bytes:
    """The canonical bytes of a row: a JSON list in a fixed order, ASCII, without spaces."""
    champs = [
        FORMAT,
        int(rang.clause),
        int(rang.chantier),
        rang.mois.iso,
        int(rang.centiemes),
        str(NatureMouvementHeures(rang.nature)),
        rang.motif_code,
        int(rang.version),
        int(rang.exercice),
        int(rang.numero),
        rang.contrepasse,
        _instant(rang.enregistre_le),
        str(rang.cle_ligne),
    ]
    return json.dumps(champs, ensure_ascii=True, separators=(",", ":")).encode("ascii")


@lru_cache(maxsize=64)
def _instant(enregistre_le: datetime) -> str:
    """The instant in UTC, to the microsecond: the same for every row of one use case."""
    if enregistre_le.tzinfo is None:
        raise ValueError("l'instant d'enregistrement porte un fuseau horaire")
    return enregistre_le.astimezone(UTC).isoformat(timespec="microseconds")


def empreinte(rang: Rang, precedente: str) -> str:
    """SHA-256 (hexadecimal) of the previous hash, a line feed, then the row's canonical bytes."""
    return hashlib.sha256(precedente.encode("ascii") + b"\n" + octets(rang)).hexdigest()


def sceller(rang: Rang, precedente: str) -> Rang:
    """The row chained after the previous hash (empty for a clause's first row)."""
    return replace(rang, empreinte_precedente=precedente, empreinte=empreinte(rang, precedente))


def enchainer(rangs: Iterable[Rang], precedente: str = ORIGINE) -> list[Rang]:
    """Rows of one clause chained one after another, in the order given."""
    scelles = []
    for rang in rangs:
        scelles.append(sceller(rang, precedente))
        precedente = scelles[-1].empreinte
    return scelles


def contre_ecriture(rang: Rang, *, numero: int, enregistre_le: datetime, motif_code: str) -> Rang:
    """The row that undoes another: opposite hundredths, same clause, site, month, version and key.

    Refuses to undo an undoing: to come back, validate again (a new version of the line).
    """
    if rang.nature == NatureMouvementHeures.CONTREPASSATION:
        raise RegleViolee("Une contre-écriture ne s'annule pas : validez de nouveau la ligne.")
    if not motif_code:
        raise RegleViolee("Une contre-écriture porte un motif.", champ="motif")
    if numero <= rang.numero:
        raise RegleViolee("Une contre-écriture suit le mouvement qu'elle annule.")
    return replace(
        rang,
        centiemes=-rang.centiemes,
        nature=NatureMouvementHeures.CONTREPASSATION,
        motif_code=motif_code,
        numero=numero,
        contrepasse=rang.numero,
        enregistre_le=enregistre_le,
        empreinte_precedente="",
        empreinte="",
    )


def verifier_chaine(rangs: Iterable[Rang], *, dernier_numero: int | None = None) -> Rupture | None:
    """The first broken row of one clause's ledger, or None.

    Rows are given by ascending number, from the first. Checks numbers without a gap, previous hash, hash,
    exercice, sign, counter-entries (existing, exact opposite, once): so net hours are never negative, per
    key or per month. `dernier_numero` is the counter kept on the clause: it betrays rows removed at the end.
    """
    etat = _Verification()
    clause, attendu = 0, 0
    for rang in rangs:
        attendu, clause = attendu + 1, rang.clause
        raison = etat.examiner(rang, attendu)
        if raison:
            return Rupture(rang.clause, rang.numero, raison)
    if dernier_numero is not None and attendu != dernier_numero:
        raison = f"le compteur de la clause est à {dernier_numero}, le grand livre s'arrête au n° {attendu}"
        return Rupture(clause, attendu + 1 if attendu < dernier_numero else attendu, raison)
    return None


class _Verification:
    """What the rows read so far allow the next one to say."""

    def __init__(self) -> None:
        self.precedente = ORIGINE
        self.clause: int | None = None
        self.vus: dict[int, Rang] = {}
        self.annules: set[int] = set()
        self.cles: set[tuple[int, str, int, str]] = set()

    def examiner(self, rang: Rang, attendu: int) -> str:
        """Why this row breaks the chain; empty when it holds."""
        if self.clause is not None and rang.clause != self.clause:
            return "le rang appartient à une autre clause"
        self.clause = rang.clause
        raison = self._numero_et_empreinte(rang, attendu) or self._sens(rang)
        self.precedente, self.vus[rang.numero] = rang.empreinte, rang
        return raison

    def _numero_et_empreinte(self, rang: Rang, attendu: int) -> str:
        if rang.numero != attendu:
            return f"numéro {rang.numero} au lieu de {attendu} : un rang manque ou se répète"
        if rang.empreinte_precedente != self.precedente:
            return "l'empreinte précédente n'est pas celle du rang d'avant"
        if rang.empreinte != empreinte(rang, self.precedente):
            return "le contenu ne correspond plus à son empreinte"
        if rang.exercice != rang.mois.annee:
            return "l'exercice n'est pas l'année du mois travaillé"
        return ""

    def _sens(self, rang: Rang) -> str:
        cle = (rang.exercice, rang.cle_ligne, rang.version, str(rang.nature))
        if cle in self.cles:
            return "la même version de la même ligne est comptée deux fois"
        self.cles.add(cle)
        if rang.nature != NatureMouvementHeures.CONTREPASSATION:
            if rang.contrepasse is not None:
                return "seule une contre-écriture désigne un autre rang"
            return "un mouvement d'heures n'est pas négatif" if rang.centiemes < 0 else ""
        vise = self.vus.get(rang.contrepasse or 0)
        if vise is None:
            return "la contre-écriture ne désigne aucun rang antérieur"
        if vise.nature == NatureMouvementHeures.CONTREPASSATION:
            return "la contre-écriture annule une contre-écriture"
        if vise.numero in self.annules:
            return f"le rang n° {vise.numero} est annulé deux fois"
        memes = ("chantier", "mois", "exercice", "cle_ligne", "version")
        if rang.centiemes != -vise.centiemes or any(getattr(rang, c) != getattr(vise, c) for c in memes):
            return f"la contre-écriture n'est pas l'exact opposé du rang n° {vise.numero}"
        self.annules.add(vise.numero)
        return ""


def soldes(
    rangs: Iterable[Rang], *, travaillees_jusqu_au: Mois | None = None, connues_au: datetime | None = None
) -> dict[tuple[int, int, Mois], Decimal]:
    """Net hours per (clause, site, month): the sum of the signed rows, cut by the two times."""
    totaux: dict[tuple[int, int, Mois], int] = {}
    for rang in rangs:
        if travaillees_jusqu_au is not None and rang.mois > travaillees_jusqu_au:
            continue
        if connues_au is not None and rang.enregistre_le > connues_au:
            continue
        cle = (rang.clause, rang.chantier, rang.mois)
        totaux[cle] = totaux.get(cle, 0) + rang.centiemes
    return {cle: Decimal(total).scaleb(-2) for cle, total in totaux.items()}


def total(rangs: Iterable[Rang]) -> Decimal:
    """Net hours of some rows."""
    return Decimal(sum(r.centiemes for r in rangs)).scaleb(-2)
