"""Two people at the same time, for real: threads on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from comptes.models import Utilisateur
from entreprises import services
from entreprises.models import Membre, Organisation
from entreprises.rules import Role
from entreprises.selectors import acteur_de
from socle.erreurs import ErreurMetier
from socle.identifiants import siret_de_demo
from tests.fabriques.comptes import MOT_DE_PASSE
from tests.fabriques.entreprises import SYSTEME, un_membre, une_invitation, une_organisation

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def ensemble(*actes: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; each result, or the refusal."""
    depart, resultats = Barrier(len(actes)), []

    def courir(acte: Callable[[], object]) -> None:
        try:
            depart.wait(timeout=10)
            resultats.append(acte())
        except ErreurMetier as erreur:
            resultats.append(erreur)
        finally:
            connection.close()

    fils = [Thread(target=courir, args=(acte,)) for acte in actes]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=30)
    assert len(resultats) == len(actes)
    return resultats


def test_huit_imports_du_meme_siret_donnent_une_seule_fiche():
    for n in range(5):
        siret = siret_de_demo(900 + n)

        def trouver(siret=siret):
            return services.trouver_ou_creer_organisation(acteur=SYSTEME, siret=siret, nom="Bâti Nord")

        resultats = ensemble(*[trouver] * 8)
        assert Organisation.objects.filter(siret=siret).count() == 1
        assert sum(cree for _, cree in resultats) == 1
        assert len({organisation.pk for organisation, _ in resultats}) == 1


def test_une_invitation_acceptee_deux_fois_en_meme_temps_fait_un_seul_compte():
    invitation = une_invitation(email="chef@exemple.test")

    def accepter():
        return services.accepter_en_creant_un_compte(
            invitation=invitation, prenom="Ali", nom="Ben", mot_de_passe=MOT_DE_PASSE
        )

    resultats = ensemble(*[accepter] * 4)
    assert sum(isinstance(r, Membre) for r in resultats) == 1
    assert sum(isinstance(r, ErreurMetier) for r in resultats) == 3
    assert Utilisateur.objects.filter(email="chef@exemple.test").count() == 1


def test_deux_referents_qui_partent_en_meme_temps_ne_laissent_pas_l_equipe_sans_personne():
    organisation = une_organisation()
    partants = [un_membre(organisation=organisation, role=Role.REFERENT) for _ in range(2)]

    def partir(membre):
        acteur = acteur_de(membre.utilisateur, membre.uuid)
        return lambda: services.retirer_membre(acteur=acteur, membre=membre)

    resultats = ensemble(*[partir(membre) for membre in partants])
    refus = [r for r in resultats if isinstance(r, ErreurMetier)]
    assert [r.code for r in refus] == [services.CODE_DERNIER]
    assert Membre.objects.filter(organisation=organisation).actifs().count() == 1
