"""The month of a real contractor, in the browser, its screens counted: by grid, by file, nil, and a line sent back.

Three lots, twelve people of whom two on two lots, two of them lent week after week by a temporary work firm; two
subcontractors, one with its own account, one without: its hours are the lead's to enter, in the same grid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from clauses.models import ContratTravail, Declaration, Intervenant, LigneHeures, PeriodeContrat
from clauses.rules.vocabulaire import Modalite, RoleIntervenant, TypeContrat
from clauses.selectors.verification import verifier
from clauses.services import validation
from entreprises.models import Organisation
from entreprises.policies import Acteur
from entreprises.rules import Nature, Role
from socle.horloge import aujourdhui
from socle.periodes import Mois
from tests.fabriques.declarations import un_beneficiaire, un_contrat, un_mois_soumis, un_motif, une_scene
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.marches import un_intervenant, un_lot, un_marche, une_clause
from tests.fabriques.tableurs import xlsx
from tests.navigateur.test_engagement_de_bout_en_bout import se_connecter

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Decor:
    """The contractor's month to declare."""

    firme: Organisation
    paie: Acteur
    facilitation: Acteur
    mois: Mois
    contrats: list[ContratTravail] = field(default_factory=list)
    partenaires: dict[str, Intervenant] = field(default_factory=dict)


@pytest.fixture
def decor() -> Decor:
    mois = Mois.depuis(aujourdhui()).precedent()
    office = une_organisation(nature=Nature.OFFICE)
    firme = une_organisation(nom="Maçonnerie des Rives")
    facilitation = un_acteur(role=Role.FACILITATEUR, organisation=office)
    marche = un_marche(office=office)
    clauses = []
    for _ in range(3):
        lot = un_lot(marche=marche, debut_travaux=mois.premier_jour, fin_travaux=(mois + 10).dernier_jour)
        clauses.append(
            une_clause(
                lot=lot,
                titulaire=firme,
                debut=mois.premier_jour,
                fin=(mois + 10).dernier_jour,
                facilitateur=facilitation.espace,
            )
        )
    decor = Decor(firme, un_acteur(role=Role.PAIE, organisation=firme), facilitation, mois)
    etti = une_organisation(nom="Intérim Solidaire", nature=Nature.ETTI)
    for rang in range(12):
        personne = un_beneficiaire(nom=f"Ardouanel{rang:02d}", prenom="Nadia")
        lots = [clauses[rang % 3], clauses[(rang + 1) % 3]] if rang < 2 else [clauses[rang % 3]]
        for clause in lots:
            decor.contrats.append(_contrat(clause, personne, mois, etti if rang >= 10 else None))
    for nom, compte in (("Plâtrerie Avec Compte", True), ("Peinture Sans Compte", False)):
        tiers = une_organisation(nom=nom)
        intervenant = un_intervenant(
            lot=clauses[0].lot, organisation=tiers, role=RoleIntervenant.SOUS_TRAITANT, accepte_le=mois.premier_jour
        )
        un_contrat(
            intervenant=intervenant,
            clause=clauses[0],
            debut=mois.premier_jour,
            beneficiaire=un_beneficiaire(nom="Zaoudi" if compte else "Yvernois", prenom="Karim"),
        )
        if compte:
            un_acteur(role=Role.REFERENT, organisation=tiers)
        decor.partenaires[nom] = intervenant
    return decor


def _contrat(clause: Any, personne: Any, mois: Mois, etti: Organisation | None) -> ContratTravail:
    intervenant = clause.lot.intervenants.get(role=RoleIntervenant.TITULAIRE)
    if etti is None:
        return un_contrat(intervenant=intervenant, clause=clause, beneficiaire=personne, debut=mois.premier_jour)
    contrat = un_contrat(
        intervenant=intervenant,
        clause=clause,
        beneficiaire=personne,
        debut=mois.premier_jour,
        employeur=etti,
        type_contrat=TypeContrat.INTERIM,
        modalite=Modalite.MISE_A_DISPOSITION,
    )
    PeriodeContrat.objects.filter(contrat=contrat).delete()
    for semaine in range(4):
        lundi = mois.premier_jour + timedelta(days=7 * semaine)
        PeriodeContrat.objects.create(contrat=contrat, debut=lundi, fin=lundi + timedelta(days=4))
    return contrat


@contextmanager
def ecrans(page: Any, attendus: int) -> Iterator[None]:
    """Count the screens shown after this one."""
    vus: list[str] = []

    def noter(cadre: Any) -> None:
        if cadre == page.main_frame:
            vus.append(cadre.url)

    page.on("framenavigated", noter)
    yield
    page.wait_for_load_state()
    page.remove_listener("framenavigated", noter)
    assert len(vus) == attendus, vus


