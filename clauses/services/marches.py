"""A contract enters the office: taken over from the official data or typed, with its lots, sites and parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from chantiers.models import Chantier, Operation
from chantiers.services import marquer
from clauses.models import ClauseInsertion, Lot, Marche, MarchePublie, MouvementHeures
from clauses.policies import Action, exiger
from clauses.querysets import somme_heures
from clauses.rules.etats import ActeClause, EtatClause
from clauses.rules.vocabulaire import NatureMarche, TypeDispositif
from clauses.services.intervenants import (
    IntervenantSaisi,
    ajouter_intervenant,
    dispenser_de_declarer,
    inscrire_intervenants,
    retirer_intervenant,
)
from clauses.services.journal import exiger_motif, noter, sites_des_lots
from clauses.services.lots import LotSaisi, ajouter_lot, creer_lot, repartir_sites
from entreprises.models import Organisation
from entreprises.policies import Acteur
from entreprises.rules import ROLES_FACILITATION
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import maintenant
from socle.identifiants import plier

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
    lots = {lot.numero: creer_lot(marche, lot, saisie.sites) for lot in saisie.lots}
    inscrire_intervenants(acteur=acteur, lots=lots, saisies=saisie.intervenants)
    noter(acteur=acteur, acte="suivre" if publie else "saisir", marche=marche)
    return marche


def _sites_du_marche(marche: Marche) -> list[int]:
    return sites_des_lots(Lot.objects.filter(marche=marche).values_list("pk", flat=True))


def _verifier_champs(faits: dict[str, Any], permis: Sequence[str]) -> None:
    if inconnus := set(faits) - set(permis):
        raise TypeError(f"champs inconnus : {sorted(inconnus)}")


__all__ = [
    "CHAMPS_LIBRES",
    "IntervenantSaisi",
    "LotSaisi",
    "MarcheSaisi",
    "ajouter_intervenant",
    "ajouter_lot",
    "annuler_marche",
    "dispenser_de_declarer",
    "modifier_marche",
    "office_de",
    "refuser_si_heures",
    "repartir_sites",
    "retirer_intervenant",
    "saisir_marche",
    "suivre_marche",
]
