"""The template of a take-over file: three sheets with their titles, and what each column expects."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from clauses.exchange.reprise import COLONNES
from clauses.rules.reprise import SorteRang

NOMS = {SorteRang.ENGAGEMENT: "Engagements", SorteRang.SOLDE: "Heures par mois", SorteRang.PERSONNE: "Personnes"}
NOTICE = (
    "Engagements : une ligne par lot. Marché, opération, titulaire, début et heures dues sont nécessaires.",
    "Le programme et la commune sont nécessaires pour une opération ou un chantier que la plateforme ne connaît pas.",
    "Heures réalisées : ce que l'ancien suivi avait validé. Sans détail par mois, dites à quelle date (Arrêtées au).",
    "Heures par mois : facultatif. Pour un lot qui y figure, les mois doivent faire les heures réalisées.",
    "Personnes : nom, prénom et premier contrat de clause sont nécessaires ; marché, lot et début pour un contrat en "
    "cours.",
    "Aucun critère d'éligibilité n'est lu. Relancer le même fichier ne change rien.",
)


def modele(*, programmes: Sequence[str], referentiels: Sequence[str]) -> bytes:
    """An empty workbook to fill and drop back; the reference values that the platform knows are on the last sheet."""
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as classeur:
        gras = classeur.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for sorte, champs in COLONNES.items():
            feuille = classeur.add_worksheet(NOMS[sorte])
            for place, champ in enumerate(champs):
                feuille.set_column(place, place, 18)
                feuille.write_string(0, place, champ.libelle, gras)
            feuille.freeze_panes(1, 0)
        aide = classeur.add_worksheet("À lire")
        aide.set_column(0, 0, 110)
        lignes = [*NOTICE, "", "Programmes connus :", *programmes, "", "Référentiels connus :", *referentiels]
        for rang, texte in enumerate(lignes):
            aide.write_string(rang, 0, texte)
    return tampon.getvalue()
