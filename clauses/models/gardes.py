"""Guards that the database itself keeps: append-only tables, by triggers on both engines.

`poser_gardes` is idempotent; migrations and `post_migrate` call it, since a later rebuild of a table on
SQLite drops its triggers without a word. `gardes_absentes` names what is missing: the system check and
`verifier_grand_livre` fail on it.
"""

from __future__ import annotations

from typing import Any

TABLES_GARDEES = (
    "clauses_mouvementheures",
    "clauses_mouvementobligation",
    "clauses_facturation",
    "clauses_reporttravaux",
    "clauses_releve",
)
MESSAGE = "Le grand livre ne se modifie pas : corrigez par une contre-ecriture."
FONCTION_PG = "clauses_refuser_modification"


def _actes(vendeur: str) -> tuple[str, ...]:
    return ("UPDATE", "DELETE", "TRUNCATE") if vendeur == "postgresql" else ("UPDATE", "DELETE")


def nom_declencheur(table: str, acte: str) -> str:
    """Name of the trigger that refuses an act on a table."""
    return f"{table}_{acte.lower()}_refuse"


def poser_gardes(connexion: Any) -> None:
    """Create (again) every missing trigger on the guarded tables that exist."""
    presentes = set(connexion.introspection.table_names())
    tables = [table for table in TABLES_GARDEES if table in presentes]
    if not tables:
        return
    with connexion.cursor() as curseur:
        if connexion.vendor == "postgresql":
            curseur.execute(
                f"CREATE OR REPLACE FUNCTION {FONCTION_PG}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$"
            )
        absentes = set(gardes_absentes(connexion))
        for table in tables:
            for acte in _actes(connexion.vendor):
                nom = nom_declencheur(table, acte)
                if nom in absentes:
                    curseur.execute(_creation(connexion.vendor, table, acte, nom))


def lever_gardes(connexion: Any) -> None:
    """Drop the triggers: only the flush of transactional tests calls this."""
    with connexion.cursor() as curseur:
        for table in TABLES_GARDEES:
            for acte in _actes(connexion.vendor):
                nom = nom_declencheur(table, acte)
                suffixe = f" ON {table}" if connexion.vendor == "postgresql" else ""
                curseur.execute(f"DROP TRIGGER IF EXISTS {nom}{suffixe}")


def gardes_absentes(connexion: Any) -> list[str]:
    """Names of the triggers that should exist and do not (or are disabled); a table to come has none yet."""
    presentes = set(connexion.introspection.table_names())
    if connexion.vendor == "postgresql":
        requete = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    else:
        requete = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connexion.cursor() as curseur:
        curseur.execute(requete)
        presents = {ligne[0] for ligne in curseur.fetchall()}
    return [
        nom_declencheur(table, acte)
        for table in TABLES_GARDEES
        if table in presentes
        for acte in _actes(connexion.vendor)
        if nom_declencheur(table, acte) not in presents
    ]


def _creation(vendeur: str, table: str, acte: str, nom: str) -> str:
    if vendeur == "postgresql":
        portee = "STATEMENT" if acte == "TRUNCATE" else "ROW"
        return f"CREATE TRIGGER {nom} BEFORE {acte} ON {table} FOR EACH {portee} EXECUTE FUNCTION {FONCTION_PG}()"
    return f"CREATE TRIGGER {nom} BEFORE {acte} ON {table} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
