"""Taking a contract over in one act: its operation, sites and companies found or created, then the contract itself.

One transaction: either everything entered or nothing did, so that the form can be sent again as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from chantiers.models import Chantier, Operation, Programme, SourcePoint
from chantiers.services import creer_chantier, creer_operation
from clauses.models import Marche, MarchePublie
from clauses.policies import Action, exiger
from clauses.rules.vocabulaire import NatureMarche, TypeDispositif
from clauses.services.marches import IntervenantSaisi, LotSaisi, MarcheSaisi, saisir_marche, suivre_marche
from entreprises.models import Organisation
from entreprises.policies import Acteur
from entreprises.rules import Nature
from entreprises.services import trouver_ou_creer_organisation
from socle.erreurs import RegleViolee
from socle.models import Territoire


@dataclass(frozen=True)
class OrganisationSaisie:
    """An organisation as typed: a known one, or a SIRET and a name (a published SIRET may be wrong: `tolerant`)."""

    existante: Organisation | None = None
    siret: str = ""
    nom: str = ""
    nature: str = Nature.MAITRE_OUVRAGE
    tolerant: bool = False


@dataclass(frozen=True)
class OperationSaisie:
    """An operation as typed: a known one, or what a new one needs."""

    existante: Operation | None = None
    nom: str = ""
    programme: Programme | None = None
    maitre_ouvrage: OrganisationSaisie = field(default_factory=OrganisationSaisie)


@dataclass(frozen=True)
class SiteSaisi:
    """A site as typed, with the lots' share on it; a new one has a name, communes with shares, a point if known."""

    part: Decimal
    existant: Chantier | None = None
    nom: str = ""
    adresse: str = ""
    communes: Sequence[tuple[Territoire, Decimal]] = ()
    latitude: float | None = None
    longitude: float | None = None
    source_point: str = SourcePoint.MAIN
    score_point: float | None = None


@dataclass(frozen=True)
class PriseEnSuivi:
    """Everything that one form brings."""

    numero: str
    objet: str
    operation: OperationSaisie
    acheteur: OrganisationSaisie
    lots: Sequence[LotSaisi]
    sites: Sequence[SiteSaisi]
    intervenants: Sequence[IntervenantSaisi] = ()
    nature: NatureMarche = NatureMarche.MARCHE_PUBLIC
    dispositif: TypeDispositif = TypeDispositif.CONDITION_EXECUTION
    faits: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def prendre_en_suivi(*, acteur: Acteur, prise: PriseEnSuivi, marche_publie: MarchePublie | None = None) -> Marche:
    """Create what is missing, then follow the contract (official when `marche_publie` is given).

    Raises RegleViolee with `champ` naming what is wrong; nothing stays behind.
    """
    exiger(acteur, Action.SUIVRE_MARCHE)
    acheteur = trouver(acteur, prise.acheteur, champ="acheteur")
    operation = prise.operation.existante or _creer_operation(acteur, prise.operation, acheteur)
    debuts = [lot.debut_travaux for lot in prise.lots if lot.debut_travaux]
    fins = [lot.fin_travaux for lot in prise.lots if lot.fin_travaux]
    phase = (min(debuts, default=None), max(fins, default=None))
    sites = [(s.existant or _creer_site(acteur, operation, s, *phase), s.part) for s in prise.sites]
    saisie = MarcheSaisi(
        numero=prise.numero,
        objet=prise.objet,
        operation=operation,
        acheteur=acheteur,
        lots=prise.lots,
        sites=sites,
        intervenants=prise.intervenants,
        nature=prise.nature,
        dispositif=prise.dispositif,
        faits=prise.faits,
    )
    if marche_publie is not None:
        return suivre_marche(acteur=acteur, marche_publie=marche_publie, saisie=saisie)
    return saisir_marche(acteur=acteur, saisie=saisie)


def trouver(acteur: Acteur, saisie: OrganisationSaisie, *, champ: str) -> Organisation:
    """The organisation named, found by SIRET or created; its error goes to `champ`."""
    if saisie.existante is not None:
        return saisie.existante
    try:
        organisation, _ = trouver_ou_creer_organisation(
            acteur=acteur, siret=saisie.siret, nom=saisie.nom, nature=saisie.nature, tolerant=saisie.tolerant
        )
    except RegleViolee as erreur:
        raise RegleViolee(erreur.message, champ=f"{champ}_{erreur.champ}" if erreur.champ else champ) from erreur
    return organisation


def _creer_operation(acteur: Acteur, saisie: OperationSaisie, acheteur: Organisation) -> Operation:
    nom = " ".join(saisie.nom.split())
    if not nom:
        raise RegleViolee("Choisissez une opération, ou nommez la nouvelle.", champ="operation_nom")
    if saisie.programme is None:
        raise RegleViolee("Choisissez le programme de la nouvelle opération.", champ="programme")
    demande = saisie.maitre_ouvrage
    decrit = demande.existante or demande.siret or demande.nom
    maitre_ouvrage = trouver(acteur, demande, champ="maitre_ouvrage") if decrit else acheteur
    return creer_operation(acteur=acteur, nom=nom[:200], programme=saisie.programme, maitre_ouvrage=maitre_ouvrage)


def _creer_site(
    acteur: Acteur, operation: Operation, saisie: SiteSaisi, debut: date | None, fin: date | None
) -> Chantier:
    nom = " ".join(saisie.nom.split())
    if not nom:
        raise RegleViolee("Choisissez un chantier connu, ou nommez le nouveau.", champ="site_nom")
    return creer_chantier(
        acteur=acteur,
        operation=operation,
        nom=nom[:200],
        communes=saisie.communes,
        latitude=saisie.latitude,
        longitude=saisie.longitude,
        source_point=saisie.source_point,
        score_point=saisie.score_point,
        adresse=saisie.adresse[:250],
        debut=debut,
        fin=fin,
    )
