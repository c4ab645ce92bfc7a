"""The same contract number at two contracting bodies is two contracts: obligations, balances, lots and people."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from chantiers.models import Operation
from clauses.models import ClauseInsertion, ContratTravail, Marche, MouvementHeures
from clauses.selectors.reprises import proposition_de
from clauses.selectors.verification import verifier
from clauses.services import reprises
from entreprises.rules import Nature, Role
from socle.identifiants import siret_de_demo
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.marches import un_lot, un_marche, un_programme, un_referentiel, une_clause, une_operation
from tests.fabriques.reprises import ENGAGEMENTS, PERSONNES, SOLDES, un_engagement, une_personne
from tests.fabriques.socle import un_territoire
from tests.fabriques.tableurs import xlsx

pytestmark = pytest.mark.django_db
NUMERO = "2025-01"
NORD, SUD = "Ville du Nord", "Commune du Sud"
FEUILLES = ["Engagements", "Soldes", "Personnes"]


@pytest.fixture
def decor():
    un_referentiel("Ordinaire", code="ordinaire")
    return {"programme": un_programme("Programme repris").nom, "commune": un_territoire("Villerepris").nom}


@pytest.fixture
def facilitatrice():
    return un_acteur(role=Role.FACILITATEUR)


def un_du(decor, maitre_ouvrage: str, dues: int, *, realisees: int = 30, **valeurs) -> list:
    """Lot 1 of the contract that both bodies have, each with its operation "École"."""
    return un_engagement(
        0,
        **decor,
        **(
            {
                "Marché": NUMERO, "Lot": 1, "Opération": "École", "Chantier": "École", "Heures dues": dues,
                "Heures réalisées": realisees, "Maître d'ouvrage": maitre_ouvrage,
            }
            | valeurs
        ),
    )  # fmt: skip


def un_solde(heures: int, maitre_ouvrage: str = "") -> list:
    return [NUMERO, 1, date(2025, 6, 1), heures, maitre_ouvrage]


def une_salariee(n: int, maitre_ouvrage: str = "") -> list:
    return [*une_personne(3 * n + 1, engagements=1, Marché=NUMERO, Lot=1), maitre_ouvrage]


def un_classeur(engagements=(), soldes=(), personnes=()) -> io.BytesIO:
    """The three sheets, with the contracting body on each."""
    maitre = "Maître d'ouvrage"
    return xlsx(
        [ENGAGEMENTS, *engagements], [[*SOLDES, maitre], *soldes], [[*PERSONNES, maitre], *personnes], noms=FEUILLES
    )


def deposer(acteur, classeur):
    return reprises.deposer(acteur=acteur, fichier=classeur, nom="reprise.xlsx", origine="Ancien logiciel")


def des_deux_suivis(office) -> dict[str, ClauseInsertion]:
    """Both contracts are followed here already, lot 1 of each under a clause."""
    clauses = {}
    for nom in (NORD, SUD):
        maitre = une_organisation(nom=nom, nature=Nature.MAITRE_OUVRAGE)
        marche = un_marche(office=office, numero=NUMERO, operation=une_operation(maitre_ouvrage=maitre))
        clauses[nom] = une_clause(lot=un_lot(marche=marche, numero="1"))
    return clauses


def test_deux_marches_du_meme_numero_entrent_chacun_chez_le_sien(facilitatrice, decor) -> None:
    def classeur():
        return un_classeur(
            [un_du(decor, NORD, 1000), un_du(decor, SUD, 2000, realisees=70)],
            [un_solde(30, NORD), un_solde(70, SUD)],
            [une_salariee(0, NORD), une_salariee(1, SUD), une_salariee(2, SUD)],
        )

    reprise = deposer(facilitatrice, classeur())
    proposition = proposition_de(reprise)
    assert proposition.egal, proposition.refus
    assert len(proposition.nouveaux) == 2
    reprises.ecrire(acteur=facilitatrice, reprise=reprise)

    lus = {}
    for clause in ClauseInsertion.objects.avec_objets():
        marche = clause.lot.marche
        assert marche.operation.maitre_ouvrage == marche.acheteur, "chacun décide de sa publication"
        lus[str(marche.acheteur)] = (
            sum(m.heures for m in clause.mouvements.all()),
            sum(m.heures for m in MouvementHeures.objects.filter(clause=clause)),
            ContratTravail.objects.filter(clause=clause).count(),
        )
    assert lus == {NORD: (1000, 30, 1), SUD: (2000, 70, 2)}
    assert {(m.numero, str(m.acheteur)) for m in Marche.objects.all()} == {(NUMERO, NORD), (NUMERO, SUD)}
    assert Operation.objects.filter(nom="École").count() == 2
    assert not list(verifier())

    seconde = deposer(facilitatrice, classeur())
    proposition = proposition_de(seconde)
    assert proposition.egal
    assert not proposition.nouveaux
    assert all(p.deja_la for p in proposition.personnes)
    reprises.ecrire(acteur=facilitatrice, reprise=seconde)
    assert (Marche.objects.count(), ContratTravail.objects.count()) == (2, 3)


def test_le_numero_seul_ne_dit_pas_lequel_de_deux_marches_suivis(facilitatrice, decor) -> None:
    clauses = des_deux_suivis(facilitatrice.organisation)
    reprise = deposer(facilitatrice, un_classeur([un_du(decor, "", 1000)], [un_solde(30)], [une_salariee(0)]))
    refus = proposition_de(reprise).refus
    assert [(r.source.feuille, r.source.rang, r.source.colonne, r.valeur) for r in refus] == [
        (feuille, 2, "Maître d'ouvrage", NUMERO) for feuille in sorted(FEUILLES)
    ]
    assert {r.phrase for r in refus} == {
        f"Plusieurs maîtres d'ouvrage ont un marché de ce numéro ({NORD}, {SUD}) : dites lequel."
    }
    personne = reprise.rangs.get(sorte="PERSONNE")
    valeurs = {personne.uuid: {"MAITRE_OUVRAGE": SUD}}
    reprises.corriger(acteur=facilitatrice, reprise=reprise, valeurs=valeurs)
    reprises.ecrire(acteur=facilitatrice, reprise=reprise)
    assert [c.clause for c in ContratTravail.objects.all()] == [clauses[SUD]]


def test_le_marche_d_un_autre_maitre_d_ouvrage_est_un_nouveau_marche(client: Client, facilitatrice, decor) -> None:
    """Followed for the North; the file brings the South's, and a person of each."""
    nord = une_organisation(nom=NORD, nature=Nature.MAITRE_OUVRAGE)
    operation = une_operation("École", maitre_ouvrage=nord)
    suivie = une_clause(
        lot=un_lot(marche=un_marche(office=facilitatrice.organisation, numero=NUMERO, operation=operation), numero="1")
    )
    reprise = deposer(
        facilitatrice,
        un_classeur(
            [un_du(decor, SUD, 2000)], personnes=[une_salariee(0, NORD), une_salariee(1, SUD), une_salariee(2)]
        ),
    )
    proposition = proposition_de(reprise)
    [nouveau] = proposition.nouveaux
    assert (nouveau.marche, nouveau.homonyme) == (None, suivie.lot.marche)
    [refus] = proposition.refus
    assert (refus.source.feuille, refus.source.rang) == ("Personnes", 4)
    assert "dites lequel" in refus.phrase
    client.force_login(facilitatrice.utilisateur)
    page = unescape(client.get(reverse("facilitation:reprise", args=[reprise.uuid])).content.decode())
    assert f"celui de ce numéro suivi ici est de {NORD}" in page

    reprises.ecrire(acteur=facilitatrice, reprise=reprise)
    neuve = ClauseInsertion.objects.exclude(pk=suivie.pk).get()
    assert str(neuve.lot.marche.acheteur) == SUD
    assert neuve.lot.marche.operation != operation
    assert neuve.lot.marche.operation.nom == operation.nom
    contrats = {c.beneficiaire.nom: c.clause for c in ContratTravail.objects.all()}
    assert contrats == {une_salariee(0)[0]: suivie, une_salariee(1)[0]: neuve}


