"""What an import proposes, line by line: kinds, decisions, states, and the judgement of one line. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from clauses.rules.etats import EtatLigne
from clauses.rules.proposees import CHEZ_LE_CLIENT
from socle.mots import MotLibelle


class EtatFichier(MotLibelle):
    """Where an import stands."""

    RECU = ("RECU", "En cours de lecture")
    A_PRECISER = ("A_PRECISER", "À préciser")
    A_RELIRE = ("A_RELIRE", "À relire")
    ENREGISTRE = ("ENREGISTRE", "Enregistré")
    REFUSE = ("REFUSE", "Illisible")
    ABANDONNE = ("ABANDONNE", "Abandonné")

    @property
    def ouvert(self) -> bool:
        """Something is still to be done: by the platform, or by the person."""
        return self in (EtatFichier.RECU, EtatFichier.A_PRECISER, EtatFichier.A_RELIRE)


class SorteLigne(MotLibelle):
    """What a line of the file becomes."""

    NOUVELLE = ("NOUVELLE", "Nouvelle")
    REMPLACE = ("REMPLACE", "Remplace")
    IDENTIQUE = ("IDENTIQUE", "Déjà saisie, identique")
    CORRECTION = ("CORRECTION", "Corrige un mois validé")
    TRANSMISE = ("TRANSMISE", "Déjà transmise, en vérification")
    A_CHOISIR = ("A_CHOISIR", "À choisir")
    INCONNUE = ("INCONNUE", "Personne inconnue")
    SANS_CONTRAT = ("SANS_CONTRAT", "Sans contrat ce mois-là")
    REFUSEE = ("REFUSEE", "Refusée")


class DecisionLigne(MotLibelle):
    """What the person decided about a line."""

    GARDER = ("GARDER", "À enregistrer")
    LAISSER = ("LAISSER", "À laisser de côté")


ENREGISTRABLES = (SorteLigne.NOUVELLE, SorteLigne.REMPLACE, SorteLigne.CORRECTION)
"""Kinds that write something."""
A_TRAITER = (SorteLigne.A_CHOISIR, SorteLigne.INCONNUE, SorteLigne.SANS_CONTRAT, SorteLigne.REFUSEE)
"""Kinds that need the person; the others go on without her."""


@dataclass(frozen=True, slots=True)
class LigneEnPlace:
    """What is stored for a contract, a site and a month, before the import."""

    etat: EtatLigne
    heures: Decimal
    non_travaillees: Decimal
    correction_en_attente: bool = False
    deja_corrigee: bool = False
    pretee: bool = False
    """Another firm declares these hours: they are prepared for its month."""


@dataclass(frozen=True, slots=True)
class Jugement:
    """The kind of a line, the hours that would stand, a French sentence where one is needed."""

    sorte: SorteLigne
    heures: Decimal
    phrase: str = ""


def juger(
    heures: Decimal, non_travaillees: Decimal | None, en_place: LigneEnPlace | None, *, regularisation: bool = False
) -> Jugement:
    """What these hours of a file become beside what is stored.

    Never sums with what is stored, but for a regularisation (a difference, mostly negative), which only touches
    validated hours: so a file sent twice changes nothing.
    """
    if heures < 0 or regularisation:
        return _regulariser(heures, en_place)
    if en_place is None:
        return Jugement(SorteLigne.NOUVELLE, heures)
    nt = en_place.non_travaillees if non_travaillees is None else non_travaillees
    if (en_place.heures, en_place.non_travaillees) == (heures, nt):
        return Jugement(SorteLigne.IDENTIQUE, heures)
    if en_place.etat.modifiable:
        return Jugement(SorteLigne.REMPLACE, heures)
    if en_place.pretee:
        return Jugement(SorteLigne.TRANSMISE, heures, CHEZ_LE_CLIENT)
    if en_place.correction_en_attente:
        phrase = "Une correction de cette ligne attend déjà la facilitation : corrigez-la une fois acceptée."
        return Jugement(SorteLigne.TRANSMISE, heures, phrase)
    if en_place.etat.comptee:
        return Jugement(SorteLigne.CORRECTION, heures)
    if en_place.etat is EtatLigne.SOUMISE:
        phrase = "Déjà transmise et en vérification : demandez son renvoi à la facilitation pour la corriger."
        return Jugement(SorteLigne.TRANSMISE, heures, phrase)
    return Jugement(
        SorteLigne.TRANSMISE, heures, "Ligne refusée par la facilitation : elle ne se réécrit pas par fichier."
    )


def _regulariser(heures: Decimal, en_place: LigneEnPlace | None) -> Jugement:
    if en_place is None or not en_place.etat.comptee:
        phrase = "Régularisation sans heures validées ce mois-là : indiquez le total du mois."
        return Jugement(SorteLigne.REFUSEE, heures, phrase)
    if en_place.pretee:
        return Jugement(SorteLigne.TRANSMISE, max(en_place.heures + heures, Decimal(0)), CHEZ_LE_CLIENT)
    if en_place.correction_en_attente:
        phrase = "Une correction de cette ligne attend déjà la facilitation."
        return Jugement(SorteLigne.TRANSMISE, max(en_place.heures + heures, Decimal(0)), phrase)
    nouveau = en_place.heures + heures
    if nouveau < 0:
        return Jugement(SorteLigne.REFUSEE, heures, "La régularisation dépasse les heures validées de ce mois.")
    phrase = "Régularisation : les heures du fichier s'ajoutent aux heures validées, ou s'en retirent."
    return Jugement(SorteLigne.CORRECTION, nouveau, phrase)
