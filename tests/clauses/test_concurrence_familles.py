"""Two records of one person: acts on the one and on the other wait for each other, never each for the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction

from clauses.models import AvisPersonne, Beneficiaire, FenetreEligibilite
from clauses.rules.vocabulaire import OrigineFenetre
from clauses.services import avis_personnes, fenetres, personnes
from entreprises.policies import Acteur
from tests.clauses.test_concurrence_validation import ATTENTE, ensemble
from tests.fabriques.declarations import MOIS, Scene, un_beneficiaire, un_contrat, un_mois_soumis, une_scene

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def dire(scene: Scene, personne: Beneficiaire) -> AvisPersonne:
    return avis_personnes.dire(beneficiaire=personne, mois=MOIS, juste=False)


def prolonger(scene: Scene, personne: Beneficiaire) -> FenetreEligibilite:
    fenetre = FenetreEligibilite.objects.get(beneficiaire=personne)
    return fenetres.prolonger_fenetre(acteur=scene.facilitation, fenetre=fenetre, fin=date(2027, 6, 30))


def ouvrir_puis_juger(scene: Scene, personne: Beneficiaire) -> FenetreEligibilite:
    """A window written down, then its lines judged, in one transaction, as a decision of `parcours` does."""
    acteur: Acteur = scene.facilitation
    FenetreEligibilite.objects.filter(beneficiaire=personne).update(debut=date(2025, 3, 1))
    with transaction.atomic():
        fenetre = personnes.ouvrir_fenetre(
            acteur=acteur,
            beneficiaire=personne,
            referentiel=scene.clause.referentiel,
            debut=date(2024, 6, 1),
            fin=date(2024, 12, 31),
            origine=OrigineFenetre.DECISION,
        )
        fenetres.prolonger_fenetre(acteur=acteur, fenetre=fenetre, fin=date(2025, 2, 10))
    return fenetre


@pytest.mark.parametrize("acte", [dire, prolonger, ouvrir_puis_juger])
def test_un_acte_sur_une_fiche_prend_les_verrous_de_la_personne_dans_l_ordre(
    acte: Callable[[Scene, Beneficiaire], object],
) -> None:
    scene = une_scene(personnes=0)
    ancienne = un_beneficiaire("Diallo", "Mariama")
    recente = un_beneficiaire("Diallo", "Mariama")
    scene.contrats = [un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=recente)]
    FenetreEligibilite.objects.filter(beneficiaire=recente).update(fin=date(2026, 12, 31))
    un_mois_soumis(scene, 100)
    tenue = threading.Event()

    def juger_ailleurs() -> str:
        """Another company's sending, as the controls do: both records, in key order."""
        with transaction.atomic():
            tenir(ancienne)
            tenue.set()
            time.sleep(0.7)
            tenir(recente)
        return "jugé"

    def agir() -> object:
        assert tenue.wait(ATTENTE)
        return acte(scene, recente)

    resultats = ensemble(juger_ailleurs, agir)
    assert not [r for r in resultats if isinstance(r, Exception)], resultats


def tenir(personne: Beneficiaire) -> None:
    list(Beneficiaire.objects.filter(pk=personne.pk).select_for_update(of=("self",), no_key=True))