def test_par_la_grille_trois_ecrans_et_le_partenaire_sans_compte_avec(page, decor):
    se_connecter(page, decor.paie.utilisateur.email)
    page.goto("/entreprise/")
    with ecrans(page, 3):
        page.get_by_role("link", name=re.compile(f"^Déclarer {decor.mois.nom}")).first.click()
        cases = page.locator("input[name^=h_]")
        assert cases.count() == 14 + 1
        assert page.get_by_label(re.compile("Yvernois.*pour Peinture Sans Compte.*heures payées")).count() == 1
        assert page.get_by_text("Zaoudi").count() == 0
        for rang in range(cases.count()):
            cases.nth(rang).fill(str(60 + rang))
        page.get_by_role("button", name="Vérifier et transmettre").click()
        page.get_by_role("heading", name="Relire avant de transmettre").wait_for()
        page.get_by_label(re.compile("D'où viennent ces heures")).fill("relevé signé du chef d'équipe")
        page.get_by_role("button", name=re.compile("^Transmettre")).click()
        page.get_by_text("15 lignes").first.wait_for()
    lignes = LigneHeures.objects.filter(etat="SOUMISE")
    assert lignes.count() == 15
    assert sum(li.heures for li in lignes) == sum(range(60, 75))
    sans_compte = decor.partenaires["Peinture Sans Compte"]
    ligne = lignes.get(declaration__intervenant=sans_compte)
    assert (ligne.origine, ligne.declaration.pour_compte) == ("POUR_COMPTE", True)
    assert "relevé signé" in ligne.declaration.messages.get().texte
    assert not Declaration.objects.filter(intervenant=decor.partenaires["Plâtrerie Avec Compte"]).exists()
    assert set(lignes.exclude(pk=ligne.pk).values_list("declaration__pour_compte", "origine")) == {(False, "GRILLE")}
    assert list(verifier()) == []


def test_par_fichier_trois_ecrans(page, decor):
    lignes = [
        [c.beneficiaire.nom, c.beneficiaire.prenom, decor.mois.iso, c.clause.lot.numero, Decimal(70) + rang]
        for rang, c in enumerate(decor.contrats)
    ]
    contenu = xlsx([["Nom", "Prénom", "Mois", "Lot", "Heures"], *lignes]).getvalue()
    se_connecter(page, decor.paie.utilisateur.email)
    page.goto("/entreprise/")
    fichier = {"name": "heures.xlsx", "mimeType": "application/octet-stream", "buffer": contenu}
    with ecrans(page, 3):
        page.locator("form[action='/entreprise/tableurs/'] input[type=file]").first.set_input_files(fichier)
        page.get_by_role("button", name=re.compile("^Enregistrer les 14 lignes|^Enregistrer les lignes")).click()
        page.get_by_role("button", name=re.compile("^Transmettre")).click()
        page.get_by_text("14 lignes").first.wait_for()
    envoyees = LigneHeures.objects.filter(etat="SOUMISE")
    assert envoyees.count() == 14
    assert sum(li.heures for li in envoyees) == sum(range(70, 84))
    assert list(verifier()) == []


def test_un_mois_sans_heure_est_a_un_clic_de_l_accueil(page, decor):
    se_connecter(page, decor.paie.utilisateur.email)
    page.goto("/entreprise/")
    with ecrans(page, 1):
        page.get_by_role("button", name=f"Aucune heure en {decor.mois.nom}").first.click()
        page.get_by_text("« aucune heure » est déclaré").wait_for()
    nil = Declaration.objects.filter(neant=True, soumise_le__isnull=False)
    assert nil.count() == 3
    assert set(nil.values_list("intervenant__organisation", flat=True)) == {decor.firme.pk}


def test_une_ligne_renvoyee_est_a_deux_ecrans_du_message(page):
    """The message is the task on the firm's home: the line, corrected, sent."""
    mois = Mois.depuis(aujourdhui()).precedent()
    scene = une_scene(personnes=2)
    lignes = un_mois_soumis(scene, [100, 80], mois=mois)
    validation.renvoyer(acteur=scene.facilitation, lignes=[lignes[0].uuid], motif=un_motif(), texte="Quel chantier ?")
    se_connecter(page, scene.paie.utilisateur.email)
    page.goto("/entreprise/")
    page.get_by_text("Quel chantier ?").wait_for()
    with ecrans(page, 2):
        page.get_by_role("link", name=re.compile("^Corriger")).click()
        page.locator("input[name=heures]").fill("90")
        page.get_by_role("button", name="Corriger et renvoyer").click()
        page.wait_for_url("**/entreprise/")
    lignes[0].refresh_from_db()
    assert (lignes[0].etat, lignes[0].heures) == ("SOUMISE", Decimal(90))
