"""`charger_reference`: everything is created once, and an administrator's edit is never overwritten."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from chantiers.models import Programme
from clauses.models import DureeContrat, Motif, PartMainOeuvre, Referentiel, Reglage, TauxProgramme
from config.reference import lecture
from config.reference.services import charger
from parcours.models import Critere, CumulCriteres
from socle.models import AliasTerritoire, Metier, Territoire

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference() -> None:
    charger()


def total(comptes: dict) -> int:
    return sum(compte.crees for compte in comptes.values())


def test_deux_chargements_ne_creent_qu_une_fois():
    premier, second = charger(), charger()
    assert total(premier) > 300
    assert total(second) == 0
    assert {nom: c.presents for nom, c in second.items()} == {nom: c.crees for nom, c in premier.items()}


def test_le_second_chargement_lit_peu_et_n_ecrit_rien(reference, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as requetes:
        charger()
    assert [r["sql"] for r in requetes if r["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_une_ligne_retouchee_reste_comme_l_administrateur_l_a_laissee(reference):
    Programme.objects.filter(code="GPE").update(nom="Le Grand Métro")
    Critere.objects.filter(code="RSA", referentiel__code="ordinaire").update(age_preuve_mois=1, actif=False)
    Metier.objects.get(code="F1703").voisins.clear()
    Reglage.objects.filter(code="seuil_retard").update(valeur=Decimal("12.00"), valide_du=date(2020, 1, 1))
    TauxProgramme.objects.filter(programme__code="JOP").update(valide_du=date(2018, 1, 1))
    DureeContrat.objects.filter(referentiel__code="anru", type_contrat="CDI").delete()

    assert total(charger()) == 0

    assert Programme.objects.get(code="GPE").nom == "Le Grand Métro"
    rsa = Critere.objects.get(code="RSA", referentiel__code="ordinaire")
    assert (rsa.age_preuve_mois, rsa.actif) == (1, False)
    assert not Metier.objects.get(code="F1703").voisins.exists()
    assert Reglage.objects.get(code="seuil_retard").valeur == Decimal("12.00")
    assert TauxProgramme.objects.filter(programme__code="JOP").count() == 1
    assert not DureeContrat.objects.filter(referentiel__code="anru", type_contrat="CDI").exists()


def test_une_ligne_absente_est_creee_sans_toucher_les_autres(reference):
    Motif.objects.filter(code="piece-illisible").delete()
    assert charger()["motifs"].crees == 1
    assert Motif.objects.filter(code="piece-illisible").exists()


def test_les_communes_montent_a_leur_ept_puis_au_departement(reference):
    communes = Territoire.objects.filter(nature="COMMUNE")
    assert communes.count() == 39
    assert not communes.exclude(parent__nature="EPT", parent__parent__code="93").exists()
    assert Territoire.objects.get(code="93027").parent.nom == "Plaine Commune"


def test_les_alias_menent_a_la_commune_d_aujourd_hui(reference):
    saint_denis = Territoire.objects.get(code="93066")
    for sorte, valeur in (
        ("INSEE_ANCIEN", "93059"),
        ("CODE_POSTAL", "93380"),
        ("CODE_POSTAL", "93210"),
        ("NOM", "pierrefitte sur seine"),
        ("NOM", "st denis"),
    ):
        assert AliasTerritoire.objects.get(sorte=sorte, valeur=valeur).territoire == saint_denis
    assert AliasTerritoire.objects.get(sorte="NOM", valeur="blanc mesnil").territoire.code == "93007"


def test_les_metiers_voisins_le_sont_dans_les_deux_sens(reference):
    peintre, facadier = Metier.objects.get(code="F1606"), Metier.objects.get(code="F1611")
    assert facadier in peintre.voisins.all()
    assert peintre in facadier.voisins.all()


def test_chaque_referentiel_a_durees_et_criteres(reference):
    assert set(Referentiel.objects.values_list("code", flat=True)) == {"ordinaire", "anru", "solideo", "iae"}
    for referentiel in Referentiel.objects.all():
        assert referentiel.durees.filter(type_contrat="CDI").get().mois == 24
        assert Critere.objects.filter(referentiel=referentiel, suffit_seul=True, actif=True).exists()
    assert dict(CumulCriteres.objects.values_list("nature_employeur", "nombre")) == lecture.cumuls()["iae"]


def test_nombres_exacts_en_base(reference):
    assert PartMainOeuvre.objects.get(code="peinture").part == Decimal("70.00")
    assert Reglage.objects.get(code="smic_horaire").valeur == Decimal("12.02")
    seuil = Reglage.objects.filter(code="seuil_europeen_travaux", valide_du__lte=date(2026, 6, 1)).first()
    assert seuil.valeur == Decimal("5404000.00")


def test_les_lignes_creees_sont_valides(reference):
    for modele in (
        Territoire,
        Metier,
        Programme,
        Referentiel,
        DureeContrat,
        TauxProgramme,
        PartMainOeuvre,
        Reglage,
        Motif,
        Critere,
    ):
        for ligne in modele.objects.all():
            ligne.full_clean(validate_unique=False, validate_constraints=False)


def test_la_commande_dit_ce_qu_elle_a_fait():
    sortie = StringIO()
    call_command("charger_reference", stdout=sortie)
    assert "territoires : 44 créés, 0 déjà là" in sortie.getvalue()
    sortie = StringIO()
    call_command("charger_reference", stdout=sortie)
    assert sortie.getvalue().splitlines()[-1] == "Données de référence : 0 lignes créées."
