"""A contract enters the office: taken over from the official data or typed, with its lots, sites and parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from chantiers.models import Chantier, Operation
from chantiers.services import marquer
from clauses.models import (
    ClauseInsertion,
    Lot,
    LotChantier,
    Marche,
    MarchePublie,
    MouvementHeures,
    PartMainOeuvre,
)
from clauses.policies import Action, exiger
from clauses.querysets import somme_heures
from clauses.rules.etats import ActeClause, EtatClause
from clauses.rules.repartition import verifier_parts_de_cent
from clauses.rules.vocabulaire import NatureMarche, TypeDispositif
from clauses.services.intervenants import (
    IntervenantSaisi,
    ajouter_intervenant,
    dispenser_de_declarer,
    inscrire_intervenants,
    retirer_intervenant,
)
from clauses.services.journal import exiger_motif, noter, sites_des_lots
from entreprises.models import Organisation
from entreprises.policies import Acteur
from entreprises.rules import ROLES_FACILITATION
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import maintenant
from socle.identifiants import plier

CENT = Decimal("100.00")
CHAMPS_LIBRES = (
    "ccag_version",
    "date_envoi_avis",
    "valeur_estimee",
    "motif_derogation",
    "montant",
    "date_notification",
    "duree_mois",
    "groupement_solidaire",
)
"""Facts of the contract that a facilitator may leave empty and complete later."""


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


@dataclass(frozen=True)
class MarcheSaisi:
    """A contract as typed, with everything that enters at once."""

    numero: str
    objet: str
    operation: Operation
    acheteur: Organisation
    lots: Sequence[LotSaisi]
    sites: Sequence[tuple[Chantier, Decimal]]
    intervenants: Sequence[IntervenantSaisi] = ()
    nature: NatureMarche = NatureMarche.MARCHE_PUBLIC
    dispositif: TypeDispositif = TypeDispositif.CONDITION_EXECUTION
    faits: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def suivre_marche(*, acteur: Acteur, marche_publie: MarchePublie, saisie: MarcheSaisi) -> Marche:
    """Follow an official contract: the official record stays as published, this is its follow-up.

    Raises ConflitEcriture when it is followed already (another office may have been quicker).
    """
    exiger(acteur, Action.SUIVRE_MARCHE)
    publie = MarchePublie.objects.select_for_update().get(pk=marche_publie.pk)
    if Marche.objects.filter(marche_publie=publie).exists():
        raise ConflitEcriture("Ce marché est déjà suivi sur la plateforme.")
    return _creer(acteur, saisie, publie)


@transaction.atomic
def saisir_marche(*, acteur: Acteur, saisie: MarcheSaisi) -> Marche:
    """Follow a contract that the official data does not hold (private charter, small amount, not yet published)."""
    exiger(acteur, Action.SUIVRE_MARCHE)
    return _creer(acteur, saisie, None)


@transaction.atomic
def modifier_marche(*, acteur: Acteur, marche: Marche, motif: str = "", **faits: Any) -> Marche:
    """Complete or correct the facts of a contract (see CHAMPS_LIBRES, and `objet`)."""
    exiger(acteur, Action.GERER_MARCHE, marche)
    _verifier_champs(faits, (*CHAMPS_LIBRES, "objet", "dispositif"))
    if "objet" in faits:
        faits["objet_plie"] = plier(faits["objet"])
    Marche.objects.filter(pk=marche.pk).update(**faits)
    marquer(_sites_du_marche(marche))
    noter(acteur=acteur, acte="modifier_marche", marche=marche, motif=motif or ", ".join(sorted(faits)))
    marche.refresh_from_db()
    return marche


@transaction.atomic
def ajouter_lot(
    *, acteur: Acteur, marche: Marche, saisie: LotSaisi, sites: Sequence[tuple[Chantier, Decimal]] = ()
) -> Lot:
    """A lot that joins a followed contract; its sites are its own, else `sites`."""
    exiger(acteur, Action.GERER_MARCHE, marche)
    lot = _creer_lot(marche, saisie, sites)
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


@transaction.atomic
def modifier_dates_lot(
    *,
    acteur: Acteur,
    lot: Lot,
    debut_travaux: date | None,
    fin_travaux: date | None,
    motif: str,
    reception_le: date | None = None,
) -> Lot:
    """Record an act that moves the works of a lot: the expected curve follows. The reason names the act."""
    exiger(acteur, Action.GERER_MARCHE, lot)
    motif = exiger_motif(motif, "Déplacer les dates de travaux")
    if debut_travaux and fin_travaux and fin_travaux < debut_travaux:
        raise RegleViolee("La fin des travaux précède leur début.", champ="fin_travaux")
    if reception_le and debut_travaux and reception_le < debut_travaux:
        raise RegleViolee("La réception précède le début des travaux.", champ="reception_le")
    avant = Lot.objects.select_for_update().get(pk=lot.pk)
    Lot.objects.filter(pk=lot.pk).update(
        debut_travaux=debut_travaux, fin_travaux=fin_travaux, reception_le=reception_le
    )
    marquer(sites_des_lots([lot.pk]))
    passage = f"{_dates(avant.debut_travaux, avant.fin_travaux)} → {_dates(debut_travaux, fin_travaux)}"
    clause = ClauseInsertion.objects.filter(lot=lot).exclude(etat=EtatClause.ANNULEE).first()
    noter(
        acteur=acteur,
        acte="modifier_dates",
        clause=clause,
        marche=None if clause else lot.marche,
        motif=f"{lot} : {passage}. {motif}",
    )
    lot.refresh_from_db()
    return lot


@transaction.atomic
def annuler_marche(*, acteur: Acteur, marche: Marche, motif: str) -> Marche:
    """Cancel a contract entered by mistake, with its clauses; the official record is free to be followed again.

    Refused (RegleViolee) while validated hours stand on one of its clauses: undo or move them first.
    """
    exiger(acteur, Action.GERER_MARCHE, marche)
    motif = exiger_motif(motif, "Annuler un marché")
    marche = Marche.objects.select_for_update(of=("self",)).get(pk=marche.pk)
    if marche.annule_le is not None:
        raise ConflitEcriture("Ce marché est déjà annulé.")
    clauses = list(ClauseInsertion.objects.filter(lot__marche=marche).exclude(etat=EtatClause.ANNULEE))
    refuser_si_heures(clauses)
    instant = maintenant()
    ClauseInsertion.objects.filter(pk__in=[c.pk for c in clauses]).update(
        etat=EtatClause.ANNULEE, annule_le=instant, annule_motif=motif[:300], close_le=None
    )
    Marche.objects.filter(pk=marche.pk).update(annule_le=instant, annule_motif=motif[:300], marche_publie=None)
    marquer(_sites_du_marche(marche))
    noter(acteur=acteur, acte="annuler_marche", marche=marche, motif=motif)
    for clause in clauses:
        noter(
            acteur=acteur,
            acte=ActeClause.ANNULER.value,
            clause=clause,
            de=clause.etat,
            vers=EtatClause.ANNULEE.value,
            motif=motif,
        )
    marche.refresh_from_db()
    return marche


def refuser_si_heures(clauses: Sequence[ClauseInsertion]) -> None:
    """RegleViolee when the ledger of one of these clauses is not back to zero."""
    restes = (
        MouvementHeures.objects.filter(clause__in=clauses)
        .order_by()
        .values("clause_id")
        .annotate(total=somme_heures("heures"))
    )
    if any(ligne["total"] for ligne in restes):
        raise RegleViolee("Des heures sont validées ici : annulez leur validation ou déplacez-les d'abord.")


def office_de(acteur: Acteur) -> Organisation:
    """The office in whose name the actor takes a contract: the active space, else the first that fits."""
    if acteur.a_role(*ROLES_FACILITATION) and acteur.organisation is not None:
        return acteur.organisation
    espaces = acteur.espaces_de(*ROLES_FACILITATION)
    if not espaces:
        raise RegleViolee("Un marché se suit depuis une structure de facilitation.")
    return espaces[0].organisation


def _creer(acteur: Acteur, saisie: MarcheSaisi, publie: MarchePublie | None) -> Marche:
    if acteur.utilisateur is None:
        raise RegleViolee("Un marché se suit au nom d'une personne.")
    _verifier_champs(saisie.faits, CHAMPS_LIBRES)
    numero, objet = " ".join(saisie.numero.split()), " ".join(saisie.objet.split())
    if not numero:
        raise RegleViolee("Indiquez le numéro du marché.", champ="numero")
    if not objet:
        raise RegleViolee("Indiquez l'objet du marché.", champ="objet")
    if not saisie.lots:
        raise RegleViolee("Un marché a au moins un lot.", champ="lots")
    try:
        with transaction.atomic():
            marche = Marche.objects.create(
                marche_publie=publie,
                operation=saisie.operation,
                acheteur=saisie.acheteur,
                office=office_de(acteur),
                numero=numero[:80],
                numero_plie=plier(numero)[:80],
                objet=objet[:500],
                objet_plie=plier(objet)[:500],
                nature=saisie.nature,
                dispositif=saisie.dispositif,
                cree_le=maintenant(),
                cree_par=acteur.utilisateur,
                **saisie.faits,
            )
    except IntegrityError as erreur:
        raise RegleViolee("Ce numéro de marché est déjà suivi pour cet acheteur.", champ="numero") from erreur
    lots = {lot.numero: _creer_lot(marche, lot, saisie.sites) for lot in saisie.lots}
    inscrire_intervenants(acteur=acteur, lots=lots, saisies=saisie.intervenants)
    noter(acteur=acteur, acte="suivre" if publie else "saisir", marche=marche)
    return marche


def _creer_lot(marche: Marche, saisie: LotSaisi, sites: Sequence[tuple[Chantier, Decimal]]) -> Lot:
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


def _sites_du_marche(marche: Marche) -> list[int]:
    return sites_des_lots(Lot.objects.filter(marche=marche).values_list("pk", flat=True))


def _verifier_champs(faits: dict[str, Any], permis: Sequence[str]) -> None:
    if inconnus := set(faits) - set(permis):
        raise TypeError(f"champs inconnus : {sorted(inconnus)}")


def _dates(debut: date | None, fin: date | None) -> str:
    return " – ".join(f"{jour:%d/%m/%Y}" if jour else "?" for jour in (debut, fin))


__all__ = [
    "CHAMPS_LIBRES",
    "IntervenantSaisi",
    "LotSaisi",
    "MarcheSaisi",
    "ajouter_intervenant",
    "ajouter_lot",
    "annuler_marche",
    "dispenser_de_declarer",
    "modifier_dates_lot",
    "modifier_marche",
    "office_de",
    "refuser_si_heures",
    "repartir_sites",
    "retirer_intervenant",
    "saisir_marche",
    "suivre_marche",
]
