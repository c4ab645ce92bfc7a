"""Columns of the files of pathways: requests to decide, candidates of a prescriber. Never a criterion."""

from __future__ import annotations

from socle.tableur import Colonne, Sorte

DEMANDES = (
    Colonne("Nom", lambda d: d.beneficiaire.nom),
    Colonne("Prénom", lambda d: d.beneficiaire.prenom),
    Colonne("Employeur", lambda d: str(d.contrat.employeur)),
    Colonne("Marché", lambda d: d.contrat.intervenant.lot.marche.numero, largeur=18),
    Colonne("Lot", lambda d: str(d.contrat.intervenant.lot)),
    Colonne("Début du contrat", lambda d: d.contrat.debut, Sorte.DATE),
    Colonne("Référentiel", lambda d: str(d.referentiel)),
    Colonne("Justificatifs", lambda d: d.nb_depots, Sorte.ENTIER),
    Colonne("État", lambda d: d.get_etat_display()),
    Colonne("Déposée le", lambda d: d.deposee_le, Sorte.DATE),
)
CANDIDATS = (
    Colonne("Nom", lambda c: c.beneficiaire.nom),
    Colonne("Prénom", lambda c: c.beneficiaire.prenom),
    Colonne("Commune", lambda c: str(c.beneficiaire.commune or "")),
    Colonne("Métiers", lambda c: ", ".join(str(m.metier) for m in c.metiers.all()), largeur=40),
    Colonne("Orientée le", lambda c: c.cree_le, Sorte.DATE),
    Colonne("Où elle en est", lambda c: c.get_statut_display()),
    Colonne("Mises en relation", lambda c: c.nb_relations, Sorte.ENTIER),
    Colonne("Contrats", lambda c: c.nb_contrats, Sorte.ENTIER),
)
