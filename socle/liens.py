"""Signed links for people without an account: they expire, and they can be revoked.

`signer("carnet", candidat.uuid, duree=timedelta(days=90), version=candidat.version_lien)` gives a token for an
address; `lire("carnet", jeton, version=…)` gives the identifier back. Raising the version stored beside the object
revokes every link made before: the token holds no personal data, only an identifier.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing

from socle.erreurs import ErreurMetier
from socle.horloge import maintenant


class LienInvalide(ErreurMetier):
    """The link was altered, cut, made for something else, or revoked."""

    code = "lien_invalide"


class LienExpire(ErreurMetier):
    """The link was good, once."""

    code = "lien_expire"


def signer(but: str, identifiant: object, duree: timedelta, *, version: int = 0) -> str:
    """A token for an address, good for `duree` and for this purpose only."""
    fin = int((maintenant() + duree).timestamp())
    return signing.dumps([str(identifiant), fin, version], salt=f"liens.{but}", compress=False)


def lire(but: str, jeton: str, *, version: int | None = None) -> str:
    """The identifier that a token holds. Raises LienInvalide or LienExpire.

    `version` is the one stored now: a token of another version was revoked. Left out, the caller compares
    `lire_avec_version` itself (it needs the object first).
    """
    identifiant, portee = lire_avec_version(but, jeton)
    if version is not None and portee != version:
        raise LienInvalide("Ce lien a été remplacé par un plus récent.")
    return identifiant


def lire_avec_version(but: str, jeton: str) -> tuple[str, int]:
    """The identifier and the version that a token holds. Raises LienInvalide or LienExpire."""
    if len(jeton or "") > 500:
        raise LienInvalide("Ce lien est incomplet ou abîmé.")
    try:
        identifiant, fin, version = signing.loads(jeton, salt=f"liens.{but}")
        echeance = datetime.fromtimestamp(fin, tz=maintenant().tzinfo)
    except (signing.BadSignature, ValueError, TypeError, OverflowError):
        raise LienInvalide("Ce lien est incomplet ou abîmé.") from None
    if maintenant() > echeance:
        raise LienExpire("Ce lien a expiré. Demandez-en un nouveau.")
    return identifiant, version
