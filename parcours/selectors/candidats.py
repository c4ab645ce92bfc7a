"""Candidates in reach of a prescriber, and one candidate with all that her page shows."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from entreprises.policies import Acteur
from parcours.models import Candidat, JournalCandidat, MetierCandidat, ReferentCandidat
from parcours.policies import Action, candidats_visibles, peut
from parcours.rules.etapes import SUITES, StatutParcours
from parcours.rules.ruban import Moment
from parcours.rules.sorties import Echeance, echeances
from parcours.selectors.fiche import fiche_du_candidat
from parcours.selectors.fusions import FusionVue, fiche_gardee, fiches_absorbees, fusions_vues
from parcours.selectors.parcours import ruban_de
from parcours.selectors.ressemblances import Semblables, semblables_du_candidat
from socle.horloge import aujourdhui
from socle.identifiants import plier

JOURNAL_MONTRE = 50


def candidats(acteur: Acteur, *, statut: str = "", q: str = "") -> QuerySet[Candidat]:
    """Candidates in reach (a prescriber: whom his organisation referred), newest first, with trades loaded."""
    trouves = nommes(candidats_visibles(acteur), q)
    if statut:
        trouves = trouves.filter(statut=statut)
    return habilles(trouves).order_by("-cree_le", "-pk")


def nommes(parmi: QuerySet[Candidat], q: str) -> QuerySet[Candidat]:
    """Those whose name holds every word."""
    for mot in plier(q).split():
        parmi = parmi.filter(Q(beneficiaire__nom_plie__contains=mot) | Q(beneficiaire__prenom_plie__contains=mot))
    return parmi


def habilles(parmi: QuerySet[Candidat]) -> QuerySet[Candidat]:
    """With what a row of a list shows: commune, who referred, trades, counts of referrals and contracts."""
    metiers = MetierCandidat.objects.select_related("metier").order_by("rang")
    return (
        parmi.select_related("beneficiaire__commune", "saisi_par", "prescripteur")
        .prefetch_related(Prefetch("metiers", queryset=metiers))
        .annotate(
            nb_relations=Count("mises_en_relation", distinct=True),
            nb_contrats=Count(
                "beneficiaire__contrats", filter=Q(beneficiaire__contrats__annule_le__isnull=True), distinct=True
            ),
        )
    )


@dataclass(frozen=True)
class TermeDeSortie:
    """One term of the last exit, with the situation that was found."""

    echeance: Echeance
    situation: str


@dataclass(frozen=True)
class DossierCandidat:
    """A candidate with the ribbon of her pathway and what came of it (never the criterion)."""

    candidat: Candidat
    ruban: tuple[Moment, ...]
    suites: tuple[StatutParcours, ...]
    referents: tuple[ReferentCandidat, ...]
    termes: tuple[TermeDeSortie, ...]
    semblables: Semblables
    fusions: tuple[FusionVue, ...]
    journal: tuple[JournalCandidat, ...]
    peut_suivre: bool
    """The reader is of the office: referent, log, look-alikes, merges."""

    @property
    def referent(self) -> ReferentCandidat | None:
        return next((r for r in self.referents if r.au is None), None)


def dossier_candidat(acteur: Acteur, uuid: UUID) -> DossierCandidat | None:
    """One candidate from any of the actor's spaces; None when out of reach."""
    candidat = fiche_du_candidat(acteur, uuid)
    if candidat is None:
        return None
    office = peut(acteur, Action.FUSIONNER, candidat)
    fusions = fusions_vues(candidat.beneficiaire) if office else ()
    return DossierCandidat(
        candidat=candidat,
        ruban=ruban_de(candidat),
        suites=SUITES[StatutParcours(candidat.statut)],
        referents=tuple(
            candidat.referents.select_related("membre__utilisateur", "membre__organisation").order_by("-du", "-pk")
        ),
        termes=_termes(candidat),
        semblables=semblables_du_candidat(acteur, candidat) if office else Semblables(),
        fusions=fusions,
        journal=_journal(candidat, reunie=bool(fusions)) if office else (),
        peut_suivre=office,
    )


def candidat_devenu(acteur: Acteur, uuid: UUID) -> Candidat | None:
    """The candidate into whose record this one was merged, through merges of merges, when the reader may see it."""
    personne = Candidat.objects.filter(uuid=uuid).values_list("beneficiaire_id", flat=True).first()
    if personne is None or (gardee := fiche_gardee(personne)) == personne:
        return None
    return candidats_visibles(acteur, partout=True).filter(beneficiaire_id=gardee).first()


def _termes(candidat: Candidat) -> tuple[TermeDeSortie, ...]:
    """The terms of the last exit; none for somebody who never left."""
    sorties = list(candidat.sorties.order_by("-date_sortie", "echeance_mois"))
    derniere = next((s for s in sorties if s.echeance_mois == 0), None)
    if derniere is None:
        return ()
    trouvees = {s.echeance_mois: s.get_nature_display() for s in sorties if s.date_sortie == derniere.date_sortie}
    return tuple(
        TermeDeSortie(echeance, trouvees.get(echeance.mois, ""))
        for echeance in echeances(derniere.date_sortie, trouvees, aujourdhui())
    )


def _journal(candidat: Candidat, *, reunie: bool) -> tuple[JournalCandidat, ...]:
    """Her log and that of the records merged into hers, the latest first."""
    absorbees = fiches_absorbees(candidat.beneficiaire_id) if reunie else set()
    lignes = JournalCandidat.objects.filter(Q(candidat=candidat) | Q(candidat__beneficiaire_id__in=absorbees))
    return tuple(lignes.select_related("auteur")[:JOURNAL_MONTRE])
