"""A file of a former follow-up, of the size of a real office; invented firms and people."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from socle.identifiants import siret_de_demo
from tests.fabriques.tableurs import xlsx

ENGAGEMENTS = ["Marché", "Lot", "Intitulé du lot", "Opération", "Programme", "Maître d'ouvrage", "Chantier", "Commune",
               "Titulaire", "SIRET du titulaire", "Référentiel", "Notification", "Début", "Fin", "Heures dues",
               "Heures réalisées", "Arrêtées au", "Source"]  # fmt: skip
SOLDES = ["Marché", "Lot", "Mois", "Heures"]
PERSONNES = ["Nom", "Prénom", "Date de naissance", "Premier contrat de clause", "Marché", "Lot", "Type de contrat",
             "Employeur", "SIRET de l'employeur", "Début", "Fin"]  # fmt: skip


def un_engagement(n: int, *, programme: str, commune: str, **valeurs: Any) -> list[Any]:
    """The n-th obligation: three lots to a contract, four contracts to an operation; every other one by month."""
    rang = {
        "Marché": f"R-2024-{n // 3:03d}",
        "Lot": n % 3 + 1,
        "Intitulé du lot": f"Lot repris {n}",
        "Opération": f"Opération reprise {n // 12}",
        "Programme": programme,
        "Maître d'ouvrage": "Ville imaginaire",
        "Chantier": f"Chantier repris {n // 12}",
        "Commune": commune,
        "Titulaire": f"Entreprise reprise {n % 17}",
        "SIRET du titulaire": siret_de_demo(40_000 + n % 17),
        "Référentiel": "ordinaire",
        "Notification": date(2024, 1, 15),
        "Début": date(2024, 2, 1),
        "Fin": date(2027, 1, 31),
        "Heures dues": Decimal(1000 + n),
        "Heures réalisées": Decimal("300.50") + n if n % 5 else 0,
        "Arrêtées au": date(2025, 6, 30),
        "Source": "Ancien logiciel",
    }
    return list((rang | valeurs).values())


def des_soldes(n: int) -> list[list[Any]]:
    """The monthly balances of the n-th obligation, where it has some: three months that add up to its hours."""
    if n % 2 or not n % 5:
        return []
    total = Decimal("300.50") + n
    parts = [Decimal("100.00"), Decimal("100.25"), total - Decimal("200.25")]
    cle = [f"R-2024-{n // 3:03d}", n % 3 + 1]
    return [[*cle, date(2025, mois, 1), part] for mois, part in zip((4, 5, 6), parts, strict=True)]


def une_personne(n: int, *, engagements: int, **valeurs: Any) -> list[Any]:
    """The n-th person: two in three are under contract on an obligation of the file."""
    cible = n % engagements
    en_cours = n % 3 != 0
    rang = {
        "Nom": f"Repris{_lettres(n)}",
        "Prénom": "Awa" if n % 2 else "Ismaël",
        "Date de naissance": date(1975, 1, 1) + timedelta(days=37 * n),
        "Premier contrat de clause": date(2024, 3, 1) + timedelta(days=n % 300),
        "Marché": f"R-2024-{cible // 3:03d}" if en_cours else "",
        "Lot": cible % 3 + 1 if en_cours else "",
        "Type de contrat": "CDI" if en_cours else "",
        "Employeur": "",
        "SIRET de l'employeur": "",
        "Début": date(2025, 3, 1) if en_cours else "",
        "Fin": "",
    }
    return list((rang | valeurs).values())


def _lettres(n: int) -> str:
    """A number as letters: names hold no digit."""
    return "".join("abcdefghij"[int(c)] for c in f"{n:03d}")


def un_fichier(engagements: Sequence[Sequence[Any]], soldes: Sequence[Sequence[Any]] = (),
               personnes: Sequence[Sequence[Any]] = ()) -> io.BytesIO:  # fmt: skip
    """The workbook: a title above each table, as people have them."""
    feuilles = [[["Suivi des clauses, reprise"], [], ENGAGEMENTS, *engagements]]
    if soldes:
        feuilles.append([SOLDES, *soldes])
    if personnes:
        feuilles.append([PERSONNES, *personnes])
    fichier = xlsx(*feuilles, noms=["Engagements", "Soldes", "Personnes"][: len(feuilles)])
    fichier.seek(0)
    return fichier


def un_office_entier(programme: str, commune: str, *, engagements: int = 120, personnes: int = 300) -> io.BytesIO:
    """120 obligations and 300 people."""
    return un_fichier(
        [un_engagement(n, programme=programme, commune=commune) for n in range(engagements)],
        [solde for n in range(engagements) for solde in des_soldes(n)],
        [une_personne(n, engagements=engagements) for n in range(personnes)],
    )
