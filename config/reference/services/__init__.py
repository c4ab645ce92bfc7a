"""Loading the reference: creates what is absent, never touches a row that is there.

An administrator's edit always wins: a row is recognised by its key and left as it is. Dated series
(rates, costs, shares, settings) are loaded as a whole or not at all, so that moving a date in the
administration never brings the first version back. To withdraw a row for good, deactivate it
(`actif`) rather than delete it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models, transaction

from chantiers.models import Programme
from clauses.models import (
    CoutHoraire,
    DureeContrat,
    Motif,
    PartMainOeuvre,
    Referentiel,
    Reglage,
    TauxProgramme,
)
from config.reference import lecture
from config.reference.services.creation import Compte, creer_absents
from config.reference.services.site import charger_droits_redaction, charger_site_public
from config.reference.services.territoires import charger_alias, charger_territoires
from parcours.models import Critere, CumulCriteres
from socle.identifiants import plier
from socle.models import Metier


def charger() -> dict[str, Compte]:
    """Load everything in one transaction; the counts by step, in order. Running it again creates nothing."""
    with transaction.atomic():
        return {nom: etape() for nom, etape in ETAPES.items()}


def charger_metiers() -> Compte:
    """Trades, then the neighbours of the trades just created (a link goes both ways)."""
    voulus = lecture.metiers()
    deja = set(Metier.objects.values_list("code", flat=True))
    compte = creer_absents(
        Metier,
        ("code",),
        (
            {
                "code": m.code,
                "libelle": m.libelle,
                "libelle_plie": plier(m.libelle),
                "famille": m.famille,
                "ordre": ordre * 10,
            }
            for ordre, m in enumerate(voulus, start=1)
        ),
    )
    ids = _ids(Metier)
    paires = {(m.code, voisin) for m in voulus for voisin in m.voisins if m.code not in deja or voisin not in deja}
    lien = Metier.voisins.through
    lien._default_manager.bulk_create(
        lien(from_metier_id=ids[un], to_metier_id=ids[autre])
        for un, autre in sorted(paires | {(autre, un) for un, autre in paires})
    )
    return compte


def charger_programmes() -> Compte:
    """Programmes known to the public."""
    return creer_absents(Programme, ("code",), lecture.lire_json("programmes.json"))


def charger_referentiels() -> Compte:
    """Référentiels, without criteria."""
    lignes = (
        {cle: valeur for cle, valeur in brut.items() if cle != "durees"}
        | {"plafond_formation": lecture.nombre(brut["plafond_formation"])}
        for brut in lecture.lire_json("referentiels.json")
    )
    return creer_absents(Referentiel, ("code",), lignes)


def charger_durees() -> Compte:
    """Durations per contract type, for the référentiels that have none."""
    pourvus = set(DureeContrat.objects.values_list("referentiel_id", flat=True))
    ids = _ids(Referentiel)
    lignes = [
        {"referentiel_id": ids[brut["code"]], "type_contrat": type_, "mois": mois}
        for brut in lecture.lire_json("referentiels.json")
        for type_, mois in brut["durees"].items()
    ]
    absentes = [ligne for ligne in lignes if ligne["referentiel_id"] not in pourvus]
    DureeContrat.objects.bulk_create(DureeContrat(**ligne) for ligne in absentes)
    return Compte(len(absentes), len(lignes) - len(absentes))


def charger_criteres() -> Compte:
    """Criteria of eligibility, per référentiel."""
    ids = _ids(Referentiel)
    lignes = ({**vars(critere), "referentiel_id": ids[critere.referentiel]} for critere in lecture.criteres())
    return creer_absents(
        Critere,
        ("referentiel_id", "code"),
        ({cle: valeur for cle, valeur in ligne.items() if cle != "referentiel"} for ligne in lignes),
    )


def charger_cumuls() -> Compte:
    """How many criteria of level 2 a référentiel asks, per nature of employer."""
    ids = _ids(Referentiel)
    return creer_absents(
        CumulCriteres,
        ("referentiel_id", "nature_employeur"),
        (
            {"referentiel_id": ids[referentiel], "nature_employeur": nature, "nombre": nombre}
            for referentiel, nombres in lecture.cumuls().items()
            for nature, nombre in nombres.items()
        ),
    )


def charger_taux() -> Compte:
    """Usual rates, per programme and kind of contract."""
    ids = _ids(Programme)
    return creer_absents(
        TauxProgramme,
        ("programme_id", "nature"),
        (
            {
                "programme_id": ids[ligne["programme"]],
                "nature": ligne["nature"],
                "taux": lecture.nombre(ligne["taux"]),
                "source": ligne["source"],
                **_validite(ligne),
            }
            for ligne in lecture.lire_csv("taux_programmes.csv")
        ),
    )


def charger_couts() -> Compte:
    """Hourly costs of the estimator."""
    return creer_absents(
        CoutHoraire,
        ("nature",),
        (
            {
                "nature": ligne["nature"],
                "montant": lecture.nombre(ligne["montant"]),
                "source": ligne["source"],
                **_validite(ligne),
            }
            for ligne in lecture.lire_csv("couts_horaires.csv")
        ),
    )


def charger_parts() -> Compte:
    """Labour shares of the building trades, in the order of the file."""
    ids = _ids(Metier)
    return creer_absents(
        PartMainOeuvre,
        ("code",),
        (
            {
                "code": ligne["code"],
                "libelle": ligne["libelle"],
                "part": lecture.nombre(ligne["part"]),
                "metier_id": ids.get(ligne["metier"]),
                "ordre": ordre * 10,
                "source": ligne["source"],
                "valide_du": lecture.jour(ligne["valide_du"]),
            }
            for ordre, ligne in enumerate(lecture.lire_csv("parts_main_oeuvre.csv"), start=1)
        ),
    )


def charger_reglages() -> Compte:
    """Thresholds, delays and divisors."""
    return creer_absents(
        Reglage,
        ("code",),
        (
            ligne | {"valeur": lecture.nombre(ligne["valeur"]), "valide_du": lecture.jour(ligne["valide_du"])}
            for ligne in lecture.lire_csv("reglages.csv")
        ),
    )


def charger_motifs() -> Compte:
    """Coded reasons, per act."""
    return creer_absents(
        Motif, ("code",), (ligne | {"ordre": int(ligne["ordre"])} for ligne in lecture.lire_csv("motifs.csv"))
    )


def _validite(ligne: dict[str, str]) -> dict[str, Any]:
    return {"valide_du": lecture.jour(ligne["valide_du"]), "valide_au": lecture.jour(ligne["valide_au"])}


def _ids(modele: type[models.Model]) -> dict[str, int]:
    return dict(modele._default_manager.values_list("code", "pk"))


ETAPES: dict[str, Callable[[], Compte]] = {
    "territoires": charger_territoires,
    "alias de territoires": charger_alias,
    "métiers": charger_metiers,
    "programmes": charger_programmes,
    "référentiels": charger_referentiels,
    "durées par type de contrat": charger_durees,
    "critères d'éligibilité": charger_criteres,
    "cumuls de critères": charger_cumuls,
    "taux par programme": charger_taux,
    "coûts horaires": charger_couts,
    "parts de main-d'œuvre": charger_parts,
    "réglages": charger_reglages,
    "motifs": charger_motifs,
    "site public": charger_site_public,
    "droits de la rédaction": charger_droits_redaction,
}
