"""A favourable decision: which criteria are kept, what of the PASS and the address, when a reason is asked."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import serializers
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from clauses.models import FenetreEligibilite
from clauses.rules.etats import EtatDemande
from clauses.rules.vocabulaire import OrigineFenetre
from entreprises.rules import Nature, Role
from parcours.models import Critere, CumulCriteres, Decision
from parcours.rules.eligibilite import Preuve
from parcours.rules.pass_iae import PassIae
from parcours.selectors import avis
from parcours.services import decisions
from socle.erreurs import DroitRefuse, RegleViolee
from socle.horloge import a_l_instant, maintenant
from tests.fabriques.declarations import une_scene
from tests.fabriques.demandes import un_critere, une_demande
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.marches import un_referentiel
from tests.fabriques.socle import un_quartier

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
RSA = Preuve("RSA", date(2025, 9, 15), expire_le=date(2025, 12, 31))
FIN = date(2027, 11, 2)
DEDANS, DEHORS = (48.91, 2.31), (48.5, 2.31)


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=PARIS)):
        yield


@pytest.fixture
def scene():
    return une_scene(personnes=0)


def accepter(scene, demande, *preuves: Preuve, **options) -> Decision:
    return decisions.accepter(acteur=scene.facilitation, demande=demande, preuves=preuves, **options)


def de_niveau_2(scene, *codes: str) -> None:
    for code in codes:
        un_critere(scene, code, niveau=2, suffit_seul=False)


def test_le_critere_sa_preuve_et_la_fin_du_droit_se_gardent_avec_la_decision(scene):
    un_critere(scene)
    decision = accepter(scene, une_demande(scene), RSA)
    assert (decision.critere.code, decision.preuve_datee_le, decision.expire_le) == (
        "RSA", date(2025, 9, 15), date(2025, 12, 31)
    )  # fmt: skip
    assert (decision.debut, decision.fin, decision.fenetre.fin) == (date(2025, 11, 3), FIN, FIN)
    assert (decision.pass_iae, decision.qpv_code, decision.deja_couverte) == ("", "", False)


def test_trois_criteres_de_niveau_2_se_gardent_ensemble_pour_une_ei(scene):
    de_niveau_2(scene, "CAP", "FLE", "PI")
    CumulCriteres.objects.create(referentiel=scene.clause.referentiel, nature_employeur=Nature.EI, nombre=3)
    demande = une_demande(scene, employeur=une_organisation(nature=Nature.EI))
    preuves = [Preuve(code, date(2025, 9, 15), mois_etablis=4) for code in ("CAP", "FLE", "PI")]
    with pytest.raises(RegleViolee, match="2 critères de niveau 2 sur 3") as refus:
        accepter(scene, demande, *preuves[:2])
    assert refus.value.champ == "motif"
    decision = accepter(scene, demande, *preuves)
    gardes = {decision.critere.code, *(c.critere.code for c in decision.complements.all())}
    assert gardes == {"CAP", "FLE", "PI"}
    assert {c.mois_etablis for c in decision.complements.all()} == {4}


def test_le_nombre_demande_depend_de_l_employeur_du_contrat(scene):
    de_niveau_2(scene, "CAP", "FLE")
    for nature, nombre in ((Nature.ETTI, 2), ("", 3)):
        CumulCriteres.objects.create(referentiel=scene.clause.referentiel, nature_employeur=nature, nombre=nombre)
    preuves = [Preuve(code, date(2025, 9, 15)) for code in ("CAP", "FLE")]
    chez_etti = une_demande(scene, employeur=une_organisation(nature=Nature.ETTI))
    assert avis(chez_etti, preuves=preuves).verdict.eligible
    assert not avis(une_demande(scene), preuves=preuves).verdict.eligible


def test_la_condition_du_referentiel_se_garde_a_cote_du_critere_et_l_adresse_jamais(scene):
    un_critere(scene)
    un_critere(scene, "QPV", sorte_preuve="QUARTIER", suffit_seul=False, condition=True, age_preuve_mois=6)
    un_quartier("QN09302M")
    demande = une_demande(scene)
    domicile = Preuve("QPV", date(2025, 9, 15))
    with pytest.raises(RegleViolee, match="Ce référentiel demande aussi"):
        accepter(scene, demande, RSA)
    with pytest.raises(RegleViolee, match="aucun quartier prioritaire de la liste 2024"):
        accepter(scene, demande, RSA, domicile, point=DEHORS)
    decision = accepter(scene, demande, domicile, RSA, point=DEDANS)
    assert (decision.critere.code, decision.complements.get().critere.code) == ("RSA", "QPV")
    assert (decision.qpv_code, decision.qpv_generation) == ("QN09302M", 2024)
    ecrites = serializers.serialize("json", [decision, *decision.complements.all(), demande.beneficiaire])
    assert "48.91" not in ecrites
    assert "2.31" not in ecrites


def test_le_quartier_se_juge_a_l_embauche_pas_le_jour_de_la_decision(scene):
    un_critere(scene, "QPV", sorte_preuve="QUARTIER", age_preuve_mois=6)
    un_quartier("QP093028")
    with a_l_instant(datetime(2023, 12, 20, 9, 0, tzinfo=PARIS)):
        demande = une_demande(scene, debut=date(2023, 12, 29))
    domicile = Preuve("QPV", date(2023, 11, 15))
    assert avis(demande, preuves=[domicile], point=DEDANS).quartier.phrase == (
        "Dans le quartier Quartier d'essai (QP093028, liste 2015)."
    )
    assert accepter(scene, demande, domicile, point=DEDANS).qpv_generation == 2015


def test_sans_les_contours_de_la_liste_l_avis_le_dit(scene):
    un_critere(scene, "QPV", sorte_preuve="QUARTIER")
    un_quartier("QP093028")
    rendu = avis(une_demande(scene), preuves=[Preuve("QPV", date(2025, 9, 15))], point=DEDANS)
    assert "les contours de la liste 2024 ne sont pas chargés" in rendu.verdict.objections[0]


def test_le_pass_borne_la_fenetre_et_se_garde_en_chiffres(scene):
    un_critere(scene, "IAE", sorte_preuve="PASS_IAE")
    presente = PassIae("99999 21 35866", date(2024, 9, 1), suspensions=((date(2025, 1, 1), date(2025, 1, 10)),))
    decision = accepter(scene, une_demande(scene), Preuve("IAE"), pass_iae=presente)
    assert (decision.pass_iae, decision.pass_ecrit) == ("999992135866", "99999 21 35866")
    assert (decision.pass_debut, decision.pass_fin) == (date(2024, 9, 1), date(2026, 9, 10))
    assert decision.fenetre.fin == date(2026, 9, 10)


def test_contre_une_objection_un_motif_suffit_et_tout_ce_qui_est_coche_se_garde(scene):
    un_critere(scene)
    un_critere(scene, "IAE", sorte_preuve="PASS_IAE", ordre=1)
    demande = une_demande(scene)
    preuves = [Preuve("RSA"), Preuve("IAE")]
    illisible = PassIae("12", None)
    with pytest.raises(RegleViolee, match="n'est pas daté"):
        accepter(scene, demande, *preuves, pass_iae=illisible)
    decision = accepter(scene, demande, *preuves, pass_iae=illisible, motif="Attestation vue au guichet.")
    assert (decision.critere.code, decision.complements.get().critere.code) == ("RSA", "IAE")
    assert decision.pass_iae == ""
    assert decision.fenetre.fin == FIN


def test_il_faut_cocher_un_critere_du_referentiel_de_la_clause(scene):
    Critere.objects.create(referentiel=un_referentiel(), code="ALTERN", libelle="Alternant")
    demande = une_demande(scene)
    for preuves in ([], [Preuve("ALTERN", date(2025, 9, 15))]):
        with pytest.raises(RegleViolee, match="Cochez le critère prouvé") as refus:
            accepter(scene, demande, *preuves, motif="Pour voir.")
        assert refus.value.champ == "criteres"
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.DEPOSEE


def test_une_fin_plus_tardive_que_la_regle_se_motive_une_plus_proche_non(scene):
    un_critere(scene)
    tard, tot = une_demande(scene), une_demande(scene)
    with pytest.raises(RegleViolee, match="motivez une fin plus tardive"):
        accepter(scene, tard, RSA, fin=date(2027, 11, 3))
    assert accepter(scene, tard, RSA, fin=date(2027, 11, 3), motif="Formation longue.").fin == date(2027, 11, 3)
    assert accepter(scene, tot, RSA, fin=date(2026, 11, 3)).fin == date(2026, 11, 3)


def test_un_avis_motive_demande_un_motif(scene):
    un_critere(scene, "AVIS", avis_motive=True)
    demande, ecrit = une_demande(scene), Preuve("AVIS", date(2025, 9, 15))
    with pytest.raises(RegleViolee, match="demande une décision motivée"):
        accepter(scene, demande, ecrit)
    assert accepter(scene, demande, ecrit, motif="Avis de la mission locale.").critere.code == "AVIS"


def test_un_second_contrat_dans_la_fenetre_ne_demande_aucune_preuve_et_partage_la_fenetre(scene):
    un_critere(scene)
    premiere = une_demande(scene)
    seconde = une_demande(scene, debut=date(2025, 12, 1), beneficiaire=premiere.beneficiaire)
    une = accepter(scene, premiere, RSA)
    assert avis(seconde).verdict.deja_couverte
    autre = accepter(scene, seconde)
    assert (autre.fenetre, autre.critere, autre.deja_couverte) == (une.fenetre, None, True)
    assert FenetreEligibilite.objects.count() == 1


def test_une_fenetre_reprise_couvre_sans_critere(scene):
    demande = une_demande(scene)
    FenetreEligibilite.objects.create(
        beneficiaire=demande.beneficiaire,
        referentiel=demande.referentiel,
        debut=date(2025, 1, 1),
        origine=OrigineFenetre.REPRISE,
        source="Ancien logiciel",
        enregistre_le=maintenant(),
    )
    assert accepter(scene, demande).deja_couverte


def test_une_fenetre_d_un_autre_referentiel_ne_couvre_rien(scene):
    un_critere(scene)
    demande = une_demande(scene)
    autre = un_referentiel("SOLIDEO")
    FenetreEligibilite.objects.create(
        beneficiaire=demande.beneficiaire,
        referentiel=autre,
        debut=date(2025, 1, 1),
        origine=OrigineFenetre.DECISION,
        enregistre_le=maintenant(),
    )
    rendu = avis(demande)
    assert not rendu.verdict.eligible
    assert {a.referentiel.nom: a.verdict.deja_couverte for a in rendu.ailleurs} == {"SOLIDEO": True}


def test_la_meme_personne_est_eligible_sous_un_referentiel_et_pas_sous_l_autre(scene):
    un_critere(scene)
    solideo = un_referentiel("SOLIDEO")
    Critere.objects.create(referentiel=solideo, code="ALTERN", libelle="Alternant")
    demande = une_demande(scene)
    rendu = avis(demande, preuves=[RSA, Preuve("ALTERN", date(2025, 9, 15))])
    assert (rendu.verdict.eligible, rendu.verdict.retenus) == (True, ("RSA",))
    (ailleurs,) = rendu.ailleurs
    assert (ailleurs.verdict.eligible, ailleurs.verdict.retenus) == (True, ("ALTERN",))
    seul = avis(demande, preuves=[RSA])
    assert [a.verdict.objections for a in seul.ailleurs] == [
        ("« Allocataire du RSA » n'est pas un public du référentiel « SOLIDEO ».",)
    ]


def test_l_avis_pose_toujours_le_meme_nombre_de_questions(scene):
    demande = une_demande(scene)
    un_critere(scene)

    def requetes() -> int:
        with CaptureQueriesContext(connection) as faites:
            avis(demande, preuves=[RSA], point=DEDANS)
        return len(faites)

    n = requetes()
    for rang in range(10):
        un_critere(scene, f"C{rang}")
        Critere.objects.create(referentiel=un_referentiel(), code="RSA", libelle="RSA")
        un_quartier(f"QN093{rang:02d}M")
    assert requetes() <= n


def test_qui_ne_suit_pas_le_dossier_ne_decide_pas(scene):
    un_critere(scene)
    demande = une_demande(scene)
    for acteur in (scene.paie, un_acteur(role=Role.FACILITATEUR, organisation=scene.office)):
        with pytest.raises(DroitRefuse):
            decisions.accepter(acteur=acteur, demande=demande, preuves=[RSA])


def test_la_base_refuse_un_quartier_sans_liste_un_pass_sans_dates_et_un_accord_sans_critere(scene):
    un_critere(scene)
    decision = accepter(scene, une_demande(scene), RSA)
    for champs in (
        {"qpv_code": "QN09302M"},
        {"qpv_generation": 2024},
        {"pass_iae": "999992135866"},
        {"pass_iae": "999992135866", "pass_debut": date(2025, 1, 2), "pass_fin": date(2025, 1, 1)},
        {"critere": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**champs)


def test_la_base_refuse_un_critere_de_niveau_2_qui_suffirait_seul(scene):
    for champs in ({"niveau": 2}, {"condition": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            un_critere(scene, suffit_seul=True, **champs)
