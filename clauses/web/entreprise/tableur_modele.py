"""The template of a month of hours: the firm's own people, lots and sites, hours already typed included."""

from __future__ import annotations

from django.http import HttpResponse

from clauses.selectors.entreprise.grille import CelluleGrille, grille
from entreprises.policies import Acteur
from socle.fichiers import repondre_fichier
from socle.periodes import Mois
from socle.presentation import de_mois
from socle.tableur import MIME_XLSX, Colonne, Sorte, ecrire_xlsx


def repondre_modele(acteur: Acteur, mois: Mois) -> HttpResponse:
    """An XLSX of one line per person and site, to fill and drop back."""
    vue = grille(acteur, mois)
    cellules = [c for c in vue.cellules if c.contrat is not None] if vue else []
    contenu = ecrire_xlsx(
        cellules,
        _colonnes(mois),
        titre_feuille=f"Heures {mois.iso}",
        entete=[
            f"Heures {de_mois(mois)}",
            "Remplissez « Heures du mois », laissez vide ce qui n'est pas à déclarer, puis déposez ce fichier.",
        ],
    )
    return repondre_fichier(contenu, nom=f"heures-{mois.iso}.xlsx", mime=MIME_XLSX)


def _colonnes(mois: Mois) -> list[Colonne]:
    def personne(champ: str):
        return lambda c: getattr(c.contrat.beneficiaire, champ)

    def lot(cellule: CelluleGrille) -> str:
        return cellule.colonne.intervention.libelle

    return [
        Colonne("Nom", personne("nom"), largeur=22),
        Colonne("Prénom", personne("prenom"), largeur=18),
        Colonne("Date de naissance", personne("date_naissance"), Sorte.DATE, largeur=14),
        Colonne("Lot", lot, largeur=32),
        Colonne("Chantier", lambda c: str(c.colonne.chantier), largeur=32),
        Colonne("Mois", lambda _: mois.iso, largeur=10),
        Colonne("Heures du mois", lambda c: c.heures, Sorte.HEURES, largeur=14),
        Colonne("Dont non travaillées", lambda c: c.non_travaillees or None, Sorte.HEURES, largeur=14),
    ]
