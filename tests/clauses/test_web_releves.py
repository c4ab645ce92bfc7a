"""Those whose clause it is read its statements from their own page; nobody but the office makes one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from pypdf import PdfReader

from clauses.models import LimiteMembre, Releve
from clauses.policies import releves_visibles
from clauses.rules.vocabulaire import RoleIntervenant
from clauses.services import releves, validation
from entreprises.policies import Acteur
from entreprises.rules import ROLES_ENTREPRISE, Nature, Role
from parcours.models import Critere
from socle.erreurs import DroitRefuse
from socle.fichiers import PRIVE
from socle.horloge import a_l_instant
from tests.fabriques.declarations import Scene, un_beneficiaire, un_contrat, un_mois_soumis, une_scene
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.marches import un_intervenant, un_lot, un_marche, une_clause

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
SEPTEMBRE = date(2025, 9, 30)
CRITERE = "Quartzomicin"


@pytest.fixture(autouse=True)
def en_novembre() -> Iterator[None]:
    with a_l_instant(datetime(2025, 11, 12, 9, 0, tzinfo=PARIS)):
        yield


@pytest.fixture
def scene() -> Scene:
    """A person with a name found nowhere else, 120 h validated in September."""
    scene = une_scene(personnes=0)
    personne = un_beneficiaire("Zylbertruc", "Philomenette")
    scene.contrats = [un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=personne)]
    Critere.objects.create(referentiel=scene.clause.referentiel, code="quartzo", libelle=CRITERE, age_preuve_mois=24)
    lignes = un_mois_soumis(scene, [120])
    validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in lignes], derogation="Vu")
    return scene


@pytest.fixture
def releve(scene: Scene) -> Releve:
    return releves.etablir(acteur=scene.facilitation, clause=scene.clause, jusqu_au=SEPTEMBRE)


def lecteur(scene: Scene, qui: str) -> Acteur:
    """Somebody whose clause it is."""
    marche = scene.clause.lot.marche
    commune = scene.clause.lot.sites.get().chantier.communes.get().commune
    match qui:
        case "maître d'ouvrage":
            return un_acteur(role=Role.MAITRE_OUVRAGE, organisation=marche.operation.maitre_ouvrage)
        case "acheteur":
            marche.acheteur = une_organisation(nature=Nature.MAITRE_OUVRAGE)
            marche.save(update_fields=["acheteur"])
            return un_acteur(role=Role.MAITRE_OUVRAGE, organisation=marche.acheteur)
        case "cotraitant":
            autre = un_intervenant(lot=scene.clause.lot, role=RoleIntervenant.COTRAITANT)
            return un_acteur(role=Role.REFERENT, organisation=autre.organisation)
        case "collectivité":
            mairie = une_organisation(nature=Nature.COLLECTIVITE, territoire=commune)
            return un_acteur(role=Role.COLLECTIVITE, organisation=mairie)
        case "auditeur":
            return un_acteur(role=Role.AUDITEUR)
        case _:
            return un_acteur(role=Role(qui), organisation=scene.entreprise)


def etranger(scene: Scene, qui: str) -> Acteur:
    """Somebody else, who passes the same gate."""
    match qui:
        case "autre maître d'ouvrage":
            return un_acteur(role=Role.MAITRE_OUVRAGE)
        case "autre entreprise":
            return un_acteur(role=Role.REFERENT)
        case "sous-traitant":
            chez = un_intervenant(lot=scene.clause.lot, role=RoleIntervenant.SOUS_TRAITANT).organisation
            return un_acteur(role=Role.REFERENT, organisation=chez)
        case "membre limité à un autre lot":
            acteur = un_acteur(role=Role.CONDUITE, organisation=scene.entreprise)
            LimiteMembre.objects.create(membre=acteur.espace, lot=un_lot())
            return acteur
        case "autre collectivité":
            return un_acteur(role=Role.COLLECTIVITE)
        case _:
            return un_acteur(role=Role.FACILITATEUR)


PAGES = {
    "maître d'ouvrage": "maitrise_ouvrage:clause",
    "acheteur": "maitrise_ouvrage:clause",
    "collectivité": "collectivite:clause",
    "auditeur": "auditeur:clause",
}
LECTEURS = (*PAGES, "cotraitant", *(role.value for role in ROLES_ENTREPRISE))
ETRANGERS = (
    "autre maître d'ouvrage",
    "autre entreprise",
    "sous-traitant",
    "membre limité à un autre lot",
    "autre collectivité",
    "autre office",
)


def connecte(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.utilisateur)
    return client


def pages_de(scene: Scene, qui: str) -> list[str]:
    """Where this reader finds the list."""
    if qui in PAGES:
        return [reverse(PAGES[qui], args=[scene.clause.uuid])]
    accueil = reverse("entreprise:accueil")
    return [accueil] if qui == "cotraitant" else [accueil, reverse("entreprise:lot", args=[scene.clause.lot.uuid])]


def contenu(client: Client, adresse: str) -> bytes:
    reponse = client.get(adresse)
    assert reponse.status_code == 200, adresse
    assert reponse["Cache-Control"] == "private, no-store"
    return b"".join(reponse.streaming_content)


@pytest.mark.parametrize("qui", LECTEURS)
def test_qui_a_la_clause_lit_ses_releves_depuis_sa_page(scene, releve, qui):
    acteur = lecteur(scene, qui)
    client = connecte(acteur)
    pdf, classeur = (reverse(f"releves:{forme}", args=[releve.uuid]) for forme in ("pdf", "classeur"))
    for page in pages_de(scene, qui):
        html = unescape(client.get(page).content.decode())
        assert f"N° {releve.reference}" in html, page
        assert pdf in html
        assert classeur in html
        assert "Établir le relevé" not in html
        assert str(scene.facilitation.utilisateur) not in html.split('class="releves"')[1].split("</ul>")[0]
    recu = contenu(client, pdf)
    assert recu == PRIVE.lire(releve.document.chemin)
    lu = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(recu)).pages)
    feuilles = ZipFile(io.BytesIO(contenu(client, classeur)))
    lu += " ".join(feuilles.read(nom).decode() for nom in feuilles.namelist() if nom.endswith(".xml"))
    assert "septembre 2025" in lu
    for interdit in ("Zylbertruc", "Philomenette", CRITERE, "quartzo", scene.facilitation.utilisateur.nom):
        assert interdit not in lu
    assert list(releves_visibles(acteur)) == [releve]


@pytest.mark.parametrize("qui", ETRANGERS)
def test_le_releve_d_un_autre_n_existe_pas(scene, releve, qui):
    acteur = etranger(scene, qui)
    for forme in ("pdf", "classeur"):
        assert connecte(acteur).get(reverse(f"releves:{forme}", args=[releve.uuid])).status_code == 404
    assert not releves_visibles(acteur, partout=True).exists()


@pytest.mark.parametrize("role", [Role.PRESCRIPTEUR, Role.REDACTION, Role.ADMINISTRATION])
def test_un_role_sans_engagement_n_ouvre_pas_les_releves(releve, role):
    client = connecte(un_acteur(role=role))
    for forme in ("pdf", "classeur"):
        assert client.get(reverse(f"releves:{forme}", args=[releve.uuid])).status_code == 403


@pytest.mark.parametrize("qui", LECTEURS)
def test_seul_l_office_etablit_un_releve_et_tient_l_annexe_nominative(scene, qui):
    acteur = lecteur(scene, qui)
    with pytest.raises(DroitRefuse):
        releves.etablir(acteur=acteur, clause=scene.clause, jusqu_au=SEPTEMBRE)
    client = connecte(acteur)
    etablir = reverse("facilitation:etablir_releve", args=[scene.clause.uuid])
    assert client.post(etablir, {"travaillees": "2025-09-30"}).status_code == 403
    assert not Releve.objects.exists()
    annexe = client.get(reverse("facilitation:ecritures", args=[scene.clause.uuid]), {"format": "csv"})
    if qui == "auditeur":
        assert "Zylbertruc" not in b"".join(annexe.streaming_content).decode()
    else:
        assert annexe.status_code == 403


def test_les_anciens_et_les_nouveaux_chiffres_se_lisent_sur_chaque_page(scene, releve):
    ligne = scene.contrats[0].lignes.get()
    with a_l_instant(datetime(2025, 11, 13, 9, tzinfo=PARIS)):
        validation.annuler_validation(acteur=scene.facilitation, lignes=[ligne.uuid], texte="Par erreur")
        pages = [(scene.facilitation, reverse("facilitation:clause", args=[scene.clause.uuid]))]
        for qui in ("maître d'ouvrage", "collectivité", "auditeur", Role.REFERENT.value):
            acteur = lecteur(scene, qui)
            pages += [(acteur, page) for page in pages_de(scene, qui)]

        def lues() -> list[str]:
            return [sans_balise(connecte(acteur).get(page)) for acteur, page in pages]

        for texte in lues():
            assert "Rectifié : aucun relevé ne le remplace encore" in texte
            assert "validées : 120,00 h au relevé, 0,00 h aujourd'hui" in texte
            assert "en vérification : 0,00 h au relevé, 120,00 h aujourd'hui" in texte
            assert "restantes : 4 854,00 h au relevé, 4 974,00 h aujourd'hui" in texte
    with a_l_instant(datetime(2025, 11, 14, 9, tzinfo=PARIS)):
        nouveau = releves.etablir(acteur=scene.facilitation, clause=scene.clause, jusqu_au=SEPTEMBRE)
        for texte in lues():
            assert f"Rectifié par n° {nouveau.reference}" in texte
            assert "validées : 120,00 h au relevé, 0,00 h aujourd'hui" in texte


def sans_balise(reponse) -> str:
    """What is read on a page, spaces made plain."""
    assert reponse.status_code == 200
    return " ".join(unescape(strip_tags(reponse.content.decode())).split())


def test_l_accueil_de_l_entreprise_coute_autant_avec_vingt_releves_qu_avec_un(scene, releve):
    def cout() -> int:
        client = connecte(scene.paie)
        client.get(reverse("entreprise:accueil"))
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(reverse("entreprise:accueil")).status_code == 200
        return len(requetes)

    autre = une_clause(
        lot=un_lot(marche=un_marche(office=scene.office)),
        titulaire=scene.entreprise,
        facilitateur=scene.facilitation.espace,
    )
    un = cout()
    for clause in (scene.clause, autre):
        for jour in (date(2025, 7, 31), date(2025, 8, 31), SEPTEMBRE):
            releves.etablir(acteur=scene.facilitation, clause=clause, jusqu_au=jour)
    assert cout() == un
