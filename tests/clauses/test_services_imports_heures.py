"""A payroll file becomes a proposal, then the month: what is kept, what is forgotten, never twice, never in part."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal as D
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clauses.exchange.dsn import lire
from clauses.models import Declaration, ImportHeures, LigneHeures, LigneImportee
from clauses.rules.imports import EtatImport, FormatFichier
from clauses.rules.proposition import SortLigne
from clauses.rules.vocabulaire import OrigineLigne
from clauses.selectors.personnes_connues import connues_de_l_organisation
from clauses.services import declarations, imports_heures, validation
from clauses.services.imports_heures import Choix
from entreprises.rules import Role
from socle.erreurs import ConflitEcriture, DroitRefuse
from socle.horloge import a_l_instant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_beneficiaire, un_contrat, un_mois_saisi, un_mois_soumis, une_scene
from tests.fabriques.dsn import Dsn, Paie, Salarie
from tests.fabriques.entreprises import un_acteur

pytestmark = pytest.mark.django_db
MOIS = Mois(2025, 9)


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=2)


def salarie(scene: Scene, rang: int = 0, quantite: str = "151.67", **champs: object) -> Salarie:
    personne = scene.contrats[rang].beneficiaire
    naissance = f"{personne.date_naissance:%d%m%Y}"
    paie = Paie(activites=(("01", quantite, "10"),))
    return Salarie(personne.nom.upper(), personne.prenom, naissance, **champs).avec(paie)


def deposer(scene: Scene, *salaries: Salarie, mois: Mois = MOIS, acteur=None) -> ImportHeures:
    siret = scene.entreprise.siret
    octets = Dsn().declarer(siret, mois, salaries).octets()
    lecture = lire(octets, siret, connues_de_l_organisation(scene.entreprise))
    return imports_heures.proposer(
        acteur=acteur or scene.paie,
        organisation=scene.entreprise,
        lecture=lecture,
        nom_fichier="paie.dsn",
        format=FormatFichier.DSN,
    )


def tout(importe: ImportHeures) -> dict:
    return {
        li.uuid: Choix(li.heures, li.non_travaillees or D("0.00"))
        for li in importe.lignes.all()
        if SortLigne(li.sort).reportable
    }


def heures(mois: Mois = MOIS) -> list[D]:
    return list(
        LigneHeures.objects.filter(declaration__mois=mois.premier_jour).order_by("pk").values_list("heures", flat=True)
    )


def test_un_fichier_propose_sans_rien_ecrire_puis_remplit_la_grille(scene: Scene) -> None:
    importe = deposer(scene, salarie(scene, 0), salarie(scene, 1, "70.00"), Salarie("INCONNU", "Zoé", "01011970"))
    assert not LigneHeures.objects.exists()
    assert importe.comptes["personnes_ecartees"] == 1
    report = imports_heures.reporter(acteur=scene.paie, importe=importe, choix=tout(importe))
    assert report.mois == (MOIS,)
    assert sorted(heures()) == [D("70.00"), D("151.67")]
    assert set(LigneHeures.objects.values_list("origine", flat=True)) == {OrigineLigne.DSN}
    importe.refresh_from_db()
    assert importe.etat == EtatImport.REPORTE
    assert not LigneImportee.objects.exists(), "les noms lus s'en vont avec la proposition"


def test_le_meme_fichier_deux_fois_ne_change_rien(scene: Scene) -> None:
    premier = deposer(scene, salarie(scene))
    imports_heures.reporter(acteur=scene.paie, importe=premier, choix=tout(premier))
    revision = Declaration.objects.get().revision
    second = deposer(scene, salarie(scene))
    assert [li.sort for li in second.lignes.all()] == [SortLigne.INCHANGEE]
    imports_heures.reporter(acteur=scene.paie, importe=second, choix=tout(second))
    assert heures() == [D("151.67")]
    assert Declaration.objects.get().revision == revision
    with pytest.raises(ConflitEcriture):
        imports_heures.reporter(acteur=scene.paie, importe=second, choix={})


def test_ce_qui_est_la_se_voit_a_cote_et_un_changement_entre_temps_est_dit(scene: Scene) -> None:
    un_mois_saisi(scene, [100, 50])
    importe = deposer(scene, salarie(scene))
    ligne = importe.lignes.get()
    assert (ligne.heures_avant, ligne.heures) == (D("100.00"), D("151.67"))
    choix = tout(importe)
    un_mois_saisi(scene, [120, 50])
    with pytest.raises(ConflitEcriture, match="ont changé"):
        imports_heures.reporter(acteur=scene.paie, importe=importe, choix=choix)
    assert sorted(heures()) == [D("50.00"), D("120.00")]


def test_des_heures_corrigees_a_la_relecture_sont_celles_qui_entrent(scene: Scene) -> None:
    importe = deposer(scene, salarie(scene))
    ligne = importe.lignes.get()
    choix = {ligne.uuid: Choix(D("151.67"), D("14.00"))}
    imports_heures.reporter(acteur=scene.paie, importe=importe, choix=choix)
    assert LigneHeures.objects.get().travaillees == D("137.67")


def test_une_ligne_decochee_ne_s_ecrit_pas(scene: Scene) -> None:
    importe = deposer(scene, salarie(scene, 0), salarie(scene, 1))
    choix = tout(importe)
    choix.pop(next(iter(choix)))
    imports_heures.reporter(acteur=scene.paie, importe=importe, choix=choix)
    assert len(heures()) == 1


def test_un_mois_valide_devient_une_complementaire(scene: Scene) -> None:
    lignes = un_mois_soumis(scene, [100, 50])
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid for ligne in lignes])
    importe = deposer(scene, salarie(scene))
    assert importe.lignes.get().sort == SortLigne.CORRECTION
    report = imports_heures.reporter(acteur=scene.paie, importe=importe, choix=tout(importe))
    (complementaire,) = report.complementaires
    assert complementaire.rang == 1
    correction = LigneHeures.objects.get(declaration=complementaire)
    assert (correction.heures, correction.remplace) == (D("151.67"), lignes[0])


def test_une_ligne_en_verification_attend(scene: Scene) -> None:
    un_mois_soumis(scene, [100, 50])
    importe = deposer(scene, salarie(scene))
    assert importe.lignes.get().sort == SortLigne.TRANSMISE
    imports_heures.reporter(acteur=scene.paie, importe=importe, choix=tout(importe))
    assert sorted(heures()) == [D("50.00"), D("100.00")]


def test_un_voisin_se_choisit_puis_se_propose(scene: Scene) -> None:
    personne = scene.contrats[0].beneficiaire
    voisin = Salarie(f"{personne.nom} AUTRE".upper(), personne.prenom, f"{personne.date_naissance:%d%m%Y}")
    importe = deposer(scene, voisin)
    ligne = importe.lignes.get()
    assert ligne.sort == SortLigne.A_CHOISIR
    assert ligne.beneficiaire is None
    imports_heures.choisir_personne(acteur=scene.paie, ligne=ligne, beneficiaire=personne)
    choisie = importe.lignes.get()
    assert (choisie.sort, choisie.contrat) == (SortLigne.PRETE, scene.contrats[0])


def test_un_voisin_qui_n_est_personne_est_oublie(scene: Scene) -> None:
    personne = scene.contrats[0].beneficiaire
    voisin = Salarie(f"{personne.nom} AUTRE".upper(), personne.prenom, f"{personne.date_naissance:%d%m%Y}")
    importe = deposer(scene, voisin)
    imports_heures.choisir_personne(acteur=scene.paie, ligne=importe.lignes.get(), beneficiaire=None)
    assert not importe.lignes.exists()


def test_une_proposition_delaissee_est_oubliee_au_bout_d_un_jour(scene: Scene) -> None:
    importe = deposer(scene, salarie(scene))
    assert imports_heures.purger() == 0
    with a_l_instant(datetime(2025, 10, 11, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        assert imports_heures.purger() == 1
    importe.refresh_from_db()
    assert importe.etat == EtatImport.ABANDONNE
    assert not LigneImportee.objects.exists()


def test_un_nouveau_fichier_remplace_celui_qui_attendait(scene: Scene) -> None:
    premier = deposer(scene, salarie(scene))
    deposer(scene, salarie(scene, 0, "10.00"))
    premier.refresh_from_db()
    assert premier.etat == EtatImport.ABANDONNE
    assert LigneImportee.objects.count() == 1


@pytest.mark.parametrize("role", [Role.CONDUITE, Role.FACILITATEUR, Role.MAITRE_OUVRAGE])
def test_seule_la_saisie_depose(scene: Scene, role: Role) -> None:
    champs = {"organisation": scene.entreprise} if role == Role.CONDUITE else {}
    with pytest.raises(DroitRefuse):
        deposer(scene, salarie(scene), acteur=un_acteur(role=role, **champs))


def test_une_autre_entreprise_ne_depose_pas_ici(scene: Scene) -> None:
    with pytest.raises(DroitRefuse):
        deposer(scene, salarie(scene), acteur=un_acteur(role=Role.PAIE))


def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_de_personnes(scene: Scene) -> None:
    def requetes() -> int:
        salaries = [salarie(scene, rang) for rang in range(len(scene.contrats))]
        with CaptureQueriesContext(connection) as faites:
            deposer(scene, *salaries)
        return len(faites)

    requetes()
    peu = requetes()
    for _ in range(30):
        un = un_beneficiaire(date_naissance=date(1980, 1, 1))
        scene.contrats.append(un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=un))
    assert requetes() == peu


def test_un_mois_a_venir_n_entre_pas_et_rien_n_est_ecrit(scene: Scene) -> None:
    importe = deposer(scene, salarie(scene), mois=Mois(2025, 12))
    with pytest.raises(Exception, match="à venir"):
        imports_heures.reporter(acteur=scene.paie, importe=importe, choix=tout(importe))
    assert not LigneHeures.objects.exists()
    importe.refresh_from_db()
    assert importe.etat == EtatImport.A_RELIRE


def test_le_mois_par_fichier_se_transmet_comme_un_autre(scene: Scene) -> None:
    importe = deposer(scene, salarie(scene))
    imports_heures.reporter(acteur=scene.paie, importe=importe, choix=tout(importe))
    declarations.soumettre(acteur=scene.paie, declarations=[Declaration.objects.get()])
    assert LigneHeures.objects.get().etat == "SOUMISE"
