"""The office at work: the morning board, the list of lines, the panel, the month; and who may not see them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from clauses.models import Alerte, Declaration, DemandeValidation, LigneHeures, MessageDeclaration, MouvementHeures
from clauses.rules.etats import EtatLigne
from clauses.rules.vocabulaire import UsageMotif
from clauses.services import declarations, validation
from entreprises.rules import Role
from socle.horloge import a_l_instant, maintenant
from socle.periodes import Mois
from tests.fabriques.declarations import MOIS, Scene, un_contrat, un_mois_soumis, un_motif, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_lot, un_marche, une_clause

pytestmark = pytest.mark.django_db
EN_OCTOBRE = datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(EN_OCTOBRE):
        yield


def connecte(acteur) -> Client:
    client = Client()
    client.force_login(acteur.utilisateur)
    return client


def alerter(ligne: LigneHeures, gravite: str = "ALERTE", code: str = "A5") -> Alerte:
    return Alerte.objects.create(
        ligne=ligne, code=code, gravite=gravite, message="Plus de 151,67 h dans le mois.", creee_le=maintenant()
    )


def textes(reponse) -> str:
    return " ".join(str(m) for m in get_messages(reponse.wsgi_request))


def url_acte(ligne: LigneHeures, acte: str) -> str:
    return reverse("facilitation:decider", args=[ligne.uuid, acte])


# --- the list --------------------------------------------------------------------------------------


def test_la_liste_groupe_les_lignes_soumises_par_mois_d_entreprise():
    scene = une_scene(personnes=2)
    lignes = un_mois_soumis(scene, [120, 80])
    reponse = connecte(scene.facilitation).get(reverse("facilitation:a_valider"))
    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert "Valider les 2 lignes sans alerte" in page
    assert str(scene.entreprise) in page
    assert all(str(ligne.contrat.beneficiaire) in page for ligne in lignes)
    assert "200,00\u00a0h à compter" in page


def test_une_ligne_avec_alerte_sort_du_lot_et_la_dit():
    scene = une_scene(personnes=2)
    premiere, seconde = un_mois_soumis(scene, [120, 80])
    alerter(premiere)
    client = connecte(scene.facilitation)
    page = client.get(reverse("facilitation:a_valider")).content.decode()
    assert f'value="{premiere.uuid}" aria-label' not in page
    reponse = client.post(reverse("facilitation:valider_en_lot"), {"declaration": premiere.declaration.uuid})
    premiere.refresh_from_db()
    seconde.refresh_from_db()
    assert (premiere.etat, seconde.etat) == (EtatLigne.SOUMISE, EtatLigne.VALIDEE)
    assert "1 ligne validée, 80,00\u00a0h. Il en reste 1." in textes(reponse)
    assert "Une alerte demande un examen" in textes(reponse)


def test_les_filtres_sont_dans_l_adresse_et_l_export_contient_ce_qui_est_filtre():
    scene = une_scene(personnes=2)
    premiere, seconde = un_mois_soumis(scene, [120, 80])
    alerter(premiere)
    client = connecte(scene.facilitation)
    liste = client.get(reverse("facilitation:a_valider"), {"alerte": "avec"})
    assert [vue.ligne.pk for vue in liste.context["vues"]] == [premiere.pk]
    assert liste.context["url_csv"].endswith("?alerte=avec")
    csv = b"".join(client.get(liste.context["url_csv"]).streaming_content).decode()
    assert str(premiere.contrat.beneficiaire.nom) in csv
    assert str(seconde.contrat.beneficiaire.nom) not in csv
    xlsx = client.get(reverse("facilitation:a_valider_export", args=["xlsx"]), {"mois": MOIS.iso})
    assert xlsx["Content-Disposition"].startswith("attachment")
    vide = client.get(reverse("facilitation:a_valider"), {"q": "introuvable"}).content.decode()
    assert "Aucune ligne avec ces filtres" in vide


@pytest.mark.parametrize("tri", ["envoi", "-envoi", "entreprise", "mois", "personne", "-heures", "n'importe quoi"])
def test_la_liste_se_trie(tri):
    scene = une_scene(personnes=2)
    un_mois_soumis(scene, [120, 80])
    reponse = connecte(scene.facilitation).get(reverse("facilitation:a_valider"), {"tri": tri})
    assert reponse.status_code == 200
    if tri == "-heures":
        assert [vue.ligne.heures for vue in reponse.context["vues"]] == [Decimal(120), Decimal(80)]


def test_mon_portefeuille_par_defaut_et_toute_la_structure_sur_demande():
    scene = une_scene()
    un_mois_soumis(scene, 100)
    collegue = un_acteur(role=Role.FACILITATEUR, organisation=scene.office)
    client = connecte(collegue)
    assert client.get(reverse("facilitation:a_valider")).context["page"].paginator.count == 0
    tout = client.get(reverse("facilitation:a_valider"), {"perimetre": "office"})
    assert tout.context["page"].paginator.count == 1


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(django_assert_num_queries):
    scene = une_scene(personnes=10)
    un_mois_soumis(scene, 100)
    client = connecte(scene.facilitation)
    url = reverse("facilitation:a_valider")
    client.get(url)
    n = _requetes(client, url)
    scene.contrats = [un_contrat(intervenant=scene.intervenant, clause=scene.clause) for _ in range(190)]
    with a_l_instant(EN_OCTOBRE):
        un_mois_soumis(scene, 90, mois=Mois(2025, 8))
    for ligne in LigneHeures.objects.all()[:50]:
        alerter(ligne, code="A8")
    assert _requetes(client, url) == n
    assert _requetes(client, url + "?tri=personne") <= n


def _requetes(client: Client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as requetes:
        assert client.get(url).status_code == 200
    return len(requetes)


# --- acts on one line --------------------------------------------------------------------------------


def test_valider_depuis_la_ligne_puis_annuler_dans_le_meme_ecran():
    scene = une_scene()
    (ligne,) = un_mois_soumis(scene, 120)
    client = connecte(scene.facilitation)
    liste = reverse("facilitation:a_valider")
    reponse = client.post(url_acte(ligne, "valider"), {"suite": liste}, follow=True)
    assert reponse.redirect_chain[-1][0] == liste
    assert "Vous venez de valider 1 ligne" in reponse.content.decode()
    client.post(reverse("facilitation:annuler_en_lot"), {"ligne": ligne.uuid, "texte": "Erreur de ma part."})
    ligne.refresh_from_db()
    assert ligne.etat == EtatLigne.SOUMISE
    assert [m.heures for m in MouvementHeures.objects.order_by("numero")] == [Decimal(120), Decimal(-120)]
    assert "Vous venez de valider" not in client.get(liste).content.decode()


def test_par_htmx_la_ligne_revient_dans_son_nouvel_etat_avec_son_message():
    scene = une_scene()
    (ligne,) = un_mois_soumis(scene, 120)
    reponse = connecte(scene.facilitation).post(url_acte(ligne, "valider"), headers={"HX-Request": "true"})
    corps = reponse.content.decode()
    assert reponse.status_code == 200
    assert corps.lstrip().startswith("<tr")
    assert "Annuler la validation" in corps
    assert "1 ligne validée, 120,00\u00a0h. Il n&#x27;en reste aucune." in corps


@pytest.mark.parametrize(
    ("acte", "usage", "etat"),
    [("renvoyer", UsageMotif.RENVOI, EtatLigne.RENVOYEE), ("refuser", UsageMotif.REFUS, EtatLigne.REFUSEE)],
)
def test_renvoyer_et_refuser_demandent_un_motif_et_gardent_le_texte(acte, usage, etat):
    scene = une_scene()
    (ligne,) = un_mois_soumis(scene, 120)
    motif = un_motif(usage)
    client = connecte(scene.facilitation)
    refus = client.post(url_acte(ligne, acte), {"texte": "Il manque le contrat signé."})
    assert refus.status_code == 422
    assert "Il manque le contrat signé." in refus.content.decode()
    ligne.refresh_from_db()
    assert ligne.etat == EtatLigne.SOUMISE
    fait = client.post(url_acte(ligne, acte), {"motif": motif.pk, "texte": "Il manque le contrat signé."})
    assert fait.status_code == 302
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.motif, ligne.motif_texte) == (etat, motif, "Il manque le contrat signé.")


def test_un_motif_d_un_autre_usage_n_est_pas_propose():
    scene = une_scene()
    (ligne,) = un_mois_soumis(scene, 120)
    autre = un_motif(UsageMotif.REFUS)
    reponse = connecte(scene.facilitation).post(url_acte(ligne, "renvoyer"), {"motif": autre.pk, "texte": "Non."})
    assert reponse.status_code == 422


def test_valider_en_partie_lit_la_virgule_et_dit_pourquoi_trop_est_trop():
    scene = une_scene()
    (ligne,) = un_mois_soumis(scene, 120)
    motif = un_motif(UsageMotif.PARTIEL)
    client = connecte(scene.facilitation)
    trop = client.post(url_acte(ligne, "partiel"), {"heures": "130", "motif": motif.pk, "texte": "Au prorata."})
    assert trop.status_code == 422
    assert "moins nombreuses" in trop.content.decode()
    client.post(url_acte(ligne, "partiel"), {"heures": "80,50", "motif": motif.pk, "texte": "Au prorata."})
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.heures_retenues) == (EtatLigne.PARTIELLE, Decimal("80.50"))


def test_une_alerte_bloquante_demande_une_derogation_ecrite():
    scene = une_scene()
    (ligne,) = un_mois_soumis(scene, 120)
    alerte = alerter(ligne, "BLOCAGE", "A2")
    client = connecte(scene.facilitation)
    refus = client.post(url_acte(ligne, "valider"))
    assert refus.status_code == 422
    assert "Alerte bloquante" in refus.content.decode()
    client.post(url_acte(ligne, "valider"), {"derogation": "Vu avec la personne."})
    ligne.refresh_from_db()
    alerte.refresh_from_db()
    assert ligne.etat == EtatLigne.VALIDEE
    assert alerte.levee_motif == "Vu avec la personne."


def test_le_second_facilitateur_apprend_qui_a_valide_et_rien_n_est_compte_deux_fois():
    scene = une_scene()
    (ligne,) = un_mois_soumis(scene, 120)
    second = un_acteur(role=Role.FACILITATEUR, organisation=scene.office)
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    client = connecte(second)
    seul = client.post(url_acte(ligne, "valider"))
    assert seul.status_code == 409
    assert f"Déjà validée par {scene.facilitation.utilisateur}" in seul.content.decode()
    en_lot = client.post(reverse("facilitation:valider_en_lot"), {"ligne": [ligne.uuid]})
    assert f"Déjà validée par {scene.facilitation.utilisateur}" in textes(en_lot)
    par_htmx = client.post(url_acte(ligne, "valider"), headers={"HX-Request": "true"})
    assert "Déjà validée par" in par_htmx.content.decode()
    assert MouvementHeures.objects.count() == 1


def test_le_second_garde_le_texte_qu_il_avait_tape_pour_renvoyer():
    scene = une_scene()
    (ligne,) = un_mois_soumis(scene, 120)
    motif = un_motif(UsageMotif.RENVOI)
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid])
    reponse = connecte(scene.facilitation).post(
        url_acte(ligne, "renvoyer"), {"motif": motif.pk, "texte": "Joignez le bulletin."}
    )
    assert reponse.status_code == 409
    assert "Joignez le bulletin." in reponse.content.decode()


def test_le_panneau_est_aussi_une_page_et_montre_les_heures_d_un_autre_office_et_qui_appeler():
    scene, ailleurs = une_scene(), une_scene()
    (ligne,) = un_mois_soumis(scene, 100)
    ailleurs.contrats = [
        un_contrat(
            intervenant=ailleurs.intervenant,
            clause=ailleurs.clause,
            beneficiaire=ligne.contrat.beneficiaire,
        )
    ]
    un_mois_soumis(ailleurs, 60)
    client = connecte(scene.facilitation)
    url = reverse("facilitation:ligne", args=[ligne.uuid])
    page = client.get(url).content.decode()
    panneau = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in page
    assert "<html" not in panneau
    assert f"Dont 60,00\u00a0h déclarées par {ailleurs.entreprise}, suivies par {ailleurs.office}" in panneau


# --- the month ---------------------------------------------------------------------------------------


def test_le_mois_montre_toutes_ses_lignes_lit_les_messages_et_y_repond():
    scene = une_scene(personnes=2)
    lignes = un_mois_soumis(scene, [120, 80])
    declaration = lignes[0].declaration
    declarations.ecrire_message(acteur=scene.paie, declaration=declaration, texte="Le bulletin suit demain.")
    client = connecte(scene.facilitation)
    url = reverse("facilitation:mois", args=[declaration.uuid])
    assert "Le bulletin suit demain." in client.get(url).content.decode()
    assert MessageDeclaration.objects.get().lu_le is not None
    client.post(url, {"texte": "Merci, nous attendons."})
    assert MessageDeclaration.objects.filter(de_l_office=True, texte="Merci, nous attendons.").exists()


def test_reporter_l_echeance_demande_un_motif_et_une_date_posterieure():
    scene = une_scene()
    declaration = un_mois_soumis(scene, 100)[0].declaration
    client = connecte(scene.facilitation)
    url = reverse("facilitation:mois", args=[declaration.uuid])
    tot = client.post(url, {"reporter": "1", "jour": "2025-10-01", "motif": "Congés de la paie"})
    assert tot.status_code == 422
    assert "Congés de la paie" in tot.content.decode()
    client.post(url, {"reporter": "1", "jour": "2025-11-05", "motif": "Congés de la paie"})
    declaration.refresh_from_db()
    assert declaration.echeance_reportee == date(2025, 11, 5)


def test_le_mois_d_une_entreprise_muette_peut_etre_reporte():
    scene = une_scene()
    client = connecte(scene.facilitation)
    url = reverse("facilitation:mois_muet", args=[scene.intervenant.uuid, "2025-08"])
    assert client.get(url).status_code == 200
    client.post(url, {"jour": "2025-11-05", "motif": "Changement de logiciel de paie"})
    ouverte = Declaration.objects.get(intervenant=scene.intervenant)
    assert (ouverte.echeance_reportee, ouverte.soumise_le) == (date(2025, 11, 5), None)


# --- the board ---------------------------------------------------------------------------------------


def test_le_tableau_distingue_le_retard_de_ce_qui_est_encore_dans_les_delais():
    scene = une_scene()
    un_mois_soumis(scene, 100, mois=Mois(2025, 7))
    board = connecte(scene.facilitation).get(reverse("facilitation:accueil")).context["t"]
    (retard,) = board.en_retard.lignes
    (attendu,) = board.non_declares.lignes
    assert retard.mois[-1] == Mois(2025, 8)
    assert Mois(2025, 7) not in retard.mois
    assert attendu.mois == (Mois(2025, 9),)


def test_le_tableau_montre_chaque_chose_a_faire_avec_son_acte():
    scene = une_scene(personnes=3)
    premiere, seconde, troisieme = un_mois_soumis(scene, [100, 90, 80])
    validation.renvoyer(acteur=scene.facilitation, lignes=[premiere.uuid], motif=un_motif(), texte="Vérifiez.")
    alerter(seconde)
    declarations.ecrire_message(acteur=scene.paie, declaration=premiere.declaration, texte="Bonjour")
    reponse = connecte(scene.facilitation).get(reverse("facilitation:accueil"))
    board, page = reponse.context["t"], reponse.content.decode()
    comptes = (board.renvoyees.total, board.a_valider.total, board.anomalies.total, board.messages.total)
    assert comptes == (1, 1, 1, 1)
    assert board.a_valider.lignes[0].nb_sans_alerte == 1
    assert reverse("facilitation:decider", args=[seconde.uuid, "renvoyer"]) in page
    assert reverse("facilitation:mois", args=[premiere.declaration.uuid]) in page
    assert board.sans_referent.total == 1
    assert troisieme.etat == EtatLigne.SOUMISE


def test_un_engagement_en_retard_est_a_risque_et_une_clause_sans_suivi_n_est_dite_qu_au_responsable():
    scene = une_scene()
    responsable = un_acteur(role=Role.RESPONSABLE, organisation=scene.office)
    seule = une_clause(lot=un_lot(marche=un_marche(office=scene.office)))
    client = connecte(scene.facilitation)
    board = client.get(reverse("facilitation:accueil")).context["t"]
    assert [s.clause for s in board.a_risque.lignes] == [scene.clause]
    assert board.sans_suivi.total == 0
    du_responsable = connecte(responsable).get(reverse("facilitation:accueil")).context["t"]
    assert du_responsable.perimetre == "office"
    assert du_responsable.sans_suivi.lignes == (seule,)


def test_une_section_entiere_se_lit_a_part():
    scene = une_scene()
    page = connecte(scene.facilitation).get(reverse("facilitation:accueil"), {"voir": "retards"})
    assert [bloc["cle"] for bloc in page.context["blocs"]] == ["retards"]


def test_le_tableau_pose_toujours_le_meme_nombre_de_questions():
    scene = une_scene(personnes=2)
    un_mois_soumis(scene, 100)
    client, url = connecte(scene.facilitation), reverse("facilitation:accueil")
    client.get(url)
    n = _requetes(client, url)
    for _ in range(8):
        lot = un_lot(marche=un_marche(office=scene.office))
        autre = une_clause(lot=lot, facilitateur=scene.facilitation.espace, titulaire=scene.entreprise)
        cousine = Scene(
            scene.office, scene.entreprise, scene.facilitation, scene.paie, autre, lot.intervenants.get(),
            lot.sites.get().chantier_id,
        )  # fmt: skip
        cousine.contrats = [un_contrat(intervenant=cousine.intervenant, clause=autre, eligible=True)]
        un_mois_soumis(cousine, 50)
    assert _requetes(client, url) == n


# --- rights ------------------------------------------------------------------------------------------


@pytest.fixture
def adresses():
    scene = une_scene()
    (ligne,) = un_mois_soumis(scene, 100)
    return scene, [
        reverse("facilitation:ligne", args=[ligne.uuid]),
        reverse("facilitation:rang_de_ligne", args=[ligne.uuid]),
        reverse("facilitation:decider", args=[ligne.uuid, "renvoyer"]),
        reverse("facilitation:mois", args=[ligne.declaration.uuid]),
        reverse("facilitation:mois_muet", args=[scene.intervenant.uuid, "2025-08"]),
    ]


def test_les_objets_d_un_autre_office_sont_introuvables(adresses):
    _, urls = adresses
    client = connecte(un_acteur(role=Role.FACILITATEUR))
    assert {client.get(url).status_code for url in urls} == {404}
    assert client.get(reverse("facilitation:ligne", args=[uuid4()])).status_code == 404


def test_les_lignes_d_un_autre_office_ne_se_valident_pas(adresses):
    _, _ = adresses
    ligne = LigneHeures.objects.get()
    client = connecte(un_acteur(role=Role.FACILITATEUR))
    assert client.post(url_acte(ligne, "valider")).status_code == 404
    assert client.post(reverse("facilitation:valider_en_lot"), {"ligne": [ligne.uuid]}).status_code == 404
    assert client.post(reverse("facilitation:valider_en_lot"), {"ligne": ["faux"]}).status_code == 404
    assert client.post(reverse("facilitation:annuler_en_lot"), {"ligne": [ligne.uuid]}).status_code == 404
    ligne.refresh_from_db()
    assert ligne.etat == EtatLigne.SOUMISE


@pytest.mark.parametrize("role", [Role.REFERENT, Role.MAITRE_OUVRAGE, Role.PRESCRIPTEUR, Role.AUDITEUR])
def test_les_autres_roles_n_entrent_pas(adresses, role):
    _, urls = adresses
    client = connecte(un_acteur(role=role))
    fermees = [*urls, reverse("facilitation:accueil"), reverse("facilitation:a_valider")]
    assert {client.get(url).status_code for url in fermees} == {403}


def test_un_double_role_dans_l_entreprise_n_ouvre_pas_le_dossier_de_l_office(adresses):
    scene, urls = adresses
    double = un_acteur(role=Role.FACILITATEUR)
    un_acteur(role=Role.REFERENT, organisation=scene.entreprise, utilisateur=double.utilisateur)
    client = connecte(double)
    assert {client.get(url).status_code for url in urls} == {404}


def test_une_demande_en_attente_mene_a_la_decision_et_en_revient():
    scene = une_scene()
    contrat = un_contrat(intervenant=scene.intervenant, clause=scene.clause, eligible=False)
    demande = DemandeValidation.objects.create(
        beneficiaire=contrat.beneficiaire,
        contrat=contrat,
        referentiel=scene.clause.referentiel,
        deposee_le=maintenant(),
        complete_le=maintenant(),
        deposee_par=scene.paie.utilisateur,
    )
    scene.contrats = [contrat]
    un_mois_soumis(scene, 100)
    page = connecte(scene.facilitation).get(reverse("facilitation:a_valider")).content.decode()
    assert f"{reverse('parcours:demande', args=[demande.uuid])}?suite=/facilitation/a-valider/" in page
