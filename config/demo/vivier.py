"""Four hundred invented people: names, age, sex, commune, trades looked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from config.demo.fiches import FichePersonne, hasard

PART_FEMMES = 0.15
"""Women among the people of social clauses in the building trades: 12 to 17 %."""

METIERS = ("F1704", "F1703", "F1701", "F1702", "F1606", "F1602", "F1603", "A1203", "K2204", "F1601", "F1705")


def composer(noms: dict[str, Any], communes: list[str], nombre: int, au: date) -> list[FichePersonne]:
    """`nombre` people with distinct first and last names, the same for a date."""
    alea = hasard("vivier", au)
    vus: set[tuple[str, str]] = set()
    personnes: list[FichePersonne] = []
    while len(personnes) < nombre:
        sexe = "F" if alea.random() < PART_FEMMES else "H"
        prenom = alea.choice(noms["prenoms_femmes" if sexe == "F" else "prenoms_hommes"])
        nom = alea.choice(noms["noms"])
        if (prenom, nom) in vus:
            continue
        vus.add((prenom, nom))
        age = alea.choices((alea.randint(19, 25), alea.randint(26, 49), alea.randint(50, 61)), (31, 55, 14))[0]
        personnes.append(
            FichePersonne(
                rang=len(personnes),
                prenom=prenom,
                nom=nom,
                sexe=sexe,
                naissance=au - timedelta(days=int(age * 365.25) + alea.randint(0, 360) + 500),
                commune=alea.choice(communes),
                metiers=alea.sample(METIERS, alea.randint(1, 3)),
            )
        )
    return personnes
