"""The whole engagement, once, in the real browser: from the official record to the public map.

A facilitator takes a contract over and sets 4,974 h by the estimator, the contractor invited by e-mail declares a
month for five people, one of them new, the facilitator decides and validates, one line comes back corrected; the
public page, the map's points, the list and the files all show the same new figure.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from clauses.models import ClauseInsertion, ContratTravail, Declaration, DemandeValidation, LigneHeures
from clauses.rules.vocabulaire import NiveauPublication
from clauses.selectors.verification import verifier
from clauses.services import publication
from entreprises.models import Organisation
from entreprises.rules import Nature, Role
from socle.horloge import aujourdhui
from socle.identifiants import siret_de_demo
from socle.periodes import Mois
from tests.fabriques.comptes import MOT_DE_PASSE
from tests.fabriques.declarations import un_beneficiaire, un_contrat
from tests.fabriques.entreprises import un_acteur, un_membre, une_organisation
from tests.fabriques.marches import un_marche_publie

pytestmark = pytest.mark.django_db(transaction=True)

REFERENTE = "solene.vauclard@exemple.test"
SLUG = "ecole-josephine-baker"
OBJET = "Reconstruction du groupe scolaire Joséphine-Baker"
FIRME = "Maçonnerie des Rives"


@pytest.fixture
def decor() -> dict[str, Any]:
    """Reference data, one facilitator, one official contract whose holder nobody knows yet."""
    call_command("charger_reference", verbosity=0)
    office = une_organisation(nom="Mission clauses de Plaine Commune", nature=Nature.OFFICE)
    membre = un_membre(role=Role.FACILITATEUR, organisation=office)
    notification = (Mois.depuis(aujourdhui()) - 8).premier_jour
    publie = un_marche_publie(
        objet=OBJET,
        acheteur_nom="Ville de Stains",
        acheteur_id=siret_de_demo(70_001),
        montant=4_200_000,
        date_notification=notification,
        duree_mois=18,
        titulaires=[(siret_de_demo(70_002), FIRME)],
    )
    return {"facilitateur": membre.utilisateur, "publie": publie, "notification": notification}


def se_connecter(page: Any, email: str, mot_de_passe: str = MOT_DE_PASSE) -> None:
    page.goto("/compte/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(mot_de_passe)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda adresse: "/compte/login/" not in adresse)


def se_deconnecter(page: Any) -> None:
    page.context.clear_cookies()


def remplir_date(champ: Any, jour: date) -> None:
    champ.fill(jour.isoformat() if champ.get_attribute("type") == "date" else jour.strftime("%d/%m/%Y"))


def reprendre_le_marche(page: Any, decor: dict[str, Any]) -> ClauseInsertion:
    """Screens 1 to 3: the list, the take-over form, the obligation with its estimator."""
    page.goto("/facilitation/marches-publies/")
    page.get_by_role("link", name=re.compile(OBJET)).first.click()
    page.get_by_role("link", name=re.compile("Suivre ce marché")).first.click()
    page.get_by_label("Nom de la nouvelle opération").fill("Groupe scolaire Joséphine-Baker")
    page.get_by_label("Programme de la nouvelle opération").select_option(index=6)
    page.get_by_label("Nom du nouveau chantier").fill("École Joséphine-Baker")
    page.locator("select[name$=-commune]").select_option(label="Stains")
    page.locator("input[name$=-latitude]").fill("48.9560")
    page.locator("input[name$=-longitude]").fill("2.3860")
    remplir_date(page.locator("input[name$=-debut_travaux]"), decor["notification"])
    remplir_date(page.locator("input[name$=-fin_travaux]"), (Mois.depuis(aujourdhui()) + 10).dernier_jour)
    page.get_by_role("button", name="Continuer : fixer l'obligation").click()
    page.locator("input[name=montant_base]").fill("4200000")
    page.locator("input[name=part_main_oeuvre]").fill("45")
    page.locator("input[name=taux_effort]").fill("10")
    page.locator("input[name=cout_horaire]").fill("38")
    page.get_by_role("button", name="Reporter ce volume dans le contrat").click()
    assert page.locator("input[name=heures]").input_value().replace("\u00a0", "") == "4974,00"
    page.locator("select[name=referentiel]").select_option(index=1)
    page.get_by_role("button", name="Enregistrer et activer la clause").click()
    page.wait_for_load_state()
    clause = ClauseInsertion.objects.get()
    assert clause.etat == "ACTIVE"
    assert sum(m.heures for m in clause.mouvements.all()) == 4974
    return clause


def inviter_l_entreprise(page: Any, clause: ClauseInsertion) -> str:
    """From the clause's page: the invitation leaves; the path of its link."""
    page.goto(f"/facilitation/clauses/{clause.uuid}/")
    page.get_by_role("link", name=re.compile("^Inviter")).last.click()
    page.locator("input[name=email]").fill(REFERENTE)
    page.get_by_role("button", name="Envoyer l'invitation").click()
    page.wait_for_load_state()
    message = next(m for m in mail.outbox if REFERENTE in m.to)
    trouve = re.search(r"(/invitation/[^/\s]+/)", message.body)
    assert trouve
    return trouve.group(1)


