"""The drop zone of a month's documents, in the browser: several files at once, one refused by name, the others kept."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.urls import reverse

from clauses.models import Piece
from socle.fichiers import PRIVE
from socle.horloge import aujourdhui
from socle.periodes import Mois
from tests.fabriques.declarations import un_beneficiaire, un_contrat, un_mois_saisi, une_scene
from tests.fabriques.documents import un_pdf, une_archive, une_image
from tests.navigateur.conftest import Plaintes
from tests.navigateur.test_engagement_de_bout_en_bout import se_connecter

pytestmark = pytest.mark.django_db(transaction=True)
GLISSES = """fichiers => {
  const glisses = new DataTransfer();
  for (const [nom, octets] of fichiers)
    glisses.items.add(new File([Uint8Array.from(atob(octets), c => c.charCodeAt(0))], nom));
  return glisses;
}"""


def glisser(page: Any, fichiers: dict[str, bytes]) -> None:
    """Carry the files over the zone, as a hand does, then let them go."""
    codes = [[nom, base64.b64encode(octets).decode()] for nom, octets in fichiers.items()]
    glisses = page.evaluate_handle(GLISSES, codes)
    zone = page.locator("form[data-depot]")
    zone.dispatch_event("dragover", {"dataTransfer": glisses})
    assert "depot-survol" in zone.get_attribute("class")
    zone.dispatch_event("drop", {"dataTransfer": glisses})


def test_trois_fichiers_glisses_ensemble_un_refuse_par_son_nom_et_deux_gardes(page: Any, plaintes: Plaintes) -> None:
    mois = Mois.depuis(aujourdhui()).precedent()
    scene = une_scene(personnes=0)
    personne = un_beneficiaire(nom="Ardouanel", prenom="Nadia")
    contrat = un_contrat(
        intervenant=scene.intervenant, clause=scene.clause, beneficiaire=personne, debut=mois.premier_jour
    )
    scene.contrats = [contrat]
    un_mois_saisi(scene, 100, mois=mois)
    attestation, photo = un_pdf("Attestation d'heures"), une_image(forme="JPEG")
    se_connecter(page, scene.paie.utilisateur.email)
    page.goto(reverse("entreprise:documents", args=[mois.iso]))

    glisser(
        page,
        {
            "attestation Ardouanel Nadia.pdf": attestation,
            "releve double.pdf": un_pdf("Relevé d'heures") + une_archive(),
            "photo du planning.jpg": photo,
        },
    )

    refus = page.get_by_role("alert")
    refus.get_by_role("heading", name="Refusé").wait_for()
    assert refus.get_by_role("listitem").count() == 1
    assert "releve double.pdf – Une archive" in refus.inner_text()
    assert "2 documents gardés, dont 1 à ranger." in page.get_by_role("status").first.inner_text()
    assert page.get_by_role("heading", name="À ranger (1)").count() == 1
    assert page.get_by_role("link", name="photo du planning.jpg").count() == 1
    gardees = {piece.nom: piece for piece in Piece.objects.select_related("ligne")}
    assert set(gardees) == {"attestation Ardouanel Nadia.pdf", "photo du planning.jpg"}
    rangee, a_ranger = (gardees[nom] for nom in sorted(gardees))
    assert (rangee.ligne.contrat_id, a_ranger.ligne) == (contrat.pk, None)
    assert (PRIVE.lire(rangee.chemin), PRIVE.lire(a_ranger.chemin)) == (attestation, photo)
    assert [plainte for plainte in plaintes if "422" not in plainte] == []
    plaintes.clear()  # the browser says the refusal of the page in its console
