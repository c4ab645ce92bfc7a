"""The pathway: statuses, steps, ribbon, referent, outcomes, and the tasks that appear by themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entreprises.rules import Role
from parcours.models import Candidat, Etape, JournalCandidat, Sortie
from parcours.selectors.vivier import taches
from parcours.services.etapes import ajouter_etape
from parcours.services.fusions import defaire, fusionner
from parcours.services.referents import nommer_referent
from parcours.services.sorties import constater
from parcours.services.statuts import changer_statut
from socle.erreurs import DroitRefuse, RegleViolee, TransitionInterdite
from socle.horloge import a_l_instant, maintenant
from tests.fabriques.declarations import un_contrat, une_scene
from tests.fabriques.entreprises import un_acteur, un_membre
from tests.fabriques.parcours import connecte, un_candidat
from tests.fabriques.socle import un_metier, un_territoire

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=PARIS)):
        yield


@pytest.fixture
def office():
    return un_acteur(role=Role.FACILITATEUR)


def url(candidat: Candidat) -> str:
    return reverse("parcours:candidat", args=[candidat.uuid])


def au(jour: date):
    return a_l_instant(jour)


def avancer(acteur, candidat, *statuts, **options) -> None:
    for statut in statuts:
        changer_statut(acteur=acteur, candidat=candidat, vers=statut, **options)


def test_changer_de_statut_inscrit_une_etape_avec_auteur_et_note(office):
    candidat = un_candidat()
    reponse = connecte(office).post(url(candidat), {"acte": "statut", "vers": "ACCUEILLI", "note": "Diagnostic fait"})
    assert reponse.status_code == 302
    etape = Etape.objects.get(vers="ACCUEILLI")
    assert (etape.de, etape.note, etape.auteur) == ("ORIENTE", "Diagnostic fait", office.utilisateur)
    candidat.refresh_from_db()
    assert (candidat.statut, candidat.dernier_contact_le) == ("ACCUEILLI", date(2025, 10, 10))
    assert JournalCandidat.objects.filter(acte="changer_statut", auteur=office.utilisateur).exists()


def test_hors_table_sans_note_ou_avant_le_dernier_changement_c_est_refuse(office):
    candidat = un_candidat()
    with pytest.raises(TransitionInterdite):
        changer_statut(acteur=office, candidat=candidat, vers="PROPOSE")
    for options in ({"vers": "ABANDON"}, {"vers": "ACCUEILLI", "le": date(2025, 10, 11)},
                    {"vers": "ACCUEILLI", "le": date(2025, 10, 9)}, {"vers": "SORTIE"}):  # fmt: skip
        with pytest.raises(RegleViolee):
            changer_statut(acteur=office, candidat=candidat, **options)
    with pytest.raises(DroitRefuse):
        changer_statut(acteur=un_acteur(role=Role.PRESCRIPTEUR), candidat=candidat, vers="ACCUEILLI")
    assert (Candidat.objects.get().statut, Sortie.objects.count()) == ("ORIENTE", 0)
    page = connecte(office).post(url(candidat), {"acte": "statut", "vers": "ABANDON", "note": ""})
    assert page.status_code == 422
    assert "demande une note" in page.content.decode()


def test_une_immersion_suit_la_regle_et_ne_compte_aucune_heure(office):
    candidat = un_candidat()
    client = connecte(office)
    longue = {"acte": "etape", "nature": "PMSMP", "debut": "2025-10-13", "fin": "2025-11-20"}
    refus = client.post(url(candidat), longue)
    assert refus.status_code == 422
    assert "un mois au plus" in refus.content.decode()
    assert 'value="2025-11-20"' in refus.content.decode()
    assert client.post(url(candidat), longue | {"fin": "2025-11-07"}).status_code == 302
    assert "aucune heure ne compte" in client.get(url(candidat)).content.decode()
    with pytest.raises(RegleViolee):
        ajouter_etape(acteur=office, candidat=candidat, nature="CONTACT", debut=date(2025, 10, 11))
    with pytest.raises(RegleViolee):
        ajouter_etape(acteur=office, candidat=candidat, nature="CONTRAT", debut=date(2025, 10, 1))


def test_le_ruban_met_etapes_et_contrats_dans_l_ordre_du_temps(office):
    scene = une_scene(personnes=0)
    with au(date(2025, 1, 6)):
        candidat = un_candidat()
    un_contrat(
        intervenant=scene.intervenant, clause=scene.clause, beneficiaire=candidat.beneficiaire, debut=date(2025, 5, 5)
    )
    ajouter_etape(
        acteur=office, candidat=candidat, nature="FORMATION", debut=date(2025, 3, 3), fin=date(2025, 3, 28), note="FLE"
    )
    reponse = connecte(office).get(url(candidat))
    moments = reponse.context["dossier"].ruban
    assert [(m.debut, m.nature) for m in moments] == [
        (date(2025, 1, 6), "STATUT"),
        (date(2025, 3, 3), "FORMATION"),
        (date(2025, 5, 5), "CONTRAT"),
    ]
    assert moments[1].auteur == str(office.utilisateur)
    assert moments[2].en_cours
    page = reponse.content.decode()
    assert '<ol class="ruban-parcours chronologie">' in page
    assert str(scene.entreprise) in page


def test_un_referent_a_la_fois_avec_l_historique(office):
    prescripteur = un_acteur(role=Role.PRESCRIPTEUR)
    candidat = un_candidat(acteur=prescripteur)
    collegue = un_membre(role=Role.FACILITATEUR, organisation=office.organisation)
    nommer_referent(acteur=office, candidat=candidat, membre=prescripteur.espace)
    with au(date(2025, 10, 20)):
        nommer_referent(acteur=office, candidat=candidat, membre=collegue)
        nommer_referent(acteur=office, candidat=candidat, membre=collegue)
    assert str(collegue.utilisateur) in connecte(office).get(url(candidat)).content.decode()
    assert list(candidat.referents.order_by("du").values_list("membre", "du", "au")) == [
        (prescripteur.espace.pk, date(2025, 10, 10), date(2025, 10, 20)),
        (collegue.pk, date(2025, 10, 20), None),
    ]
    with pytest.raises(RegleViolee):
        nommer_referent(acteur=office, candidat=candidat, membre=un_membre(role=Role.FACILITATEUR))
    with pytest.raises(DroitRefuse):
        nommer_referent(acteur=prescripteur, candidat=candidat, membre=prescripteur.espace)
    with au(date(2025, 11, 3)):
        page = connecte(office).post(url(candidat), {"acte": "referent", "membre": str(office.espace.uuid)})
    assert page.status_code == 302
    assert candidat.referents.get(au__isnull=True).membre == office.espace
    assert connecte(prescripteur).post(url(candidat), {"acte": "referent"}).status_code == 404


def test_la_sortie_demande_sa_situation_puis_les_echeances_viennent_seules(office):
    with au(date(2025, 1, 6)):
        candidat = un_candidat()
        avancer(office, candidat, "EN_POSTE")
        avancer(office, candidat, "SORTIE", nature_sortie="DURABLE")
    assert {t.code: t.nombre for t in taches(office)} == {"sortie_3": 1, "sortie_6": 1}
    with pytest.raises(RegleViolee):
        constater(acteur=office, candidat=candidat, echeance=12, nature="DURABLE")
    reponse = connecte(office).post(url(candidat), {"acte": "situation", "echeance": "3", "nature": "INCONNU"})
    assert reponse.status_code == 302
    assert {t.code for t in taches(office)} == {"sortie_6"}
    assert set(Sortie.objects.values_list("echeance_mois", "nature")) == {(0, "DURABLE"), (3, "INCONNU")}
    constater(acteur=office, candidat=candidat, echeance=3, nature="TRANSITION")
    assert Sortie.objects.get(echeance_mois=3).nature == "TRANSITION"


def test_une_nouvelle_sortie_remplace_l_ancienne_dans_les_taches(office):
    with au(date(2025, 1, 6)):
        candidat = un_candidat()
        avancer(office, candidat, "SORTIE", nature_sortie="AUTRE")
    avancer(office, candidat, "DISPONIBLE")
    avancer(office, candidat, "SORTIE", nature_sortie="POSITIVE")
    assert not taches(office)


def test_sans_nouvelles_depuis_quinze_jours_la_personne_est_a_contacter(office):
    with au(date(2025, 9, 25)):
        tot = un_candidat()
    with au(date(2025, 9, 26)):
        un_candidat("Traoré", "Awa")
    assert {t.code: t.nombre for t in taches(office)} == {"contact": 1}
    page = connecte(office).get(reverse("parcours:candidats"), {"tache": "contact"})
    assert list(page.context["page"]) == [tot]
    ajouter_etape(acteur=office, candidat=tot, nature="CONTACT", debut=date(2025, 10, 9))
    assert not taches(office)


def test_la_liste_filtre_trie_et_se_telecharge(office):
    bondy, macon = un_territoire("Bondy"), un_metier("Maçonnerie")
    samia = un_candidat(commune=bondy, metiers=[macon])
    awa = un_candidat("Traoré", "Awa")
    Candidat.objects.filter(pk=awa.pk).update(disponible_le=date(2025, 10, 1), niveau="3")
    nommer_referent(acteur=office, candidat=samia, membre=office.espace)
    client, liste = connecte(office), reverse("parcours:candidats")

    def vus(**filtres):
        return list(client.get(liste, filtres).context["page"])

    assert vus(tri="nom") == [samia, awa]
    assert vus(tri="-nom") == [awa, samia]
    assert vus(commune=bondy.code) == vus(metier=macon.code) == vus(referent="moi") == vus(q="benali") == [samia]
    assert vus(referent=str(office.espace.uuid)) == [samia]
    assert vus(disponibilite="maintenant") == vus(referent="sans") == [awa]
    assert vus(disponibilite="non_dite") == [samia]
    assert vus(statut="ABANDON") == []
    assert len(vus(statut="ORIENTE", tri="n'importe quoi")) == 2
    csv = b"".join(client.get(liste, {"format": "csv", "q": "traore"}).streaming_content).decode("utf-8-sig")
    assert "Traoré" in csv
    assert "Benali" not in csv
    assert "50" in csv  # the level as the ASP writes it
    assert client.get(liste, {"format": "xlsx"}).status_code == 200
    assert connecte(un_acteur(role=Role.PRESCRIPTEUR)).get(liste).status_code == 403


def test_la_liste_et_la_fiche_posent_toujours_le_meme_nombre_de_questions(office):
    client, liste = connecte(office), reverse("parcours:candidats")
    macon = un_metier()
    premier = un_candidat(metiers=[macon])
    client.get(liste)

    def requetes(adresse: str) -> int:
        with CaptureQueriesContext(connection) as faites:
            client.get(adresse)
        return len(faites)

    n_liste, n_page = requetes(liste), requetes(url(premier))
    for n in range(12):
        autre = un_candidat(f"Personne{n}", "Awa", metiers=[macon])
        nommer_referent(acteur=office, candidat=autre, membre=office.espace)
        ajouter_etape(acteur=office, candidat=premier, nature="CONTACT", debut=date(2025, 10, 9))
    assert requetes(liste) == n_liste
    assert requetes(url(premier)) == n_page


def test_la_page_dit_jusqu_a_quand_une_fusion_se_defait_sans_question_par_fusion(office):
    client, gardee = connecte(office), un_candidat()

    def lire() -> tuple[str, int]:
        with CaptureQueriesContext(connection) as faites:
            page = client.get(url(gardee)).content.decode()
        return page, len(faites)

    fusionner(acteur=office, candidat=gardee, autre=un_candidat("Benalli").beneficiaire)
    lire()  # once, for what the process remembers
    _, n_une = lire()
    for nom in ("Benaly", "Bénali", "Ben Ali"):
        fusionner(acteur=office, candidat=gardee, autre=un_candidat(nom).beneficiaire)
    page, n_quatre = lire()
    assert n_quatre == n_une
    assert page.count("Défaire la fusion") == 4
    assert "9 novembre 2025" in page.replace("\u00a0", " ")
    with a_l_instant(maintenant() + timedelta(days=31)):
        assert "Défaire la fusion" not in lire()[0]


def test_une_fiche_reunie_deux_fois_mene_a_celle_qui_reste_avec_son_journal(office):
    premiere, deuxieme, derniere = un_candidat(), un_candidat("Benalli"), un_candidat("Benaly")
    ajouter_etape(acteur=office, candidat=premiere, nature="CONTACT", debut=date(2025, 10, 9))
    fusionner(acteur=office, candidat=deuxieme, autre=premiere.beneficiaire)
    seconde = fusionner(acteur=office, candidat=derniere, autre=deuxieme.beneficiaire)
    client = connecte(office)
    assert client.get(url(premiere))["Location"] == client.get(url(deuxieme))["Location"] == url(derniere)
    assert "Étape ajoutée" in client.get(url(derniere)).content.decode()
    defaire(acteur=office, fusion=seconde)
    assert client.get(url(premiere))["Location"] == url(deuxieme)
    assert "Étape ajoutée" not in client.get(url(derniere)).content.decode()
    tiers = connecte(un_acteur(role=Role.PRESCRIPTEUR))
    assert tiers.get(url(premiere)).status_code == 404
