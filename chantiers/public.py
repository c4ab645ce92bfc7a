"""Places as anonymous readers may see them: frozen data, no person, a fixed number of queries.

`clauses.public` builds the one public set on top of these; the public site imports nothing else of this app.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import CharField, Count, Max, Q, Subquery, Sum
from django.db.models.functions import Cast

from chantiers.models import Chantier, CommuneChantier, PhaseChantier
from entreprises.models import NomOrganisation
from socle.identifiants import en_slug, plier
from socle.models import Territoire


@dataclass(frozen=True, slots=True)
class ProgrammePublic:
    """A family of works; `code` and `slug` both lead to it in an address."""

    code: str
    slug: str
    nom: str


@dataclass(frozen=True, slots=True)
class OrganismePublic:
    """A contracting body: its key in addresses is its uuid, or its name as a slug."""

    uuid: str
    slug: str
    nom: str


@dataclass(frozen=True, slots=True)
class CommunePublique:
    """A commune of a site; the first of a site carries its largest share."""

    code: str
    slug: str
    nom: str


@dataclass(frozen=True, slots=True)
class BornePublique:
    """A date and how sure it is: prévue, confirmée or observée."""

    jour: date
    fiabilite: str


@dataclass(frozen=True, slots=True)
class PhasePublique:
    """A dated phase of the works."""

    nature: str
    libelle: str
    debut: BornePublique | None
    fin: BornePublique | None


@dataclass(frozen=True)
class LieuPublic:
    """A site: what it is, where, for whom, when. `cle` joins figures to it and is never shown."""

    cle: int
    slug: str
    nom: str
    autres_noms: tuple[str, ...]
    description: str
    adresse: str
    latitude: float | None
    longitude: float | None
    operation: int
    operation_nom: str
    operation_description: str
    programme: ProgrammePublic
    maitre_ouvrage: OrganismePublic
    communes: tuple[CommunePublique, ...]
    phases: tuple[PhasePublique, ...]

    @property
    def a_un_point(self) -> bool:
        """Whether the site can stand on the map."""
        return self.latitude is not None and self.longitude is not None

    @property
    def commune(self) -> str:
        """The communes in one text, largest share first: "Saint-Denis, L'Île-Saint-Denis"."""
        return ", ".join(commune.nom for commune in self.communes)

    @cached_property
    def recherche(self) -> str:
        """Everything a reader may type to find the site, folded."""
        return plier(
            " ".join(
                [
                    self.nom,
                    *self.autres_noms,
                    self.adresse,
                    self.operation_nom,
                    self.programme.nom,
                    self.maitre_ouvrage.nom,
                    *(commune.nom for commune in self.communes),
                ]
            )
        )

    def contient(self, mots: list[str]) -> bool:
        """Every folded word is found in the texts of the site."""
        return all(mot in self.recherche for mot in mots)

    def est_dans(self, commune: str) -> bool:
        """A share of the site is in this commune (INSEE code or slug)."""
        return any(commune in (c.code, c.slug) for c in self.communes)


def lieux_publics() -> tuple[LieuPublic, ...]:
    """Every site that was not cancelled, by name, in three queries."""
    chantiers = list(
        Chantier.objects.en_vigueur()
        .filter(operation__annule_le__isnull=True)
        .select_related("operation__programme", "operation__maitre_ouvrage")
        .order_by("nom_plie", "pk")
    )
    communes = _communes()
    phases = _phases()
    programmes: dict[int, ProgrammePublic] = {}
    organismes: dict[int, OrganismePublic] = {}
    lieux = []
    for chantier in chantiers:
        operation = chantier.operation
        p, o = operation.programme, operation.maitre_ouvrage
        lieux.append(
            LieuPublic(
                cle=chantier.pk,
                slug=chantier.slug,
                nom=chantier.nom,
                autres_noms=tuple(str(alias) for alias in chantier.alias),
                description=chantier.description,
                adresse=chantier.adresse,
                latitude=chantier.latitude,
                longitude=chantier.longitude,
                operation=operation.pk,
                operation_nom=operation.nom,
                operation_description=operation.description,
                programme=programmes.setdefault(p.pk, ProgrammePublic(p.code, p.slug, p.nom)),
                maitre_ouvrage=organismes.setdefault(o.pk, OrganismePublic(str(o.uuid), en_slug(o.nom), o.nom)),
                communes=tuple(communes.get(chantier.pk, ())),
                phases=tuple(phases.get(chantier.pk, ())),
            )
        )
    return tuple(lieux)


def empreinte_des_lieux() -> str:
    """Count of sites and sum of their public versions, in one query: changes with every public fact.

    The greatest key tells one database from another behind the same process (a demonstration built anew); the last
    dated name tells that an organisation shown beside a site was renamed.
    """
    renommee = Subquery(NomOrganisation.objects.order_by("-pk").values("pk")[:1])
    compte = Chantier.objects.aggregate(
        nombre=Count("pk"),
        annules=Count("pk", filter=Q(annule_le__isnull=False)),
        versions=Sum("version_publique"),
        cle=Max(Cast("uuid", CharField())),
        noms=Max(renommee),
    )
    valeurs = (compte["nombre"], compte["annules"], compte["versions"] or 0, compte["noms"] or 0, compte["cle"] or "")
    return "-".join(str(valeur) for valeur in valeurs)


def code_actuel(code: str) -> str:
    """The INSEE code a former one became (93059 Pierrefitte gives 93066 Saint-Denis); anything else unchanged."""
    if len(code) != 5 or not code.isascii():
        return code
    commune = Territoire.objects.par_code_insee(code)
    return commune.code if commune else code


def _communes() -> dict[int, list[CommunePublique]]:
    par_chantier: dict[int, list[CommunePublique]] = defaultdict(list)
    connues: dict[str, CommunePublique] = {}
    lignes = CommuneChantier.objects.order_by("chantier_id", "-part", "commune__nom_plie").values_list(
        "chantier_id", "commune__code", "commune__slug", "commune__nom"
    )
    for chantier_id, code, slug, nom in lignes:
        par_chantier[chantier_id].append(connues.setdefault(slug, CommunePublique(code, slug, nom)))
    return par_chantier


def _phases() -> dict[int, list[PhasePublique]]:
    par_chantier: dict[int, list[PhasePublique]] = defaultdict(list)
    for phase in PhaseChantier.objects.order_by("chantier_id", "debut_retenu", "pk"):
        par_chantier[phase.chantier_id].append(
            PhasePublique(
                nature=phase.get_nature_display(),
                libelle=str(phase),
                debut=BornePublique(*phase.debut) if phase.debut else None,
                fin=BornePublique(*phase.fin) if phase.fin else None,
            )
        )
    return par_chantier
