"""Moving hours to a clause of another office: proposed, seen by both, done only when the other accepts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from clauses.models import (
    Alerte,
    ClauseInsertion,
    Deplacement,
    DeplacementPropose,
    JournalClause,
    LigneHeures,
    MouvementHeures,
)
from clauses.querysets import somme_heures
from clauses.rules.vocabulaire import EtatProposition, MotifDeplacement
from clauses.selectors.verification import verifier
from clauses.services import deplacements_proposes as services
from clauses.services import validation
from clauses.services.deplacements import Demande, deplacer_selection
from entreprises.policies import Acteur
from entreprises.rules import Nature, Role
from socle.erreurs import DroitRefuse, RegleViolee, TransitionInterdite
from socle.horloge import a_l_instant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_mois_soumis, un_motif, une_scene
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.marches import un_lot, un_marche, une_clause

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=2)


@pytest.fixture
def voisin():
    return un_acteur(role=Role.FACILITATEUR, organisation=une_organisation(nature=Nature.OFFICE, nom="Office voisin"))


@pytest.fixture
def cible(scene: Scene, voisin: Acteur) -> ClauseInsertion:
    """A clause of the neighbour's office on which the same firm holds the lot."""
    return une_clause(
        lot=un_lot(marche=un_marche(office=voisin.organisation)),
        titulaire=scene.entreprise,
        referentiel=scene.clause.referentiel,
        facilitateur=voisin.espace,
    )


@pytest.fixture
def lignes(scene: Scene) -> list[LigneHeures]:
    siennes = un_mois_soumis(scene, 100, mois=Mois(2025, 8))
    validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in siennes], derogation="Examinées")
    return siennes


def demande(scene: Scene, lignes: list[LigneHeures], cible: ClauseInsertion) -> Demande:
    return Demande(source=scene.clause, lignes=[li.uuid for li in lignes], cible=cible)


def proposer(scene: Scene, lignes: list[LigneHeures], cible: ClauseInsertion) -> DeplacementPropose:
    return services.proposer(
        acteur=scene.facilitation,
        demande=demande(scene, lignes, cible),
        motif=MotifDeplacement.MAUVAIS_LOT,
        texte="Chantier du lot voisin",
    )


def total(clause: ClauseInsertion) -> Decimal:
    return MouvementHeures.objects.filter(clause=clause).aggregate(t=somme_heures("heures"))["t"]


def test_proposer_ne_deplace_rien(scene, lignes, cible):
    ecritures = MouvementHeures.objects.count()
    proposition = proposer(scene, lignes, cible)
    assert (proposition.etat, proposition.heures, proposition.nb_lignes) == ("EN_ATTENTE", Decimal("200.00"), 2)
    assert MouvementHeures.objects.count() == ecritures
    assert not Deplacement.objects.exists()
    assert not Alerte.objects.filter(ligne__contrat__clause=cible).exists()
    assert JournalClause.objects.get(acte="proposer_deplacement").clause == scene.clause


def test_accepter_deplace_une_fois_et_les_totaux_restent_exacts(scene, lignes, cible, voisin):
    proposition = services.accepter(acteur=voisin, proposition=proposer(scene, lignes, cible), derogation="Vu ensemble")
    assert (total(scene.clause), total(cible)) == (Decimal("0.00"), Decimal("200.00"))
    acte = Deplacement.objects.get()
    assert proposition.deplacement == acte
    assert acte.fait_par == voisin.utilisateur
    assert f"proposé par {scene.office}" in acte.texte
    assert not list(verifier())
    with pytest.raises(TransitionInterdite, match="déjà close"):
        services.accepter(acteur=voisin, proposition=proposition)
    assert Deplacement.objects.count() == 1


