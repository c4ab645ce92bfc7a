"""Written reminders: made once, re-read when they leave, one message per référent, owned by the principal."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail

from clauses.models import Declaration, Intervenant, Relance, Suspension
from clauses.rules.relances import Delais, premier_rappel_le, se_rappelle, second_rappel_le
from clauses.services import relances, suivis
from entreprises.policies import Acteur
from entreprises.rules import Role
from socle.horloge import a_l_instant, maintenant
from tests.fabriques.entreprises import un_acteur, un_membre, une_organisation
from tests.fabriques.marches import un_intervenant, un_lot, un_marche, une_clause

DELAIS = Delais(3, 10)
DEBUT, FIN = date(2026, 9, 1), date(2026, 9, 30)
# September is due on 20 October: reminders on 23 and 30 October.
J1, J2 = date(2026, 10, 23), date(2026, 10, 30)


@pytest.mark.parametrize(
    ("echeance", "premier_envoye", "attendu"),
    [
        (date(2026, 10, 20), date(2026, 10, 23), date(2026, 10, 30)),
        (date(2026, 10, 20), date(2026, 10, 28), date(2026, 11, 4)),
        (date(2025, 1, 20), date(2026, 10, 23), date(2026, 10, 30)),
    ],
)
def test_le_second_rappel_laisse_toujours_le_temps_de_repondre(echeance, premier_envoye, attendu) -> None:
    assert second_rappel_le(echeance, premier_envoye, DELAIS) == attendu


def test_le_premier_rappel_suit_l_echeance_et_des_delais_inverses_ne_se_confondent_pas() -> None:
    assert premier_rappel_le(date(2026, 10, 20), DELAIS) == J1
    assert second_rappel_le(date(2026, 10, 1), J1, Delais(10, 3)) > J1


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2026, 10, 22), False),
        (date(2026, 10, 23), True),
        (date(2026, 12, 19), True),
        (date(2026, 12, 20), False),
        (date(2028, 1, 1), False),
    ],
)
def test_un_mois_trop_ancien_ne_se_rappelle_plus(jour, attendu) -> None:
    assert se_rappelle(date(2026, 10, 20), jour, DELAIS) is attendu


def test_une_reprise_n_ecrit_pas_a_toutes_les_entreprises_sur_leur_passe(partie) -> None:
    """The first run a year later: the silent month stays on the board, nobody is written to."""
    with a_l_instant(date(2027, 10, 20)):
        relances.relancer()
        assert not Relance.objects.exists()


@pytest.fixture
def facilitateur(db) -> Acteur:
    return un_acteur(role=Role.FACILITATEUR)


@pytest.fixture
def partie(facilitateur) -> Intervenant:
    """A lead with one référent, on works of September 2026 alone."""
    return une_partie(facilitateur, un_membre(role=Role.REFERENT).organisation)


def une_partie(facilitateur: Acteur, organisation) -> Intervenant:
    lot = un_lot(marche=un_marche(office=facilitateur.organisation), debut_travaux=DEBUT, fin_travaux=FIN)
    partie = un_intervenant(lot=lot, organisation=organisation)
    une_clause(lot=lot, facilitateur=facilitateur.espace, jour_echeance=20)
    return partie


def declarer(partie: Intervenant) -> None:
    auteur = partie.organisation.membres.get().utilisateur
    Declaration.objects.create(
        intervenant=partie,
        mois=DEBUT,
        neant=True,
        echeance=date(2026, 10, 20),
        premiere_soumission_le=maintenant(),
        soumise_le=maintenant(),
        soumise_par=auteur,
        cree_le=maintenant(),
    )


def passer(jour: date, capturer) -> None:
    """The hourly run, its queue included."""
    with a_l_instant(jour), capturer(execute=True):
        relances.relancer()


def test_deux_rappels_a_leur_jour_et_jamais_deux_fois(partie, django_capture_on_commit_callbacks) -> None:
    capturer = django_capture_on_commit_callbacks
    passer(date(2026, 10, 22), capturer)
    assert not Relance.objects.exists()
    for jour in (J1, J1, date(2026, 10, 29)):
        passer(jour, capturer)
    assert len(mail.outbox) == 1
    for jour in (J2, J2, date(2026, 11, 20)):
        passer(jour, capturer)
    assert len(mail.outbox) == 2
    assert "Malgré un premier rappel" not in mail.outbox[0].body
    assert "Malgré un premier rappel" in mail.outbox[1].body
    ecrites = Relance.objects.filter(nature__startswith="RAPPEL")
    assert list(ecrites.order_by("prevue_le").values_list("nature", "prevue_le")) == [
        ("RAPPEL_1", J1),
        ("RAPPEL_2", J2),
    ]
    assert not ecrites.filter(faite_le__isnull=True).exists()


def test_un_mois_declare_entre_temps_n_est_pas_rappele(partie) -> None:
    with a_l_instant(J1):
        relances.relancer()  # queued, not yet delivered
        declarer(partie)
        assert relances.envoyer(partie.organisation.membres.get().pk, J1) is False
    relance = Relance.objects.get()
    assert mail.outbox == []
    assert relance.abandonnee_le is not None
    assert relance.faite_le is None
    assert relance.resultat == relances.SANS_OBJET


def test_suspension_et_dispense_font_taire_les_rappels(
    partie, facilitateur, django_capture_on_commit_callbacks
) -> None:
    dispensee = une_partie(facilitateur, un_membre(role=Role.REFERENT).organisation)
    Intervenant.objects.filter(pk=dispensee.pk).update(dispense_declarer=True)
    Suspension.objects.create(
        clause=partie.lot.clauses.get(),
        debut=DEBUT,
        fin=FIN,
        motif="Arrêt de chantier",
        nature="AJOURNEMENT",
        enregistre_le=maintenant(),
        auteur=facilitateur.utilisateur,
    )
    passer(J2, django_capture_on_commit_callbacks)
    assert not Relance.objects.exists()
    assert mail.outbox == []


def test_un_seul_message_pour_tous_les_mois_d_une_entreprise(
    partie, facilitateur, django_capture_on_commit_callbacks
) -> None:
    autre = une_partie(facilitateur, partie.organisation)
    etrangere = une_partie(facilitateur, une_organisation(nom="Étrangère"))
    passer(J1, django_capture_on_commit_callbacks)
    (message,) = mail.outbox
    assert message.body.count("/mois/2026-09/") == 2
    assert str(partie.lot) in message.body
    assert str(autre.lot) in message.body
    assert partie.organisation.nom not in message.subject
    # Nobody to write to: the row waits, visible, and leaves when a référent arrives.
    assert Relance.objects.get(intervenant=etrangere).faite_le is None
    un_membre(role=Role.REFERENT, organisation=etrangere.organisation)
    passer(date(2026, 10, 24), django_capture_on_commit_callbacks)
    assert len(mail.outbox) == 2


def test_deux_referents_recoivent_chacun_le_leur(partie, django_capture_on_commit_callbacks) -> None:
    un_membre(role=Role.REFERENT, organisation=partie.organisation)
    passer(J1, django_capture_on_commit_callbacks)
    assert len({m.to[0] for m in mail.outbox}) == len(mail.outbox) == 2


def test_le_rappel_qui_attend_suit_la_passation(partie, facilitateur) -> None:
    with a_l_instant(J1):
        relances.relancer()
    assert Relance.objects.get().responsable == facilitateur.espace
    collegue = un_membre(role=Role.FACILITATEUR, organisation=facilitateur.organisation)
    suivis.passer_suivi(acteur=facilitateur, clauses=[partie.lot.clauses.get()], vers=collegue, le=J1, motif="Départ")
    with a_l_instant(date(2026, 10, 24)):
        relances.relancer()
    assert Relance.objects.get().responsable == collegue


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_entreprises_muettes(
    facilitateur, django_assert_max_num_queries
) -> None:
    for _ in range(12):
        une_partie(facilitateur, une_organisation())
    with a_l_instant(J1), django_assert_max_num_queries(25):
        relances.relancer()
    assert Relance.objects.count() == 12
