"""What a screen of validation says after an act: how many lines, how many hours, what remains on it, how to undo it."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from clauses.models import LigneHeures, MouvementHeures
from clauses.rules.etats import EtatLigne
from clauses.rules.vocabulaire import OrigineLigne, UsageMotif
from clauses.services import validation
from socle.horloge import a_l_instant
from socle.periodes import Mois
from tests.clauses.test_web_validation import EN_OCTOBRE, alerter, connecte, textes, url_acte
from tests.fabriques.declarations import un_mois_soumis, un_motif, une_scene

pytestmark = pytest.mark.django_db
LISTE = "/facilitation/a-valider/"
H = "\u00a0h"


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(EN_OCTOBRE):
        yield


@pytest.fixture
def scene():
    return une_scene(personnes=3)


def htmx(adresse: str = LISTE, cible: str = "") -> dict[str, str]:
    """Headers of htmx on this page."""
    return {"HX-Request": "true", "HX-Current-URL": f"http://testserver{adresse}", "HX-Target": cible}


def test_ce_qui_reste_est_ce_que_montre_la_liste_filtree(scene):
    aout = un_mois_soumis(scene, [100, 90, 80], mois=Mois(2025, 8))
    septembre = un_mois_soumis(scene, [70, 60, 50])
    alerter(septembre[0])
    client = connecte(scene.facilitation)
    lot = reverse("facilitation:valider_en_lot")
    filtree = client.post(lot, {"ligne": [aout[0].uuid], "suite": f"{LISTE}?mois=2025-08"})
    assert f"1 ligne validée, 100,00{H}. Il en reste 2." in textes(filtree)
    toutes = client.post(lot, {"ligne": [aout[1].uuid, septembre[1].uuid], "suite": LISTE})
    assert f"2 lignes validées, 150,00{H}. Il en reste 3." in textes(toutes)
    du_mois = reverse("facilitation:mois", args=[septembre[0].declaration.uuid])
    sur_le_mois = client.post(url_acte(septembre[2], "valider"), headers=htmx(du_mois))
    assert f"1 ligne validée, 50,00{H}. Il en reste 1." in unescape(sur_le_mois.content.decode())
    validees = client.post(lot, {"ligne": [aout[2].uuid], "suite": f"{LISTE}?etat=VALIDEE"})
    assert f"1 ligne validée, 80,00{H}. Il en reste 1." in textes(validees), "ce qui attend, quoi que montre la liste"


@pytest.mark.parametrize("origine", ["http://ailleurs.test/x", "http://testserver/inconnue/", ""])
def test_depuis_une_page_inconnue_le_reste_est_celui_du_portefeuille(scene, origine):
    lignes = un_mois_soumis(scene, [100, 90, 80])
    entetes = {"HX-Request": "true", "HX-Current-URL": origine}
    reponse = connecte(scene.facilitation).post(url_acte(lignes[0], "valider"), headers=entetes)
    assert "Il en reste 2." in reponse.content.decode()


def test_valider_en_partie_et_renvoyer_disent_aussi_ce_qui_reste(scene):
    lignes = un_mois_soumis(scene, [100, 90, 80])
    client = connecte(scene.facilitation)
    partiel = {"heures": "40,50", "motif": un_motif(UsageMotif.PARTIEL).pk, "texte": "Au prorata."}
    reponse = client.post(url_acte(lignes[0], "partiel"), partiel)
    assert f"1 ligne validée en partie, 40,50{H} : l'entreprise lit le motif. Il en reste 2." in textes(reponse)
    renvoi = {"motif": un_motif(UsageMotif.RENVOI).pk, "texte": "Joignez le contrat."}
    reponse = client.post(url_acte(lignes[1], "renvoyer"), renvoi)
    assert "La ligne est renvoyée à l'entreprise. Il en reste 1." in textes(reponse)


def test_rien_de_coche_rien_de_valide_et_c_est_dit(scene):
    un_mois_soumis(scene, 100)
    reponse = connecte(scene.facilitation).post(reverse("facilitation:valider_en_lot"), {"suite": LISTE})
    assert textes(reponse) == "Aucune ligne cochée : rien n'est validé."
    assert not MouvementHeures.objects.exists()


def test_la_reponse_d_une_ligne_apporte_l_annulation_de_l_ecran(scene):
    lignes = un_mois_soumis(scene, [100, 90, 80])
    client = connecte(scene.facilitation)
    filtree = f"{LISTE}?mois=2025-09"
    corps = client.post(url_acte(lignes[0], "valider"), headers=htmx(filtree)).content.decode()
    rang, reste = corps.split("<template>")
    assert "hx-swap-oob" not in rang
    assert '<div id="messages" class="alertes" aria-live="polite" hx-swap-oob="innerHTML">' in reste
    assert '<div id="recentes" hx-swap-oob="true">' in reste
    assert f'name="ligne" value="{lignes[0].uuid}"' in reste
    assert 'data-raccourci-page="u"' in reste
    assert f'name="suite" value="{filtree}"' in reste
    # The month of the firm offers it too, and one undo is all there is.
    mois = reverse("facilitation:mois", args=[lignes[0].declaration.uuid])
    assert 'data-raccourci-page="u"' in client.get(mois).content.decode()
    annulation = {"ligne": lignes[0].uuid, "texte": "Erreur.", "suite": mois}
    reponse = client.post(reverse("facilitation:annuler_en_lot"), annulation)
    assert reponse.url == mois
    assert "1 validation annulée par contre-écriture : la ligne attend de nouveau. Il en reste 3." in textes(reponse)
    assert "data-raccourci-page" not in client.get(mois).content.decode()
    client.post(reverse("facilitation:annuler_en_lot"), annulation)
    assert [m.heures for m in MouvementHeures.objects.order_by("numero")] == [100, -100]


def test_la_derniere_validation_se_lit_dans_la_ligne_redemandee(scene):
    """After an act in the panel, the row asks for itself again: the undo of the screen comes with it."""
    lignes = un_mois_soumis(scene, [100, 90, 80])
    client = connecte(scene.facilitation)
    panneau = client.post(url_acte(lignes[0], "valider"), headers=htmx(cible="panneau-contenu"))
    assert panneau["HX-Trigger"] == f"ligne-{lignes[0].uuid}"
    rang = client.get(reverse("facilitation:rang_de_ligne", args=[lignes[0].uuid]), headers=htmx())
    corps = rang.content.decode()
    assert f'name="ligne" value="{lignes[0].uuid}"' in corps
    assert 'id="messages"' not in corps, "le message dit par le panneau reste"


def test_le_lot_par_htmx_revient_a_son_ecran(scene):
    lignes = un_mois_soumis(scene, [100, 90, 80])
    client = connecte(scene.facilitation)
    filtree = f"{LISTE}?mois=2025-09"
    donnees = {"ligne": [lignes[0].uuid, lignes[1].uuid], "suite": filtree}
    reponse = client.post(
        reverse("facilitation:valider_en_lot"), donnees, headers=htmx(filtree, "liste-validation"), follow=True
    )
    page = unescape(reponse.content.decode())
    assert reponse.redirect_chain == [(filtree, 302)]
    assert f"2 lignes validées, 190,00{H}. Il en reste 1." in page
    assert 'id="liste-validation"' in page
    assert f'name="suite" value="{filtree}"' in page


def test_le_refus_demande_depuis_la_ligne_s_ouvre_dans_le_panneau(scene):
    (ligne, *_) = un_mois_soumis(scene, [100, 90, 80])
    LigneHeures.objects.filter(pk=ligne.pk).update(
        origine=OrigineLigne.POUR_COMPTE, saisie_par=scene.facilitation.utilisateur
    )
    client = connecte(scene.facilitation)
    reponse = client.post(url_acte(ligne, "valider"), headers=htmx(cible=f"ligne-{ligne.uuid}"))
    assert (reponse["HX-Retarget"], reponse["HX-Reswap"]) == ("#panneau-contenu", "innerHTML")
    assert "Vous avez saisi ces heures" in reponse.content.decode()
    dans_le_panneau = client.post(url_acte(ligne, "valider"), headers=htmx(cible="panneau-contenu"))
    assert "HX-Retarget" not in dans_le_panneau
    ligne.refresh_from_db()
    assert ligne.etat == EtatLigne.SOUMISE


def test_la_question_lit_les_heures_de_chaque_ligne_et_l_aide_dit_les_touches(scene):
    lignes = un_mois_soumis(scene, ["100.50", 90, 80])
    alerter(lignes[2])
    client = connecte(scene.facilitation)
    for adresse in (LISTE, reverse("facilitation:mois", args=[lignes[0].declaration.uuid])):
        page = client.get(adresse).content.decode()
        assert 'data-heures="100.50"' in page
        assert page.count("data-heures=") == 2, "une ligne qui porte une alerte reste hors du lot"
        assert 'data-question="question-lot"' in page
        assert '<dialog class="boite" id="question-lot"' in page
        assert "<dd>annuler la dernière validation</dd>" in page


def test_une_validation_reprise_par_un_collegue_ne_s_annule_plus(scene):
    lignes = un_mois_soumis(scene, [100, 90, 80])
    client = connecte(scene.facilitation)
    client.post(url_acte(lignes[0], "valider"))
    validation.annuler_validation(acteur=scene.facilitation, lignes=[lignes[0].uuid], texte="Par un autre écran.")
    assert "data-raccourci-page" not in client.get(LISTE).content.decode()
