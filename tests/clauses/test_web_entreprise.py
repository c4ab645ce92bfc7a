"""The contractor's month on screen: home → grid → review → sent; sent back → corrected; nil in one click."""

from __future__ import annotations

import html
import json
import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from clauses.models import Declaration, LigneHeures
from clauses.rules.etats import EtatLigne
from clauses.selectors.verification import verifier
from clauses.services import brouillons, declarations
from socle.horloge import a_l_instant
from socle.periodes import Mois, Periodicite
from tests.fabriques.declarations import MOIS, un_contrat, un_mois_saisi, un_mois_soumis, une_scene
from tests.fabriques.entreprises import un_membre, une_organisation
from tests.fabriques.marches import un_chantier, un_intervenant, un_lot, un_marche, une_clause

pytestmark = pytest.mark.django_db
EN_OCTOBRE = datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(EN_OCTOBRE):
        yield


@pytest.fixture
def scene():
    """Two people under contract; the works began last month, so that September alone is to declare."""
    scene = une_scene(personnes=2)
    type(scene.intervenant).objects.filter(pk=scene.intervenant.pk).update(du=date(2025, 9, 1))
    scene.intervenant.refresh_from_db()
    return scene


@pytest.fixture
def paie(client, scene):
    client.force_login(scene.paie.utilisateur)
    return client


def grille(mois="2025-09"):
    return reverse("entreprise:grille", args=[mois])


def cases(page) -> list[str]:
    """Names of the inputs of paid hours, in the order of the rows."""
    return re.findall(r'name="(h_[0-9a-f_]+)"', page.content.decode())


def version(page) -> str:
    return re.search(r'name="version" value="([^"]*)"', page.content.decode())[1]


def saisir(client, *heures, mois="2025-09", **autres):
    page = client.get(grille(mois))
    donnees = {"version": version(page)} | dict(zip(cases(page), heures, strict=False)) | autres
    return client.post(grille(mois), donnees)


def texte(reponse) -> str:
    return re.sub(r"\s+", " ", html.unescape(reponse.content.decode()).replace("\u202f", " ").replace("\u00a0", " "))


def test_trois_ecrans_de_l_accueil_au_mois_transmis(paie, scene):
    accueil = texte(paie.get(reverse("entreprise:accueil")))
    assert "Septembre 2025" in accueil
    assert "Non déclaré" in accueil
    assert f'href="{grille()}"' in accueil

    reponse = saisir(paie, "151,67", "7h30", verifier="1")
    assert reponse.url == reverse("entreprise:verifier", args=["2025-09"])
    revue = paie.get(reponse.url)
    assert "159,17 h à compter" in texte(revue)
    fin = paie.post(reponse.url, {"version": version(revue)}, follow=True)

    assert fin.redirect_chain[-1][0] == reverse("entreprise:accueil")
    assert "Septembre 2025 est transmis : 2 lignes, 159,17 h à vérifier." in texte(fin)
    assert "Tout est à jour" in texte(fin)
    assert set(LigneHeures.objects.values_list("etat", flat=True)) == {EtatLigne.SOUMISE}
    assert list(verifier()) == []


def test_les_notations_d_heures_et_les_non_travaillees_sont_lues(paie, scene):
    page = paie.get(grille())
    premiere, seconde = cases(page)
    paie.post(
        grille(),
        {
            "version": version(page),
            premiere: "151.67",
            premiere.replace("h_", "n_"): "14",
            seconde: "7:30",
        },
    )
    lignes = LigneHeures.objects.order_by("heures")
    assert [(li.heures, li.heures_non_travaillees) for li in lignes] == [
        (Decimal("7.50"), Decimal("0")),
        (Decimal("151.67"), Decimal("14")),
    ]


def test_une_valeur_illisible_reste_dans_sa_case_et_le_reste_est_enregistre(paie, scene):
    reponse = saisir(paie, "cent", "70", verifier="1")
    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert 'value="cent"' in page
    assert 'aria-invalid="true"' in page
    assert "Écrivez des heures" in page
    assert "Un point est à corriger" in page
    assert [li.heures for li in LigneHeures.objects.all()] == [Decimal(70)]


