"""« Mes personnes »: the firm's work contracts, eligible or not and until when; look-alikes of a new person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from clauses.models import Beneficiaire, ContratTravail, LigneHeures
from clauses.policies import beneficiaires_visibles, intervenants_siens
from clauses.querysets import somme_heures
from clauses.rules.etats import EtatDemande
from clauses.selectors.eligibilites import Eligibilite, eligibilites_de
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.horloge import aujourdhui
from socle.identifiants import plier

EN_COURS, FINI, TOUS = "en-cours", "fini", "tous"
TRIS = {
    "nom": ("beneficiaire__nom_plie", "beneficiaire__prenom_plie", "pk"),
    "debut": ("debut", "beneficiaire__nom_plie", "pk"),
    "fin": ("fin", "beneficiaire__nom_plie", "pk"),
    "lot": ("clause__lot__marche__numero_plie", "clause__lot__numero", "beneficiaire__nom_plie", "pk"),
}


@dataclass(frozen=True)
class FiltresPersonnes:
    """What the address of the list says."""

    q: str = ""
    contrat: str = EN_COURS
    lot: str = ""
    tri: str = "nom"

    @property
    def actifs(self) -> bool:
        return bool(self.q or self.lot) or self.contrat != EN_COURS


@dataclass(frozen=True)
class PersonneVue:
    """A contract of the list. No criterion is known here."""

    contrat: ContratTravail
    eligibilite: Eligibilite
    heures_validees: Decimal

    @property
    def demande_dite(self) -> str:
        """What became of the request, in the contractor's words."""
        demande = self.eligibilite.demande
        if demande is None:
            return ""
        return EtatDemande(demande.etat).libelle


def contrats_filtres(acteur: Acteur, filtres: FiltresPersonnes) -> QuerySet[ContratTravail]:
    """The contracts that the firm of the active space declares, filtered and sorted."""
    siens = intervenants_siens(acteur)
    contrats = ContratTravail.objects.en_vigueur().filter(
        intervenant_id__in=siens.values("pk"), beneficiaire__efface_le__isnull=True
    )
    for mot in plier(filtres.q).split():
        contrats = contrats.filter(Q(beneficiaire__nom_plie__contains=mot) | Q(beneficiaire__prenom_plie__contains=mot))
    jour = aujourdhui()
    if filtres.contrat == EN_COURS:
        contrats = contrats.filter(Q(fin__isnull=True) | Q(fin__gte=jour))
    elif filtres.contrat == FINI:
        contrats = contrats.filter(fin__lt=jour)
    if filtres.lot:
        contrats = contrats.filter(intervenant__lot__uuid=filtres.lot)
    sens = "-" if filtres.tri.startswith("-") else ""
    cles = TRIS.get(filtres.tri.lstrip("-"), TRIS["nom"])
    return contrats.order_by(f"{sens}{cles[0]}", *cles[1:])


def habiller(contrats: QuerySet[ContratTravail]) -> list[PersonneVue]:
    """These contracts with their eligibility and validated hours, in a fixed number of queries."""
    liste = list(
        contrats.select_related(
            "beneficiaire", "employeur", "metier", "clause__lot__marche", "clause__referentiel", "intervenant__lot"
        )
    )
    eligibilites = eligibilites_de(liste)
    heures = {
        h["contrat_id"]: h["total"]
        for h in LigneHeures.objects.filter(contrat__in=[c.pk for c in liste])
        .exclude(remplacee_par__etat__in=["VALIDEE", "PARTIELLE"])
        .order_by()
        .values("contrat_id")
        .annotate(total=somme_heures("heures_retenues"))
    }
    return [PersonneVue(c, eligibilites[c.pk], heures.get(c.pk, ZERO)) for c in liste]


@dataclass(frozen=True)
class Ressemblance:
    """Somebody already known here under the same name and birth date."""

    personne: Beneficiaire
    contrats: tuple[ContratTravail, ...]


def ressemblances(acteur: Acteur, *, nom: str, prenom: str, date_naissance: date | None) -> list[Ressemblance]:
    """People whom the actor may already read, of the same folded name and birth date: a proposal, never a merge."""
    memes = list(beneficiaires_visibles(acteur).memes_identites(plier(nom), plier(prenom), date_naissance)[:5])
    contrats = (
        ContratTravail.objects.en_vigueur()
        .filter(beneficiaire__in=memes, intervenant_id__in=intervenants_siens(acteur).values("pk"))
        .select_related("clause__lot", "employeur")
        .order_by("-debut")
    )
    return [Ressemblance(p, tuple(c for c in contrats if c.beneficiaire_id == p.pk)) for p in memes]
