"""What stands in the body of a request (somebody else's line, clause, firm), and people who hold several roles."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from clauses.models import ContratTravail, Declaration, LigneHeures, SuiviClause
from entreprises.rules import Role
from tests.securite.matrice import CONNEXION, frapper
from tests.securite.monde import Monde, Mondes, ouvrir
from tests.securite.tables import MOIS_COURANT

pytestmark = pytest.mark.django_db

REFUS = {302, 400, 403, 404, 409, 422, 200}
"""Answers that refuse; whether anything was written is what the tests look at."""


def _poster(monde: Monde, role: str, nom: str, donnees: dict[str, Any], **kwargs: Any) -> int:
    """A POST that is not undone: what it wrote can be looked at. The test itself is."""
    client = monde.client(role)
    client.raise_request_exception = False
    return client.post(reverse(nom, kwargs=kwargs), donnees).status_code


@pytest.mark.parametrize("cle", ["ligne", "declaration"])
@pytest.mark.parametrize("role", [Role.FACILITATEUR, Role.RESPONSABLE])
def test_on_ne_valide_pas_la_ligne_du_voisin_en_la_glissant_dans_la_liste(mondes: Mondes, role: str, cle: str) -> None:
    ligne = mondes.voisin.lignes["soumise"]
    valeur = ligne.uuid if cle == "ligne" else ligne.declaration.uuid
    assert _poster(mondes.notre, role, "facilitation:valider_en_lot", {cle: str(valeur)}) == 404
    assert LigneHeures.objects.get(pk=ligne.pk).etat == "SOUMISE"


def test_une_liste_melangee_ne_valide_rien(mondes: Mondes) -> None:
    sienne, voisine = mondes.notre.lignes["soumise"], mondes.voisin.lignes["soumise"]
    donnees = {"ligne": [str(sienne.uuid), str(voisine.uuid)]}
    assert _poster(mondes.notre, Role.FACILITATEUR, "facilitation:valider_en_lot", donnees) == 404
    assert LigneHeures.objects.get(pk=sienne.pk).etat == "SOUMISE"


def test_on_n_annule_pas_la_validation_du_voisin(mondes: Mondes) -> None:
    ligne = mondes.voisin.lignes["validee"]
    donnees = {"ligne": str(ligne.uuid), "texte": "Essai"}
    assert _poster(mondes.notre, Role.FACILITATEUR, "facilitation:annuler_en_lot", donnees) == 404
    assert LigneHeures.objects.get(pk=ligne.pk).etat == "VALIDEE"


@pytest.mark.parametrize("cle", ["ligne", "declaration"])
@pytest.mark.parametrize("valeur", ["", "abc", "0", "'; --", "00000000-0000-4000-8000-00000000dead"])
def test_un_identifiant_illisible_n_est_pas_une_panne(mondes: Mondes, cle: str, valeur: str) -> None:
    statut = _poster(mondes.notre, Role.FACILITATEUR, "facilitation:valider_en_lot", {cle: valeur})
    assert statut in {302, 400, 404}


def test_on_ne_transmet_pas_la_clause_du_voisin(mondes: Mondes) -> None:
    clause = mondes.voisin.clause
    avant = list(SuiviClause.objects.filter(clause=clause).values_list("facilitateur_id", "au"))
    donnees = {
        "clause": str(clause.uuid),
        "clauses": str(clause.uuid),
        "vers": str(mondes.notre.membres[Role.RESPONSABLE].uuid),
        "le": "2026-01-05",
    }
    assert _poster(mondes.notre, Role.FACILITATEUR, "facilitation:transmettre", donnees) in REFUS
    assert list(SuiviClause.objects.filter(clause=clause).values_list("facilitateur_id", "au")) == avant


@pytest.mark.parametrize("role", [Role.REFERENT, Role.FACILITATEUR, Role.MAITRE_OUVRAGE])
def test_on_n_entre_pas_dans_l_espace_d_un_autre(mondes: Mondes, role: str) -> None:
    for autre in (mondes.voisin.membres[role], mondes.notre.membres[Role.ADMINISTRATION]):
        assert _poster(mondes.notre, role, "entreprises:changer_espace", {"espace": str(autre.uuid)}) == 404


def test_l_adresse_de_retour_ne_mene_pas_au_dehors(mondes: Mondes) -> None:
    client = mondes.notre.client(Role.FACILITATEUR)
    espace = str(mondes.notre.membres[Role.FACILITATEUR].uuid)
    for dehors in ("https://ailleurs.invalid/", "//ailleurs.invalid/", "javascript:alert(1)"):
        reponse = client.post(reverse("entreprises:changer_espace"), {"espace": espace, "suite": dehors})
        assert "ailleurs" not in reponse.headers["Location"]
        assert "javascript" not in reponse.headers["Location"]
        client = mondes.notre.client(Role.FACILITATEUR)


def test_le_maitre_d_ouvrage_n_avise_pas_l_entreprise_d_une_autre_operation(mondes: Mondes) -> None:
    donnees = {"organisation": str(mondes.voisin.entreprise.uuid)}
    uuid = mondes.notre.operation.uuid
    assert _poster(mondes.notre, Role.MAITRE_OUVRAGE, "maitrise_ouvrage:aviser", donnees, uuid=uuid) == 404


def test_la_grille_ne_prend_pas_le_contrat_du_voisin(mondes: Mondes) -> None:
    """Every name under which a cell could carry a foreign contract is refused, or ignored."""
    contrat, chantier = mondes.voisin.contrat, mondes.voisin.chantier
    avant = LigneHeures.objects.filter(contrat=contrat).count()
    donnees = {
        f"h-{contrat.uuid}-{chantier.slug}": "12",
        f"h_{contrat.pk}_{chantier.pk}": "12",
        f"heures-{contrat.uuid}-{mondes.voisin.lot.uuid}": "12",
        "contrat": str(contrat.uuid),
    }
    statut = _poster(mondes.notre, Role.PAIE, "entreprise:grille", donnees, mois_iso=MOIS_COURANT)
    assert statut in REFUS
    assert LigneHeures.objects.filter(contrat=contrat).count() == avant


def test_on_n_ajoute_pas_une_personne_a_l_intervention_du_voisin(mondes: Mondes) -> None:
    voisin = mondes.voisin.intervenant
    avant = ContratTravail.objects.filter(intervenant=voisin).count()
    url = reverse("entreprise:ajouter_personne", kwargs={"mois_iso": MOIS_COURANT})
    for nom in ("pour", "intervenant", "lot"):
        client = mondes.notre.client(Role.PAIE)
        assert client.get(url, {nom: str(voisin.uuid)}).status_code in {200, 302, 404}
        client.post(f"{url}?{nom}={voisin.uuid}", {"nom": "Essai", "prenom": "Essai", nom: str(voisin.uuid)})
    assert ContratTravail.objects.filter(intervenant=voisin).count() == avant


@pytest.mark.parametrize("nom", ["pour", "intervenant", "lot"])
def test_on_ne_saisit_pas_pour_le_compte_de_l_entreprise_du_voisin(mondes: Mondes, nom: str) -> None:
    avant = Declaration.objects.filter(intervenant=mondes.voisin.intervenant).count()
    url = reverse("entreprise:grille", kwargs={"mois_iso": MOIS_COURANT})
    for valeur in (mondes.voisin.intervenant.uuid, mondes.voisin.entreprise.uuid):
        reponse = mondes.notre.client(Role.PAIE).get(url, {nom: str(valeur)})
        assert mondes.voisin.prefixe not in reponse.content.decode()
        mondes.notre.client(Role.PAIE).post(f"{url}?{nom}={valeur}", {"acte": "transmettre", nom: str(valeur)})
    assert Declaration.objects.filter(intervenant=mondes.voisin.intervenant).count() == avant


# People with two roles


def test_la_liste_reste_celle_de_l_espace_actif(mondes: Mondes) -> None:
    client = ouvrir(mondes.deux_offices)
    for nom in ("facilitation:clauses", "facilitation:a_valider", "parcours:demandes"):
        for filtres in ({}, {"perimetre": "office"}, {"perimetre": "tout"}):
            page = client.get(reverse(nom), filtres).content.decode()
            for autre in (mondes.voisin.entreprise, mondes.voisin.operation, mondes.voisin.lot, mondes.voisin.marche):
                assert str(autre) not in page, f"{nom} montre {autre}"
            for personne in (mondes.voisin.beneficiaire, mondes.voisin.demande.beneficiaire):
                assert personne.nom not in page, nom


def test_l_objet_d_un_autre_de_ses_espaces_s_ouvre(mondes: Mondes) -> None:
    for monde in (mondes.notre, mondes.voisin):
        adresse = reverse("facilitation:clause", kwargs={"uuid": monde.clause.uuid})
        assert frapper(ouvrir(mondes.deux_offices), "GET", adresse).statut == 200


def test_une_page_d_un_autre_de_ses_roles_s_ouvre_et_le_dit(mondes: Mondes) -> None:
    """Facilitation at the neighbour's is the active space; the payroll page of our firm opens in the other one."""
    client = ouvrir(mondes.paie_et_facilitation)
    uuid = mondes.notre.declarations["soumise"].uuid
    page = client.get(reverse("entreprise:declaration", kwargs={"uuid": uuid}))
    assert page.status_code == 200
    assert "autre de vos espaces" in page.content.decode()


