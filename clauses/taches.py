"""Background work of the engagement: each function calls a service and may run twice without harm."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from clauses.selectors.verification import verifier
from clauses.services import avis_renvois, conservation, fichiers_heures, imports, imports_heures, relances, reprises
from comptes.models import Utilisateur
from entreprises.policies import Acteur
from entreprises.selectors import acteur_de


def importer_marches_publies(cle: str, utilisateur_id: int | None) -> None:
    """Read a file of official contracts that a page put in the queue, in the name of who sent it."""
    if utilisateur_id is None:
        acteur = Acteur.du_systeme()
    else:
        acteur = acteur_de(Utilisateur.objects.filter(pk=utilisateur_id).first())
    imports.traiter(acteur=acteur, cle=UUID(cle))


def oublier_les_imports() -> None:
    """Hourly: proposals that nobody wrote within a day are forgotten, with the names read in their file."""
    imports_heures.purger()


def relancer() -> None:
    """Hourly: written reminders of the months whose day has come."""
    relances.relancer()


def envoyer_rappel(membre: int, jour: str) -> None:
    """Send one référent the reminders of a day, as the months stand at this very moment."""
    relances.envoyer(membre, date.fromisoformat(jour))


def verifier_le_grand_livre() -> None:
    """Nightly: recompute chain, totals, shares, windows and triggers; fail loudly, naming the first differences.

    The failure shows in /sante/ and in the log of periodic tasks until a later run finds nothing.
    """
    ecarts = list(verifier())
    if ecarts:
        premiers = " ; ".join(f"[{e.controle}] {e.objet} : {e.message}" for e in ecarts[:5])
        raise RuntimeError(f"Grand livre : {len(ecarts)} écart(s). {premiers}")


def lire_fichier_d_heures(cle: str) -> None:
    """Read a large file of hours that a page put in the queue, in the name of who sent it, with today's rights."""
    fichiers_heures.traiter(cle=UUID(cle))


def oublier_fichiers_d_heures() -> None:
    """Each hour: raw files of 24 hours, and rows naming people whom the firm does not know, are erased."""
    fichiers_heures.oublier()


def oublier_reprises() -> None:
    """Each hour: take-over files that nobody finished within a day are dropped, with the names they hold."""
    reprises.oublier()


def annoncer_les_renvois() -> None:
    """Every few minutes: the lines sent back are told to their firm, all in one message."""
    avis_renvois.annoncer()


def purger() -> None:
    """Each night: what has been kept long enough is destroyed."""
    conservation.purger()
