"""The pool as the office lists it: filters, order, and the tasks that appear by themselves (queries, not rows)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from clauses.rules.conservation import limite
from clauses.selectors.reglages import reglages_au
from entreprises.policies import Acteur
from parcours.models import Candidat, JournalCandidat, MetierCandidat, ReferentCandidat, Sortie
from parcours.policies import candidats_visibles
from parcours.rules.etapes import RECONTACT
from parcours.rules.journal import ActeCandidat
from parcours.rules.sorties import SUIVIES
from parcours.selectors.candidats import habilles, nommes
from socle.horloge import aujourdhui, fin_de_jour

TRIS: dict[str, tuple[F, ...]] = {
    "nom": (F("beneficiaire__nom_plie"), F("beneficiaire__prenom_plie")),
    "cree": (F("cree_le"),),
    "statut": (F("statut"), F("beneficiaire__nom_plie")),
    "contact": (F("dernier_contact_le"), F("cree_le")),
    "disponible": (F("disponible_le"),),
}
TRI_PAR_DEFAUT = "-cree"
DISPONIBILITES = {
    "maintenant": "Maintenant",
    "un_mois": "D'ici un mois",
    "plus_tard": "Plus tard",
    "non_dite": "Non dite",
}
MOI, SANS = "moi", "sans"


@dataclass(frozen=True)
class FiltresVivier:
    """What to list."""

    q: str = ""
    statut: str = ""
    metier: str = ""
    commune: str = ""
    referent: str = ""
    disponibilite: str = ""
    tache: str = ""
    tri: str = TRI_PAR_DEFAUT

    @property
    def actifs(self) -> bool:
        return any((self.q, self.statut, self.metier, self.commune, self.referent, self.disponibilite, self.tache))


def vivier(acteur: Acteur, filtres: FiltresVivier) -> QuerySet[Candidat]:
    """Candidates in reach that answer the filters, in their order, dressed for a row with their referent."""
    trouves = nommes(candidats_visibles(acteur), filtres.q)
    if filtres.statut:
        trouves = trouves.filter(statut=filtres.statut)
    if filtres.metier:
        trouves = trouves.filter(
            Exists(MetierCandidat.objects.filter(candidat=OuterRef("pk"), metier__code=filtres.metier))
        )
    if filtres.commune:
        trouves = trouves.filter(beneficiaire__commune__code=filtres.commune)
    if filtres.referent:
        trouves = _suivis_par(trouves, acteur, filtres.referent)
    if filtres.disponibilite:
        trouves = trouves.filter(_disponibles(filtres.disponibilite, aujourdhui()))
    if filtres.tache:
        trouves = trouves.filter(TACHES[filtres.tache][1](aujourdhui()))
    cle, descendant = filtres.tri.removeprefix("-"), filtres.tri.startswith("-")
    ordre = [f.desc(nulls_last=True) if descendant else f.asc(nulls_last=True) for f in TRIS[cle]]
    actuels = ReferentCandidat.objects.filter(au__isnull=True).select_related("membre__utilisateur")
    return (
        habilles(trouves)
        .prefetch_related(Prefetch("referents", queryset=actuels, to_attr="actuels"))
        .order_by(*ordre, "pk")
    )


def _suivis_par(parmi: QuerySet[Candidat], acteur: Acteur, referent: str) -> QuerySet[Candidat]:
    actuels = ReferentCandidat.objects.filter(candidat=OuterRef("pk"), au__isnull=True)
    if referent == SANS:
        return parmi.filter(~Exists(actuels))
    if referent == MOI:
        return parmi.filter(Exists(actuels.filter(membre__in=[e.pk for e in acteur.espaces])))
    return parmi.filter(Exists(actuels.filter(membre__uuid=referent)))


def _disponibles(quand: str, jour: date) -> Q:
    un_mois = jour + timedelta(days=31)
    return {
        "maintenant": Q(disponible_le__lte=jour),
        "un_mois": Q(disponible_le__lte=un_mois),
        "plus_tard": Q(disponible_le__gt=un_mois),
        "non_dite": Q(disponible_le__isnull=True),
    }[quand]


def _a_contacter(jour: date) -> Q:
    """Waiting for a call, without news for the delay of the settings."""
    avant = jour - timedelta(days=int(reglages_au(jour)["delai_contact_candidat"]))
    muets = Q(dernier_contact_le__lte=avant) | Q(dernier_contact_le__isnull=True, cree_le__lte=fin_de_jour(avant))
    return Q(statut__in=[statut.value for statut in RECONTACT]) & muets


def _situation_due(mois: int, jour: date) -> Q:
    """Whose last exit is old enough, without an answer for this term."""
    siennes = Sortie.objects.filter(candidat=OuterRef("candidat"))
    sorties = Sortie.objects.filter(candidat=OuterRef("pk"), echeance_mois=0, date_sortie__lte=limite(jour, mois))
    dernieres = sorties.filter(~Exists(siennes.filter(echeance_mois=0, date_sortie__gt=OuterRef("date_sortie"))))
    muettes = dernieres.filter(~Exists(siennes.filter(echeance_mois=mois, date_sortie=OuterRef("date_sortie"))))
    return Q(Exists(muettes))


def _ressemblance_a_verifier(jour: date) -> Q:
    """Entered beside a look-alike, and nobody has told them apart or merged them since."""
    siennes = JournalCandidat.objects.filter(candidat=OuterRef("pk"))
    reglees = JournalCandidat.objects.filter(
        candidat=OuterRef("candidat"), acte__in=[ActeCandidat.ECARTER, ActeCandidat.FUSIONNER], pk__gt=OuterRef("pk")
    )
    return Q(Exists(siennes.filter(acte=ActeCandidat.RESSEMBLANCE).filter(~Exists(reglees))))


TACHES = {
    "contact": ("À contacter : sans nouvelles", _a_contacter),
    **{
        f"sortie_{mois}": (f"Situation à +{mois} mois à constater", lambda jour, mois=mois: _situation_due(mois, jour))
        for mois in SUIVIES
    },
    "ressemblance": ("Ressemblances à vérifier", _ressemblance_a_verifier),
}
"""Code → words on screen, condition on a day."""


@dataclass(frozen=True)
class Tache:
    """A task and how many people it concerns."""

    code: str
    mot: str
    nombre: int


def taches(acteur: Acteur) -> list[Tache]:
    """What waits, with counts; one query per kind."""
    visibles, jour = candidats_visibles(acteur), aujourdhui()
    comptees = [Tache(code, mot, visibles.filter(condition(jour)).count()) for code, (mot, condition) in TACHES.items()]
    return [tache for tache in comptees if tache.nombre]
