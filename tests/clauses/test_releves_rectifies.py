"""A statement is marked by its figures: those frozen beside the same ones as known today, whatever changed them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clauses.models import Releve
from clauses.rules.obligation import ModeObligation, NatureMouvement
from clauses.rules.vocabulaire import UsageMotif
from clauses.selectors.releves import ReleveVu, releves_de, releves_des_clauses
from clauses.selectors.situations import situation_de, situations_a_ces_dates
from clauses.services import releves, validation
from clauses.services.corrections import deplacer
from clauses.services.corrections_office import corriger
from clauses.services.mouvements import enregistrer_facture, enregistrer_mouvement
from clauses.services.termes import suspendre
from clauses.services.travaux import deplacer_travaux
from socle.horloge import a_l_instant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_contrat, un_mois_soumis, un_motif, une_scene
from tests.fabriques.marches import un_lot, un_marche, une_clause

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
SEPTEMBRE, OCTOBRE = date(2025, 9, 30), date(2025, 10, 31)


def le(mois: int, jour: int, heure: int = 10):
    return a_l_instant(datetime(2025, mois, jour, heure, tzinfo=PARIS))


@pytest.fixture
def scene() -> Scene:
    """200 h validated of September and 60 h being checked; 4,974 h owed over the 546 days from 1 February 2025.

    Expected at the end of September: 4,974 × 242 / 546 = 2,204.59 h; at the end of August: 1,931.30 h.
    """
    with le(10, 10):
        scene = une_scene(personnes=3)
        lignes = un_mois_soumis(scene, [120, 80, 60])
        validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in lignes[:2]])
    return scene


def etablir(scene: Scene, jusqu_au: date = SEPTEMBRE, **options) -> Releve:
    return releves.etablir(acteur=scene.facilitation, clause=scene.clause, jusqu_au=jusqu_au, **options)


def vu(scene: Scene, releve: Releve) -> ReleveVu:
    return next(v for v in releves_de(scene.facilitation, scene.clause) if v.releve == releve)


def ecarts(vue: ReleveVu) -> dict[str, tuple[str, str]]:
    return {e.chiffre.value: (str(e.fige), str(e.actuel)) for e in vue.ecarts}


def ligne(scene: Scene, rang: int = 0):
    return scene.contrats[rang].lignes.get()


def rien(scene: Scene) -> None:
    """Nobody does anything."""


def annuler_une_validation(scene: Scene) -> None:
    validation.annuler_validation(acteur=scene.facilitation, lignes=[ligne(scene).uuid], texte="Par erreur")


def valider_le_reste(scene: Scene) -> None:
    validation.valider(acteur=scene.facilitation, lignes=[ligne(scene, 2).uuid])


def corriger_a_l_office(scene: Scene) -> None:
    motif = un_motif(UsageMotif.CORRECTION)
    corriger(acteur=scene.facilitation, ligne=ligne(scene).uuid, heures=Decimal(100), motif=motif, texte="Relu")


def deplacer_vers_octobre(scene: Scene) -> None:
    deplacer(acteur=scene.facilitation, lignes=[ligne(scene, 1).uuid], texte="Mauvais mois", vers_mois=Mois(2025, 10))


def deplacer_vers_un_autre_lot(scene: Scene) -> None:
    lot = un_lot(marche=scene.clause.lot.marche)
    clause = une_clause(lot=lot, titulaire=scene.entreprise, referentiel=scene.clause.referentiel)
    la_bas = un_contrat(
        intervenant=lot.intervenants.get(), clause=clause, beneficiaire=scene.contrats[1].beneficiaire, eligible=False
    )
    deplacer(
        acteur=scene.facilitation,
        lignes=[ligne(scene, 1).uuid],
        texte="Mauvais lot",
        vers_contrat=la_bas,
        vers_chantier_id=lot.sites.get().chantier_id,
    )


def avenant(effet: date) -> Callable[[Scene], None]:
    def faire(scene: Scene) -> None:
        enregistrer_mouvement(
            acteur=scene.facilitation,
            clause=scene.clause,
            nature=NatureMouvement.AVENANT,
            heures=Decimal(500),
            date_effet=effet,
            date_signature=effet,
        )

    return faire


def suspension(debut: date, fin: date | None) -> Callable[[Scene], None]:
    def faire(scene: Scene) -> None:
        suspendre(
            acteur=scene.facilitation, clause=scene.clause, nature="AJOURNEMENT", debut=debut, fin=fin, motif="Fouilles"
        )

    return faire


def fin_des_travaux(**acte) -> Callable[[Scene], None]:
    def faire(scene: Scene) -> None:
        deplacer_travaux(
            acteur=scene.facilitation,
            lot=scene.clause.lot,
            debut_travaux=scene.clause.lot.debut_travaux,
            fin_travaux=date(2026, 12, 31),
            motif="Intempéries",
            **acte,
        )

    return faire


def declarer_encore(scene: Scene) -> None:
    scene.contrats = [un_contrat(intervenant=scene.intervenant, clause=scene.clause)]
    un_mois_soumis(scene, [40], mois=Mois(2025, 8))


CAS = {
    "rien": (rien, {}),
    "correction : validation annulée": (
        annuler_une_validation,
        {
            "validees": ("200.00", "80.00"),
            "en_verification": ("60.00", "180.00"),
            "restantes": ("4774.00", "4894.00"),
        },
    ),
    "correction par l'office": (
        corriger_a_l_office,
        {"validees": ("200.00", "180.00"), "restantes": ("4774.00", "4794.00")},
    ),
    "heures validées depuis": (
        valider_le_reste,
        {
            "validees": ("200.00", "260.00"),
            "en_verification": ("60.00", "0.00"),
            "restantes": ("4774.00", "4714.00"),
        },
    ),
    "heures déplacées vers un mois suivant": (
        deplacer_vers_octobre,
        {"validees": ("200.00", "120.00"), "restantes": ("4774.00", "4854.00")},
    ),
    "heures déplacées vers un autre lot": (
        deplacer_vers_un_autre_lot,
        {"validees": ("200.00", "120.00"), "restantes": ("4774.00", "4854.00")},
    ),
    "heures déclarées depuis": (declarer_encore, {"en_verification": ("60.00", "100.00")}),
    "avenant qui prend effet avant": (
        avenant(date(2025, 9, 1)),
        {
            "dues": ("4974.00", "5474.00"),
            "restantes": ("4774.00", "5274.00"),
            "attendues": ("2204.59", "2249.50"),
        },
    ),
    "avenant qui prend effet après": (avenant(date(2025, 10, 1)), {}),
    "suspension qui prend effet avant": (
        suspension(date(2025, 9, 1), date(2025, 9, 30)),
        {"attendues": ("2204.59", "1931.30")},
    ),
    "suspension qui prend effet après": (suspension(date(2025, 10, 1), None), {}),
    "fin des travaux reportée, effet avant": (
        fin_des_travaux(date_effet=date(2025, 9, 1)),
        {"attendues": ("2204.59", "2118.73")},
    ),
    "fin des travaux reportée, effet après": (fin_des_travaux(date_effet=date(2025, 10, 1)), {}),
    "dates de travaux corrigées": (fin_des_travaux(correction=True), {"attendues": ("2204.59", "1722.04")}),
}


@pytest.mark.parametrize(("acte", "attendus"), CAS.values(), ids=CAS.keys())
def test_un_releve_est_rectifie_quand_ses_chiffres_changent(scene, acte, attendus):
    with le(11, 12):
        releve = etablir(scene)
    assert not vu(scene, releve).rectifie
    with le(11, 13):
        acte(scene)
        vue = vu(scene, releve)
        assert ecarts(vue) == attendus
        assert (vue.rectifie, vue.rectifie_par) == (bool(attendus), None)
    with le(11, 14):
        suivant = etablir(scene)
        attendu = suivant if attendus else None
        assert vu(scene, releve).rectifie_par == attendu
        assert not vu(scene, suivant).rectifie


def test_une_facture_enregistree_apres_rectifie_une_clause_progressive():
    with le(10, 10):
        scene = une_scene(personnes=0, mode=ModeObligation.PROGRESSIF)
        releve = etablir(scene)
        enregistrer_facture(
            acteur=scene.facilitation,
            clause=scene.clause,
            intervenant=scene.intervenant,
            montant=Decimal(1_150_000),
            date_effet=date(2025, 9, 15),
        )
        assert ecarts(vu(scene, releve)) == {
            "dues": ("0.00", "100.00"),
            "restantes": ("0.00", "100.00"),
            "attendues": ("0.00", "100.00"),
        }


def test_le_releve_dit_ce_que_dit_l_ecran_heures_en_verification_comprises(scene):
    with le(11, 12):
        releve = etablir(scene)
        ecran = situation_de(scene.clause, travaillees_jusqu_au=SEPTEMBRE)
    assert ecran.situation.en_verification == Decimal(60)
    assert releve.donnees["chiffres"]["en_verification"] == "60.00"
    assert releve.donnees["phrase"] == ecran.phrase
    assert sum(Decimal(m["heures"]) for m in releve.donnees["mois"]) == ecran.situation.validees


def test_un_releve_rejoue_ne_compare_pas_ce_qui_etait_en_verification(scene):
    with le(11, 12):
        rejoue = etablir(scene, connues_le=date(2025, 11, 1))
        assert "en_verification" not in rejoue.donnees["chiffres"]
        assert not vu(scene, rejoue).rectifie
        declarer_encore(scene)
        assert not vu(scene, rejoue).rectifie
    with le(11, 13):
        validation.valider(acteur=scene.facilitation, lignes=[ligne(scene).uuid])
        assert ecarts(vu(scene, rejoue)) == {"validees": ("200.00", "240.00"), "restantes": ("4774.00", "4734.00")}


def test_chaque_periode_a_son_dernier_releve(scene):
    with le(11, 12):
        septembre, octobre = etablir(scene), etablir(scene, OCTOBRE)
        annuler_une_validation(scene)
    with le(11, 13):
        nouveau = etablir(scene)
    assert vu(scene, septembre).rectifie_par == nouveau
    assert (vu(scene, octobre).rectifie, vu(scene, octobre).rectifie_par) == (True, None)


def test_les_situations_a_plusieurs_dates_sont_celles_de_chaque_date(scene):
    with le(11, 12):
        deplacer_vers_octobre(scene)
        jours = [date(2025, 8, 31), SEPTEMBRE, OCTOBRE]
        ensemble = situations_a_ces_dates({scene.clause: jours})
        for jour in jours:
            seule = situation_de(scene.clause, travaillees_jusqu_au=jour)
            assert ensemble[scene.clause.pk, jour] == seule
        assert [ensemble[scene.clause.pk, j].situation.validees for j in jours] == [0, 120, 200]
    assert situations_a_ces_dates({}) == {}


def test_les_releves_de_dix_clauses_coutent_autant_que_ceux_d_une(scene):
    def cout(clauses) -> int:
        with CaptureQueriesContext(connection) as requetes:
            vus = releves_des_clauses(scene.facilitation, clauses)
        assert all(vus[c.pk] for c in clauses)
        return len(requetes)

    with le(11, 12):
        etablir(scene)
        un = cout([scene.clause])
        clauses = [scene.clause]
        for _ in range(4):
            lot = un_lot(marche=un_marche(office=scene.office))
            clauses.append(une_clause(lot=lot, facilitateur=scene.facilitation.espace))
        for clause in clauses:
            for jour in (date(2025, 7, 31), date(2025, 8, 31), SEPTEMBRE):
                releves.etablir(acteur=scene.facilitation, clause=clause, jusqu_au=jour)
        assert cout(clauses) == un
