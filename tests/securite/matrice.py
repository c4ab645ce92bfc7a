"""Knocking on every door: what each role should get from an address, by its declared rule, and what it gets.

The expectation comes from the URL configuration (`Adresse.politique`), the objects and the few narrower rules from
`tables.py`. Every knock is undone, and made in a browser of its own.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.securite.adresses import Adresse, du_projet
from tests.securite.monde import ANONYME, ROLES, Monde, ouvrir
from tests.securite.tables import (
    CONSTANTES,
    DONNEES,
    ECRITURES_PAR_GET,
    OBJETS,
    PARTAGES,
    PLUS_ETROITES,
    REPONSES_PUBLIQUES,
    TOUJOURS_ECRITES,
)

CONNEXION = "/compte/login/"
INCONNU = UUID("00000000-0000-4000-8000-00000000dead")

PASSE_EN_LECTURE = frozenset({200, 302, 304, 405})
PASSE_EN_ECRITURE = frozenset({200, 204, 302, 303, 400, 405, 409, 422})
PORTE_PUBLIQUE = frozenset({200, 302, 304, 400, 405, 422})


class SansObjet(LookupError):
    """An address has parameters and nobody said which object to put there."""


@dataclass(frozen=True)
class Reponse:
    """What came back."""

    statut: int
    vers: str = ""
    requetes: tuple[str, ...] = ()

    @property
    def vers_la_connexion(self) -> bool:
        return self.statut == 302 and self.vers.startswith(CONNEXION)

    def __str__(self) -> str:
        return f"{self.statut} → {self.vers}" if self.vers else str(self.statut)


def chemin(adresse: Adresse, monde: Monde) -> str:
    """The address with an object of this world in it. Raises SansObjet for a new address nobody described."""
    if not adresse.nom:
        if adresse.parametres:
            raise SansObjet(f"L'adresse {adresse.route} n'a pas de nom : donnez-lui en un.")
        return "/" + adresse.route
    return reverse(adresse.nom, kwargs=arguments(adresse, monde))


def arguments(adresse: Adresse, monde: Monde) -> dict[str, Any]:
    """The parameters of the address, from `OBJETS` and `CONSTANTES`."""
    valeurs = {**CONSTANTES.get(adresse.nom, {})}
    if adresse.nom in OBJETS:
        valeurs |= OBJETS[adresse.nom](monde)
    if set(valeurs) != set(adresse.parametres):
        raise SansObjet(
            f"{adresse.nom} ({adresse.route}) attend {set(adresse.parametres) or 'rien'} : décrivez-la dans "
            "tests/securite/tables.py, pour que la matrice sache sur quel objet frapper."
        )
    return valeurs


def porte_un_objet(adresse: Adresse) -> bool:
    """One of its parameters names somebody's object (not a format or the name of an act)."""
    return bool(set(adresse.parametres) - set(CONSTANTES.get(adresse.nom, {})))


def chemin_inconnu(adresse: Adresse, monde: Monde) -> str:
    """The same address, for an object that does not exist."""
    valeurs = arguments(adresse, monde)
    for nom in set(adresse.parametres) - set(CONSTANTES.get(adresse.nom, {})):
        valeurs[nom] = INCONNU if isinstance(valeurs[nom], UUID) else _autre(valeurs[nom])
    return reverse(adresse.nom, kwargs=valeurs)


def _autre(valeur: Any) -> Any:
    return 99 if isinstance(valeur, int) else "inexistant"


def frapper(
    client: Client, methode: str, adresse_web: str, donnees: dict[str, Any] | None = None, **entetes: str
) -> Reponse:
    """One request, undone; a crash is a 500, as for a user."""
    client.raise_request_exception = False
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # expected refusals are not news
    with transaction.atomic(), CaptureQueriesContext(connection) as lu:
        appel = client.get if methode == "GET" else getattr(client, methode.lower())
        reponse = appel(adresse_web, donnees or {}, headers=entetes)
        if getattr(reponse, "streaming", False) and not reponse.is_async:
            b"".join(reponse.streaming_content)
        transaction.set_rollback(True)
    requetes = tuple(requete["sql"] for requete in lu.captured_queries)
    return Reponse(reponse.status_code, reponse.headers.get("Location", ""), requetes)


