"""Windows of a person, and one of them to prolong, for those whose file it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from clauses.models import ContratTravail, FenetreEligibilite
from clauses.selectors.eligibilites import Eligibilite, eligibilites_de
from clauses.selectors.reglages import reglages_au
from entreprises.policies import Acteur
from parcours.models import Prolongation
from parcours.policies import contrats_du_dossier, fenetres_prolongeables
from parcours.rules.prolongation import derniere_fin_possible
from socle.horloge import aujourdhui


@dataclass(frozen=True)
class FenetreVue:
    """A window; may the reader prolong it, and (only then) why it was prolonged before."""

    fenetre: FenetreEligibilite
    prolongeable: bool
    prolongations: tuple[Prolongation, ...]


def fenetres_vues(acteur: Acteur, fenetres: Iterable[FenetreEligibilite]) -> tuple[FenetreVue, ...]:
    """These windows, with what the reader may do and know of each; two queries."""
    liste = list(fenetres)
    siennes = set(
        fenetres_prolongeables(acteur).filter(pk__in=[f.pk for f in liste]).order_by().values_list("pk", flat=True)
    )
    passees: dict[int, list[Prolongation]] = defaultdict(list)
    for p in Prolongation.objects.filter(fenetre__in=siennes).select_related("auteur"):
        passees[p.fenetre_id].append(p)
    return tuple(FenetreVue(f, f.pk in siennes, tuple(passees[f.pk])) for f in liste)


@dataclass(frozen=True)
class DossierFenetre:
    """A window to prolong: the latest end possible, and the contracts begun in it with what their firm reads today."""

    fenetre: FenetreEligibilite
    limite: date
    prolongations: tuple[Prolongation, ...]
    contrats: tuple[tuple[ContratTravail, Eligibilite], ...]


def dossier_fenetre(acteur: Acteur, uuid: UUID) -> DossierFenetre | None:
    """One window, or None when it is not the actor's to prolong (or has no end)."""
    fenetre = (
        fenetres_prolongeables(acteur).filter(uuid=uuid).select_related("beneficiaire", "referentiel", "auteur").first()
    )
    if fenetre is None or fenetre.fin is None:
        return None
    contrats = [
        c
        for c in contrats_du_dossier(acteur, partout=True)
        .filter(beneficiaire=fenetre.beneficiaire, clause__referentiel=fenetre.referentiel, annule_le__isnull=True)
        .select_related("beneficiaire", "employeur", "clause__referentiel", "clause__lot__marche__operation")
        if fenetre.couvre(c.debut)
    ]
    lues = eligibilites_de(contrats)
    return DossierFenetre(
        fenetre=fenetre,
        limite=derniere_fin_possible(fenetre.fin, int(reglages_au(aujourdhui())["prolongation_maximale"])),
        prolongations=tuple(Prolongation.objects.filter(fenetre=fenetre).select_related("auteur")),
        contrats=tuple((c, lues[c.pk]) for c in contrats),
    )
