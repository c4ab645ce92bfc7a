"""One line, one correction at a time: a refused one lets go, so that another may be made."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from clauses.models import JournalLigne, LigneHeures
from clauses.rules.etats import EtatLigne
from entreprises.policies import Acteur
from socle.erreurs import TransitionInterdite
from socle.horloge import maintenant

ACTE = "laisser"
SANS_EFFET = frozenset({EtatLigne.BROUILLON, EtatLigne.REFUSEE})


def liberer(*, acteur: Acteur, originales: Sequence[LigneHeures]) -> int:
    """Refused corrections of these lines (locked by the caller) let go of them, their log says so; how many."""
    refusees = list(LigneHeures.objects.filter(remplace__in=[li.pk for li in originales], etat=EtatLigne.REFUSEE))
    if not refusees:
        return 0
    LigneHeures.objects.filter(pk__in=[li.pk for li in refusees]).update(remplace=None)
    JournalLigne.objects.bulk_create(
        JournalLigne(ligne=ligne, acte=ACTE, heures=ligne.travaillees, le=maintenant(), auteur=acteur.utilisateur)
        for ligne in refusees
    )
    return len(refusees)


def exiger_sans_suite(lignes: Sequence[LigneHeures]) -> None:
    """Refused lines may wait again only while nothing else stands for the same person, month and site.

    Raises TransitionInterdite: taking the refusal back would count the hours twice. A correction whose original is
    still counted has no other than it.
    """
    autres = LigneHeures.objects.filter(
        contrat__in={li.contrat_id for li in lignes},
        chantier__in={li.chantier_id for li in lignes},
        declaration__mois__in={li.declaration.mois for li in lignes},
    ).exclude(Q(etat__in=SANS_EFFET) | Q(pk__in=[li.pk for li in lignes]))
    occupees: dict[tuple[int, int, object], set[int]] = {}
    for pk, contrat, chantier, mois in autres.values_list("pk", "contrat_id", "chantier_id", "declaration__mois"):
        occupees.setdefault((contrat, chantier, mois), set()).add(pk)
    for ligne in lignes:
        presentes = occupees.get((ligne.contrat_id, ligne.chantier_id, ligne.declaration.mois), set())
        if presentes - {ligne.remplace_id} or (ligne.remplace_id and not EtatLigne(ligne.remplace.etat).comptee):
            raise TransitionInterdite(
                f"Les heures de {ligne.contrat.beneficiaire} ont été envoyées de nouveau depuis ce refus : "
                "décidez de la dernière ligne."
            )