def test_le_brouillon_s_enregistre_tout_seul(paie, scene):
    page = paie.get(grille())
    donnees = {"version": version(page), cases(page)[0]: "35"}
    reponse = paie.post(grille(), donnees, headers={"accept": "application/json"})
    recu = json.loads(reponse.content)
    assert recu["heure"].replace("\u00a0", " ") == "9 h 00"
    assert LigneHeures.objects.get().heures == Decimal(35)
    donnees |= {"version": recu["version"], cases(page)[0]: "36"}
    assert paie.post(grille(), donnees, headers={"accept": "application/json"}).status_code == 200
    assert LigneHeures.objects.get().heures == Decimal(36)
    assert "Brouillon enregistré à 9 h 00" in texte(paie.get(grille()))


def test_deux_saisies_en_meme_temps_montrent_les_deux_valeurs(paie, scene):
    page = paie.get(grille())
    un_mois_saisi(scene, [100, 80])
    donnees = {"version": version(page), cases(page)[0]: "120", cases(page)[1]: "80"}
    reponse = paie.post(grille(), donnees)
    assert reponse.status_code == 409
    contenu = reponse.content.decode()
    assert 'value="120"' in contenu
    assert "100 h" in contenu
    assert LigneHeures.objects.filter(heures=100).exists()
    assert paie.post(grille(), donnees, headers={"accept": "application/json"}).status_code == 409
    suite = paie.post(grille(), donnees | {"version": version(reponse)})
    assert suite.status_code == 302
    assert LigneHeures.objects.filter(heures=120).exists()


def test_une_case_videe_retire_la_ligne_en_brouillon(paie, scene):
    un_mois_saisi(scene, [100, 80])
    saisir(paie, "", "80")
    assert [li.heures for li in LigneHeures.objects.all()] == [Decimal(80)]


def test_aucune_heure_en_un_clic(paie, scene):
    accueil = texte(paie.get(reverse("entreprise:accueil")))
    assert "Aucune heure en septembre" in accueil
    reponse = paie.post(
        reverse("entreprise:neant", args=["2025-09"]),
        {"intervenant": scene.intervenant.uuid, "fin": "2025-09"},
        follow=True,
    )
    assert "Septembre 2025 : « aucune heure » est déclaré." in texte(reponse)
    declaration = Declaration.objects.get()
    assert declaration.neant
    assert declaration.soumise_le
    assert "Aucune heure" in texte(paie.get(reverse("entreprise:mois")))


def test_un_mois_declare_vide_le_reste_quand_un_autre_lot_se_saisit(paie, scene):
    declarations.declarer_neant(acteur=scene.paie, intervenants=[scene.intervenant], mois=MOIS)
    lot = un_lot(marche=scene.clause.lot.marche)
    autre = une_clause(lot=lot, titulaire=scene.entreprise)
    un_contrat(intervenant=lot.intervenants.get(), clause=autre, beneficiaire=scene.contrats[0].beneficiaire)
    page = paie.get(grille())
    case = next(c for c in cases(page) if scene.contrats[0].uuid.hex not in c and scene.contrats[1].uuid.hex not in c)
    paie.post(grille(), {"version": version(page), case: "12"} | {c: "" for c in cases(page) if c != case})
    assert Declaration.objects.get(intervenant=scene.intervenant).neant
    assert LigneHeures.objects.get().heures == Decimal(12)


def test_les_lignes_transmises_se_lisent_sans_se_modifier(paie, scene):
    un_mois_soumis(scene, [100, 80])
    page = paie.get(grille())
    assert cases(page) == []
    assert "Envoyée, en cours de vérification" in texte(page)


def test_un_mois_relu_puis_modifie_par_un_autre_se_relit(paie, scene):
    saisir(paie, "100", "80", verifier="1")
    adresse = reverse("entreprise:verifier", args=["2025-09"])
    lue = version(paie.get(adresse))
    un_mois_saisi(scene, [110, 80])
    reponse = paie.post(adresse, {"version": lue}, follow=True)
    assert "Ce mois a changé depuis que vous l'avez relu" in texte(reponse)
    assert not LigneHeures.objects.exclude(etat=EtatLigne.BROUILLON).exists()


def test_un_lot_sans_heures_reste_non_declare_tant_que_personne_ne_le_confirme(paie, scene):
    lot = un_lot(marche=scene.clause.lot.marche, debut_travaux=date(2025, 9, 1))
    une_clause(lot=lot, titulaire=scene.entreprise)
    saisir(paie, "100", "80", verifier="1")
    adresse = reverse("entreprise:verifier", args=["2025-09"])
    revue = paie.get(adresse)
    case = re.search(r'name="neant" value="([^"]+)"', revue.content.decode())[1]
    paie.post(adresse, {"version": version(revue)})
    assert not Declaration.objects.filter(intervenant__lot=lot).exists()
    assert "Non déclaré" in texte(paie.get(reverse("entreprise:accueil")))
    paie.post(adresse, {"version": "", "neant": case})
    assert Declaration.objects.get(intervenant__lot=lot).neant


