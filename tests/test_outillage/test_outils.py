"""The tools behind the Makefile: stamps, totals of the lanes, a supervisor that leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from outils import actifs, commun, grappe, lancer, tester


def test_une_empreinte_change_avec_le_contenu_et_avec_le_nom(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    avant = commun.empreinte([tmp_path])
    (tmp_path / "a").write_text("2")
    apres = commun.empreinte([tmp_path])
    (tmp_path / "a").rename(tmp_path / "b")

    assert len({avant, apres, commun.empreinte([tmp_path])}) == 3


def test_une_etape_faite_ne_se_refait_que_si_son_entree_change(tmp_path: Path) -> None:
    tampon = tmp_path / "etapes" / "x"
    assert not commun.est_fait(tampon, "entree")

    commun.marquer(tampon, "entree")

    assert commun.est_fait(tampon, "entree")
    assert not commun.est_fait(tampon, "autre")


def test_un_programme_qui_echoue_montre_ce_qu_il_a_dit(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(commun.Echec, match="raté"):
        commun.executer([sys.executable, "-c", "print('la raison'); raise SystemExit(3)"], echec="raté")

    assert "la raison" in capsys.readouterr().out


RAPPORT = '<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1"/></testsuites>'


def test_un_rapport_de_couloir_se_compte(tmp_path: Path) -> None:
    (tmp_path / "r.xml").write_text(RAPPORT)

    assert str(tester.lire_rapport(tmp_path / "r.xml", 1)) == "2 passed, 2 failed, 1 skipped"


def test_un_couloir_qui_meurt_sans_rapport_est_un_echec(tmp_path: Path) -> None:
    assert tester.lire_rapport(tmp_path / "absent.xml", 139).echoues == 1


def test_un_couloir_vert_dont_pytest_sort_en_erreur_est_un_echec(tmp_path: Path) -> None:
    (tmp_path / "r.xml").write_text('<testsuite tests="3" failures="0" errors="0" skipped="0"/>')

    assert tester.lire_rapport(tmp_path / "r.xml", 3).echoues == 1
    assert tester.lire_rapport(tmp_path / "r.xml", 0).echoues == 0


@pytest.mark.parametrize(("ci", "echecs"), [("", 0), ("true", 1)])
def test_un_programme_absent_est_ignore_sauf_en_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, echecs: int
) -> None:
    monkeypatch.setenv("CI", ci)

    assert tester.manque("postgresql", "PostgreSQL est absent").echoues == echecs
    assert capsys.readouterr().out.count("\n") == 1


def test_une_adresse_donnee_evite_la_grappe_jetable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://moi@serveur/x")

    with tester.base_postgresql() as url:
        assert url == "postgres://moi@serveur/x"


@pytest.mark.skipif(grappe.programmes() is None, reason="PostgreSQL absent")
def test_une_grappe_jetable_repond_puis_disparait() -> None:
    import psycopg

    with grappe.grappe_jetable(grappe.programmes()) as url, psycopg.connect(url) as connexion:
        assert connexion.execute("SHOW fsync").fetchone() == ("off",)
        dossier = Path(connexion.execute("SHOW data_directory").fetchone()[0])
        processus = connexion.execute("SELECT pg_backend_pid()").fetchone()[0]

    assert not dossier.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(processus, 0)


def test_les_commentaires_de_carte_des_sources_sont_otes() -> None:
    assert actifs.CARTE_DES_SOURCES.sub(b"", b"f()\n//# sourceMappingURL=f.js.map") == b"f()"
    assert actifs.CARTE_DES_SOURCES.sub(b"", b"a{}\n/*# sourceMappingURL=a.css.map */") == b"a{}"


ENFANT = """
import subprocess, sys, time
enfant = subprocess.Popen(["sleep", "600"])
open(sys.argv[1], "w").write(str(enfant.pid))
time.sleep(600)
"""


def attendre(condition: object, secondes: float = 10) -> bool:
    limite = time.monotonic() + secondes
    while time.monotonic() < limite:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def vivant(pid: int) -> bool:
    """True while the process runs (a dead one that nobody has waited for yet does not count)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


def test_l_arret_emporte_les_programmes_et_leurs_enfants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lancer, "PID", tmp_path / "pid")
    monkeypatch.setattr(lancer.signal, "signal", lambda *_: None)
    surveillance = lancer.Surveillance(port=1, developpement=False)
    petit_enfant = tmp_path / "petit-enfant"
    web = lancer.Programme("web", [sys.executable, "-c", ENFANT, str(petit_enfant)], vital=True)
    surveillance.programmes = [web]
    fil = threading.Thread(target=surveillance.lancer)
    fil.start()
    assert attendre(lambda: petit_enfant.is_file() and petit_enfant.read_text())

    surveillance.demander_arret(signal.SIGTERM, None)
    fil.join(20)

    assert not fil.is_alive()
    assert not web.vivant()
    assert attendre(lambda: not vivant(int(petit_enfant.read_text())))
    assert not (tmp_path / "pid").exists()


def test_un_ouvrier_mort_est_relance_et_un_serveur_mort_arrete_tout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lancer, "PID", tmp_path / "pid")
    monkeypatch.setattr(lancer.signal, "signal", lambda *_: None)
    surveillance = lancer.Surveillance(port=1, developpement=False)
    surveillance.attendre_web = lambda: False  # type: ignore[method-assign]
    web = lancer.Programme("web", [sys.executable, "-c", "import time; time.sleep(2)"], vital=True)
    ouvrier = lancer.Programme("ouvrier", [sys.executable, "-c", "pass"])
    surveillance.programmes = [web, ouvrier]

    assert surveillance.lancer() == 1
    ecrit = capsys.readouterr().out
    assert "« ouvrier » s'est arrêté, il est relancé" in ecrit
    assert "« web » s'est arrêté" in ecrit


def test_un_port_pris_se_dit() -> None:
    import socket

    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        assert not lancer.port_libre(prise.getsockname()[1])


def test_preparer_ne_demande_que_la_bibliotheque_standard() -> None:
    """It runs before anything is installed: `-S -I` hides every installed package."""
    fait = subprocess.run(
        [
            sys.executable,
            "-S",
            "-c",
            "import sys; sys.path.insert(0, '.'); import outils.preparer, outils.donnees, outils.lancer",
        ],
        cwd=commun.RACINE,
        capture_output=True,
        text=True,
    )

    assert fait.returncode == 0, fait.stderr
