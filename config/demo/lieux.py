"""Operations and sites, with their communes and dated phases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from chantiers import services
from chantiers.models import Chantier, Programme
from config.demo.monde import SYSTEME, Monde


def creer_lieux(monde: Monde) -> None:
    """Every operation once, every site with its point; a date past on the demonstration's day is observed."""
    programmes = {p.code: p for p in Programme.objects.all()}
    for site in monde.plan.sites:
        nom = site["operation"]
        if nom not in monde.operations:
            monde.operations[nom] = services.creer_operation(
                acteur=SYSTEME,
                nom=nom,
                programme=programmes[site["programme"]],
                maitre_ouvrage=monde.organisations[site["maitre_ouvrage"]],
            )
        chantier = services.creer_chantier(
            acteur=SYSTEME,
            operation=monde.operations[nom],
            nom=site["nom"],
            communes=[
                (monde.communes[c["code"]], Decimal(c["part"]).quantize(Decimal("0.01"))) for c in site["communes"]
            ],
            latitude=site["lat"],
            longitude=site["lon"],
            adresse=site["adresse"],
            description=site["description"],
            alias=site["alias"],
        )
        monde.chantiers[site["slug"]] = chantier
        for phase in site["phases"]:
            _phase(monde, chantier, phase)


def _phase(monde: Monde, chantier: Chantier, phase: dict[str, Any]) -> None:
    au = monde.plan.calendrier.au
    debut, fin = date.fromisoformat(phase["debut"]), date.fromisoformat(phase["fin"])
    bornes: dict[str, date] = {"debut_observe" if debut <= au else "debut_prevu": debut}
    if fin <= au:
        bornes |= {"fin_observee": fin, "fin_prevue": date.fromisoformat(phase["fin_prevue"])}
    else:
        bornes["fin_prevue"] = fin
    services.ajouter_phase(
        acteur=SYSTEME, chantier=chantier, nature=phase["nature"], libelle=phase["libelle"], **bornes
    )
