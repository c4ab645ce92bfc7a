"""The files a firm dropped: those that wait to be read over, and one of them with all it proposes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from clauses.models import Beneficiaire, ImportHeures, LigneImportee
from clauses.policies import limites_de, saisit
from clauses.rules.imports import EtatImport
from clauses.rules.lecture import Portee
from clauses.rules.proposition import SortLigne
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.periodes import Mois


def imports_de(acteur: Acteur) -> QuerySet[ImportHeures]:
    """Files of the firm of the active space; none for whoever does not enter hours."""
    if acteur.organisation is None or not saisit(acteur):
        return ImportHeures.objects.none()
    siens = ImportHeures.objects.filter(organisation=acteur.organisation).select_related("organisation", "auteur")
    # A member limited to some lots reads over his own files only: the others may name people of other lots.
    return siens.filter(auteur=acteur.utilisateur) if limites_de(acteur) else siens


def imports_a_relire(acteur: Acteur) -> list[ImportHeures]:
    """What the home shows: found again after leaving the page."""
    return list(imports_de(acteur).filter(etat__in=[EtatImport.LECTURE, EtatImport.A_RELIRE])[:5])


@dataclass(frozen=True)
class Rangee:
    """A row with its place, and the people it may be."""

    ligne: LigneImportee
    proches: tuple[tuple[Beneficiaire, str], ...] = ()
    plusieurs: bool = False

    @property
    def personne(self) -> str:
        """Our name for her when we know, else the file's."""
        return str(self.ligne.beneficiaire or f"{self.ligne.prenom} {self.ligne.nom}".strip())

    @property
    def lot(self) -> str:
        """The lot; and the firm that declares there, when the person is lent to it."""
        if not self.ligne.contrat:
            return ""
        partie = self.ligne.contrat.intervenant
        autre = partie.organisation_id != self.ligne.import_heures.organisation_id
        return f"{partie.lot}, chez {partie.organisation}" if autre else str(partie.lot)


@dataclass(frozen=True)
class MoisImporte:
    """The rows of one month that can be written, or are already there."""

    mois: Mois
    rangees: tuple[Rangee, ...]

    @property
    def total(self) -> Decimal:
        return sum((r.ligne.heures for r in self.rangees), ZERO)


@dataclass(frozen=True)
class RelectureImport:
    """All that the review of a file shows."""

    importe: ImportHeures
    mois: tuple[MoisImporte, ...]
    a_choisir: tuple[Rangee, ...]
    laissees: tuple[Rangee, ...]

    @property
    def reportables(self) -> list[Rangee]:
        return [r for m in self.mois for r in m.rangees if SortLigne(r.ligne.sort).reportable]

    @property
    def refus(self) -> list[dict[str, object]]:
        return [c for c in self.importe.constats if c["portee"] == Portee.REFUS]

    @property
    def doutes(self) -> list[dict[str, object]]:
        return [c for c in self.importe.constats if c["portee"] == Portee.DOUTE]

    @property
    def infos(self) -> list[dict[str, object]]:
        return [c for c in self.importe.constats if c["portee"] == Portee.INFO]


def relecture(acteur: Acteur, importe: ImportHeures) -> RelectureImport:
    """The rows of a file by month, in three queries."""
    lignes = list(
        importe.lignes.select_related(
            "beneficiaire",
            "contrat__intervenant__lot__marche",
            "contrat__intervenant__organisation",
            "chantier",
            "contrat__employeur",
            "import_heures",
        ).order_by("mois", "rang")
    )
    proches = _proches(lignes)
    groupes: dict[int, int] = defaultdict(int)
    for ligne in lignes:
        groupes[ligne.groupe] += 1
    rangees = [Rangee(li, proches.get(li.pk, ()), groupes[li.groupe] > 1) for li in lignes]
    par_mois: dict[Mois, list[Rangee]] = defaultdict(list)
    a_choisir, laissees = [], []
    for rangee in rangees:
        match SortLigne(rangee.ligne.sort):
            case SortLigne.A_CHOISIR:
                a_choisir.append(rangee)
            case SortLigne.ECARTEE | SortLigne.TRANSMISE:
                laissees.append(rangee)
            case _:
                par_mois[Mois.depuis(rangee.ligne.mois)].append(rangee)
    return RelectureImport(
        importe=importe,
        mois=tuple(MoisImporte(m, tuple(r)) for m, r in sorted(par_mois.items())),
        a_choisir=tuple(a_choisir),
        laissees=tuple(laissees),
    )


def _proches(lignes: list[LigneImportee]) -> dict[int, tuple[tuple[Beneficiaire, str], ...]]:
    cles = {uuid for ligne in lignes for uuid, _ in ligne.proches}
    gens = {str(b.uuid): b for b in Beneficiaire.objects.filter(uuid__in=cles)} if cles else {}
    return {li.pk: tuple((gens[u], raison) for u, raison in li.proches if u in gens) for li in lignes}
