"""A referral from its proposal to its end: which act leads where, who may do it, and what it says of the person."""

from __future__ import annotations

from collections.abc import Iterable

from parcours.rules.etapes import EtatMiseEnRelation, StatutParcours
from socle.mots import MotLibelle
from socle.transitions import TableEtats


class ActeRelation(MotLibelle):
    """What is done to a referral."""

    CONTACTER = ("contacter", "Personne contactée")
    ENTRETIEN = ("entretien", "Entretien prévu")
    RETENIR = ("retenir", "Retenue")
    REFUSER = ("refuser", "Non retenue")
    RETIRER = ("retirer", "Retirée")
    EMBAUCHER = ("embaucher", "Embauchée")


class MotifRefus(MotLibelle):
    """Why a proposed person is not kept; the firm and the office choose, nobody writes about a person."""

    POURVU = ("pourvu", "Le poste est pourvu")
    COMPETENCES = ("competences", "Les compétences demandées ne sont pas là")
    EXPERIENCE = ("experience", "Pas assez d'expérience pour ce poste")
    HORAIRES = ("horaires", "Les horaires ne conviennent pas")
    TRAJET = ("trajet", "Le trajet est trop long")
    ABSENTE = ("absente", "La personne n'est pas venue à l'entretien")
    DECLINE = ("decline", "La personne n'est pas intéressée")
    AUTRE_EMPLOI = ("autre_emploi", "La personne a trouvé un autre emploi")
    INJOIGNABLE = ("injoignable", "La personne n'a pas pu être jointe")


E = EtatMiseEnRelation
OUVERTES = (E.PROPOSEE, E.CONTACTEE, E.ENTRETIEN, E.RETENUE)
"""States in which the referral waits for somebody."""

DE_L_ENTREPRISE = frozenset(
    {ActeRelation.ENTRETIEN, ActeRelation.RETENIR, ActeRelation.REFUSER, ActeRelation.EMBAUCHER}
)
"""Acts that the firm may do itself; the office may do them all."""

TABLE_RELATION: TableEtats[EtatMiseEnRelation, ActeRelation] = TableEtats(
    {
        (E.PROPOSEE, ActeRelation.CONTACTER): E.CONTACTEE,
        (E.PROPOSEE, ActeRelation.ENTRETIEN): E.ENTRETIEN,
        (E.CONTACTEE, ActeRelation.ENTRETIEN): E.ENTRETIEN,
        **{(etat, ActeRelation.RETENIR): E.RETENUE for etat in (E.PROPOSEE, E.CONTACTEE, E.ENTRETIEN)},
        **{(etat, ActeRelation.REFUSER): E.REFUSEE for etat in OUVERTES},
        **{(etat, ActeRelation.RETIRER): E.RETIREE for etat in OUVERTES},
        **{(etat, ActeRelation.EMBAUCHER): E.EMBAUCHEE for etat in (E.ENTRETIEN, E.RETENUE)},
    }
)

STATUTS: dict[EtatMiseEnRelation, StatutParcours] = {
    E.PROPOSEE: StatutParcours.PROPOSE,
    E.CONTACTEE: StatutParcours.PROPOSE,
    E.ENTRETIEN: StatutParcours.EN_ENTRETIEN,
    E.RETENUE: StatutParcours.RETENU,
}
"""How far an open referral brings the person on her pathway."""

EN_PLACEMENT = (StatutParcours.DISPONIBLE, StatutParcours.PROPOSE, StatutParcours.EN_ENTRETIEN, StatutParcours.RETENU)
"""Statuses that referrals move, the furthest last."""


def actes_simples(etat: str) -> tuple[ActeRelation, ...]:
    """What may be done in one gesture; a hire comes with its contract."""
    return tuple(a for a in TABLE_RELATION.actes_possibles(E(etat)) if a is not ActeRelation.EMBAUCHER)


def statut_apres(actuel: str, relation: str, ouvertes: Iterable[str]) -> StatutParcours:
    """Where a referral that has just changed leaves the person, `ouvertes` being the states of hers still open.

    Hired: at work. Else as far as the furthest of those open, and available again when none is (domain.md §7). Who
    meanwhile paused, left or works elsewhere stays there: the answer of a firm does not bring her back.
    """
    if relation == E.EMBAUCHEE:
        return StatutParcours.EN_POSTE
    if actuel not in EN_PLACEMENT:
        return StatutParcours(actuel)
    return max((STATUTS[E(etat)] for etat in ouvertes), key=EN_PLACEMENT.index, default=StatutParcours.DISPONIBLE)
