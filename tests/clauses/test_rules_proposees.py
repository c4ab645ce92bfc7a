"""What became of hours that an employer prepared: read from the contractor's line, never stored."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clauses.rules.etats import EtatLigne
from clauses.rules.proposees import EnFace, EtatProposee, etat_proposee, preparable

PREPAREES = (Decimal("151.67"), Decimal("7.00"))


def en_face(etat: EtatLigne, heures: str = "151.67", non_travaillees: str = "7.00") -> EnFace:
    return EnFace(etat, Decimal(heures), Decimal(non_travaillees))


@pytest.mark.parametrize(
    ("ligne", "mois_transmis", "attendu"),
    [
        (None, False, EtatProposee.A_CONFIRMER),
        (None, True, EtatProposee.NON_REPRISE),
        (en_face(EtatLigne.BROUILLON), False, EtatProposee.REPRISE),
        (en_face(EtatLigne.BROUILLON, "140"), False, EtatProposee.A_CONFIRMER),
        (en_face(EtatLigne.BROUILLON, non_travaillees="0"), False, EtatProposee.A_CONFIRMER),
        (en_face(EtatLigne.RENVOYEE), True, EtatProposee.REPRISE),
        (en_face(EtatLigne.SOUMISE), True, EtatProposee.CONFIRMEE),
        (en_face(EtatLigne.SOUMISE, "140"), True, EtatProposee.MODIFIEE),
        (en_face(EtatLigne.VALIDEE), True, EtatProposee.VALIDEE),
        (en_face(EtatLigne.PARTIELLE), True, EtatProposee.VALIDEE),
        (en_face(EtatLigne.VALIDEE, "151.66"), True, EtatProposee.MODIFIEE),
        (en_face(EtatLigne.REFUSEE), True, EtatProposee.REFUSEE),
    ],
)
def test_ce_que_sont_devenues_des_heures_preparees(ligne, mois_transmis, attendu):
    assert etat_proposee(*PREPAREES, ligne, mois_transmis=mois_transmis) is attendu


@pytest.mark.parametrize("etat", list(EtatLigne))
def test_on_ne_prepare_plus_ce_que_le_client_a_transmis(etat):
    assert preparable(en_face(etat)) is etat.modifiable


def test_on_prepare_ce_que_le_client_n_a_pas_saisi():
    assert preparable(None)
