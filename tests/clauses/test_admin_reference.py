"""Reference rows: an administrator edits them, every public version rises; nobody else enters."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from chantiers.models import Chantier
from clauses.models import DureeContrat, Motif, Referentiel, Reglage
from clauses.services import reglages
from entreprises.rules import Role
from socle.erreurs import DroitRefuse
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_chantier, un_referentiel

pytestmark = pytest.mark.django_db


def versions() -> list[int]:
    return list(Chantier.objects.order_by("pk").values_list("version_publique", flat=True))


def test_regler_leve_toutes_les_versions_publiques() -> None:
    un_chantier()
    un_chantier()
    avant = versions()
    reglage = Reglage(code="seuil_retard", libelle="Seuil", valeur=Decimal("12.00"), valide_du="2026-01-01")
    reglages.enregistrer_reference(acteur=un_acteur(role=Role.ADMINISTRATION), ligne=reglage)
    assert versions() == [v + 1 for v in avant]
    reglages.supprimer_reference(acteur=un_acteur(role=Role.ADMINISTRATION), ligne=reglage)
    assert versions() == [v + 2 for v in avant]


@pytest.mark.parametrize("role", [Role.FACILITATEUR, Role.RESPONSABLE, Role.AUDITEUR, Role.REFERENT])
def test_seule_l_administration_regle(role: Role) -> None:
    with pytest.raises(DroitRefuse):
        reglages.enregistrer_reference(acteur=un_acteur(role=role), ligne=Motif(code="x", libelle="X", usage="REFUS"))


def test_on_ne_regle_que_les_lignes_de_reference() -> None:
    with pytest.raises(TypeError):
        reglages.enregistrer_reference(acteur=un_acteur(role=Role.ADMINISTRATION), ligne=un_chantier())


def test_l_administration_modifie_un_referentiel_et_ses_durees(client: Client) -> None:
    administration = un_acteur(role=Role.ADMINISTRATION)
    administration.utilisateur.is_staff = True
    administration.utilisateur.save(update_fields=["is_staff"])
    client.force_login(administration.utilisateur)
    un_chantier()
    avant = versions()
    referentiel = un_referentiel(durees={"CDD": 24})
    duree = DureeContrat.objects.get()
    envoi = {
        "code": referentiel.code,
        "nom": "Renommé",
        "actif": "on",
        "plafond_formation": "20",
        "depuis_premier_contrat": "on",
        "diviseur_etp": "1607",
        "ordre": "0",
        "durees-TOTAL_FORMS": "1",
        "durees-INITIAL_FORMS": "1",
        "durees-0-id": str(duree.pk),
        "durees-0-referentiel": str(referentiel.pk),
        "durees-0-type_contrat": "CDD",
        "durees-0-mois": "18",
    }
    reponse = client.post(reverse("admin:clauses_referentiel_change", args=[referentiel.pk]), envoi)
    assert reponse.status_code == 302, reponse.context["errors"]
    assert Referentiel.objects.get().nom == "Renommé"
    duree.refresh_from_db()
    assert duree.mois == 18
    assert versions() > avant


def test_un_facilitateur_n_entre_pas_dans_les_reglages(client: Client) -> None:
    acteur = un_acteur(role=Role.FACILITATEUR)
    acteur.utilisateur.is_staff = True
    acteur.utilisateur.save(update_fields=["is_staff"])
    client.force_login(acteur.utilisateur)
    assert client.get(reverse("admin:clauses_reglage_changelist")).status_code == 403
