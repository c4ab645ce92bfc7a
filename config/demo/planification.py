"""The whole plan of a demonstration for a date: pure, deterministic, nothing written."""

from __future__ import annotations

from datetime import date

from config.demo.engagements import Engagements
from config.demo.equipes import Equipes
from config.demo.fiches import Calendrier, Plan
from config.demo.lecture import lire
from config.demo.vivier import composer
from config.reference import lecture as reference
from socle.periodes import Mois, periode_close

TAILLES = {"complete": 400, "essai": 45}
"""People of each size."""

AGES = {"complete": 600, "essai": 220}
"""Days since the start of the oldest works still running."""

SITES_ESSAI = (
    "gare-la-courneuve-six-routes",
    "gare-aulnay",
    "gare-mairie-de-saint-ouen",
    "franc-moisin-bel-air",
    "campus-hospitalo-universitaire-saint-ouen-grand-paris-nord",
    "colleges-departementaux-secteur-de-saint-denis",
)


def planifier(au: date, taille: str = "complete") -> Plan:
    """Sites, contracts, people and months as they will be entered; `taille` "essai" is a small subset for tests."""
    arrete = periode_close(au, "MENSUELLE", jour_echeance=20, delai_validation=10).fin
    calendrier = Calendrier(au=au, dernier=Mois.depuis(au).precedent(), arrete=arrete)
    sites = lire("chantiers")["chantiers"]
    if taille == "essai":
        sites = [site for site in sites if site["slug"] in SITES_ESSAI]
    firmes = {f["cle"]: f for f in lire("entreprises")["entreprises"]}
    libelles = {p["code"]: p["libelle"] for p in reference.lire_csv("parts_main_oeuvre.csv")}
    communes = sorted({c["code"] for s in lire("chantiers")["chantiers"] for c in s["communes"]})
    marches = Engagements(calendrier, sites, firmes, libelles, AGES[taille]).marches()
    plan = Plan(calendrier=calendrier, sites=sites, firmes=firmes, marches=marches)
    plan.personnes = composer(lire("noms"), communes, TAILLES[taille], au)
    Equipes(plan, plan.personnes).remplir()
    if taille == "essai":
        utiles = {d.firme for lot in plan.lots for d in lot.declarants} | {f for lot in plan.lots for f in lot.siae}
        plan.firmes = {cle: firme for cle, firme in firmes.items() if cle in utiles}
    return plan
