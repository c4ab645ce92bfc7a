"""The template of a take-over file: three sheets with their titles, and what each column expects."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

NOTICE = (
    "Engagements : une ligne par lot. Marché, opération, titulaire, début et heures dues sont nécessaires.",
    "Le programme et la commune sont nécessaires pour une opération ou un chantier que la plateforme ne connaît pas.",
    "Maître d'ouvrage, sur chaque feuille : nécessaire quand deux maîtres d'ouvrage ont un marché du même numéro, avec "
    "son SIRET s'ils ont aussi le même nom.",
    "Heures réalisées : ce que l'ancien suivi avait validé. Sans détail par mois, dites à quelle date (Arrêtées au).",
    "Heures par mois : facultatif. Pour un lot qui y figure, les mois doivent faire les heures réalisées, et aucun ne "
    "suit la date « Arrêtées au ».",
    "Personnes : nom, prénom et premier contrat de clause sont nécessaires ; marché, lot et début pour un contrat en "
    "cours.",
    "Aucun critère d'éligibilité n'est lu. Relancer le même fichier ne change rien.",
)


def modele(feuilles: Mapping[str, Sequence[str]], *, programmes: Sequence[str], referentiels: Sequence[str]) -> bytes:
    """An empty workbook to fill and drop back: `feuilles` are the titles of each sheet; the reference values that the
    platform knows are on the last one.
    """
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as classeur:
        gras = classeur.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for nom, titres in feuilles.items():
            feuille = classeur.add_worksheet(nom)
            for place, titre in enumerate(titres):
                feuille.set_column(place, place, 18)
                feuille.write_string(0, place, titre, gras)
            feuille.freeze_panes(1, 0)
        aide = classeur.add_worksheet("À lire")
        aide.set_column(0, 0, 110)
        lignes = [*NOTICE, "", "Programmes connus :", *programmes, "", "Référentiels connus :", *referentiels]
        for rang, texte in enumerate(lignes):
            aide.write_string(rang, 0, texte)
    return tampon.getvalue()