def test_celui_qui_propose_n_accepte_pas_et_l_autre_ne_retire_pas(scene, lignes, cible, voisin):
    proposition = proposer(scene, lignes, cible)
    with pytest.raises(DroitRefuse):
        services.accepter(acteur=scene.facilitation, proposition=proposition)
    with pytest.raises(DroitRefuse):
        services.refuser(acteur=scene.facilitation, proposition=proposition, texte="non")
    with pytest.raises(DroitRefuse):
        services.retirer(acteur=voisin, proposition=proposition)
    with pytest.raises(DroitRefuse):
        services.proposer(
            acteur=voisin, demande=demande(scene, lignes, cible), motif=MotifDeplacement.MAUVAIS_LOT, texte="Je prends"
        )
    assert DeplacementPropose.objects.get().etat == EtatProposition.EN_ATTENTE


def test_le_deplacement_direct_reste_interdit_entre_structures(scene, lignes, cible):
    with pytest.raises(DroitRefuse):
        deplacer_selection(
            acteur=scene.facilitation,
            demande=demande(scene, lignes, cible),
            cle="6a2f41a3-c54c-4ce3-8d6d-3f1d2d6b1f10",
            motif=MotifDeplacement.MAUVAIS_LOT,
            texte="Sans demander",
        )


def test_refuser_demande_une_explication_que_l_autre_lit(scene, lignes, cible, voisin):
    proposition = proposer(scene, lignes, cible)
    with pytest.raises(RegleViolee, match="Expliquez le refus"):
        services.refuser(acteur=voisin, proposition=proposition, texte=" ")
    services.refuser(acteur=voisin, proposition=proposition, texte="Ce chantier est fini")
    assert total(scene.clause) == Decimal("200.00")
    assert DeplacementPropose.objects.get().reponse == "Ce chantier est fini"
    assert JournalClause.objects.get(acte="refuser_deplacement").motif == "Ce chantier est fini"


def test_une_ligne_corrigee_entre_temps_empeche_l_acceptation_sans_rien_deplacer(scene, lignes, cible, voisin):
    proposition = proposer(scene, lignes, cible)
    validation.annuler_validation(acteur=scene.facilitation, lignes=[lignes[0].uuid], texte="Erreur")
    with pytest.raises(TransitionInterdite):
        services.accepter(acteur=voisin, proposition=proposition, derogation="Vu")
    assert total(cible) == Decimal("0.00")
    assert DeplacementPropose.objects.get().etat == EtatProposition.EN_ATTENTE


def test_une_ligne_n_attend_qu_une_reponse_et_se_repropose_une_fois_retiree(scene, lignes, cible):
    premiere = proposer(scene, lignes, cible)
    with pytest.raises(RegleViolee, match="attend déjà"):
        proposer(scene, lignes[:1], cible)
    services.retirer(acteur=scene.facilitation, proposition=premiere)
    assert proposer(scene, lignes[:1], cible).heures == Decimal("100.00")


def test_une_alerte_bloquante_chez_l_autre_demande_son_motif(scene, lignes, cible, voisin):
    ClauseInsertion.objects.filter(pk=cible.pk).update(debut=datetime(2025, 9, 1).date())
    proposition = proposer(scene, lignes, cible)
    with pytest.raises(RegleViolee, match="bloque"):
        services.accepter(acteur=voisin, proposition=proposition)
    services.accepter(acteur=voisin, proposition=proposition, derogation="Ordre de service anticipé")
    assert total(cible) == Decimal("200.00")


