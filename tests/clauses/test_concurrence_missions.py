"""The same mission sent twice at the same instant is one mission; two weeks entered by two people are one contract."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from clauses.models import ContratTravail, DemandeValidation, JournalPersonne, PeriodeContrat
from clauses.rules.vocabulaire import TypeContrat
from clauses.services.ajout_personne import ContratSaisi, EmployeurSaisi, ajouter_au_mois
from clauses.services.missions import ajouter_mission
from entreprises.rules import Nature, Role
from socle.erreurs import RegleViolee
from tests.clauses.test_concurrence_validation import ensemble
from tests.fabriques.declarations import Scene, un_beneficiaire, une_scene
from tests.fabriques.entreprises import un_acteur, une_organisation

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
PREMIERE = (date(2025, 9, 1), date(2025, 9, 5))
SECONDE = (date(2025, 9, 8), date(2025, 9, 12))


def deux_saisies() -> tuple[Scene, list[Callable[[tuple[date, date]], Callable[[], ContratTravail]]]]:
    """A firm, and two of its people who enter missions of the same person of the same agency."""
    scene = une_scene(personnes=0)
    etti = une_organisation(nature=Nature.ETTI)
    personne = un_beneficiaire()

    def saisie(acteur) -> Callable[[tuple[date, date]], Callable[[], ContratTravail]]:
        def preparer(mission: tuple[date, date]) -> Callable[[], ContratTravail]:
            def entrer() -> ContratTravail:
                [contrat] = ajouter_au_mois(
                    acteur=acteur,
                    intervenants=[scene.intervenant],
                    personne=personne,
                    employeur=EmployeurSaisi(etti.siret, etti.nom, "ETTI"),
                    contrat=ContratSaisi(TypeContrat.INTERIM_INSERTION, *mission),
                )
                return contrat

            return entrer

        return preparer

    return scene, [saisie(scene.paie), saisie(un_acteur(role=Role.PAIE, organisation=scene.entreprise))]


@pytest.mark.parametrize("essai", range(3))
def test_la_premiere_mission_envoyee_deux_fois_ouvre_un_seul_contrat(essai):
    _, (une, autre) = deux_saisies()
    resultats = ensemble(une(PREMIERE), autre(PREMIERE), une(PREMIERE), autre(PREMIERE))
    assert sum(isinstance(r, ContratTravail) for r in resultats) == 1
    assert sum(isinstance(r, RegleViolee) for r in resultats) == 3
    assert ContratTravail.objects.get().nb_missions == PeriodeContrat.objects.count() == 1
    assert DemandeValidation.objects.count() == 1


@pytest.mark.parametrize("essai", range(3))
def test_une_mission_envoyee_deux_fois_par_les_deux_ecrans_s_ajoute_une_fois(essai):
    scene, (une, autre) = deux_saisies()
    contrat = une(PREMIERE)()

    def depuis_la_page() -> ContratTravail:
        return ajouter_mission(acteur=scene.paie, contrat=contrat, debut=SECONDE[0], fin=SECONDE[1])

    resultats = ensemble(une(SECONDE), autre(SECONDE), depuis_la_page, depuis_la_page)
    assert sum(isinstance(r, ContratTravail) for r in resultats) == 1
    assert sum(isinstance(r, RegleViolee) for r in resultats) == 3
    contrat = ContratTravail.objects.get()
    assert (contrat.debut, contrat.fin, contrat.nb_missions) == (PREMIERE[0], SECONDE[1], 2)
    assert PeriodeContrat.objects.count() == 2
    assert JournalPersonne.objects.filter(acte="ajouter_mission").count() == 1


@pytest.mark.parametrize("essai", range(3))
def test_deux_semaines_entrees_en_meme_temps_font_un_contrat_de_deux_missions(essai):
    _, (une, autre) = deux_saisies()
    resultats = ensemble(une(PREMIERE), autre(SECONDE))
    assert len({r.pk for r in resultats if isinstance(r, ContratTravail)}) == 1
    contrat = ContratTravail.objects.get()
    assert (contrat.debut, contrat.fin, contrat.nb_missions) == (PREMIERE[0], SECONDE[1], 2)
    assert PeriodeContrat.objects.count() == 2
    assert DemandeValidation.objects.count() == 1
