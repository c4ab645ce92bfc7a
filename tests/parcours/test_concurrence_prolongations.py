"""Two people of the office prolong one window at the same instant: one end is written, the other is told why not."""

from __future__ import annotations

from datetime import date

import pytest

from clauses.models import FenetreEligibilite
from entreprises.rules import Role
from parcours.models import Prolongation
from parcours.services.prolongations import prolonger
from socle.erreurs import RegleViolee
from tests.clauses.test_concurrence_validation import ensemble
from tests.fabriques.declarations import un_contrat, une_fenetre, une_scene
from tests.fabriques.entreprises import un_acteur

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("tour", range(3))
def test_la_meme_fenetre_prolongee_deux_fois_ensemble_l_est_une_fois(tour: int) -> None:
    scene = une_scene(personnes=0)
    contrat = un_contrat(intervenant=scene.intervenant, clause=scene.clause, eligible=False)
    fenetre = une_fenetre(contrat.beneficiaire, scene.clause, debut=date(2025, 2, 3), fin=date(2027, 2, 2))
    responsable = un_acteur(role=Role.RESPONSABLE, organisation=scene.office)
    resultats = ensemble(
        *(
            lambda acteur=acteur: prolonger(acteur=acteur, fenetre=fenetre, fin=date(2027, 12, 31), motif="Formation")
            for acteur in (scene.facilitation, responsable)
        )
    )
    refus = [r for r in resultats if isinstance(r, Exception)]
    assert [type(r) for r in refus] == [RegleViolee]
    assert "vient après le 31 décembre 2027" in refus[0].message
    assert FenetreEligibilite.objects.get().fin == date(2027, 12, 31)
    assert Prolongation.objects.count() == 1
