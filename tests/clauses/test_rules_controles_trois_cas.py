"""Each limit of each control: a line that passes, one right at the limit that passes too, one just beyond.

The table is complete: a limit added to the register without its three cases fails here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from clauses.rules.controles import VARIANTES, AutreLigne, LigneAControler, MoisEquipe, StatutEligibilite, controler
from clauses.rules.controles.faits import Dossier
from clauses.rules.vocabulaire import OrigineLigne
from socle.periodes import Mois
from tests.clauses.test_rules_controles import MARS, ligne

SIRET_ETRANGER = "98765432100017"
AVANT = date(2024, 3, 1)


def equipes(*heures: str, origine: OrigineLigne = OrigineLigne.GRILLE) -> list[MoisEquipe]:
    return [
        MoisEquipe(Mois(2026, mois), {"p1": D(h), "p2": D(h)}, origine) for mois, h in zip((2, 1), heures, strict=True)
    ]


def ailleurs(heures: str) -> dict[str, Any]:
    return {"autres": [AutreLigne("personne-1", "employeur-2", MARS, D(heures), "declarant-2")]}


def deux(heures: str, autre: str | None = None) -> list[LigneAControler]:
    return [ligne(heures), ligne(autre or heures, n=2)]


Cas = tuple[LigneAControler | list[LigneAControler], Mapping[str, Any]]

TROIS_CAS: dict[str, tuple[Cas, Cas, Cas]] = {
    # The month is March 2026: 31 days, 22 working days, 48 h a week make 212.57 h.
    "A1a": (
        (ligne(), {}),
        (ligne(contrat={"periodes": ((date(2026, 1, 1), date(2026, 3, 1)),)}), {}),
        (ligne(contrat={"periodes": ((date(2026, 1, 1), date(2026, 2, 28)),)}), {}),
    ),
    "A1b": (
        (ligne(), {}),
        (ligne(clause={"fin": date(2026, 2, 26), "tolerance_jours": 3}), {}),
        (ligne(clause={"fin": date(2026, 2, 25), "tolerance_jours": 3}), {}),
    ),
    "A2a": (
        (ligne(), {}),
        (ligne(contrat={"fenetres": ((date(2025, 9, 1), date(2025, 9, 1)),)}), {}),
        (ligne(contrat={"fenetres": ((date(2025, 9, 2), None),)}), {}),
    ),
    "A2b": (
        (ligne(), {}),
        (ligne("0", contrat={"statut": StatutEligibilite.EN_ATTENTE}), {}),
        (ligne("0.01", contrat={"statut": StatutEligibilite.EN_ATTENTE}), {}),
    ),
    "A2c": (
        (ligne(contrat={"demande_complete_le": date(2025, 8, 20)}), {}),
        (ligne(contrat={"demande_complete_le": date(2025, 9, 1)}), {}),
        (ligne(contrat={"demande_complete_le": date(2025, 9, 2)}), {}),
    ),
    "A2d": (
        (ligne(), {}),
        (ligne(contrat={"premier_contrat": date(2024, 4, 1)}), {}),  # 24 months end on 31 March 2026
        (ligne(contrat={"premier_contrat": AVANT}), {}),  # on 28 February 2026
    ),
    "A2e": (
        (ligne(), {}),
        (ligne(clause={"fin_lot": date(2026, 3, 31)}), {}),
        (ligne(clause={"fin_lot": date(2026, 3, 30)}), {}),
    ),
    "A3a": (
        (ligne(), {}),
        (ligne("0", siret_valide=False), {}),
        (ligne("0.01", siret_valide=False), {}),
    ),
    "A3b": (
        (ligne(), {}),
        (ligne("0", siret=SIRET_ETRANGER), {}),
        (ligne("0.01", siret=SIRET_ETRANGER), {}),
    ),
    "A4a": (
        (ligne("100"), ailleurs("40")),
        (ligne("100"), ailleurs("69")),
        (ligne("100"), ailleurs("69.01")),
    ),
    "A4b": (
        (ligne("100"), ailleurs("40")),
        (ligne("100"), ailleurs("112.57")),
        (ligne("100"), ailleurs("112.58")),
    ),
    "A4c": (
        (ligne(), {}),
        (ligne(essais=2), {}),
        (ligne(essais=3), {}),
    ),
    "A5a": ((ligne("100"), {}), (ligne("151.67"), {}), (ligne("151.68"), {})),
    "A5b": ((ligne("100"), {}), (ligne("169"), {}), (ligne("169.01"), {})),
    "A5c": ((ligne("100"), {}), (ligne("190.67"), {}), (ligne("190.68"), {})),
    "A5d": ((ligne("100"), {}), (ligne("212.57"), {}), (ligne("212.58"), {})),
    "A6": (
        (ligne("100", contrat={"heures_hebdo": D(24)}), {}),
        (ligne("116.91", contrat={"heures_hebdo": D(24)}), {}),
        (ligne("116.92", contrat={"heures_hebdo": D(24)}), {}),
    ),
    "A7a": (
        (ligne("155.01", naissance=date(1990, 1, 1)), {}),
        (ligne("155", naissance=date(2008, 4, 1)), {}),  # 35 h a week over 31 days
        (ligne("155.01", naissance=date(2008, 4, 1)), {}),
    ),
    "A7b": (
        (ligne(naissance=date(1990, 1, 1)), {}),
        (ligne(naissance=date(2008, 3, 31)), {}),  # of age on the month's last day
        (ligne(naissance=date(2008, 4, 1)), {}),
    ),
    "A8a": (
        (deux("40"), {}),
        ([ligne("40"), ligne("40", cle="double", mois=Mois(2026, 4))], {}),
        ([ligne("40"), ligne("40", cle="double")], {}),
    ),
    "A8b": (
        (deux("140", "121"), {"historique": equipes("140", "140")}),
        (deux("140"), {"historique": equipes("140", "139.99")}),
        (deux("140"), {"historique": equipes("140", "140")}),
    ),
    "A9": (
        (ligne(), {}),
        (ligne("0", document_deja_servi=True), {}),
        (ligne("0.01", document_deja_servi=True), {}),
    ),
    "A10": ((ligne(), {}), (ligne("0", fiches=2), {}), (ligne("0.01", fiches=2), {})),
    "A11": (
        (ligne(), {}),
        (ligne(contrat={"debut": date(2026, 2, 28), "mission_avant": date(2025, 9, 1)}), {}),
        (ligne(contrat={"debut": date(2026, 3, 1), "mission_avant": date(2025, 9, 1)}), {}),
    ),
    "A12": (
        (ligne(contrat={"conventions": ((date(2025, 1, 1), None),)}), {}),
        (ligne(contrat={"conventions": ((date(2025, 1, 1), date(2026, 3, 1)),)}), {}),
        (ligne(contrat={"conventions": ((date(2025, 1, 1), date(2026, 2, 28)),)}), {}),
    ),
    "A13a": (
        (ligne(), {}),
        (ligne(clause={"heures_deja": D(860)}), {}),
        (ligne(clause={"heures_deja": D("860.01")}), {}),
    ),
    "A13b": (
        (ligne(), {}),
        (ligne("0", chantier="ailleurs"), {}),
        (ligne("0.01", chantier="ailleurs"), {}),
    ),
    "A14": (
        (ligne(), {}),
        (ligne("0.01", contestee_le=None), {}),
        (ligne("0.01", contestee_le=date(2026, 1, 12)), {}),
    ),
    "A15": (
        (ligne(), {}),
        (ligne(origine=OrigineLigne.DSN, non_travaillees=D("0.01")), {}),
        (ligne(origine=OrigineLigne.DSN), {}),
    ),
}


def variantes(cas: Cas) -> set[str]:
    lignes, options = cas
    return {a.variante for a in controler(Dossier(lignes if isinstance(lignes, list) else [lignes], **options))}


def test_chaque_limite_du_registre_a_ses_trois_cas():
    assert list(TROIS_CAS) == list(VARIANTES)


@pytest.mark.parametrize("variante", TROIS_CAS)
def test_passe_passe_encore_a_la_limite_et_ne_passe_plus_au_dela(variante):
    passe, limite, au_dela = TROIS_CAS[variante]
    assert variante not in variantes(passe)
    assert variante not in variantes(limite)
    assert variante in variantes(au_dela)
