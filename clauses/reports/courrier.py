"""A drafted letter about silent months: what it says, and an accessible PDF of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from socle.pdf import composer
from socle.periodes import Mois
from socle.presentation import euros, heures, jour

GABARIT = "courrier.typ"


@dataclass(frozen=True)
class Courrier:
    """A letter to the contracting body, or a formal notice that it would sign, as plain data.

    `delai`: days that the notice leaves. `penalites`: (nature, euros) in force. `mois`: those not declared, with their
    due day. `etapes`: (step, day, what came of it).
    """

    mise_en_demeure: bool
    office: str
    maitre_ouvrage: str
    firme: str
    marche: str
    operation: str
    lot: str
    delai: int
    penalites: tuple[tuple[str, Decimal], ...]
    mois: tuple[tuple[Mois, date], ...]
    etapes: tuple[tuple[str, date, str], ...]
    dues: Decimal
    validees: Decimal
    attendues: Decimal
    arrete_au: date


def pdf(courrier: Courrier, *, le: datetime) -> bytes:
    """The letter, dated; the notice leaves its date to who signs it."""
    return composer(GABARIT, mise_en_page(courrier, le=le.date()), le=le)


def mise_en_page(c: Courrier, *, le: date) -> dict[str, Any]:
    """Every text of the document."""
    demeure = c.mise_en_demeure
    return {
        "titre": "Projet de mise en demeure" if demeure else "Lettre au maître d'ouvrage",
        "mention": (
            f"Projet préparé par {c.office} : il n'engage qu'une fois daté et signé par le maître d'ouvrage."
            if demeure
            else f"Projet préparé par {c.office}, à relire avant l'envoi."
        ),
        "expediteur": c.maitre_ouvrage if demeure else c.office,
        "destinataire": c.firme if demeure else c.maitre_ouvrage,
        "date": "" if demeure else jour(le),
        "objet": f"Marché {c.marche}, {c.lot} – heures d'insertion non déclarées",
        "paragraphes": _demeure(c) if demeure else _lettre(c),
        "mois": [[str(mois), jour(due)] for mois, due in c.mois],
        "etapes": [[etape, jour(faite_le), resultat] for etape, faite_le, resultat in c.etapes],
        "chiffres": [
            ["dues", heures(c.dues)],
            ["validées", heures(c.validees)],
            ["attendues", heures(c.attendues)],
        ],
        "arrete": f"Situation arrêtée au {jour(c.arrete_au)}.",
    }


def _lettre(c: Courrier) -> list[str]:
    return [
        f"La clause d'insertion du marché {c.marche} ({c.operation}, {c.lot}) demande à {c.firme} de déclarer chaque "
        "mois les heures travaillées par des personnes en insertion.",
        "Malgré deux rappels écrits et un appel, les mois ci-dessous n'ont pas été déclarés. Nous vous proposons de le "
        "rappeler au titulaire ; faute de réponse, un projet de mise en demeure vous sera adressé.",
    ]


def _demeure(c: Courrier) -> list[str]:
    prevues = " ; ".join(f"{nature} : {euros(montant)}" for nature, montant in c.penalites)
    return [
        f"Vous êtes titulaire du marché {c.marche} ({c.operation}, {c.lot}), qui comporte une clause d'insertion. Les "
        "mois ci-dessous n'ont pas été déclarés.",
        f"Je vous mets en demeure de les déclarer dans les {c.delai} jours qui suivent la réception de la présente, ou "
        "de déclarer qu'aucune heure n'a été travaillée.",
        "Passé ce délai, l'exécution de la clause sera regardée comme défaillante. "
        + (
            f"Le marché prévoit des pénalités ({prevues})."
            if prevues
            else "Les pénalités prévues au marché pourront être appliquées."
        ),
    ]