def test_un_trimestre_se_saisit_mois_par_mois_et_se_transmet_en_une_fois(client):
    scene = une_scene(personnes=1, periodicite=Periodicite.TRIMESTRIELLE)
    type(scene.intervenant).objects.filter(pk=scene.intervenant.pk).update(du=date(2025, 7, 1))
    client.force_login(scene.paie.utilisateur)
    accueil = texte(client.get(reverse("entreprise:accueil")))
    assert "3e trimestre 2025" in accueil
    assert "20 octobre 2025" in accueil
    for mois in ("2025-07", "2025-08"):
        page = client.get(grille(mois))
        assert "Septembre 2025" in texte(page)
        client.post(grille(mois), {"version": version(page), cases(page)[0]: "100"})
    adresse = reverse("entreprise:verifier", args=["2025-09"])
    revue = client.get(adresse)
    case = re.search(r'name="neant" value="([^"]+)"', revue.content.decode())[1]
    fin = client.post(adresse, {"version": version(revue), "neant": case}, follow=True)
    assert "Juillet à septembre 2025 est transmis : 2 lignes, 200,00 h" in texte(fin)
    assert Declaration.objects.filter(soumise_le__isnull=False).count() == 3
    assert "Tout est à jour" in texte(fin)


def test_une_personne_sur_deux_sites_a_une_colonne_par_site(client):
    scene = une_scene(personnes=0)
    autre_site = un_chantier("Gymnase des Fossés")
    scene.clause.lot.sites.update(part=Decimal("50.00"))
    scene.clause.lot.sites.create(chantier=autre_site, part=Decimal("50.00"))
    un_contrat(intervenant=scene.intervenant, clause=scene.clause)
    client.force_login(scene.paie.utilisateur)
    page = client.get(grille())
    assert len(cases(page)) == 2
    assert "Gymnase des Fossés" in texte(page)
    client.post(grille(), {"version": version(page), cases(page)[0]: "60", cases(page)[1]: "40"})
    assert sorted(LigneHeures.objects.values_list("heures", flat=True)) == [Decimal(40), Decimal(60)]
    assert Declaration.objects.count() == 1


def test_un_mois_a_venir_ou_illisible_n_existe_pas(paie, scene):
    for mois in ("2025-11", "2025-13", "hier", "1999-01"):
        assert paie.get(f"/entreprise/mois/{mois}/").status_code == 404


def test_l_echeance_reportee_se_voit(paie, scene):
    declaration = brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=MOIS)
    declarations.reporter_echeance(
        acteur=scene.facilitation, declaration=declaration, jour=date(2025, 11, 3), motif="Panne de paie"
    )
    assert "à déclarer avant le 3 novembre 2025" in texte(paie.get(reverse("entreprise:accueil")))


def test_passe_l_echeance_le_mois_est_non_declare_et_en_retard(paie, scene):
    with a_l_instant(date(2025, 10, 25)):
        accueil = texte(paie.get(reverse("entreprise:accueil")))
    assert "En retard" in accueil
    assert "5 jours de retard" in accueil


def test_une_entreprise_sans_lot_sait_pourquoi_sa_page_est_vide(client):
    client.force_login(un_membre(organisation=une_organisation()).utilisateur)
    page = client.get(reverse("entreprise:accueil"))
    assert "Aucun lot pour l'instant" in texte(page)
    assert "Aucun lot à déclarer ce mois-là" in texte(client.get(grille()))


def test_un_sous_traitant_sans_personne_sous_contrat_n_a_rien_a_declarer(client, scene):
    sous_traitant = un_intervenant(lot=scene.clause.lot, role="SOUS_TRAITANT")
    client.force_login(un_membre(role="PAIE", organisation=sous_traitant.organisation).utilisateur)
    assert "Tout est à jour" in texte(client.get(reverse("entreprise:accueil")))


def test_le_mois_precedent_d_un_marche_d_une_autre_structure_n_apparait_pas(paie, scene):
    un_marche()
    assert Mois(2025, 9) == MOIS
    assert len(paie.get(reverse("entreprise:accueil")).context["engagements"]) == 1
