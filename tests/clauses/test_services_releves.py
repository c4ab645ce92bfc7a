"""The numbered statement: the screen's figures read back from the PDF itself; it names nobody and never changes."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from clauses.models import MouvementHeures, Releve
from clauses.rules.obligation import NatureMouvement
from clauses.selectors.releves import releves_de
from clauses.selectors.situations import situation_de
from clauses.services import releves, validation
from entreprises.rules import Role
from socle.erreurs import DroitRefuse, RegleViolee
from socle.fichiers import PRIVE, empreinte
from socle.horloge import a_l_instant
from tests.fabriques.declarations import Scene, un_beneficiaire, un_contrat, un_mois_soumis, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_mouvement

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
SEPTEMBRE = date(2025, 9, 30)


@pytest.fixture
def scene() -> Scene:
    """120 and 80 h validated on 10 October; 4,974 h owed."""
    with a_l_instant(datetime(2025, 10, 10, 9, tzinfo=PARIS)):
        scene = une_scene(personnes=0)
        scene.contrats = [
            un_contrat(
                intervenant=scene.intervenant,
                clause=scene.clause,
                beneficiaire=un_beneficiaire("Zylbertruc", f"Philomenette{rang}"),
            )
            for rang in range(2)
        ]
        lignes = un_mois_soumis(scene, [120, 80])
        validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in lignes])
    return scene


def etablir(scene: Scene, quand: datetime | None = None, **options) -> Releve:
    with a_l_instant(quand or datetime(2025, 11, 12, 15, 30, tzinfo=PARIS)):
        return releves.etablir(acteur=scene.facilitation, clause=scene.clause, jusqu_au=SEPTEMBRE, **options)


def texte(releve: Releve) -> str:
    lu = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(PRIVE.lire(releve.document.chemin))).pages)
    return re.sub(r"\s+", " ", lu.replace("\u202f", " ").replace("\u00a0", " "))


def test_les_chiffres_du_pdf_sont_ceux_de_la_situation(scene):
    releve = etablir(scene)
    situation = situation_de(scene.clause, travaillees_jusqu_au=SEPTEMBRE, connues_au=releve.connues_au).situation
    assert (situation.dues, situation.validees) == (Decimal(4974), Decimal(200))
    lu = texte(releve)
    assert "Relevé d'engagement n° 2025-0001" in lu.replace("’", "'")
    for heures in ("4 974,00 h", "200,00 h", "4 774,00 h"):
        assert heures in lu, heures
    assert "septembre 2025 200,00 h" in lu
    assert "12 novembre 2025" in lu
    dernier = MouvementHeures.objects.filter(clause=scene.clause).order_by("-numero").first()
    assert dernier is not None
    assert (releve.derniere_ecriture, releve.empreinte) == (dernier.numero, dernier.empreinte)
    assert dernier.empreinte in lu.replace(" ", "")
    assert sum(Decimal(m["heures"]) for m in releve.donnees["mois"]) == situation.validees
    assert sum(Decimal(m["heures"]) for m in releve.donnees["mouvements"]) == situation.dues


def test_le_document_est_fige_accessible_et_ne_nomme_personne(scene):
    releve = etablir(scene)
    contenu = PRIVE.lire(releve.document.chemin)
    assert empreinte(contenu) == releve.document.empreinte
    lecteur = PdfReader(io.BytesIO(contenu))
    assert lecteur.metadata is not None
    assert lecteur.metadata.title == "Relevé d'engagement n° 2025-0001"
    racine = lecteur.root_object
    assert racine["/Lang"].startswith("fr")
    assert racine["/MarkInfo"]["/Marked"]
    assert "Zylbertruc" not in texte(releve) + str(releve.donnees)
    assert "Philomenette" not in texte(releve)


def test_un_numero_par_office_et_par_an_sans_trou(scene):
    assert [etablir(scene).numero for _ in range(3)] == [1, 2, 3]
    with a_l_instant(datetime(2026, 1, 5, tzinfo=PARIS)):
        autre = une_scene()
    assert etablir(scene, datetime(2026, 1, 5, tzinfo=PARIS)).reference == "2026-0001"
    with a_l_instant(datetime(2026, 1, 6, tzinfo=PARIS)):
        voisin = releves.etablir(acteur=autre.facilitation, clause=autre.clause, jusqu_au=SEPTEMBRE)
    assert voisin.reference == "2026-0001"


def test_un_releve_que_des_ecritures_posterieures_modifient_le_dit(scene):
    ancien = etablir(scene)
    assert [v.rectifie for v in releves_de(scene.facilitation, scene.clause)] == [False]
    with a_l_instant(datetime(2025, 12, 1, tzinfo=PARIS)):
        un_mouvement(clause=scene.clause, heures=500, nature=NatureMouvement.AVENANT, date_effet=date(2025, 12, 1))
    assert [v.rectifie for v in releves_de(scene.facilitation, scene.clause)] == [False], (
        "un avenant à venir ne change pas septembre"
    )
    with a_l_instant(datetime(2025, 12, 2, tzinfo=PARIS)):
        ligne = scene.contrats[0].lignes.get()
        validation.annuler_validation(acteur=scene.facilitation, lignes=[ligne.uuid], texte="Par erreur")
    assert [v.rectifie for v in releves_de(scene.facilitation, scene.clause)] == [True]
    nouveau = etablir(scene, datetime(2025, 12, 3, tzinfo=PARIS))
    assert [(v.releve, v.rectifie) for v in releves_de(scene.facilitation, scene.clause)] == [
        (nouveau, False),
        (ancien, True),
    ]
    assert "80,00 h" in texte(nouveau)
    rejoue = etablir(scene, datetime(2025, 12, 3, tzinfo=PARIS), connues_le=date(2025, 11, 12))
    assert rejoue.donnees["mois"] == ancien.donnees["mois"], "rejoué tel que connu alors"


def test_un_releve_ne_se_modifie_ni_ne_se_supprime(scene):
    releve = etablir(scene)
    for requete in ("UPDATE clauses_releve SET numero = 9", "DELETE FROM clauses_releve"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as curseur:
            curseur.execute(requete)
    assert Releve.objects.get().numero == releve.numero


def test_qui_etablit_et_pour_quels_jours(scene):
    with a_l_instant(datetime(2025, 11, 12, tzinfo=PARIS)):
        for autre in (scene.paie, un_acteur(role=Role.FACILITATEUR)):
            with pytest.raises(DroitRefuse):
                releves.etablir(acteur=autre, clause=scene.clause, jusqu_au=SEPTEMBRE)
        with pytest.raises(RegleViolee, match="à venir"):
            releves.etablir(acteur=scene.facilitation, clause=scene.clause, jusqu_au=date(2026, 1, 1))
    assert not Releve.objects.exists()


def test_un_clic_sur_la_page_de_la_clause_puis_le_pdf_et_le_classeur(client, scene):
    client.force_login(scene.facilitation.utilisateur)
    page = reverse("facilitation:clause", args=[scene.clause.uuid])
    with a_l_instant(datetime(2025, 11, 12, tzinfo=PARIS)):
        assert "Établir le relevé" in client.get(page).content.decode()
        client.post(reverse("facilitation:etablir_releve", args=[scene.clause.uuid]), {"travaillees": "2025-09-30"})
        releve = Releve.objects.get()
        vue = client.get(page).content.decode()
        assert "N° 2025-0001" in vue
        pdf = client.get(reverse("releves:pdf", args=[releve.uuid]))
        assert b"".join(pdf.streaming_content) == PRIVE.lire(releve.document.chemin)
        assert pdf["Cache-Control"] == "private, no-store"
        assert client.get(reverse("releves:classeur", args=[releve.uuid])).status_code == 200
        client.force_login(un_acteur(role=Role.FACILITATEUR).utilisateur)
        assert client.get(reverse("releves:pdf", args=[releve.uuid])).status_code == 404
        fait = client.post(reverse("facilitation:etablir_releve", args=[scene.clause.uuid]))
        assert fait.status_code == 404


def test_la_liste_des_releves_coute_autant_pour_un_que_pour_trente(scene):
    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert releves_de(scene.facilitation, scene.clause)
        return len(requetes)

    etablir(scene)
    un = cout()
    for _ in range(29):
        etablir(scene)
    assert cout() == un
