"""The errors a use case may raise; each carries a French sentence for the screen."""

from __future__ import annotations


class ErreurMetier(Exception):
    """Base of the errors a user can cause; `message` is a French sentence, `champ` a form field."""

    code = "erreur"

    def __init__(self, message: str, *, champ: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.champ = champ
        if code is not None:
            self.code = code


class RegleViolee(ErreurMetier):
    """A rule of the trade refuses what was asked."""

    code = "regle"


class TransitionInterdite(ErreurMetier):
    """The object's state does not allow this act (it may have changed since it was read)."""

    code = "transition"


class ConflitEcriture(ErreurMetier):
    """Somebody else wrote first; the caller's version is stale and nothing was written."""

    code = "conflit"


class DroitRefuse(ErreurMetier):
    """The actor sees the object but may not do this; web answers 403 (a hidden object is a 404)."""

    code = "droit"
