"""Load the demonstration: plan it, then play it month after month with the clock of each act."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from comptes.models import Utilisateur
from config.demo.comptes import DOMAINE
from config.demo.lecture import DOSSIER
from config.demo.lieux import creer_lieux
from config.demo.marches import Marches
from config.demo.mois import MoisDeclares
from config.demo.monde import Agenda, Monde
from config.demo.organisations import PLATEFORME, Organisations
from config.demo.personnes import Personnes
from config.demo.planification import planifier
from config.demo.suites import Suites
from config.reference.services.quartiers import charger_quartiers
from entreprises.models import Organisation
from entreprises.rules import Nature
from socle.erreurs import RegleViolee
from socle.horloge import a_l_instant, en_paris
from socle.quartiers import GENERATIONS


def date_chargee() -> date | None:
    """The day for which a demonstration is loaded here, or None."""
    marque = Organisation.objects.filter(nom=PLATEFORME, nature=Nature.PLATEFORME).first()
    return en_paris(marque.cree_le).date() if marque else None


def charger(au: date, *, taille: str = "complete", dire: Callable[[str], None] = lambda texte: None) -> Monde:
    """Enter everything up to a day, through the services; the same for the same day. Returns what was written.

    Raises RegleViolee when a former loading was cut short (an empty database is then needed).
    """
    if Utilisateur.objects.filter(email__endswith=f"@{DOMAINE}").exists():
        raise RegleViolee("Un chargement précédent s'est arrêté en route : videz la base (make demo-neuve).")
    depart = time.perf_counter()
    plan = planifier(au, taille)
    monde, agenda = Monde(plan), Agenda(au)
    monde.lire_reference()
    dire(f"  plan : {time.perf_counter() - depart:.1f} s")
    etape = time.perf_counter()
    debut = min([m.notification for m in plan.marches] + [c.demande_le for c in plan.contrats]) - timedelta(days=60)
    organisations = Organisations(monde)
    with transaction.atomic(), a_l_instant(debut):
        organisations.creer()
        creer_lieux(monde)
        for annee in GENERATIONS:
            charger_quartiers(DOSSIER / f"quartiers_{annee}.geojson", annee)
    dire(f"  organisations, comptes, chantiers : {time.perf_counter() - etape:.1f} s")
    marches, mois = Marches(monde, agenda), MoisDeclares(monde, agenda)
    marches.prevoir()
    Personnes(monde, agenda).prevoir()
    mois.prevoir()
    Suites(monde, agenda, mois).prevoir()
    agenda.noter(au - timedelta(days=120), 18, "transmissions", marches.transmettre)
    agenda.derouler()
    for sorte, duree in sorted(agenda.durees.items(), key=lambda e: -e[1]):
        dire(f"  {sorte} : {duree:.1f} s ({agenda.nombres[sorte]} actes)")
    with transaction.atomic(), a_l_instant(au):
        organisations.creer_lecteurs()
    dire(f"  en tout : {time.perf_counter() - depart:.1f} s")
    return monde
