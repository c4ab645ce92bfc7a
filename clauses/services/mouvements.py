"""Acts that change what a clause owes or when it is expected: movements, invoices, the drawn curve.

Each draws the next position of the clause's counter under its lock (the recording time), keeps its date of
effect, its author, its reason, and raises the public version of the sites of the lot.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from chantiers.services import marquer
from clauses.models import ClauseInsertion, Facturation, Intervenant, MouvementObligation, Piece, PointCourbe
from clauses.policies import Action, exiger
from clauses.rules.etats import EtatClause
from clauses.rules.obligation import Decideur, ModeObligation, Mouvement, NatureMouvement, verifier_mouvement
from clauses.selectors.situations import obligations_des_clauses
from clauses.services.journal import noter, sites_des_lots
from clauses.services.repartitions import Part, reconduire_repartition
from entreprises.policies import Acteur
from entreprises.rules import Role
from socle.centiemes import ZERO
from socle.erreurs import RegleViolee, TransitionInterdite
from socle.horloge import maintenant


@transaction.atomic
def enregistrer_mouvement(
    *,
    acteur: Acteur,
    clause: ClauseInsertion,
    nature: NatureMouvement | str,
    heures: Decimal,
    date_effet: date,
    date_signature: date,
    motif: str = "",
    reference: str = "",
    document: Piece | None = None,
    acte_transcrit: bool = False,
    parts: Sequence[Part] | None = None,
) -> MouvementObligation:
    """Record a signed change of what is owed, and the new shares of a split group in the same transaction.

    A reduction is decided by the contracting body; the office may transcribe its signed act (`acte_transcrit`,
    with the document). `parts` default to the shares in force, pro rata. Raises RegleViolee, DroitRefuse.
    """
    nature = NatureMouvement(nature)
    action = Action.REDUIRE_OBLIGATION if nature == NatureMouvement.REDUCTION else Action.GERER_OBLIGATION
    decideur = decideur_de(acteur, clause)
    if not (decideur == Decideur.MAITRE_OUVRAGE and action == Action.GERER_OBLIGATION):
        exiger(acteur, action, clause)
    if acteur.utilisateur is None:
        raise RegleViolee("Un mouvement est signé d'une personne.")
    clause = verrouiller(clause)
    exiger_ouverte(clause)
    if clause.mode == ModeObligation.PROGRESSIF and nature == NatureMouvement.INITIAL and heures == 0:
        raise RegleViolee("Une clause progressive n'a pas besoin de volume initial.", champ="heures")
    instant = maintenant()
    donnees = obligations_des_clauses([clause])[clause.pk]
    verifier_mouvement(
        Mouvement(nature, heures, date_effet, instant),
        donnees.courbe.mouvements,
        decideur,
        acte_signe_transcrit=acte_transcrit,
        motif=motif,
        document=document is not None,
        progressives=donnees.dues(date.max) - sum((m.heures for m in donnees.courbe.mouvements), ZERO),
    )
    mouvement = MouvementObligation.objects.create(
        clause=clause,
        position=position_suivante(clause),
        nature=nature,
        heures=heures,
        date_signature=date_signature,
        date_effet=date_effet,
        enregistre_le=instant,
        auteur=acteur.utilisateur,
        document=document,
        reference=reference.strip()[:80],
        motif=motif.strip()[:500],
        acte_transcrit=acte_transcrit and decideur == Decideur.FACILITATION,
    )
    reconduire_repartition(acteur, clause, mouvement, parts)
    publier(clause)
    noter(acteur=acteur, acte="mouvement", clause=clause, motif=f"{nature.libelle} : {heures:f} h. {motif}".strip())
    return mouvement


@transaction.atomic
def enregistrer_facture(
    *,
    acteur: Acteur,
    clause: ClauseInsertion,
    intervenant: Intervenant,
    montant: Decimal,
    date_effet: date,
    reference: str = "",
) -> Facturation:
    """Record an invoice of a progressive clause (a credit note is negative); append-only.

    What is owed follows from the cumulative total of all members, never from one invoice.
    """
    exiger(acteur, Action.GERER_OBLIGATION, clause)
    if acteur.utilisateur is None:
        raise RegleViolee("Une facture est enregistrée par une personne.")
    if clause.mode != ModeObligation.PROGRESSIF:
        raise RegleViolee("Seule une clause progressive suit les factures.")
    if intervenant.lot_id != clause.lot_id:
        raise RegleViolee("Cette entreprise n'intervient pas sur ce lot.", champ="intervenant")
    if montant == 0:
        raise RegleViolee("Indiquez le montant facturé.", champ="montant")
    clause = verrouiller(clause)
    exiger_ouverte(clause)
    facture = Facturation.objects.create(
        clause=clause,
        intervenant=intervenant,
        position=position_suivante(clause),
        mois=date_effet.replace(day=1),
        date_effet=date_effet,
        montant=montant,
        reference=reference.strip()[:80],
        enregistre_le=maintenant(),
        auteur=acteur.utilisateur,
    )
    publier(clause)
    noter(acteur=acteur, acte="facture", clause=clause, motif=f"{montant:f} € HT, {reference}".rstrip(", "))
    return facture


@transaction.atomic
def dessiner_courbe(
    *, acteur: Acteur, clause: ClauseInsertion, points: Sequence[tuple[date, Decimal]], motif: str = ""
) -> None:
    """Draw the expected hours month by month; no point: back to a line between the works' start and end."""
    exiger(acteur, Action.GERER_OBLIGATION, clause)
    clause = verrouiller(clause)
    exiger_ouverte(clause)
    par_mois = {jour.replace(day=1): heures for jour, heures in points}
    if len(par_mois) < len(points):
        raise RegleViolee("Un même mois est donné deux fois.", champ="points")
    if any(heures < 0 for heures in par_mois.values()):
        raise RegleViolee("Les heures attendues d'un mois ne sont pas négatives.", champ="points")
    PointCourbe.objects.filter(clause=clause).delete()
    PointCourbe.objects.bulk_create(
        PointCourbe(clause=clause, mois=mois, heures=heures) for mois, heures in sorted(par_mois.items()) if heures
    )
    publier(clause)
    noter(acteur=acteur, acte="courbe", clause=clause, motif=motif)


