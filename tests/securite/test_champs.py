"""Canaries: values that a reader must never see are planted in both worlds, then looked for in all he can open.

Each role walks every address that its rule opens to it (its own objects), then the links it finds there, and the
downloads, unpacked. What it may not read is searched, as text, in every answer.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from clauses.taches import annoncer_les_renvois, relancer
from entreprises.rules import ROLES_ENTREPRISE, Role
from parcours.services import decisions, prolongations
from socle.horloge import a_l_instant, maintenant
from tests.securite import matrice
from tests.securite.monde import ANONYME, Monde, Mondes
from tests.securite.tables import CONSTANTES

pytestmark = pytest.mark.django_db

LECTEURS = (
    ANONYME,
    *ROLES_ENTREPRISE,
    Role.MAITRE_OUVRAGE,
    Role.COLLECTIVITE,
    Role.PRESCRIPTEUR,
    Role.REDACTION,
    Role.AUDITEUR,
)
"""Everybody who is not the office in charge."""

PAGES_MAX = 240
"""Pages that a walk opens at most, per role."""

PUBLIQUES = re.compile(r"/(carte|chantiers|donnees|calculateur)/")

EXPORTS = ("csv", "xlsx")


class _Liens(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.adresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        cible = dict(attrs).get("href") or dict(attrs).get("hx-get") or ""
        if tag != "link" and cible.startswith(("/", "?")) and not cible.startswith("//"):
            self.adresses.append(cible.split("#")[0])


def _texte(contenu: bytes, type_contenu: str) -> str:
    """An answer as text: HTML unescaped, sheets unpacked, documents read page by page."""
    if "pdf" in type_contenu:
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(contenu)).pages)
    if contenu.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(contenu)) as classeur:
            contenu = b"\n".join(classeur.read(nom) for nom in classeur.namelist())
    return unescape(contenu.decode("utf-8", "replace"))


Parcours = Callable[[str], list[tuple[str, str]]]


@pytest.fixture(scope="module")
def parcours(mondes: Mondes) -> Parcours:
    """The walk of a role in our world; walked once."""
    faits: dict[str, list[tuple[str, str]]] = {}

    def lire(role: str) -> list[tuple[str, str]]:
        if role not in faits:
            faits[role] = list(parcourir(mondes.notre, role))
        return faits[role]

    return lire


def parcourir(monde: Monde, role: str) -> Iterator[tuple[str, str]]:
    """Every page and file that this role reaches: (address, text)."""
    client = monde.client(role)
    client.raise_request_exception = False
    a_voir, vues = _portes(monde, role), set()
    while a_voir and len(vues) < PAGES_MAX:
        adresse = a_voir.pop(0)
        if adresse in vues or re.match(r"/(compte|gestion|redaction|static|media)/", adresse):
            continue
        vues.add(adresse)
        trouve = _ouvrir(client, adresse)
        if trouve is None:
            continue
        texte, liens = trouve
        yield adresse, texte
        a_voir += [lien if lien.startswith("/") else adresse.split("?")[0] + lien for lien in liens]


def _portes(monde: Monde, role: str) -> list[str]:
    """The addresses whose rule lets this role in, with its own objects; each export in each format."""
    portes: list[str] = []
    for adresse, chemin in matrice.portes(monde, role):
        portes.append(chemin)
        if "forme" in CONSTANTES.get(adresse.nom, {}):
            portes.append(chemin.replace(".csv", ".xlsx"))
        elif not adresse.parametres:
            portes += [f"{chemin}?format={forme}" for forme in EXPORTS]
    return portes


def _ouvrir(client: Client, adresse: str) -> tuple[str, list[str]] | None:
    reponse = client.get(adresse)
    if reponse.status_code != 200:
        return None
    contenu = b"".join(reponse.streaming_content) if getattr(reponse, "streaming", False) else reponse.content
    type_contenu = reponse.headers.get("Content-Type", "")
    liens = _Liens()
    if type_contenu.startswith("text/html"):
        liens.feed(contenu.decode())
    return _texte(contenu, type_contenu), liens.adresses


def _interdits(role: str, mondes: Mondes) -> dict[str, str]:
    """What this reader may never see: value → what it is."""
    notre, voisin = mondes.notre, mondes.voisin
    interdits: dict[str, str] = {}
    for monde in (notre, voisin):
        chez = "" if monde is notre else " (chez le voisin)"
        interdits |= {valeur: f"{quoi}{chez}" for valeur, quoi in monde.canaris.eligibilite.items()}
    personnelles = {
        **dict.fromkeys(notre.canaris.naissance_ecrite, "une date de naissance"),
        notre.canaris.telephone: "un téléphone",
        notre.canaris.courriel: "un courriel",
    }
    if role != Role.PRESCRIPTEUR and role not in ROLES_ENTREPRISE:
        interdits |= personnelles
        for nom in (notre.beneficiaire.nom, notre.demande.beneficiaire.nom, notre.candidat.beneficiaire.nom):
            interdits[nom] = "le nom d'une personne"
    if role in ROLES_ENTREPRISE:  # she employs them: their names; she typed their birth dates; the rest is not hers
        interdits[notre.candidat.beneficiaire.nom] = "le nom d'un candidat"
    if role == Role.PRESCRIPTEUR:
        for nom in (notre.beneficiaire.nom, notre.demande.beneficiaire.nom):
            interdits[nom] = "le nom d'une personne qu'il n'a pas orientée"
    interdits |= dict.fromkeys(voisin.canaris.naissance_ecrite, "une date de naissance (chez le voisin)")
    interdits[voisin.canaris.telephone] = "un téléphone (chez le voisin)"
    interdits[voisin.canaris.courriel] = "un courriel (chez le voisin)"
    for nom in (voisin.beneficiaire.nom, voisin.demande.beneficiaire.nom, voisin.candidat.beneficiaire.nom):
        interdits[nom] = "le nom d'une personne du voisin"
    return interdits


def _interdits_au_travail(role: str, mondes: Mondes) -> dict[str, str]:
    """The neighbour's organisations and contracts: named on the public page of a site, never on a work page."""
    if role == Role.AUDITEUR:  # reads every engagement
        return {}
    voisin = mondes.voisin
    affaires = {str(o): "une organisation du voisin" for o in (voisin.entreprise, voisin.sous_traitante)}
    return affaires | {voisin.marche.objet: "un marché du voisin", voisin.lot.intitule: "un lot du voisin"}


