"""Settings in force at a date: rows that an administrator edits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from clauses.models import Reglage
from clauses.rules.heures import Seuils
from clauses.rules.vocabulaire import NatureCertificat

DEFAUTS: dict[str, Decimal] = {
    "seuil_retard": Decimal(15),
    "seuil_surveiller": Decimal(5),
    "jour_echeance": Decimal(20),
    "delai_validation": Decimal(10),
    "petite_cellule": Decimal(5),
    "ecart_missions": Decimal(30),
    "tolerance_apres_reception": Decimal(30),
    "rappel_1": Decimal(3),
    "relance_appel": Decimal(7),
    "relance_lettre": Decimal(7),
    "relance_mise_en_demeure": Decimal(15),
    "delai_mise_en_demeure": Decimal(15),
    "rappel_2": Decimal(10),
    "rappel_fenetre": Decimal(60),
    "prolongation_maximale": Decimal(12),
    "conservation_justificatifs": Decimal(24),
    "conservation_documents": Decimal(24),
    "conservation_actes": Decimal(120),
    "conservation_imports_publics": Decimal(12),
    "heures_mois_par_poste": Decimal(134),
    "heures_semaine_maximum": Decimal(48),
    "appariement_enchainement": Decimal(90),
    "enchainement_annonce": Decimal(45),
    "diviseur_etp_legal": Decimal(1607),
    "delai_annulation_fusion": Decimal(30),
    "delai_contact_candidat": Decimal(15),
    "delai_reponse_public": Decimal(10),
    "conservation_demande_publique": Decimal(6),
    "duree_carnet": Decimal(180),
    "preselection": Decimal(200),
    "appariement_attente": Decimal(30),
    "heures_mois_35h": Decimal("151.67"),
    "heures_mois_39h": Decimal("169.00"),
    "heures_mois_44h": Decimal("190.67"),
    "heures_semaine_mineur": Decimal(35),
    "tolerance_temps_contrat": Decimal(10),
    "essais_avant_examen": Decimal(3),
    "validite_caces_r482": Decimal(120),
    "validite_caces_r486": Decimal(60),
    "validite_caces_r487": Decimal(60),
    "validite_caces_r489": Decimal(60),
    "validite_aipr": Decimal(60),
    "validite_habilitation_electrique": Decimal(36),
    "validite_sst": Decimal(24),
    "validite_travail_hauteur": Decimal(36),
    "validite_echafaudage": Decimal(36),
    "validite_amiante_ss4": Decimal(36),
}
"""Values of a base where the reference data was never loaded; the marks of a shortlist are in their rule."""


def reglages_au(jour: date) -> dict[str, Decimal]:
    """Every setting in force that day, by code, in one query."""
    valeurs = dict(DEFAUTS)
    lignes = Reglage.objects.filter(valide_du__lte=jour).order_by("valide_du").values_list("code", "valeur")
    valeurs.update(dict(lignes))
    return valeurs


def seuils(reglages: dict[str, Decimal]) -> Seuils:
    """The thresholds of the states, from the settings."""
    return Seuils(retard=reglages["seuil_retard"], surveillance=reglages["seuil_surveiller"])


def validites_usuelles(reglages: dict[str, Decimal]) -> dict[str, int]:
    """Certificate code → months of its usual validity; 0: no end."""
    return {c.value: int(reglages[c.reglage]) for c in NatureCertificat}
