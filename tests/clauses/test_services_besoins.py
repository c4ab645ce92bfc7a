"""A need is opened, changed, filled, cancelled, opened again: right, lock, log, and the public page that follows."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal as D

import pytest

from chantiers.models import Chantier
from clauses.models import Besoin, JournalClause, LimiteMembre
from clauses.policies import Action, besoins_siens, besoins_suivis, besoins_visibles, peut
from clauses.rules.etats import EtatBesoin, EtatClause
from clauses.rules.vocabulaire import RoleIntervenant
from clauses.services import besoins
from entreprises.rules import Nature, Role
from socle.erreurs import DroitRefuse, RegleViolee, TransitionInterdite
from socle.horloge import aujourdhui
from tests.fabriques.declarations import Scene, une_scene
from tests.fabriques.entreprises import SYSTEME, un_acteur, une_organisation
from tests.fabriques.marches import un_chantier, un_intervenant, un_lot, un_marche, une_clause
from tests.fabriques.public import un_besoin
from tests.fabriques.socle import un_metier

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=0)


def chantier_de(scene: Scene) -> Chantier:
    return Chantier.objects.get(pk=scene.chantier_id)


def ouvrir(scene: Scene, acteur=None, **champs) -> Besoin:
    champs.setdefault("chantier", chantier_de(scene))
    champs.setdefault("metier", champs.get("metier") or un_metier())
    champs.setdefault("nombre", 2)
    champs.setdefault("debut", aujourdhui() + timedelta(days=20))
    return besoins.ouvrir(acteur=acteur or scene.paie, intervenant=scene.intervenant, **champs)


def version(scene: Scene) -> int:
    return chantier_de(scene).version_publique


def test_un_besoin_s_ouvre_avec_ses_conditions(scene: Scene) -> None:
    avant = version(scene)
    besoin = ouvrir(
        scene,
        metier=un_metier("Conduite d'engins"),
        heures_hebdo=D("35.00"),
        prise_de_poste=time(7, 30),
        permis_demande=True,
        niveau_francais="A2",
        certificats=["AIPR", "CACES_R482", "AIPR"],
        precisions="  Équipements fournis  ",
    )
    besoin.refresh_from_db()
    assert besoin.clause == scene.clause
    assert besoin.etat == EtatBesoin.OUVERT
    assert besoin.certificats == ["CACES_R482", "AIPR"]
    assert besoin.precisions == "Équipements fournis"
    assert [c.replace("\u00a0", " ") for c in besoin.conditions] == [
        "prise de poste à 7 h 30",
        "permis B",
        "français A2 au moins",
        "CACES R482 (engins de chantier)",
        "AIPR (travaux près des réseaux)",
    ]
    assert version(scene) == avant + 1, "la page publique doit suivre"
    ligne = JournalClause.objects.get(acte="ouvrir_besoin")
    assert ligne.motif == f"2 × Conduite d'engins, {chantier_de(scene)}"
    assert ligne.auteur == scene.paie.utilisateur


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"nombre": 0}, "nombre"),
        ({"nombre": 100}, "nombre"),
        ({"debut": date(2027, 5, 2), "fin": date(2027, 5, 1)}, "fin"),
        ({"debut": date(2020, 1, 1)}, "debut"),
        ({"debut": date(2020, 1, 1), "fin": date(2020, 6, 1)}, "debut"),
        ({"heures": D(0)}, "heures"),
        ({"heures_hebdo": D(0)}, "heures_hebdo"),
        ({"heures_hebdo": D("48.01")}, "heures_hebdo"),
        ({"niveau_francais": "C9"}, "niveau_francais"),
        ({"certificats": ["CACES_R482", "PERMIS_NUCLEAIRE"]}, "certificats"),
    ],
)
def test_ce_qui_ne_tient_pas_est_refuse_a_sa_place(scene: Scene, champs: dict, champ: str) -> None:
    with pytest.raises(RegleViolee) as refus:
        ouvrir(scene, **champs)
    assert refus.value.champ == champ
    assert not Besoin.objects.exists()


@pytest.mark.parametrize(
    "champs", [{"nombre": 1}, {"nombre": 99}, {"heures_hebdo": D(48)}, {"debut": date(2020, 1, 1), "fin": date.max}]
)
def test_les_bornes_passent(scene: Scene, champs: dict) -> None:
    assert ouvrir(scene, **champs).pk


def test_un_besoin_se_place_sur_un_chantier_du_lot(scene: Scene) -> None:
    with pytest.raises(RegleViolee, match="n'est pas un chantier du lot"):
        ouvrir(scene, chantier=un_chantier())


def test_une_clause_close_et_une_entreprise_partie_ne_cherchent_plus(scene: Scene) -> None:
    type(scene.intervenant).objects.filter(pk=scene.intervenant.pk).update(au=aujourdhui() - timedelta(days=1))
    scene.intervenant.refresh_from_db()
    with pytest.raises(RegleViolee, match="n'intervient plus"):
        ouvrir(scene)
    scene.intervenant.au = aujourdhui()
    assert ouvrir(scene)
    type(scene.clause).objects.update(etat=EtatClause.CLOSE, close_le=aujourdhui())
    with pytest.raises(RegleViolee, match="pas de clause d'insertion active"):
        ouvrir(scene)


def test_le_meme_besoin_envoye_deux_fois_ne_s_ouvre_qu_une(scene: Scene) -> None:
    metier = un_metier()
    ouvrir(scene, metier=metier, certificats=["SST"])
    with pytest.raises(RegleViolee, match="déjà ouvert"):
        ouvrir(scene, metier=metier, certificats=["SST"])
    assert ouvrir(scene, metier=metier, certificats=["SST", "AIPR"]), "d'autres conditions font un autre besoin"
    assert Besoin.objects.count() == 2


def test_modifier_ne_change_que_ce_qui_est_donne(scene: Scene) -> None:
    besoin = ouvrir(scene, certificats=["SST"], permis_demande=True)
    avant = version(scene)
    besoins.modifier(acteur=scene.facilitation, besoin=besoin, nombre=3, certificats=[])
    besoin.refresh_from_db()
    assert (besoin.nombre, besoin.certificats, besoin.permis_demande) == (3, [], True)
    assert version(scene) == avant + 1
    ligne = JournalClause.objects.get(acte="modifier_besoin")
    assert ligne.motif.endswith("(nombre de postes, certificats demandés)")
    besoins.modifier(acteur=scene.facilitation, besoin=besoin, nombre=3)
    assert JournalClause.objects.filter(acte="modifier_besoin").count() == 1, "rien n'a changé, rien ne s'écrit"
    assert version(scene) == avant + 1


def test_changer_de_chantier_met_a_jour_les_deux_pages_publiques() -> None:
    scene = une_scene(personnes=0)
    ancien = chantier_de(scene)
    nouveau = un_chantier(operation=ancien.operation)
    scene.clause.lot.sites.update(part=D("50.00"))
    scene.clause.lot.sites.create(chantier=nouveau, part=D("50.00"))
    besoin = ouvrir(scene)
    versions = {c.pk: c.version_publique for c in Chantier.objects.all()}
    besoins.modifier(acteur=scene.paie, besoin=besoin, chantier=nouveau)
    assert {c.pk: c.version_publique - versions[c.pk] for c in Chantier.objects.all()} == {ancien.pk: 1, nouveau.pk: 1}
    assert "chantier" in JournalClause.objects.get(acte="modifier_besoin").motif


def test_un_besoin_deja_commence_se_modifie_sans_changer_ses_dates(scene: Scene) -> None:
    besoin = un_besoin(scene.clause, chantier_de(scene), debut=aujourdhui() - timedelta(days=40))
    besoins.modifier(acteur=scene.paie, besoin=besoin, nombre=1)
    with pytest.raises(RegleViolee, match="déjà passé"):
        besoins.modifier(acteur=scene.paie, besoin=besoin, debut=aujourdhui() - timedelta(days=10))


def test_pourvoir_rouvrir_annuler_suivent_la_table(scene: Scene) -> None:
    besoin = ouvrir(scene)
    avant = version(scene)
    assert besoins.pourvoir(acteur=scene.paie, besoin=besoin).ferme_le is not None
    with pytest.raises(TransitionInterdite):
        besoins.pourvoir(acteur=scene.paie, besoin=besoin)
    with pytest.raises(TransitionInterdite, match="rouvrez-le"):
        besoins.modifier(acteur=scene.paie, besoin=besoin, nombre=1)
    assert besoins.rouvrir(acteur=scene.facilitation, besoin=besoin).ferme_le is None
    with pytest.raises(RegleViolee) as sans_motif:
        besoins.annuler(acteur=scene.paie, besoin=besoin, motif="  ")
    assert sans_motif.value.champ == "motif"
    assert besoins.annuler(acteur=scene.paie, besoin=besoin, motif="Chantier décalé").etat == EtatBesoin.ANNULE
    assert version(scene) == avant + 3
    journal = JournalClause.objects.filter(acte__endswith="_besoin").order_by("pk").values_list("acte", "de", "vers")
    assert list(journal)[1:] == [
        ("pourvoir_besoin", "OUVERT", "POURVU"),
        ("rouvrir_besoin", "POURVU", "OUVERT"),
        ("annuler_besoin", "OUVERT", "ANNULE"),
    ]
    assert JournalClause.objects.get(acte="annuler_besoin").motif.endswith(" : Chantier décalé")


def test_un_besoin_passe_ou_d_une_clause_close_ne_se_rouvre_pas(scene: Scene) -> None:
    hier = aujourdhui() - timedelta(days=1)
    passe = un_besoin(scene.clause, chantier_de(scene), debut=hier, fin=hier, etat=EtatBesoin.ANNULE)
    with pytest.raises(RegleViolee, match="déjà passé"):
        besoins.rouvrir(acteur=scene.paie, besoin=passe)
    futur = un_besoin(scene.clause, chantier_de(scene), etat=EtatBesoin.POURVU)
    type(scene.clause).objects.update(etat=EtatClause.CLOSE, close_le=aujourdhui())
    with pytest.raises(RegleViolee, match="plus active"):
        besoins.rouvrir(acteur=scene.paie, besoin=futur)


def test_rouvrir_ou_modifier_ne_fait_pas_deux_fois_le_meme_besoin(scene: Scene) -> None:
    metier, debut = un_metier(), aujourdhui() + timedelta(days=20)
    ancien = ouvrir(scene, metier=metier, debut=debut)
    besoins.pourvoir(acteur=scene.paie, besoin=ancien)
    ouvrir(scene, metier=metier, debut=debut)
    with pytest.raises(RegleViolee, match="déjà ouvert"):
        besoins.rouvrir(acteur=scene.paie, besoin=ancien)
    autre = ouvrir(scene, metier=metier, debut=debut, nombre=5)
    with pytest.raises(RegleViolee, match="déjà ouvert"):
        besoins.modifier(acteur=scene.paie, besoin=autre, nombre=2)
    assert besoins.modifier(acteur=scene.paie, besoin=autre, nombre=6).nombre == 6


def test_une_entreprise_partie_ne_rouvre_ni_ne_modifie_un_besoin(scene: Scene) -> None:
    ouvert, ferme = ouvrir(scene), ouvrir(scene)
    besoins.pourvoir(acteur=scene.paie, besoin=ferme)
    type(scene.intervenant).objects.filter(pk=scene.intervenant.pk).update(au=aujourdhui() - timedelta(days=1))
    with pytest.raises(RegleViolee, match="n'intervient plus"):
        besoins.rouvrir(acteur=scene.facilitation, besoin=ferme)
    with pytest.raises(RegleViolee, match="n'intervient plus"):
        besoins.modifier(acteur=scene.facilitation, besoin=ouvert, nombre=3)
    assert besoins.annuler(acteur=scene.facilitation, besoin=ouvert, motif="partie").etat == EtatBesoin.ANNULE


def test_un_besoin_d_une_clause_close_ne_se_modifie_plus(scene: Scene) -> None:
    besoin = ouvrir(scene)
    type(scene.clause).objects.update(etat=EtatClause.CLOSE, close_le=aujourdhui())
    with pytest.raises(RegleViolee, match="plus active"):
        besoins.modifier(acteur=scene.paie, besoin=besoin, nombre=3)


class TestQui:
    """Every role of the firm, within its limits; the office in charge; nobody else."""

    @pytest.mark.parametrize("role", [Role.REFERENT, Role.PAIE, Role.CONDUITE, Role.MANDATAIRE])
    def test_chaque_role_de_l_entreprise_ouvre_un_besoin(self, scene: Scene, role: Role) -> None:
        acteur = un_acteur(role=role, organisation=scene.entreprise)
        besoin = ouvrir(scene, acteur)
        assert list(besoins_siens(acteur)) == [besoin]
        assert not besoins_suivis(acteur).exists()

    def test_l_office_en_charge_ouvre_pour_l_entreprise(self, scene: Scene) -> None:
        besoin = ouvrir(scene, scene.facilitation)
        assert besoin.intervenant == scene.intervenant
        assert list(besoins_suivis(scene.facilitation)) == [besoin]
        assert not besoins_siens(scene.facilitation).exists()

    @pytest.mark.parametrize("role", [Role.FACILITATEUR, Role.REFERENT, Role.MAITRE_OUVRAGE, Role.AUDITEUR])
    def test_les_autres_n_ouvrent_ne_changent_ni_ne_voient(self, scene: Scene, role: Role) -> None:
        besoin = ouvrir(scene)
        dehors = un_acteur(role=role)
        with pytest.raises(DroitRefuse):
            ouvrir(scene, dehors)
        for acte in (besoins.pourvoir, besoins.rouvrir):
            with pytest.raises(DroitRefuse):
                acte(acteur=dehors, besoin=besoin)
        with pytest.raises(DroitRefuse):
            besoins.annuler(acteur=dehors, besoin=besoin, motif="Non")
        with pytest.raises(DroitRefuse):
            besoins.modifier(acteur=dehors, besoin=besoin, nombre=1)
        assert not besoins_visibles(dehors, partout=True).exists()

    def test_le_mandataire_ne_touche_pas_au_besoin_de_son_cotraitant(self, scene: Scene) -> None:
        autre = une_organisation(nature=Nature.ENTREPRISE)
        partenaire = un_intervenant(lot=scene.clause.lot, organisation=autre, role=RoleIntervenant.COTRAITANT)
        acteur = un_acteur(role=Role.REFERENT, organisation=autre)
        besoin = besoins.ouvrir(
            acteur=acteur,
            intervenant=partenaire,
            chantier=chantier_de(scene),
            metier=un_metier(),
            nombre=1,
            debut=aujourdhui(),
        )
        assert not besoins_siens(scene.paie).exists()
        with pytest.raises(DroitRefuse):
            besoins.pourvoir(acteur=scene.paie, besoin=besoin)

    def test_un_conducteur_de_travaux_limite_a_un_chantier_ne_cherche_que_pour_lui(self) -> None:
        office = une_organisation(nature=Nature.OFFICE)
        entreprise = une_organisation(nature=Nature.ENTREPRISE)
        marche = un_marche(office=office)
        sien, autre = (un_chantier(operation=marche.operation) for _ in range(2))
        lot = un_lot(marche=marche, chantiers=[sien, autre])
        clause = une_clause(lot=lot, titulaire=entreprise)
        intervenant = lot.intervenants.get()
        acteur = un_acteur(role=Role.CONDUITE, organisation=entreprise)
        LimiteMembre.objects.create(membre=acteur.espace, chantier=sien)
        commun = {"acteur": acteur, "intervenant": intervenant, "nombre": 1, "debut": aujourdhui()}

        besoin = besoins.ouvrir(chantier=sien, metier=un_metier(), **commun)
        with pytest.raises(DroitRefuse):
            besoins.ouvrir(chantier=autre, metier=un_metier(), **commun)
        with pytest.raises(DroitRefuse):
            besoins.modifier(acteur=acteur, besoin=besoin, chantier=autre)
        ailleurs = un_besoin(clause, autre)
        assert list(besoins_visibles(acteur)) == [besoin]
        assert not peut(acteur, Action.OUVRIR_BESOIN, ailleurs)
        assert peut(un_acteur(role=Role.REFERENT, organisation=entreprise), Action.OUVRIR_BESOIN, ailleurs)

    def test_la_plateforme_seule_n_ouvre_pas_de_besoin(self, scene: Scene) -> None:
        with pytest.raises(RegleViolee, match="une personne"):
            ouvrir(scene, SYSTEME)
