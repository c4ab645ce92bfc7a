"""Import of official contracts: counts, second run, versions, refusals, territory."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clauses.exchange.decp import FichierIllisible, lire_departements
from clauses.models import MarchePublie, TitulaireMarchePublie, VersionMarchePublie
from clauses.services import decp
from entreprises.policies import Acteur
from entreprises.rules import Role
from socle.erreurs import DroitRefuse
from tests.fabriques.decp import en_csv, en_json, un_marche_v1, un_marche_v2, une_concession, une_ligne
from tests.fabriques.donnees_reelles import fichier_reel
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.socle import un_alias, un_territoire

pytestmark = pytest.mark.django_db
SEINE_SAINT_DENIS = lire_departements("93")
REELS = [
    "decp/decp_2019_dept93.json",
    "decp/decp_2024S2_cpv4521_dept93.csv",
    "decp/spec/Marche.xml",
    "decp/spec/marches_avec_modifications.json",
    "decp/spec/marches_concessions.json",
    "decp/spec/v1.5_mar-avec-modifications.json",
    "decp/spec/v1.5_paquet.json",
    "decp/spec/v1.5_paquet.xml",
]


def importer(*contenus: bytes, departements=SEINE_SAINT_DENIS) -> decp.RapportImport:
    return decp.importer(
        acteur=Acteur.du_systeme(), sources=[io.BytesIO(c) for c in contenus], departements=departements
    )


def comptes(rapport: decp.RapportImport) -> dict[str, int]:
    assert rapport.bilan.equilibre
    return {nom: n for nom, n in rapport.bilan.en_dict().items() if n}


def v1(*marches: dict) -> bytes:
    return en_json({"marches": list(marches)})


def test_chaque_enregistrement_tombe_dans_une_seule_classe() -> None:
    fichier = v1(
        un_marche_v1(),
        un_marche_v1(titulaires=[{"typeIdentifiant": "SIRET", "id": "44306184100047", "denominationSociale": "B"}]),
        un_marche_v1(id=None),
        un_marche_v1(id="AILLEURS", lieuExecution={"code": "75001", "typeCode": "Code postal", "nom": "Paris"}),
        un_marche_v1(id="SANSLIEU", lieuExecution=None),
        une_concession(),
    )
    attendu = {"lus": 6, "refuses": 1, "doublons": 1, "hors_territoire": 1, "lieu_inconnu": 1, "crees": 2}
    assert comptes(importer(fichier)) == attendu
    assert MarchePublie.objects.count() == 3
    assert MarchePublie.objects.get(identifiant="SANSLIEU").lieu_inconnu
    assert TitulaireMarchePublie.objects.filter(marche_publie__identifiant="2019T001").count() == 2


def test_un_second_import_ne_cree_et_ne_modifie_rien() -> None:
    fichiers = [
        v1(un_marche_v1(), un_marche_v1(id="SANSLIEU", lieuExecution=None)),
        en_csv(une_ligne(), une_ligne(montant="3300000", datePublicationDonnees="2024-09-01")).encode(),
    ]
    premier = importer(*fichiers)
    avant = list(MarchePublie.objects.order_by("pk").values())
    second = importer(*fichiers)
    assert premier.ecrits == 3
    assert second.ecrits == 0
    assert comptes(second) == {"lus": 4, "doublons": 1, "lieu_inconnu": 1, "inchanges": 2}
    assert list(MarchePublie.objects.order_by("pk").values()) == avant


def test_une_publication_plus_recente_met_a_jour_et_garde_l_ancienne_version() -> None:
    importer(en_json({"marches": {"marche": [un_marche_v2()]}}))
    avant = MarchePublie.objects.get()
    nouveau = un_marche_v2(montant=3500000, datePublicationDonnees="2024-11-02")
    assert comptes(importer(en_json({"marches": {"marche": [nouveau]}}))) == {"lus": 1, "mis_a_jour": 1}
    apres = MarchePublie.objects.get()
    assert (apres.pk, apres.uuid, apres.importe_le) == (avant.pk, avant.uuid, avant.importe_le)
    assert apres.montant == Decimal("3500000.00")
    versions = VersionMarchePublie.objects.order_by("rang").values_list("rang", "montant")
    assert list(versions) == [(1, Decimal("3200000.50")), (2, Decimal("3500000.00"))]


def test_un_ancien_fichier_ne_fait_pas_reculer_un_contrat() -> None:
    ancien = en_json({"marches": {"marche": [un_marche_v2()]}})
    recent = en_json({"marches": {"marche": [un_marche_v2(montant=3500000, datePublicationDonnees="2024-11-02")]}})
    importer(recent)
    assert comptes(importer(ancien)) == {"lus": 1, "inchanges": 1}
    assert comptes(importer(recent)) == {"lus": 1, "inchanges": 1}
    assert MarchePublie.objects.get().montant == Decimal("3500000.00")


def test_un_siret_faux_est_garde_et_signale() -> None:
    faux = [{"typeIdentifiant": "SIRET", "id": "12345678901234", "denominationSociale": "Douteuse"}]
    rapport = importer(v1(un_marche_v1(titulaires=faux)))
    titulaire = TitulaireMarchePublie.objects.get()
    assert titulaire.a_verifier
    assert rapport.avec_defauts == 1
    assert "siret_a_verifier" in {d["code"] for d in MarchePublie.objects.get().defauts}


def test_la_commune_est_trouvee_par_code_insee_ancien_ou_par_code_postal_sans_doute() -> None:
    saint_denis = un_territoire("Saint-Denis", code="93066")
    un_alias(saint_denis, "93059", sorte="INSEE_ANCIEN")
    un_alias(saint_denis, "93380")
    commun = un_territoire("Voisine", code="93999")
    for commune in (saint_denis, commun):
        un_alias(commune, "93200")
    lieux = {"A": ("93059", "Code commune"), "B": ("93380", "Code postal"), "C": ("93200", "Code postal")}
    importer(v1(*(un_marche_v1(id=cle, lieuExecution={"code": c, "typeCode": t}) for cle, (c, t) in lieux.items())))
    communes = dict(MarchePublie.objects.values_list("identifiant", "commune__nom"))
    assert communes == {"A": "Saint-Denis", "B": "Saint-Denis", "C": None}


def test_un_titre_corrige_a_la_main_survit_a_l_import() -> None:
    importer(v1(un_marche_v1()))
    MarchePublie.objects.update(titre_corrige="Gymnase Pablo-Neruda")
    importer(v1(un_marche_v1(montant=260000, datePublicationDonnees="2019-05-01")))
    publie = MarchePublie.objects.get()
    assert (publie.titre_corrige, publie.montant) == ("Gymnase Pablo-Neruda", Decimal("260000.00"))


def test_un_fichier_coupe_ne_laisse_rien() -> None:
    with pytest.raises(FichierIllisible):
        importer(v1(un_marche_v1())[:-20])
    assert not MarchePublie.objects.exists()


@pytest.mark.parametrize("role", [Role.REFERENT, Role.MAITRE_OUVRAGE, Role.AUDITEUR])
def test_seule_la_facilitation_importe(role: Role) -> None:
    with pytest.raises(DroitRefuse):
        decp.importer(acteur=un_acteur(role=role), sources=[], departements=SEINE_SAINT_DENIS)


def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_de_contrats(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(16):
        importer(v1(*(un_marche_v1(id=f"N{n}") for n in range(150))))
    with django_assert_max_num_queries(4):
        importer(v1(*(un_marche_v1(id=f"N{n}") for n in range(150))))


def test_la_commande_ecrit_un_bilan_json_qui_s_additionne(tmp_path: Path) -> None:
    fichier = tmp_path / "marches.json"
    fichier.write_bytes(v1(un_marche_v1(), un_marche_v1(acheteur=None, id="X"), un_marche_v1(id="T")))
    sortie = io.StringIO()
    call_command("importer_decp", str(fichier), "--json", stdout=sortie)
    bilan = json.loads(sortie.getvalue())
    assert bilan["lus"] == 3
    assert (bilan["refuses"], bilan["crees"]) == (1, 2)
    assert bilan["refus"][0]["raison"]


def test_la_commande_dit_ce_qui_ne_se_lit_pas(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Départements attendus"):
        call_command("importer_decp", str(tmp_path), departements="93,zz")
    (tmp_path / "vide.json").write_bytes(b"")
    with pytest.raises(CommandError):
        call_command("importer_decp", str(tmp_path / "vide.json"))
    with pytest.raises(CommandError):
        call_command("importer_decp", str(tmp_path / "absent.json"))


@pytest.mark.donnees_reelles
@pytest.mark.parametrize("departements", ["93", "tous"])
def test_les_fichiers_reels_importes_deux_fois(departements: str) -> None:
    chemins = [fichier_reel(nom) for nom in REELS]
    territoire = lire_departements(departements)
    premiers = [decp.importer(acteur=Acteur.du_systeme(), sources=[c], departements=territoire).bilan for c in chemins]
    assert all(b.equilibre for b in premiers)
    assert sum(b.crees + b.lieu_inconnu for b in premiers) == MarchePublie.objects.count()
    assert all(b.refuses == 0 for b in premiers[1:])
    avant = list(MarchePublie.objects.order_by("pk").values())
    for chemin in chemins:
        rapport = decp.importer(acteur=Acteur.du_systeme(), sources=[chemin], departements=territoire)
        assert (rapport.bilan.crees, rapport.bilan.mis_a_jour, rapport.ecrits) == (0, 0, 0)
    assert list(MarchePublie.objects.order_by("pk").values()) == avant
