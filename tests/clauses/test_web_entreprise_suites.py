"""After the month is sent: sent back and corrected, complementary corrections, messages, lists."""
# ruff: noqa: F811 - fixtures of a sister module

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from clauses.models import LigneHeures, MessageDeclaration
from clauses.rules.etats import EtatLigne, EtatMois
from clauses.selectors.verification import verifier
from clauses.services import declarations, validation
from tests.clauses.test_web_entreprise import en_octobre, grille, paie, scene, texte  # noqa: F401 - fixtures
from tests.fabriques.declarations import un_mois_saisi, un_mois_soumis, un_motif

pytestmark = pytest.mark.django_db


def test_une_ligne_renvoyee_se_corrige_en_deux_ecrans_et_seule(paie, scene):
    lignes = un_mois_soumis(scene, [100, 80])
    motif = un_motif()
    validation.renvoyer(acteur=scene.facilitation, lignes=[li.uuid for li in lignes], motif=motif, texte="Quel site ?")
    assert "Quel site ?" in texte(paie.get(reverse("entreprise:accueil")))
    adresse = reverse("entreprise:ligne", args=[lignes[0].uuid])
    page = paie.get(adresse)
    assert "Quel site ?" in texte(page)
    assert motif.libelle in texte(page)
    revision = re.search(r'name="revision" value="(\d+)"', page.content.decode())[1]
    fin = paie.post(
        adresse,
        {"heures": "90", "non_travaillees": "", "message": "Dix heures étaient ailleurs.", "revision": revision},
    )
    assert fin.url == reverse("entreprise:accueil")
    etats = dict(LigneHeures.objects.values_list("heures", "etat"))
    assert etats == {Decimal(90): EtatLigne.SOUMISE, Decimal(80): EtatLigne.RENVOYEE}
    assert MessageDeclaration.objects.get().texte == "Dix heures étaient ailleurs."
    assert list(verifier()) == []


def test_une_correction_sur_une_page_perimee_n_ecrase_rien(paie, scene):
    ligne = un_mois_soumis(scene, [100, 80])[0]
    validation.renvoyer(acteur=scene.facilitation, lignes=[ligne.uuid], motif=un_motif(), texte="Quel site ?")
    un_mois_saisi(scene, [95, 80])
    adresse = reverse("entreprise:ligne", args=[ligne.uuid])
    reponse = paie.post(adresse, {"heures": "90", "revision": "0"})
    assert "a changé entre-temps" in texte(reponse)
    assert 'value="90"' in reponse.content.decode()
    ligne.refresh_from_db()
    assert ligne.heures == Decimal(95)


def test_corriger_des_heures_validees_montre_l_ecart_puis_attend_l_office(paie, scene):
    lignes = un_mois_soumis(scene, [100, 80])
    validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in lignes])
    declaration = lignes[0].declaration
    adresse = reverse("entreprise:corriger", args=[declaration.uuid])
    champ = f"h_{lignes[0].uuid.hex}"
    assert f'name="{champ}" value="100"' in paie.get(adresse).content.decode()
    comparee = paie.post(adresse, {champ: "88,5", "comparer": "1"})
    assert "-11,50 h" in texte(comparee).replace("−", "-")
    assert not LigneHeures.objects.filter(declaration__rang=1).exists()
    paie.post(adresse, {champ: "88,5", "confirmer": "1", "message": "Erreur de paie"})
    nouvelle = LigneHeures.objects.get(declaration__rang=1)
    assert (nouvelle.heures, nouvelle.etat, nouvelle.remplace) == (Decimal("88.50"), EtatLigne.SOUMISE, lignes[0])
    assert "1 correction en vérification" in texte(paie.get(reverse("entreprise:mois")))
    assert list(verifier()) == []


def test_lire_un_mois_lit_ses_messages_et_y_repondre_les_garde(paie, scene):
    ligne = un_mois_soumis(scene, [100, 80])[0]
    declarations.ecrire_message(acteur=scene.facilitation, declaration=ligne.declaration, texte="Le bulletin, merci.")
    assert "1 message non lu" in texte(paie.get(reverse("entreprise:accueil")))
    adresse = reverse("entreprise:declaration", args=[ligne.declaration.uuid])
    assert "Le bulletin, merci." in texte(paie.get(adresse))
    assert "message non lu" not in texte(paie.get(reverse("entreprise:accueil")))
    paie.post(adresse, {"texte": "Le voici."})
    assert MessageDeclaration.objects.filter(de_l_office=False, texte="Le voici.").exists()


def test_le_facilitateur_est_joignable_sur_chaque_page(paie, scene):
    utilisateur = scene.facilitation.utilisateur
    type(utilisateur).objects.filter(pk=utilisateur.pk).update(telephone="01 48 00 00 00")
    ligne = un_mois_soumis(scene, [100, 80])[0]
    adresses = [
        reverse("entreprise:accueil"),
        grille(),
        reverse("entreprise:verifier", args=["2025-09"]),
        reverse("entreprise:ajouter_personne", args=["2025-09"]),
        reverse("entreprise:declaration", args=[ligne.declaration.uuid]),
        reverse("entreprise:corriger", args=[ligne.declaration.uuid]),
        reverse("entreprise:ligne", args=[ligne.uuid]),
        reverse("entreprise:lot", args=[scene.clause.lot.uuid]),
        reverse("entreprise:mois"),
        reverse("entreprise:personnes"),
        reverse("entreprise:contrat", args=[scene.contrats[0].uuid]),
    ]
    for adresse in adresses:
        page = paie.get(adresse)
        assert page.status_code == 200, adresse
        assert "01 48 00 00 00" in page.content.decode(), adresse
        assert utilisateur.email in page.content.decode(), adresse


def test_l_etat_derive_est_le_meme_dans_la_liste_et_son_fichier(paie, scene):
    un_mois_soumis(scene, [100, 80])
    page = paie.get(reverse("entreprise:mois"), {"etat": EtatMois.SOUMIS})
    assert page.context["page"].paginator.count == 1
    fichier = b"".join(paie.get(reverse("entreprise:mois_export", args=["csv"]) + "?etat=SOUMIS").streaming_content)
    lignes = fichier.decode("utf-8-sig").strip().splitlines()
    assert len(lignes) == 2
    assert lignes[1].startswith("2025-09;")
    assert ";180,00;" in lignes[1]
    assert paie.get(reverse("entreprise:mois_export", args=["xlsx"])).status_code == 200
