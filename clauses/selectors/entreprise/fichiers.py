"""The files of hours of a firm: those under way, one with its lines grouped by what they ask of the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from clauses.models import FichierHeures, LigneFichier
from clauses.policies import limites_de, saisit
from clauses.querysets import somme_heures
from clauses.rules.proposition_tableur import A_TRAITER, ENREGISTRABLES, DecisionLigne, EtatFichier, SorteLigne
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.horloge import maintenant
from socle.periodes import Mois

LIGNES_PAR_PAGE = 100
A_REGLER_MONTREES = 100
GARDES = timedelta(days=7)


def imports_visibles(acteur: Acteur) -> QuerySet[FichierHeures]:
    """The files of the active space's firm; a member limited to some lots sees the own ones only."""
    if not saisit(acteur) or acteur.organisation is None:
        return FichierHeures.objects.none()
    siens = FichierHeures.objects.filter(organisation=acteur.organisation)
    return siens if limites_de(acteur) is None else siens.filter(auteur=acteur.utilisateur)


def imports_en_cours(acteur: Acteur) -> list[FichierHeures]:
    """What the home recalls: files being read, to specify or to review."""
    recents = imports_visibles(acteur).filter(depose_le__gte=maintenant() - GARDES)
    return list(recents.ouverts().select_related("auteur")[:10])  # type: ignore[attr-defined]


def derniers_imports(acteur: Acteur) -> list[FichierHeures]:
    """The last files of the firm."""
    return list(imports_visibles(acteur).select_related("auteur")[:10])


@dataclass(frozen=True)
class ImportVu:
    """A file with its lines: those that need somebody, then the proposed ones, page by page."""

    importation: FichierHeures
    par_sorte: dict[str, int]
    gardees: int
    heures: Decimal
    mois: tuple[Mois, ...]
    a_regler: Sequence[LigneFichier]
    proposees: Page
    correction: bool

    @property
    def nb_a_regler(self) -> int:
        return sum(self.par_sorte.get(s, 0) for s in A_TRAITER)

    @property
    def nb_proposees(self) -> int:
        return sum(self.par_sorte.get(s, 0) for s in ENREGISTRABLES)

    @property
    def nb_identiques(self) -> int:
        return self.par_sorte.get(SorteLigne.IDENTIQUE, 0)

    @property
    def nb_remplacees(self) -> int:
        return self.par_sorte.get(SorteLigne.REMPLACE, 0)

    @property
    def dits(self) -> list[dict]:
        """Findings that are only said (refusals have a line of their own)."""
        return [c for c in self.importation.constats if c["portee"] != "REFUS"]


def import_vu(acteur: Acteur, uuid: object, page: str | None = None) -> ImportVu | None:
    """One file of the firm, with its lines."""
    importation = imports_visibles(acteur).select_related("auteur", "organisation").filter(uuid=uuid).first()
    if importation is None:
        return None
    lignes = LigneFichier.objects.filter(origine=importation)
    par_sorte = dict(lignes.order_by().values_list("sorte").annotate(n=Count("pk")))
    gardees = lignes.filter(sorte__in=ENREGISTRABLES, decision=DecisionLigne.GARDER)
    proposees = lignes.exclude(sorte__in=A_TRAITER).exclude(sorte=SorteLigne.IDENTIQUE)
    mois = lignes.filter(mois__isnull=False).order_by("mois").values_list("mois", flat=True).distinct()
    pages = Paginator(
        proposees.select_related(
            "contrat__beneficiaire", "contrat__intervenant__lot__marche", "chantier", "origine"
        ).order_by("mois", "contrat__beneficiaire__nom_plie", "contrat__beneficiaire__prenom_plie", "pk"),
        LIGNES_PAR_PAGE,
    )
    return ImportVu(
        importation=importation,
        par_sorte=par_sorte,
        gardees=gardees.count(),
        heures=gardees.aggregate(total=somme_heures("heures"))["total"] or ZERO,
        mois=tuple(Mois.depuis(m) for m in mois),
        a_regler=list(lignes.filter(sorte__in=A_TRAITER).order_by("feuille", "rang", "pk")[:A_REGLER_MONTREES]),
        proposees=pages.get_page(page),
        correction=bool(par_sorte.get(SorteLigne.CORRECTION)),
    )


def ligne_a_ajouter(acteur: Acteur, uuid: object) -> LigneFichier | None:
    """A row whose person is unknown, to fill the form that adds her."""
    return (
        LigneFichier.objects.filter(
            uuid=uuid, sorte__in=A_TRAITER, origine__in=imports_visibles(acteur), origine__etat=EtatFichier.A_RELIRE
        )
        .select_related("origine")
        .first()
    )
