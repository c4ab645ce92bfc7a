"""Taking over a running office: what its file says, row by row, and whether the rows agree. Pure.

Obligations, opening balances (by month where known, else one dated line with its source) and people with the date of
their first clause contract. Rows that contradict each other are refused by name; the others stay.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from clauses.rules.lecture import Source
from socle.identifiants import plier
from socle.mots import MotLibelle
from socle.periodes import Mois

ZERO = Decimal("0.00")
_MOT_LOT = re.compile(r"^(?:(?:lot|numero|no|n)(?![a-z0-9])[\s.:°]*)+")
LOT_UNIQUE = "1"
"""The lot of a row that names none."""
CleLot = tuple[str, str]
"""(contract, lot), both folded: what the sheets name an obligation by."""


def numero_de_lot(texte: str) -> str:
    """A lot's number as it is compared: "Lot 01", "lot 1" and "1" are one."""
    nu = _MOT_LOT.sub("", plier(texte)).strip()
    return nu.lstrip("0") or nu


def cle_de_lot(marche: str, lot: str) -> CleLot:
    """What a row names an obligation by."""
    return plier(marche), numero_de_lot(lot or LOT_UNIQUE)


class SorteRang(MotLibelle):
    """What a row of the file is about."""

    ENGAGEMENT = ("ENGAGEMENT", "Engagement")
    SOLDE = ("SOLDE", "Heures d'un mois")
    PERSONNE = ("PERSONNE", "Personne")


class EtatReprise(MotLibelle):
    """A take-over, from the file to the ledger."""

    A_RELIRE = ("A_RELIRE", "À relire")
    ECRITE = ("ECRITE", "Écrite")
    ABANDONNEE = ("ABANDONNEE", "Abandonnée")


@dataclass(frozen=True, slots=True)
class EngagementRepris:
    """One obligation of the former follow-up: owed hours, hours already counted, where and with whom."""

    source: Source
    marche: str
    lot: str
    operation: str
    titulaire: str
    titulaire_siret: str
    debut: date
    dues: Decimal
    realisees: Decimal = ZERO
    arretees_au: date | None = None
    fin: date | None = None
    notification: date | None = None
    intitule: str = ""
    objet: str = ""
    programme: str = ""
    maitre_ouvrage: str = ""
    maitre_ouvrage_siret: str = ""
    chantier: str = ""
    commune: str = ""
    referentiel: str = ""
    origine: str = ""

    @property
    def cle(self) -> CleLot:
        """What the other sheets name it by."""
        return cle_de_lot(self.marche, self.lot)


@dataclass(frozen=True, slots=True)
class SoldeRepris:
    """Hours of one month of an obligation, as the former follow-up counted them."""

    source: Source
    marche: str
    lot: str
    mois: Mois
    heures: Decimal

    @property
    def cle(self) -> CleLot:
        """The obligation it belongs to."""
        return cle_de_lot(self.marche, self.lot)

    def suit(self, arretees_au: date | None) -> bool:
        """Whether it lies after the day its obligation's hours are counted up to; that day's own month does not."""
        return arretees_au is not None and self.mois > Mois.depuis(arretees_au)


@dataclass(frozen=True, slots=True)
class PersonneReprise:
    """A person of the former follow-up: identity, first clause contract, her contract under way if any."""

    source: Source
    nom: str
    prenom: str
    naissance: date | None
    premier_contrat: date
    marche: str = ""
    lot: str = ""
    type_contrat: str = ""
    employeur: str = ""
    employeur_siret: str = ""
    debut: date | None = None
    fin: date | None = None
    nouvelle: bool = False

    @property
    def cle(self) -> CleLot | None:
        """The obligation of her contract; None without one."""
        return cle_de_lot(self.marche, self.lot) if self.marche else None

    @property
    def identite(self) -> tuple[str, str, date | None]:
        """Folded names and birth date: one person of the file."""
        return plier(self.nom), plier(self.prenom), self.naissance


@dataclass(frozen=True, slots=True)
class RefusReprise:
    """A row that cannot be taken over, which value, and the French sentence that says how to go on."""

    source: Source
    phrase: str
    valeur: str = ""


@dataclass(frozen=True, slots=True)
class TotauxReprise:
    """What a file brings: obligations, hours owed, hours already counted, people."""

    engagements: int = 0
    dues: Decimal = ZERO
    realisees: Decimal = ZERO
    personnes: int = 0


@dataclass(frozen=True)
class EngagementAccorde:
    """An obligation with its opening balance, month by month; a balance without months is one dated line."""

    engagement: EngagementRepris
    mois: dict[Mois, Decimal]

    @property
    def realisees(self) -> Decimal:
        """The whole opening balance."""
        return sum(self.mois.values(), ZERO)


@dataclass(frozen=True)
class Accord:
    """The rows that agree, and those that do not."""

    engagements: list[EngagementAccorde] = field(default_factory=list)
    personnes: list[PersonneReprise] = field(default_factory=list)
    refus: list[RefusReprise] = field(default_factory=list)

    @property
    def totaux(self) -> TotauxReprise:
        """What would be written, were all of it new."""
        return TotauxReprise(
            engagements=len(self.engagements),
            dues=sum((a.engagement.dues for a in self.engagements), ZERO),
            realisees=sum((a.realisees for a in self.engagements), ZERO),
            personnes=len({p.identite for p in self.personnes}),
        )


