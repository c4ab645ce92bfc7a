"""The browser lane sees what it must see: a control for the guard of every other browser test."""

from __future__ import annotations

from typing import Any


def test_une_erreur_de_script_et_une_requete_au_dehors_sont_vues(page: Any, plaintes: list[str]) -> None:
    page.set_content("<script>console.error('panne')</script><img src='http://exemple.invalid/x.png' alt=''>")
    page.wait_for_timeout(300)

    assert any("panne" in plainte for plainte in plaintes)
    assert any("exemple.invalid" in plainte for plainte in plaintes)
    plaintes.clear()


def test_le_serveur_d_essai_repond_avec_la_politique_de_contenu(page: Any) -> None:
    reponse = page.goto("/compte/login/")

    assert reponse.status == 200
    assert "script-src 'self'" in reponse.headers["content-security-policy"]
    assert "unsafe" not in reponse.headers["content-security-policy"]
