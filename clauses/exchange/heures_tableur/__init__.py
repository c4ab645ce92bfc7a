"""Spreadsheets of hours as people really have them: typed rows and findings, nothing matched nor stored.

A criterion of eligibility is never read: its column is set aside as soon as its title is known.
"""

from clauses.exchange.heures_tableur.colonnes import A_CHOISIR, Champ
from clauses.exchange.heures_tableur.entete import ColonneVue, Doute, Reglage
from clauses.exchange.heures_tableur.lecture import LectureTableur, RangRefuse, lire_feuilles_d_heures, lire_tableur
from clauses.exchange.heures_tableur.valeurs import ValeurIllisible, heures_du_mois, mois_de

__all__ = [
    "A_CHOISIR",
    "Champ",
    "ColonneVue",
    "Doute",
    "LectureTableur",
    "RangRefuse",
    "Reglage",
    "ValeurIllisible",
    "heures_du_mois",
    "lire_feuilles_d_heures",
    "lire_tableur",
    "mois_de",
]
