"""A firm is found by its SIRET and never recreated."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from entreprises import selectors, services
from entreprises.models import JournalOrganisation, Organisation
from entreprises.rules import ActeOrganisation, Nature, Role
from socle.erreurs import DroitRefuse, RegleViolee
from socle.identifiants import siret_de_demo
from tests.fabriques.entreprises import SYSTEME, un_acteur, une_organisation

pytestmark = pytest.mark.django_db
SIRET = siret_de_demo(1)


def trouver(**champs):
    valeurs = {"acteur": SYSTEME, "siret": SIRET, "nom": "Bâti Nord", **champs}
    return services.trouver_ou_creer_organisation(**valeurs)


def test_le_meme_siret_rend_la_meme_fiche_sans_la_changer():
    premiere, creee = trouver()
    seconde, recreee = trouver(siret=f"{SIRET[:3]} {SIRET[3:6]} {SIRET[6:9]} {SIRET[9:]}", nom="Un autre nom")
    assert (creee, recreee) == (True, False)
    assert premiere == seconde
    assert seconde.nom == "Bâti Nord"
    assert seconde.nom_plie == "bati nord"
    assert [j.acte for j in JournalOrganisation.objects.all()] == [ActeOrganisation.CREATION]


def test_deux_creations_en_meme_temps_donnent_une_seule_fiche(monkeypatch):
    """The second caller reads before the first one writes: the unique constraint decides, nobody sees an error."""
    from entreprises.services import organisations

    gagnante, _ = trouver()
    chercher = organisations._chercher
    lectures = []

    def en_retard(*args):
        lectures.append(args)
        return None if len(lectures) == 1 else chercher(*args)

    monkeypatch.setattr(organisations, "_chercher", en_retard)
    perdante, creee = trouver()
    assert (perdante, creee) == (gagnante, False)
    assert Organisation.objects.filter(siret=SIRET).count() == 1


def test_la_base_refuse_deux_fiches_de_meme_siret_mais_accepte_plusieurs_fiches_sans_siret():
    trouver()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(siret=SIRET, nom="X", nom_plie="x", nature=Nature.ENTREPRISE)
    for nom in ("Rédaction", "Office"):
        services.creer_organisation(acteur=SYSTEME, nom=nom, nature=Nature.OFFICE)
    assert Organisation.objects.filter(siret__isnull=True, siret_a_verifier=False).count() == 2


@pytest.mark.parametrize("faux", ["", "123", "12345678901234", "abcdefghijklmn"])
def test_un_siret_faux_est_refuse_a_la_saisie(faux):
    with pytest.raises(RegleViolee) as refus:
        trouver(siret=faux)
    assert refus.value.champ == "siret"


@pytest.mark.parametrize(("siret", "garde"), [("12345678901234", "12345678901234"), ("FR-77", None), (None, None)])
def test_un_import_garde_la_fiche_d_un_siret_faux_et_la_retrouve(siret, garde):
    premiere, _ = trouver(siret=siret, tolerant=True)
    seconde, creee = trouver(siret=siret, tolerant=True)
    assert (premiere.siret, premiere.siret_a_verifier) == (garde, True)
    assert (seconde, creee) == (premiere, False)


def test_un_prescripteur_ne_cree_pas_d_entreprise():
    with pytest.raises(DroitRefuse):
        trouver(acteur=un_acteur(role=Role.PRESCRIPTEUR))


def test_le_referent_change_sa_fiche_mais_pas_sa_nature():
    acteur = un_acteur()
    services.modifier_organisation(acteur=acteur, organisation=acteur.organisation, conges_caisse=True)
    assert Organisation.objects.get(pk=acteur.organisation.pk).conges_caisse
    with pytest.raises(TypeError):
        services.modifier_organisation(acteur=acteur, organisation=acteur.organisation, nature=Nature.OFFICE)
    with pytest.raises(DroitRefuse):
        services.modifier_organisation(acteur=acteur, organisation=une_organisation(), ville="Bobigny")


def test_le_nom_change_a_une_date_et_l_ancien_reste_lisible():
    organisation = une_organisation(nom="Pôle emploi", nature=Nature.PRESCRIPTEUR)
    organisation = services.renommer(
        acteur=SYSTEME, organisation=organisation, nom="France Travail", a_compter_du=date(2024, 1, 1)
    )
    assert selectors.nom_au(organisation, date(2023, 12, 31)) == "Pôle emploi"
    assert selectors.nom_au(organisation, date(2024, 1, 1)) == "France Travail"
    assert organisation.nom_plie == "france travail"
    with pytest.raises(RegleViolee):
        services.renommer(acteur=SYSTEME, organisation=organisation, nom="FT", a_compter_du=date(2023, 1, 1))


def test_une_succession_se_suit_et_ne_tourne_pas_en_rond():
    ancienne, nouvelle, derniere = une_organisation(), une_organisation(), une_organisation()

    def succeder(de, a, jour, motif="Fusion"):
        return services.enregistrer_succession(acteur=SYSTEME, ancienne=de, nouvelle=a, date_effet=jour, motif=motif)

    with pytest.raises(RegleViolee):
        succeder(ancienne, nouvelle, date(2024, 1, 1), motif=" ")
    succeder(ancienne, nouvelle, date(2024, 1, 1))
    succeder(nouvelle, derniere, date(2025, 1, 1))
    for interdite in (ancienne, nouvelle, derniere):
        with pytest.raises(RegleViolee):
            succeder(derniere, interdite, date(2026, 1, 1))
    with pytest.raises(RegleViolee):
        succeder(ancienne, nouvelle, date(2024, 6, 1))
    assert selectors.organisation_actuelle(ancienne, date(2024, 6, 1)) == nouvelle
    assert selectors.organisation_actuelle(ancienne, date(2025, 6, 1)) == derniere
    ancienne.refresh_from_db()
    assert ancienne.valide_au == date(2023, 12, 31)
