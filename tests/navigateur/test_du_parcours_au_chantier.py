"""The whole pathway, once, in the real browser: from the prescriber's form to the first validated month.

A prescriber refers a person; the facilitator meets her and makes her available; the firm opens a need; shortlist,
referral, interview, contract; eligibility decided; first month declared and validated. The ribbon, the programme's
figures and the carnet all show it, and neither the firm nor the client reads more of her than they need.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from clauses.models import Besoin, DemandeValidation, LigneHeures, Referentiel
from clauses.selectors.verification import verifier
from entreprises.policies import Acteur
from entreprises.rules import Role
from parcours.models import Candidat, MiseEnRelation
from socle.horloge import aujourdhui
from socle.messages import SMSConsole
from socle.models import Metier
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.navigateur.test_engagement_de_bout_en_bout import (
    remplir_date,
    se_connecter,
    se_deconnecter,
    valider,
)

pytestmark = pytest.mark.django_db(transaction=True)
NOM, TELEPHONE, NAISSANCE = "Zoubelkine", "06 39 98 00 41", date(1994, 3, 8)
SECRETS = ("RSA", "06 39 98 00 41", "0639980041", "08/03/1994", "8 mars 1994", "1994-03-08")
"""What the client never reads; the firm reads the telephone of whom it is offered, and the birth date of its own."""


def devenir(page: Any, acteur: Acteur) -> None:
    se_deconnecter(page)
    se_connecter(page, acteur.utilisateur.email)


def orienter(page: Any, metier: Metier) -> Candidat:
    page.goto("/parcours/candidats/nouveau/")
    page.locator("input[name=nom]").fill(NOM)
    page.locator("input[name=prenom]").fill("Farida")
    remplir_date(page.locator("input[name=date_naissance]"), NAISSANCE)
    page.locator("select[name=commune]").select_option(label="Stains")
    page.locator("input[name=telephone]").fill(TELEPHONE)
    page.locator("select[name=metier_1]").select_option(str(metier.pk))
    page.locator("input[name=informee]").check()
    page.get_by_role("button", name="Orienter la personne").click()
    page.wait_for_url(lambda adresse: "nouveau" not in adresse)
    return Candidat.objects.get()


def rendre_disponible(page: Any, candidat: Candidat) -> None:
    for statut in ("ACCUEILLI", "DISPONIBLE"):
        page.goto(f"/parcours/candidats/{candidat.uuid}/")
        page.locator("summary", has_text="Changer le statut").click()
        page.locator("form:has(input[value=statut]) select[name=vers]").select_option(statut)
        page.get_by_role("button", name="Changer le statut").click()
        page.get_by_text("Le statut est changé.").wait_for()


def ouvrir_un_besoin(page: Any, metier: Metier) -> Besoin:
    page.goto("/entreprise/besoins/")
    page.get_by_role("link", name="Chercher quelqu'un").first.click()
    page.locator("select[name=metier]").select_option(str(metier.pk))
    page.locator("input[name=nombre]").fill("1")
    remplir_date(page.locator("input[name=debut]"), aujourdhui())
    remplir_date(page.locator("input[name=fin]"), aujourdhui() + timedelta(days=120))
    page.locator("form.formulaire button[type=submit]").click()
    page.wait_for_url(lambda adresse: "ouvrir" not in adresse)
    return Besoin.objects.get()


def proposer(page: Any, besoin: Besoin) -> None:
    """From the need: the shortlist, the box, one button; three screens."""
    page.goto(f"/facilitation/besoins/{besoin.uuid}/")
    page.get_by_role("link", name="Qui pourrait venir ?").click()
    page.get_by_label(re.compile(NOM)).check()
    page.get_by_role("button", name="Proposer les personnes cochées").click()
    page.get_by_text("1 personne proposée").wait_for()
    assert "prévenue par SMS" in page.locator("main").inner_text()


def recevoir_et_embaucher(page: Any, besoin: Besoin, debut: date) -> None:
    page.goto(f"/entreprise/besoins/{besoin.uuid}/")
    page.get_by_role("link", name=re.compile("Personnes proposées")).click()
    assert page.get_by_role("link", name=TELEPHONE).is_visible()
    for mot in ("Entretien", "Retenue"):
        page.get_by_role("button", name=re.compile(f"^{mot}")).click()
        page.get_by_text("Votre facilitateur·rice le voit.").wait_for()
    page.get_by_role("link", name=re.compile("Enregistrer l'embauche")).click()
    page.locator("select[name=type_contrat]").select_option("CDD")
    remplir_date(page.locator("input[name=debut]"), debut)
    page.get_by_role("button", name="Enregistrer l'embauche").click()
    page.get_by_text("rejoint vos personnes").wait_for()


def decider(page: Any) -> None:
    page.goto("/parcours/demandes/")
    page.get_by_role("link", name=re.compile(NOM)).first.click()
    page.locator("input[name=critere_RSA]").check()
    remplir_date(page.locator("input[name=datee_RSA]"), aujourdhui())
    page.locator("#avis").get_by_text("La règle ne fait pas d'objection.").wait_for()
    page.locator("#accepter textarea[name=motif]").fill("Dossier complet, présence vérifiée.")
    page.get_by_role("button", name="Accepter la demande").click()
    page.wait_for_url("**/parcours/demandes/")
    assert DemandeValidation.objects.get().etat == "ACCEPTEE"


def declarer(page: Any, mois: Mois) -> LigneHeures:
    page.goto(f"/entreprise/mois/{mois.iso}/")
    page.locator("table.grille-mois input[name^=h_]").first.fill("100")
    page.get_by_role("button", name="Vérifier et transmettre").click()
    page.get_by_role("button", name=re.compile("^Transmettre")).click()
    page.wait_for_load_state()
    return LigneHeures.objects.get(etat="SOUMISE")


def lire_le_carnet(page: Any, candidat: Candidat) -> str:
    """The link that the facilitator gives, opened by somebody without an account."""
    page.goto(f"/parcours/candidats/{candidat.uuid}/")
    page.get_by_role("button", name="Donner un lien").click()
    adresse = page.locator("#adresse-carnet").input_value()
    se_deconnecter(page)
    page.goto(re.sub(r"^https?://[^/]+", "", adresse))
    return page.locator("main").inner_text()


def tout_lire(page: Any, depart: str, *, pages: int = 40) -> dict[str, str]:
    """Every page and file of a space that its links reach: address → text (HTML as it was sent)."""
    lues: dict[str, str] = {}
    file = [depart]
    while file and len(lues) < pages:
        adresse = file.pop(0)
        if adresse in lues or "logout" in adresse:
            continue
        reponse = page.request.get(adresse)
        if not reponse.ok:
            continue
        corps = reponse.body()
        lues[adresse] = corps.decode("utf-8", "replace")
        if "html" in reponse.headers.get("content-type", ""):
            racine = depart.split("/")[1]
            trouves = re.findall(rf'href="(/(?:{racine}|parcours)/[^"#]*)"', lues[adresse])
            file += [t.replace("&amp;", "&") for t in trouves]
    return lues


def test_de_l_orientation_au_premier_mois_valide(page: Any) -> None:
    call_command("charger_reference", verbosity=0)
    SMSConsole.envoyes.clear()
    mois = Mois.depuis(aujourdhui()).precedent()
    scene: Scene = une_scene(
        personnes=0, referentiel=Referentiel.objects.get(code="ordinaire"), fin=(mois + 12).dernier_jour
    )
    prescription = un_acteur(role=Role.PRESCRIPTEUR)
    client = un_acteur(role=Role.MAITRE_OUVRAGE, organisation=scene.clause.lot.marche.operation.maitre_ouvrage)
    referente = un_acteur(role=Role.REFERENT, organisation=scene.entreprise)
    metier = Metier.objects.order_by("pk").first()
    assert metier is not None

    devenir(page, prescription)
    candidat = orienter(page, metier)
    devenir(page, scene.facilitation)
    rendre_disponible(page, candidat)
    devenir(page, referente)
    besoin = ouvrir_un_besoin(page, metier)
    devenir(page, scene.facilitation)
    proposer(page, besoin)
    devenir(page, referente)
    recevoir_et_embaucher(page, besoin, mois.premier_jour)
    assert MiseEnRelation.objects.get().etat == "EMBAUCHEE"
    besoin.refresh_from_db()
    assert besoin.etat == "POURVU"
    devenir(page, scene.facilitation)
    decider(page)
    devenir(page, referente)
    ligne = declarer(page, mois)
    devenir(page, scene.facilitation)
    valider(page, ligne)
    ligne.refresh_from_db()
    assert ligne.etat == "VALIDEE"

    # The ribbon, the programme's figures and the carnet say the same thing.
    page.goto(f"/parcours/candidats/{candidat.uuid}/")
    ruban = page.locator(".ruban-parcours").inner_text()
    for mot in ("Orienté·e", "Disponible", "Proposé·e", "En poste", "100,00\u00a0h"):
        assert mot in ruban, mot
    page.goto("/parcours/programmes/")
    rang = page.locator("tbody tr").first.inner_text()
    assert re.search(r"\b1\b.*100,00\u00a0h", rang, re.S), rang
    carnet = lire_le_carnet(page, candidat)
    assert re.search(rf"{mois.nom}.*100,00\u00a0h", carnet, re.S | re.I), carnet
    assert "RSA" not in carnet

    # What the firm and the client can read and save of her.
    devenir(page, referente)
    lues = tout_lire(page, "/entreprise/")
    assert len(lues) > 8
    for adresse, texte in lues.items():
        assert "RSA" not in texte, adresse
        assert "points" not in texte or "/parcours/propositions/" not in adresse, adresse
    devenir(page, client)
    lues = tout_lire(page, "/maitrise-ouvrage/")
    assert len(lues) > 3
    for adresse, texte in lues.items():
        for secret in (*SECRETS, NOM):
            assert secret not in texte, (adresse, secret)
    assert list(verifier()) == []
