"""The statement of a clause: as a PDF, and as the rows of its workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from clauses.rules.releves import Chiffre
from socle.pdf import composer
from socle.presentation import euros, heures, instant, jour, mois
from socle.tableur import Colonne, Sorte

GABARIT = "releve.typ"


@dataclass(frozen=True)
class Releve:
    """A statement as plain data: `donnees` as the selector gives them, the rest as its row holds it."""

    reference: str
    office: str
    arrete_au: date
    connues_au: datetime
    etabli_le: datetime
    derniere_ecriture: int
    empreinte: str
    donnees: dict[str, Any]


def pdf(releve: Releve) -> bytes:
    """The document of a statement; the same statement gives the same bytes."""
    return composer(GABARIT, mise_en_page(releve), le=releve.etabli_le)


def mise_en_page(releve: Releve) -> dict[str, Any]:
    """Every text of the document."""
    d = releve.donnees
    chiffres = d["chiffres"]
    qualite, nom = d["signataire"]
    total = sum((Decimal(m["heures"]) for m in d["mois"]), Decimal("0.00"))
    preuve = (
        f"Chiffres lus dans le grand livre jusqu'à l'écriture n° {releve.derniere_ecriture} comprise, dont voici "
        "l'empreinte ; « manage.py verifier_grand_livre » la recalcule."
        if releve.derniere_ecriture
        else "Aucune écriture au grand livre à cette date."
    )
    return {
        "titre": f"Relevé d'engagement n° {releve.reference}",
        "sous_titre": sous_titre(releve),
        "reference": f"Relevé n° {releve.reference}",
        "office": releve.office,
        "position": f"Grand livre : écriture n° {releve.derniere_ecriture}",
        "identite": [
            ["Opération", d["operation"]],
            ["Maître d'ouvrage", d["maitre_ouvrage"]],
            ["Marché", f"{d['marche']} – {d['objet']}"],
            ["Lot", d["lot"]],
            ["Titulaire", ", ".join(d["titulaires"]) or "–"],
            ["Référentiel", d["referentiel"]],
        ],
        "chiffres": [
            *([c.libelle, heures(Decimal(chiffres[c]))] for c in Chiffre if c in chiffres),
            ["réalisé", chiffres["taux"]],
        ],
        "phrase": d["phrase"],
        "mouvements": [_mouvement(m) for m in d["mouvements"]] + [_facture(f) for f in d["factures"]],
        "mois": [[mois(date.fromisoformat(m["mois"])), heures(Decimal(m["heures"]))] for m in d["mois"]],
        "total_mois": ["Total", heures(total)],
        "preuve": preuve,
        "empreinte": releve.empreinte or "–",
        "etabli": _etabli(releve),
        "signatures": [
            ["Pour le maître d'ouvrage", d["maitre_ouvrage"]],
            [f"Pour {qualite}", nom or "–"],
        ],
    }


def sous_titre(releve: Releve) -> str:
    """Its two times."""
    return (
        f"Heures travaillées jusqu'au {jour(releve.arrete_au)}, telles que connues le {instant(releve.connues_au)}. "
        f"Établi le {jour(releve.etabli_le)}."
    )


def _etabli(releve: Releve) -> str:
    """By whom and when, and what is signed."""
    chiffres = releve.donnees["chiffres"]
    validees, dues = (heures(Decimal(chiffres[c])) for c in (Chiffre.VALIDEES, Chiffre.DUES))
    return (
        f"Établi par {releve.office}, le {jour(releve.etabli_le)} : {validees} validées sur {dues} dues, "
        f"heures travaillées jusqu'au {jour(releve.arrete_au)}."
    )


def _mouvement(m: dict[str, Any]) -> list[str]:
    nom = " – ".join(filter(None, (m["nature"], m["reference"])))
    return [nom, *_dates(m), "–" if m["heures"] is None else heures(Decimal(m["heures"]))]


def _facture(f: dict[str, Any]) -> list[str]:
    return [f"Facture de {euros(Decimal(f['montant']))}", *_dates(f), "–"]


def _dates(rang: dict[str, Any]) -> tuple[str, str]:
    return jour(date.fromisoformat(rang["effet"])), jour(datetime.fromisoformat(rang["enregistre"]))


COLONNES = [
    Colonne("Nature", lambda r: r["nature"], largeur=36),
    Colonne("Date", lambda r: r["date"], Sorte.DATE),
    Colonne("Heures", lambda r: r["heures"], Sorte.HEURES),
]


def rangees(releve: Releve) -> list[dict[str, Any]]:
    """The rows behind the figures, owed then validated, for the workbook."""
    d = releve.donnees
    dus = [
        {
            "nature": " – ".join(filter(None, ("Dû", m["nature"], m["reference"]))),
            "date": date.fromisoformat(m["effet"]),
            "heures": None if m["heures"] is None else Decimal(m["heures"]),
        }
        for m in d["mouvements"]
    ]
    factures = [
        {"nature": f"Facture de {euros(Decimal(f['montant']))}", "date": date.fromisoformat(f["effet"]), "heures": None}
        for f in d["factures"]
    ]
    faits = [
        {"nature": "Validé", "date": date.fromisoformat(m["mois"]), "heures": Decimal(m["heures"])} for m in d["mois"]
    ]
    return dus + factures + faits
