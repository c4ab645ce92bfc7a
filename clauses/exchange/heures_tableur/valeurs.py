"""What one cell says: hours, months, dates, names, in every form that people and their spreadsheets give them.

Pure: no clock (a day is passed in). Each function gives a value, or raises `ValeurIllisible` with the French
sentence of the cell. Empty is never zero.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from clauses.rules.saisie import HEURES_DU_MOIS_MAXIMUM
from socle.identifiants import plier
from socle.periodes import NOMS_MOIS, Mois
from socle.tableur import Cellule

PAS = Decimal("0.01")
_BLANCS = re.compile(r"[\s\u00a0\u202f\u2009]+")
_NEANT = frozenset({"", "/", "\\", "neant", "aucune", "rien"})
_H_M = re.compile(r"([+-]?)(\d{1,4})(?:h|:)(\d{1,2})(?:(?:m|mn|min)|:(\d{2}))?")
_NOMBRE = re.compile(r"([+-]?)(\d{1,7})(?:[.,](\d*))?(?:h|hrs?|heures?)?")
_LONG_NOMBRE = re.compile(r"\d[\d\s\u00a0.]{9,}\d")
_1899, _1904 = date(1899, 12, 30), date(1904, 1, 1)
_SERIE_MIN, _SERIE_MAX = 3653, 73_050
"""1910 and 2100: a number out of these is not a date."""
_MOIS_PLIES = {plier(nom): n for n, nom in enumerate(NOMS_MOIS, start=1)}
_ABREGES = {"janv": 1, "jan": 1, "fevr": 2, "fev": 2, "mar": 3, "avr": 4, "juil": 7, "jul": 7, "sept": 9, "sep": 9,
            "oct": 10, "nov": 11, "dec": 12, "aou": 8, "feb": 2, "apr": 4, "may": 5, "jun": 6, "aug": 8}  # fmt: skip
_MOTS_MOIS = _MOIS_PLIES | _ABREGES
_MOT_ANNEE = re.compile(
    rf"\b({'|'.join(sorted(_MOTS_MOIS, key=len, reverse=True))})\b\.?\s*(?:de\s+)?(\d{{4}}|\d{{2}})?\b"
)
_CHIFFRES_MOIS = re.compile(r"\b(?:\d{1,2}[/.-])?(0?[1-9]|1[0-2])[/.-](20\d{2}|\d{2})\b")
_ISO_MOIS = re.compile(r"\b(20\d{2})[/.-](0?[1-9]|1[0-2])(?:[/.-]\d{1,2})?\b")
_JMA = re.compile(r"(\d{1,2})[/.\s-](\d{1,2})[/.\s-](\d{4}|\d{2})(?:\s+00:00(?::00)?)?")
_AMJ = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[ t]00:00(?::00)?)?")
_J_MOT_A = re.compile(r"(\d{1,2})(?:er)?\s+([a-z]+)\.?\s+(\d{4}|\d{2})")


class ValeurIllisible(ValueError):
    """The cell can't be read; `args[0]` is the French sentence."""


def masquer(cellule: Cellule) -> str:
    """A value as it may be shown in a finding: never a long number (it could be a social-security number)."""
    if isinstance(cellule, timedelta):
        return f"{int(cellule.total_seconds() // 3600)}:{int(cellule.total_seconds() % 3600 // 60):02d}"
    if isinstance(cellule, date):
        return f"{cellule:%d/%m/%Y}"
    if isinstance(cellule, Decimal) and cellule.is_finite():
        cellule = f"{cellule:f}".rstrip("0").rstrip(".").replace(".", ",") if "." in f"{cellule:f}" else f"{cellule:f}"
    texte = "" if cellule is None else str(cellule).strip()
    return _LONG_NOMBRE.sub("…", texte)[:80]


def vide(cellule: Cellule) -> bool:
    """True for nothing, blanks, and the signs people put where there is nothing. Zero is a value."""
    return cellule is None or (isinstance(cellule, str) and plier(_BLANCS.sub("", cellule).lstrip("'")) in _NEANT)


