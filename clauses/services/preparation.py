"""The employer of lent people prepares their hours; the contractor takes them into his month, or types others.

Prepared hours are never summed: only the contractor's own lines are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from clauses.models import ContratTravail, Intervenant, LigneHeures, LigneProposee, LotChantier
from clauses.policies import Action, contrats_pretes, exiger
from clauses.rules.etats import EtatClause
from clauses.rules.proposees import preparable
from clauses.rules.vocabulaire import OrigineLigne
from clauses.selectors.entreprise.preparation import en_face, proposees_du_mois
from clauses.selectors.lignes_en_place import lignes_en_place
from clauses.selectors.maitrise_ouvrage import contacts_a_aviser
from clauses.services.brouillons import SaisieLigne, verifier_heures
from clauses.services.grille import SaisieLot, enregistrer_grille
from entreprises.policies import Acteur
from socle import messages
from socle.centiemes import ZERO
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import aujourdhui, maintenant
from socle.periodes import Mois

MODELE = "heures_preparees"
ENTRE_TEMPS = (
    "D'autres heures ont été préparées entre-temps par un·e collègue. Rien n'est perdu, et rien n'est encore envoyé : "
    "comparez les lignes signalées, puis envoyez."
)
Figures = tuple[Decimal, Decimal]
"""Paid hours, and those not worked."""


@dataclass(frozen=True)
class SaisiePreparee:
    """Hours of a lent person on a site; `heures` None: nothing is prepared (any more)."""

    contrat: ContratTravail
    chantier_id: int
    heures: Decimal | None
    non_travaillees: Decimal = ZERO


@transaction.atomic
def preparer(
    *,
    acteur: Acteur,
    mois: Mois,
    saisies: Sequence[SaisiePreparee],
    vues: Mapping[tuple[int, int], Figures | None] | None = None,
) -> int:
    """Keep what the employer prepares for that month; how many cells changed. Each contractor gets one mail a day.

    `vues`: (contract, site) → what the page showed (None: nothing), so that nobody replaces hours he has not seen:
    ConflitEcriture when a cell to write holds something else by now. Raises RegleViolee for hours that the contractor
    has sent meanwhile, of a site outside the lot, twice the same cell, or under a contract or a clause no longer in
    force, ContratTravail.DoesNotExist for somebody else's contract; nothing is then kept at all.
    """
    exiger(acteur, Action.PREPARER_HEURES)
    if mois > Mois.depuis(aujourdhui()):
        raise RegleViolee("Un mois à venir ne se prépare pas encore.")
    if len({(s.contrat.pk, s.chantier_id) for s in saisies}) < len(saisies):
        raise RegleViolee("La même personne est saisie deux fois sur le même chantier.")
    contrats = _verrouiller(acteur, {s.contrat.pk for s in saisies})
    proposees = proposees_du_mois(list(contrats), mois)
    en_place = lignes_en_place(
        LigneHeures.objects.filter(contrat__in=list(contrats), declaration__mois=mois.premier_jour)
    ).lignes
    sites = set(
        LotChantier.objects.filter(lot__in={c.intervenant.lot_id for c in contrats.values()}).values_list(
            "lot_id", "chantier_id"
        )
    )
    retirees: list[int] = []
    neuves: list[LigneProposee] = []
    instant = maintenant()
    for saisie in saisies:
        contrat = contrats[saisie.contrat.pk]
        avant = proposees.get((contrat.pk, saisie.chantier_id))
        if _identique(avant, saisie):
            continue
        if vues is not None and _figures(avant) != vues.get((contrat.pk, saisie.chantier_id)):
            raise ConflitEcriture(ENTRE_TEMPS)
        if (contrat.intervenant.lot_id, saisie.chantier_id) not in sites:
            raise RegleViolee("Ce chantier n'est pas un chantier du lot.")
        if not preparable(en_face(en_place.get((contrat.pk, saisie.chantier_id, mois)))):
            raise RegleViolee(
                f"{contrat.intervenant.organisation} a déjà transmis les heures de {contrat.beneficiaire} : "
                "demandez-lui une correction."
            )
        if avant is not None:
            retirees.append(avant.pk)
        if saisie.heures is not None:
            verifier_heures(saisie.heures, saisie.non_travaillees)
            neuves.append(_ligne(acteur, contrat, mois, saisie, instant))
    LigneProposee.objects.filter(pk__in=retirees).update(retiree_le=instant, retiree_par=acteur.utilisateur)
    LigneProposee.objects.bulk_create(neuves)
    if neuves:
        _prevenir(acteur, mois, [contrats[ligne.contrat_id] for ligne in neuves])
    return len({(ligne.contrat_id, ligne.chantier_id) for ligne in neuves} | _cles(proposees, retirees))


@transaction.atomic
def reprendre(*, acteur: Acteur, mois: Mois, proposees: Iterable[LigneProposee], revisions: Mapping[int, int]) -> int:
    """Take prepared hours into the contractor's draft, as they are; how many lines. Same walls as the grid.

    `revisions`: party → the revision that the page was read with.
    """
    par_partie: dict[Intervenant, list[SaisieLigne]] = defaultdict(list)
    cles = [p.pk for p in proposees]
    a_reprendre = (
        LigneProposee.objects.filter(pk__in=cles, retiree_le__isnull=True)
        .select_related(
            "contrat__beneficiaire", "contrat__intervenant__lot__marche", "contrat__intervenant__organisation"
        )
        .order_by("pk")
    )
    for proposee in a_reprendre:
        par_partie[proposee.contrat.intervenant].append(
            SaisieLigne(
                contrat=proposee.contrat,
                chantier_id=proposee.chantier_id,
                heures=proposee.heures,
                non_travaillees=proposee.heures_non_travaillees,
                origine=OrigineLigne.PREPAREE,
            )
        )
    lots = [SaisieLot(partie, saisies, revisions.get(partie.pk, 0)) for partie, saisies in par_partie.items()]
    enregistrer_grille(acteur=acteur, mois=mois, lots=lots)
    return sum(len(lot.saisies) for lot in lots)


def _verrouiller(acteur: Acteur, pks: set[int]) -> dict[int, ContratTravail]:
    """The contracts, locked in key order: two people of the employer cannot prepare the same cell at once.

    Only those in force, under a clause in force: the page may have been read before one ended.
    """
    pretes = ContratTravail.objects.exclude(employeur=F("intervenant__organisation"))
    if not acteur.systeme:
        pretes = contrats_pretes(acteur, partout=True)
    trouves = (
        ContratTravail.objects.select_for_update(of=("self",))
        .filter(pk__in=pks)
        .filter(pk__in=pretes.values("pk"))
        .select_related("beneficiaire", "clause", "employeur", "intervenant__organisation")
        .order_by("pk")
    )
    contrats = {c.pk: c for c in trouves}
    if len(contrats) < len(pks):
        raise ContratTravail.DoesNotExist
    for contrat in contrats.values():
        if contrat.annule_le is not None:
            raise RegleViolee(f"Le contrat de travail de {contrat.beneficiaire} a été annulé.")
        if contrat.clause.etat != EtatClause.ACTIVE:
            raise RegleViolee(
                f"La clause sous laquelle travaille {contrat.beneficiaire} n'est plus active : "
                "ses heures ne se préparent plus."
            )
    return contrats


def _identique(avant: LigneProposee | None, saisie: SaisiePreparee) -> bool:
    return _figures(avant) == ((saisie.heures, saisie.non_travaillees) if saisie.heures is not None else None)


def _figures(preparee: LigneProposee | None) -> Figures | None:
    return (preparee.heures, preparee.heures_non_travaillees) if preparee else None


def _ligne(
    acteur: Acteur, contrat: ContratTravail, mois: Mois, saisie: SaisiePreparee, instant: datetime
) -> LigneProposee:
    return LigneProposee(
        contrat=contrat,
        chantier_id=saisie.chantier_id,
        mois=mois.premier_jour,
        heures=saisie.heures,
        heures_non_travaillees=saisie.non_travaillees,
        proposee_par=acteur.utilisateur,
        proposee_le=instant,
    )


def _cles(proposees: Mapping[tuple[int, int], LigneProposee], pks: Iterable[int]) -> set[tuple[int, int]]:
    retirees = set(pks)
    return {cle for cle, ligne in proposees.items() if ligne.pk in retirees}


def _prevenir(acteur: Acteur, mois: Mois, contrats: Sequence[ContratTravail]) -> None:
    """One mail per référent of each contractor and day, which names nobody at work."""
    clients = {c.intervenant.organisation_id: c.intervenant.organisation for c in contrats}
    contacts = contacts_a_aviser(list(clients.values()))
    employeur = contrats[0].employeur
    for pk, client in clients.items():
        contexte = {
            "organisation": client,
            "employeur": employeur,
            "mois": mois,
            "raison": "Vous recevez ce message parce que vous êtes référent·e de cette entreprise.",
        }
        for rang, adresse in enumerate(contacts.get(pk, [])):
            cle = f"preparees:{employeur.pk}:{pk}:{mois.iso}:{aujourdhui()}:{rang}"
            messages.envoyer_courriel(adresse, f"Heures préparées par {employeur} : {mois}", MODELE, contexte, cle=cle)