def test_un_lot_rejoint_le_marche_et_l_operation_de_son_maitre_d_ouvrage(facilitatrice, decor) -> None:
    clauses = des_deux_suivis(facilitatrice.organisation)
    lot_2 = un_du(decor, SUD, 500, realisees=0, Lot=2)
    reprise = deposer(facilitatrice, un_classeur([lot_2]))
    reprises.ecrire(acteur=facilitatrice, reprise=reprise)
    marche = clauses[SUD].lot.marche
    assert [lot.numero for lot in marche.lots.order_by("numero")] == ["1", "2"]
    assert clauses[NORD].lot.marche.lots.count() == 1
    assert Operation.objects.filter(marche__office=facilitatrice.organisation).distinct().count() == 2


def test_un_nouveau_marche_de_la_meme_operation_a_le_meme_maitre_d_ouvrage(facilitatrice, decor) -> None:
    """Known here by its SIRET, named without it in the file: no second sheet of the same body."""
    des_deux_suivis(facilitatrice.organisation)
    operation = Operation.objects.get(maitre_ouvrage__nom=SUD)
    ligne = un_du(decor, SUD, 500, realisees=0, Marché="2025-02", Opération=operation.nom)
    reprises.ecrire(acteur=facilitatrice, reprise=deposer(facilitatrice, un_classeur([ligne])))
    marche = Marche.objects.get(numero="2025-02")
    assert (marche.operation, marche.acheteur) == (operation, operation.maitre_ouvrage)