def heures_de(cellule: Cellule, *, minutes: bool = False) -> Decimal | None:
    """Hours of a cell; None when it is empty. Negative hours are read (a regularisation).

    `7h30`, `7:30`, `151,67`, `1 820`, `35 h`, a time cell (fraction of a day), a number. `minutes`: 7.30 and 7,30
    mean 7 h 30, as the person said for this file.
    """
    if vide(cellule):
        return None
    if isinstance(cellule, bool):
        raise ValeurIllisible("Cette case contient vrai ou faux, pas des heures.")
    if isinstance(cellule, timedelta):
        return _en_heures(Decimal(str(cellule.total_seconds())) / 3600)
    if isinstance(cellule, datetime) and cellule.year <= 1904:
        # More than a day shown as a time of day: 35:00 comes as the first of January 1900, 11:00.
        depuis = cellule - datetime(_1899.year, _1899.month, _1899.day)  # noqa: DTZ001
        return _en_heures(Decimal(str(depuis.total_seconds())) / 3600)
    if isinstance(cellule, date):
        raise ValeurIllisible("Cette case contient une date, pas des heures : mettez-la au format nombre.")
    if isinstance(cellule, int | Decimal):
        return _en_heures(_minutes(Decimal(cellule)) if minutes else Decimal(cellule))
    return _heures_du_texte(str(cellule), minutes=minutes)


def _heures_du_texte(texte: str, *, minutes: bool) -> Decimal:
    propre = plier(_BLANCS.sub("", texte.strip().lstrip("'"))).replace(" ", "").lstrip("−")
    if not propre.isascii():
        raise ValeurIllisible("Ce ne sont pas des heures : écrivez par exemple 151,67 ou 7h30.")
    signe = "-" if texte.strip().lstrip("'").startswith(("-", "−")) else ""
    if trouve := _H_M.fullmatch(propre):
        if int(trouve[3]) > 59 or int(trouve[4] or 0) > 59:
            raise ValeurIllisible("Les minutes vont de 0 à 59.")
        secondes = int(trouve[2]) * 3600 + int(trouve[3]) * 60 + int(trouve[4] or 0)
        valeur = Decimal(secondes) / 3600
    else:
        if "," in propre and "." in propre:
            milliers = min(",", ".", key=propre.rfind)
            propre = propre.replace(milliers, "")
        trouve = _NOMBRE.fullmatch(propre)
        if trouve is None:
            raise ValeurIllisible("Ce ne sont pas des heures : écrivez par exemple 151,67 ou 7h30.")
        decimales = (trouve[3] or "").rstrip("0")
        if len(decimales) > 2:
            raise ValeurIllisible("Deux chiffres au plus après la virgule.")
        valeur = Decimal(f"{trouve[2]}.{trouve[3] or '0'}")
        valeur = _minutes(valeur) if minutes else valeur
    return _en_heures(-valeur if signe else valeur)


def _minutes(valeur: Decimal) -> Decimal:
    entieres = int(valeur)
    minutes = (abs(valeur) - abs(entieres)) * 100
    if minutes >= 60:
        raise ValeurIllisible("Les minutes vont de 0 à 59.")
    part = minutes / 60
    return Decimal(entieres) + (part if valeur >= 0 else -part)


def _en_heures(valeur: Decimal) -> Decimal:
    if not valeur.is_finite() or abs(valeur) > Decimal(1_000_000):
        raise ValeurIllisible("Ce nombre n'est pas un nombre d'heures.")
    return valeur.quantize(PAS, rounding=ROUND_HALF_UP)


def heures_du_mois(cellule: Cellule, *, minutes: bool = False) -> Decimal | None:
    """The same, within what a month can hold."""
    valeur = heures_de(cellule, minutes=minutes)
    if valeur is not None and abs(valeur) > HEURES_DU_MOIS_MAXIMUM:
        raise ValeurIllisible("Un mois n'a pas plus de 744 heures : est-ce un cumul ?")
    return valeur


def minutes_dominent(cellules: list[Cellule]) -> bool:
    """True when 7.30 may mean 7 h 30: three values at least end in .15, .30, .45 and no other decimal denies it."""
    parts = []
    for cellule in cellules:
        if isinstance(cellule, bool) or not isinstance(cellule, str | int | Decimal):
            continue
        texte = str(cellule).strip().rstrip("hH ").replace(",", ".")
        if (trouve := re.fullmatch(r"'?\d{1,3}\.(\d{1,2})", texte)) and trouve[1].ljust(2, "0") != "00":
            parts.append(trouve[1].ljust(2, "0"))
    en_minutes = sum(p in ("15", "30", "45") for p in parts)
    return en_minutes >= 3 and en_minutes * 5 >= len(parts) * 4 and not any(p >= "60" for p in parts)


