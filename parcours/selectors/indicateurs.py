"""People and validated hours by programme, for the office; a fixed number of queries. Never a criterion."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, QuerySet

from chantiers.models import Programme
from clauses.models import Beneficiaire, LigneHeures
from clauses.policies import clauses_visibles
from clauses.querysets import somme_heures
from clauses.rules.estimation import etp
from clauses.selectors.reglages import reglages_au
from entreprises.policies import Acteur
from parcours.models import Sortie
from parcours.rules.indicateurs import Indicateurs, PersonneComptee, compter
from socle.horloge import aujourdhui


@dataclass(frozen=True)
class LigneProgramme:
    """A programme and its figures; `etp` by the divisor that the page names."""

    programme: Programme
    chiffres: Indicateurs
    etp: Decimal


@dataclass(frozen=True)
class TableauProgrammes:
    """What the page shows for a year worked (None: since the beginning)."""

    annee: int | None
    annees: tuple[int, ...]
    lignes: tuple[LigneProgramme, ...]
    total: Indicateurs
    total_etp: Decimal
    diviseur: int

    @cached_property
    def personnes_comptees_deux_fois(self) -> int:
        """People who stand in several programmes: why the column does not add up."""
        return sum(ligne.chiffres.personnes for ligne in self.lignes) - self.total.personnes


def indicateurs_par_programme(acteur: Acteur, annee: int | None = None) -> TableauProgrammes:
    """Distinct people, contracts and validated hours by the year worked, of the clauses that the actor may read."""
    lignes = LigneHeures.objects.filter(
        contrat__clause__in=clauses_visibles(acteur), heures_retenues__gt=0, contrat__annule_le__isnull=True
    )
    annees = tuple(jour.year for jour in lignes.dates("declaration__mois", "year", order="DESC"))
    comptees = _comptees(lignes if annee is None else lignes.filter(declaration__mois__year=annee))
    programmes = Programme.objects.in_bulk(comptees)
    diviseur = int(reglages_au(aujourdhui())["diviseur_etp_legal"])
    tous = compter(p for siennes in comptees.values() for p in siennes)
    return TableauProgrammes(
        annee=annee,
        annees=annees,
        lignes=tuple(
            LigneProgramme(programme, chiffres, etp(chiffres.heures, diviseur))
            for programme in sorted(programmes.values(), key=lambda p: p.nom)
            for chiffres in [compter(comptees[programme.pk])]
        ),
        total=tous,
        total_etp=etp(tous.heures, diviseur),
        diviseur=diviseur,
    )


def _comptees(lignes: QuerySet[LigneHeures]) -> dict[int, list[PersonneComptee]]:
    """Programme → its people, each once."""
    sommes = list(
        lignes.order_by()
        .values_list("contrat__clause__lot__marche__operation__programme", "contrat__beneficiaire")
        .annotate(somme=somme_heures("heures_retenues"), contrats=Count("contrat", distinct=True))
    )
    cles = {personne for _, personne, _, _ in sommes}
    personnes = {
        pk: (sexe, naissance, entree)
        for pk, sexe, naissance, entree in Beneficiaire.objects.filter(pk__in=cles).values_list(
            "pk", "sexe", "date_naissance", "premier_contrat_le"
        )
    }
    sorties = dict(
        Sortie.objects.filter(candidat__beneficiaire__in=cles)
        .order_by("date_sortie", "echeance_mois")
        .values_list("candidat__beneficiaire", "nature")
    )
    comptees: dict[int, list[PersonneComptee]] = defaultdict(list)
    for programme, personne, heures, contrats in sommes:
        sexe, naissance, entree = personnes[personne]
        comptees[programme].append(
            PersonneComptee(
                cle=personne,
                heures=heures,
                contrats=contrats,
                femme=sexe == "F",
                naissance=naissance,
                entree=entree,
                sortie=sorties.get(personne, ""),
            )
        )
    return comptees
