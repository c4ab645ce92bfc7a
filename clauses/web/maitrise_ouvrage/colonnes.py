"""Columns of the files of the readers: operations, engagements, ledger."""

from __future__ import annotations

from socle.periodes import Mois
from socle.tableur import Colonne, Sorte

OPERATIONS = (
    Colonne("Opération", lambda o: o.operation.nom, largeur=40),
    Colonne("Programme", lambda o: str(o.operation.programme)),
    Colonne("Engagements", lambda o: len(o.clauses), Sorte.ENTIER),
    Colonne("État", lambda o: o.bilan.mot if o.clauses else ""),
    Colonne("Heures dues", lambda o: o.bilan.situation.dues, Sorte.HEURES),
    Colonne("Validées", lambda o: o.bilan.situation.validees, Sorte.HEURES),
    Colonne("En vérification", lambda o: o.bilan.situation.en_verification, Sorte.HEURES),
    Colonne("Restantes", lambda o: o.bilan.situation.restantes, Sorte.HEURES),
    Colonne("Arrêtée au", lambda o: o.arrete_au, Sorte.DATE),
    Colonne("Publication", lambda o: o.niveau.libelle),
)
ENGAGEMENTS = (
    Colonne("Opération", lambda s: s.clause.lot.marche.operation.nom, largeur=40),
    Colonne("Marché", lambda s: s.clause.lot.marche.numero, largeur=18),
    Colonne("Lot", lambda s: str(s.clause.lot), largeur=40),
    Colonne("État", lambda s: s.mot),
    Colonne("Heures dues", lambda s: s.situation.dues, Sorte.HEURES),
    Colonne("Validées", lambda s: s.situation.validees, Sorte.HEURES),
    Colonne("En vérification", lambda s: s.situation.en_verification, Sorte.HEURES),
    Colonne("Restantes", lambda s: s.situation.restantes, Sorte.HEURES),
    Colonne("Arrêtée au", lambda s: s.arrete_au, Sorte.DATE),
)
GRAND_LIVRE = (
    Colonne("Numéro", lambda m: m.numero, Sorte.ENTIER),
    Colonne("Mois travaillé", lambda m: Mois.depuis(m.mois)),
    Colonne("Chantier", lambda m: str(m.chantier)),
    Colonne("Heures", lambda m: m.heures, Sorte.HEURES),
    Colonne("Nature", lambda m: m.get_nature_display()),
    Colonne("Motif codé", lambda m: m.motif_code),
    Colonne("Version", lambda m: m.version, Sorte.ENTIER),
    Colonne("Annule le numéro", lambda m: m.contrepasse.numero if m.contrepasse_id else None, Sorte.ENTIER),
    Colonne("Enregistré le", lambda m: m.enregistre_le),
    Colonne("Empreinte précédente", lambda m: m.empreinte_precedente),
    Colonne("Empreinte", lambda m: m.empreinte),
)
