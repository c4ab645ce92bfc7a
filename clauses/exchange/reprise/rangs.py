"""From texts to typed rows: each value that cannot be read is refused where it stands, with a French sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from clauses.exchange.heures_tableur.valeurs import ValeurIllisible, date_de, heures_de, mois_de
from clauses.exchange.reprise.colonnes import REQUIS, Champ
from clauses.exchange.reprise.feuilles import RangLu
from clauses.rules.lecture import Source
from clauses.rules.reprise import (
    LOT_UNIQUE,
    Designation,
    EngagementRepris,
    PersonneReprise,
    RefusReprise,
    SoldeRepris,
    SorteRang,
)
from clauses.rules.vocabulaire import TypeContrat
from socle.centiemes import ZERO
from socle.identifiants import normaliser_siret, plier, siret_valide
from socle.periodes import Mois

DUES_MAX = Decimal(10_000_000)
_JOUR = re.compile(r"\d{4}-\d{2}-\d{2}")
_TYPES = {plier(mot): t for t in TypeContrat for mot in (t.value, t.libelle)}


@dataclass
class FichierLu:
    """The typed rows of a file, and the rows refused."""

    engagements: list[EngagementRepris] = field(default_factory=list)
    soldes: list[SoldeRepris] = field(default_factory=list)
    personnes: list[PersonneReprise] = field(default_factory=list)
    refus: list[RefusReprise] = field(default_factory=list)
    engagements_refuses: list[Designation] = field(default_factory=list)
    soldes_refuses: list[Designation] = field(default_factory=list)
    """What the refused rows name all the same: a contract being corrected exists, months left alone are no balance."""


def lire_rangs(rangs: Iterable[RangLu], *, jour: date) -> FichierLu:
    """Type every row; `jour` is the day of the take-over: what is taken over was counted on that day at the latest."""
    lu = FichierLu()
    for rang in rangs:
        _Rang(rang, jour, lu).lire()
    return lu


def siret_tape(texte: str) -> str:
    """The digits of a SIRET as typed; those of a spreadsheet that took it for a number find their first zeros again."""
    chiffres = normaliser_siret(texte)
    return chiffres.zfill(14) if chiffres.isdigit() and 10 < len(chiffres) < 14 else chiffres


class _Refus(Exception):
    """This row is refused; the reason stands with the others."""


class _Rang:
    """One row being typed."""

    def __init__(self, rang: RangLu, jour: date, lu: FichierLu) -> None:
        self.rang, self.jour, self.lu = rang, jour, lu
        self.source = Source(rang.feuille, rang.rang)

    def lire(self) -> None:
        lecteurs = {
            SorteRang.ENGAGEMENT: (self._engagement, self.lu.engagements),
            SorteRang.SOLDE: (self._solde, self.lu.soldes),
            SorteRang.PERSONNE: (self._personne, self.lu.personnes),
        }
        lire, liste = lecteurs[self.rang.sorte]
        try:
            for champ in REQUIS[self.rang.sorte]:
                if not self.texte(champ):
                    self.refuser(champ, "Cette case est vide : elle est nécessaire.")
            liste.append(lire())  # type: ignore[attr-defined]
        except _Refus:
            refuses = {
                SorteRang.ENGAGEMENT: self.lu.engagements_refuses,
                SorteRang.SOLDE: self.lu.soldes_refuses,
            }
            if self.rang.sorte in refuses and self.texte(Champ.MARCHE):
                siret = siret_tape(self.texte(Champ.MAITRE_OUVRAGE_SIRET))
                designation = Designation(**self._nomme(siret if siret_valide(siret) else ""))
                refuses[self.rang.sorte].append(designation)

    def _engagement(self) -> EngagementRepris:
        dues, realisees = self.heures(Champ.DUES), self.heures(Champ.REALISEES) if self.texte(Champ.REALISEES) else ZERO
        if dues > DUES_MAX:
            self.refuser(Champ.DUES, "Plus de dix millions d'heures : vérifiez.")
        debut, fin = self.jour_de(Champ.DEBUT), self.jour_ou_rien(Champ.FIN)
        if fin and fin < debut:
            self.refuser(Champ.FIN, "La fin précède le début.")
        arretees_au = self.jour_ou_rien(Champ.ARRETEES_AU)
        if arretees_au and arretees_au > self.jour:
            self.refuser(Champ.ARRETEES_AU, f"Cette date est à venir : {self._au_plus_tard}.")
        return EngagementRepris(
            **self._nomme(self.siret(Champ.MAITRE_OUVRAGE_SIRET)),
            intitule=self.texte(Champ.INTITULE),
            objet=self.texte(Champ.OBJET),
            operation=self.texte(Champ.OPERATION),
            programme=self.texte(Champ.PROGRAMME),
            chantier=self.texte(Champ.CHANTIER),
            commune=self.texte(Champ.COMMUNE),
            titulaire=self.texte(Champ.TITULAIRE),
            titulaire_siret=self.siret(Champ.TITULAIRE_SIRET),
            referentiel=self.texte(Champ.REFERENTIEL),
            notification=self.jour_ou_rien(Champ.NOTIFICATION),
            debut=debut,
            fin=fin,
            dues=dues,
            realisees=realisees,
            arretees_au=arretees_au,
            origine=self.texte(Champ.ORIGINE),
        )

    def _solde(self) -> SoldeRepris:
        return SoldeRepris(
            **self._nomme(self.siret(Champ.MAITRE_OUVRAGE_SIRET)),
            mois=self.mois(Champ.MOIS),
            heures=self.heures(Champ.HEURES),
        )

    def _personne(self) -> PersonneReprise:
        premier, debut = self.jour_de(Champ.PREMIER_CONTRAT), self.jour_ou_rien(Champ.DEBUT)
        if premier > self.jour:
            self.refuser(Champ.PREMIER_CONTRAT, "Cette date est à venir.")
        naissance = self.jour_ou_rien(Champ.NAISSANCE)
        if naissance and not 12 <= self.jour.year - naissance.year <= 100:
            self.refuser(Champ.NAISSANCE, "Cette date de naissance est impossible.")
        if self.texte(Champ.MARCHE) and debut is None:
            self.refuser(Champ.DEBUT, "Le contrat en cours a besoin de sa date de début.")
        return PersonneReprise(
            **self._nomme(self.siret(Champ.MAITRE_OUVRAGE_SIRET)),
            nom=self.texte(Champ.NOM),
            prenom=self.texte(Champ.PRENOM),
            naissance=naissance,
            premier_contrat=premier,
            type_contrat=self.type_de_contrat(),
            employeur=self.texte(Champ.EMPLOYEUR),
            employeur_siret=self.siret(Champ.EMPLOYEUR_SIRET),
            debut=debut,
            fin=self.jour_ou_rien(Champ.FIN),
        )

    def _nomme(self, siret: str) -> dict[str, Any]:
        """How this row names its obligation."""
        return {
            "source": self.source,
            "marche": self.texte(Champ.MARCHE),
            "lot": self.texte(Champ.LOT) or LOT_UNIQUE,
            "maitre_ouvrage": self.texte(Champ.MAITRE_OUVRAGE),
            "maitre_ouvrage_siret": siret,
        }

    @property
    def _au_plus_tard(self) -> str:
        return f"des heures reprises sont comptées au plus tard le {self.jour:%d/%m/%Y}, jour du dépôt"

    def texte(self, champ: Champ) -> str:
        return self.rang.valeurs.get(champ, "")

    def heures(self, champ: Champ) -> Decimal:
        try:
            lues = heures_de(self.texte(champ))
        except ValeurIllisible as erreur:
            self.refuser(champ, str(erreur))
        assert lues is not None
        if lues < ZERO:
            self.refuser(champ, "Des heures reprises ne sont pas négatives.")
        return lues

    def mois(self, champ: Champ) -> Mois:
        texte = self.texte(champ)
        try:
            lu = Mois.depuis(date.fromisoformat(texte)) if _JOUR.fullmatch(texte) else mois_de(texte)
        except ValeurIllisible as erreur:
            self.refuser(champ, str(erreur))
        assert lu is not None  # the cell is not empty
        if lu > Mois.depuis(self.jour):
            self.refuser(champ, f"Ce mois est à venir : {self._au_plus_tard}.")
        return lu

    def jour_de(self, champ: Champ) -> date:
        lu = self.jour_ou_rien(champ)
        if lu is None:
            self.refuser(champ, "Écrivez une date, par exemple 31/03/2025.")
        return lu

    def jour_ou_rien(self, champ: Champ) -> date | None:
        # "31/12/27" ends in 2027: only a birth lies in the century behind us.
        pivot = self.jour if champ is Champ.NAISSANCE else self.jour.replace(year=self.jour.year + 20, day=1)
        try:
            return date_de(self.texte(champ), jour=pivot)
        except ValeurIllisible as erreur:
            self.refuser(champ, str(erreur))

    def siret(self, champ: Champ) -> str:
        chiffres = siret_tape(self.texte(champ))
        if chiffres and not siret_valide(chiffres):
            self.refuser(champ, "Ce SIRET n'est pas valable : 14 chiffres, tels qu'ils figurent sur le Kbis.")
        return chiffres

    def type_de_contrat(self) -> str:
        texte = self.texte(Champ.TYPE_CONTRAT)
        if not texte:
            return TypeContrat.CDD.value
        trouve = _TYPES.get(plier(texte))
        if trouve is None:
            self.refuser(Champ.TYPE_CONTRAT, "Ce type de contrat n'est pas connu : CDI, CDD, CDDI, intérim…")
        return trouve.value

    def refuser(self, champ: Champ, phrase: str) -> None:
        source = Source(self.rang.feuille, self.rang.rang, champ.libelle)
        self.lu.refus.append(RefusReprise(source, phrase, self.texte(champ)))
        raise _Refus
