"""Background work of pathways: each function calls a service and may run twice without harm."""

from __future__ import annotations

from parcours.services import demandes_publiques, enchainements


def signaler_les_demandes_muettes() -> None:
    """Daily: requests of the public without an answer are told to the lead; those kept long enough are deleted."""
    demandes_publiques.escalader()
    demandes_publiques.purger()


def signaler_les_fins_de_contrat() -> None:
    """Daily: contracts that end soon and are followed by none are told, once each."""
    enchainements.signaler()
