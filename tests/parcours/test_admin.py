"""Criteria and how many of level 2 add up: rows of the administration, written through the service."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from entreprises.rules import Nature, Role
from parcours.models import CumulCriteres
from parcours.services.criteres import enregistrer_cumul, supprimer_cumul
from socle.erreurs import DroitRefuse
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_referentiel

pytestmark = pytest.mark.django_db


def administration(client: Client) -> None:
    acteur = un_acteur(role=Role.ADMINISTRATION)
    acteur.utilisateur.is_staff = True
    acteur.utilisateur.save(update_fields=["is_staff"])
    client.force_login(acteur.utilisateur)


def test_l_administration_regle_le_nombre_de_criteres_a_cumuler(client: Client) -> None:
    administration(client)
    referentiel = un_referentiel()
    envoi = {"referentiel": referentiel.pk, "nature_employeur": Nature.ETTI.value, "nombre": "2"}
    assert client.post(reverse("admin:parcours_cumulcriteres_add"), envoi).status_code == 302
    cumul = CumulCriteres.objects.get()
    assert (cumul.nature_employeur, cumul.nombre) == (Nature.ETTI, 2)
    page = client.post(reverse("admin:parcours_cumulcriteres_add"), envoi | {"nature_employeur": "", "nombre": "0"})
    assert "Il faut un critère au moins." in page.content.decode()
    client.post(reverse("admin:parcours_cumulcriteres_delete", args=[cumul.pk]), {"post": "yes"})
    assert not CumulCriteres.objects.exists()


def test_un_critere_de_niveau_2_qui_suffirait_seul_est_refuse_en_francais(client: Client) -> None:
    administration(client)
    envoi = {
        "referentiel": un_referentiel().pk,
        "code": "CAP",
        "libelle": "CAP ou moins",
        "sorte_preuve": "JUSTIFICATIF",
        "niveau": "2",
        "suffit_seul": "on",
        "ordre": "0",
    }
    page = client.post(reverse("admin:parcours_critere_add"), envoi)
    assert "Un critère de niveau 2, ou une condition, ne suffit pas seul." in page.content.decode()
    assert client.post(reverse("admin:parcours_critere_add"), envoi | {"niveau": "1"}).status_code == 302


@pytest.mark.parametrize("role", [Role.FACILITATEUR, Role.RESPONSABLE, Role.REFERENT])
def test_seule_l_administration_regle_les_cumuls(role: Role) -> None:
    cumul = CumulCriteres(referentiel=un_referentiel(), nombre=2)
    for acte in (enregistrer_cumul, supprimer_cumul):
        with pytest.raises(DroitRefuse):
            acte(acteur=un_acteur(role=role), cumul=cumul)