def test_des_mois_sans_maitre_d_ouvrage_retiennent_les_deux_engagements(facilitatrice, decor) -> None:
    """Otherwise the balances would enter as one dated line, the months being refused."""
    deux = [un_du(decor, NORD, 1000), un_du(decor, SUD, 2000)]
    reprise = deposer(facilitatrice, un_classeur(deux, [un_solde(30), un_solde(30, SUD)]))
    proposition = proposition_de(reprise)
    assert not proposition.engagements
    assert [(r.source.feuille, r.source.rang) for r in proposition.refus] == [
        ("Engagements", 2), ("Engagements", 3), ("Soldes", 2),
    ]  # fmt: skip
    rang = reprise.rangs.get(sorte="SOLDE", rang=2)
    reprises.corriger(acteur=facilitatrice, reprise=reprise, valeurs={rang.uuid: {"MAITRE_OUVRAGE": NORD}})
    proposition = proposition_de(reprise)
    assert proposition.egal
    assert {a.accorde.realisees for a in proposition.engagements} == {Decimal(30)}


def test_un_engagement_illisible_compte_deja_pour_un_maitre_d_ouvrage(facilitatrice, decor) -> None:
    """The South's row waits for its hours: the person of that number is not given to the North meanwhile."""
    classeur = un_classeur(
        [un_du(decor, NORD, 1000, realisees=0), un_du(decor, SUD, 2000, **{"Heures dues": "mille"})],
        personnes=[une_salariee(0)],
    )
    refus = proposition_de(deposer(facilitatrice, classeur)).refus
    assert [(r.source.feuille, r.source.colonne) for r in refus] == [
        ("Engagements", "Heures dues"), ("Personnes", "Maître d'ouvrage"),
    ]  # fmt: skip


def test_un_nom_voisin_se_demande_et_deux_maitres_d_ouvrage_du_meme_nom_se_disent_par_siret(
    facilitatrice, decor
) -> None:
    des_deux_suivis(facilitatrice.organisation)
    voisine = un_du(decor, "Mairie du Nord", 1000)
    [refus] = proposition_de(deposer(facilitatrice, un_classeur([voisine]))).refus
    assert (refus.source.colonne, refus.valeur) == ("Maître d'ouvrage", "Mairie du Nord")
    assert f"« {NORD} » a déjà un marché de ce numéro" in refus.phrase

    titres = [*ENGAGEMENTS, "SIRET du maître d'ouvrage"]
    lignes = [[*un_du(decor, "Saint-Jean", 1000 + n, realisees=0), siret_de_demo(500 + n)] for n in (0, 1)]
    classeur = xlsx([titres, *lignes], [[*SOLDES, "Maître d'ouvrage"], un_solde(10, "Saint-Jean")], noms=FEUILLES[:2])
    reprise = deposer(facilitatrice, classeur)
    proposition = proposition_de(reprise)
    [seul] = [r for r in proposition.refus if r.source.feuille == "Soldes"]
    assert (seul.source.colonne, "ajoutez le SIRET" in seul.phrase) == ("SIRET du maître d'ouvrage", True)
    reprise.rangs.filter(sorte="SOLDE").delete()
    reprises.ecrire(acteur=facilitatrice, reprise=reprise)
    sirets = Marche.objects.filter(acheteur__nom="Saint-Jean").values_list("acheteur__siret", flat=True)
    assert sorted(sirets) == [siret_de_demo(500), siret_de_demo(501)]
