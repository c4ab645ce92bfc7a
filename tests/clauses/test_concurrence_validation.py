"""Two facilitators on the same month at the same instant: counted once, the second is told so.

The control takes the guards off (row lock, conditional update): the same two threads then count the same hours
twice, which shows that the race is real and that the guards are what stops it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from clauses.models import JournalLigne, LigneHeures, MouvementHeures, Solde
from clauses.rules.etats import TABLE_LIGNE, ActeLigne, EtatLigne
from clauses.selectors.verification import verifier
from clauses.services import validation
from entreprises.policies import Acteur
from entreprises.rules import Role
from socle.erreurs import ConflitEcriture, TransitionInterdite
from socle.horloge import maintenant
from tests.fabriques.declarations import un_mois_soumis, un_motif, une_scene
from tests.fabriques.entreprises import un_acteur

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ATTENTE = 20


def ensemble(*actes: Callable[[], object]) -> list[object]:
    """Run these at the same instant, each in its thread and connection: results, or the errors raised."""
    depart = threading.Barrier(len(actes), timeout=ATTENTE)
    resultats: list[object] = [None] * len(actes)

    def courir(rang: int, acte: Callable[[], object]) -> None:
        try:
            depart.wait()
            resultats[rang] = acte()
        except Exception as erreur:
            resultats[rang] = erreur
        finally:
            connection.close()

    fils = [threading.Thread(target=courir, args=(rang, acte)) for rang, acte in enumerate(actes)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(ATTENTE)
        assert not fil.is_alive(), "Les deux se bloquent l'un l'autre."
    return resultats


def deux_facilitateurs():
    """A month of five people submitted, and two people of the office in front of it."""
    scene = une_scene(personnes=5)
    lignes = un_mois_soumis(scene, [100, 120, 80, 60, 40])
    second = un_acteur(role=Role.FACILITATEUR, organisation=scene.office)
    return scene, [ligne.uuid for ligne in lignes], (scene.facilitation, second)


def totaux(scene) -> tuple[Decimal, Decimal]:
    solde = Solde.objects.filter(clause=scene.clause).par_clause().get()
    return solde["validees"], solde["soumises"]


@pytest.mark.parametrize("tour", range(5))
def test_le_meme_mois_valide_deux_fois_ensemble_est_compte_une_fois(tour):
    scene, uuids, (premier, second) = deux_facilitateurs()
    resultats = ensemble(
        lambda: validation.valider(acteur=premier, lignes=uuids),
        lambda: validation.valider(acteur=second, lignes=uuids),
    )
    refus = [r for r in resultats if isinstance(r, Exception)]
    assert [type(r) for r in refus] == [TransitionInterdite]
    assert "Validée" in refus[0].message
    assert totaux(scene) == (Decimal(400), Decimal(0))
    assert MouvementHeures.objects.count() == 5
    assert JournalLigne.objects.filter(acte="valider").count() == 5
    assert list(verifier()) == []


def test_en_lot_le_second_apprend_que_rien_n_attend_plus():
    scene, uuids, (premier, second) = deux_facilitateurs()
    resultats = ensemble(
        lambda: validation.valider_en_lot(acteur=premier, lignes=uuids),
        lambda: validation.valider_en_lot(acteur=second, lignes=list(reversed(uuids))),
    )
    assert sorted(len(r.validees) for r in resultats) == [0, 5]
    tardif = next(r for r in resultats if not r.validees)
    assert {raison for _, raison in tardif.ecartees} == {"Cette ligne n'est plus en attente."}
    assert totaux(scene) == (Decimal(400), Decimal(0))


def test_valider_et_renvoyer_ensemble_ne_font_qu_une_decision():
    scene, uuids, (premier, second) = deux_facilitateurs()
    motif = un_motif()
    resultats = ensemble(
        lambda: validation.valider(acteur=premier, lignes=uuids[:1]),
        lambda: validation.renvoyer(acteur=second, lignes=uuids[:1], motif=motif, texte="Vérifiez les dates."),
    )
    assert sum(isinstance(r, TransitionInterdite) for r in resultats) == 1
    ligne = LigneHeures.objects.get(uuid=uuids[0])
    comptees = Decimal(100) if ligne.etat == EtatLigne.VALIDEE else Decimal(0)
    assert totaux(scene) == (comptees, Decimal(300))
    assert list(verifier()) == []


def test_annuler_deux_fois_ensemble_ne_contrepasse_qu_une_fois():
    scene, uuids, (premier, second) = deux_facilitateurs()
    validation.valider(acteur=premier, lignes=uuids)
    resultats = ensemble(
        lambda: validation.annuler_validation(acteur=premier, lignes=uuids, texte="Erreur."),
        lambda: validation.annuler_validation(acteur=second, lignes=uuids, texte="Erreur."),
    )
    assert sum(isinstance(r, TransitionInterdite) for r in resultats) == 1
    assert totaux(scene) == (Decimal(0), Decimal(400))
    assert MouvementHeures.objects.count() == 10
    assert list(verifier()) == []


def test_par_les_pages_le_second_lit_le_nom_du_premier():
    _scene, uuids, acteurs = deux_facilitateurs()

    def poster(acteur: Acteur) -> Callable[[], object]:
        client = Client()
        client.force_login(acteur.utilisateur)
        return lambda: client.post(reverse("facilitation:decider", args=[uuids[0], "valider"]))

    reponses = ensemble(*(poster(acteur) for acteur in acteurs))
    assert sorted(r.status_code for r in reponses) == [302, 409]
    perdant = next(rang for rang, r in enumerate(reponses) if r.status_code == 409)
    assert f"Déjà validée par {acteurs[1 - perdant].utilisateur}" in reponses[perdant].content.decode()


def test_sans_verrou_la_mise_a_jour_conditionnelle_arrete_encore_le_second(monkeypatch):
    scene, uuids, (premier, second) = deux_facilitateurs()
    monkeypatch.setattr(validation, "verrouiller_lignes", _lire_sans_verrou())
    resultats = ensemble(
        lambda: validation.valider(acteur=premier, lignes=uuids),
        lambda: validation.valider(acteur=second, lignes=uuids),
    )
    assert sum(isinstance(r, ConflitEcriture) for r in resultats) == 1
    assert totaux(scene) == (Decimal(400), Decimal(0))
    assert list(verifier()) == []


def test_temoin_sans_aucune_garde_les_memes_heures_sont_comptees_deux_fois(monkeypatch):
    scene, uuids, (premier, second) = deux_facilitateurs()
    monkeypatch.setattr(validation, "verrouiller_lignes", _lire_sans_verrou())
    monkeypatch.setattr(validation, "changer_etats", _changer_sans_condition)
    resultats = ensemble(
        lambda: validation.valider(acteur=premier, lignes=uuids[:1]),
        lambda: validation.valider(acteur=second, lignes=uuids[:1]),
    )
    assert not [r for r in resultats if isinstance(r, Exception)]
    validees, soumises = totaux(scene)
    assert (validees, soumises) == (Decimal(200), Decimal(200)), "100 h de la même ligne, deux fois"
    assert {ecart.controle for ecart in verifier()} >= {"ligne", "solde"}


def _lire_sans_verrou() -> Callable[[Sequence[UUID]], list[LigneHeures]]:
    """The reading of the lines without its lock; both threads have read before either writes."""
    lues = threading.Barrier(2, timeout=ATTENTE)

    def lire(uuids: Sequence[UUID]) -> list[LigneHeures]:
        lignes = list(
            LigneHeures.objects.filter(uuid__in=uuids)
            .select_related("declaration__intervenant__lot__marche", "contrat", "remplace", "remplacee_par")
            .order_by("pk")
        )
        lues.wait()
        return lignes

    return lire


def _changer_sans_condition(acteur, lignes, acte: ActeLigne, **_ignores):
    """The change of state as one would write it carelessly: no condition on what was read."""
    for ligne in lignes:
        ligne.version = LigneHeures.objects.get(pk=ligne.pk).version + 1
        ligne.heures_retenues = ligne.travaillees
        ligne.etat = TABLE_LIGNE.appliquer(EtatLigne(ligne.etat), acte)
        LigneHeures.objects.filter(pk=ligne.pk).update(
            etat=ligne.etat,
            version=ligne.version,
            heures_retenues=ligne.heures_retenues,
            validee_par=acteur.utilisateur,
            validee_le=maintenant(),
        )
