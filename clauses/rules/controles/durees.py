"""A4 (one person across companies), A5 (monthly ceilings), A6 (part months and part time), A7 (minors)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from clauses.rules.comptage import jours_presents
from clauses.rules.controles.faits import AlerteControle, AutreLigne, Dossier, Gravite, LigneAControler, Plafonds
from clauses.rules.phrases import au_centieme, heures
from socle.periodes import Mois

PHRASE_CHEVAUCHEMENT = (
    "Les heures de cette personne sont à vérifier ce mois-ci avec votre facilitateur : elles restent enregistrées."
)
JOURS_OUVRES = 5
TEMPS_PLEIN = Decimal(35)
MAJORITE = 18

Source = tuple[str, str, str, Mois]
"""Person, employer, declaring company, month."""


@lru_cache(maxsize=1024)
def plafond_legal(mois: Mois, hebdo: Decimal = Decimal(48)) -> Fraction:
    """48 h a week over the days of the month (exact): 1488/7, shown 212.57, for 31 days."""
    return Fraction(hebdo) * mois.dernier_jour.day / 7


def a4_cumul(dossier: Dossier) -> list[AlerteControle]:
    """One person's month across companies: above the 39 h month (A4a), above the legal month (A4b).

    The sum is tested across all companies, contracts, offices and probable records of the person; a month or
    a day shared between two sites is legal and raises nothing below the limits. One sentence whatever the
    limit; hours changed too often between two submissions get it whatever their sum (A4c). So trying values
    teaches nothing about another company's hours; figures stay in the office's detail.
    """
    ailleurs: dict[tuple[str, Mois], list[AutreLigne]] = defaultdict(list)
    for autre in dossier.autres:
        ailleurs[(autre.personne, autre.mois)].append(autre)
    alertes = []
    for cle, lignes in _par_personne(dossier.lignes).items():
        for trouve in (_cumul(cle[1], lignes, ailleurs.get(cle, []), dossier.plafonds), _essais(lignes, dossier)):
            if trouve is None:
                continue
            variante, gravite, detail = trouve
            alertes += [
                AlerteControle(li.cle, "A4", variante, gravite, PHRASE_CHEVAUCHEMENT, detail)
                for li in lignes
                if li.heures
            ]
    return alertes


def _cumul(
    mois: Mois, lignes: Sequence[LigneAControler], autres: Sequence[AutreLigne], plafonds: Plafonds
) -> tuple[str, Gravite, str] | None:
    sources = {(li.employeur, li.declarant) for li in lignes} | {(a.employeur, a.declarant) for a in autres}
    if len(sources) < 2:
        return None
    total = sum((li.heures for li in lignes), Decimal(0)) + sum((a.heures for a in autres), Decimal(0))
    employeurs = len({employeur for employeur, _ in sources})
    detail = f"{heures(total)} au total " + (
        f"chez {employeurs} employeurs ce mois-ci." if employeurs > 1 else "par plusieurs entreprises ce mois-ci."
    )
    if total > plafond_legal(mois, plafonds.hebdo_legal):
        return "A4b", Gravite.BLOCAGE, detail
    return ("A4a", Gravite.ALERTE, detail) if total > plafonds.mensuel_39 else None


def _essais(lignes: Sequence[LigneAControler], dossier: Dossier) -> tuple[str, Gravite, str] | None:
    essais = max(li.essais for li in lignes)
    if essais < dossier.plafonds.essais:
        return None
    return (
        "A4c",
        Gravite.ALERTE,
        f"Heures changées {essais} fois entre deux envois ce mois-ci : à voir avec l'entreprise.",
    )


def a5_plafonds(dossier: Dossier) -> list[AlerteControle]:
    """A person's month at one employer against the ceilings, on the sum of what one company declares there.

    Above 151.67 h (35 h a week): info; 169 h (39 h): warning; 190.67 h (44 h average): warning, with a
    reason; 48 h x days of the month / 7: block. Weeks cut by month ends make a monthly figure an
    approximation, hence ceilings on the whole month, never on part of it (see A6).
    """
    deja = _ailleurs_meme_source(dossier)
    alertes = []
    for cle, lignes in _par_employeur(dossier.lignes).items():
        total = sum((li.heures for li in lignes), deja.get(cle, Decimal(0)))
        trouve = _niveau(total, cle[3], dossier.plafonds)
        if trouve is None:
            continue
        variante, gravite, message = trouve
        detail = f"{heures(total)} dans le mois, tous contrats et chantiers de cet employeur."
        alertes += [AlerteControle(li.cle, "A5", variante, gravite, message, detail) for li in lignes if li.heures]
    return alertes


def a7_mineurs(dossier: Dossier) -> list[AlerteControle]:
    """Under 18 to the end of the month: above 35 h a week (A7a); any hour recalls the regulated works (A7b).

    Code du travail L3162-1 (35 h a week) and D4153-15 (works to be declared). A person who comes of age
    within the month is not judged.
    """
    deja = _ailleurs_meme_source(dossier)
    alertes = []
    for cle, lignes in _par_employeur(dossier.lignes).items():
        naissance = lignes[0].naissance
        if naissance is None or not _mineur(naissance, cle[3].dernier_jour):
            continue
        total = sum((li.heures for li in lignes), deja.get(cle, Decimal(0)))
        limite = plafond_legal(cle[3], dossier.plafonds.hebdo_mineur)
        if total > limite:
            variante, gravite = "A7a", Gravite.ALERTE
            message = f"Plus de {heures(au_centieme(limite))} dans le mois pour une personne de moins de 18 ans."
            detail = f"{heures(total)} pour 35 h par semaine au plus (L3162-1)."
        else:
            variante, gravite = "A7b", Gravite.INFO
            message = "Personne de moins de 18 ans : certains travaux demandent une déclaration préalable."
            detail = "Travaux réglementés : D4153-15 et suivants du code du travail."
        alertes += [AlerteControle(li.cle, "A7", variante, gravite, message, detail) for li in lignes if li.heures]
    return alertes


def _mineur(naissance: date, jour: date) -> bool:
    return (jour.year - naissance.year) - ((jour.month, jour.day) < (naissance.month, naissance.day)) < MAJORITE


def _niveau(total: Decimal, mois: Mois, plafonds: Plafonds) -> tuple[str, Gravite, str] | None:
    legal = plafond_legal(mois, plafonds.hebdo_legal)
    if total > legal:
        message = f"Plus de {heures(au_centieme(legal))} dans le mois : au-delà de la durée légale de 48 h par semaine."
        return "A5d", Gravite.BLOCAGE, message
    if total > plafonds.mensuel_44:
        message = f"Plus de {heures(plafonds.mensuel_44)} dans le mois (44 h par semaine) : indiquez la raison."
        return "A5c", Gravite.ALERTE, message
    if total > plafonds.mensuel_39:
        return "A5b", Gravite.ALERTE, f"Plus de {heures(plafonds.mensuel_39)} dans le mois (39 h par semaine)."
    if total > plafonds.mensuel_35:
        return "A5a", Gravite.INFO, f"Plus de {heures(plafonds.mensuel_35)} dans le mois (35 h par semaine)."
    return None


def plafond_prorata(ligne: LigneAControler, plafonds: Plafonds) -> Fraction | None:
    """Hours that fit a part month or a part-time contract; None: full month at full time (A5 judges).

    The larger of weekly hours x days present / 7 and weekly hours / 5 x working days present, plus the
    tolerance (10 %: the additional hours that the Code du travail admits by default, L3123-28).
    """
    contrat, mois = ligne.contrat, ligne.mois
    mois_plein = any(d <= mois.premier_jour and (f is None or f >= mois.dernier_jour) for d, f in contrat.presences)
    if mois_plein and contrat.heures_hebdo >= TEMPS_PLEIN:
        return None
    presents = jours_presents(mois, contrat.presences)
    ouvres = sum(1 for j in presents if j.weekday() < JOURS_OUVRES)
    hebdo = Fraction(contrat.heures_hebdo)
    base = max(hebdo * len(presents) / 7, hebdo * ouvres / JOURS_OUVRES)
    return base * (100 + Fraction(plafonds.tolerance_pourcent)) / 100


def a6_prorata(dossier: Dossier) -> list[AlerteControle]:
    """Hours above what a part month or a part-time contract holds, all sites of the contract summed."""
    par_contrat: dict[tuple[str, Mois], list[LigneAControler]] = defaultdict(list)
    for ligne in dossier.lignes:
        par_contrat[(ligne.contrat.cle, ligne.mois)].append(ligne)
    alertes = []
    for lignes in par_contrat.values():
        limite = plafond_prorata(lignes[0], dossier.plafonds)
        total = sum((li.heures for li in lignes), Decimal(0))
        if limite is None or limite == 0 or total <= limite:
            continue
        message = "Plus d'heures que n'en permettent les dates et l'horaire du contrat dans ce mois."
        detail = f"{heures(total)} déclarées pour {heures(au_centieme(limite))} possibles, tolérance comprise."
        alertes += [AlerteControle(li.cle, "A6", "A6", Gravite.ALERTE, message, detail) for li in lignes if li.heures]
    return alertes


def _par_personne(lignes: Sequence[LigneAControler]) -> dict[tuple[str, Mois], list[LigneAControler]]:
    groupes: dict[tuple[str, Mois], list[LigneAControler]] = defaultdict(list)
    for ligne in lignes:
        groupes[(ligne.personne, ligne.mois)].append(ligne)
    return groupes


def _par_employeur(lignes: Sequence[LigneAControler]) -> dict[Source, list[LigneAControler]]:
    groupes: dict[Source, list[LigneAControler]] = defaultdict(list)
    for ligne in lignes:
        groupes[(ligne.personne, ligne.employeur, ligne.declarant, ligne.mois)].append(ligne)
    return groupes


def _ailleurs_meme_source(dossier: Dossier) -> dict[Source, Decimal]:
    """Hours that the same company already sent for the same person and employer, on other lots."""
    sommes: dict[Source, Decimal] = defaultdict(Decimal)
    for autre in dossier.autres:
        sommes[(autre.personne, autre.employeur, autre.declarant, autre.mois)] += autre.heures
    return sommes
