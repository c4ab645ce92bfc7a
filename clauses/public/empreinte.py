"""The public fingerprint: the same as long as no public figure or word may have changed."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from chantiers.public import empreinte_des_lieux
from socle.horloge import aujourdhui

_APP = Path(__file__).resolve().parent.parent


@cache
def version_du_code(*dossiers: Path) -> str:
    """A digest of the Python files of these folders: a new release never answers with an old figure."""
    resume = blake2b(digest_size=6)
    for dossier in dossiers:
        for fichier in sorted(dossier.rglob("*.py")):
            resume.update(fichier.read_bytes())
    return resume.hexdigest()


def empreinte_publique() -> str:
    """Count and sum of the sites' public versions, today's date, version of the code; one query.

    The date stands for everything that changes by itself at midnight: the last closed period of each
    clause, decisions of publication that take effect, needs that expire.
    """
    code = version_du_code(_APP / "rules", _APP / "public", _APP / "selectors")
    return f"{empreinte_des_lieux()}-{aujourdhui():%Y%m%d}-{code}"
