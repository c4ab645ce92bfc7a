"""Deciding a demande de validation: the criterion stays here, the window is written down to `clauses`."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from clauses.models import DemandeValidation, FenetreEligibilite, Motif
from clauses.rules.etats import ActeDemande
from clauses.rules.vocabulaire import OrigineFenetre
from clauses.services.personnes import (
    fenetre_couvrant,
    ouvrir_fenetre,
    recontroler_lignes_en_attente,
    trancher_demande,
)
from entreprises.policies import Acteur
from parcours.models import Critere, Decision, JournalCandidat
from parcours.policies import Action, exiger
from parcours.rules.eligibilite import FaitsCritere, Verdict, juger
from parcours.rules.vocabulaire import IssueDecision
from socle.erreurs import RegleViolee
from socle.horloge import en_paris, maintenant


def verdict(*, demande: DemandeValidation, critere: Critere, preuve_datee_le: date | None) -> Verdict:
    """What the rule says of this criterion for this request."""
    complete = demande.complete_le or maintenant()
    return juger(
        FaitsCritere(
            code=critere.code,
            libelle=critere.libelle,
            suffit_seul=critere.suffit_seul,
            age_preuve_mois=critere.age_preuve_mois,
            duree_mois=critere.duree_mois,
            age_minimal=critere.age_minimal,
            age_maximal=critere.age_maximal,
        ),
        debut_contrat=demande.contrat.debut,
        demande_complete_le=en_paris(complete).date(),
        preuve_datee_le=preuve_datee_le,
        date_naissance=demande.beneficiaire.date_naissance,
    )


@transaction.atomic
def accepter(
    *,
    acteur: Acteur,
    demande: DemandeValidation,
    critere: Critere,
    preuve_datee_le: date | None,
    fin: date | None = None,
    motif: str = "",
) -> Decision:
    """A favourable decision: effect from the contract's start, window written down, request accepted.

    A late request, or one against an objection of the rule, needs a reason. `fin` overrides the window's end
    that the criterion gives. Raises RegleViolee when the criterion is of another référentiel.
    """
    exiger(acteur, Action.DECIDER, demande)
    if critere.referentiel_id != demande.referentiel_id:
        raise RegleViolee("Ce critère n'appartient pas au référentiel de la clause.", champ="critere")
    avis = verdict(demande=demande, critere=critere, preuve_datee_le=preuve_datee_le)
    if not motif.strip() and (avis.hors_delai or avis.objections):
        raison = avis.objections[0] if avis.objections else "La demande est arrivée après le début du contrat."
        raise RegleViolee(f"{raison} Motivez votre décision.", champ="motif")
    trancher_demande(acteur=acteur, demande=demande, acte=ActeDemande.ACCEPTER, effet_le=avis.debut)
    fenetre = _fenetre(acteur, demande, avis.debut, fin or avis.fin)
    decision = Decision.objects.create(
        beneficiaire=demande.beneficiaire,
        referentiel=demande.referentiel,
        demande=demande,
        fenetre=fenetre,
        issue=IssueDecision.FAVORABLE,
        critere=critere,
        preuve_datee_le=preuve_datee_le,
        debut=avis.debut,
        fin=fin or avis.fin,
        motif=motif.strip(),
        hors_delai=avis.hors_delai,
        decidee_le=maintenant(),
        auteur=acteur.utilisateur,
    )
    recontroler_lignes_en_attente(demande)
    _noter(demande, "accepter", acteur)
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
    _noter(demande, "refuser", acteur)
    return decision


@transaction.atomic
def demander_complement(*, acteur: Acteur, demande: DemandeValidation, reponse: str) -> DemandeValidation:
    """Ask the firm for what is missing; the request's date stays the first one once completed in time."""
    exiger(acteur, Action.DECIDER, demande)
    if not reponse.strip():
        raise RegleViolee("Dites à l'entreprise ce qui manque.", champ="reponse")
    demande = trancher_demande(acteur=acteur, demande=demande, acte=ActeDemande.DEMANDER_COMPLEMENT, reponse=reponse)
    _noter(demande, "demander_complement", acteur)
    return demande


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


def _noter(demande: DemandeValidation, acte: str, acteur: Acteur) -> None:
    JournalCandidat.objects.create(demande=demande, acte=acte, le=maintenant(), auteur=acteur.utilisateur)