@pytest.mark.parametrize("role", LECTEURS)
def test_aucun_canari_n_arrive_jusqu_a_ce_lecteur(mondes: Mondes, parcours: Parcours, role: str) -> None:
    interdits, au_travail = _interdits(role, mondes), _interdits_au_travail(role, mondes)
    trouves, vues = [], 0
    for adresse, texte in parcours(role):
        vues += 1
        cherches = interdits if PUBLIQUES.match(adresse) else interdits | au_travail
        trouves += [f"{adresse} : {quoi} ({valeur})" for valeur, quoi in cherches.items() if valeur in texte]
    assert vues >= 8, "le parcours n'a presque rien ouvert"
    assert not trouves, f"{role}\n" + "\n".join(trouves)


@pytest.mark.parametrize("role", ROLES_ENTREPRISE)
def test_l_entreprise_lit_les_noms_de_ses_salaries(mondes: Mondes, parcours: Parcours, role: str) -> None:
    """A control: the walk does open the pages where people stand."""
    nom = mondes.notre.beneficiaire.nom
    assert any(nom in texte for _, texte in parcours(role))


def test_la_facilitation_lit_le_critere_qu_elle_a_saisi(mondes: Mondes, parcours: Parcours) -> None:
    """A control: the criterion is somewhere to be found, by those who may."""
    critere = mondes.notre.canaris.critere
    assert any(critere in texte for _, texte in parcours(Role.FACILITATEUR))


def test_le_dossier_d_une_decision_se_lit_de_qui_le_suit_et_de_lui_seul(mondes: Mondes) -> None:
    """A control: all that is looked for elsewhere stands on the page of the request, and only there."""
    monde = mondes.notre
    adresse = reverse("parcours:demande", args=[monde.demande_decidee.uuid])
    caches = {monde.canaris.critere_code, monde.canaris.condition_code, monde.canaris.pass_iae, monde.canaris.quartier}
    for role in (Role.FACILITATEUR, Role.RESPONSABLE):
        texte = unescape(monde.client(role).get(adresse).content.decode())
        assert [
            quoi for valeur, quoi in monde.canaris.eligibilite.items() if valeur not in caches and valeur not in texte
        ] == []
    for role in LECTEURS:
        assert monde.client(role).get(adresse).status_code in {302, 403, 404}


def test_aucun_courriel_ne_porte_un_canari_d_eligibilite(
    mondes: Mondes, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list]]
) -> None:
    """Everything about a person is decided again, and every letter of the platform leaves."""
    monde, apres = mondes.notre, maintenant() + timedelta(days=40)
    facilitation = monde.acteur(Role.FACILITATEUR)
    with a_l_instant(apres), django_capture_on_commit_callbacks(execute=True):
        decisions.refuser(
            acteur=facilitation, demande=monde.demande, motif=monde.canaris.motif_decision, reponse="Non éligible."
        )
        prolongations.prolonger(
            acteur=facilitation,
            fenetre=monde.fenetre,
            fin=monde.fenetre.fin + timedelta(days=60),
            motif=monde.canaris.motif_prolongation,
        )
        relancer()
        annoncer_les_renvois()
    assert {m.subject for m in mail.outbox}, "aucun courriel n'est parti"
    for message in mail.outbox:
        texte = "\n".join([message.subject, message.body, *(str(corps) for corps, _ in message.alternatives)])
        trouves = [quoi for valeur, quoi in monde.canaris.eligibilite.items() if valeur in unescape(texte)]
        assert not trouves, f"{message.to} : {trouves}"


def test_un_classeur_est_lu_jusque_dans_ses_cellules(mondes: Mondes, parcours: Parcours) -> None:
    """A control: a canary in a sheet is seen."""
    nom = mondes.notre.beneficiaire.nom
    classeurs = [texte for adresse, texte in parcours(Role.PAIE) if "xlsx" in adresse]
    assert any(nom in texte for texte in classeurs)


@pytest.mark.parametrize("role", [*ROLES_ENTREPRISE, Role.MAITRE_OUVRAGE, Role.COLLECTIVITE, Role.AUDITEUR])
def test_le_releve_est_lu_dans_son_pdf_et_dans_son_classeur(mondes: Mondes, parcours: Parcours, role: str) -> None:
    """A control: the walk above does read the statement, its figures included."""
    ouverts = {a.rsplit(".", 1)[1]: texte for a, texte in parcours(role) if str(mondes.notre.releve.uuid) in a}
    assert set(ouverts) == {"pdf", "xlsx"}
    assert "Relevé d'engagement n°" in ouverts["pdf"]
    assert "Heures validées" in ouverts["pdf"]
