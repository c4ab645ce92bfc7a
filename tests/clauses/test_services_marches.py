"""A contract enters the office: taken over or typed, with its lots, sites and parties."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clauses.models import Intervenant, JournalClause, LotChantier, Marche
from clauses.rules.etats import EtatClause
from clauses.rules.vocabulaire import RoleIntervenant
from clauses.services import marches
from clauses.services.marches import IntervenantSaisi, LotSaisi, MarcheSaisi
from clauses.services.travaux import deplacer_travaux
from entreprises.models import Organisation
from entreprises.policies import Acteur
from entreprises.rules import Nature, Role
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.identifiants import siret_de_demo
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.marches import (
    un_chantier,
    un_intervenant,
    un_lot,
    un_marche,
    un_marche_publie,
    une_clause,
    une_operation,
)

pytestmark = pytest.mark.django_db
CENT = Decimal("100.00")


def une_saisie(**champs) -> MarcheSaisi:
    operation = champs.pop("operation", None) or une_operation()
    chantier = un_chantier(operation=operation)
    base = {
        "numero": "2025-T-001",
        "objet": "Construction d'une école",
        "operation": operation,
        "acheteur": operation.maitre_ouvrage,
        "lots": [LotSaisi(intitule="Gros œuvre", debut_travaux=date(2025, 3, 1), fin_travaux=date(2026, 9, 30))],
        "sites": [(chantier, CENT)],
        "intervenants": [IntervenantSaisi(role=RoleIntervenant.TITULAIRE, siret=siret_de_demo(7), nom="Bâti Démo")],
    }
    return MarcheSaisi(**(base | champs))


def test_suivre_un_marche_publie_cree_le_marche_le_lot_le_site_et_le_titulaire() -> None:
    facilitateur = un_acteur(role=Role.FACILITATEUR)
    publie = un_marche_publie()
    marche = marches.suivre_marche(acteur=facilitateur, marche_publie=publie, saisie=une_saisie())
    assert marche.office == facilitateur.organisation
    assert marche.marche_publie == publie
    lot = marche.lots.get()
    assert lot.sites.get().part == CENT
    assert lot.intervenants.get().organisation.siret == siret_de_demo(7)
    assert JournalClause.objects.get(marche=marche).acte == "suivre"


def test_une_entreprise_connue_par_son_siret_n_est_pas_recreee() -> None:
    connue = une_organisation(siret=siret_de_demo(7), nom="Bâti Démo SAS")
    marche = marches.saisir_marche(acteur=un_acteur(role=Role.FACILITATEUR), saisie=une_saisie())
    assert Intervenant.objects.get(lot__marche=marche).organisation == connue
    assert Organisation.objects.filter(siret=siret_de_demo(7)).count() == 1


def test_un_marche_deja_suivi_ne_se_suit_pas_deux_fois() -> None:
    publie = un_marche_publie()
    marches.suivre_marche(acteur=un_acteur(role=Role.FACILITATEUR), marche_publie=publie, saisie=une_saisie())
    with pytest.raises(ConflitEcriture, match="déjà suivi"):
        marches.suivre_marche(acteur=un_acteur(role=Role.FACILITATEUR), marche_publie=publie, saisie=une_saisie())


def test_le_meme_numero_chez_le_meme_acheteur_est_refuse_sans_rien_laisser() -> None:
    operation = une_operation()
    facilitateur = un_acteur(role=Role.FACILITATEUR)
    marches.saisir_marche(acteur=facilitateur, saisie=une_saisie(operation=operation))
    with pytest.raises(RegleViolee, match="déjà suivi") as refus:
        marches.saisir_marche(acteur=facilitateur, saisie=une_saisie(operation=operation))
    assert refus.value.champ == "numero"
    assert Marche.objects.count() == 1


@pytest.mark.parametrize("parts", [("60.00", "30.00"), ("60.00", "50.00"), ("100.00", "0.00")])
def test_les_parts_des_chantiers_d_un_lot_font_cent(parts: tuple[str, str]) -> None:
    operation = une_operation()
    sites = [(un_chantier(operation=operation), Decimal(p)) for p in parts]
    with pytest.raises(RegleViolee, match="parts des chantiers"):
        marches.saisir_marche(
            acteur=un_acteur(role=Role.FACILITATEUR), saisie=une_saisie(sites=sites, operation=operation)
        )
    assert not Marche.objects.exists()


def test_un_groupement_a_un_mandataire_et_des_cotraitants_sur_les_lots_dits() -> None:
    saisie = une_saisie(
        lots=[LotSaisi(intitule="Gros œuvre", numero="1"), LotSaisi(intitule="Peinture", numero="2")],
        intervenants=[
            IntervenantSaisi(role=RoleIntervenant.MANDATAIRE, siret=siret_de_demo(1), nom="Alpha"),
            IntervenantSaisi(role=RoleIntervenant.COTRAITANT, siret=siret_de_demo(2), nom="Bêta", lots=["2"]),
        ],
    )
    marche = marches.saisir_marche(acteur=un_acteur(role=Role.FACILITATEUR), saisie=saisie)
    par_lot = {
        lot.numero: sorted(lot.intervenants.values_list("organisation__nom", flat=True)) for lot in marche.lots.all()
    }
    assert par_lot == {"1": ["Alpha"], "2": ["Alpha", "Bêta"]}


def test_un_second_titulaire_et_un_sous_traitant_sans_mandant_sont_refuses() -> None:
    facilitateur = un_acteur(role=Role.FACILITATEUR)
    lot = un_lot(marche=un_marche(office=facilitateur.organisation))
    titulaire = un_intervenant(lot=lot)
    with pytest.raises(RegleViolee, match="déjà un titulaire"):
        marches.ajouter_intervenant(
            acteur=facilitateur, lot=lot, organisation=une_organisation(), role=RoleIntervenant.MANDATAIRE
        )
    with pytest.raises(RegleViolee, match="sous quelle entreprise"):
        marches.ajouter_intervenant(
            acteur=facilitateur, lot=lot, organisation=une_organisation(), role=RoleIntervenant.SOUS_TRAITANT
        )
    premier = marches.ajouter_intervenant(
        acteur=facilitateur,
        lot=lot,
        organisation=une_organisation(),
        role=RoleIntervenant.SOUS_TRAITANT,
        mandant=titulaire,
    )
    second = marches.ajouter_intervenant(
        acteur=facilitateur,
        lot=lot,
        organisation=une_organisation(nature=Nature.EI),
        role=RoleIntervenant.SOUS_TRAITANT,
        mandant=premier,
    )
    assert (premier.rang, second.rang) == (1, 2)


def test_retirer_un_intervenant_garde_ce_qu_il_a_fait_et_demande_un_motif() -> None:
    facilitateur = un_acteur(role=Role.FACILITATEUR)
    intervenant = un_intervenant(lot=un_lot(marche=un_marche(office=facilitateur.organisation)))
    with pytest.raises(RegleViolee, match="motif"):
        marches.retirer_intervenant(acteur=facilitateur, intervenant=intervenant, au=date(2025, 6, 30), motif=" ")
    parti = marches.retirer_intervenant(
        acteur=facilitateur, intervenant=intervenant, au=date(2025, 6, 30), motif="Liquidation"
    )
    assert parti.au == date(2025, 6, 30)
    assert not Intervenant.objects.actifs_le(date(2025, 7, 1)).exists()


def test_annuler_un_marche_annule_ses_clauses_et_libere_la_donnee_officielle() -> None:
    facilitateur = un_acteur(role=Role.FACILITATEUR)
    publie = un_marche_publie()
    marche = un_marche(office=facilitateur.organisation, marche_publie=publie)
    clause = une_clause(lot=un_lot(marche=marche))
    version = clause.lot.sites.get().chantier.version_publique
    marches.annuler_marche(acteur=facilitateur, marche=marche, motif="Saisi en double")
    clause.refresh_from_db()
    assert clause.etat == EtatClause.ANNULEE
    assert not Marche.objects.filter(marche_publie=publie).exists()
    assert clause.lot.sites.get().chantier.version_publique > version
    with pytest.raises(ConflitEcriture):
        marches.annuler_marche(acteur=facilitateur, marche=marche, motif="encore")


def test_deplacer_les_travaux_est_un_acte_motive_note_sur_la_clause() -> None:
    facilitateur = un_acteur(role=Role.FACILITATEUR)
    clause = une_clause(lot=un_lot(marche=un_marche(office=facilitateur.organisation)))
    deplacer_travaux(
        acteur=facilitateur,
        lot=clause.lot,
        debut_travaux=date(2025, 2, 1),
        fin_travaux=date(2027, 1, 31),
        motif="Avenant n° 1",
    )
    assert "Avenant n° 1" in JournalClause.objects.get(clause=clause, acte="modifier_dates").motif
    with pytest.raises(RegleViolee, match="motif"):
        deplacer_travaux(acteur=facilitateur, lot=clause.lot, debut_travaux=None, fin_travaux=None, motif="")


def test_repartir_un_lot_sur_d_autres_chantiers() -> None:
    facilitateur = un_acteur(role=Role.FACILITATEUR)
    lot = un_lot(marche=un_marche(office=facilitateur.organisation))
    a, b = (un_chantier(operation=lot.marche.operation) for _ in range(2))
    marches.repartir_sites(acteur=facilitateur, lot=lot, sites=[(a, Decimal("33.33")), (b, Decimal("66.67"))])
    with pytest.raises(RegleViolee, match="autre opération"):
        marches.repartir_sites(acteur=facilitateur, lot=lot, sites=[(un_chantier(), CENT)])
    assert dict(LotChantier.objects.filter(lot=lot).values_list("chantier_id", "part")) == {
        a.pk: Decimal("33.33"),
        b.pk: Decimal("66.67"),
    }


@pytest.mark.parametrize("role", [Role.REFERENT, Role.MAITRE_OUVRAGE, Role.PRESCRIPTEUR, Role.AUDITEUR])
def test_seule_la_facilitation_prend_un_marche_en_suivi(role: Role) -> None:
    with pytest.raises(DroitRefuse):
        marches.saisir_marche(acteur=un_acteur(role=role), saisie=une_saisie())


def test_une_autre_structure_ne_touche_pas_au_marche() -> None:
    marche = un_marche()
    with pytest.raises(DroitRefuse):
        marches.annuler_marche(acteur=un_acteur(role=Role.FACILITATEUR), marche=marche, motif="Erreur")


def test_un_marche_se_suit_au_nom_d_une_personne() -> None:
    with pytest.raises(RegleViolee):
        marches.saisir_marche(acteur=Acteur.du_systeme(), saisie=une_saisie())
