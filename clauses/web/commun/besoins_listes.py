"""Lists of needs on the contractor's and the office's pages: one set of filters, one set of columns."""

from __future__ import annotations

from typing import Any

from django import forms

from clauses.selectors.besoins import ETATS, OUVERTS, PERIMETRES, BesoinVu, ChoixBesoins, FiltresBesoins
from socle.formulaires import ChampDate
from socle.tableur import Colonne, Sorte


class FiltresBesoinsForm(forms.Form):
    """Filters of a list of needs; a value that does not exist is no filter."""

    perimetre = forms.ChoiceField(label="Besoins", required=False, choices=[*PERIMETRES.items()])
    etat = forms.ChoiceField(label="État", required=False, choices=[*ETATS.items()])
    metier = forms.ChoiceField(label="Métier", required=False)
    lot = forms.ChoiceField(label="Lot", required=False)
    du = ChampDate(label="Commence à partir du", required=False)
    au = ChampDate(label="Commence au plus tard le", required=False)

    def __init__(self, *args: Any, choix: ChoixBesoins, perimetre: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["metier"].choices = [("", "Tous"), *choix.metiers]
        self.fields["lot"].choices = [("", "Tous"), *choix.lots]
        self._perimetre = perimetre
        if not perimetre:
            del self.fields["perimetre"]

    def filtres(self) -> FiltresBesoins:
        """What the address asks."""
        self.is_valid()
        lus = self.cleaned_data
        options = {"perimetre": lus.get("perimetre") or self._perimetre} if self._perimetre else {}
        return FiltresBesoins(
            etat=lus.get("etat") or OUVERTS,
            metier=lus.get("metier") or "",
            lot=lus.get("lot") or "",
            du=lus.get("du"),
            au=lus.get("au"),
            **options,
        )


def _communes(vu: BesoinVu) -> str:
    return ", ".join(part.commune.nom for part in vu.besoin.chantier.communes.all())


COLONNES = (
    Colonne("Début", lambda v: v.besoin.debut, Sorte.DATE),
    Colonne("Fin", lambda v: v.besoin.fin, Sorte.DATE),
    Colonne("Métier", lambda v: v.besoin.metier.libelle, largeur=36),
    Colonne("Code ROME", lambda v: v.besoin.metier.code),
    Colonne("Postes", lambda v: v.besoin.nombre, Sorte.ENTIER),
    Colonne("Heures par semaine", lambda v: v.besoin.heures_hebdo, Sorte.HEURES),
    Colonne("Heures par personne", lambda v: v.besoin.heures, Sorte.HEURES),
    Colonne("Conditions", lambda v: ", ".join(v.besoin.conditions), largeur=50),
    Colonne("Précisions", lambda v: v.besoin.precisions, largeur=40),
    Colonne("Chantier", lambda v: str(v.besoin.chantier), largeur=36),
    Colonne("Communes", _communes),
    Colonne("Entreprise", lambda v: str(v.besoin.intervenant.organisation), largeur=30),
    Colonne("Marché", lambda v: v.besoin.clause.lot.marche.numero, largeur=16),
    Colonne("Lot", lambda v: str(v.besoin.clause.lot), largeur=36),
    Colonne("État", lambda v: v.mot),
    Colonne("Propositions en attente", lambda v: v.besoin.propositions_en_attente, Sorte.ENTIER),
    Colonne("Ouvert le", lambda v: v.besoin.ouvert_le, Sorte.DATE),
)
