"""Many new rows at once, whose keys nobody needs: COPY on PostgreSQL, `bulk_create` elsewhere and for a few rows;
rows drawn from other rows by one INSERT … SELECT.

Same values, same constraints, same triggers; only the way in differs. No key comes back: rows that others point at
are created with `bulk_create`, or found again by their public key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import islice
from typing import Any, TypeVar

from django.db import connections, models, router
from django.db.models.expressions import Combinable

T = TypeVar("T")
LOT_SQL = 500
"""Rows written by one statement."""
TELS_QUELS = frozenset(
    {
        *(models.UUIDField, models.BooleanField, models.ForeignKey),
        *(models.DateField, models.DateTimeField, models.IntegerField, models.BigIntegerField),
        *(models.PositiveIntegerField, models.PositiveSmallIntegerField, models.SmallIntegerField),
    }
)
COPIE_MIN = 200
"""Below, one INSERT costs less than opening a copy."""


def par_lots(elements: Iterable[T], taille: int = LOT_SQL) -> Iterator[list[T]]:
    """The elements by batches, the last one shorter."""
    iterateur = iter(elements)
    while lot := list(islice(iterateur, taille)):
        yield lot


def inserer(modele: type[models.Model], rangs: Iterable[models.Model]) -> None:
    """Insert these unsaved rows in their order, in the caller's transaction; their keys stay unknown."""
    liste = list(rangs)
    connexion = connections[router.db_for_write(modele)]
    if connexion.vendor != "postgresql" or len(liste) < COPIE_MIN:
        modele._default_manager.bulk_create(liste, batch_size=LOT_SQL)
        return
    champs = [
        champ
        for champ in modele._meta.concrete_fields
        if not (champ.generated or (champ.primary_key and champ.db_returning))
    ]
    noms = [champ.attname for champ in champs]
    _copier(connexion, modele, champs, ([rang.__dict__[nom] for nom in noms] for rang in liste))


def inserer_rangs(modele: type[models.Model], noms: Sequence[str], rangs: Iterable[Sequence[Any]]) -> None:
    """The same from plain rows, without an object for each: their values in the order of `noms`, the columns' names
    (`clause_id`). What `noms` leaves out accepts NULL."""
    liste = list(rangs)
    connexion = connections[router.db_for_write(modele)]
    if connexion.vendor != "postgresql" or len(liste) < COPIE_MIN:
        inserer(modele, [modele(**dict(zip(noms, rang, strict=True))) for rang in liste])
        return
    par_nom = {champ.attname: champ for champ in modele._meta.concrete_fields}
    _copier(connexion, modele, [par_nom[nom] for nom in noms], liste)


def _copier(
    connexion: Any, modele: type[models.Model], champs: Sequence[models.Field], rangs: Iterable[Sequence[Any]]
) -> None:
    citer = connexion.ops.quote_name
    colonnes = ", ".join(citer(champ.column) for champ in champs)
    preparer = [(rang, p) for rang, champ in enumerate(champs) if (p := _preparation(champ, connexion))]
    copie = f"COPY {citer(modele._meta.db_table)} ({colonnes}) FROM STDIN"
    # The copy speaks to the driver: Django's own errors (IntegrityError…) are what callers know.
    with connexion.cursor() as curseur, connexion.wrap_database_errors, curseur.copy(copie) as flux:
        for rang in rangs:
            valeurs = list(rang)
            for place, prepare in preparer:
                valeurs[place] = prepare(valeurs[place])
            flux.write_row(valeurs)


def _preparation(champ: models.Field, connexion: Any) -> Callable[[Any], Any] | None:
    """What a value of this field goes through before the driver; None: it is written as it stands."""
    if isinstance(champ, models.CharField | models.TextField):
        return _valeur
    if type(champ) in TELS_QUELS:
        return None
    return lambda valeur: champ.get_db_prep_save(valeur, connexion)


class CleAleatoire(models.Func):
    """A random public key, drawn by the database."""

    output_field = models.UUIDField()
    arity = 0

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        return "gen_random_uuid()", []

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        # Version and variant digits set as uuid4 sets them.
        alea = "hex(randomblob(16))"
        return f"lower(substr({alea},1,12)||'4'||substr({alea},14,3)||'8'||substr({alea},18,15))", []


def inserer_depuis(modele: type[models.Model], source: models.QuerySet, valeurs: Mapping[str, Any]) -> int:
    """Insert one row per row of `source`, in the order of its keys, in one statement; how many.

    `valeurs`: field name → expression on `source` (F, Func…) or plain value. Every field of the table that has no
    value here must accept NULL: Django keeps its defaults to itself.
    """
    connexion = connections[router.db_for_write(modele)]
    champs = [modele._meta.get_field(nom) for nom in valeurs]
    expressions = {
        f"v{rang}": valeur
        if isinstance(valeur, Combinable)
        else models.Value(_valeur(valeur), output_field=_forme(champ))
        for rang, (champ, valeur) in enumerate(zip(champs, valeurs.values(), strict=True))
    }
    lecture = source.order_by("pk").annotate(**expressions).values_list(*expressions)
    requete, parametres = lecture.query.get_compiler(connection=connexion).as_sql()
    citer = connexion.ops.quote_name
    colonnes = ", ".join(citer(champ.column) for champ in champs)
    with connexion.cursor() as curseur:
        curseur.execute(f"INSERT INTO {citer(modele._meta.db_table)} ({colonnes}) {requete}", parametres)
        return curseur.rowcount


def _forme(champ: models.Field) -> models.Field:
    """The field that a plain value is written as: a foreign key's is its target's."""
    return champ.target_field if isinstance(champ, models.ForeignKey) else champ


def _valeur(valeur: Any) -> Any:
    """What the driver writes: the code of a word of the domain (it would write the word's name), the key of a row."""
    if type(valeur) is str:
        return valeur
    if isinstance(valeur, models.Model):
        return valeur.pk
    return valeur.value if isinstance(valeur, Enum) else valeur
