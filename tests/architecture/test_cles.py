"""Foreign keys keep the floors: they point to the same or a lower app, and leave no name behind across floors."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Field

from tests.architecture.lecture import ETAGES

HAUTEUR = {app: rang for rang, app in enumerate(ETAGES)}


def cles() -> Iterator[tuple[Field, str, str]]:
    """Every key of ours towards one of ours: field, app that holds it, app that it points to."""
    for modele in apps.get_models(include_auto_created=False):
        for champ in [*modele._meta.local_fields, *modele._meta.local_many_to_many]:
            cible = champ.related_model
            if cible is not None and modele._meta.app_label in HAUTEUR and cible._meta.app_label in HAUTEUR:
                yield champ, modele._meta.app_label, cible._meta.app_label


def test_une_cle_ne_monte_pas() -> None:
    fautes = [f"{champ} → {vers}" for champ, de, vers in cles() if HAUTEUR[vers] > HAUTEUR[de]]

    assert not fautes


def test_une_cle_entre_etages_ne_laisse_pas_d_accesseur() -> None:
    """`related_name="+"`: the lower app must not learn that the higher one exists."""
    fautes = [
        f"{champ} ({de} → {vers}) : related_name={champ.remote_field.related_name!r}"
        for champ, de, vers in cles()
        if de != vers and not str(champ.remote_field.related_name or "").endswith("+")
    ]

    assert not fautes, "\n".join(fautes)


def test_un_nom_de_jointure_inverse_est_unique_sur_sa_cible() -> None:
    vus: dict[tuple[str, str], str] = {}
    doubles = []
    for champ, _de, _vers in cles():
        nom = champ.remote_field.related_query_name
        if nom:
            cle = (champ.related_model._meta.label, nom)
            if cle in vus:
                doubles.append(f"{champ} et {vus[cle]} : {nom}")
            vus[cle] = str(champ)

    assert not doubles


def test_une_adresse_peut_toujours_se_passer_de_la_cle_primaire() -> None:
    """Every key is a bigint; what has an address carries a uuid or a slug beside it (checked by the URL matrix)."""
    fautes = [
        modele._meta.label
        for modele in apps.get_models()
        if modele._meta.app_label in HAUTEUR
        and not modele._meta.pk.remote_field
        and modele._meta.pk.get_internal_type() != "BigAutoField"
    ]

    assert not fautes