def decideur_de(acteur: Acteur, clause: ClauseInsertion) -> Decideur:
    """On whose behalf the actor writes on this clause: its contracting body, or the office."""
    marche = clause.lot.marche
    if {marche.operation.maitre_ouvrage_id, marche.acheteur_id} & acteur.organisations(Role.MAITRE_OUVRAGE):
        return Decideur.MAITRE_OUVRAGE
    return Decideur.FACILITATION


def verrouiller(clause: ClauseInsertion) -> ClauseInsertion:
    """The clause, locked, with its lot and contract."""
    return (
        ClauseInsertion.objects.select_for_update(of=("self",))
        .select_related("lot__marche__operation", "referentiel")
        .get(pk=clause.pk)
    )


def position_suivante(clause: ClauseInsertion) -> int:
    """Draw the next recording position of a locked clause."""
    clause.compteur_obligation += 1
    ClauseInsertion.objects.filter(pk=clause.pk).update(compteur_obligation=clause.compteur_obligation)
    return clause.compteur_obligation


def publier(clause: ClauseInsertion) -> None:
    """Raise the public version of the sites of the clause's lot."""
    marquer(sites_des_lots([clause.lot_id]))


def exiger_ouverte(clause: ClauseInsertion) -> None:
    """TransitionInterdite on a closed or cancelled clause."""
    if clause.etat in (EtatClause.CLOSE, EtatClause.ANNULEE):
        mot = EtatClause(clause.etat).libelle.lower()
        raise TransitionInterdite(f"Cette clause est {mot} : rouvrez-la d'abord.")