def accepter_l_invitation(page: Any, chemin: str) -> None:
    page.goto(chemin)
    page.locator("input[name=prenom]").fill("Solène")
    page.locator("input[name=nom]").fill("Vauclard")
    page.locator("input[name=mot_de_passe]").fill(MOT_DE_PASSE)
    page.locator("input[name=confirmation]").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Ouvrir mon compte").click()
    page.wait_for_url("**/entreprise/**")


def quatre_personnes(clause: ClauseInsertion, debut: date) -> list[ContratTravail]:
    """People already known and eligible: the fifth one is entered on screen."""
    intervenant = clause.lot.intervenants.get()
    return [
        un_contrat(
            intervenant=intervenant,
            clause=clause,
            debut=debut,
            beneficiaire=un_beneficiaire(nom=f"Ardouanel{rang}", prenom="Nadia"),
        )
        for rang in range(4)
    ]


def declarer(page: Any, mois: Mois, contrats: list[ContratTravail]) -> None:
    """Home, grid, review: three screens, and one more to add a person from the grid."""
    page.goto(f"/entreprise/mois/{mois.iso}/")
    page.get_by_role("button", name="Ajouter une personne").click()
    page.locator("input[name=nom]").fill("Zoubelkine")
    page.locator("input[name=prenom]").fill("Farida")
    remplir_date(page.locator("input[name=date_naissance]"), date(1994, 3, 8))
    page.locator("select[name=type_contrat]").select_option("CDD")
    remplir_date(page.locator("input[name=debut]"), mois.premier_jour)
    if page.locator("input[name=lots]").count() and not page.locator("input[name=lots]").first.is_checked():
        page.locator("input[name=lots]").first.check()
    page.get_by_role("button", name=re.compile("^Ajouter")).last.click()
    page.wait_for_url(f"**/entreprise/mois/{mois.iso}/**")
    cases = page.locator("table.grille-mois input[name^=h_]")
    assert cases.count() == 5
    for rang in range(5):
        cases.nth(rang).fill(["100", "90", "80,50", "7h30", "60"][rang])
    page.get_by_role("button", name="Vérifier et transmettre").click()
    page.get_by_role("button", name=re.compile("^Transmettre")).click()
    page.wait_for_load_state()
    assert LigneHeures.objects.filter(etat="SOUMISE").count() == 5
    assert sum(ligne.travaillees for ligne in LigneHeures.objects.all()) == Decimal("338.00")
    assert len(contrats) == 4


def decider_la_nouvelle(page: Any) -> None:
    page.goto("/parcours/demandes/")
    page.get_by_role("link", name=re.compile("Zoubelkine")).first.click()
    page.locator("input[name=critere_RSA]").check()
    remplir_date(page.locator("input[name=datee_RSA]"), aujourdhui())
    page.locator("#avis").get_by_text("La règle ne fait pas d'objection.").wait_for()
    page.locator("#accepter textarea[name=motif]").fill("Présence vérifiée, dossier complet.")
    page.get_by_role("button", name="Accepter la demande").click()
    page.wait_for_load_state()
    assert DemandeValidation.objects.get().etat == "ACCEPTEE"


def valider_quatre_et_renvoyer_une(page: Any) -> LigneHeures:
    """On the month's page: one line goes back with a reason, the four others are validated."""
    declaration = Declaration.objects.get()
    page.goto(f"/facilitation/mois/{declaration.uuid}/")
    renvoyee = LigneHeures.objects.get(heures=Decimal("90"))
    page.goto(f"/facilitation/lignes/{renvoyee.uuid}/renvoyer/")
    formulaire = page.locator(f"form[action*='{renvoyee.uuid}/renvoyer']")
    formulaire.locator("select[name=motif]").select_option(index=1)
    formulaire.locator("textarea[name=texte]").fill("Le planning du chantier indique 85 heures.")
    formulaire.get_by_role("button").click()
    page.wait_for_load_state()
    for ligne in LigneHeures.objects.filter(etat="SOUMISE"):
        valider(page, ligne)
    assert LigneHeures.objects.filter(etat="VALIDEE").count() == 4
    renvoyee.refresh_from_db()
    assert renvoyee.etat == "RENVOYEE"
    return renvoyee


def valider(page: Any, ligne: LigneHeures) -> None:
    page.goto(f"/facilitation/lignes/{ligne.uuid}/valider/")
    formulaire = page.locator(f"form[action*='{ligne.uuid}/valider']")
    if formulaire.locator("textarea[name=derogation]").count():
        formulaire.locator("textarea[name=derogation]").fill("Dossier vérifié avec l'entreprise.")
    formulaire.get_by_role("button").click()
    page.wait_for_load_state()


