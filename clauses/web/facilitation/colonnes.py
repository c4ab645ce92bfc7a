"""Columns of the exports of the office, declared once for CSV and XLSX."""

from __future__ import annotations

from clauses.models import MarchePublie
from clauses.rules.etats import EtatClause
from clauses.selectors.portefeuille import LignePortefeuille
from socle.periodes import Mois
from socle.tableur import Colonne, Sorte


def _oui_non(valeur: bool | None) -> str:
    return "" if valeur is None else ("oui" if valeur else "non")


def _titulaires(publie: MarchePublie) -> str:
    return ", ".join(str(t) for t in publie.titulaires.all())


def _sirets(publie: MarchePublie) -> str:
    return ", ".join(t.identifiant for t in publie.titulaires.all())


MARCHES_PUBLIES = [
    Colonne("Identifiant de l'acheteur", lambda p: p.acheteur_id),
    Colonne("Acheteur", lambda p: p.acheteur_nom),
    Colonne("Numéro", lambda p: p.identifiant),
    Colonne("Objet", str, largeur=60),
    Colonne("Nature", lambda p: p.nature),
    Colonne("CPV", lambda p: p.cpv),
    Colonne("Travaux", lambda p: _oui_non(p.travaux)),
    Colonne("Clause sociale", lambda p: _oui_non(p.clause_sociale)),
    Colonne("Montant HT", lambda p: p.montant, Sorte.MONTANT),
    Colonne("Durée (mois)", lambda p: p.duree_mois, Sorte.ENTIER),
    Colonne("Notification", lambda p: p.date_notification, Sorte.DATE),
    Colonne("Lieu", lambda p: p.lieu_nom or p.lieu_code),
    Colonne("Commune", lambda p: p.commune.nom if p.commune else ""),
    Colonne("Lieu inconnu", lambda p: _oui_non(p.lieu_inconnu)),
    Colonne("Titulaires", _titulaires, largeur=40),
    Colonne("SIRET des titulaires", _sirets),
    Colonne("Suivi ici", lambda p: _oui_non(hasattr(p, "marche"))),
]


def _etat(ligne: LignePortefeuille) -> str:
    return ligne.situation.mot if ligne.etat_affiche else EtatClause(ligne.clause.etat).libelle


ECRITURES = (
    Colonne("Numéro", lambda e: e.mouvement.numero, Sorte.ENTIER),
    Colonne("Mois travaillé", lambda e: Mois.depuis(e.mouvement.mois)),
    Colonne("Chantier", lambda e: str(e.mouvement.chantier), largeur=40),
    Colonne("Heures", lambda e: e.mouvement.heures, Sorte.HEURES),
    Colonne("Nature", lambda e: e.mouvement.get_nature_display()),
    Colonne("Motif codé", lambda e: e.mouvement.motif_code),
    Colonne(
        "Annule le numéro",
        lambda e: e.mouvement.contrepasse.numero if e.mouvement.contrepasse_id else None,
        Sorte.ENTIER,
    ),
    Colonne("Enregistré le", lambda e: e.mouvement.enregistre_le),
    Colonne("Empreinte", lambda e: e.mouvement.empreinte),
)
ECRITURES_NOMMEES = (*ECRITURES[:3], Colonne("Personne", lambda e: e.personne, largeur=30), *ECRITURES[3:])
"""The nominative annex: for the office that validates, never for the firm, the contracting body or the public."""

RELANCES = (
    Colonne("Prévue le", lambda r: r.prevue_le, Sorte.DATE),
    Colonne("Nature", lambda r: r.get_nature_display()),
    Colonne("État", lambda r: r.etat.libelle, largeur=12),
    Colonne("Responsable", lambda r: str(r.responsable.utilisateur) if r.responsable_id else ""),
    Colonne("Faite le", lambda r: r.faite_le, largeur=18),
    Colonne("Sans objet depuis le", lambda r: r.abandonnee_le, Sorte.DATE),
    Colonne("Mois", lambda r: Mois.depuis(r.declaration_mois), largeur=10),
    Colonne("Marché", lambda r: r.intervenant.lot.marche.numero, largeur=16),
    Colonne("Lot", lambda r: str(r.intervenant.lot), largeur=40),
    Colonne("Note", lambda r: r.resultat, largeur=60),
)
"""The reminders of a firm, as its page shows them."""

PORTEFEUILLE = [
    Colonne("Marché", lambda li: li.clause.lot.marche.numero),
    Colonne("Objet", lambda li: li.clause.lot.marche.objet, largeur=50),
    Colonne("Lot", lambda li: f"{li.clause.lot.numero} – {li.clause.lot.intitule}", largeur=40),
    Colonne("Opération", lambda li: li.clause.lot.marche.operation.nom),
    Colonne("Programme", lambda li: li.clause.lot.marche.operation.programme.nom),
    Colonne("Maître d'ouvrage", lambda li: li.clause.lot.marche.operation.maitre_ouvrage.nom),
    Colonne("Titulaire", lambda li: li.titulaire.nom if li.titulaire else ""),
    Colonne("Chantiers", lambda li: ", ".join(li.sites)),
    Colonne("Communes", lambda li: ", ".join(li.communes)),
    Colonne("Facilitateur", lambda li: str(li.facilitateur.utilisateur) if li.facilitateur else ""),
    Colonne("État", _etat),
    Colonne("Situation arrêtée au", lambda li: li.situation.arrete_au, Sorte.DATE),
    Colonne("Heures dues", lambda li: li.situation.situation.dues, Sorte.HEURES),
    Colonne("Heures attendues", lambda li: li.situation.situation.attendues_arrondies, Sorte.HEURES),
    Colonne("Heures déclarées", lambda li: li.situation.situation.declarees, Sorte.HEURES),
    Colonne("Heures validées", lambda li: li.situation.situation.validees, Sorte.HEURES),
    Colonne("Heures restantes", lambda li: li.situation.situation.restantes, Sorte.HEURES),
    Colonne("Taux", lambda li: li.situation.situation.taux_affiche, Sorte.POURCENT),
    Colonne("Début des travaux", lambda li: li.clause.lot.debut_travaux, Sorte.DATE),
    Colonne("Fin des travaux", lambda li: li.clause.lot.fin_travaux, Sorte.DATE),
]
