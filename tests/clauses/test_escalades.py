"""Beyond two reminders: a call, a letter, a draft formal notice; each after the one before was taken, by one owner."""

from __future__ import annotations

import io
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from clauses.models import Intervenant, JournalClause, Reglage, Relance, TermePenalite
from clauses.rules.relances import etape_suivante
from clauses.services import escalades
from entreprises.policies import Acteur
from entreprises.rules import Role
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.horloge import a_l_instant
from tests.clauses.test_services_relances import J1, J2, declarer, passer, une_partie
from tests.fabriques.entreprises import un_acteur, un_membre

DELAIS = {"APPEL": 7, "LETTRE": 7, "MISE_EN_DEMEURE": 15}
LE = date(2026, 11, 6)


@pytest.mark.parametrize(
    ("faites", "attendu"),
    [
        ({}, None),
        ({"RAPPEL_1": LE}, None),
        ({"RAPPEL_1": LE, "RAPPEL_2": LE}, ("APPEL", date(2026, 11, 13))),
        ({"RAPPEL_2": LE, "APPEL": LE}, ("LETTRE", date(2026, 11, 13))),
        ({"RAPPEL_2": LE, "APPEL": LE, "LETTRE": LE}, ("MISE_EN_DEMEURE", date(2026, 11, 21))),
        ({"RAPPEL_2": LE, "APPEL": LE, "LETTRE": LE, "MISE_EN_DEMEURE": LE}, None),
    ],
)
def test_une_etape_ne_se_prevoit_qu_apres_celle_d_avant(faites, attendu) -> None:
    assert etape_suivante(faites, DELAIS) == attendu


@pytest.fixture
def facilitateur(db) -> Acteur:
    return un_acteur(role=Role.FACILITATEUR)


@pytest.fixture
def partie(facilitateur) -> Intervenant:
    return une_partie(facilitateur, un_membre(role=Role.REFERENT).organisation)


@pytest.fixture
def appel(partie, django_capture_on_commit_callbacks) -> Relance:
    """Two reminders left unanswered, and the day of the call."""
    for jour in (J1, J2, date(2026, 11, 5)):
        passer(jour, django_capture_on_commit_callbacks)
    assert not Relance.objects.filter(nature="APPEL").exists()
    passer(date(2026, 11, 6), django_capture_on_commit_callbacks)
    return Relance.objects.get(nature="APPEL")


def test_l_echelle_monte_pas_a_pas_avec_un_responsable_et_sa_trace(
    facilitateur, appel, django_capture_on_commit_callbacks
) -> None:
    assert appel.responsable == facilitateur.espace
    passer(date(2026, 12, 20), django_capture_on_commit_callbacks)
    assert not Relance.objects.filter(nature="LETTRE").exists(), "l'appel n'a pas été passé"
    with a_l_instant(date(2026, 11, 10)):
        escalades.prendre(acteur=facilitateur, relance=appel, resultat="La comptable promet vendredi.")
    passer(date(2026, 11, 17), django_capture_on_commit_callbacks)
    lettre = Relance.objects.get(nature="LETTRE")
    assert JournalClause.objects.filter(acte="relancer", motif__contains="promet vendredi").exists()
    with a_l_instant(date(2026, 11, 18)):
        escalades.prendre(acteur=facilitateur, relance=lettre, resultat="Partie le 18, recommandé 1A 000.")
        with pytest.raises(ConflitEcriture):
            escalades.prendre(acteur=facilitateur, relance=lettre, resultat="Encore")
    passer(date(2026, 12, 3), django_capture_on_commit_callbacks)
    assert Relance.objects.filter(nature="MISE_EN_DEMEURE", faite_le__isnull=True).count() == 1


def test_le_mois_declare_arrete_tout(partie, appel, django_capture_on_commit_callbacks) -> None:
    with a_l_instant(date(2026, 11, 7)):
        declarer(partie)
    passer(date(2026, 11, 8), django_capture_on_commit_callbacks)
    appel.refresh_from_db()
    assert appel.abandonnee_le is not None
    passer(date(2027, 3, 1), django_capture_on_commit_callbacks)
    assert not Relance.objects.filter(nature="LETTRE").exists()


def test_une_etape_se_note_par_qui_suit_avec_ce_qui_en_est_sorti(facilitateur, appel) -> None:
    with pytest.raises(RegleViolee, match="Dites"):
        escalades.prendre(acteur=facilitateur, relance=appel, resultat="  ")
    with pytest.raises(DroitRefuse):
        escalades.prendre(acteur=un_acteur(role=Role.FACILITATEUR), relance=appel, resultat="x")
    rappel = Relance.objects.create(
        intervenant=appel.intervenant, declaration_mois=date(2026, 8, 1), nature="RAPPEL_1", prevue_le=LE
    )
    with pytest.raises(RegleViolee, match="tout seul"):
        escalades.prendre(acteur=facilitateur, relance=rappel, resultat="x")


def test_du_tableau_a_l_appel_note_en_deux_ecrans(client: Client, facilitateur, appel) -> None:
    client.force_login(facilitateur.utilisateur)
    with a_l_instant(date(2026, 11, 10)):
        page = reverse("facilitation:relance", args=[appel.uuid])
        assert page in client.get(reverse("facilitation:accueil")).content.decode()
        lue = unescape(client.get(page).content.decode())
        assert "Premier rappel" in lue
        assert "septembre 2026, attendu le 20 octobre 2026" in lue
        assert client.post(page, {"resultat": ""}).status_code == 422
        fin = client.post(page, {"resultat": "Répondeur"}, follow=True)
        assert "c'est noté" in unescape(fin.content.decode())
        assert page not in fin.content.decode()
        client.force_login(un_acteur(role=Role.FACILITATEUR).utilisateur)
        assert client.get(page).status_code == 404


@pytest.mark.parametrize(("nature", "titre"), [("LETTRE", "Lettre au maître"), ("MISE_EN_DEMEURE", "mise en demeure")])
def test_le_courrier_se_telecharge_en_projet_et_dit_les_chiffres(client, facilitateur, appel, nature, titre) -> None:
    relance = Relance.objects.create(
        intervenant=appel.intervenant, declaration_mois=appel.declaration_mois, nature=nature, prevue_le=LE
    )
    clause = appel.intervenant.lot.clauses.get()
    for montant, du in ((50, date(2025, 1, 1)), (80, date(2026, 1, 1)), (999, date(2027, 1, 1))):
        TermePenalite.objects.create(clause=clause, nature="PAR_JOUR_RETARD", montant=montant, valide_du=du)
    Reglage.objects.create(code="delai_mise_en_demeure", libelle="Délai", valeur=21, valide_du=date(2026, 6, 1))
    client.force_login(facilitateur.utilisateur)
    with a_l_instant(date(2026, 11, 10)):
        adresse = reverse("facilitation:courrier_de_relance", args=[relance.uuid])
        assert client.get(reverse("facilitation:courrier_de_relance", args=[appel.uuid])).status_code == 404
        reponse = client.get(adresse)
    octets = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    texte = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages)
    texte = " ".join(texte.replace("\u202f", " ").replace("\xa0", " ").split())
    assert titre in texte
    assert "Projet préparé par" in texte
    assert "septembre 2026" in texte
    assert "Second rappel" in texte
    assert "4 974,00 h" in texte
    if nature == "LETTRE":
        return
    assert "dans les 21 jours" in texte, "le délai est un réglage"
    assert "(Par jour de retard d'un relevé mensuel : 80 €)" in texte.replace("’", "'"), "le terme en vigueur, seul"
