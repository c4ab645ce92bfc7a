"""Who works on candidates: prescribers and the office."""

from __future__ import annotations

from entreprises.rules import ROLES_FACILITATION, Role

ROLES = (Role.PRESCRIPTEUR, *ROLES_FACILITATION)
