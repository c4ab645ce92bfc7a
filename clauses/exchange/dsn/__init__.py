"""The monthly payroll declaration (DSN, norm NEODeS P24 to P26): bytes in, hours of the people we know out.

The file names every employee, with a social-security number, pay, sick leave. Nothing of the people we do not know
is decoded, let alone kept: the reader is fed chunk by chunk while the file arrives, and holds one person at a time.
"""

from clauses.exchange.dsn.lecteur import LecteurDSN, lire

__all__ = ["LecteurDSN", "lire"]
