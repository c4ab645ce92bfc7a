"""One row of a table after the other: what is a person's hours, what is a total, what is refused and why."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from clauses.exchange.heures_tableur.colonnes import Champ, est_entete
from clauses.exchange.heures_tableur.entete import ALIAS_MINIMUM, ColonneVue, Tableau
from clauses.exchange.heures_tableur.valeurs import (
    ValeurIllisible,
    adresse,
    date_de,
    heures_du_mois,
    masquer,
    mois_de,
    nom_prenom_de,
    texte_de,
    vide,
)
from clauses.rules.lecture import Constat, LigneLue, Portee, Source
from clauses.rules.vocabulaire import OrigineLigne
from socle.identifiants import plier
from socle.periodes import Mois
from socle.tableur import Cellule

SEUIL_MENSUEL = Decimal(220)
"""Above, the hours of one person in one month are said to be many; they are kept."""

_TOTAL = re.compile(r"\b(sous )?tota(l|ux)\b|^cumul\b|^ensemble\b|^recapitulatif\b|^moyenne\b")
_INDICE = re.compile(r"tota|cumul|ensemble|capitulatif|moyenne", re.IGNORECASE)
"""No word of a total in plain letters without one of these: spares folding every name."""
_SANS_VALEUR = "La formule n'a pas de valeur enregistrée : ouvrez le fichier, enregistrez-le, ou tapez les heures."
_EN_ERREUR = "La formule donne une erreur dans le classeur : corrigez-la, ou tapez les heures."


@dataclass(frozen=True, slots=True)
class RangRefuse:
    """A refused value with what could be read of its row, so that the person corrects it on the spot."""

    constat: Constat
    nom: str = ""
    prenom: str = ""
    date_naissance: date | None = None
    mois: Mois | None = None
    heures: str = ""
    lot: str = ""
    chantier: str = ""
    contrat: str = ""


@dataclass
class Rangs:
    """Reads tables one after the other, keeping lines, refusals and findings."""

    jour: date
    mois: Mois | None = None
    lignes: list[LigneLue] = field(default_factory=list)
    refusees: list[RangRefuse] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)
    comptes: Counter[str] = field(default_factory=Counter)

    def lire(self, tableau: Tableau, *, minutes: bool) -> None:
        """Read the rows of a table."""
        self._tableau, self._minutes = tableau, minutes
        self._par_champ = {c: tableau.de(c) for c in Champ}
        self._mesures = [c for c in tableau.colonnes if c.mois] or [
            c for c in tableau.colonnes if c.champ is Champ.HEURES
        ]
        groupe = ""
        sans_heures = 0
        suite = [(rang, cellules) for rang, cellules in tableau.feuille.rangs if rang > tableau.rang]
        fin = self._dernier_total(suite)
        for rang, cellules in suite:
            if rang > fin:
                self.comptes["lignes_hors_tableau"] += 1
            elif self._est_total(cellules):
                self.comptes["totaux"] += 1
            elif not self._heures_en_nombre(cellules) and est_entete(cellules) >= ALIAS_MINIMUM:
                self.comptes["titres_repetes"] += 1
            elif self._nom(cellules) == ("", ""):
                groupe = self._sans_nom(rang, cellules) or groupe
            elif not self._a_des_heures(rang, cellules):
                seul = [texte_de(c) for c in cellules if c is not None]
                if len(seul) == 1:
                    groupe = seul[0]
                    self.comptes["titres_de_groupe"] += 1
                else:
                    sans_heures += 1
            else:
                self._personne(rang, cellules, groupe)
        if sans_heures:
            self.comptes["personnes_sans_heures"] += sans_heures
            pluriel = "s" if sans_heures > 1 else ""
            phrase = (
                f"{sans_heures} ligne{pluriel} sans heures : rien n'est écrit pour elle{pluriel} (vide n'est pas zéro)."
            )
            self.constats.append(Constat(Portee.INFO, phrase, Source(tableau.feuille.nom, tableau.rang)))

    # --- what a row is ---

    def _dernier_total(self, suite: list[tuple[int, list[Cellule]]]) -> int:
        """Rank of the total that ends the table: nobody's readable hours stand below (else it is a sub-total)."""
        fin = 1 << 30
        for rang, cellules in reversed(suite):
            if self._est_total(cellules):
                fin = rang
            elif self._nom(cellules) != ("", "") and self._heures_lisibles(rang, cellules):
                break
        return fin

    def _heures_en_nombre(self, cellules: list[Cellule]) -> bool:
        """The column of hours holds a number: no repeated title does (a wide table's may: its months as numbers)."""
        return isinstance(self._cellule(cellules, Champ.HEURES), int | Decimal)

    def _heures_lisibles(self, rang: int, cellules: list[Cellule]) -> bool:
        for colonne in self._mesures:
            try:
                valeur = cellules[colonne.position] if colonne.position < len(cellules) else None
                if self._defaut(rang, colonne) or heures_du_mois(valeur, minutes=self._minutes) is not None:
                    return True
            except ValeurIllisible:
                continue
        return False

    def _cellule(self, cellules: list[Cellule], champ: Champ) -> Cellule:
        colonne = self._par_champ[champ]
        return cellules[colonne.position] if colonne and colonne.position < len(cellules) else None

    def _est_total(self, cellules: list[Cellule]) -> bool:
        textes = [c for c in cellules if isinstance(c, str)][:3]
        suspects = [t for t in textes if len(t) < 80 and (not t.isascii() or _INDICE.search(t))]
        return any(_TOTAL.search(plier(t)) for t in suspects) and self._cellule(cellules, Champ.NAISSANCE) is None

    def _a_des_heures(self, rang: int, cellules: list[Cellule]) -> bool:
        return any(
            not vide(cellules[c.position] if c.position < len(cellules) else None) or self._defaut(rang, c)
            for c in self._mesures
        )

    def _defaut(self, rang: int, colonne: ColonneVue) -> str:
        return self._tableau.feuille.defauts.get(adresse(rang, colonne.position), "")

    def _nom(self, cellules: list[Cellule]) -> tuple[str, str]:
        nom, prenom = texte_de(self._cellule(cellules, Champ.NOM)), texte_de(self._cellule(cellules, Champ.PRENOM))
        ensemble = texte_de(self._cellule(cellules, Champ.NOM_PRENOM))
        return nom_prenom_de(ensemble) if ensemble and not (nom and prenom) else (nom, prenom)

    def _sans_nom(self, rang: int, cellules: list[Cellule]) -> str:
        """A row without a name: a group title, or hours that nobody owns (refused)."""
        textes = [texte_de(c) for c in cellules if c is not None]
        if self._a_des_heures(rang, cellules):
            colonne = self._mesures[0]
            valeur = cellules[colonne.position] if colonne.position < len(cellules) else None
            self._refuser(rang, colonne, valeur, "Des heures sans nom de personne.", {})
            return ""
        if len(textes) == 1:
            self.comptes["titres_de_groupe"] += 1
            return textes[0]
        self.comptes["lignes_ignorees"] += 1
        return ""

    # --- the hours of a person ---

    def _personne(self, rang: int, cellules: list[Cellule], groupe: str) -> None:
        nom, prenom = self._nom(cellules)
        lu = {
            "nom": nom,
            "prenom": prenom,
            "lot": texte_de(self._cellule(cellules, Champ.LOT)),
            "chantier": texte_de(self._cellule(cellules, Champ.CHANTIER)),
            "contrat": texte_de(self._cellule(cellules, Champ.CONTRAT)),
        }
        if not lu["chantier"] and self._par_champ[Champ.CHANTIER] is None:
            lu["chantier"] = groupe
        lu["date_naissance"] = self._naissance(rang, cellules)
        self.comptes["personnes_lues"] += 1
        for colonne in self._mesures:
            valeur = cellules[colonne.position] if colonne.position < len(cellules) else None
            defaut = self._defaut(rang, colonne)
            if vide(valeur) and not defaut:
                continue
            try:
                mois = self._mois(cellules, colonne)
            except ValeurIllisible as erreur:
                de_mois = self._par_champ[Champ.MOIS] or colonne
                self._refuser(rang, de_mois, self._cellule(cellules, Champ.MOIS), str(erreur), lu, heures=valeur)
                continue
            lu["mois"] = mois
            if defaut:
                phrase = _SANS_VALEUR if defaut == "sans_valeur" else _EN_ERREUR
                self._refuser(rang, colonne, None, phrase, lu)
                continue
            self._heures(rang, colonne, valeur, cellules, lu)

    def _heures(self, rang: int, colonne: ColonneVue, valeur: Cellule, cellules: list[Cellule], lu: dict) -> None:
        non_travaillees = None
        try:
            heures = heures_du_mois(valeur, minutes=self._minutes)
            assert heures is not None
            if absence := self._par_champ[Champ.NON_TRAVAILLEES]:
                non_travaillees = self._absences(rang, absence, cellules, heures)
        except ValeurIllisible as erreur:
            self._refuser(rang, colonne, valeur, str(erreur), lu)
            return
        source = Source(self._tableau.feuille.nom, rang, colonne.lettre)
        if heures > SEUIL_MENSUEL:
            phrase = f"Plus de {SEUIL_MENSUEL} heures dans le mois pour une seule personne : vérifiez."
            self.constats.append(Constat(Portee.INFO, phrase, source, masquer(valeur)))
        employeur = texte_de(self._cellule(cellules, Champ.EMPLOYEUR))
        self.lignes.append(
            LigneLue(
                heures=heures,
                origine=OrigineLigne.TABLEUR,
                source=source,
                non_travaillees=non_travaillees,
                nom_usage=texte_de(self._cellule(cellules, Champ.NOM_USAGE)),
                employeur=employeur,
                **lu,
            )
        )
        self.comptes["lignes_lues"] += 1

    def _absences(self, rang: int, colonne: ColonneVue, cellules: list[Cellule], heures: Decimal) -> Decimal | None:
        valeur = cellules[colonne.position] if colonne.position < len(cellules) else None
        if self._defaut(rang, colonne):
            raise ValeurIllisible(f"Colonne « {colonne.nom} » : {_SANS_VALEUR}")
        lue = heures_du_mois(valeur, minutes=self._minutes)
        if lue is not None and not 0 <= lue <= max(heures, Decimal(0)):
            raise ValeurIllisible("Les heures non travaillées font partie des heures payées : elles les dépassent ici.")
        return lue

    def _mois(self, cellules: list[Cellule], colonne: ColonneVue) -> Mois:
        tableau = self._tableau
        if colonne.mois:
            annee = colonne.mois[0] or self._annee(cellules) or tableau.annee
            if annee is None:
                raise ValeurIllisible("L'année de cette colonne n'est écrite nulle part.")
            mois: Mois | None = Mois(annee, colonne.mois[1])
        else:
            annee = self._annee(cellules) or tableau.annee
            lu = self._cellule(cellules, Champ.MOIS)
            mois = mois_de(lu, annee=annee, de_1904=tableau.feuille.de_1904)
            mois = mois or self.mois or tableau.mois
        if mois is None:
            raise ValeurIllisible("Le mois de cette ligne n'est écrit nulle part.")
        if mois > Mois.depuis(self.jour):
            raise ValeurIllisible(f"Le mois {mois} n'a pas commencé.")
        if mois < Mois(2000, 1):
            raise ValeurIllisible(f"Le mois {mois} est trop ancien.")
        return mois

    def _annee(self, cellules: list[Cellule]) -> int | None:
        texte = texte_de(self._cellule(cellules, Champ.ANNEE))
        return int(texte) if re.fullmatch(r"20\d{2}", texte) else None

    def _naissance(self, rang: int, cellules: list[Cellule]) -> date | None:
        valeur = self._cellule(cellules, Champ.NAISSANCE)
        try:
            lue = date_de(valeur, jour=self.jour, de_1904=self._tableau.feuille.de_1904)
        except ValeurIllisible as erreur:
            lue, phrase = None, str(erreur)
        else:
            if lue is None or 12 <= self.jour.year - lue.year <= 100:
                return lue
            lue, phrase = None, "Cette date de naissance est impossible."
        colonne = self._par_champ[Champ.NAISSANCE]
        assert colonne is not None
        source = Source(self._tableau.feuille.nom, rang, colonne.lettre)
        suite = "La personne est cherchée par son nom seul."
        self.constats.append(Constat(Portee.INFO, f"{phrase} {suite}", source, masquer(valeur)))
        return None

    def _refuser(
        self, rang: int, colonne: ColonneVue, valeur: Cellule, phrase: str, lu: dict, *, heures: Cellule = None
    ) -> None:
        source = Source(self._tableau.feuille.nom, rang, colonne.lettre)
        constat = Constat(Portee.REFUS, phrase, source, masquer(valeur))
        self.constats.append(constat)
        texte = masquer(heures if heures is not None else valeur)
        self.refusees.append(RangRefuse(constat=constat, heures=texte, **lu))
        self.comptes["lignes_refusees"] += 1
