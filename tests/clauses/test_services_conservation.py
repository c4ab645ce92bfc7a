"""Retention: nothing left late, nothing removed early, bytes gone from the disk, hours and windows untouched."""

from __future__ import annotations

import io
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from clauses.models import DepotScelle, FenetreEligibilite, JournalPersonne, Reglage
from clauses.rules.etats import ActeDemande
from clauses.services import conservation, imports, justificatifs, personnes
from entreprises.policies import Acteur
from socle.fichiers import DEPOTS, stockage_prive
from socle.horloge import a_l_instant
from tests.clauses.test_services_personnes import PDF, une_demande
from tests.fabriques.declarations import Scene, une_scene

pytestmark = pytest.mark.django_db
DEPOT = date(2025, 10, 1)
DECISION = date(2025, 10, 6)
VEILLE, TERME = date(2027, 10, 5), date(2027, 10, 6)


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path: Path) -> Path:
    settings.DEPOTS_ROOT = tmp_path / "depots"
    settings.STORAGES = dict(settings.STORAGES)  # a private store of its own, without the files of other tests
    return settings.DEPOTS_ROOT


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=0)


def deposer(scene: Scene, *, decidee: bool) -> DepotScelle:
    with a_l_instant(DEPOT):
        demande = une_demande(scene)
        depot = justificatifs.deposer_justificatif(acteur=scene.paie, demande=demande, fichier=io.BytesIO(PDF))
    if decidee:
        with a_l_instant(DECISION):
            personnes.trancher_demande(acteur=scene.facilitation, demande=demande, acte=ActeDemande.ACCEPTER)
    return depot


def test_un_justificatif_est_detruit_a_son_terme_et_pas_la_veille(scene):
    depot = deposer(scene, decidee=True)
    with a_l_instant(VEILLE):
        assert conservation.purger() == conservation.Purge()
        assert DEPOTS.existe(depot.nom_coffre)
    with a_l_instant(TERME):
        assert conservation.purger(simuler=True).justificatifs == 1
        assert DEPOTS.existe(depot.nom_coffre)
        assert conservation.purger().justificatifs == 1
        assert conservation.purger() == conservation.Purge()
    depot.refresh_from_db()
    assert depot.detruit_le is not None
    assert not DEPOTS.existe(depot.nom_coffre)
    trace = JournalPersonne.objects.get(acte="detruire_justificatif")
    assert trace.beneficiaire_id == depot.demande.beneficiaire_id


def test_une_demande_jamais_tranchee_ne_garde_pas_ses_justificatifs_pour_toujours(scene):
    deposer(scene, decidee=False)
    with a_l_instant(date(2027, 9, 30)):
        assert conservation.purger().justificatifs == 0
    with a_l_instant(date(2027, 10, 1)):
        assert conservation.purger().justificatifs == 1


def test_la_duree_est_un_reglage(scene):
    deposer(scene, decidee=True)
    Reglage.objects.create(
        code="conservation_justificatifs", libelle="Conservation", valeur=6, unite="mois", valide_du=date(2020, 1, 1)
    )
    with a_l_instant(date(2026, 4, 6)):
        assert conservation.purger().justificatifs == 1


def test_une_purge_interrompue_est_finie_par_la_suivante(scene, monkeypatch):
    depots = [deposer(scene, decidee=True) for _ in range(3)]
    vrai = DEPOTS.effacer
    vus: list[str] = []

    def effacer(nom: str) -> None:
        if len(vus) == 2:
            raise OSError("disque arraché")
        vus.append(nom)
        vrai(nom)

    monkeypatch.setattr(DEPOTS, "effacer", effacer)
    with a_l_instant(TERME):
        with pytest.raises(OSError, match="arraché"):
            conservation.purger()
        assert not DepotScelle.objects.filter(detruit_le__isnull=False).exists()
        monkeypatch.setattr(DEPOTS, "effacer", vrai)
        assert conservation.purger().justificatifs == 3
    assert not any(DEPOTS.existe(depot.nom_coffre) for depot in depots)


def test_un_depot_que_personne_ne_nomme_est_efface_un_jour_plus_tard(scene, coffre):
    garde = deposer(scene, decidee=True)
    perdu, recent = DEPOTS.ecrire(b"orphelin"), DEPOTS.ecrire(b"en cours de depot")
    (coffre / "note.txt").write_text("un fichier qui n'est pas un depot")
    maintenant = datetime(2026, 1, 15, 12, tzinfo=UTC)
    for nom, age in ((garde.nom_coffre, 90_000), (perdu, 90_000), (recent, 3_600)):
        os.utime(coffre / nom, (maintenant.timestamp() - age,) * 2)
    with a_l_instant(maintenant):
        assert conservation.purger().depots_orphelins == 1
    assert (DEPOTS.existe(garde.nom_coffre), DEPOTS.existe(perdu), DEPOTS.existe(recent)) == (True, False, True)
    assert (coffre / "note.txt").exists()


def test_un_import_de_marches_publies_est_oublie_apres_un_an():
    fichier = b'{"marches": {"marche": []}}'
    with a_l_instant(date(2025, 1, 10)):
        cle = imports.deposer(
            acteur=Acteur.du_systeme(),
            fichier=io.BytesIO(fichier),
            nom="a.json",
            taille=len(fichier),
            departements="93",
        )
    with a_l_instant(date(2026, 1, 9)):
        assert conservation.purger().imports_publics == 0
    with a_l_instant(date(2026, 1, 10)):
        assert conservation.purger().imports_publics == 1
    assert imports.resultat_import(cle) is None
    assert not stockage_prive().exists(f"imports/{cle}.json")


def test_dix_mille_depots_aucun_en_retard_aucun_trop_tot(scene):
    """The clock moved: half of them are due, whatever the size of a batch; windows and hours are not touched."""
    demande = deposer(scene, decidee=True).demande
    DepotScelle.objects.all().delete()
    tardive = deposer(scene, decidee=False).demande
    DepotScelle.objects.all().delete()
    with a_l_instant(date(2026, 6, 1)):
        personnes.trancher_demande(acteur=scene.facilitation, demande=tardive, acte=ActeDemande.ACCEPTER)
    fenetres = FenetreEligibilite.objects.count()
    DepotScelle.objects.bulk_create(
        DepotScelle(
            demande=(demande, tardive)[rang % 2],
            nom_coffre=f"{rang:064x}",
            taille=1,
            depose_le=datetime(2025, 10, 1, tzinfo=UTC),
        )
        for rang in range(10_000)
    )
    with a_l_instant(TERME):
        assert conservation.purger().justificatifs == 5_000
    detruits = DepotScelle.objects.filter(detruit_le__isnull=False)
    assert set(detruits.values_list("demande", flat=True)) == {demande.pk}
    assert FenetreEligibilite.objects.count() == fenetres


def test_la_commande_compte_sans_rien_detruire(scene, capsys):
    depot = deposer(scene, decidee=True)
    with a_l_instant(TERME):
        call_command("purger", "--simuler", "--json")
    assert json.loads(capsys.readouterr().out)["justificatifs"] == 1
    assert DEPOTS.existe(depot.nom_coffre)
