"""The lots of a contract: their sites with shares (their works dates are moved by `travaux`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from chantiers.models import Chantier
from chantiers.services import marquer
from clauses.models import Lot, LotChantier, Marche, MouvementHeures, PartMainOeuvre
from clauses.policies import Action, exiger
from clauses.rules.repartition import verifier_parts_de_cent
from clauses.services.journal import noter, sites_des_lots
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee
from socle.identifiants import plier


@dataclass(frozen=True)
class LotSaisi:
    """A lot as typed. `sites` are (site, share in %) of its own; None: those of the whole contract."""

    intitule: str
    numero: str = "1"
    montant: Decimal | None = None
    corps_etat: PartMainOeuvre | None = None
    debut_travaux: date | None = None
    fin_travaux: date | None = None
    sites: Sequence[tuple[Chantier, Decimal]] | None = None


@transaction.atomic
def ajouter_lot(
    *, acteur: Acteur, marche: Marche, saisie: LotSaisi, sites: Sequence[tuple[Chantier, Decimal]] = ()
) -> Lot:
    """A lot that joins a followed contract; its sites are its own, else `sites`."""
    exiger(acteur, Action.GERER_MARCHE, marche)
    lot = creer_lot(marche, saisie, sites)
    noter(acteur=acteur, acte="ajouter_lot", marche=marche, motif=str(lot))
    return lot


@transaction.atomic
def repartir_sites(
    *, acteur: Acteur, lot: Lot, sites: Sequence[tuple[Chantier, Decimal]], motif: str = ""
) -> list[LotChantier]:
    """Set the sites of a lot and their shares (summing to 100.00).

    A site that bears hours of this lot stays: RegleViolee otherwise.
    """
    exiger(acteur, Action.GERER_MARCHE, lot)
    avant = set(sites_des_lots([lot.pk]))
    gardes = {chantier.pk for chantier, _ in sites}
    portent = MouvementHeures.objects.filter(clause__lot=lot).exclude(chantier_id__in=gardes)
    if portent.exists():
        raise RegleViolee("Un chantier retiré porte des heures validées de ce lot : gardez-le.", champ="sites")
    LotChantier.objects.filter(lot=lot).delete()
    lignes = _inscrire_sites(lot, sites)
    marquer(avant | gardes)
    noter(acteur=acteur, acte="repartir_sites", marche=lot.marche, motif=motif or str(lot))
    return lignes


def creer_lot(marche: Marche, saisie: LotSaisi, sites: Sequence[tuple[Chantier, Decimal]]) -> Lot:
    """Write a lot on its sites (inside the caller's transaction). RegleViolee beside its field."""
    intitule = " ".join(saisie.intitule.split())
    if not intitule:
        raise RegleViolee("Indiquez l'intitulé du lot.", champ="intitule")
    if saisie.debut_travaux and saisie.fin_travaux and saisie.fin_travaux < saisie.debut_travaux:
        raise RegleViolee(f"Lot {saisie.numero} : la fin des travaux précède leur début.", champ="fin_travaux")
    try:
        with transaction.atomic():
            lot = Lot.objects.create(
                marche=marche,
                numero=saisie.numero[:20],
                intitule=intitule[:300],
                intitule_plie=plier(intitule)[:300],
                corps_etat=saisie.corps_etat,
                metier_id=saisie.corps_etat.metier_id if saisie.corps_etat else None,
                montant=saisie.montant,
                debut_travaux=saisie.debut_travaux,
                fin_travaux=saisie.fin_travaux,
            )
    except IntegrityError as erreur:
        raise RegleViolee(f"Deux lots portent le numéro {saisie.numero}.", champ="numero_lot") from erreur
    _inscrire_sites(lot, sites if saisie.sites is None else saisie.sites)
    return lot


def _inscrire_sites(lot: Lot, sites: Sequence[tuple[Chantier, Decimal]]) -> list[LotChantier]:
    if not sites:
        raise RegleViolee("Un lot se situe sur un chantier au moins.", champ="sites")
    if len({chantier.pk for chantier, _ in sites}) < len(sites):
        raise RegleViolee("Un même chantier est cité deux fois.", champ="sites")
    for chantier, _ in sites:
        if chantier.operation_id != lot.marche.operation_id:
            raise RegleViolee(f"{chantier} appartient à une autre opération.", champ="sites")
    verifier_parts_de_cent([part for _, part in sites], objet="parts des chantiers")
    lignes = LotChantier.objects.bulk_create(
        LotChantier(lot=lot, chantier=chantier, part=part) for chantier, part in sites
    )
    marquer(chantier.pk for chantier, _ in sites)
    return lignes