def test_deux_roles_ne_s_additionnent_pas_sur_l_objet_d_un_tiers(mondes: Mondes) -> None:
    """Payroll here and facilitation there: he decides nothing of what is his own firm's."""
    client = ouvrir(mondes.paie_et_facilitation)
    ici = reverse("facilitation:ligne", kwargs={"uuid": mondes.notre.lignes["soumise"].uuid})
    assert frapper(client, "GET", ici).statut == 404
    decider = reverse("facilitation:decider", kwargs={"uuid": mondes.notre.lignes["soumise"].uuid, "acte": "valider"})
    assert frapper(client, "POST", decider).statut == 404


def test_la_conduite_de_travaux_ne_voit_que_ses_lots(mondes: Mondes) -> None:
    """The member is limited to the lot in force: its neighbour lot of the same firm does not exist for her."""
    client = mondes.notre.client(Role.CONDUITE)
    autre = mondes.notre.clause_en_preparation.lot
    assert frapper(client, "GET", reverse("entreprise:lot", kwargs={"uuid": mondes.notre.lot.uuid})).statut == 200
    assert frapper(client, "GET", reverse("entreprise:lot", kwargs={"uuid": autre.uuid})).statut == 404


def test_un_membre_suspendu_pendant_sa_session_n_a_plus_rien(mondes: Mondes) -> None:
    from entreprises.services import suspendre_membre

    client = mondes.notre.client(Role.PAIE)
    page = reverse("entreprise:accueil")
    assert frapper(client, "GET", page).statut == 200
    suspendre_membre(acteur=mondes.notre.acteur(Role.REFERENT), membre=mondes.notre.membres[Role.PAIE], motif="Essai")
    recu = frapper(client, "GET", page)
    assert recu.statut == 403 or recu.vers.startswith(CONNEXION)
