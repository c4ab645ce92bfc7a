"""Documents of a month: each kept, sorted or refused on its own; read by those who may; destroyed at their term."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest

from clauses.models import Alerte, Declaration, Piece
from clauses.policies import pieces_visibles
from clauses.services import brouillons, conservation, documents_du_mois, effacement, obligations
from clauses.services.documents_du_mois import deposer, ranger, retirer
from entreprises.rules import Role
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.fichiers import PRIVE
from socle.horloge import a_l_instant, aujourdhui, maintenant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_contrat, un_mois_saisi, un_mois_soumis, une_scene
from tests.fabriques.documents import un_pdf, un_pdf_actif, une_archive, une_image
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_lot, un_marche, une_clause

pytestmark = pytest.mark.django_db
MOIS = Mois(2025, 9)


@pytest.fixture(autouse=True)
def a_part(settings) -> None:
    """A private store of its own, without the files of other tests."""
    settings.STORAGES = dict(settings.STORAGES)


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=2)


def joindre(scene: Scene, declaration: Declaration, *fichiers: tuple[str, bytes], acteur=None):
    return deposer(
        acteur=acteur or scene.paie,
        declarations=[declaration],
        fichiers=[(nom, io.BytesIO(octets)) for nom, octets in fichiers],
    )


def test_chaque_fichier_va_a_sa_ligne_ou_reste_a_ranger_et_un_refus_n_en_perd_aucun(scene: Scene) -> None:
    declaration = un_mois_saisi(scene, 100, mois=MOIS)
    personne = scene.contrats[0].beneficiaire
    nom = f"attestation {personne.nom} {personne.prenom}.pdf"
    bilan = joindre(
        scene, declaration, (nom, un_pdf("Heures")), ("photo.png", une_image()), ("mauvais.pdf", un_pdf_actif()),
        ("paie.exe", b"MZ\x90\x00"), ("page.pdf", b"<html><script>"), ("nir.pdf", un_pdf("N° SS : 1850578006048")),
        ("double.pdf", un_pdf("Heures") + une_archive()),
    )  # fmt: skip
    assert [(p.nom, p.ligne.contrat_id if p.ligne else None) for p in bilan.gardees] == [
        (nom, scene.contrats[0].pk), ("photo.png", None),
    ]  # fmt: skip
    assert bilan.a_ranger == 1
    assert [n for n, _ in bilan.refusees] == ["mauvais.pdf", "paie.exe", "page.pdf", "nir.pdf", "double.pdf"]
    assert "sécurité sociale" in bilan.refusees[3][1]
    assert "archive" in bilan.refusees[4][1]
    assert Piece.objects.count() == 2
    assert "1850578006048" not in str(list(Piece.objects.values())), "rien de refusé n'est gardé"


def test_le_meme_fichier_deux_fois_dans_le_mois_n_est_garde_qu_une(scene: Scene) -> None:
    declaration = un_mois_saisi(scene, 100, mois=MOIS)
    joindre(scene, declaration, ("a.pdf", un_pdf("Heures")))
    bilan = joindre(scene, declaration, ("copie de a.pdf", un_pdf("Heures")))
    assert (bilan.gardees, bilan.deja_la) == ([], ["copie de a.pdf"])
    assert Piece.objects.count() == 1


def test_un_document_qui_a_deja_servi_alerte_les_lignes_en_attente(scene: Scene) -> None:
    aout = un_mois_saisi(scene, 90, mois=Mois(2025, 8))
    joindre(scene, aout, ("releve.pdf", un_pdf("Relevé")))
    lignes = un_mois_soumis(scene, 100, mois=MOIS)
    assert not Alerte.objects.filter(code="A9").exists()
    joindre(scene, lignes[0].declaration, ("releve.pdf", un_pdf("Relevé")))
    assert {a.ligne_id for a in Alerte.objects.actives().filter(code="A9")} == {li.pk for li in lignes}


def test_ranger_et_retirer_jusqu_a_l_envoi(scene: Scene) -> None:
    declaration = un_mois_saisi(scene, 100, mois=MOIS)
    [piece] = joindre(scene, declaration, ("scan.pdf", un_pdf("Heures"))).gardees
    ligne = declaration.lignes.first()
    ranger(acteur=scene.paie, piece=piece, ligne=ligne)
    piece.refresh_from_db()
    assert piece.ligne == ligne
    autre_mois = un_mois_saisi(scene, 50, mois=Mois(2025, 8)).lignes.first()
    with pytest.raises(RegleViolee, match="même mois"):
        ranger(acteur=scene.paie, piece=piece, ligne=autre_mois)
    un_mois_soumis(scene, 100, mois=MOIS)
    with pytest.raises(ConflitEcriture, match="transmis"):
        retirer(acteur=scene.paie, piece=piece)
    with pytest.raises(Piece.DoesNotExist):
        retirer(acteur=un_acteur(role=Role.PAIE), piece=piece)


def test_retire_avant_l_envoi_il_ne_reste_rien(scene: Scene, django_capture_on_commit_callbacks) -> None:
    declaration = un_mois_saisi(scene, 100, mois=MOIS)
    [piece] = joindre(scene, declaration, ("Diallo.pdf", un_pdf("Heures"))).gardees
    with django_capture_on_commit_callbacks(execute=True):
        retirer(acteur=scene.paie, piece=piece)
    piece.refresh_from_db()
    assert (piece.nom, piece.detruite_le is not None) == ("Document retiré", True)
    assert not PRIVE.existe(piece.chemin)


def test_l_office_lit_et_l_entreprise_d_a_cote_non(scene: Scene) -> None:
    declaration = un_mois_saisi(scene, 100, mois=MOIS)
    [piece] = joindre(scene, declaration, ("scan.pdf", un_pdf("Heures"))).gardees
    for acteur, lit in ((scene.paie, True), (scene.facilitation, True), (une_scene().paie, False)):
        assert pieces_visibles(acteur, partout=True).filter(pk=piece.pk).exists() is lit
    with pytest.raises(DroitRefuse):
        joindre(scene, declaration, ("x.pdf", un_pdf("x")), acteur=une_scene().paie)


def test_trop_de_fichiers_ou_aucun(scene: Scene) -> None:
    declaration = un_mois_saisi(scene, 100, mois=MOIS)
    with pytest.raises(RegleViolee, match="au moins un"):
        joindre(scene, declaration)
    with pytest.raises(RegleViolee, match="à la fois"):
        joindre(scene, declaration, *[("a.pdf", b"%PDF-")] * (documents_du_mois.FICHIERS_MAX + 1))


def test_les_documents_sont_detruits_a_leur_terme_apres_la_cloture_et_jamais_avant(scene: Scene) -> None:
    [ligne, _] = un_mois_soumis(scene, 100, mois=MOIS)
    [piece] = joindre(scene, ligne.declaration, ("Diallo.pdf", un_pdf("Heures"))).gardees
    longtemps = maintenant() + timedelta(days=365 * 6)
    with a_l_instant(longtemps):
        assert conservation.purger(simuler=True).documents == 0, "la clause n'est pas close"
    obligations.clore(acteur=scene.facilitation, clause=scene.clause, motif="Chantier fini", le=aujourdhui())
    with a_l_instant(maintenant() + timedelta(days=365)):
        assert conservation.purger(simuler=True).documents == 0, "le délai court encore"
    with a_l_instant(longtemps):
        assert conservation.purger(simuler=True).documents == 1
        assert conservation.purger().documents == 1
        assert conservation.purger().documents == 0
    piece.refresh_from_db()
    assert piece.nom == conservation.DETRUIT
    assert not PRIVE.existe(piece.chemin)


def test_effacer_une_personne_detruit_les_documents_de_ses_lignes(scene: Scene) -> None:
    declaration = un_mois_saisi(scene, 100, mois=MOIS)
    [piece] = joindre(scene, declaration, ("scan.pdf", un_pdf("Heures"))).gardees
    ranger(acteur=scene.paie, piece=piece, ligne=declaration.lignes.order_by("pk").first())
    responsable = un_acteur(role=Role.RESPONSABLE, organisation=scene.office)
    personne = declaration.lignes.order_by("pk").first().contrat.beneficiaire
    effacement.effacer_personne(acteur=responsable, beneficiaire=personne, motif="Demande")
    piece.refresh_from_db()
    assert piece.detruite_le is not None


def test_un_fichier_que_personne_ne_nomme_est_efface_un_jour_plus_tard(scene: Scene) -> None:
    [piece] = joindre(scene, un_mois_saisi(scene, 100, mois=MOIS), ("scan.pdf", un_pdf("Heures"))).gardees
    orphelin = PRIVE.ecrire(un_pdf("x"), dossier="documents")
    conservation.purger()
    assert PRIVE.existe(orphelin)
    with a_l_instant(maintenant() + timedelta(days=2)):
        assert conservation.purger(simuler=True).depots_orphelins >= 1
        conservation.purger()
    assert not PRIVE.existe(orphelin)
    assert PRIVE.existe(piece.chemin)


def test_un_numero_dans_le_nom_du_fichier_n_est_ni_garde_ni_redit(scene: Scene) -> None:
    declaration = un_mois_saisi(scene, 100, mois=MOIS)
    bilan = joindre(
        scene,
        declaration,
        ("1 85 05 78 006 048 12 attestation.pdf", un_pdf("A")),
        ("185057800604812.pdf", un_pdf_actif()),
    )
    assert [p.nom for p in bilan.gardees] == ["… attestation.pdf"]
    assert [nom for nom, _ in bilan.refusees] == ["….pdf"]


def test_un_document_parti_avec_un_lot_transmis_ne_passe_pas_a_un_lot_en_cours(scene: Scene) -> None:
    autre = une_clause(lot=un_lot(marche=un_marche(office=scene.office)), titulaire=scene.entreprise)
    place = autre.lot.intervenants.get()
    en_cours = brouillons.ouvrir(acteur=scene.paie, intervenant=place, mois=MOIS)
    contrat = un_contrat(intervenant=place, clause=autre)
    saisie = brouillons.SaisieLigne(contrat, autre.lot.sites.get().chantier_id, Decimal(50))
    brouillons.enregistrer_brouillon(acteur=scene.paie, declaration=en_cours, saisies=[saisie])
    [ligne, _] = un_mois_soumis(scene, 100, mois=MOIS)
    [piece] = joindre(scene, ligne.declaration, ("scan.pdf", un_pdf("Heures"))).gardees
    with pytest.raises(ConflitEcriture, match="transmis"):
        ranger(acteur=scene.paie, piece=piece, ligne=en_cours.lignes.get())
    ranger(acteur=scene.paie, piece=piece, ligne=ligne)
