"""The sheets of a take-over put together: rows that disagree are refused by name, the others stay. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from clauses.rules.maitres_ouvrage import Connu, Homonymes, MaitreOuvrageDemande
from clauses.rules.reprise import (
    ZERO,
    CleLot,
    Designation,
    EngagementRepris,
    PersonneReprise,
    RefusReprise,
    SoldeRepris,
    TotauxReprise,
)
from socle.identifiants import plier
from socle.periodes import Mois

R = TypeVar("R", bound=Designation)


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


@dataclass(frozen=True)
class DejaSuivi:
    """What the office follows already under the numbers and names of a file, and the operation of each contract."""

    contrats: Sequence[Connu] = ()
    operations: Sequence[Connu] = ()
    operation_du_contrat: Mapping[int, int] = field(default_factory=dict)


def accorder(
    engagements: Sequence[EngagementRepris],
    soldes: Sequence[SoldeRepris],
    personnes: Sequence[PersonneReprise],
    *,
    suivi: DejaSuivi | None = None,
    engagements_refuses: Sequence[Designation] = (),
    soldes_refuses: Sequence[Designation] = (),
) -> Accord:
    """Put the sheets together. Refused: a number that several contracting bodies use when the row does not say whose,
    an obligation twice, a month that follows the day its hours are counted up to, months whose sum is not its hours, a
    month of an obligation that the file does not hold, a person twice on the same contract.

    Rows that could not be read still count: an obligation waits for its months (`soldes_refuses`), and a number stays
    ambiguous while a contract of the file that bears it is being corrected (`engagements_refuses`).
    """
    accord, suivi = Accord(), suivi or DejaSuivi()
    contrats = Homonymes("un marché de ce numéro")
    contrats.connaitre(suivi.contrats)
    contrats.inscrire((e.numero, e.maitre, _libelle(e)) for e in (*engagements, *engagements_refuses))
    situes, _ = _situer(accord, contrats, engagements)
    mensuels, douteux = _situer(accord, contrats, soldes)
    illisibles, perdus = _situer(Accord(), contrats, soldes_refuses)
    retenus = _dans_leur_operation(accord, contrats, suivi, situes)
    _accorder_les_engagements(accord, retenus, mensuels, {d.cle for d in (*illisibles, *douteux, *perdus)})
    _refuser_les_soldes_seuls(accord, mensuels, retenus, (*engagements, *engagements_refuses))
    _accorder_les_personnes(accord, _situer(accord, contrats, personnes)[0])
    return accord


def _libelle(engagement: Designation) -> str:
    return engagement.maitre_ouvrage or engagement.maitre_ouvrage_siret


def _situer(accord: Accord, contrats: Homonymes, rangs: Sequence[R]) -> tuple[list[R], list[R]]:
    """The rows with the contract that each means; and those that must say whose it is, which are refused."""
    situes, douteux = [], []
    for rang in rangs:
        try:
            contrat = contrats.cle(rang.numero, rang.maitre) if rang.marche else 0
        except MaitreOuvrageDemande as demande:
            accord.refus.append(_a_preciser(rang, demande, rang.marche))
            douteux.append(rang)
        else:
            situes.append(replace(rang, contrat=contrat))
    return situes, douteux


def _a_preciser(rang: Designation, demande: MaitreOuvrageDemande, nom: str) -> RefusReprise:
    """The question, where its answer goes; the value is the name in doubt when nothing is typed there."""
    colonne = "SIRET du maître d'ouvrage" if demande.par_siret else "Maître d'ouvrage"
    valeur = rang.maitre_ouvrage_siret if demande.par_siret else rang.maitre_ouvrage
    return RefusReprise(replace(rang.source, colonne=colonne), str(demande), valeur or nom)


def _dans_leur_operation(
    accord: Accord, contrats: Homonymes, suivi: DejaSuivi, engagements: Sequence[EngagementRepris]
) -> list[EngagementRepris]:
    """The obligations with their operation: that of a stored contract, else the one of that name and that body."""
    operations = Homonymes("une opération de ce nom")
    operations.connaitre(suivi.operations)
    maitres = {e.source: e.maitre or contrats.maitre(e.numero, e.contrat) for e in engagements}
    nouveaux = [e for e in engagements if e.contrat not in suivi.operation_du_contrat]
    operations.inscrire((plier(e.operation), maitres[e.source], _libelle(e) or maitres[e.source].nom) for e in nouveaux)
    situes = []
    for engagement in engagements:
        cle = suivi.operation_du_contrat.get(engagement.contrat)
        try:
            cle = operations.cle(plier(engagement.operation), maitres[engagement.source]) if cle is None else cle
        except MaitreOuvrageDemande as demande:
            accord.refus.append(_a_preciser(engagement, demande, engagement.operation))
            continue
        situes.append(replace(engagement, cle_operation=cle))
    return situes


def _accorder_les_engagements(
    accord: Accord, engagements: Sequence[EngagementRepris], soldes: Sequence[SoldeRepris], attendus: set[CleLot]
) -> None:
    """`attendus`: obligations whose months wait for a correction (contract 0: of whichever body it is)."""
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
        if tardifs or not attendus.isdisjoint({engagement.cle, replace(engagement, contrat=0).cle}):
            phrase, mois = "Des heures par mois de ce lot sont refusées : corrigez-les d'abord.", {}
        else:
            phrase, mois = _ouverture(engagement, siens)
        if phrase:
            accord.refus.append(RefusReprise(engagement.source, phrase, f"{engagement.realisees:f}"))
        else:
            accord.engagements.append(EngagementAccorde(engagement, mois))


def _refuser_les_soldes_seuls(
    accord: Accord,
    soldes: Sequence[SoldeRepris],
    retenus: Sequence[Designation],
    ecrits: Sequence[Designation],
) -> None:
    """Months whose obligation is not there, or waits for its own correction."""
    tenus = {e.cle for e in retenus}
    refuses = {replace(e, contrat=0).cle for e in ecrits} - {replace(e, contrat=0).cle for e in retenus}
    for solde in soldes:
        if solde.cle in tenus:
            continue
        phrase = "Aucun engagement du fichier n'a ce marché et ce lot."
        if replace(solde, contrat=0).cle in refuses:
            phrase = "L'engagement de ce lot est refusé : corrigez-le d'abord."
        accord.refus.append(RefusReprise(solde.source, phrase, f"{solde.marche}, lot {solde.lot}"))


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
        cle = (personne.identite, personne.engagement, personne.debut)
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
