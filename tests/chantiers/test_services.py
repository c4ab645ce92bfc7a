"""Changing a site: its names, communes, point and phases; every change is signed and raises the public version."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from chantiers import services
from chantiers.models import Chantier, JournalChantier, NaturePhase
from chantiers.public import empreinte_des_lieux, lieux_publics
from clauses.services.lieux import annuler_chantier
from entreprises.policies import Acteur
from entreprises.rules import Nature, Role
from entreprises.services import renommer
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from tests.fabriques.entreprises import SYSTEME, un_acteur, une_organisation
from tests.fabriques.marches import un_chantier, un_lot, un_programme, une_operation
from tests.fabriques.socle import un_territoire

pytestmark = pytest.mark.django_db
CENT = Decimal("100.00")


@pytest.fixture
def acteur() -> Acteur:
    return un_acteur(role=Role.FACILITATEUR)


def _fiche(chantier: Chantier, **champs: object) -> dict[str, object]:
    communes = [(p.commune, p.part) for p in chantier.communes.select_related("commune")]
    return {"nom": chantier.nom, "communes": communes, "alias": list(chantier.alias)} | champs


def test_un_chantier_renomme_se_retrouve_par_son_ancien_nom_et_garde_son_adresse(acteur: Acteur) -> None:
    chantier = un_chantier("Gare du Blanc-Mesnil")
    slug, version = chantier.slug, chantier.version_publique
    chantier = services.modifier_chantier(
        acteur=acteur, chantier=chantier, **_fiche(chantier, nom="Parc du Blanc-Mesnil")
    )
    assert (chantier.nom, chantier.slug, chantier.alias) == ("Parc du Blanc-Mesnil", slug, ["Gare du Blanc-Mesnil"])
    assert list(Chantier.objects.contenant("gare blanc")) == [chantier]
    assert chantier.version_publique == version + 1
    ligne = JournalChantier.objects.get(chantier=chantier)
    assert (ligne.acte, ligne.auteur, ligne.motif) == ("modifier", acteur.utilisateur, "nom, autres noms")


def test_reprendre_son_ancien_nom_ne_le_double_pas(acteur: Acteur) -> None:
    chantier = un_chantier("Gare A")
    services.modifier_chantier(acteur=acteur, chantier=chantier, **_fiche(chantier, nom="Gare B"))
    chantier.refresh_from_db()
    chantier = services.modifier_chantier(acteur=acteur, chantier=chantier, **_fiche(chantier, nom="Gare A"))
    assert chantier.alias == ["Gare B"]


def test_rien_de_change_n_ecrit_rien(acteur: Acteur) -> None:
    chantier = un_chantier()
    version = chantier.version_publique
    services.modifier_chantier(acteur=acteur, chantier=chantier, **_fiche(chantier))
    chantier.refresh_from_db()
    assert chantier.version_publique == version
    assert not JournalChantier.objects.exists()


def test_les_parts_des_communes_font_cent(acteur: Acteur) -> None:
    chantier, a, b = un_chantier(), un_territoire(), un_territoire()
    with pytest.raises(RegleViolee, match="100"):
        services.modifier_chantier(
            acteur=acteur,
            chantier=chantier,
            **_fiche(chantier, communes=[(a, Decimal("60.00")), (b, Decimal("30.00"))]),
        )
    services.modifier_chantier(
        acteur=acteur, chantier=chantier, **_fiche(chantier, communes=[(a, Decimal("60.00")), (b, Decimal("40.00"))])
    )
    assert [(p.commune, p.part) for p in chantier.communes.all()] == [(a, Decimal("60.00")), (b, Decimal("40.00"))]


def test_un_maitre_d_ouvrage_ne_touche_que_ses_chantiers() -> None:
    maitre = une_organisation(nature=Nature.MAITRE_OUVRAGE)
    acteur = un_acteur(role=Role.MAITRE_OUVRAGE, organisation=maitre)
    sien = un_chantier(operation=une_operation(maitre_ouvrage=maitre))
    services.placer(acteur=acteur, chantier=sien, latitude=48.9, longitude=2.4)
    assert Chantier.objects.get(pk=sien.pk).latitude == 48.9
    with pytest.raises(DroitRefuse):
        services.placer(acteur=acteur, chantier=un_chantier(), latitude=48.9, longitude=2.4)


@pytest.mark.parametrize("role", [Role.REFERENT, Role.PRESCRIPTEUR, Role.AUDITEUR, Role.COLLECTIVITE])
def test_les_autres_ne_modifient_aucun_lieu(role: Role) -> None:
    acteur, chantier = un_acteur(role=role), un_chantier()
    with pytest.raises(DroitRefuse):
        services.modifier_chantier(acteur=acteur, chantier=chantier, **_fiche(chantier, nom="Autre"))
    with pytest.raises(DroitRefuse):
        services.ajouter_phase(
            acteur=acteur, chantier=chantier, nature=NaturePhase.TRAVAUX, debut_prevu=date(2026, 1, 1)
        )


def test_une_date_confirmee_puis_observee_garde_les_precedentes(acteur: Acteur) -> None:
    chantier = un_chantier()
    phase = services.ajouter_phase(
        acteur=acteur, chantier=chantier, nature=NaturePhase.TRAVAUX, debut_prevu=date(2026, 1, 5)
    )
    assert phase.debut == (date(2026, 1, 5), "prévue")
    phase = services.modifier_phase(
        acteur=acteur,
        phase=phase,
        nature=NaturePhase.TRAVAUX,
        debut_prevu=date(2026, 1, 5),
        debut_confirme=date(2026, 2, 2),
        debut_observe=date(2026, 2, 9),
    )
    assert phase.debut == (date(2026, 2, 9), "observée")
    assert phase.debut_prevu == date(2026, 1, 5)
    (lieu,) = lieux_publics()
    assert lieu.phases[0].debut.jour == date(2026, 2, 9)


def test_une_phase_a_une_date_et_finit_apres_son_debut(acteur: Acteur) -> None:
    chantier = un_chantier()
    with pytest.raises(RegleViolee, match="Donnez une date"):
        services.ajouter_phase(acteur=acteur, chantier=chantier, nature=NaturePhase.ETUDES)
    with pytest.raises(RegleViolee, match="précède") as refus:
        services.ajouter_phase(
            acteur=acteur,
            chantier=chantier,
            nature=NaturePhase.ETUDES,
            debut_confirme=date(2026, 3, 1),
            fin_confirmee=date(2026, 2, 1),
        )
    assert refus.value.champ == "fin_confirmee"


def test_une_phase_se_retire_avec_un_motif(acteur: Acteur) -> None:
    chantier = un_chantier()
    phase = services.ajouter_phase(
        acteur=acteur, chantier=chantier, nature=NaturePhase.ETUDES, debut_prevu=date(2026, 1, 5)
    )
    with pytest.raises(RegleViolee, match="motif"):
        services.retirer_phase(acteur=acteur, phase=phase, motif=" ")
    services.retirer_phase(acteur=acteur, phase=phase, motif="double")
    assert not chantier.phases.exists()
    assert JournalChantier.objects.filter(acte="retirer_phase", motif__contains="double").exists()


def test_un_chantier_saisi_par_erreur_s_annule_et_quitte_la_carte(acteur: Acteur) -> None:
    chantier = un_chantier()
    annuler_chantier(acteur=acteur, chantier=chantier, motif="saisi deux fois")
    assert lieux_publics() == ()
    with pytest.raises(ConflitEcriture):
        annuler_chantier(acteur=acteur, chantier=chantier, motif="encore")


def test_un_chantier_ou_un_lot_se_construit_ne_s_annule_pas(acteur: Acteur) -> None:
    chantier = un_chantier()
    un_lot(chantiers=[chantier])
    with pytest.raises(RegleViolee, match="1 lot suivi"):
        annuler_chantier(acteur=acteur, chantier=chantier, motif="erreur")


def test_renommer_une_operation_ou_un_programme_change_l_empreinte_publique(acteur: Acteur) -> None:
    operation = une_operation()
    un_chantier(operation=operation)
    vues = {empreinte_des_lieux()}
    services.modifier_operation(acteur=acteur, operation=operation, nom="Nouveau nom", programme=operation.programme)
    vues.add(empreinte_des_lieux())
    programme = operation.programme
    programme.nom = "Autre programme"
    services.enregistrer_programme(acteur=un_acteur(role=Role.ADMINISTRATION), programme=programme)
    vues.add(empreinte_des_lieux())
    renommer(acteur=SYSTEME, organisation=operation.maitre_ouvrage, nom="Nouvelle", a_compter_du=date(2026, 1, 1))
    vues.add(empreinte_des_lieux())
    assert len(vues) == 4
    assert lieux_publics()[0].maitre_ouvrage.nom == "Nouvelle"


def test_seule_l_administration_regle_les_programmes(acteur: Acteur) -> None:
    with pytest.raises(DroitRefuse):
        services.enregistrer_programme(acteur=acteur, programme=un_programme())
