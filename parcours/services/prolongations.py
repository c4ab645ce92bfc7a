"""Prolonging a window of eligibility: the reason stays in the office, the firm reads the new end."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from clauses.models import FenetreEligibilite
from clauses.selectors.reglages import reglages_au
from clauses.services.fenetres import fenetre_suivante, prolonger_fenetre, verrouiller_fenetre
from entreprises.policies import Acteur
from parcours.models import Decision, JournalCandidat, Prolongation
from parcours.policies import Action, exiger
from parcours.rules.journal import ActeDossier
from parcours.rules.prolongation import objections_prolongation
from socle.erreurs import RegleViolee
from socle.horloge import aujourdhui, maintenant


@transaction.atomic
def prolonger(*, acteur: Acteur, fenetre: FenetreEligibilite, fin: date, motif: str) -> FenetreEligibilite:
    """Put the end of a window off: contracts may start until then, and hours of those begun in it count until then.

    Raises RegleViolee (field `fin` or `motif`) on an end that is not later, too far (setting), in the next window, or
    without a reason; ConflitEcriture when the window was cancelled meanwhile.
    """
    exiger(acteur, Action.PROLONGER, fenetre)
    actuelle = verrouiller_fenetre(fenetre)
    objections = objections_prolongation(
        fin=actuelle.fin,
        nouvelle_fin=fin,
        motif=motif,
        mois_maximum=int(reglages_au(aujourdhui())["prolongation_maximale"]),
        fenetre_suivante=fenetre_suivante(actuelle),
    )
    if objections:
        champ, phrase = objections[0]
        raise RegleViolee(phrase, champ=champ)
    prolongee = prolonger_fenetre(acteur=acteur, fenetre=actuelle, fin=fin)
    instant = maintenant()
    Prolongation.objects.create(
        fenetre=actuelle,
        fin_avant=actuelle.fin,
        fin_apres=fin,
        motif=motif.strip(),
        enregistree_le=instant,
        auteur=acteur.utilisateur,
    )
    JournalCandidat.objects.bulk_create(
        JournalCandidat(demande_id=demande, acte=ActeDossier.PROLONGER, le=instant, auteur=acteur.utilisateur)
        for demande in Decision.objects.filter(fenetre=actuelle, demande__isnull=False).values_list(
            "demande", flat=True
        )
    )
    return prolongee