def test_chacun_est_averti_sans_qu_aucune_personne_soit_nommee(
    scene, lignes, cible, voisin, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        proposition = proposer(scene, lignes, cible)
    (recu,) = mail.outbox
    assert recu.to == [voisin.utilisateur.email]
    with django_capture_on_commit_callbacks(execute=True):
        services.refuser(acteur=voisin, proposition=proposition, texte="Pas chez nous")
    reponse = mail.outbox[-1]
    assert reponse.to == [scene.facilitation.utilisateur.email]
    assert "Pas chez nous" in reponse.body
    for contrat in scene.contrats:
        assert contrat.beneficiaire.nom not in recu.body + reponse.body


def test_une_proposition_acceptee_porte_toujours_son_deplacement(scene, lignes, cible, voisin):
    proposition = proposer(scene, lignes, cible)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeplacementPropose.objects.filter(pk=proposition.pk).update(
            etat="ACCEPTEE", repondu_le=proposition.propose_le, repondu_par=voisin.utilisateur
        )


def page_de(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.utilisateur)
    return client


def test_trois_ecrans_pour_proposer_puis_deux_pour_accepter(scene, lignes, cible, voisin):
    ici = page_de(scene.facilitation)
    adresse = reverse("facilitation:deplacer_heures", args=[scene.clause.uuid])
    assert "Office voisin, à accepter" in ici.get(adresse).content.decode()
    champs = {"cible": cible.uuid, "chantier": "", "decalage": 0, "ligne": [str(li.uuid) for li in lignes]}
    apercu = ici.post(adresse, champs | {"etape": "apercu"})
    assert "Proposer 200,00" in apercu.content.decode()
    fin = {"etape": "faire", "motif": "mauvais_lot", "texte": "Chantier du voisin"}
    fait = ici.post(adresse, champs | fin | {"cle": apercu.context["motif"].initial["cle"]}, follow=True)
    assert "rien ne bouge avant sa réponse" in fait.content.decode()
    la_bas = page_de(voisin)
    assert (
        "Heures proposées par d&#x27;autres structures" in la_bas.get(reverse("facilitation:accueil")).content.decode()
    )
    proposition = reverse("facilitation:deplacement_propose", args=[DeplacementPropose.objects.get().uuid])
    assert "Accepter 200,00" in la_bas.get(proposition).content.decode()
    assert "Retirer la proposition" in ici.get(proposition).content.decode()
    la_bas.post(proposition, {"acte": "accepter", "derogation": "Vu ensemble"})
    assert total(cible) == Decimal("200.00")
    assert "Acceptée" in ici.get(reverse("facilitation:clause", args=[scene.clause.uuid])).content.decode()


def test_une_acceptation_dit_les_heures_vraiment_deplacees(
    scene, lignes, cible, voisin, django_capture_on_commit_callbacks
):
    proposition = proposer(scene, lignes, cible)
    # The proposal was of 200 h; one of its lines has been validated in part since.
    validation.annuler_validation(acteur=scene.facilitation, lignes=[lignes[0].uuid], texte="À revoir")
    validation.valider_partiellement(
        acteur=scene.facilitation,
        ligne=lignes[0].uuid,
        heures=Decimal(60),
        motif=un_motif("PARTIEL"),
        texte="Deux jours",
        derogation="Vues",
    )
    adresse = reverse("facilitation:deplacement_propose", args=[proposition.uuid])
    with django_capture_on_commit_callbacks(execute=True):
        page = page_de(voisin).post(adresse, {"acte": "accepter", "derogation": "Vu ensemble"}, follow=True)
    texte = page.content.decode()
    texte = texte.replace("\u00a0", " ").replace("\u202f", " ")
    assert "160,00 h reçues sur" in texte
    assert "160,00 h déplacées" in texte
    assert "160,00" in mail.outbox[-1].body
    assert total(cible) == Decimal("160.00")


def test_un_refus_sans_motif_reste_a_l_ecran(scene, lignes, cible, voisin):
    adresse = reverse("facilitation:deplacement_propose", args=[proposer(scene, lignes, cible).uuid])
    reponse = page_de(voisin).post(adresse, {"acte": "refuser", "texte": ""})
    assert reponse.status_code == 422
    assert "Expliquez le refus" in reponse.content.decode()


def test_un_troisieme_office_ne_sait_rien_de_la_proposition(scene, lignes, cible):
    tiers = un_acteur(role=Role.FACILITATEUR, organisation=une_organisation(nature=Nature.OFFICE))
    adresse = reverse("facilitation:deplacement_propose", args=[proposer(scene, lignes, cible).uuid])
    assert page_de(tiers).get(adresse).status_code == 404