# --- months --------------------------------------------------------------------------------------


def _annee(texte: str, pivot: int) -> int:
    nombre = int(texte)
    if len(texte) == 4:
        return nombre
    return 2000 + nombre if nombre <= pivot else 1900 + nombre


def mois_de(cellule: Cellule, *, annee: int | None = None, de_1904: bool = False) -> Mois | None:
    """The month of a cell; None when it is empty.

    `janv-25`, `01/2025`, `2025-01`, `Janvier 2025`, a date, a serial number of Excel; `janvier` with `annee`.
    """
    if vide(cellule):
        return None
    if isinstance(cellule, bool):
        raise ValeurIllisible("Ce n'est pas un mois.")
    if isinstance(cellule, date):
        return Mois.depuis(cellule)
    if isinstance(cellule, int | Decimal):
        nombre = Decimal(cellule)
        if annee and nombre == int(nombre) and 1 <= nombre <= 12:
            return Mois(annee, int(nombre))
        if re.fullmatch(r"20\d{4}", str(int(nombre))) and 1 <= int(nombre) % 100 <= 12:
            return Mois(int(nombre) // 100, int(nombre) % 100)
        return Mois.depuis(date_de_serie(nombre, de_1904=de_1904))
    if not isinstance(cellule, str):
        raise ValeurIllisible("Ce n'est pas un mois : écrivez par exemple 10/2026.")
    trouves = mois_dans(cellule)
    if len(trouves) == 1:
        return trouves[0]
    nom = re.sub(r"[^a-z]+", " ", plier(cellule)).strip()
    if annee and nom in _MOTS_MOIS and not trouves:
        return Mois(annee, _MOTS_MOIS[nom])
    if annee and re.fullmatch(r"'?\s*(0?[1-9]|1[0-2])\s*", cellule):
        return Mois(annee, int(cellule.strip().lstrip("'")))
    if re.fullmatch(r"'?\d{5}", cellule.strip()):
        return Mois.depuis(date_de_serie(Decimal(cellule.strip().lstrip("'")), de_1904=de_1904))
    if nom in _MOTS_MOIS:
        raise ValeurIllisible("L'année manque : écrivez par exemple « octobre 2026 ».")
    raise ValeurIllisible("Ce n'est pas un mois : écrivez par exemple 10/2026.")


def mois_dans(texte: str) -> list[Mois]:
    """The different months written in a text with their year, in reading order."""
    plie = plier(texte)
    trouves: list[Mois] = []
    for trouve in _ISO_MOIS.finditer(texte):
        trouves.append(Mois(int(trouve[1]), int(trouve[2])))
    if not trouves:
        for trouve in _CHIFFRES_MOIS.finditer(texte):
            trouves.append(Mois(_annee(trouve[2], 99), int(trouve[1])))
    for trouve in _MOT_ANNEE.finditer(plie):
        if trouve[2]:
            trouves.append(Mois(_annee(trouve[2], 99), _MOTS_MOIS[trouve[1]]))
    return list(dict.fromkeys(trouves))


def annees_dans(texte: str) -> list[int]:
    """The different years (2000 to 2099) written in a text."""
    return list(dict.fromkeys(int(a) for a in re.findall(r"(?<!\d)(20\d{2})(?!\d)", texte)))


def mois_d_entete(cellule: Cellule) -> tuple[int | None, int] | None:
    """(year or None, month) of the title of a month column; None for any other title."""
    if isinstance(cellule, bool):
        return None
    if isinstance(cellule, date):
        return (cellule.year, cellule.month) if cellule.year >= 2000 else None
    if not isinstance(cellule, str) or len(cellule) > 30:
        return None
    plie = re.sub(r"\b(heures?|nb|nbre|h|de|d|mois|total)\b", " ", re.sub(r"[.']", " ", plier(cellule)))
    nom = " ".join(plie.split())
    if nom in _MOTS_MOIS:
        return None, _MOTS_MOIS[nom]
    if trouve := _MOT_ANNEE.fullmatch(nom):
        return _annee(trouve[2], 99), _MOTS_MOIS[trouve[1]]
    propre = cellule.strip()
    if trouve := re.fullmatch(r"(?:0?1[/.-])?(0?[1-9]|1[0-2])[/.-](20\d{2}|\d{2})", propre):
        return _annee(trouve[2], 99), int(trouve[1])
    if trouve := re.fullmatch(r"(20\d{2})[/.-](0?[1-9]|1[0-2])", propre):
        return int(trouve[1]), int(trouve[2])
    return None


# --- dates and names -----------------------------------------------------------------------------


def date_de_serie(nombre: Decimal, *, de_1904: bool = False) -> date:
    """The day of a serial number of Excel, in the system of the workbook."""
    if not _SERIE_MIN <= nombre <= _SERIE_MAX:
        raise ValeurIllisible("Ce nombre n'est pas une date.")
    return (_1904 if de_1904 else _1899) + timedelta(days=int(nombre))


def date_de(cellule: Cellule, *, jour: date, de_1904: bool = False) -> date | None:
    """A date of the past: JJ/MM/AAAA, two-digit years (the last hundred years), a date cell, a serial number."""
    if vide(cellule):
        return None
    if isinstance(cellule, datetime):
        return cellule.date()
    if isinstance(cellule, date):
        return cellule
    if isinstance(cellule, int | Decimal) and not isinstance(cellule, bool):
        return date_de_serie(Decimal(cellule), de_1904=de_1904)
    texte = plier(re.sub(r"[-.]", "/", str(cellule).strip().lstrip("'")))
    pivot = jour.year % 100
    try:
        if trouve := _JMA.fullmatch(texte):
            return date(_annee(trouve[3], pivot), int(trouve[2]), int(trouve[1]))
        if trouve := _AMJ.fullmatch(texte):
            return date(int(trouve[1]), int(trouve[2]), int(trouve[3]))
        if (trouve := _J_MOT_A.fullmatch(texte)) and trouve[2] in _MOTS_MOIS:
            return date(_annee(trouve[3], pivot), _MOTS_MOIS[trouve[2]], int(trouve[1]))
    except ValueError:
        raise ValeurIllisible("Cette date n'existe pas.") from None
    if re.fullmatch(r"\d{4,5}", texte):
        return date_de_serie(Decimal(texte), de_1904=de_1904)
    raise ValeurIllisible("Ce n'est pas une date : écrivez par exemple 14/03/1990.")


def texte_de(cellule: Cellule) -> str:
    """Words of a cell on one line, without the leading apostrophe; "" when empty. Numbers lose their `.0`."""
    if cellule is None or isinstance(cellule, timedelta):
        return ""
    if isinstance(cellule, Decimal) and cellule == cellule.to_integral_value():
        return str(int(cellule))
    if isinstance(cellule, date):
        return f"{cellule:%d/%m/%Y}"
    return " ".join(str(cellule).strip().lstrip("'").split())[:200]


def nom_prenom_de(texte: str) -> tuple[str, str]:
    """(name, first name) of a full name: the words in capitals are the name; else the first word is.

    `DE LA TOUR Marie`, `Marie DUPONT`, `Dupont Marie`, `Dupont, Marie`, `M. Dupont Marie`.
    """
    propre = re.sub(r"^(?:m\.?|mr\.?|mme\.?|mlle\.?|monsieur|madame)\s+", "", texte.strip(), flags=re.IGNORECASE)
    if "," in propre:
        nom, _, prenom = propre.partition(",")
        return nom.strip(), prenom.strip()
    mots = propre.split()
    capitales = [m for m in mots if m == m.upper() and len(m.strip(".-'")) > 1]
    if capitales and len(capitales) < len(mots):
        return " ".join(capitales), " ".join(m for m in mots if m not in capitales)
    return (mots[0], " ".join(mots[1:])) if mots else ("", "")


def adresse(rang: int, colonne: int) -> str:
    """ "C12" from the rank (1…) and the column (0…)."""
    return f"{lettres(colonne)}{rang}"


def lettres(colonne: int) -> str:
    """The letters of a column counted from 0: A, Z, AA."""
    texte = ""
    colonne += 1
    while colonne:
        colonne, reste = divmod(colonne - 1, 26)
        texte = chr(65 + reste) + texte
    return texte
