"""Look-alikes: said while one types and before writing, as far as the reader may know; merged, undone, told apart."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Sum
from django.urls import reverse

from clauses.models import Beneficiaire, ContratTravail, FenetreEligibilite, LigneHeures, MouvementHeures, Solde
from clauses.selectors.faits_personnes import fiches_de
from clauses.services import validation
from entreprises.rules import Role
from parcours.models import Candidat, Etape, Fusion, JournalCandidat
from parcours.selectors.vivier import taches
from parcours.services.effacement import effacer
from parcours.services.etapes import ajouter_etape
from parcours.services.fusions import defaire, fusionner
from parcours.services.referents import nommer_referent
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.horloge import a_l_instant, maintenant
from tests.fabriques.declarations import un_beneficiaire, un_contrat, un_mois_soumis, une_fenetre, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.parcours import NEE, connecte, un_candidat
from tests.fabriques.socle import un_metier

pytestmark = pytest.mark.django_db
PARTIEL, SAISIR = "parcours:ressemblances", "parcours:saisir_candidat"


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def office():
    return un_acteur(role=Role.FACILITATEUR)


def dire(acteur, **identite) -> str:
    reponse = connecte(acteur).post(reverse(PARTIEL), identite)
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_pendant_la_saisie_l_office_voit_qui_ressemble_et_pourquoi(office):
    un_candidat()
    texte = dire(office, nom="Benaly", prenom="Samya", date_naissance="1994-03-02")
    assert "Samia Benali" in texte
    assert "presque pareil" in texte
    assert "Samia Benali" in dire(office, nom="Samia", prenom="Benali")
    assert "Samia" not in dire(office, nom="Benali", prenom="Samia", date_naissance="1971-11-20")
    assert not dire(office, nom="Ben", prenom="").strip()
    assert connecte(office).get(reverse(PARTIEL)).status_code == 405  # no name in an address


def test_le_prescripteur_apprend_seulement_qu_une_personne_ressemblante_existe():
    ici, ailleurs = un_acteur(role=Role.PRESCRIPTEUR), un_acteur(role=Role.PRESCRIPTEUR)
    un_candidat(acteur=ailleurs)
    texte = dire(ici, nom="Benali", prenom="Samia", date_naissance="1994-03-02")
    assert "Une personne ressemblante est déjà suivie : la structure de facilitation vérifiera." in texte
    assert "Samia" not in texte
    assert str(ailleurs.organisation) not in texte
    assert not dire(ici, nom="Benali", prenom="Samia").strip()  # a name alone teaches nothing
    assert "Samia Benali" in dire(ailleurs, nom="Benali", prenom="Samia")


def test_sans_javascript_la_ressemblance_est_dite_avant_d_ecrire_et_la_saisie_reste(office):
    un_candidat()
    client, url = connecte(office), reverse(SAISIR)
    envoi = {"nom": "Benalli", "prenom": "Samia", "date_naissance": "1994-03-02", "telephone": "06 00 00 00 09"}
    premier = client.post(url, envoi)
    assert premier.status_code == 422
    assert "Samia Benali" in premier.content.decode()
    assert 'value="06 00 00 00 09"' in premier.content.decode()
    assert Candidat.objects.count() == 1
    assert client.post(url, envoi | {"confirmee": "on"}).status_code == 302
    assert Candidat.objects.count() == 2
    assert {t.code: t.nombre for t in taches(office)} == {"ressemblance": 1}


def test_la_ressemblance_vue_par_personne_devient_une_tache_de_l_office(office):
    un_candidat()
    double = un_candidat("Benalli")  # another prescriber, who did not see the first
    page = connecte(office).get(reverse("parcours:candidat", args=[double.uuid])).content.decode()
    assert "Peut-être la même personne" in page
    assert {t.code for t in taches(office)} == {"ressemblance"}


def test_dire_que_ce_sont_deux_personnes_finit_la_tache_des_deux_cotes(office):
    premier, double = un_candidat(), un_candidat("Benalli")
    url = reverse("parcours:ecarter_ressemblance", args=[double.uuid])
    assert connecte(office).post(url, {"avec": str(premier.beneficiaire.uuid)}).status_code == 302
    assert not taches(office)
    for candidat in (premier, double):
        page = connecte(office).get(reverse("parcours:candidat", args=[candidat.uuid])).content.decode()
        assert "Peut-être la même personne" not in page


def totaux() -> tuple:
    return (
        LigneHeures.objects.aggregate(t=Sum("heures"))["t"],
        list(MouvementHeures.objects.order_by("pk").values_list("pk", "heures", "empreinte")),
        list(Solde.objects.order_by("pk").values_list("clause", "mois", "heures_validees", "heures_soumises")),
    )


@pytest.fixture
def deux_fiches(office):
    """One person twice: entered by a prescriber, and by a firm with hours validated and others waiting."""
    scene = une_scene(personnes=0)
    prescripteur = un_acteur(role=Role.PRESCRIPTEUR)
    gardee = un_candidat(acteur=prescripteur, metiers=[un_metier()])
    autre = un_beneficiaire("Benalli", "Samia", date_naissance=NEE, telephone="06 00 00 00 07")
    scene.contrats = [un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=autre)]
    (ligne,) = un_mois_soumis(scene, 100)
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid], derogation="Essai")
    return scene, gardee, autre


def test_fusionner_porte_les_heures_sans_changer_un_total(deux_fiches):
    scene, gardee, autre = deux_fiches
    avant = totaux()
    assert avant[1]
    fusion = fusionner(acteur=scene.facilitation, candidat=gardee, autre=autre)
    assert totaux() == avant
    gardee.refresh_from_db()
    assert list(ContratTravail.objects.values_list("beneficiaire", flat=True)) == [gardee.beneficiaire_id]
    personne = Beneficiaire.objects.get(pk=gardee.beneficiaire_id)
    assert (personne.premier_contrat_le, personne.telephone) == (date(2025, 2, 3), "06 00 00 00 07")
    assert FenetreEligibilite.objects.get().beneficiaire == personne
    ligne = LigneHeures.objects.get()
    assert fiches_de([ligne.pk]) == {personne.pk: personne.pk}  # controls see one person
    defaire(acteur=scene.facilitation, fusion=fusion)
    assert totaux() == avant
    assert list(ContratTravail.objects.values_list("beneficiaire", flat=True)) == [autre.pk]
    personne.refresh_from_db()
    autre.refresh_from_db()
    assert (personne.premier_contrat_le, personne.telephone) == (None, "")
    assert (autre.premier_contrat_le, autre.annule_le) == (date(2025, 2, 3), None)
    assert FenetreEligibilite.objects.get().beneficiaire == autre


def test_le_cumul_de_deux_entreprises_se_voit_apres_la_fusion(office):
    """165 h at each of two firms, under two names that no control brings together: one person once merged."""
    ici, la_bas = une_scene(personnes=0), une_scene(personnes=0)
    gardee = un_candidat()
    autre = un_beneficiaire("Kaci", "Lina", date_naissance=date(1990, 1, 1))
    une_fenetre(autre, la_bas.clause)
    ici.contrats = [un_contrat(intervenant=ici.intervenant, clause=ici.clause, beneficiaire=gardee.beneficiaire)]
    la_bas.contrats = [
        un_contrat(intervenant=la_bas.intervenant, clause=la_bas.clause, beneficiaire=autre, eligible=False)
    ]
    lignes = [*un_mois_soumis(ici, 165), *un_mois_soumis(la_bas, 165)]

    def alertes() -> set:
        return {a.ligne_id for ligne in lignes for a in ligne.alertes.actives().filter(code="A4", gravite="BLOCAGE")}

    assert alertes() == set()
    fusion = fusionner(acteur=la_bas.facilitation, candidat=gardee, autre=autre)
    assert alertes() == {ligne.pk for ligne in lignes}
    defaire(acteur=la_bas.facilitation, fusion=fusion)
    assert alertes() == set()


def test_deux_candidats_le_parcours_se_reunit_et_se_separe(office):
    la, autre_prescripteur = un_acteur(role=Role.PRESCRIPTEUR), un_acteur(role=Role.PRESCRIPTEUR)
    macon, peintre = un_metier("Maçonnerie"), un_metier("Peinture")
    gardee = un_candidat(acteur=la, metiers=[macon])
    double = un_candidat("Benalli", acteur=autre_prescripteur, metiers=[macon, peintre])
    etape = ajouter_etape(acteur=office, candidat=double, nature="CONTACT", debut=date(2025, 10, 9))
    nommer_referent(acteur=office, candidat=gardee, membre=office.espace)
    nommer_referent(acteur=office, candidat=double, membre=autre_prescripteur.espace)
    client, page = connecte(office), reverse("parcours:fusionner", args=[gardee.uuid])
    assert "Est-ce la même personne" in client.get(page, {"avec": double.beneficiaire.uuid}).content.decode()
    assert client.post(page, {"avec": double.beneficiaire.uuid}).status_code == 302
    assert Etape.objects.get(pk=etape.pk).candidat == gardee
    assert list(gardee.metiers.values_list("metier", "rang")) == [(macon.pk, 1), (peintre.pk, 3)]
    assert list(gardee.referents.filter(au__isnull=True).values_list("membre", flat=True)) == [office.espace.pk]
    assert gardee.referents.count() == 2
    fiche = reverse("parcours:candidat", args=[gardee.uuid])
    assert client.get(reverse("parcours:candidat", args=[double.uuid])).url == fiche
    assert connecte(autre_prescripteur).get(fiche).status_code == 200  # whom he referred stays in his list
    lu = client.get(fiche).content.decode()
    assert "Fiches fusionnées" in lu
    assert "Défaire la fusion" in lu
    assert not taches(office)
    fusion = Fusion.objects.get()
    assert client.post(reverse("parcours:defaire_fusion", args=[fusion.uuid])).status_code == 302
    assert Etape.objects.get(pk=etape.pk).candidat == double
    assert list(double.metiers.values_list("metier", "rang")) == [(macon.pk, 1), (peintre.pk, 2)]
    assert double.referents.get().au is None
    assert connecte(autre_prescripteur).get(fiche).status_code == 404
    assert connecte(autre_prescripteur).get(reverse("parcours:candidat", args=[double.uuid])).status_code == 200
    assert JournalCandidat.objects.filter(acte="defaire_fusion").count() == 2


def test_une_fusion_ne_se_defait_que_dans_le_delai_dans_l_ordre_et_une_fois(office):
    gardee, un, deux = un_candidat(), un_candidat("Benalli"), un_candidat("Benaly")
    premiere = fusionner(acteur=office, candidat=gardee, autre=un.beneficiaire)
    seconde = fusionner(acteur=office, candidat=gardee, autre=deux.beneficiaire)
    with pytest.raises(RegleViolee, match="plus récente"):
        defaire(acteur=office, fusion=premiere)
    defaire(acteur=office, fusion=seconde)
    with pytest.raises(ConflitEcriture):
        defaire(acteur=office, fusion=seconde)
    with a_l_instant(maintenant() + timedelta(days=31)), pytest.raises(RegleViolee, match="09/11/2025"):
        defaire(acteur=office, fusion=premiere)


def test_seul_l_office_fusionne_et_jamais_une_fiche_hors_de_portee(office):
    prescripteur = un_acteur(role=Role.PRESCRIPTEUR)
    gardee, double = un_candidat(acteur=prescripteur), un_candidat("Benalli")
    with pytest.raises(DroitRefuse):
        fusionner(acteur=prescripteur, candidat=gardee, autre=double.beneficiaire)
    inconnue = un_beneficiaire("Benaly", "Samia", date_naissance=NEE)  # of a firm of another office
    with pytest.raises(RegleViolee):
        fusionner(acteur=office, candidat=gardee, autre=inconnue)
    page = reverse("parcours:fusionner", args=[gardee.uuid])
    assert connecte(office).post(page, {"avec": inconnue.uuid}).status_code == 404
    assert connecte(office).post(page, {"avec": "rien"}).status_code == 404
    fusionner(acteur=office, candidat=gardee, autre=double.beneficiaire)
    with pytest.raises(RegleViolee):
        fusionner(acteur=office, candidat=gardee, autre=double.beneficiaire)


def test_un_meme_contrat_sur_les_deux_fiches_arrete_la_fusion(deux_fiches):
    scene, gardee, autre = deux_fiches
    un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=gardee.beneficiaire, eligible=False)
    avant = totaux()
    client = connecte(scene.facilitation)
    reponse = client.post(reverse("parcours:fusionner", args=[gardee.uuid]), {"avec": autre.uuid})
    assert reponse.status_code == 422
    assert "le même contrat" in reponse.content.decode()
    assert (totaux(), Fusion.objects.count()) == (avant, 0)


def test_les_fenetres_reunies_couvrent_les_memes_jours_sans_se_chevaucher(deux_fiches):
    scene, gardee, autre = deux_fiches  # the other's window: from 1 February 2025, no end
    une_fenetre(gardee.beneficiaire, scene.clause, debut=date(2025, 6, 1), fin=date(2025, 8, 31))
    fusion = fusionner(acteur=scene.facilitation, candidat=gardee, autre=autre)
    siennes = FenetreEligibilite.objects.filter(beneficiaire=gardee.beneficiaire, annule_le__isnull=True)
    assert list(siennes.order_by("debut").values_list("debut", "fin")) == [
        (date(2025, 2, 1), date(2025, 5, 31)),
        (date(2025, 6, 1), date(2025, 8, 31)),
        (date(2025, 9, 1), None),
    ]
    defaire(acteur=scene.facilitation, fusion=fusion)
    assert list(siennes.values_list("debut", "fin")) == [(date(2025, 6, 1), date(2025, 8, 31))]
    assert FenetreEligibilite.objects.filter(beneficiaire=autre).values_list("debut", "fin").get() == (
        date(2025, 2, 1),
        None,
    )
    assert LigneHeures.objects.aggregate(t=Sum("heures_retenues"))["t"] == Decimal(100)


def test_effacer_une_personne_efface_aussi_les_fiches_reunies_a_la_sienne(deux_fiches):
    scene, gardee, autre = deux_fiches
    fusionner(acteur=scene.facilitation, candidat=gardee, autre=autre)
    ajouter_etape(
        acteur=scene.facilitation, candidat=gardee, nature="CONTACT", debut=date(2025, 10, 9), note="Rappelée"
    )
    with pytest.raises(DroitRefuse):
        effacer(acteur=scene.paie, beneficiaire=gardee.beneficiaire, motif="Demande")
    avant = totaux()
    responsable = un_acteur(role=Role.RESPONSABLE, organisation=scene.office)
    effacer(acteur=responsable, beneficiaire=gardee.beneficiaire, motif="Demande")
    assert set(Beneficiaire.objects.values_list("nom", "prenom", "date_naissance")) == {("", "", None)}
    assert not Etape.objects.exclude(note="").exists()
    assert totaux() == avant
