"""Who sees what of a firm: another firm's objects are a 404, works management reads, the lead sees names only."""

from __future__ import annotations

import html
from decimal import Decimal

import pytest
from django.urls import reverse

from clauses.models import Declaration, DepotScelle, LigneHeures, LimiteMembre
from clauses.rules.vocabulaire import OrigineLigne
from clauses.services import brouillons, declarations
from clauses.web.entreprise.urls import urlpatterns
from entreprises.rules import ROLES_ENTREPRISE, ROLES_FACILITATION, Role
from socle.gardes import Politique
from socle.horloge import a_l_instant
from tests.clauses.test_web_entreprise import EN_OCTOBRE, cases, grille, texte, version
from tests.fabriques.declarations import MOIS, un_beneficiaire, un_contrat, un_mois_soumis, une_scene
from tests.fabriques.entreprises import un_acteur, un_membre
from tests.fabriques.marches import un_chantier, un_intervenant, un_lot, une_clause

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(EN_OCTOBRE):
        yield


@pytest.fixture
def scene():
    return une_scene(personnes=2)


def test_chaque_vue_nomme_sa_politique_et_ses_roles():
    politiques = {motif.name: motif.callback.politique for motif in urlpatterns}
    assert all(isinstance(p, Politique) and not p.publique for p in politiques.values())
    firme = tuple(str(r) for r in ROLES_ENTREPRISE)
    # The office enters a month for a firm that it names: three pages, and no other.
    ouvertes_a_l_office = {nom for nom, p in politiques.items() if p.roles != firme}
    assert ouvertes_a_l_office == {"grille", "verifier", "ajouter_personne"}
    for nom in ouvertes_a_l_office:
        assert politiques[nom].roles == (*firme, *(str(r) for r in ROLES_FACILITATION))
    assert all(p.nom.startswith("clauses.") for p in politiques.values())


def test_les_objets_d_une_autre_entreprise_n_existent_pas(client, scene):
    ligne = un_mois_soumis(scene, [100, 80])[0]
    autre = un_acteur(role=Role.PAIE)
    client.force_login(autre.utilisateur)
    adresses = [
        reverse("entreprise:declaration", args=[ligne.declaration.uuid]),
        reverse("entreprise:corriger", args=[ligne.declaration.uuid]),
        reverse("entreprise:ligne", args=[ligne.uuid]),
        reverse("entreprise:contrat", args=[scene.contrats[0].uuid]),
        reverse("entreprise:annuler_contrat", args=[scene.contrats[0].uuid]),
        reverse("entreprise:lot", args=[scene.clause.lot.uuid]),
        f"{grille()}?pour={scene.intervenant.uuid}",
        reverse("entreprise:verifier", args=["2025-09"]) + f"?pour={scene.intervenant.uuid}",
        f"{grille()}?pour=nimporte",
    ]
    for adresse in adresses:
        assert client.get(adresse).status_code == 404, adresse
        assert client.post(adresse, {"texte": "x", "motif": "x", "heures": "1"}).status_code in (404, 405), adresse
    assert not LigneHeures.objects.filter(heures=1).exists()


def test_declarer_neant_pour_une_autre_entreprise_ne_fait_rien(client, scene):
    client.force_login(un_acteur(role=Role.PAIE).utilisateur)
    client.post(reverse("entreprise:neant", args=["2025-09"]), {"intervenant": scene.intervenant.uuid})
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("role", [Role.FACILITATEUR, Role.MAITRE_OUVRAGE, Role.PRESCRIPTEUR, Role.REDACTION])
def test_les_autres_metiers_n_entrent_pas(client, role):
    client.force_login(un_membre(role=role).utilisateur)
    assert client.get(reverse("entreprise:accueil")).status_code == 403


def test_la_conduite_de_travaux_lit_ses_chantiers_et_ne_saisit_rien(client, scene):
    autre_site = un_chantier("Gymnase réservé")
    scene.clause.lot.sites.update(part=Decimal("50.00"))
    scene.clause.lot.sites.create(chantier=autre_site, part=Decimal("50.00"))
    declaration = brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=MOIS)
    brouillons.enregistrer_brouillon(
        acteur=scene.paie,
        declaration=declaration,
        saisies=[
            brouillons.SaisieLigne(scene.contrats[0], scene.chantier_id, Decimal(77)),
            brouillons.SaisieLigne(scene.contrats[0], autre_site.pk, Decimal(33)),
        ],
    )
    declarations.soumettre(acteur=scene.paie, declarations=[declaration])
    conduite = un_membre(role=Role.CONDUITE, organisation=scene.entreprise)
    LimiteMembre.objects.create(membre=conduite, chantier_id=scene.chantier_id)
    client.force_login(conduite.utilisateur)

    page = texte(client.get(grille()))
    assert "77,00" in page
    assert "33,00" not in page
    assert "Gymnase réservé" not in page
    assert "la saisie revient à la paie" in page
    assert "Vérifier et transmettre" not in page
    detail = texte(client.get(reverse("entreprise:declaration", args=[declaration.uuid])))
    assert "77,00 h" in detail
    assert "33,00 h" not in detail
    ligne = LigneHeures.objects.get(heures=33)
    assert client.get(reverse("entreprise:ligne", args=[ligne.uuid])).status_code == 404
    assert client.get(reverse("entreprise:verifier", args=["2025-09"])).status_code == 404
    assert client.get(reverse("entreprise:ajouter_personne", args=["2025-09"])).status_code == 404
    client.post(reverse("entreprise:neant", args=["2025-08"]), {"intervenant": scene.intervenant.uuid})
    assert not Declaration.objects.filter(neant=True).exists()


