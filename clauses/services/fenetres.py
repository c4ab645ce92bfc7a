"""A window of eligibility put off: `parcours` decides, with a reason that stays there, and writes the new end down."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from clauses.models import FenetreEligibilite, JournalPersonne, LigneHeures
from clauses.rules.etats import EtatLigne
from clauses.services.controles import controler_lignes, verrouiller_personne
from entreprises.policies import Acteur
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import maintenant


def verrouiller_fenetre(fenetre: FenetreEligibilite) -> FenetreEligibilite:
    """The window as it stands, its person locked: windows of one person change one after the other.

    Raises ConflitEcriture when it was cancelled meanwhile. To be called in a transaction.
    """
    verrouiller_personne(fenetre.beneficiaire_id)
    actuelle = FenetreEligibilite.objects.filter(pk=fenetre.pk, annule_le__isnull=True).first()
    if actuelle is None:
        raise ConflitEcriture("Cette fenêtre vient d'être annulée.")
    return actuelle


def fenetre_suivante(fenetre: FenetreEligibilite) -> date | None:
    """The day when the next window of the same person and référentiel opens."""
    return (
        FenetreEligibilite.objects.filter(
            beneficiaire_id=fenetre.beneficiaire_id,
            referentiel_id=fenetre.referentiel_id,
            debut__gt=fenetre.debut,
            annule_le__isnull=True,
        )
        .order_by("debut")
        .values_list("debut", flat=True)
        .first()
    )


@transaction.atomic
def prolonger_fenetre(*, acteur: Acteur, fenetre: FenetreEligibilite, fin: date) -> FenetreEligibilite:
    """Write the new end; hours of the contracts begun in the window that wait are judged again.

    `parcours` has asked the right and judged the act. Raises RegleViolee when the new end is not later than the old
    one or runs into the next window: windows never overlap, whoever calls.
    """
    fenetre = verrouiller_fenetre(fenetre)
    suivante = fenetre_suivante(fenetre)
    if fenetre.fin is None or fin <= fenetre.fin or (suivante is not None and fin >= suivante):
        raise RegleViolee("Cette fenêtre ne peut pas être prolongée jusqu'à cette date.", champ="fin")
    FenetreEligibilite.objects.filter(pk=fenetre.pk).update(fin=fin, prolongee_au=fin)
    JournalPersonne.objects.create(
        beneficiaire_id=fenetre.beneficiaire_id, acte="prolonger_fenetre", le=maintenant(), auteur=acteur.utilisateur
    )
    controler_lignes(
        list(
            LigneHeures.objects.filter(
                contrat__beneficiaire_id=fenetre.beneficiaire_id,
                contrat__clause__referentiel_id=fenetre.referentiel_id,
                contrat__debut__range=(fenetre.debut, fin),
                etat=EtatLigne.SOUMISE,
            )
        )
    )
    fenetre.refresh_from_db()
    return fenetre