def ecarts(adresse: Adresse, monde: Monde, methode: str, roles: Iterable[str] = ROLES) -> list[str]:
    """Every role in turn before its own object: what it got and should not have, and what a GET wrote."""
    sien = chemin(adresse, monde)
    permises = TOUJOURS_ECRITES | ECRITURES_PAR_GET.get(adresse.nom, frozenset())
    trouves = []
    for role in roles:
        donnees = _donnees(adresse, monde, methode, role)
        recu = frapper(monde.client(role), methode, sien, donnees)
        plainte = juger(adresse, role, methode, recu)
        if not plainte and methode == "GET" and (ecrites := ecritures(recu) - permises):
            plainte = f"lire la page écrit dans {sorted(ecrites)}"
        if plainte:
            trouves.append(f"{role} {methode} {sien} : {plainte}")
    return trouves


def _donnees(adresse: Adresse, monde: Monde, methode: str, role: str) -> dict[str, Any]:
    return DONNEES.get(adresse.nom, lambda *_: {})(monde, role) if methode == "POST" else {}


def juger(adresse: Adresse, role: str, methode: str, recu: Reponse) -> str:
    """Empty when the answer is what the declared rule announces; else a sentence."""
    regle = adresse.politique
    if regle is None:
        return f"aucune règle déclarée, et la porte répond {recu}"
    if regle.publique:
        bons = PORTE_PUBLIQUE | REPONSES_PUBLIQUES.get(adresse.nom, frozenset())
        bon = recu.statut in bons and not recu.vers_la_connexion
        return "" if bon else f"la page est publique, et répond {recu}"
    if role == ANONYME:
        return "" if recu.vers_la_connexion else f"la page demande un compte, et répond {recu} à un inconnu"
    if regle.roles and role not in regle.roles:
        return "" if recu.statut == 403 else f"le rôle n'est pas admis, et reçoit {recu} au lieu de 403"
    passent, statuts = _plus_etroite(adresse, methode)
    if passent is not None and role not in passent:
        admis = statuts | {405}
        return "" if recu.statut in admis else f"attendu {sorted(admis)}, reçu {recu}"
    admis = PASSE_EN_LECTURE if methode == "GET" else PASSE_EN_ECRITURE
    bon = recu.statut in admis and not recu.vers_la_connexion
    return "" if bon else f"le rôle est admis, et reçoit {recu}"


def _plus_etroite(adresse: Adresse, methode: str) -> tuple[tuple[str, ...] | None, frozenset[int]]:
    par_nom = PLUS_ETROITES.get(adresse.nom, (None, frozenset()))
    return PLUS_ETROITES.get(f"{methode} {adresse.nom}", par_nom)


def admis(adresse: Adresse, methode: str = "GET") -> list[str]:
    """The roles that pass the gate of this address and its narrower rule."""
    regle = adresse.politique
    if regle is None or regle.publique:
        return []
    passent, _ = _plus_etroite(adresse, methode)
    return [
        role
        for role in ROLES
        if role != ANONYME and (not regle.roles or role in regle.roles) and (passent is None or role in passent)
    ]


def portes(monde: Monde, role: str) -> list[tuple[Adresse, str]]:
    """Every address whose rule lets this role in, with its own objects."""
    ouvertes = []
    for adresse in du_projet():
        publique = adresse.politique is not None and adresse.politique.publique
        if publique or role in admis(adresse):
            ouvertes.append((adresse, chemin(adresse, monde)))
    return ouvertes


def fuites(adresse: Adresse, monde: Monde, voisin: Monde, methode: str) -> list[str]:
    """Every role that passes the gate, before the neighbour's object and before one that does not exist: 404."""
    trouvees = []
    partages = PARTAGES.get(adresse.nom, ())
    for role in ROLES:
        regle = adresse.politique
        if role == ANONYME or (regle and regle.roles and role not in regle.roles):
            continue
        interdits = [] if role in partages else [("du voisin", chemin(adresse, voisin), voisin)]
        for quoi, ou, a_qui in [*interdits, ("inexistant", chemin_inconnu(adresse, monde), monde)]:
            donnees = _donnees(adresse, a_qui, methode, role)
            recu = frapper(monde.client(role), methode, ou, donnees)
            if recu.statut not in {404, 405}:
                trouvees.append(f"{role} {methode} {ou}, objet {quoi} : {recu} au lieu de 404")
    return trouvees


_ECRITURE = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


def ecritures(recu: Reponse) -> set[str]:
    """The tables that this request wrote to."""
    return {trouve.group(2) for requete in recu.requetes if (trouve := _ECRITURE.match(requete))}


__all__ = [
    "CONNEXION",
    "Reponse",
    "SansObjet",
    "admis",
    "chemin",
    "ecarts",
    "ecritures",
    "frapper",
    "fuites",
    "juger",
    "ouvrir",
    "porte_un_objet",
    "portes",
]
