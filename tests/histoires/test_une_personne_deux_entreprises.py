"""Whole flows told as stories: two firms of two offices declare the same person; what each of the four people sees."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from clauses.models import LigneHeures
from clauses.rules.controles.durees import PHRASE_CHEVAUCHEMENT
from clauses.rules.vocabulaire import UsageMotif
from clauses.services import brouillons, declarations, validation
from entreprises.models import Organisation
from entreprises.policies import Acteur
from socle.horloge import a_l_instant
from tests.fabriques.declarations import Scene, un_beneficiaire, un_contrat, un_mois_soumis, un_motif, une_scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


def une_firme(nom: str, office: str, personne) -> Scene:
    """A firm of an office, this person under its contract, another one beside her."""
    scene = une_scene(personnes=1)
    Organisation.objects.filter(pk=scene.entreprise.pk).update(nom=nom)
    Organisation.objects.filter(pk=scene.office.pk).update(
        nom=office, telephone="01 00 00 00 01", email_contact="contact@office.example"
    )
    scene.contrats.insert(0, un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=personne))
    return scene


def lit(acteur: Acteur, *adresses: str) -> str:
    """What a person reads on these pages."""
    client = Client()
    client.force_login(acteur.utilisateur)
    textes = []
    for adresse in adresses:
        reponse = client.get(adresse)
        assert reponse.status_code == 200, adresse
        textes.append(unescape(reponse.content.decode()).replace("\u00a0", " ").replace("\u202f", " "))
    return "\n".join(textes)


def pages_de_la_firme(ligne: LigneHeures) -> tuple[str, ...]:
    return (
        reverse("entreprise:accueil"),
        reverse("entreprise:declaration", args=[ligne.declaration.uuid]),
        reverse("entreprise:ligne", args=[ligne.uuid]),
    )


def page_de_l_office(ligne: LigneHeures) -> str:
    return reverse("facilitation:ligne", args=[ligne.uuid])


def test_la_meme_personne_chez_deux_entreprises_de_deux_offices():
    # One person, two records: the second firm typed her name in capitals, without accents, half of it.
    alpha = une_firme("Alphabat", "Plaine Emploi", un_beneficiaire("Benaïcha-Lefort", "Inès"))
    beta = une_firme("Betarex", "Seine Insertion", un_beneficiaire("BENAICHA", "INES"))

    # Alphabat sends its month first: nothing to say.
    chez_alpha, autre_alpha = un_mois_soumis(alpha, [Decimal("111.25"), 140])
    assert PHRASE_CHEVAUCHEMENT not in lit(alpha.paie, *pages_de_la_firme(chez_alpha))

    # Betarex sends its own: both lines are held, the others of both months are not.
    chez_beta, autre_beta = un_mois_soumis(beta, [Decimal("118.75"), 140])
    ligne_alpha = lit(alpha.facilitation, page_de_l_office(chez_alpha))
    ligne_beta = lit(beta.facilitation, page_de_l_office(chez_beta))
    for texte in (ligne_alpha, ligne_beta):
        assert PHRASE_CHEVAUCHEMENT in texte
        assert "230 h au total chez 2 employeurs" in texte

    # Each facilitator reads the other's hours, firm, office and contact.
    assert "118,75 h déclarées par Betarex, suivies par Seine Insertion, 01 00 00 00 01" in ligne_alpha
    assert "111,25 h déclarées par Alphabat, suivies par Plaine Emploi, 01 00 00 00 01" in ligne_beta
    assert "contact@office.example" in ligne_alpha

    for scene, ligne in ((alpha, chez_alpha), (beta, chez_beta)):
        page = lit(scene.paie, reverse("entreprise:declaration", args=[ligne.declaration.uuid]))
        assert page.count(PHRASE_CHEVAUCHEMENT) == 1

    # Each firm reads one sentence on its month, and nothing of the other: neither name, hours, sum nor office.
    for scene, ligne, interdits in (
        (alpha, chez_alpha, ("Betarex", "118,75", "230 h", "230,", "Seine Insertion", "employeurs", "2 fiches")),
        (beta, chez_beta, ("Alphabat", "111,25", "230 h", "230,", "Plaine Emploi", "employeurs", "2 fiches")),
    ):
        validation.renvoyer(
            acteur=scene.facilitation,
            lignes=[ligne.uuid],
            motif=un_motif(UsageMotif.RENVOI),
            texte="Merci de vérifier les heures de cette personne.",
        )
        lu = lit(scene.paie, *pages_de_la_firme(ligne))
        lu += "\n".join(f"{m.subject}\n{m.body}" for m in mail.outbox if scene.paie.utilisateur.email in m.to)
        assert "Merci de vérifier les heures" in lu
        for interdit in interdits:
            assert interdit not in lu, interdit

    # The colleagues' lines never waited.
    for scene, ligne in ((alpha, autre_alpha), (beta, autre_beta)):
        resultat = validation.valider_en_lot(acteur=scene.facilitation, lignes=[ligne.uuid])
        assert len(resultat.validees) == 1

    # Both sent back, both send again: Betarex made the mistake and corrects it. Nobody is held any more.
    for scene, ligne, heures in ((alpha, chez_alpha, "111.25"), (beta, chez_beta, "40")):
        brouillons.enregistrer_brouillon(
            acteur=scene.paie,
            declaration=ligne.declaration,
            saisies=[brouillons.SaisieLigne(ligne.contrat, ligne.chantier_id, Decimal(heures))],
        )
        declarations.soumettre(acteur=scene.paie, declarations=[ligne.declaration])
    for scene, ligne in ((alpha, chez_alpha), (beta, chez_beta)):
        assert PHRASE_CHEVAUCHEMENT not in lit(scene.facilitation, page_de_l_office(ligne))
        assert "151,25 h à compter" in lit(scene.facilitation, page_de_l_office(ligne))
