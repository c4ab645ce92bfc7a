"""Two people on the same need at the same instant, for real: opened once, closed once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chantiers.models import Chantier
from clauses.models import Besoin, JournalClause
from clauses.rules.etats import EtatBesoin
from clauses.services import besoins
from socle.erreurs import RegleViolee, TransitionInterdite
from socle.horloge import aujourdhui
from tests.clauses.test_concurrence_validation import ensemble
from tests.fabriques.declarations import une_scene
from tests.fabriques.socle import un_metier

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("tour", range(3))
def test_le_meme_besoin_envoye_deux_fois_ensemble_ne_s_ouvre_qu_une(tour: int) -> None:
    scene, metier = une_scene(personnes=0), un_metier()
    chantier = Chantier.objects.get(pk=scene.chantier_id)

    def ouvrir() -> Besoin:
        debut = aujourdhui() + timedelta(days=30)
        return besoins.ouvrir(
            acteur=scene.paie,
            intervenant=scene.intervenant,
            chantier=chantier,
            metier=metier,
            nombre=2,
            debut=debut,
        )

    resultats = ensemble(ouvrir, ouvrir, ouvrir)
    assert sorted(type(r).__name__ for r in resultats) == ["Besoin", "RegleViolee", "RegleViolee"]
    assert all("déjà ouvert" in r.message for r in resultats if isinstance(r, RegleViolee))
    assert Besoin.objects.count() == 1
    assert JournalClause.objects.filter(acte="ouvrir_besoin").count() == 1


@pytest.mark.parametrize("tour", range(3))
def test_pourvu_par_l_entreprise_et_annule_par_l_office_ensemble_un_seul_passe(tour: int) -> None:
    scene = une_scene(personnes=0)
    chantier = Chantier.objects.get(pk=scene.chantier_id)
    besoin = besoins.ouvrir(
        acteur=scene.paie,
        intervenant=scene.intervenant,
        chantier=chantier,
        metier=un_metier(),
        nombre=1,
        debut=aujourdhui(),
    )
    avant = Chantier.objects.get(pk=chantier.pk).version_publique
    resultats = ensemble(
        lambda: besoins.pourvoir(acteur=scene.paie, besoin=besoin),
        lambda: besoins.annuler(acteur=scene.facilitation, besoin=besoin, motif="Travaux décalés"),
    )
    assert [type(r) for r in resultats if isinstance(r, Exception)] == [TransitionInterdite]
    besoin.refresh_from_db()
    assert besoin.etat in {EtatBesoin.POURVU, EtatBesoin.ANNULE}
    assert Chantier.objects.get(pk=chantier.pk).version_publique == avant + 1


@pytest.mark.parametrize("tour", range(3))
def test_rouvert_et_ouvert_ensemble_le_meme_besoin_n_est_cherche_qu_une_fois(tour: int) -> None:
    scene, metier = une_scene(personnes=0), un_metier()
    dit = {
        "acteur": scene.paie,
        "intervenant": scene.intervenant,
        "chantier": Chantier.objects.get(pk=scene.chantier_id),
        "metier": metier,
        "nombre": 2,
        "debut": aujourdhui() + timedelta(days=30),
    }
    ancien = besoins.ouvrir(**dit)
    besoins.pourvoir(acteur=scene.paie, besoin=ancien)
    resultats = ensemble(
        lambda: besoins.rouvrir(acteur=scene.facilitation, besoin=ancien), lambda: besoins.ouvrir(**dit)
    )
    assert sorted(type(r).__name__ for r in resultats) == ["Besoin", "RegleViolee"]
    assert Besoin.objects.filter(etat=EtatBesoin.OUVERT).count() == 1