def totaux_du_fichier(engagements: Sequence[EngagementRepris], personnes: Sequence[PersonneReprise]) -> TotauxReprise:
    """What the file itself adds up to: the figures beside which the result is put."""
    return TotauxReprise(
        engagements=len(engagements),
        dues=sum((e.dues for e in engagements), ZERO),
        realisees=sum((e.realisees for e in engagements), ZERO),
        personnes=len({p.identite for p in personnes}),
    )


def accorder(
    engagements: Sequence[EngagementRepris],
    soldes: Sequence[SoldeRepris],
    personnes: Sequence[PersonneReprise],
    *,
    soldes_refuses: Collection[CleLot] = (),
) -> Accord:
    """Put the sheets together. Refused: an obligation twice, a month that follows the day its hours are counted up to,
    months whose sum is not its hours, a month of an obligation that the file does not hold, a person twice on the same
    contract. `soldes_refuses`: obligations of which a month could not be read; they wait for it.
    """
    accord = Accord()
    par_cle: dict[CleLot, list[SoldeRepris]] = defaultdict(list)
    for solde in soldes:
        par_cle[solde.cle].append(solde)
    vus: set[CleLot] = set()
    for engagement in engagements:
        if engagement.cle in vus:
            phrase = f"Le lot {engagement.lot} du marché {engagement.marche} est déjà plus haut dans le fichier."
            accord.refus.append(RefusReprise(engagement.source, phrase, engagement.marche))
            continue
        vus.add(engagement.cle)
        siens = par_cle.get(engagement.cle, [])
        tardifs = [_solde_tardif(s, engagement.arretees_au) for s in siens if s.suit(engagement.arretees_au)]
        accord.refus.extend(tardifs)
        if tardifs or engagement.cle in soldes_refuses:
            phrase, mois = "Des heures par mois de ce lot sont refusées : corrigez-les d'abord.", {}
        else:
            phrase, mois = _ouverture(engagement, siens)
        if phrase:
            accord.refus.append(RefusReprise(engagement.source, phrase, f"{engagement.realisees:f}"))
        else:
            accord.engagements.append(EngagementAccorde(engagement, mois))
    for cle, siens in par_cle.items():
        if cle not in vus:
            phrase = "Aucun engagement du fichier n'a ce marché et ce lot."
            accord.refus.extend(RefusReprise(s.source, phrase, f"{s.marche}, lot {s.lot}") for s in siens)
    _accorder_les_personnes(accord, personnes)
    return accord


def _solde_tardif(solde: SoldeRepris, arretees_au: date | None) -> RefusReprise:
    phrase = (
        f"Ce mois suit le {arretees_au:%d/%m/%Y}, où les heures de ce lot sont arrêtées : corrigez le mois, ou la date "
        "« Arrêtées au » de l'engagement."
    )
    return RefusReprise(replace(solde.source, colonne="Mois"), phrase, str(solde.mois))


def _ouverture(engagement: EngagementRepris, soldes: Sequence[SoldeRepris]) -> tuple[str, dict[Mois, Decimal]]:
    """("", the balance by month) or the sentence that refuses it."""
    if not soldes:
        if engagement.realisees == ZERO:
            return "", {}
        if engagement.arretees_au is None:
            return "Dites à quelle date ces heures sont arrêtées, ou donnez-les mois par mois.", {}
        return "", {Mois.depuis(engagement.arretees_au): engagement.realisees}
    mois: dict[Mois, Decimal] = defaultdict(lambda: ZERO)
    for solde in soldes:
        mois[solde.mois] += solde.heures
    total = sum(mois.values(), ZERO)
    if total != engagement.realisees:
        ecrit, dit = (f"{valeur:f}".replace(".", ",") for valeur in (total, engagement.realisees))
        return f"Les mois font {ecrit} h et la colonne des heures réalisées {dit} h.", {}
    return "", dict(sorted((m, h) for m, h in mois.items() if h))


def _accorder_les_personnes(accord: Accord, personnes: Sequence[PersonneReprise]) -> None:
    vues: set[tuple[tuple[str, str, date | None], CleLot | None, date | None]] = set()
    for personne in personnes:
        cle = (personne.identite, personne.cle, personne.debut)
        if cle in vues:
            phrase = "Cette personne est déjà plus haut, pour le même contrat."
            accord.refus.append(RefusReprise(personne.source, phrase))
            continue
        vues.add(cle)
        if personne.debut is not None and personne.premier_contrat > personne.debut:
            phrase = "Le premier contrat de clause ne peut pas suivre le contrat en cours."
            accord.refus.append(RefusReprise(personne.source, phrase, f"{personne.premier_contrat:%d/%m/%Y}"))
            continue
        if personne.fin is not None and personne.debut is not None and personne.fin < personne.debut:
            accord.refus.append(RefusReprise(personne.source, "La fin du contrat précède son début."))
            continue
        accord.personnes.append(personne)
