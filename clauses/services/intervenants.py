"""Parties of a lot: who holds it, with whom, under whom; a firm is found by its SIRET, never recreated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from chantiers.services import marquer
from clauses.models import Intervenant, Lot
from clauses.policies import Action, exiger
from clauses.rules.vocabulaire import ROLES_CHEFS_DE_FILE, RoleIntervenant
from clauses.services.journal import exiger_motif, noter, sites_des_lots
from entreprises.models import Organisation
from entreprises.policies import Acteur
from entreprises.rules import Nature
from entreprises.services import trouver_ou_creer_organisation
from socle.erreurs import ConflitEcriture, RegleViolee

RANG_MAX = 9


@dataclass(frozen=True)
class IntervenantSaisi:
    """A party as typed: a known organisation, or a SIRET and a name. `lots`: numbers (empty: every lot)."""

    role: RoleIntervenant
    organisation: Organisation | None = None
    siret: str = ""
    nom: str = ""
    nature: str = Nature.ENTREPRISE
    lots: Sequence[str] = ()
    tolerant: bool = False


@transaction.atomic
def ajouter_intervenant(
    *,
    acteur: Acteur,
    lot: Lot,
    organisation: Organisation,
    role: RoleIntervenant | str,
    mandant: Intervenant | None = None,
    accepte_le: date | None = None,
    dispense_declarer: bool = False,
    du: date | None = None,
) -> Intervenant:
    """An organisation joins a lot. A subcontractor stands under a party of the lot, one rank below it.

    Raises RegleViolee: second lead at a time, role held already, mandant missing or of another lot.
    """
    exiger(acteur, Action.GERER_MARCHE, lot)
    role = RoleIntervenant(role)
    intervenant = inscrire_intervenant(lot, organisation, role, mandant, accepte_le, dispense_declarer, du)
    marquer(sites_des_lots([lot.pk]))
    noter(acteur=acteur, acte="ajouter_intervenant", marche=lot.marche, motif=f"{organisation} – {role.libelle}, {lot}")
    return intervenant


@transaction.atomic
def retirer_intervenant(*, acteur: Acteur, intervenant: Intervenant, au: date, motif: str) -> Intervenant:
    """The organisation leaves the lot on that day: what it declared stays, it declares no further month.

    Raises RegleViolee when it still has subcontractors in place, ConflitEcriture when it has left already.
    """
    exiger(acteur, Action.GERER_MARCHE, intervenant)
    motif = exiger_motif(motif, "Retirer un intervenant")
    lot = intervenant.lot
    intervenant = Intervenant.objects.select_for_update(of=("self",)).get(pk=intervenant.pk)
    if intervenant.au is not None:
        raise ConflitEcriture("Cet intervenant a déjà quitté le lot.")
    if intervenant.sous_intervenants.filter(au__isnull=True).exists():
        raise RegleViolee("Des sous-traitants interviennent encore sous cette entreprise : retirez-les d'abord.")
    if intervenant.du and au < intervenant.du:
        raise RegleViolee("La date de départ précède l'arrivée.", champ="au")
    Intervenant.objects.filter(pk=intervenant.pk).update(au=au)
    marquer(sites_des_lots([lot.pk]))
    noter(acteur=acteur, acte="retirer_intervenant", marche=lot.marche, motif=f"{intervenant} : {motif}")
    intervenant.refresh_from_db()
    return intervenant


@transaction.atomic
def dispenser_de_declarer(*, acteur: Acteur, intervenant: Intervenant, dispense: bool, motif: str) -> Intervenant:
    """A member of a group declares nothing itself (its lead does), or declares again."""
    exiger(acteur, Action.GERER_MARCHE, intervenant)
    motif = exiger_motif(motif, "Dispenser de déclarer")
    if dispense and intervenant.role in ROLES_CHEFS_DE_FILE:
        raise RegleViolee("Le titulaire ou le mandataire ne peut pas être dispensé de déclarer.")
    Intervenant.objects.filter(pk=intervenant.pk).update(dispense_declarer=dispense)
    noter(acteur=acteur, acte="dispenser", marche=intervenant.lot.marche, motif=f"{intervenant} : {motif}")
    intervenant.refresh_from_db()
    return intervenant


def inscrire_intervenants(*, acteur: Acteur, lots: Mapping[str, Lot], saisies: Sequence[IntervenantSaisi]) -> None:
    """The first parties of a new contract (called inside its transaction)."""
    for saisie in saisies:
        organisation = saisie.organisation or organisation_saisie(acteur, saisie)
        for numero in saisie.lots or lots:
            if numero not in lots:
                raise RegleViolee(f"Le lot {numero} n'existe pas dans ce marché.", champ="intervenants")
            inscrire_intervenant(lots[numero], organisation, saisie.role, None, None, False, None)


def organisation_saisie(acteur: Acteur, saisie: IntervenantSaisi) -> Organisation:
    """The firm of this SIRET, created only when unknown. `tolerant`: a published SIRET may be wrong, it is marked."""
    organisation, _ = trouver_ou_creer_organisation(
        acteur=acteur, siret=saisie.siret, nom=saisie.nom, nature=saisie.nature, tolerant=saisie.tolerant
    )
    return organisation


def inscrire_intervenant(
    lot: Lot,
    organisation: Organisation,
    role: RoleIntervenant,
    mandant: Intervenant | None,
    accepte_le: date | None,
    dispense: bool,
    du: date | None,
) -> Intervenant:
    """A row for this organisation on this lot (the right is the caller's affair). Raises RegleViolee: see callers."""
    if not organisation.est_employeuse:
        raise RegleViolee(f"{organisation} n'est ni une entreprise ni une structure d'insertion.", champ="organisation")
    if role == RoleIntervenant.SOUS_TRAITANT:
        if mandant is None:
            raise RegleViolee("Dites sous quelle entreprise intervient ce sous-traitant.", champ="mandant")
        if mandant.rang >= RANG_MAX:
            raise RegleViolee("Cette chaîne de sous-traitance est trop longue.", champ="mandant")
    if mandant is not None and mandant.lot_id != lot.pk:
        raise RegleViolee("Le mandant intervient sur un autre lot.", champ="mandant")
    en_place = Intervenant.objects.filter(lot=lot, au__isnull=True)
    if role in ROLES_CHEFS_DE_FILE and en_place.chefs_de_file().exists():
        raise RegleViolee("Ce lot a déjà un titulaire ou un mandataire : retirez-le d'abord.", champ="role")
    try:
        with transaction.atomic():
            return Intervenant.objects.create(
                lot=lot,
                organisation=organisation,
                role=role,
                rang=mandant.rang + 1 if role == RoleIntervenant.SOUS_TRAITANT and mandant else 0,
                mandant=mandant,
                accepte_le=accepte_le,
                dispense_declarer=dispense,
                du=du,
            )
    except IntegrityError as erreur:
        raise RegleViolee(f"{organisation} a déjà ce rôle sur ce lot.", champ="organisation") from erreur
