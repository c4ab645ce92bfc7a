"""What has been kept long enough is destroyed: sealed proofs, documents of months, acts, files of official contracts.

Bytes go first, the row that names them after: a run cut short is finished by the next one, and nothing that a row
says destroyed is still on the disk. Delays are settings (`conservation_…`, in months).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from clauses.models import ClauseInsertion, DepotScelle, JournalPersonne, Piece
from clauses.rules.conservation import limite
from clauses.rules.etats import EtatClause
from clauses.selectors.reglages import reglages_au
from clauses.services import imports
from socle.fichiers import DEPOTS, PRIVE
from socle.horloge import aujourdhui, fin_de_jour, maintenant

LOT = 500
DUREES = ("justificatifs", "documents", "actes", "imports_publics")
"""What has a delay: the setting is `conservation_` followed by this."""
DOSSIERS = ("documents", "actes", "releves")
"""Folders of the private store whose files are named by a row of Piece."""
ACTE = "detruire_justificatif"
DETRUIT = "Document détruit à son terme"
DELAI_ORPHELIN = timedelta(hours=24)
"""A deposit is written before its row: younger than that, it may still get one."""


@dataclass(frozen=True)
class Purge:
    """How many of each kind were destroyed (or would be)."""

    justificatifs: int = 0
    documents: int = 0
    actes: int = 0
    imports_publics: int = 0
    depots_orphelins: int = 0


def purger(*, simuler: bool = False) -> Purge:
    """Destroy what is due today; `simuler` counts only. Idempotent, safe to stop and to run twice at once."""
    jour = aujourdhui()
    reglages = reglages_au(jour)
    limites = {code: limite(jour, int(reglages[f"conservation_{code}"])) for code in DUREES}
    echus = justificatifs_echus(fin_de_jour(limites["justificatifs"]))
    documents, actes = documents_echus(limites["documents"]), actes_echus(limites["actes"])
    avant_import = fin_de_jour(limites["imports_publics"])
    orphelins = _orphelins(maintenant() - DELAI_ORPHELIN)
    sans_ligne = _documents_sans_ligne(maintenant() - DELAI_ORPHELIN)
    if simuler:
        return Purge(
            justificatifs=echus.count(),
            documents=documents.count(),
            actes=actes.count(),
            imports_publics=len(imports.anciens(avant_import)),
            depots_orphelins=len(orphelins) + len(sans_ligne),
        )
    for nom in orphelins:
        DEPOTS.effacer(nom)
    for chemin in sans_ligne:
        PRIVE.effacer(chemin)
    return Purge(
        justificatifs=_detruire(echus),
        documents=_detruire_documents(documents),
        actes=_detruire_documents(actes),
        imports_publics=imports.oublier(avant_import),
        depots_orphelins=len(orphelins) + len(sans_ligne),
    )


def justificatifs_echus(instant: datetime) -> QuerySet[DepotScelle]:
    """Sealed proofs of requests decided by then; of those never decided, the ones deposited by then."""
    return DepotScelle.objects.filter(detruit_le__isnull=True).filter(
        Q(demande__decidee_le__lte=instant) | Q(demande__decidee_le__isnull=True, depose_le__lte=instant)
    )


def documents_echus(jour: date) -> QuerySet[Piece]:
    """Documents of months and contracts whose clause was closed by that day, and whose lot has no clause still open."""
    closes = ClauseInsertion.objects.filter(
        lot=OuterRef("declaration__intervenant__lot"), etat=EtatClause.CLOSE, close_le__lte=jour
    )
    ouvertes = _encore_ouvertes("declaration__intervenant__lot", jour)
    du_mois = Piece.objects.filter(Exists(closes), ~Exists(ouvertes), declaration__isnull=False)
    du_contrat = Piece.objects.filter(contrat__clause__etat=EtatClause.CLOSE, contrat__clause__close_le__lte=jour)
    cles = Q(pk__in=du_mois.values("pk")) | Q(pk__in=du_contrat.values("pk"))
    return Piece.objects.filter(cles, detruite_le__isnull=True)


def actes_echus(jour: date) -> QuerySet[Piece]:
    """Acts and statements of clauses closed (or cancelled) by that day, on a lot that has no clause still open."""
    close = Q(clause__etat=EtatClause.CLOSE, clause__close_le__lte=jour)
    annulee = Q(clause__etat=EtatClause.ANNULEE, clause__annule_le__lte=fin_de_jour(jour))
    ouvertes = _encore_ouvertes("clause__lot", jour)
    return Piece.objects.filter(close | annulee, ~Exists(ouvertes), detruite_le__isnull=True)


def _encore_ouvertes(lot: str, jour: date) -> QuerySet[ClauseInsertion]:
    """The clauses of a document's lot that are open, or were still open after that day."""
    ouverte = Q(etat__in=[EtatClause.BROUILLON, EtatClause.ACTIVE]) | Q(etat=EtatClause.CLOSE, close_le__gt=jour)
    return ClauseInsertion.objects.filter(ouverte, lot=OuterRef(lot))


def _detruire_documents(echus: QuerySet[Piece]) -> int:
    """Bytes, then rows; the name that people gave (often a person's) goes too."""
    total = 0
    while lot := list(echus.order_by("pk").values_list("pk", "chemin")[:LOT]):
        for _, chemin in lot:
            PRIVE.effacer(chemin)
        rangs = Piece.objects.filter(pk__in=[pk for pk, _ in lot], detruite_le__isnull=True)
        total += rangs.update(detruite_le=maintenant(), nom=DETRUIT)
    return total


def _detruire(echus: QuerySet[DepotScelle]) -> int:
    total = 0
    while lot := list(echus.select_related("demande").order_by("pk")[:LOT]):
        for depot in lot:
            DEPOTS.effacer(depot.nom_coffre)
        instant = maintenant()
        with transaction.atomic():
            total += DepotScelle.objects.filter(pk__in=[d.pk for d in lot], detruit_le__isnull=True).update(
                detruit_le=instant
            )
            JournalPersonne.objects.bulk_create(
                JournalPersonne(beneficiaire_id=pk, acte=ACTE, le=instant)
                for pk in sorted({d.demande.beneficiaire_id for d in lot})
            )
    return total


def _orphelins(avant: datetime) -> list[str]:
    """Names in the sealed store that no living row bears: a crash between the bytes and the row."""
    noms = DEPOTS.noms(avant)
    connus = set(DepotScelle.objects.filter(detruit_le__isnull=True).order_by().values_list("nom_coffre", flat=True))
    return sorted(set(noms) - connus)


def _documents_sans_ligne(avant: datetime) -> list[str]:
    """Files whose row was never written: a crash between the bytes and the row, an act refused after its document."""
    chemins = [chemin for dossier in DOSSIERS for chemin in PRIVE.chemins(dossier, avant)]
    connus = set(Piece.objects.filter(chemin__in=chemins).order_by().values_list("chemin", flat=True))
    return sorted(set(chemins) - connus)
