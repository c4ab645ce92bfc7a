"""From the shortlist to the contract: each side's answer is dated, the firm reads a name and nothing of the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from chantiers.models import Chantier
from clauses.models import Besoin, ContratTravail, DemandeValidation, JournalClause
from clauses.rules.vocabulaire import Modalite, TypeContrat
from clauses.services import besoins
from clauses.services.personnes import DonneesContrat
from entreprises.rules import Role
from parcours.models import Candidat, MiseEnRelation
from parcours.rules.etapes import EtatMiseEnRelation
from parcours.rules.mises_en_relation import OUVERTES, STATUTS, TABLE_RELATION, ActeRelation, MotifRefus, statut_apres
from parcours.services import mises_en_relation as services
from parcours.services.statuts import changer_statut
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee, TransitionInterdite
from socle.horloge import a_l_instant
from tests.fabriques.declarations import Scene, un_beneficiaire, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.parcours import un_candidat_placable
from tests.fabriques.public import un_besoin
from tests.fabriques.socle import un_metier

pytestmark = pytest.mark.django_db
INSTANT = datetime(2026, 1, 12, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def en_janvier():
    with a_l_instant(INSTANT):
        yield


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=0)


@pytest.fixture
def besoin(scene: Scene) -> Besoin:
    chantier = Chantier.objects.get(pk=scene.chantier_id)
    return un_besoin(scene.clause, chantier, metier=un_metier("Maçonnerie"), nombre=1, debut=date(2026, 3, 2))


@pytest.fixture
def candidat(besoin: Besoin) -> Candidat:
    personne = un_beneficiaire("Zouarel", telephone="06 39 98 00 01", email="zouarel@exemple.invalid")
    return un_candidat_placable(besoin.metier, personne=personne)


@pytest.fixture
def relation(scene: Scene, besoin: Besoin, candidat: Candidat) -> MiseEnRelation:
    (faite,) = services.proposer(acteur=scene.facilitation, besoin=besoin, candidats=[candidat.uuid])
    return faite


def relu(candidat: Candidat) -> Candidat:
    return Candidat.objects.get(pk=candidat.pk)


def statut(candidat: Candidat) -> str:
    return relu(candidat).statut


def agir(acteur, relation: MiseEnRelation, acte: ActeRelation, motif: MotifRefus | None = None) -> MiseEnRelation:
    return services.agir(acteur=acteur, relation=relation, acte=acte, motif=motif)


def un_contrat_de(scene: Scene, debut: date = date(2026, 3, 2)) -> DonneesContrat:
    return DonneesContrat(
        type_contrat=TypeContrat.CDD, modalite=Modalite.EMBAUCHE_DIRECTE, employeur=scene.entreprise, debut=debut
    )


def test_une_mise_en_relation_close_n_a_plus_d_acte_et_une_ouverte_se_ferme_toujours():
    assert set(STATUTS) == set(OUVERTES)
    for etat in OUVERTES:
        assert {ActeRelation.REFUSER, ActeRelation.RETIRER} <= set(TABLE_RELATION.actes_possibles(etat))
    for etat in set(EtatMiseEnRelation) - set(OUVERTES):
        assert not TABLE_RELATION.actes_possibles(etat)


@pytest.mark.parametrize(
    ("actuel", "relation", "ouvertes", "attendu"),
    [
        ("DISPONIBLE", "PROPOSEE", ["PROPOSEE"], "PROPOSE"),
        ("PROPOSE", "ENTRETIEN", ["ENTRETIEN"], "EN_ENTRETIEN"),
        ("EN_ENTRETIEN", "RETENUE", ["PROPOSEE", "RETENUE"], "RETENU"),
        ("RETENU", "CONTACTEE", ["CONTACTEE", "RETENUE"], "RETENU"),  # a second referral does not take her back
        ("RETENU", "RETIREE", ["ENTRETIEN"], "EN_ENTRETIEN"),
        ("RETENU", "REFUSEE", [], "DISPONIBLE"),
        ("EN_ENTRETIEN", "EMBAUCHEE", ["PROPOSEE"], "EN_POSTE"),
        ("EN_POSTE", "REFUSEE", [], "EN_POSTE"),  # hired elsewhere meanwhile
        ("EN_PAUSE", "REFUSEE", [], "EN_PAUSE"),
        ("SORTIE", "ENTRETIEN", ["ENTRETIEN"], "SORTIE"),
    ],
)
def test_ou_les_mises_en_relation_laissent_la_personne(actuel, relation, ouvertes, attendu):
    assert statut_apres(actuel, relation, ouvertes) == attendu


def test_la_reponse_d_une_entreprise_ne_ramene_pas_qui_s_est_arrete(scene, candidat, relation):
    changer_statut(acteur=scene.facilitation, candidat=relu(candidat), vers="EN_PAUSE", note="À sa demande")
    agir(scene.paie, relation, ActeRelation.REFUSER, MotifRefus.DECLINE)
    assert statut(candidat) == "EN_PAUSE"
    assert [e.vers for e in candidat.etapes.order_by("pk")] == ["PROPOSE", "EN_PAUSE"]


def test_seul_un_appel_a_la_personne_compte_comme_contact(scene, candidat, relation):
    assert relu(candidat).dernier_contact_le is None
    agir(scene.facilitation, relation, ActeRelation.CONTACTER)
    assert relu(candidat).dernier_contact_le == INSTANT.date()


def test_proposer_gele_le_score_et_les_raisons_du_jour(scene, besoin, candidat, relation):
    assert relation.score == int(sum(float(r[1]) for r in relation.raisons))
    assert [r[0] for r in relation.raisons][:2] == ["Métier", "Distance"]
    assert statut(candidat) == "PROPOSE"
    assert Besoin.objects.get().propositions_en_attente == 1
    Candidat.objects.update(heures_cherchees=1)
    assert MiseEnRelation.objects.get().raisons == relation.raisons


def test_une_personne_deja_proposee_n_est_plus_dans_la_liste(scene, besoin, candidat, relation):
    with pytest.raises(ConflitEcriture):
        services.proposer(acteur=scene.facilitation, besoin=besoin, candidats=[candidat.uuid])
    assert MiseEnRelation.objects.count() == 1


def test_le_message_a_l_entreprise_ne_nomme_personne(scene, besoin, candidat, django_capture_on_commit_callbacks):
    un_acteur(role=Role.REFERENT, organisation=scene.entreprise)
    with django_capture_on_commit_callbacks(execute=True):
        services.proposer(acteur=scene.facilitation, besoin=besoin, candidats=[candidat.uuid])
    (courriel,) = mail.outbox
    assert "Zouarel" not in courriel.subject + courriel.body
    assert "Maçonnerie" in courriel.subject


@pytest.mark.parametrize(("autres", "phrase"), [(0, "comment la joindre"), (1, "comment les joindre")])
def test_le_message_a_l_entreprise_s_accorde_au_nombre(
    scene, besoin, candidat, autres, phrase, django_capture_on_commit_callbacks
):
    un_acteur(role=Role.REFERENT, organisation=scene.entreprise)
    proposes = [candidat, *(un_candidat_placable(besoin.metier) for _ in range(autres))]
    with django_capture_on_commit_callbacks(execute=True):
        services.proposer(
            acteur=scene.facilitation, besoin=besoin, candidats=[c.uuid for c in proposes], prevenir=False
        )
    (courriel,) = mail.outbox
    assert phrase in courriel.body
    assert phrase in courriel.alternatives[0][0]


def test_un_refus_porte_un_motif_et_rend_la_personne_disponible(scene, candidat, relation):
    with pytest.raises(RegleViolee, match="Choisissez pourquoi"):
        agir(scene.paie, relation, ActeRelation.REFUSER)
    refusee = agir(scene.paie, relation, ActeRelation.REFUSER, MotifRefus.TRAJET)
    assert (refusee.motif_code, refusee.close_le is not None) == ("trajet", True)
    assert statut(candidat) == "DISPONIBLE"
    assert [e.vers for e in candidat.etapes.order_by("pk")] == ["PROPOSE", "DISPONIBLE"]
    assert candidat.etapes.order_by("-pk").first().note == MotifRefus.TRAJET.libelle
    assert Besoin.objects.get().propositions_en_attente == 0


def test_un_refus_ne_rend_pas_disponible_qui_attend_ailleurs(scene, besoin, candidat, relation):
    autre = un_besoin(scene.clause, besoin.chantier, metier=besoin.metier, debut=date(2026, 4, 1))
    MiseEnRelation.objects.create(
        besoin=autre,
        candidat=candidat,
        etat="ENTRETIEN",
        proposee_le=INSTANT,
        proposee_par=scene.facilitation.utilisateur,
    )
    agir(scene.paie, relation, ActeRelation.REFUSER, MotifRefus.POURVU)
    assert statut(candidat) == "EN_ENTRETIEN"


def test_le_temps_de_reponse_se_compte_a_la_premiere_reponse_de_l_entreprise(scene, relation):
    with a_l_instant(INSTANT + timedelta(days=3)):
        agir(scene.paie, relation, ActeRelation.ENTRETIEN)
    with a_l_instant(INSTANT + timedelta(days=9)):
        agir(scene.paie, relation, ActeRelation.RETENIR)
    relue = MiseEnRelation.objects.get()
    assert (relue.reponse_entreprise_le - relue.proposee_le).days == 3


def test_l_entreprise_ne_fait_que_ses_actes_et_le_voisin_aucun(scene, relation):
    for acte in (ActeRelation.CONTACTER, ActeRelation.RETIRER):
        with pytest.raises(DroitRefuse):
            agir(scene.paie, relation, acte)
    voisine = une_scene(personnes=0)
    for acteur in (voisine.paie, voisine.facilitation):
        with pytest.raises(DroitRefuse):
            agir(acteur, relation, ActeRelation.RETENIR)


def test_embaucher_ecrit_le_contrat_la_demande_et_pourvoit_le_besoin(scene, besoin, candidat, relation):
    with pytest.raises(TransitionInterdite):
        services.embaucher(acteur=scene.paie, relation=relation, donnees=un_contrat_de(scene))
    agir(scene.paie, relation, ActeRelation.RETENIR)
    contrat = services.embaucher(acteur=scene.paie, relation=relation, donnees=un_contrat_de(scene))
    assert contrat.beneficiaire == candidat.beneficiaire
    assert DemandeValidation.objects.get().contrat == contrat
    assert MiseEnRelation.objects.get().contrat == contrat
    assert statut(candidat) == "EN_POSTE"
    assert candidat.etapes.order_by("-pk").first().contrat == contrat
    assert Besoin.objects.get().etat == "POURVU"
    ligne = JournalClause.objects.get(acte="pourvoir_besoin")
    assert (ligne.de, ligne.vers, ligne.auteur_id) == ("OUVERT", "POURVU", scene.paie.utilisateur.pk)


def test_un_contrat_impossible_ne_change_rien_a_la_mise_en_relation(scene, candidat, relation):
    agir(scene.paie, relation, ActeRelation.RETENIR)
    donnees = replace(un_contrat_de(scene), fin=date(2026, 1, 1))
    with pytest.raises(RegleViolee, match="précède"):
        services.embaucher(acteur=scene.paie, relation=relation, donnees=donnees)
    assert MiseEnRelation.objects.get().etat == "RETENUE"
    assert not ContratTravail.objects.exists()


def page_de(acteur) -> Client:
    client = Client()
    client.force_login(acteur.utilisateur)
    return client


def test_de_la_liste_au_contrat_par_les_pages(scene, besoin, candidat):
    office, firme = page_de(scene.facilitation), page_de(scene.paie)
    liste = reverse("parcours:liste_courte", args=[besoin.uuid])
    page = office.get(liste).content.decode()
    assert str(candidat) in page
    assert "Toutes les personnes disponibles ont été examinées" in page
    office.post(liste, {"candidat": [str(candidat.uuid)]})
    recue = reverse("parcours:propositions", args=[besoin.uuid])
    vue = firme.get(recue).content.decode()
    assert "Zouarel" in vue
    assert "06 39 98 00 01" in vue
    relation = MiseEnRelation.objects.get()
    firme.post(recue, {"relation": relation.uuid, "acte": "retenir"})
    embaucher = reverse("parcours:embaucher", args=[relation.uuid])
    assert 'value="2026-03-02"' in firme.get(embaucher).content.decode()
    firme.post(embaucher, {"type_contrat": "CDD", "debut": "2026-03-02", "fin": "2026-08-31", "heures_hebdo": "35"})
    assert ContratTravail.objects.get().beneficiaire == candidat.beneficiaire
    assert "Embauchée" in office.get(liste).content.decode()


def test_l_entreprise_ne_lit_ni_score_ni_raison_ni_commune_ni_courriel(scene, besoin, candidat, relation):
    vue = page_de(scene.paie).get(reverse("parcours:propositions", args=[besoin.uuid])).content.decode()
    for secret in ("zouarel@exemple.invalid", "points", "Éligibilité", "Distance", "\u00a0km"):
        assert secret not in vue
    agir(scene.paie, relation, ActeRelation.REFUSER, MotifRefus.COMPETENCES)
    assert (
        "06 39 98 00 01"
        not in page_de(scene.paie).get(reverse("parcours:propositions", args=[besoin.uuid])).content.decode()
    )


def test_un_refus_sans_motif_par_la_page_ne_change_rien(scene, besoin, relation):
    reponse = page_de(scene.paie).post(
        reverse("parcours:propositions", args=[besoin.uuid]),
        {"relation": relation.uuid, "acte": "refuser", "motif": ""},
    )
    assert reponse.status_code == 422
    assert "Choisissez pourquoi" in reponse.content.decode()
    assert MiseEnRelation.objects.get().etat == "PROPOSEE"


def test_le_besoin_du_voisin_n_existe_pas(scene, besoin, relation):
    voisine = une_scene(personnes=0)
    assert page_de(voisine.paie).get(reverse("parcours:propositions", args=[besoin.uuid])).status_code == 404
    assert page_de(voisine.paie).get(reverse("parcours:embaucher", args=[relation.uuid])).status_code == 404
    assert page_de(voisine.facilitation).get(reverse("parcours:liste_courte", args=[besoin.uuid])).status_code == 404


# --- a need that closes --------------------------------------------------------------------------


def deux_proposees(scene: Scene, besoin: Besoin) -> list[Candidat]:
    gens = [un_candidat_placable(besoin.metier, personne=un_beneficiaire(nom)) for nom in ("Yacinel", "Xaviel")]
    services.proposer(acteur=scene.facilitation, besoin=besoin, candidats=[c.uuid for c in gens])
    return gens


def test_le_besoin_pourvu_par_une_embauche_rend_les_autres_disponibles(scene, besoin):
    prise, autre = deux_proposees(scene, besoin)
    relation = MiseEnRelation.objects.get(candidat=prise)
    for acte in (ActeRelation.ENTRETIEN, ActeRelation.RETENIR):
        services.agir(acteur=scene.facilitation, relation=relation, acte=acte)
    services.embaucher(acteur=scene.facilitation, relation=relation, donnees=un_contrat_de(scene))
    besoin.refresh_from_db()
    assert (besoin.etat, besoin.propositions_en_attente) == ("POURVU", 0)
    assert MiseEnRelation.objects.get(candidat=autre).etat == EtatMiseEnRelation.RETIREE
    assert (statut(prise), statut(autre)) == ("EN_POSTE", "DISPONIBLE")


def test_annule_par_l_entreprise_un_besoin_ne_garde_personne(scene, besoin):
    gens = deux_proposees(scene, besoin)
    referente = un_acteur(role=Role.REFERENT, organisation=scene.entreprise)
    besoins.annuler(acteur=referente, besoin=besoin, motif="Chantier reporté")
    assert not MiseEnRelation.objects.ouvertes().exists()
    assert [statut(c) for c in gens] == ["DISPONIBLE", "DISPONIBLE"]
    besoin.refresh_from_db()
    assert besoin.propositions_en_attente == 0
    besoins.rouvrir(acteur=referente, besoin=besoin)
    assert services.proposer(acteur=scene.facilitation, besoin=besoin, candidats=[gens[0].uuid])
