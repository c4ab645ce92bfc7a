"""Columns of the files of pathways: requests, candidates of a prescriber, the office's pool. Never a criterion."""

from __future__ import annotations

from parcours.rules.niveaux import Echelle, ecrire_niveau
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
VIVIER = (
    Colonne("Nom", lambda c: c.beneficiaire.nom),
    Colonne("Prénom", lambda c: c.beneficiaire.prenom),
    Colonne("Commune", lambda c: str(c.beneficiaire.commune or "")),
    Colonne("Métiers", lambda c: ", ".join(str(m.metier) for m in c.metiers.all()), largeur=40),
    Colonne("Niveau (cadre de 2019)", lambda c: c.niveau),
    Colonne("Niveau (nomenclature de 1969)", lambda c: ecrire_niveau(c.niveau, Echelle.NOMENCLATURE_1969)),
    Colonne("Niveau (code ASP)", lambda c: ecrire_niveau(c.niveau, Echelle.ASP)),
    Colonne("Statut", lambda c: c.get_statut_display()),
    Colonne("Disponible le", lambda c: c.disponible_le, Sorte.DATE),
    Colonne("Référent·e", lambda c: ", ".join(str(r.membre.utilisateur) for r in c.actuels)),
    Colonne("Dernier contact", lambda c: c.dernier_contact_le, Sorte.DATE),
    Colonne("Orientée le", lambda c: c.cree_le, Sorte.DATE),
    Colonne("Orientée par", lambda c: str(c.prescripteur or "")),
    Colonne("Mises en relation", lambda c: c.nb_relations, Sorte.ENTIER),
    Colonne("Contrats", lambda c: c.nb_contrats, Sorte.ENTIER),
)
MODELE_CANDIDATS = tuple(
    Colonne(titre, lambda _: "", largeur=largeur)
    for titre, largeur in (
        *(("Nom", 20), ("Prénom", 20), ("Date de naissance", 18), ("Commune", 24), ("Téléphone", 18)),
        *(("Courriel", 28), ("Métier", 36), ("Métier 2", 36), ("Métier 3", 36)),
    )
)
PROGRAMMES = (
    Colonne("Programme", lambda p: p.programme.nom, largeur=40),
    Colonne("Personnes", lambda p: p.chiffres.personnes, Sorte.ENTIER),
    Colonne("Femmes", lambda p: p.chiffres.femmes, Sorte.ENTIER),
    Colonne("Moins de 26 ans à l'entrée", lambda p: p.chiffres.jeunes, Sorte.ENTIER),
    Colonne("Contrats", lambda p: p.chiffres.contrats, Sorte.ENTIER),
    Colonne("Heures validées", lambda p: p.chiffres.heures, Sorte.HEURES),
    Colonne("Heures par personne", lambda p: p.chiffres.heures_par_personne, Sorte.HEURES),
    Colonne("Personnes sorties", lambda p: p.chiffres.sorties, Sorte.ENTIER),
    Colonne("En emploi durable", lambda p: p.chiffres.durables, Sorte.ENTIER),
)
