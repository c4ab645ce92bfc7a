"""Deciding a demande de validation: the criterion stays here, the window is written down to `clauses`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from clauses.models import DemandeValidation, FenetreEligibilite, Motif
from clauses.rules.etats import ActeDemande
from clauses.rules.phrases import jour
from clauses.rules.vocabulaire import OrigineFenetre
from clauses.services.personnes import (
    fenetre_couvrant,
    ouvrir_fenetre,
    recontroler_lignes_en_attente,
    trancher_demande,
)
from entreprises.policies import Acteur
from parcours.models import Critere, CritereComplementaire, Decision, JournalCandidat
from parcours.policies import Action, exiger
from parcours.rules.eligibilite import Preuve, Verdict
from parcours.rules.journal import ActeDossier
from parcours.rules.pass_iae import PassIae, lire_numero
from parcours.rules.residence import QuartierSitue
from parcours.rules.vocabulaire import IssueDecision, SortePreuve
from parcours.selectors import avis
from socle.erreurs import RegleViolee
from socle.geo import Point
from socle.horloge import maintenant


@transaction.atomic
def accepter(
    *,
    acteur: Acteur,
    demande: DemandeValidation,
    preuves: Sequence[Preuve] = (),
    pass_iae: PassIae | None = None,
    point: Point | None = None,
    fin: date | None = None,
    motif: str = "",
) -> Decision:
    """A favourable decision: effect from the contract's start, window written down, request accepted.

    `preuves` name criteria of the request's référentiel by their code; of the `point` where the person lives, only the
    neighbourhood and its list are kept. `fin` overrides the end that the rule gives. A late request, an objection, a
    reasoned opinion or an end beyond the rule's need a reason: RegleViolee says which. Where a window is already open,
    nothing more is asked.
    """
    exiger(acteur, Action.DECIDER, demande)
    rendu = avis(demande, preuves=preuves, pass_iae=pass_iae, point=point)
    verdict = rendu.verdict
    criteres = [] if verdict.deja_couverte else _criteres(demande, verdict, preuves)
    voulue = None if verdict.deja_couverte else fin
    _exiger_motif(verdict, voulue, motif)
    trancher_demande(acteur=acteur, demande=demande, acte=ActeDemande.ACCEPTER, effet_le=verdict.debut)
    proposee = verdict.fin if verdict.eligible else verdict.fin_derogee
    fenetre = _fenetre(acteur, demande, verdict.debut, voulue or proposee)
    decision = Decision.objects.create(
        beneficiaire=demande.beneficiaire,
        referentiel=demande.referentiel,
        demande=demande,
        fenetre=fenetre,
        issue=IssueDecision.FAVORABLE,
        critere=criteres[0][0] if criteres else None,
        **(_vue(criteres[0][1]) if criteres else {}),
        **_situation(criteres, pass_iae, rendu.quartier),
        debut=verdict.debut,
        fin=fenetre.fin,
        motif=motif.strip(),
        hors_delai=verdict.hors_delai,
        deja_couverte=verdict.deja_couverte,
        decidee_le=maintenant(),
        auteur=acteur.utilisateur,
    )
    CritereComplementaire.objects.bulk_create(
        CritereComplementaire(decision=decision, critere=critere, **_vue(preuve)) for critere, preuve in criteres[1:]
    )
    recontroler_lignes_en_attente(demande)
    _noter(demande, ActeDossier.ACCEPTER, acteur)
    return decision


@transaction.atomic
def refuser(
    *, acteur: Acteur, demande: DemandeValidation, motif: str, reponse: str, motif_code: Motif | None = None
) -> Decision:
    """An unfavourable decision: `motif` stays with the office, `reponse` is what the firm reads (no criterion)."""
    exiger(acteur, Action.DECIDER, demande)
    if not motif.strip():
        raise RegleViolee("Une décision défavorable est motivée.", champ="motif")
    trancher_demande(acteur=acteur, demande=demande, acte=ActeDemande.REFUSER, motif=motif_code, reponse=reponse)
    decision = Decision.objects.create(
        beneficiaire=demande.beneficiaire,
        referentiel=demande.referentiel,
        demande=demande,
        issue=IssueDecision.DEFAVORABLE,
        motif=motif.strip(),
        decidee_le=maintenant(),
        auteur=acteur.utilisateur,
    )
    _noter(demande, ActeDossier.REFUSER, acteur)
    return decision


@transaction.atomic
def demander_complement(*, acteur: Acteur, demande: DemandeValidation, reponse: str) -> DemandeValidation:
    """Ask the firm for what is missing; the request's date stays the first one once completed in time."""
    exiger(acteur, Action.DECIDER, demande)
    if not reponse.strip():
        raise RegleViolee("Dites à l'entreprise ce qui manque.", champ="reponse")
    demande = trancher_demande(acteur=acteur, demande=demande, acte=ActeDemande.DEMANDER_COMPLEMENT, reponse=reponse)
    _noter(demande, ActeDossier.COMPLEMENT, acteur)
    return demande


