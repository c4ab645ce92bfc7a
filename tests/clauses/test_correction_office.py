"""The office corrects a validated line itself: counter-entry, right hours, totals exact, the firm told, undone too."""

from __future__ import annotations

from decimal import Decimal as D
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from clauses.models import LigneHeures, MessageDeclaration, MouvementHeures, Solde
from clauses.rules.vocabulaire import UsageMotif
from clauses.selectors.verification import verifier
from clauses.services import validation
from clauses.services.corrections_office import corriger
from entreprises.rules import Role
from socle.erreurs import DroitRefuse, RegleViolee, TransitionInterdite
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_mois_soumis, un_motif, une_scene
from tests.fabriques.entreprises import un_acteur

pytestmark = pytest.mark.django_db
MOIS = Mois(2025, 9)


@pytest.fixture
def scene() -> Scene:
    return une_scene()


@pytest.fixture
def ligne(scene: Scene) -> LigneHeures:
    """115.67 h, validated: two figures were swapped."""
    [ligne] = un_mois_soumis(scene, D("115.67"), mois=MOIS)
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    ligne.refresh_from_db()
    return ligne


def validees(scene: Scene) -> D:
    return sum((s.heures_validees for s in Solde.objects.filter(clause=scene.clause)), D(0))


def corrige(scene: Scene, ligne: LigneHeures, heures: str, **champs) -> LigneHeures:
    options = {"motif": un_motif(UsageMotif.CORRECTION), "texte": "Chiffres inversés"} | champs
    return corriger(acteur=scene.facilitation, ligne=ligne.uuid, heures=D(heures), **options)


def test_les_bonnes_heures_comptent_et_rien_n_est_reecrit(scene: Scene, ligne: LigneHeures) -> None:
    nouvelle = corrige(scene, ligne, "151.67")
    assert validees(scene) == D("151.67")
    assert [(m.nature, m.heures) for m in MouvementHeures.objects.order_by("numero")] == [
        ("VALIDATION", D("115.67")), ("CONTREPASSATION", D("-115.67")), ("VALIDATION", D("151.67")),
    ]  # fmt: skip
    assert nouvelle.remplace == ligne
    assert not list(verifier())
    message = MessageDeclaration.objects.get()
    assert "de 115,67\u00a0h à 151,67\u00a0h" in message.texte
    assert scene.contrats[0].beneficiaire.nom not in message.texte
    validation.annuler_validation(acteur=scene.facilitation, lignes=[nouvelle.uuid], texte="Finalement non")
    assert validees(scene) == D("115.67"), "la correction annulée rend sa place à la première"
    assert not list(verifier())


def test_a_la_baisse_et_avec_des_heures_non_travaillees(scene: Scene, ligne: LigneHeures) -> None:
    corrige(scene, ligne, "115.67", non_travaillees=D("15.67"))
    assert validees(scene) == D("100.00")
    assert not list(verifier())


@pytest.mark.parametrize(
    ("heures", "champs", "phrase"),
    [
        ("115.67", {}, "déjà celles"),
        ("745", {}, "744"),
        ("-1", {}, "négatives"),
        ("100", {"non_travaillees": D("101")}, "font partie"),
        ("100", {"texte": "  "}, "Expliquez"),
    ],
)
def test_une_correction_impossible_est_dite_et_n_ecrit_rien(scene, ligne, heures, champs, phrase) -> None:
    with pytest.raises(RegleViolee, match=phrase):
        corrige(scene, ligne, heures, **champs)
    assert (validees(scene), MouvementHeures.objects.count()) == (D("115.67"), 1)


def test_une_ligne_deja_corrigee_ou_en_attente_ne_se_corrige_pas_ni_par_un_autre_office(scene, ligne) -> None:
    corrige(scene, ligne, "151.67")
    with pytest.raises(TransitionInterdite):
        corrige(scene, ligne, "120")
    [attente] = un_mois_soumis(scene, 10, mois=Mois(2025, 8))
    with pytest.raises(TransitionInterdite):
        corrige(scene, attente, "120")
    autre = un_acteur(role=Role.FACILITATEUR)
    with pytest.raises(DroitRefuse):
        corriger(acteur=autre, ligne=attente.uuid, heures=D(1), motif=un_motif(UsageMotif.CORRECTION), texte="x")


def test_la_page_montre_l_effet_avant_d_ecrire_et_garde_ce_qui_est_tape(client: Client, scene, ligne) -> None:
    client.force_login(scene.facilitation.utilisateur)
    page = reverse("facilitation:corriger_ligne", args=[ligne.uuid])
    assert page in client.get(reverse("facilitation:ligne", args=[ligne.uuid])).content.decode()
    tape = {"heures": "151,67", "non_travaillees": "", "motif": un_motif(UsageMotif.CORRECTION).pk, "texte": "Inversés"}
    apercu = unescape(client.post(page, tape).content.decode())
    assert "Ce que la correction change" in apercu
    assert 'value="151,67"' in apercu
    assert "+36,00" in apercu
    assert MouvementHeures.objects.count() == 1, "rien n'est écrit avant d'avoir vu l'effet"
    refusee = client.post(page, tape | {"texte": "", "confirmer": "1"})
    assert refusee.status_code == 422
    fin = client.post(page, tape | {"confirmer": "1"}, follow=True)
    assert "corrigées par une contre-écriture" in unescape(fin.content.decode())
    assert validees(scene) == D("151.67")
    client.force_login(un_acteur(role=Role.FACILITATEUR).utilisateur)
    assert client.get(page).status_code == 404
