"""Whatever is done in whatever order, totals equal the ledger, nothing is negative, both times are stable."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from clauses.models import LigneHeures, Motif, MouvementHeures, MouvementObligation, Solde
from clauses.rules.obligation import NatureMouvement
from clauses.rules.vocabulaire import UsageMotif
from clauses.selectors.situations import situation_au, situation_de
from clauses.selectors.verification import verifier
from clauses.services import brouillons, corrections, declarations, mouvements, termes, validation
from socle.erreurs import ErreurMetier
from socle.horloge import a_l_instant
from socle.periodes import Mois
from tests.fabriques.declarations import un_motif, une_scene

PARIS = ZoneInfo("Europe/Paris")
DEPART = datetime(2025, 10, 1, 9, 0, tzinfo=PARIS)
MOIS = [Mois(2025, 6), Mois(2025, 7), Mois(2025, 8), Mois(2025, 9)]
HEURES = st.decimals(min_value=0, max_value=160, places=2)


class Engagement(RuleBasedStateMachine):
    """One firm, three people, one clause: declare, validate, undo, send back, correct, amend, reduce, move, suspend."""

    @initialize()
    def poser(self) -> None:
        self.instant = DEPART
        self.sauvegarde = transaction.atomic()
        self.sauvegarde.__enter__()
        with a_l_instant(self.instant):
            self.scene = une_scene(personnes=3, heures_dues=Decimal(1000))
            self.motifs: dict[str, Motif] = {
                usage: un_motif(usage) for usage in (UsageMotif.RENVOI, UsageMotif.REFUS, UsageMotif.PARTIEL)
            }
        self.photos: list[tuple[date, date, Decimal, Decimal]] = []

    def teardown(self) -> None:
        if hasattr(self, "sauvegarde"):
            transaction.set_rollback(True)
            self.sauvegarde.__exit__(None, None, None)

    def lignes(self, *etats: str) -> list[LigneHeures]:
        return list(
            LigneHeures.objects.filter(etat__in=etats, remplacee_par__isnull=True)
            .select_related("declaration", "contrat")
            .order_by("pk")
        )

    def tenter(self, acte, *mots, **noms) -> None:
        """Do it in its own transaction; a refusal in French is a fair answer and must leave no trace."""
        self.instant += timedelta(minutes=7)
        with a_l_instant(self.instant), suppress(ErreurMetier), transaction.atomic():
            acte(*mots, **noms)

    @rule(mois=st.sampled_from(MOIS), valeurs=st.lists(HEURES, min_size=3, max_size=3))
    def declarer(self, mois: Mois, valeurs: list[Decimal]) -> None:
        def acte() -> None:
            scene = self.scene
            declaration = brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=mois)
            libres = set(
                LigneHeures.objects.filter(
                    declaration=declaration, etat__in=["SOUMISE", "VALIDEE", "PARTIELLE", "REFUSEE"]
                ).values_list("contrat_id", flat=True)
            )
            saisies = [
                brouillons.SaisieLigne(contrat, scene.chantier_id, valeur)
                for contrat, valeur in zip(scene.contrats, valeurs, strict=True)
                if contrat.pk not in libres
            ]
            brouillons.enregistrer_brouillon(acteur=scene.paie, declaration=declaration, saisies=saisies)
            declarations.soumettre(acteur=scene.paie, declarations=[declaration])

        self.tenter(acte)

    @rule(mois=st.sampled_from(MOIS))
    def neant(self, mois: Mois) -> None:
        self.tenter(
            declarations.declarer_neant, acteur=self.scene.paie, intervenants=[self.scene.intervenant], mois=mois
        )

    @precondition(lambda self: self.lignes("SOUMISE"))
    @rule(data=st.data())
    def valider(self, data: st.DataObject) -> None:
        choisies = data.draw(st.lists(st.sampled_from(self.lignes("SOUMISE")), min_size=1, unique=True))
        self.tenter(
            validation.valider,
            acteur=self.scene.facilitation,
            lignes=[li.uuid for li in choisies],
            derogation="Examinée une à une",
        )

    @precondition(lambda self: self.lignes("SOUMISE"))
    @rule(data=st.data(), heures=HEURES)
    def valider_en_partie(self, data: st.DataObject, heures: Decimal) -> None:
        ligne = data.draw(st.sampled_from(self.lignes("SOUMISE")))
        self.tenter(
            validation.valider_partiellement,
            acteur=self.scene.facilitation,
            ligne=ligne.uuid,
            heures=heures,
            motif=self.motifs[UsageMotif.PARTIEL],
            texte="Une partie hors du chantier",
            derogation="Examinée",
        )

    @precondition(lambda self: self.lignes("SOUMISE"))
    @rule(data=st.data(), refuser=st.booleans())
    def ecarter(self, data: st.DataObject, refuser: bool) -> None:
        ligne = data.draw(st.sampled_from(self.lignes("SOUMISE")))
        acte = validation.refuser if refuser else validation.renvoyer
        usage = UsageMotif.REFUS if refuser else UsageMotif.RENVOI
        self.tenter(
            acte, acteur=self.scene.facilitation, lignes=[ligne.uuid], motif=self.motifs[usage], texte="À revoir"
        )

    @precondition(lambda self: self.lignes("VALIDEE", "PARTIELLE"))
    @rule(data=st.data())
    def annuler(self, data: st.DataObject) -> None:
        ligne = data.draw(st.sampled_from(self.lignes("VALIDEE", "PARTIELLE")))
        self.tenter(
            validation.annuler_validation, acteur=self.scene.facilitation, lignes=[ligne.uuid], texte="Par erreur"
        )

    @precondition(lambda self: self.lignes("VALIDEE", "PARTIELLE"))
    @rule(data=st.data(), heures=HEURES)
    def corriger(self, data: st.DataObject, heures: Decimal) -> None:
        ligne = data.draw(st.sampled_from(self.lignes("VALIDEE", "PARTIELLE")))

        def acte() -> None:
            complementaire = declarations.ouvrir_complementaire(acteur=self.scene.paie, declaration=ligne.declaration)
            declarations.corriger_ligne(
                acteur=self.scene.paie, complementaire=complementaire, originale=ligne, heures=heures
            )
            declarations.soumettre(acteur=self.scene.paie, declarations=[complementaire])

        self.tenter(acte)

    @precondition(lambda self: self.lignes("VALIDEE", "PARTIELLE"))
    @rule(data=st.data(), mois=st.sampled_from(MOIS))
    def deplacer(self, data: st.DataObject, mois: Mois) -> None:
        ligne = data.draw(st.sampled_from(self.lignes("VALIDEE", "PARTIELLE")))
        self.tenter(
            corrections.deplacer,
            acteur=self.scene.facilitation,
            lignes=[ligne.uuid],
            vers_mois=mois,
            texte="Mauvais mois",
        )

    @rule(heures=st.decimals(min_value=-300, max_value=300, places=0), effet=st.sampled_from(MOIS))
    def amender(self, heures: Decimal, effet: Mois) -> None:
        self.tenter(
            mouvements.enregistrer_mouvement,
            acteur=self.scene.facilitation,
            clause=self.scene.clause,
            nature=NatureMouvement.AVENANT,
            heures=heures,
            date_effet=effet.premier_jour,
            date_signature=effet.premier_jour,
            motif="Avenant",
        )

    @rule(debut=st.sampled_from(MOIS))
    def suspendre_puis_lever(self, debut: Mois) -> None:
        def acte() -> None:
            suspension = termes.suspendre(
                acteur=self.scene.facilitation,
                clause=self.scene.clause,
                nature="INTERRUPTION",
                debut=debut.premier_jour,
                motif="Fouilles",
            )
            termes.lever_suspension(acteur=self.scene.facilitation, suspension=suspension, fin=debut.dernier_jour)

        self.tenter(acte)

    @rule()
    def photographier(self) -> None:
        """Note today's figures as worked to September and known today; they must never change again."""
        self.instant += timedelta(days=1)
        with a_l_instant(self.instant):
            jour, connues = date(2025, 9, 30), self.instant.astimezone(PARIS).date()
            situation = situation_au(self.scene.clause, jour, connues).situation
            self.photos.append((jour, connues, situation.dues, situation.validees))
        self.instant += timedelta(days=1)

    @invariant()
    def tout_est_egal_au_grand_livre(self) -> None:
        if not hasattr(self, "scene"):
            return
        assert list(verifier()) == []
        assert all(s.heures_validees >= 0 and s.heures_soumises >= 0 for s in Solde.objects.all())
        with a_l_instant(self.instant):
            situation = situation_de(self.scene.clause, travaillees_jusqu_au=date(2025, 9, 30)).situation
        assert situation.validees == sum((m.heures for m in MouvementHeures.objects.all()), Decimal(0))
        assert situation.dues == sum(
            (m.heures for m in MouvementObligation.objects.filter(date_effet__lte=date(2025, 9, 30))), Decimal(0)
        )
        assert situation.dues >= 0

    @invariant()
    def les_deux_temps_sont_stables(self) -> None:
        if not getattr(self, "photos", None):
            return
        with a_l_instant(self.instant):
            for jour, connues, dues, validees in self.photos:
                situation = situation_au(self.scene.clause, jour, connues).situation
                assert (situation.dues, situation.validees) == (dues, validees)


@pytest.mark.django_db
def test_les_totaux_sont_toujours_ceux_du_grand_livre():
    run_state_machine_as_test(
        Engagement,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking whole stories takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
