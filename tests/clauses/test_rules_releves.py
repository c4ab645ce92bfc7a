"""A frozen statement beside today's figures: which ones changed, and which later statement corrects it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from clauses.rules.heures import Situation
from clauses.rules.releves import Chiffre, Chiffres, Ecart, Fige, Verdict, chiffres_de, ecarts, juger

SEPTEMBRE, OCTOBRE = date(2025, 9, 30), date(2025, 10, 31)


def chiffres(validees: int, *, dues: int = 4974, en_verification: int | None = 0, attendues: int = 2000) -> Chiffres:
    situation = Situation(Decimal(dues), Fraction(attendues), Decimal(validees), Decimal(en_verification or 0))
    return chiffres_de(situation, en_verification=en_verification is not None)


def fige(cle: int, validees: int, *, connu: int | None = None, arrete_au: date = SEPTEMBRE, **autres) -> Fige:
    """Statement `cle`, known on day `connu` of November (its own number by default)."""
    return Fige(cle, arrete_au, datetime(2025, 11, connu or cle, tzinfo=UTC), chiffres(validees, **autres))


@pytest.mark.parametrize(
    ("avant", "apres", "attendus"),
    [
        pytest.param(chiffres(200), chiffres(200), {}, id="rien n'a changé"),
        pytest.param(chiffres(200), chiffres(80), {"validees": (200, 80), "restantes": (4774, 4894)}, id="correction"),
        pytest.param(chiffres(200), chiffres(200, attendues=1500), {"attendues": (2000, 1500)}, id="suspension"),
        pytest.param(
            chiffres(200),
            chiffres(200, dues=5474, attendues=2200),
            {"dues": (4974, 5474), "restantes": (4774, 5274), "attendues": (2000, 2200)},
            id="avenant",
        ),
        pytest.param(
            chiffres(200), chiffres(200, en_verification=60), {"en_verification": (0, 60)}, id="déclarées depuis"
        ),
        pytest.param(chiffres(200, en_verification=None), chiffres(200, en_verification=60), {}, id="rejoué"),
        pytest.param(chiffres(5000), chiffres(5100), {"validees": (5000, 5100)}, id="au-delà de l'objectif"),
    ],
)
def test_les_chiffres_qui_ont_change(avant, apres, attendus):
    assert {e.chiffre.value: (e.fige, e.actuel) for e in ecarts(avant, apres)} == attendus


@pytest.mark.parametrize(
    ("actuelles", "figes", "marques"),
    [
        pytest.param(200, [fige(1, 200)], {1: (False, None)}, id="tient"),
        pytest.param(80, [fige(1, 200)], {1: (True, None)}, id="rectifié, pas encore de relevé"),
        pytest.param(80, [fige(1, 200), fige(2, 80)], {1: (True, 2), 2: (False, None)}, id="rectifié par le suivant"),
        pytest.param(
            90,
            [fige(1, 200), fige(2, 80), fige(3, 90)],
            {1: (True, 3), 2: (True, 3), 3: (False, None)},
            id="le dernier rectifie",
        ),
        pytest.param(
            80, [fige(1, 200), fige(2, 200)], {1: (True, None), 2: (True, None)}, id="une copie ne rectifie pas"
        ),
        pytest.param(
            200, [fige(1, 200), fige(2, 80)], {1: (False, None), 2: (True, None)}, id="revenu au premier chiffre"
        ),
        pytest.param(
            80, [fige(1, 200), fige(2, 80, arrete_au=OCTOBRE)], {1: (True, None), 2: (False, None)}, id="autre période"
        ),
        pytest.param(
            80, [fige(1, 200, connu=9), fige(2, 150, connu=3)], {1: (True, None), 2: (True, 1)}, id="rejoué après coup"
        ),
    ],
)
def test_ce_que_devient_chaque_releve(actuelles, figes, marques):
    verdicts = juger(figes, {SEPTEMBRE: chiffres(actuelles), OCTOBRE: chiffres(actuelles)})
    assert {cle: (bool(v.ecarts), v.par) for cle, v in verdicts.items()} == marques


def test_les_chiffres_se_comparent_arrondis_comme_ils_sont_ecrits():
    tiers = Situation(Decimal(100), Fraction(100, 3), Decimal(0))
    assert chiffres_de(tiers)[Chiffre.ATTENDUES] == Decimal("33.33")
    assert juger([fige(1, 10)], {SEPTEMBRE: chiffres(11)})[1] == Verdict(
        (
            Ecart(Chiffre.VALIDEES, Decimal(10), Decimal(11)),
            Ecart(Chiffre.RESTANTES, Decimal(4964), Decimal(4963)),
        )
    )
