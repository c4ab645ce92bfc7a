"""Who follows which clause: taken, handed over in one dated act, stood in for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from clauses.models import ClauseInsertion, SuiviClause
from clauses.policies import Action, exiger, peut
from clauses.rules.vocabulaire import RangSuivi
from clauses.services.journal import exiger_motif, noter_tous
from entreprises.models import Membre
from entreprises.policies import Acteur
from entreprises.rules import ROLES_FACILITATION, EtatMembre
from socle import presentation
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.horloge import maintenant

VEILLE = timedelta(days=1)


@transaction.atomic
def prendre_suivi(*, acteur: Acteur, clauses: Sequence[ClauseInsertion], facilitateur: Membre, du: date) -> int:
    """Somebody of the office begins to follow clauses that nobody follows; how many were taken.

    Raises ConflitEcriture when one of them has a principal already (hand it over instead).
    """
    liste = _verrouiller(clauses)
    for clause in liste:
        exiger(acteur, Action.GERER_OBLIGATION, clause)
        inscrire_principal(acteur, clause, facilitateur, du, journal=False)
    noter_tous(
        acteur=acteur,
        acte="prendre_suivi",
        clauses=liste,
        motif=f"{facilitateur.utilisateur}, dès le {presentation.jour(du)}",
    )
    return len(liste)


@transaction.atomic
def passer_suivi(
    *, acteur: Acteur, clauses: Sequence[ClauseInsertion], vers: Membre, le: date, motif: str, de: Membre | None = None
) -> int:
    """Hand clauses over in one dated act: the former principal's row ends the day before, the new one's begins.

    A lead hands over anybody's clauses, a facilitator her own. `de`: only the clauses this one follows.
    Past validations keep their author; tasks, reminders and the contact shown follow from `le` on.
    Returns how many were handed over; those already followed by `vers` are left as they are.
    """
    motif = exiger_motif(motif, "Transmettre un suivi")
    liste = _verrouiller(clauses)
    en_cours = {
        suivi.clause_id: suivi
        for suivi in SuiviClause.objects.select_for_update(of=("self",))
        .filter(clause__in=liste, au__isnull=True)
        .principaux()
    }
    passees: list[ClauseInsertion] = []
    for clause in liste:
        suivi = en_cours.get(clause.pk)
        if de is not None and (suivi is None or suivi.facilitateur_id != de.pk):
            continue
        if suivi is not None and suivi.facilitateur_id == vers.pk:
            continue
        if not peut(acteur, Action.PASSER_SUIVI, clause):
            raise DroitRefuse("Vous ne pouvez transmettre que les clauses que vous suivez.")
        _verifier_facilitateur(vers, clause)
        passees.append(clause)
    _terminer([en_cours[clause.pk] for clause in passees if clause.pk in en_cours], le)
    SuiviClause.objects.bulk_create(
        SuiviClause(
            clause=clause,
            facilitateur=vers,
            rang=RangSuivi.PRINCIPAL,
            du=le,
            motif=motif[:300],
            cree_par=acteur.utilisateur,
            cree_le=maintenant(),
        )
        for clause in passees
    )
    if passees:
        phrase = f"à {vers.utilisateur} dès le {presentation.jour(le)} : {motif}"
        noter_tous(acteur=acteur, acte="passer_suivi", clauses=passees, motif=phrase)
    return len(passees)


@transaction.atomic
def ajouter_suppleant(
    *,
    acteur: Acteur,
    clauses: Sequence[ClauseInsertion],
    facilitateur: Membre,
    du: date,
    motif: str,
    au: date | None = None,
) -> int:
    """A stand-in sees the clauses in her portfolio too, between two dates (leave, illness); how many were added."""
    motif = exiger_motif(motif, "Une suppléance")
    if au is not None and au < du:
        raise RegleViolee("La fin de la suppléance précède son début.", champ="au")
    liste = _verrouiller(clauses)
    for clause in liste:
        if not peut(acteur, Action.PASSER_SUIVI, clause):
            raise DroitRefuse("Vous ne pouvez confier que les clauses que vous suivez.")
        _verifier_facilitateur(facilitateur, clause)
    SuiviClause.objects.bulk_create(
        SuiviClause(
            clause=clause,
            facilitateur=facilitateur,
            rang=RangSuivi.SUPPLEANT,
            du=du,
            au=au,
            motif=motif[:300],
            cree_par=acteur.utilisateur,
            cree_le=maintenant(),
        )
        for clause in liste
    )
    fin = f" au {presentation.jour(au)}" if au else ""
    phrase = f"{facilitateur.utilisateur}, du {presentation.jour(du)}{fin} : {motif}"
    noter_tous(acteur=acteur, acte="suppleance", clauses=liste, motif=phrase)
    return len(liste)


@transaction.atomic
def terminer_suppleance(*, acteur: Acteur, suivi: SuiviClause, le: date) -> None:
    """The stand-in's last day is the day before `le`."""
    if not peut(acteur, Action.PASSER_SUIVI, suivi.clause):
        raise DroitRefuse("Vous ne suivez pas cette clause.")
    if suivi.rang != RangSuivi.SUPPLEANT:
        raise RegleViolee("Le suivi principal se transmet, il ne s'arrête pas.")
    _terminer([suivi], le)
    noter_tous(
        acteur=acteur, acte="suppleance", clauses=[suivi.clause], motif=f"{suivi.facilitateur.utilisateur} : fin"
    )


def inscrire_principal(
    acteur: Acteur, clause: ClauseInsertion, facilitateur: Membre, du: date, *, journal: bool = True
) -> SuiviClause:
    """Open the principal's row (inside the caller's transaction)."""
    _verifier_facilitateur(facilitateur, clause)
    try:
        with transaction.atomic():
            suivi = SuiviClause.objects.create(
                clause=clause,
                facilitateur=facilitateur,
                rang=RangSuivi.PRINCIPAL,
                du=du,
                cree_par=acteur.utilisateur or facilitateur.utilisateur,
                cree_le=maintenant(),
            )
    except IntegrityError as erreur:
        raise ConflitEcriture("Cette clause est déjà suivie : transmettez-la.") from erreur
    if journal:
        noter_tous(acteur=acteur, acte="prendre_suivi", clauses=[clause], motif=str(facilitateur.utilisateur))
    return suivi


def _terminer(suivis: Sequence[SuiviClause], le: date) -> None:
    """End rows the day before; one that had not begun by then never took effect and is removed (the log says it)."""
    SuiviClause.objects.filter(pk__in=[suivi.pk for suivi in suivis if suivi.du >= le]).delete()
    SuiviClause.objects.filter(pk__in=[suivi.pk for suivi in suivis if suivi.du < le]).update(au=le - VEILLE)


def _verrouiller(clauses: Sequence[ClauseInsertion]) -> list[ClauseInsertion]:
    return list(
        ClauseInsertion.objects.select_for_update(of=("self",))
        .filter(pk__in=[c.pk for c in clauses])
        .select_related("lot__marche")
        .order_by("pk")
    )


def _verifier_facilitateur(membre: Membre, clause: ClauseInsertion) -> None:
    if membre.role not in ROLES_FACILITATION or membre.etat != EtatMembre.ACTIF:
        raise RegleViolee("Cette personne n'est pas facilitatrice en activité.", champ="vers")
    if membre.organisation_id != clause.lot.marche.office_id:
        raise RegleViolee("Cette personne n'appartient pas à la structure qui suit ce marché.", champ="vers")
