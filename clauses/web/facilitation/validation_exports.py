"""Columns of the files of « À valider »: what the screen shows, one row per line."""

from __future__ import annotations

from clauses.selectors.validation import LigneAVoir
from socle.periodes import Mois
from socle.tableur import Colonne, Sorte


def _alertes(vue: LigneAVoir) -> str:
    return " / ".join(f"{a.code} ({a.get_gravite_display().lower()}) : {a.message}" for a in vue.alertes)


COLONNES = (
    Colonne("Mois", lambda v: Mois.depuis(v.ligne.declaration.mois), largeur=10),
    Colonne("Entreprise", lambda v: str(v.ligne.declaration.intervenant.organisation)),
    Colonne("Marché", lambda v: v.ligne.declaration.intervenant.lot.marche.numero, largeur=16),
    Colonne("Lot", lambda v: str(v.ligne.declaration.intervenant.lot)),
    Colonne("Chantier", lambda v: str(v.ligne.chantier)),
    Colonne("Nom", lambda v: v.ligne.contrat.beneficiaire.nom),
    Colonne("Prénom", lambda v: v.ligne.contrat.beneficiaire.prenom),
    Colonne("Employeur", lambda v: str(v.ligne.contrat.employeur)),
    Colonne("Contrat", lambda v: v.ligne.contrat.get_type_contrat_display(), largeur=20),
    Colonne("Début du contrat", lambda v: v.ligne.contrat.debut, Sorte.DATE),
    Colonne("Heures payées", lambda v: v.ligne.heures, Sorte.HEURES),
    Colonne("Dont non travaillées", lambda v: v.ligne.heures_non_travaillees, Sorte.HEURES),
    Colonne("À compter", lambda v: v.ligne.travaillees, Sorte.HEURES),
    Colonne("Retenues", lambda v: v.ligne.heures_retenues, Sorte.HEURES),
    Colonne("Éligibilité", lambda v: v.eligibilite.mot, largeur=22),
    Colonne("Comptées jusqu'au", lambda v: v.eligibilite.jusqu_au, Sorte.DATE),
    Colonne("État", lambda v: v.mot_etat, largeur=22),
    Colonne("Alertes", _alertes, largeur=60),
    Colonne("Envoyé le", lambda v: v.ligne.declaration.soumise_le, Sorte.DATE),
    Colonne("Motif", lambda v: str(v.ligne.motif or ""), largeur=30),
    Colonne("Explication", lambda v: v.ligne.motif_texte, largeur=40),
)
