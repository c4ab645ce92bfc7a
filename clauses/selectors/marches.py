"""Official contracts as listed and shown, and what the take-over form is filled with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch, QuerySet

from chantiers.models import Chantier, Operation
from clauses.models import (
    ClauseInsertion,
    CoutHoraire,
    Intervenant,
    JournalClause,
    Lot,
    Marche,
    MarchePublie,
    PartMainOeuvre,
    TauxProgramme,
    TitulaireMarchePublie,
)
from clauses.policies import Action, chantiers_visibles, operations_visibles, peut
from clauses.rules.etats import EtatClause
from entreprises.models import Organisation
from entreprises.policies import Acteur
from socle.horloge import aujourdhui
from socle.identifiants import plier

TRIS_PUBLIES: dict[str, tuple[Any, ...]] = {
    "notification": (F("date_notification").asc(nulls_first=True), "pk"),
    "-notification": (F("date_notification").desc(nulls_last=True), "-pk"),
    "montant": (F("montant").asc(nulls_first=True), "pk"),
    "-montant": (F("montant").desc(nulls_last=True), "-pk"),
    "acheteur": ("acheteur_nom", "acheteur_id", "pk"),
    "-acheteur": ("-acheteur_nom", "-acheteur_id", "-pk"),
    "objet": ("objet_plie", "pk"),
    "-objet": ("-objet_plie", "-pk"),
}
TRI_PAR_DEFAUT = "-notification"
LIEUX = {"connu": "Lieu connu", "inconnu": "Lieu inconnu"}


@dataclass(frozen=True)
class FiltresPublies:
    """What the address of the list says."""

    q: str = ""
    clause_sociale: bool = False
    travaux: bool = False
    sans_suivi: bool = False
    lieu: str = ""
    commune: str = ""
    acheteur: str = ""
    tri: str = TRI_PAR_DEFAUT

    @property
    def actifs(self) -> bool:
        """At least one filter is set (the order is not one)."""
        return bool(
            self.q or self.clause_sociale or self.travaux or self.sans_suivi or self.lieu or self.commune
        ) or bool(self.acheteur)


def marches_publies(acteur: Acteur, filtres: FiltresPublies) -> QuerySet[MarchePublie]:
    """The official contracts of the list, filtered and sorted: the page and the export read this same set."""
    if not peut(acteur, Action.VOIR_MARCHES_PUBLIES):
        return MarchePublie.objects.none()
    liste = MarchePublie.objects.contenant(plier(filtres.q))
    if filtres.clause_sociale:
        liste = liste.avec_clause_sociale()
    if filtres.travaux:
        liste = liste.de_travaux()
    if filtres.sans_suivi:
        liste = liste.sans_suivi()
    if filtres.lieu in LIEUX:
        liste = liste.filter(lieu_inconnu=filtres.lieu == "inconnu")
    if filtres.commune:
        liste = liste.filter(commune__code=filtres.commune, commune__nature="COMMUNE")
    if filtres.acheteur:
        liste = liste.filter(acheteur_id=filtres.acheteur)
    tri = TRIS_PUBLIES.get(filtres.tri, TRIS_PUBLIES[TRI_PAR_DEFAUT])
    return liste.select_related("commune", "marche").prefetch_related("titulaires").order_by(*tri)


def communes_publiees() -> list[tuple[str, str]]:
    """(INSEE code, name) of the communes that have an official contract."""
    return list(
        MarchePublie.objects.filter(commune__isnull=False)
        .order_by("commune__nom_plie")
        .values_list("commune__code", "commune__nom")
        .distinct()
    )


def acheteurs_publies() -> list[tuple[str, str]]:
    """(identifier, name) of the buyers, by name; the number stands for a name never published."""
    noms: dict[str, str] = {}
    for identifiant, nom in (
        MarchePublie.objects.order_by("acheteur_id").values_list("acheteur_id", "acheteur_nom").distinct()
    ):
        noms[identifiant] = noms.get(identifiant) or nom
    return sorted(((i, n or i) for i, n in noms.items()), key=lambda couple: plier(couple[1]))


@dataclass(frozen=True)
class Difference:
    """One fact that changed between two published versions."""

    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True)
class VersionVue:
    """A published version and what it changed from the one before."""

    rang: int
    date_publication: date | None
    differences: tuple[Difference, ...]


LIBELLES_CONTENU = {
    "objet": "Objet",
    "nature": "Nature",
    "procedure": "Procédure",
    "cpv": "CPV",
    "montant": "Montant HT",
    "duree_mois": "Durée (mois)",
    "date_notification": "Notification",
    "lieu": "Lieu",
    "considerations_sociales": "Considérations sociales",
    "titulaires": "Titulaires",
    "nombre_de_modifications": "Modifications publiées",
}


def versions_publiees(publie: MarchePublie) -> list[VersionVue]:
    """The versions, newest first, each with its differences."""
    vues: list[VersionVue] = []
    precedent: dict[str, Any] | None = None
    for version in publie.versions.all():
        vues.append(VersionVue(version.rang, version.date_publication, tuple(_differences(precedent, version.contenu))))
        precedent = version.contenu
    return vues[::-1]


def _differences(avant: dict[str, Any] | None, apres: dict[str, Any]) -> Iterator[Difference]:
    if avant is None:
        return
    for cle, libelle in LIBELLES_CONTENU.items():
        if avant.get(cle) != apres.get(cle):
            yield Difference(libelle, _mot(avant.get(cle)), _mot(apres.get(cle)))


def _mot(valeur: Any) -> str:
    if valeur in (None, "", []):
        return "non indiqué"
    return ", ".join(str(v) for v in valeur) if isinstance(valeur, list) else str(valeur)


@dataclass(frozen=True)
class TitulaireVu:
    """A published holder and the company of this SIRET when the platform knows it."""

    titulaire: TitulaireMarchePublie
    organisation: Organisation | None


def titulaires_publies(publie: MarchePublie) -> list[TitulaireVu]:
    """The holders with the company found by SIRET, in two queries."""
    titulaires = list(publie.titulaires.all())
    connues = {
        o.siret: o for o in Organisation.objects.filter(siret__in=[t.identifiant for t in titulaires if t.identifiant])
    }
    return [TitulaireVu(t, connues.get(t.identifiant)) for t in titulaires]


def contrats_proches(publie: MarchePublie, limite: int = 10) -> QuerySet[MarchePublie]:
    """Contracts of the same buyer notified the same day: often the other lots of one work; a suggestion only."""
    if publie.date_notification is None:
        return MarchePublie.objects.none()
    return MarchePublie.objects.filter(
        acheteur_id=publie.acheteur_id, date_notification=publie.date_notification
    ).exclude(pk=publie.pk)[:limite]


def operations_a_choisir(acteur: Acteur) -> QuerySet[Operation]:
    """Operations on which a contract may be placed."""
    return (
        operations_visibles(acteur)
        .filter(annule_le__isnull=True)
        .select_related("programme", "maitre_ouvrage")
        .order_by("nom_plie")
    )


def chantiers_a_choisir(acteur: Acteur) -> QuerySet[Chantier]:
    """Sites on which a lot may be placed."""
    return chantiers_visibles(acteur).en_vigueur().select_related("operation").order_by("nom_plie")


@dataclass(frozen=True)
class ReferencesEstimation:
    """Values that the estimator proposes for a lot, each from a row in force at the contract's date."""

    taux: TauxProgramme | None
    cout: CoutHoraire | None
    part: PartMainOeuvre | None


