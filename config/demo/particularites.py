"""What few lots have: amendments, a quarterly rhythm, invoices that make the objective, a clause not followed yet."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from config.demo.fiches import EUROS_PAR_HEURE, SEUIL_PROGRESSIF, Calendrier, FicheLot, Plan
from socle.periodes import Mois, Periodicite

FIRME_DE_DEMO = "E07"
"""The firm of the account entreprise@: three lots, each in another state."""


def preteur_de_demo(plan: Plan) -> str | None:
    """The firm of the account insertion@: who lends most people in the last month, to the demo firm before others."""
    dernier = plan.calendrier.dernier
    prets: Counter[str] = Counter()
    for (firme, mois), fiches in plan.mois.items():
        if mois == dernier:
            for ligne in (ligne for fiche in fiches for ligne in fiche.lignes):
                if ligne.contrat.employeur != firme:
                    prets[ligne.contrat.employeur] += 1000 if firme == FIRME_DE_DEMO else 1
    return max(sorted(prets), key=lambda cle: prets[cle], default=None)


def poser_particularites(lots: list[FicheLot], calendrier: Calendrier) -> None:
    """Amendments, quarterly clauses, progressive clauses, a lot whose clause is not yet followed."""
    a = calendrier.arrete.dernier_jour
    ouverts = [
        lot
        for lot in lots
        if lot.profil in ("rythme", "surveiller") and lot.titulaire != FIRME_DE_DEMO and lot.debut < a
    ]
    for lot in ouverts[3::9]:
        milieu = lot.debut + (a - lot.debut) / 2
        lot.avenants.append((milieu, (lot.dues * Decimal("0.15") / 35).quantize(Decimal(1)) * 35 or Decimal(35)))
    for lot in [lot for lot in ouverts if lot.profil == "rythme" and not lot.avenants][4::12]:
        lot.periodicite = Periodicite.TRIMESTRIELLE.value
    candidats = [
        lot
        for lot in ouverts
        if lot.profil == "rythme" and not lot.avenants and not lot.trimestriel and len(lot.declarants) == 1
    ]
    for lot in candidats[2::9][:3]:
        lot.mode = "PROGRESSIF"
        mensuel = Decimal(float(lot.dues) / max(3, (lot.fin - lot.debut).days / 30)).quantize(Decimal(1))
        mois = Mois.depuis(lot.debut)
        montant = SEUIL_PROGRESSIF
        while mois <= calendrier.dernier:
            jour = mois.suivant().jour(10)
            if jour <= calendrier.au:
                lot.factures.append((jour, montant + mensuel * EUROS_PAR_HEURE))
            montant = Decimal(0)
            mois = mois.suivant()
    venir = [lot for lot in lots if lot.profil == "venir"]
    for lot in venir[-1:]:
        lot.brouillon = True
