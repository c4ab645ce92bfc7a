"""Import of the official contracts: read and compared outside the transaction, written in one short one.

Touches `MarchePublie`, its versions and its holders, nothing else: a contract that an office follows
keeps what was typed, and its page shows the difference.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from clauses.exchange.decp import Bilan, ContratDecp, Departements, Refus, lire_tous, preparer
from clauses.exchange.decp.octets import Source
from clauses.models import MarchePublie, TitulaireMarchePublie, VersionMarchePublie
from clauses.policies import Action, exiger
from clauses.services.decp_lignes import (
    CHAMPS_IMPORTES,
    Communes,
    champs_du_contrat,
    cle_de,
    titulaires_du_contrat,
    versions,
)
from entreprises.policies import Acteur
from socle.erreurs import ConflitEcriture
from socle.horloge import maintenant
from socle.lots import LOT_SQL, par_lots

logger = logging.getLogger("clauses.decp")
Cle = tuple[str, str]


@dataclass(frozen=True)
class RapportImport:
    """What a run did: the counts, the refused records with their reason, how many contracts carry a defect."""

    bilan: Bilan
    refus: list[Refus]
    avec_defauts: int
    ecrits: int

    def en_dict(self) -> dict[str, object]:
        """Plain data for `--json` and for the page of results."""
        return {
            **self.bilan.en_dict(),
            "avec_defauts": self.avec_defauts,
            "ecrits": self.ecrits,
            "refus": [
                {"fichier": r.fichier, "rang": r.rang, "raison": r.raison, "extrait": r.extrait} for r in self.refus
            ],
        }


@dataclass(frozen=True)
class _Connu:
    """What is stored of a contract, enough to compare."""

    pk: int
    empreinte: str
    date_version: date | None
    vues: frozenset[str]
    rang: int


@dataclass(frozen=True)
class _Changement:
    """A contract to create (`connu` None) or to update."""

    contrat: ContratDecp
    lieu_inconnu: bool
    connu: _Connu | None


def importer(*, acteur: Acteur, sources: Sequence[Source], departements: Departements) -> RapportImport:
    """Read these files as one run and keep the contracts of the territory (and those whose place is unknown).

    A second import of the same files changes nothing; an older state of a contract never replaces a newer one.
    Raises FichierIllisible (nothing is written), ConflitEcriture when another import wrote meanwhile.
    """
    exiger(acteur, Action.IMPORTER_DECP)
    avec_defauts = 0
    changements: list[_Changement] = []
    with preparer(lire_tous(sources), departements) as preparation:
        bilan = preparation.bilan
        for lot in par_lots(preparation.contrats()):
            connus = _connus(cle_de(retenu.contrat) for retenu in lot)
            for retenu in lot:
                contrat = retenu.contrat
                avec_defauts += bool(contrat.defauts)
                connu = connus.get(cle_de(contrat))
                a_ecrire = connu is None or _est_nouveau(contrat, connu)
                if a_ecrire:
                    changements.append(_Changement(contrat, not retenu.a_compter, connu))
                if retenu.a_compter:
                    bilan.crees += connu is None
                    bilan.mis_a_jour += connu is not None and a_ecrire
                    bilan.inchanges += not a_ecrire
        refus = preparation.refus
    _ecrire(changements)
    logger.info("import de marchés publiés : %s", bilan.en_dict())
    return RapportImport(bilan, refus, avec_defauts, len(changements))


@transaction.atomic
def corriger_titre(*, acteur: Acteur, marche_publie: MarchePublie, titre: str) -> MarchePublie:
    """Retitle by hand a contract whose object lost characters at the source (empty: back to the published object).

    The official record stays as published, and later imports keep the title.
    """
    exiger(acteur, Action.SUIVRE_MARCHE)
    MarchePublie.objects.filter(pk=marche_publie.pk).update(titre_corrige=" ".join(titre.split())[:300])
    marche_publie.refresh_from_db(fields=["titre_corrige"])
    return marche_publie


def _connus(cles: Iterable[Cle]) -> dict[Cle, _Connu]:
    """The stored state of these contracts, in two queries."""
    voulues = set(cles)
    lignes = [
        ligne
        for ligne in MarchePublie.objects.filter(identifiant__in={numero for _, numero in voulues}).values_list(
            "pk", "acheteur_id", "identifiant", "empreinte"
        )
        if (ligne[1], ligne[2]) in voulues
    ]
    historique: dict[int, list[tuple[int, str, date | None]]] = {}
    for pk, rang, empreinte, publiee in (
        VersionMarchePublie.objects.filter(marche_publie_id__in=[ligne[0] for ligne in lignes])
        .order_by("marche_publie_id", "rang")
        .values_list("marche_publie_id", "rang", "empreinte", "date_publication")
    ):
        historique.setdefault(pk, []).append((rang, empreinte, publiee))
    connus = {}
    for pk, acheteur, numero, empreinte in lignes:
        passees = historique.get(pk, [])
        connus[acheteur, numero] = _Connu(
            pk=pk,
            empreinte=empreinte,
            date_version=max((d for _, _, d in passees if d), default=None),
            vues=frozenset(e for _, e, _ in passees),
            rang=max((r for r, _, _ in passees), default=0),
        )
    return connus


def _est_nouveau(contrat: ContratDecp, connu: _Connu) -> bool:
    """The file tells a state never seen of this contract, not older than the one stored."""
    if contrat.empreinte == connu.empreinte or contrat.empreinte in connu.vues:
        return False
    return (contrat.date_version or date.min) >= (connu.date_version or date.min)


@transaction.atomic
def _ecrire(changements: Sequence[_Changement]) -> None:
    """All or nothing, by sets; refuses when a contract changed since it was compared."""
    if not changements:
        return
    communes = Communes.charger()
    instant = maintenant()
    try:
        for lot in par_lots(changements):
            _verifier_inchanges(lot)
            _ecrire_lot(lot, communes, instant)
    except IntegrityError as erreur:
        raise ConflitEcriture("Un autre import a écrit en même temps : relancez celui-ci.") from erreur


def _verifier_inchanges(lot: Sequence[_Changement]) -> None:
    attendues = {c.connu.pk: c.connu.empreinte for c in lot if c.connu is not None}
    lues = dict(
        MarchePublie.objects.select_for_update().filter(pk__in=attendues).order_by("pk").values_list("pk", "empreinte")
    )
    if lues != attendues:
        raise ConflitEcriture("Un autre import a écrit en même temps : relancez celui-ci.")


def _ecrire_lot(lot: Sequence[_Changement], communes: Communes, instant: datetime) -> None:
    crees, modifies = [], []
    for changement in lot:
        contrat, connu = changement.contrat, changement.connu
        publie = MarchePublie(
            pk=connu.pk if connu else None,
            acheteur_id=cle_de(contrat)[0],
            identifiant=cle_de(contrat)[1],
            importe_le=instant,
            mis_a_jour_le=instant,
            **champs_du_contrat(contrat, communes, lieu_inconnu=changement.lieu_inconnu),
        )
        (modifies if connu else crees).append(publie)
    MarchePublie.objects.bulk_create(crees, batch_size=200)
    MarchePublie.objects.bulk_update(modifies, [*CHAMPS_IMPORTES, "mis_a_jour_le"], batch_size=100)
    par_cle = {(p.acheteur_id, p.identifiant): p for p in (*crees, *modifies)}
    TitulaireMarchePublie.objects.filter(marche_publie__in=modifies).delete()
    TitulaireMarchePublie.objects.bulk_create(
        (
            TitulaireMarchePublie(marche_publie=par_cle[cle_de(c.contrat)], **champs)
            for c in lot
            for champs in titulaires_du_contrat(c.contrat)
        ),
        batch_size=LOT_SQL,
    )
    VersionMarchePublie.objects.bulk_create(_versions_nouvelles(lot, par_cle, instant), batch_size=200)


def _versions_nouvelles(
    lot: Sequence[_Changement], par_cle: dict[Cle, MarchePublie], instant: datetime
) -> Iterator[VersionMarchePublie]:
    for changement in lot:
        vues = changement.connu.vues if changement.connu else frozenset()
        rang = changement.connu.rang if changement.connu else 0
        for version in versions(changement.contrat):
            if version["empreinte"] not in vues:
                rang += 1
                yield VersionMarchePublie(
                    marche_publie=par_cle[cle_de(changement.contrat)], rang=rang, importe_le=instant, **version
                )
