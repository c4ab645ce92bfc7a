"""The pages of sites: who sees which, what is listed, changed, refused without losing what was typed."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chantiers.models import Chantier, NaturePhase, PhaseChantier
from entreprises.policies import Acteur
from entreprises.rules import Nature, Role
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.marches import un_chantier, un_lot, une_clause, une_operation
from tests.fabriques.socle import un_territoire

pytestmark = pytest.mark.django_db


def connecte(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.utilisateur)
    return client


@pytest.fixture
def facilitation() -> Client:
    return connecte(un_acteur(role=Role.FACILITATEUR))


def requetes(client: Client, adresse: str) -> int:
    client.get(adresse)  # the session and the caches of the process
    with CaptureQueriesContext(connection) as faites:
        assert client.get(adresse).status_code == 200
    return len(faites)


def _communes(*parts: tuple[object, str]) -> dict[str, str]:
    champs = {"communes-TOTAL_FORMS": str(len(parts)), "communes-INITIAL_FORMS": "0"}
    for rang, (commune, part) in enumerate(parts):
        champs |= {f"communes-{rang}-commune": str(commune.pk if commune else ""), f"communes-{rang}-part": part}
    return champs


def test_la_liste_filtre_cherche_et_dit_ce_qui_manque(facilitation: Client) -> None:
    place, sans_point = un_chantier("Collège"), un_chantier("Piscine", latitude=None, longitude=None)
    PhaseChantier.objects.create(chantier=place, nature=NaturePhase.TRAVAUX, debut_prevu=date(2026, 1, 1))
    un_lot(chantiers=[place])
    adresse = reverse("lieux:chantiers")

    def noms(question: str) -> list[str]:
        return [c.nom for c in facilitation.get(adresse + question).context["page"]]

    assert noms("") == ["Collège", "Piscine"]
    assert noms("?tri=-nom") == ["Piscine", "Collège"]
    assert noms("?q=piscine") == ["Piscine"]
    assert noms("?manque=point") == [sans_point.nom]
    assert noms("?manque=dates") == ["Piscine"]
    assert noms("?manque=lot") == ["Piscine"]
    assert noms(f"?commune={place.communes.get().commune.code}") == ["Collège"]
    assert noms("?manque=nimporte&tri=quoi") == ["Collège", "Piscine"]


def test_le_fichier_a_les_lignes_de_la_liste(facilitation: Client) -> None:
    un_chantier("Collège"), un_chantier("=Piscine")
    contenu = b"".join(facilitation.get(reverse("lieux:chantiers") + "?format=csv&q=piscine").streaming_content)
    lignes = list(csv.reader(io.StringIO(contenu.decode("utf-8-sig")), delimiter=";"))
    assert len(lignes) == 2
    assert lignes[1][0] == "'=Piscine"


def test_la_liste_et_son_fichier_ne_comptent_pas_une_requete_par_ligne(facilitation: Client) -> None:
    adresse = reverse("lieux:chantiers")

    def garnir(nombre: int) -> None:
        operation = une_operation()
        for _ in range(nombre):
            chantier = un_chantier(operation=operation)
            PhaseChantier.objects.create(chantier=chantier, nature=NaturePhase.TRAVAUX, debut_prevu=date(2026, 1, 1))

    garnir(10)
    peu = requetes(facilitation, adresse)
    garnir(45)
    assert requetes(facilitation, adresse) == peu <= 16


def test_le_maitre_d_ouvrage_ne_voit_que_les_siens() -> None:
    maitre = une_organisation(nature=Nature.MAITRE_OUVRAGE)
    client = connecte(un_acteur(role=Role.MAITRE_OUVRAGE, organisation=maitre))
    sien, autre = un_chantier("Le sien", operation=une_operation(maitre_ouvrage=maitre)), un_chantier("Autre")
    assert [c.nom for c in client.get(reverse("lieux:chantiers")).context["page"]] == ["Le sien"]
    assert client.get(reverse("lieux:chantier", args=[sien.uuid])).status_code == 200
    for nom in ("chantier", "modifier", "point", "annuler", "ajouter_phase"):
        assert client.get(reverse(f"lieux:{nom}", args=[autre.uuid])).status_code == 404


def test_la_fiche_montre_le_lieu_ses_phases_et_ses_lots() -> None:
    acteur = un_acteur(role=Role.FACILITATEUR)
    chantier = un_chantier("Collège", alias=["Groupe scolaire"])
    lot = un_lot(chantiers=[chantier])
    clause = une_clause(lot=lot)
    PhaseChantier.objects.create(chantier=chantier, nature=NaturePhase.TRAVAUX, debut_confirme=date(2026, 1, 5))
    reponse = connecte(acteur).get(reverse("lieux:chantier", args=[chantier.uuid]))
    page = reponse.content.decode()
    assert "Groupe scolaire" in page
    assert "5 janvier 2026" in page
    assert "confirmée" in page
    visible = lot.marche.office_id == acteur.organisation.pk
    assert (str(clause.uuid) in page) is visible


def test_modifier_la_fiche_renomme_et_repartit(facilitation: Client) -> None:
    chantier, a, b = un_chantier("Avant"), un_territoire(), un_territoire()
    adresse = reverse("lieux:modifier", args=[chantier.uuid])
    assert "Avant" in facilitation.get(adresse).content.decode()
    envoi = {"nom": "Après", "alias": "Autre nom\n", "adresse": "1 rue", "description": ""}
    reponse = facilitation.post(adresse, envoi | _communes((a, "70"), (b, "30"), (None, "")))
    assert reponse.status_code == 302
    chantier.refresh_from_db()
    assert (chantier.nom, chantier.alias) == ("Après", ["Autre nom", "Avant"])
    assert chantier.communes.count() == 2


def test_des_parts_fausses_gardent_la_saisie(facilitation: Client) -> None:
    chantier, a, b = un_chantier("Avant"), un_territoire(), un_territoire()
    envoi = {"nom": "Après", "alias": "", "adresse": "Rue gardée", "description": ""}
    reponse = facilitation.post(
        reverse("lieux:modifier", args=[chantier.uuid]), envoi | _communes((a, "70"), (b, "20"))
    )
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "il faut 100 %" in page
    assert "Rue gardée" in page
    chantier.refresh_from_db()
    assert chantier.nom == "Avant"


def test_le_point_se_pose_avec_une_virgule(facilitation: Client) -> None:
    chantier = un_chantier(latitude=None, longitude=None)
    adresse = reverse("lieux:point", args=[chantier.uuid])
    assert facilitation.post(adresse, {"point-latitude": "48,91", "point-longitude": ""}).status_code == 422
    assert facilitation.post(adresse, {"point-latitude": "48,91", "point-longitude": "2,43"}).status_code == 302
    chantier.refresh_from_db()
    assert (chantier.latitude, chantier.longitude, chantier.source_point) == (48.91, 2.43, "MAIN")


def test_une_phase_s_ajoute_se_confirme_et_se_retire(facilitation: Client) -> None:
    chantier = un_chantier()
    envoi = {"nature": "TRAVAUX", "libelle": "", "debut_prevu": "2026-01-05", "fin_prevue": "2025-01-05"}
    adresse = reverse("lieux:ajouter_phase", args=[chantier.uuid])
    refus = facilitation.post(adresse, envoi)
    assert refus.status_code == 422
    assert "La fin précède le début" in refus.content.decode()
    assert facilitation.post(adresse, envoi | {"fin_prevue": "2027-01-05"}).status_code == 302
    phase = chantier.phases.get()
    adresse = reverse("lieux:phase", args=[phase.uuid])
    assert 'value="2026-01-05"' in facilitation.get(adresse).content.decode()
    facilitation.post(adresse, envoi | {"fin_prevue": "2027-01-05", "debut_observe": "2026-02-01"})
    phase.refresh_from_db()
    assert phase.debut_retenu == date(2026, 2, 1)
    adresse = reverse("lieux:retirer_phase", args=[phase.uuid])
    assert facilitation.post(adresse, {"motif": ""}).status_code == 422
    assert facilitation.post(adresse, {"motif": "double"}).status_code == 302
    assert not chantier.phases.exists()


def test_annuler_un_chantier_ou_un_lot_se_construit_est_refuse_en_clair(facilitation: Client) -> None:
    chantier = un_chantier()
    un_lot(chantiers=[chantier])
    reponse = facilitation.post(reverse("lieux:annuler", args=[chantier.uuid]), {"motif": "erreur"})
    assert reponse.status_code == 422
    assert "lot suivi se construit ici" in reponse.content.decode()
    assert Chantier.objects.get(pk=chantier.pk).annule_le is None


def test_l_operation_se_renomme(facilitation: Client) -> None:
    operation = une_operation("Avant")
    adresse = reverse("lieux:modifier_operation", args=[operation.uuid])
    envoi = {"nom": "Après", "programme": operation.programme.pk, "description": "Un collège."}
    assert facilitation.post(adresse, envoi | {"nom": ""}).status_code == 422
    assert facilitation.post(adresse, envoi).status_code == 302
    operation.refresh_from_db()
    assert (operation.nom, operation.nom_plie, operation.description) == ("Après", "apres", "Un collège.")