def references_estimation(lot: Lot, jour: date | None = None) -> ReferencesEstimation:
    """Rate of the programme, hourly cost of works, labour share of the trade, as in force that day (notification)."""
    jour = jour or lot.marche.date_notification or aujourdhui()
    return ReferencesEstimation(
        taux=TauxProgramme.objects.filter(programme_id=lot.marche.operation.programme_id, nature="Travaux")
        .filter(**_en_vigueur(jour))
        .exclude(valide_au__lt=jour)
        .select_related("programme")
        .order_by("-valide_du")
        .first(),
        cout=CoutHoraire.objects.filter(nature="Travaux", **_en_vigueur(jour))
        .exclude(valide_au__lt=jour)
        .order_by("-valide_du")
        .first(),
        part=lot.corps_etat,
    )


def corps_d_etat(jour: date | None = None) -> QuerySet[PartMainOeuvre]:
    """Building trades with the labour share in force that day."""
    jour = jour or aujourdhui()
    return PartMainOeuvre.objects.filter(**_en_vigueur(jour)).exclude(valide_au__lt=jour)


def _en_vigueur(jour: date) -> dict[str, date]:
    return {"valide_du__lte": jour}


def lots_du_marche(marche: Marche) -> list[Lot]:
    """The lots with their sites, parties and clause (`clauses_lues`), in a fixed number of queries."""
    clauses = ClauseInsertion.objects.exclude(etat=EtatClause.ANNULEE)
    intervenants = Intervenant.objects.filter(au__isnull=True).select_related("organisation").order_by("rang", "pk")
    return list(
        marche.lots.prefetch_related(
            Prefetch("clauses", queryset=clauses, to_attr="clauses_lues"),
            Prefetch("intervenants", queryset=intervenants, to_attr="intervenants_lus"),
            "sites__chantier",
        ).order_by("pk")
    )


def journal_du_marche(marche: Marche) -> list[JournalClause]:
    """The log of a contract, newest first."""
    return list(JournalClause.objects.filter(marche=marche).select_related("auteur")[:100])


def sites_du_premier_lot(marche: Marche) -> list[tuple[Chantier, Decimal]]:
    """(site, share) of the first lot of a contract: where a new lot stands by default."""
    lot = marche.lots.order_by("pk").first()
    return [(s.chantier, s.part) for s in lot.sites.select_related("chantier")] if lot else []