def _criteres(demande: DemandeValidation, verdict: Verdict, preuves: Sequence[Preuve]) -> list[tuple[Critere, Preuve]]:
    """The criteria to keep, the main one first: those that open the right, else all that are ticked."""
    par_code = {preuve.code: preuve for preuve in preuves}
    lignes = {c.code: c for c in Critere.objects.filter(referentiel=demande.referentiel, code__in=par_code)}
    if not lignes:
        raise RegleViolee("Cochez le critère prouvé.", champ="criteres")
    codes = verdict.retenus or sorted(lignes, key=lambda code: (lignes[code].condition, lignes[code].ordre, code))
    return [(lignes[code], par_code[code]) for code in codes]


def _exiger_motif(verdict: Verdict, fin: date | None, motif: str) -> None:
    if motif.strip():
        return
    if raisons := [*verdict.objections, *verdict.a_motiver]:
        raise RegleViolee(f"{raisons[0]} Motivez votre décision.", champ="motif")
    if fin is not None and verdict.fin is not None and fin > verdict.fin:
        raise RegleViolee(
            f"La règle donne une fin au {jour(verdict.fin)} : motivez une fin plus tardive.", champ="motif"
        )


def _vue(preuve: Preuve) -> dict[str, Any]:
    """What was read on the proof, as columns."""
    return {
        "preuve_datee_le": preuve.datee_le,
        "expire_le": preuve.expire_le,
        "mois_etablis": preuve.mois_etablis,
    }


def _situation(
    criteres: Sequence[tuple[Critere, Preuve]], pass_iae: PassIae | None, quartier: QuartierSitue | None
) -> dict[str, Any]:
    """The PASS and the neighbourhood, when a criterion kept is proved by them."""
    sortes = {critere.sorte_preuve for critere, _ in criteres}
    gardes: dict[str, Any] = {}
    if SortePreuve.QUARTIER in sortes and quartier is not None and quartier.code:
        gardes |= {"qpv_code": quartier.code, "qpv_generation": quartier.generation}
    if SortePreuve.PASS_IAE in sortes and pass_iae is not None:
        numero, debut, fin = lire_numero(pass_iae.numero), pass_iae.debut, pass_iae.fin_retenue
        if numero and debut and fin and fin >= debut:
            gardes |= {"pass_iae": numero, "pass_debut": debut, "pass_fin": fin}
    return gardes


def _fenetre(acteur: Acteur, demande: DemandeValidation, debut: date, fin: date | None) -> FenetreEligibilite:
    """The window that covers the start: the one already there, else a new one that stops before the next."""
    deja = fenetre_couvrant(demande.beneficiaire, demande.referentiel, debut)
    if deja is not None:
        return deja
    suivante = (
        FenetreEligibilite.objects.filter(
            beneficiaire=demande.beneficiaire,
            referentiel=demande.referentiel,
            debut__gt=debut,
            annule_le__isnull=True,
        )
        .order_by("debut")
        .first()
    )
    if suivante is not None and (fin is None or fin >= suivante.debut):
        fin = suivante.debut - timedelta(days=1)
    return ouvrir_fenetre(
        acteur=acteur,
        beneficiaire=demande.beneficiaire,
        referentiel=demande.referentiel,
        debut=debut,
        fin=fin,
        origine=OrigineFenetre.DECISION,
    )


def _noter(demande: DemandeValidation, acte: ActeDossier, acteur: Acteur) -> None:
    JournalCandidat.objects.create(demande=demande, acte=acte, le=maintenant(), auteur=acteur.utilisateur)
