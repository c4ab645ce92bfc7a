"""Signed links: good for one purpose, for a time, until revoked."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from socle.horloge import a_l_instant, maintenant
from socle.liens import LienExpire, LienInvalide, lire, lire_avec_version, signer

JOUR = timedelta(days=1)


def test_un_lien_rend_son_identifiant() -> None:
    identifiant = uuid.uuid4()
    assert lire("carnet", signer("carnet", identifiant, JOUR)) == str(identifiant)


def test_un_lien_expire() -> None:
    jeton = signer("carnet", 1, JOUR)
    with a_l_instant(maintenant() + JOUR + timedelta(seconds=2)), pytest.raises(LienExpire, match="expiré"):
        lire("carnet", jeton)


def test_un_lien_ne_sert_pas_a_autre_chose() -> None:
    with pytest.raises(LienInvalide):
        lire("invitation", signer("carnet", 1, JOUR))


@pytest.mark.parametrize("place", [0, 5, -1])
def test_un_lien_modifie_est_refuse(place: int) -> None:
    jeton = signer("carnet", 1, JOUR)
    lettre = "A" if jeton[place] != "A" else "B"
    with pytest.raises(LienInvalide):
        lire("carnet", jeton[:place] + lettre + (jeton[place:][1:]))


@pytest.mark.parametrize("jeton", ["", "a", "a:b:c", "é" * 30, "x" * 10_000, None])
def test_un_lien_invente_est_refuse(jeton: str) -> None:
    with pytest.raises(LienInvalide):
        lire("carnet", jeton)


def test_changer_de_version_revoque_les_liens_deja_donnes() -> None:
    jeton = signer("carnet", 7, JOUR, version=1)
    assert lire("carnet", jeton, version=1) == "7"
    assert lire_avec_version("carnet", jeton) == ("7", 1)
    with pytest.raises(LienInvalide, match="remplacé"):
        lire("carnet", jeton, version=2)
