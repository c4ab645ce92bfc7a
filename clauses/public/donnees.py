"""What anonymous readers get of the engagement: frozen data, no person, no count under 5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction

from chantiers.public import LieuPublic, code_actuel
from clauses.rules.heures import EtatEngagement, Situation, mot_etat, phrase_barre, phrase_courte
from clauses.rules.phrases import mois_annee
from clauses.rules.vocabulaire import NiveauPublication
from socle.identifiants import plier

LONGUEUR_TEXTE = 100


@dataclass(frozen=True, slots=True)
class FiltresPublics:
    """The filters of every public face, as they stand in the address; empty means "all"."""

    texte: str = ""
    programme: str = ""
    commune: str = ""
    maitre_ouvrage: str = ""
    etat: str = ""
    metier: str = ""

    @classmethod
    def depuis(cls, parametres: Mapping[str, str]) -> FiltresPublics:
        """Read an address; unknown names are ignored, each value is trimmed and capped. `q` also means the text."""
        lus = {c.name: str(parametres.get(c.name, "")).strip()[:LONGUEUR_TEXTE] for c in fields(cls)}
        return cls(**lus | {"texte": lus["texte"] or str(parametres.get("q", "")).strip()[:LONGUEUR_TEXTE]})

    def en_adresse(self) -> dict[str, str]:
        """The filters that are set, for an address."""
        return {c.name: getattr(self, c.name) for c in fields(self) if getattr(self, c.name)}

    def __bool__(self) -> bool:
        return bool(self.en_adresse())


@dataclass(frozen=True, slots=True)
class MetierRecherche:
    """A trade that a site looks for, and the number of posts."""

    code: str
    libelle: str
    postes: int
    debut: date


@dataclass(frozen=True, slots=True)
class ChantierPublie:
    """A site and its published engagement. `situation` is None when nothing is published on it."""

    lieu: LieuPublic
    niveau: NiveauPublication
    etat: EtatEngagement
    situation: Situation | None = None
    arrete_au: date | None = None
    suspendu_depuis: date | None = None
    metiers: tuple[MetierRecherche, ...] = ()

    @property
    def slug(self) -> str:
        return self.lieu.slug

    @property
    def nom(self) -> str:
        return self.lieu.nom

    @property
    def est_publie(self) -> bool:
        """Whether hours are shown."""
        return self.situation is not None

    @property
    def heures_objectif(self) -> Decimal | None:
        """Hours owed at the as-of, or None when not published."""
        return self.situation.dues if self.situation else None

    @property
    def heures_validees(self) -> Decimal | None:
        """Hours done and checked, or None."""
        return self.situation.validees if self.situation else None

    @property
    def heures_en_verification(self) -> Decimal | None:
        """Hours submitted and not decided yet, or None."""
        return self.situation.en_verification if self.situation else None

    @property
    def heures_restantes(self) -> Decimal | None:
        """Hours that remain to do, or None."""
        return self.situation.restantes if self.situation else None

    @property
    def heures_attendues(self) -> Decimal | None:
        """Hours expected at the as-of, rounded to show, or None."""
        return self.situation.attendues_arrondies if self.situation else None

    @property
    def taux(self) -> Fraction | None:
        """Done over owed in percent, exact and uncapped, or None."""
        return self.situation.taux if self.situation else None

    @property
    def mot(self) -> str:
        """The word of the state, with its figure where it carries one."""
        return mot_etat(self.etat, self.situation) if self.situation else self.etat.mot

    @property
    def phrase(self) -> str:
        """The full sentence that stands for the bar."""
        if self.situation is None or self.arrete_au is None:
            return f"{self.etat.mot}."
        return phrase_barre(self.situation, self.etat, self.arrete_au)

    @property
    def phrase_courte(self) -> str:
        """Figures and as-of, to read under the bar."""
        if self.situation is None or self.arrete_au is None:
            return ""
        return phrase_courte(self.situation, self.arrete_au)

    @property
    def mois_arrete(self) -> str:
        """ "septembre 2026", or an empty text."""
        return mois_annee(self.arrete_au) if self.arrete_au else ""

    def garde(self, filtres: FiltresPublics) -> bool:
        """Whether the site passes these filters (codes already made current by `filtres_resolus`)."""
        lieu = self.lieu
        if filtres.programme and filtres.programme.lower() not in (
            lieu.programme.slug.lower(),
            lieu.programme.code.lower(),
        ):
            return False
        if filtres.commune and not lieu.est_dans(filtres.commune):
            return False
        if filtres.maitre_ouvrage and filtres.maitre_ouvrage.lower() not in (
            lieu.maitre_ouvrage.uuid,
            lieu.maitre_ouvrage.slug,
        ):
            return False
        if filtres.etat and filtres.etat != self.etat:
            return False
        if filtres.metier and all(filtres.metier.upper() != m.code for m in self.metiers):
            return False
        return lieu.contient(plier(filtres.texte).split())


def filtres_resolus(filtres: FiltresPublics) -> FiltresPublics:
    """The same filters, a former INSEE code replaced by the current one."""
    if not filtres.commune[:1].isdigit():
        return filtres
    parametres = filtres.en_adresse() | {"commune": code_actuel(filtres.commune)}
    return FiltresPublics(**parametres)
