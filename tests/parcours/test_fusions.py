"""What a merge carries besides hours: windows, words on hours, referrals, the carnet; and what erasure ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from chantiers.models import Chantier
from clauses.models import Alerte, AvisPersonne, Beneficiaire, Besoin, FenetreEligibilite
from clauses.services import avis_personnes
from entreprises.rules import Role
from parcours.models import Candidat, Decision, DemandePublique, MiseEnRelation, Prolongation
from parcours.rules.eligibilite import Preuve
from parcours.rules.etapes import EtatMiseEnRelation
from parcours.services import carnet, decisions, mises_en_relation
from parcours.services.effacement import effacer
from parcours.services.fusions import defaire, fusionner
from parcours.services.prolongations import prolonger
from socle.erreurs import ConflitEcriture
from socle.horloge import a_l_instant, maintenant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_beneficiaire, un_contrat, un_mois_soumis, une_fenetre, une_scene
from tests.fabriques.demandes import un_critere, une_demande
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.parcours import NEE, connecte, un_candidat_placable
from tests.fabriques.public import un_besoin
from tests.fabriques.socle import un_metier

pytestmark = pytest.mark.django_db
SEPTEMBRE = Mois(2025, 9)


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=0)


@pytest.fixture
def gardee() -> Candidat:
    return un_candidat_placable(un_metier(), personne=un_beneficiaire("Benali", "Samia", date_naissance=NEE))


@pytest.fixture
def double(scene: Scene, gardee: Candidat) -> Candidat:
    """The same person under another spelling, at work on a site of the office."""
    autre = un_candidat_placable(un_metier(), personne=un_beneficiaire("Benalli", "Samia", date_naissance=NEE))
    contrat = un_contrat(
        intervenant=scene.intervenant, clause=scene.clause, beneficiaire=autre.beneficiaire, eligible=False
    )
    scene.contrats = [contrat]
    return autre


def reunir(scene: Scene, gardee: Candidat, double: Candidat):
    return fusionner(acteur=scene.facilitation, candidat=gardee, autre=double.beneficiaire)


def fenetres(candidat: Candidat) -> list[tuple]:
    siennes = FenetreEligibilite.objects.filter(beneficiaire=candidat.beneficiaire, annule_le__isnull=True)
    return list(siennes.order_by("debut").values_list("debut", "fin", "prolongee_au"))


# --- windows -------------------------------------------------------------------------------------


def test_une_fenetre_prolongee_garde_sa_prolongation_des_deux_cotes(scene, gardee, double):
    fenetre = une_fenetre(double.beneficiaire, scene.clause, debut=date(2025, 2, 1), fin=date(2025, 12, 31))
    prolonger(acteur=scene.facilitation, fenetre=fenetre, fin=date(2026, 6, 30), motif="Formation en cours")
    avant = fenetres(double)
    une_fenetre(gardee.beneficiaire, scene.clause, debut=date(2025, 6, 1), fin=date(2025, 8, 31))
    fusion = reunir(scene, gardee, double)
    assert fenetres(gardee) == [
        (date(2025, 2, 1), date(2025, 5, 31), None),
        (date(2025, 6, 1), date(2025, 8, 31), None),
        (date(2025, 9, 1), date(2026, 6, 30), date(2026, 6, 30)),
    ]
    defaire(acteur=scene.facilitation, fusion=fusion)
    assert fenetres(double) == avant
    assert fenetres(gardee) == [(date(2025, 6, 1), date(2025, 8, 31), None)]


def test_une_prolongation_accordee_apres_la_fusion_revient_avec_la_fenetre(scene, gardee, double):
    une_fenetre(double.beneficiaire, scene.clause, debut=date(2025, 2, 1), fin=date(2025, 12, 31))
    une_fenetre(gardee.beneficiaire, scene.clause, debut=date(2025, 6, 1), fin=date(2025, 8, 31))
    fusion = reunir(scene, gardee, double)
    derniere = FenetreEligibilite.objects.get(debut=date(2025, 9, 1), annule_le__isnull=True)
    prolonger(acteur=scene.facilitation, fenetre=derniere, fin=date(2026, 6, 30), motif="Formation en cours")
    defaire(acteur=scene.facilitation, fusion=fusion)
    assert fenetres(double) == [(date(2025, 2, 1), date(2026, 6, 30), date(2026, 6, 30))]


# --- what the person said ------------------------------------------------------------------------


def alertes() -> list[str]:
    return list(Alerte.objects.actives().filter(code="A14").values_list("gravite", flat=True))


def test_un_mois_conteste_le_reste_apres_la_fusion_et_apres_la_separation(scene, gardee, double):
    une_fenetre(double.beneficiaire, scene.clause)
    un_mois_soumis(scene, 100)
    avis = avis_personnes.dire(beneficiaire=double.beneficiaire, mois=SEPTEMBRE, juste=False)
    assert alertes() == ["BLOCAGE"]
    fusion = reunir(scene, gardee, double)
    assert AvisPersonne.objects.en_vigueur().get().beneficiaire == gardee.beneficiaire
    assert alertes() == ["BLOCAGE"]
    avis_personnes.traiter(acteur=scene.facilitation, avis=avis, motif="Vu avec elle")
    defaire(acteur=scene.facilitation, fusion=fusion)
    rendu = AvisPersonne.objects.en_vigueur().get()
    assert (rendu.beneficiaire, rendu.traite_motif) == (double.beneficiaire, "Vu avec elle")


@pytest.mark.parametrize("celle_qui_conteste", ["gardee", "double"])
def test_de_deux_avis_sur_un_mois_celui_qui_attend_une_reponse_reste(scene, gardee, double, celle_qui_conteste):
    une_fenetre(double.beneficiaire, scene.clause)
    autre_scene = une_scene(personnes=0)
    autre_scene.contrats = [
        un_contrat(intervenant=autre_scene.intervenant, clause=autre_scene.clause, beneficiaire=gardee.beneficiaire)
    ]
    un_mois_soumis(scene, 70)
    un_mois_soumis(autre_scene, 70)
    for nom, candidat in (("gardee", gardee), ("double", double)):
        avis_personnes.dire(beneficiaire=candidat.beneficiaire, mois=SEPTEMBRE, juste=nom != celle_qui_conteste)
    avant = set(AvisPersonne.objects.en_vigueur().values_list("beneficiaire", "juste"))
    fusion = reunir(scene, gardee, double)
    vus = AvisPersonne.objects.en_vigueur().filter(beneficiaire=gardee.beneficiaire)
    assert list(vus.values_list("juste", flat=True)) == [False]
    defaire(acteur=scene.facilitation, fusion=fusion)
    assert set(AvisPersonne.objects.en_vigueur().values_list("beneficiaire", "juste")) == avant


# --- referrals and the carnet --------------------------------------------------------------------


@pytest.fixture
def besoin(scene: Scene) -> Besoin:
    chantier = Chantier.objects.get(pk=scene.chantier_id)
    return un_besoin(scene.clause, chantier, metier=un_metier("Maçonnerie"), nombre=2, debut=date(2026, 3, 2))


def attendent(besoin: Besoin) -> int:
    return Besoin.objects.values_list("propositions_en_attente", flat=True).get(pk=besoin.pk)


def test_proposee_deux_fois_pour_un_besoin_la_personne_ne_l_est_plus_qu_une(scene, besoin):
    gardee, double = (
        un_candidat_placable(besoin.metier, personne=un_beneficiaire(nom, "Samia", date_naissance=NEE))
        for nom in ("Benali", "Benalli")
    )
    mises_en_relation.proposer(acteur=scene.facilitation, besoin=besoin, candidats=[gardee.uuid, double.uuid])
    assert attendent(besoin) == 2
    fusion = reunir(scene, gardee, double)
    assert attendent(besoin) == 1
    assert MiseEnRelation.objects.ouvertes().get().candidat == gardee
    assert MiseEnRelation.objects.get(candidat=double).etat == EtatMiseEnRelation.RETIREE
    defaire(acteur=scene.facilitation, fusion=fusion)
    assert attendent(besoin) == 2
    assert set(MiseEnRelation.objects.ouvertes().values_list("candidat", "etat")) == {
        (gardee.pk, EtatMiseEnRelation.PROPOSEE),
        (double.pk, EtatMiseEnRelation.PROPOSEE),
    }


def test_le_lien_que_la_personne_tient_ouvre_la_fiche_gardee(scene, gardee, double):
    une_fenetre(double.beneficiaire, scene.clause)
    un_mois_soumis(scene, 100)
    secret = carnet.ouvrir_lien(acteur=scene.facilitation, candidat=double)[1]
    page = reverse("parcours:carnet", args=[secret])
    fusion = reunir(scene, gardee, double)
    assert "eptembre 2025" in Client().get(page).content.decode()
    defaire(acteur=scene.facilitation, fusion=fusion)
    assert "eptembre 2025" in Client().get(page).content.decode()


# --- two people at once --------------------------------------------------------------------------


def test_deux_fiches_ne_s_absorbent_pas_l_une_l_autre(scene, gardee, double):
    tenue = Candidat.objects.get(pk=double.pk)  # read before a colleague merged it
    reunir(scene, gardee, double)
    with pytest.raises(ConflitEcriture, match="vient d'être réunie"):
        fusionner(acteur=scene.facilitation, candidat=tenue, autre=gardee.beneficiaire)
    vivantes = Beneficiaire.objects.filter(
        annule_le__isnull=True, pk__in=[gardee.beneficiaire_id, tenue.beneficiaire_id]
    )
    assert vivantes.get() == gardee.beneficiaire


def test_la_page_dit_qu_un_collegue_vient_de_fusionner(scene, gardee, double, monkeypatch):
    """Both pages were open: the second one to send reads a sentence, not an error."""
    from parcours.web import fusions as pages

    reel = pages.fusions.fusionner

    def apres_un_collegue(**demande):
        reel(acteur=scene.facilitation, candidat=double, autre=gardee.beneficiaire)
        return reel(**demande)

    monkeypatch.setattr(pages.fusions, "fusionner", apres_un_collegue)
    reponse = connecte(scene.facilitation).post(
        reverse("parcours:fusionner", args=[gardee.uuid]), {"avec": double.beneficiaire.uuid}
    )
    assert reponse.status_code == 422
    assert "vient d&#x27;être réunie" in reponse.content.decode()


def test_une_fusion_ne_se_defait_pas_quand_la_fiche_gardee_est_absorbee_depuis(scene, gardee, double):
    troisieme = un_candidat_placable(un_metier(), personne=un_beneficiaire("Benaly", "Samia", date_naissance=NEE))
    premiere = reunir(scene, gardee, double)
    derniere = fusionner(acteur=scene.facilitation, candidat=troisieme, autre=gardee.beneficiaire)
    with pytest.raises(ConflitEcriture, match="vient d'être réunie"):
        defaire(acteur=scene.facilitation, fusion=premiere)
    defaire(acteur=scene.facilitation, fusion=derniere)
    defaire(acteur=scene.facilitation, fusion=premiere)
    assert scene.contrats[0].__class__.objects.get(pk=scene.contrats[0].pk).beneficiaire == double.beneficiaire


# --- erasure -------------------------------------------------------------------------------------


def test_effacer_ne_laisse_ni_motif_ni_demande_ni_proposition(scene, double, besoin):
    gardee = un_candidat_placable(besoin.metier, personne=un_beneficiaire("Benaly", "Samia", date_naissance=NEE))
    un_critere(scene)
    demande = une_demande(scene, beneficiaire=gardee.beneficiaire, debut=date(2025, 11, 3))
    decisions.accepter(acteur=scene.facilitation, demande=demande, preuves=[Preuve("RSA", datee_le=date(2025, 9, 15))])
    Decision.objects.update(pass_iae="999992612345", pass_debut=date(2025, 1, 1), pass_fin=date(2026, 12, 31))
    fenetre = FenetreEligibilite.objects.filter(beneficiaire=gardee.beneficiaire).get()
    fin = fenetre.fin + timedelta(days=90)
    prolonger(acteur=scene.facilitation, fenetre=fenetre, fin=fin, motif="Canari P")
    une_fenetre(double.beneficiaire, scene.clause)
    un_mois_soumis(scene, 100)
    avis = avis_personnes.dire(beneficiaire=double.beneficiaire, mois=SEPTEMBRE, juste=False)
    avis_personnes.traiter(acteur=scene.facilitation, avis=avis, motif="Canari A")
    mises_en_relation.proposer(acteur=scene.facilitation, besoin=besoin, candidats=[gardee.uuid])
    DemandePublique.objects.create(
        chantier_id=scene.chantier_id,
        nom="Canari D",
        telephone="06 39 98 00 02",
        candidat=gardee,
        deposee_le=maintenant(),
    )
    reunir(scene, gardee, double)
    responsable = un_acteur(role=Role.RESPONSABLE, organisation=scene.office)
    effacer(acteur=responsable, beneficiaire=gardee.beneficiaire, motif="Demande")
    assert not DemandePublique.objects.exists()
    assert not Prolongation.objects.filter(motif__contains="Canari").exists()
    assert not AvisPersonne.objects.filter(traite_motif__contains="Canari").exists()
    assert set(Decision.objects.values_list("pass_iae", "pass_debut", "pass_fin")) == {("", None, None)}
    assert not MiseEnRelation.objects.ouvertes().exists()
    assert attendent(besoin) == 0
