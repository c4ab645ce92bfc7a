"""Prolonging a window: who may, what the firm reads, what is judged again, what stays in the office."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clauses.models import FenetreEligibilite, JournalPersonne, Reglage
from clauses.selectors.eligibilites import eligibilites_de
from clauses.services.fenetres import prolonger_fenetre
from entreprises.rules import Role
from parcours.models import JournalCandidat, Prolongation
from parcours.rules.eligibilite import Preuve
from parcours.services import decisions
from parcours.services.prolongations import prolonger
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.horloge import a_l_instant, maintenant
from socle.periodes import Mois
from tests.fabriques.declarations import un_contrat, un_mois_soumis, une_fenetre, une_scene
from tests.fabriques.demandes import connecte, un_critere, une_demande
from tests.fabriques.entreprises import un_acteur

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
MOTIF = "Formation qualifiante en cours, canari du motif."


def au(annee: int, mois: int, jour: int):
    return a_l_instant(datetime(annee, mois, jour, 9, 0, tzinfo=PARIS))


@pytest.fixture(autouse=True)
def en_octobre():
    with au(2025, 10, 10):
        yield


@pytest.fixture
def scene():
    """A person under contract since February 2024; her window and her counting end on 4 February 2026."""
    scene = une_scene(personnes=0)
    contrat = un_contrat(intervenant=scene.intervenant, clause=scene.clause, debut=date(2024, 2, 5), eligible=False)
    scene.contrats = [contrat]
    une_fenetre(contrat.beneficiaire, scene.clause, debut=date(2024, 2, 5), fin=date(2026, 2, 4))
    return scene


def la_fenetre() -> FenetreEligibilite:
    return FenetreEligibilite.objects.get()


def comptent_jusqu_au(scene) -> date | None:
    contrat = scene.contrats[0]
    return eligibilites_de([contrat])[contrat.pk].jusqu_au


def test_prolonger_laisse_commencer_des_contrats_et_compter_les_heures_jusqu_a_la_nouvelle_fin(scene):
    assert comptent_jusqu_au(scene) == date(2026, 2, 4)
    prolonger(acteur=scene.facilitation, fenetre=la_fenetre(), fin=date(2026, 6, 30), motif=MOTIF)
    assert (la_fenetre().fin, la_fenetre().prolongee_au) == (date(2026, 6, 30), date(2026, 6, 30))
    assert comptent_jusqu_au(scene) == date(2026, 6, 30)
    trace = Prolongation.objects.get()
    assert (trace.fin_avant, trace.fin_apres, trace.motif) == (date(2026, 2, 4), date(2026, 6, 30), MOTIF)
    assert trace.auteur == scene.facilitation.utilisateur
    assert JournalPersonne.objects.get(acte="prolonger_fenetre").motif == ""


def test_les_heures_ne_depassent_jamais_la_fin_du_lot(scene):
    prolonger(acteur=scene.facilitation, fenetre=la_fenetre(), fin=date(2027, 2, 4), motif=MOTIF)
    assert comptent_jusqu_au(scene) == scene.clause.lot.fin_travaux == date(2026, 7, 31)


def test_un_contrat_commence_hors_de_la_fenetre_prolongee_n_y_gagne_rien(scene):
    personne = scene.contrats[0].beneficiaire
    hors = un_contrat(
        intervenant=scene.intervenant,
        clause=scene.clause,
        beneficiaire=personne,
        debut=date(2024, 1, 8),
        eligible=False,
    )
    prolonger(acteur=scene.facilitation, fenetre=la_fenetre(), fin=date(2026, 6, 30), motif=MOTIF)
    assert eligibilites_de([hors])[hors.pk].jusqu_au is None


def test_les_lignes_qui_attendent_sont_jugees_de_nouveau(scene):
    with au(2026, 4, 10):
        (ligne,) = un_mois_soumis(scene, 100, mois=Mois(2026, 3))
        assert "ne comptent plus" in ligne.alertes.actives().get(code="A2").message
        prolonger(acteur=scene.facilitation, fenetre=la_fenetre(), fin=date(2026, 6, 30), motif=MOTIF)
        assert not ligne.alertes.actives().filter(code="A2").exists()


@pytest.mark.parametrize(
    ("fin", "motif", "champ", "phrase"),
    [
        (date(2026, 2, 4), MOTIF, "fin", "vient après le 4 février 2026"),
        (date(2027, 2, 5), MOTIF, "fin", "12 mois au plus : jusqu'au 4 février 2027"),
        (date(2026, 6, 30), " ", "motif", "demande un motif"),
    ],
)
def test_une_prolongation_mal_faite_n_ecrit_rien(scene, fin, motif, champ, phrase):
    with pytest.raises(RegleViolee, match=phrase) as refus:
        prolonger(acteur=scene.facilitation, fenetre=la_fenetre(), fin=fin, motif=motif)
    assert refus.value.champ == champ
    assert la_fenetre().fin == date(2026, 2, 4)
    assert not Prolongation.objects.exists()


def test_la_duree_d_une_prolongation_est_un_reglage(scene):
    Reglage.objects.create(
        code="prolongation_maximale", libelle="Prolongation", valeur=Decimal(6), valide_du=date(2025, 1, 1)
    )
    with pytest.raises(RegleViolee, match="6 mois au plus"):
        prolonger(acteur=scene.facilitation, fenetre=la_fenetre(), fin=date(2026, 8, 5), motif=MOTIF)


def test_deux_prolongations_se_suivent(scene):
    for fin in (date(2027, 2, 4), date(2028, 2, 4)):
        prolonger(acteur=scene.facilitation, fenetre=la_fenetre(), fin=fin, motif=MOTIF)
    assert list(Prolongation.objects.values_list("fin_avant", "fin_apres")) == [
        (date(2026, 2, 4), date(2027, 2, 4)),
        (date(2027, 2, 4), date(2028, 2, 4)),
    ]


def test_une_prolongation_ne_mord_pas_sur_la_fenetre_suivante(scene):
    personne = scene.contrats[0].beneficiaire
    une_fenetre(personne, scene.clause, debut=date(2026, 6, 1))
    premiere = FenetreEligibilite.objects.order_by("debut").first()
    with pytest.raises(RegleViolee, match="s'ouvre le 1er juin 2026"):
        prolonger(acteur=scene.facilitation, fenetre=premiere, fin=date(2026, 6, 1), motif=MOTIF)
    with pytest.raises(RegleViolee):  # the floor below refuses too, whoever calls
        prolonger_fenetre(acteur=scene.facilitation, fenetre=premiere, fin=date(2026, 6, 1))
    prolonger(acteur=scene.facilitation, fenetre=premiere, fin=date(2026, 5, 31), motif=MOTIF)


def test_deux_personnes_a_la_fois_la_seconde_part_de_la_fin_deja_prolongee(scene):
    vue_avant = la_fenetre()
    prolonger(acteur=scene.facilitation, fenetre=vue_avant, fin=date(2026, 12, 31), motif=MOTIF)
    with pytest.raises(RegleViolee, match="vient après le 31 décembre 2026"):
        prolonger(acteur=scene.facilitation, fenetre=vue_avant, fin=date(2026, 6, 30), motif=MOTIF)


def test_une_fenetre_annulee_entre_temps_ne_se_prolonge_plus(scene):
    responsable = un_acteur(role=Role.RESPONSABLE, organisation=scene.office)
    fenetre = la_fenetre()
    FenetreEligibilite.objects.update(annule_le=maintenant())
    with pytest.raises(DroitRefuse):
        prolonger(acteur=responsable, fenetre=fenetre, fin=date(2026, 6, 30), motif=MOTIF)
    with pytest.raises(ConflitEcriture):
        prolonger_fenetre(acteur=responsable, fenetre=fenetre, fin=date(2026, 6, 30))


def test_seuls_ceux_du_dossier_prolongent(scene):
    fenetre = la_fenetre()
    collegue = un_acteur(role=Role.FACILITATEUR, organisation=scene.office)
    responsable_d_ailleurs = un_acteur(role=Role.RESPONSABLE)
    maitre_ouvrage = un_acteur(role=Role.MAITRE_OUVRAGE, organisation=scene.clause.lot.marche.operation.maitre_ouvrage)
    for acteur in (scene.paie, collegue, responsable_d_ailleurs, maitre_ouvrage, un_acteur(role=Role.PRESCRIPTEUR)):
        with pytest.raises(DroitRefuse):
            prolonger(acteur=acteur, fenetre=fenetre, fin=date(2026, 6, 30), motif=MOTIF)
    responsable = un_acteur(role=Role.RESPONSABLE, organisation=scene.office)
    assert prolonger(acteur=responsable, fenetre=fenetre, fin=date(2026, 6, 30), motif=MOTIF).fin == date(2026, 6, 30)


def test_la_prolongation_s_inscrit_au_journal_de_la_demande_qui_avait_ouvert_la_fenetre(scene):
    un_critere(scene)
    demande = une_demande(scene)
    decision = decisions.accepter(
        acteur=scene.facilitation, demande=demande, preuves=[Preuve("RSA", date(2025, 9, 15))]
    )
    prolonger(acteur=scene.facilitation, fenetre=decision.fenetre, fin=date(2028, 6, 30), motif=MOTIF)
    assert JournalCandidat.objects.get(acte="prolonger_fenetre").demande == demande
    decision.refresh_from_db()
    assert decision.fin == date(2027, 11, 2)  # what was decided that day stays written


def test_l_entreprise_lit_la_nouvelle_fin_et_rien_du_motif(scene):
    url = reverse("entreprise:contrat", args=[scene.contrats[0].uuid])
    client = connecte(scene.paie)
    assert "4 février 2026" in client.get(url).content.decode()
    prolonger(acteur=scene.facilitation, fenetre=la_fenetre(), fin=date(2026, 6, 30), motif=MOTIF)
    page = client.get(url).content.decode()
    assert "30 juin 2026" in page
    assert "4 février 2026" not in page
    assert "canari du motif" not in page
    assert "rolong" not in page


def test_la_page_montre_ce_que_l_entreprise_lit_et_garde_ce_qui_est_tape(scene):
    url = reverse("parcours:prolonger", args=[la_fenetre().uuid])
    client = connecte(scene.facilitation)
    page = client.get(url).content.decode()
    assert "les heures comptent jusqu'au 4 février 2026" in page
    assert "4 février 2027" in page  # the latest end possible
    refus = client.post(url, {"fin": "2028-01-01", "motif": MOTIF})
    assert refus.status_code == 422
    assert "12 mois au plus" in refus.content.decode()
    assert MOTIF in refus.content.decode()
    suite = reverse("parcours:demandes")
    assert client.post(url, {"fin": "2026-06-30", "motif": MOTIF, "suite": suite}).url == suite
    assert MOTIF in client.get(url).content.decode()
    assert client.post(url, {"fin": "2026-07-31", "motif": MOTIF, "suite": "https://ailleurs.invalid/"}).url == url


def test_la_page_d_une_fenetre_d_ailleurs_est_introuvable(scene):
    url = reverse("parcours:prolonger", args=[la_fenetre().uuid])
    assert connecte(un_acteur(role=Role.FACILITATEUR)).get(url).status_code == 404
    assert connecte(un_acteur(role=Role.FACILITATEUR, organisation=scene.office)).get(url).status_code == 404
    assert connecte(scene.paie).get(url).status_code == 403
    FenetreEligibilite.objects.update(fin=None)
    assert connecte(scene.facilitation).get(url).status_code == 404


def test_la_base_refuse_une_prolongation_sans_motif_ou_qui_recule(scene):
    fenetre = la_fenetre()
    commun = {"fenetre": fenetre, "enregistree_le": maintenant(), "auteur": scene.facilitation.utilisateur}
    for fautes in ({"motif": ""}, {"fin_apres": date(2026, 2, 4)}):
        champs = {"fin_avant": date(2026, 2, 4), "fin_apres": date(2026, 6, 30), "motif": MOTIF} | fautes
        with pytest.raises(IntegrityError), transaction.atomic():
            Prolongation.objects.create(**commun, **champs)
    with pytest.raises(IntegrityError), transaction.atomic():
        FenetreEligibilite.objects.update(prolongee_au=date(2026, 6, 30))