def corriger(page: Any, ligne: LigneHeures) -> None:
    """The link of the message opens the line with its reason: two screens."""
    page.goto(f"/entreprise/lignes/{ligne.uuid}/")
    assert page.get_by_text("Le planning du chantier indique 85 heures.").first.is_visible()
    page.locator("input[name=heures]").fill("85")
    page.locator("form:has(input[name=heures]) button[type=submit]").first.click()
    page.wait_for_load_state()
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.heures) == ("SOUMISE", Decimal("85.00"))


def publier(clause: ClauseInsertion) -> None:
    """The contracting body publishes; the firm, alone on the site, is told."""
    operation = clause.lot.marche.operation
    maitre = un_acteur(role=Role.MAITRE_OUVRAGE, organisation=operation.maitre_ouvrage)
    publication.decider(acteur=maitre, operation=operation, niveau=NiveauPublication.TOTAUX, effet_le=aujourdhui())
    publication.aviser(acteur=maitre, operation=operation, organisation=clause.lot.intervenants.get().organisation)


def chiffres_publics(page: Any) -> dict[str, Decimal]:
    """The validated hours of the site, as each public face gives them."""
    geojson = page.request.get("/donnees/chantiers.geojson").json()
    sites = {t["properties"]["slug"]: t["properties"] for t in geojson["features"]}
    lignes = csv.DictReader(
        io.StringIO(page.request.get("/donnees/chantiers.csv").body().decode("utf-8-sig")), delimiter=";"
    )
    du_csv = next(ligne for ligne in lignes if ligne["slug"] == SLUG)
    points = page.request.get("/carte/points.json").json()
    rang = points["colonnes"].index("slug"), points["colonnes"].index("validees")
    du_point = next(c for c in points["chantiers"] if c[rang[0]] == SLUG)
    page.goto(f"/chantiers/{SLUG}/")
    fiche = page.locator("main").inner_text()
    page.goto("/chantiers/")
    liste = page.locator("main").inner_text()
    return {
        "geojson": Decimal(str(sites[SLUG]["heures_validees"])),
        "csv": Decimal(du_csv["heures_validees"].replace(",", ".")),
        "carte": Decimal(str(du_point[rang[1]])),
        "fiche": _heures_realisees(fiche),
        "liste": _heures_realisees(liste),
    }


def _heures_realisees(texte: str) -> Decimal:
    trouve = re.search(r"([\d\s\u202f\u00a0]+(?:,\d+)?)\s*h\s+réalisées", texte)
    assert trouve, texte[:600]
    return Decimal(re.sub(r"[\s\u202f\u00a0]", "", trouve.group(1)).replace(",", "."))


def ouvrir_la_bulle(page: Any) -> str:
    """The map, the marker reached by keyboard, its popup."""
    page.goto("/carte/")
    marqueur = page.get_by_role("button", name=re.compile("École Joséphine-Baker")).first
    marqueur.focus()
    page.keyboard.press("Enter")
    bulle = page.locator(".leaflet-popup-content")
    bulle.wait_for()
    return bulle.inner_text()


def test_un_engagement_de_la_donnee_officielle_a_la_carte(page: Any, decor: dict[str, Any]) -> None:
    mois = Mois.depuis(aujourdhui()) - 3  # closed whatever the day: its figures are public
    facilitateur = decor["facilitateur"].email
    se_connecter(page, facilitateur)
    clause = reprendre_le_marche(page, decor)
    assert Organisation.objects.filter(siret=siret_de_demo(70_002), nom=FIRME).count() == 1
    lien = inviter_l_entreprise(page, clause)
    se_deconnecter(page)
    contrats = quatre_personnes(clause, (mois - 2).premier_jour)
    accepter_l_invitation(page, lien)
    declarer(page, mois, contrats)
    se_deconnecter(page)
    se_connecter(page, facilitateur)
    decider_la_nouvelle(page)
    renvoyee = valider_quatre_et_renvoyer_une(page)
    publier(clause)
    assert set(chiffres_publics(page).values()) == {Decimal("248.00")}
    avant = page.request.get("/carte/points.json")
    empreinte = avant.headers["etag"]
    assert page.request.get("/carte/points.json", headers={"If-None-Match": empreinte}).status == 304
    se_deconnecter(page)
    se_connecter(page, REFERENTE)
    corriger(page, renvoyee)
    se_deconnecter(page)
    se_connecter(page, facilitateur)
    valider(page, renvoyee)
    apres = page.request.get("/carte/points.json", headers={"If-None-Match": empreinte})
    assert apres.status == 200
    assert set(chiffres_publics(page).values()) == {Decimal("333.00")}
    assert re.search(r"333\s*h", ouvrir_la_bulle(page))
    assert list(verifier()) == []