def test_un_membre_limite_a_un_lot_ne_voit_que_lui(client, scene):
    lot = un_lot(marche=scene.clause.lot.marche, intitule="Plomberie cachée")
    une_clause(lot=lot, titulaire=scene.entreprise)
    limite = un_membre(role=Role.PAIE, organisation=scene.entreprise)
    LimiteMembre.objects.create(membre=limite, lot=scene.clause.lot)
    client.force_login(limite.utilisateur)
    for adresse in (reverse("entreprise:accueil"), grille(), reverse("entreprise:mois")):
        assert "Plomberie cachée" not in texte(client.get(adresse))
    assert client.get(reverse("entreprise:lot", args=[lot.uuid])).status_code == 404


def test_un_mandataire_change_d_entreprise_par_ses_espaces(client, scene):
    ailleurs = une_scene(personnes=1)
    premiere = un_membre(role=Role.MANDATAIRE, organisation=scene.entreprise)
    seconde = un_membre(role=Role.MANDATAIRE, organisation=ailleurs.entreprise, utilisateur=premiere.utilisateur)
    client.force_login(premiere.utilisateur)
    client.post(reverse("entreprises:changer_espace"), {"espace": premiere.uuid})
    assert len(cases(client.get(grille()))) == 2
    client.post(reverse("entreprises:changer_espace"), {"espace": seconde.uuid})
    page = client.get(grille())
    assert len(cases(page)) == 1
    client.post(grille(), {"version": version(page), cases(page)[0]: "70"})
    assert LigneHeures.objects.get().declaration.intervenant == ailleurs.intervenant


@pytest.fixture
def partenaire(scene):
    """A subcontractor without an account, with one person under contract."""
    intervenant = un_intervenant(lot=scene.clause.lot, role="SOUS_TRAITANT")
    un_contrat(intervenant=intervenant, clause=scene.clause, beneficiaire=un_beneficiaire("Lointaine", prenom="Léa"))
    return intervenant


def test_le_chef_de_file_lit_les_lignes_de_ses_partenaires_avec_les_noms(client, scene, partenaire):
    office = scene.facilitation
    contrat = partenaire.contrats.get()
    declaration = brouillons.ouvrir(acteur=office, intervenant=partenaire, mois=MOIS)
    brouillons.enregistrer_brouillon(
        acteur=office,
        declaration=declaration,
        saisies=[brouillons.SaisieLigne(contrat, scene.chantier_id, Decimal(64))],
    )
    client.force_login(scene.paie.utilisateur)
    adresse = reverse("entreprise:lot", args=[scene.clause.lot.uuid]) + "?mois=2025-09"
    assert "64,00" not in texte(client.get(adresse)), "le brouillon d'un partenaire lui appartient"
    declarations.soumettre(acteur=office, declarations=[declaration])
    declarations.ecrire_message(acteur=office, declaration=declaration, texte="Entre nous.")
    page = texte(client.get(adresse))
    assert "Lointaine Léa" in page
    assert "64,00 h" in page
    detail = texte(client.get(reverse("entreprise:declaration", args=[declaration.uuid])))
    assert "Lointaine" in detail
    assert "Entre nous." not in detail
    ligne = LigneHeures.objects.get(declaration=declaration)
    assert client.get(reverse("entreprise:ligne", args=[ligne.uuid])).status_code == 404
    assert (
        client.post(reverse("entreprise:declaration", args=[declaration.uuid]), {"texte": "Bonjour"}).status_code == 404
    )


def test_le_sous_traitant_ne_lit_pas_les_lignes_du_chef_de_file(client, scene, partenaire):
    ligne = un_mois_soumis(scene, [100, 80])[0]
    client.force_login(un_membre(role=Role.PAIE, organisation=partenaire.organisation).utilisateur)
    assert client.get(reverse("entreprise:lot", args=[scene.clause.lot.uuid])).status_code == 404
    assert client.get(reverse("entreprise:declaration", args=[ligne.declaration.uuid])).status_code == 404


def test_le_chef_de_file_saisit_pour_un_partenaire_sans_compte_et_cela_se_voit(client, scene, partenaire):
    client.force_login(scene.paie.utilisateur)
    lot = client.get(reverse("entreprise:lot", args=[scene.clause.lot.uuid]) + "?mois=2025-09")
    assert f"?pour={partenaire.uuid}" in lot.content.decode()
    adresse = f"{grille()}?pour={partenaire.uuid}"
    page = client.get(adresse)
    assert "Saisie pour le compte de" in texte(page)
    assert len(cases(page)) == 1
    suite = client.post(adresse, {"version": version(page), cases(page)[0]: "45", "verifier": "1"})
    revue = client.get(suite.url)
    assert str(partenaire.uuid) in suite.url
    client.post(suite.url, {"version": version(revue)})
    declaration = Declaration.objects.get(intervenant=partenaire)
    assert declaration.pour_compte
    assert declaration.soumise_par == scene.paie.utilisateur
    assert declaration.lignes.get().origine == OrigineLigne.POUR_COMPTE


def test_le_critere_d_eligibilite_n_apparait_sur_aucune_page(client, scene):
    client.force_login(scene.paie.utilisateur)
    for adresse in (reverse("entreprise:personnes"), reverse("entreprise:contrat", args=[scene.contrats[0].uuid])):
        page = html.unescape(client.get(adresse).content.decode())
        assert "Éligible" in page
        assert not any(mot in page for mot in ("RSA", "RQTH", "critère", "minima sociaux"))
    assert not DepotScelle.objects.exists()
