"""The contracting body decides what is published of an operation, and the firms are told before.

A decision is dated: it holds from its day of effect until the next one. Until a firm that stands alone on a site was
told, that site shows no hours in public; the notice is therefore part of the decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from chantiers.models import Chantier, JournalChantier, Operation
from chantiers.services import marquer
from clauses.models import AvisEntreprise, DecisionPublication, LotChantier
from clauses.policies import Action, exiger
from clauses.rules.vocabulaire import NiveauPublication
from clauses.selectors.maitrise_ouvrage import contacts_a_aviser, entreprises_de
from entreprises.models import Organisation
from entreprises.policies import Acteur
from socle import messages
from socle.erreurs import RegleViolee
from socle.horloge import aujourdhui, maintenant
from socle.presentation import jour

COURRIEL, COURRIER = "courriel", "courrier"
MODELE = "avis_publication"


@dataclass(frozen=True)
class ResultatPublication:
    """The decision, the firms told by e-mail, and those nobody could be written to."""

    decision: DecisionPublication
    avisees: tuple[Organisation, ...]
    sans_contact: tuple[Organisation, ...]


@transaction.atomic
def decider(
    *, acteur: Acteur, operation: Operation, niveau: NiveauPublication | str, effet_le: date, motif: str = ""
) -> ResultatPublication:
    """Decide what is public of an operation from a day on; firms not yet told are told, public versions raised.

    A second decision for the same day replaces the first (both stay in the operation's log). Raises RegleViolee for
    a day in the past: what was public then cannot be undone.
    """
    exiger(acteur, Action.DECIDER_PUBLICATION, operation)
    niveau = NiveauPublication(niveau)
    if acteur.utilisateur is None:
        raise RegleViolee("Une décision de publication est signée d'une personne.")
    if effet_le < aujourdhui():
        raise RegleViolee("Une décision de publication prend effet aujourd'hui ou plus tard.", champ="effet_le")
    operation = Operation.objects.select_for_update(of=("self",)).get(pk=operation.pk)
    decision, _ = DecisionPublication.objects.update_or_create(
        operation=operation,
        effet_le=effet_le,
        defaults={
            "niveau": niveau,
            "motif": motif.strip()[:300],
            "decidee_par": acteur.utilisateur,
            "decidee_le": maintenant(),
        },
    )
    _noter(acteur, operation, "publication", f"{niveau.libelle}, au {jour(effet_le)}. {motif}")
    avisees, sans_contact = _aviser_toutes(acteur, decision) if niveau != NiveauPublication.RIEN else ((), ())
    marquer(_sites(operation))
    return ResultatPublication(decision, avisees, sans_contact)


@transaction.atomic
def aviser(
    *, acteur: Acteur, operation: Operation, organisation: Organisation, canal: str = COURRIER
) -> AvisEntreprise:
    """Record that a firm of the operation was told another way (letter, meeting). Raises RegleViolee for a stranger."""
    exiger(acteur, Action.AVISER_ENTREPRISE, operation)
    if not entreprises_de(operation).filter(pk=organisation.pk).exists():
        raise RegleViolee("Cette entreprise n'intervient pas sur l'opération.", champ="organisation")
    avis, nouveau = AvisEntreprise.objects.get_or_create(
        operation=operation,
        organisation=organisation,
        defaults={"envoye_le": maintenant(), "envoye_par": acteur.utilisateur, "canal": canal[:20]},
    )
    if nouveau:
        _noter(acteur, operation, "avis", f"{organisation} avisée par {canal}")
        marquer(_sites(operation))
    return avis


def _aviser_toutes(
    acteur: Acteur, decision: DecisionPublication
) -> tuple[tuple[Organisation, ...], tuple[Organisation, ...]]:
    """Write to every firm of the operation that was not told yet."""
    deja = set(AvisEntreprise.objects.filter(operation=decision.operation).values_list("organisation_id", flat=True))
    restantes = [o for o in entreprises_de(decision.operation) if o.pk not in deja]
    contacts = contacts_a_aviser(restantes)
    avisees, sans_contact = [], []
    for organisation in restantes:
        adresses = contacts.get(organisation.pk, [])
        if not adresses:
            sans_contact.append(organisation)
            continue
        _ecrire(decision, organisation, adresses)
        AvisEntreprise.objects.create(
            operation=decision.operation,
            organisation=organisation,
            envoye_le=maintenant(),
            envoye_par=acteur.utilisateur,
            canal=COURRIEL,
        )
        avisees.append(organisation)
    return tuple(avisees), tuple(sans_contact)


def _ecrire(decision: DecisionPublication, organisation: Organisation, adresses: Sequence[str]) -> None:
    contexte = {
        "operation": decision.operation,
        "maitre_ouvrage": decision.operation.maitre_ouvrage,
        "organisation": organisation,
        "par_marche": decision.niveau == NiveauPublication.PAR_MARCHE,
        "effet": jour(decision.effet_le),
        "raison": "Vous recevez ce message parce que votre entreprise intervient sur cette opération.",
    }
    for adresse in adresses:
        messages.envoyer_courriel(
            adresse,
            f"Publication de l'engagement d'insertion : {decision.operation}",
            MODELE,
            contexte,
        )


def _sites(operation: Operation) -> list[int]:
    """Sites of the operation, and those elsewhere where its lots work."""
    siens = set(Chantier.objects.filter(operation=operation).values_list("pk", flat=True))
    des_lots = LotChantier.objects.filter(lot__marche__operation=operation).values_list("chantier_id", flat=True)
    return sorted(siens | set(des_lots))


def _noter(acteur: Acteur, operation: Operation, acte: str, motif: str) -> None:
    JournalChantier.objects.create(
        operation=operation, acte=acte, le=maintenant(), auteur=acteur.utilisateur, motif=" ".join(motif.split())[:500]
    )
