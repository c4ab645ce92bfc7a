"""Erasing a person: no trace of her name anywhere, the ledger untouched."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection

from clauses.models import LigneHeures, MouvementHeures
from clauses.rules.vocabulaire import UsageMotif
from clauses.selectors.verification import verifier
from clauses.services import validation
from clauses.services.effacement import effacer_personne
from entreprises.rules import Role
from socle.erreurs import DroitRefuse, RegleViolee
from socle.horloge import a_l_instant
from tests.fabriques.declarations import un_beneficiaire, un_contrat, un_mois_soumis, un_motif, une_scene
from tests.fabriques.entreprises import un_acteur

pytestmark = pytest.mark.django_db
NOM = "Zylbertruc"
PRENOM = "Philomenette"


def traces(*mots: str) -> list[str]:
    """Every (table, column) of the project where one of these words is still to be read."""
    trouvees = []
    with connection.cursor() as curseur:
        for modele in apps.get_models():
            for champ in modele._meta.local_concrete_fields:
                if champ.get_internal_type() not in {"CharField", "TextField", "JSONField", "EmailField", "SlugField"}:
                    continue
                table, colonne = modele._meta.db_table, champ.column
                for mot in mots:
                    curseur.execute(
                        f'SELECT count(*) FROM "{table}" WHERE lower(CAST("{colonne}" AS text)) LIKE %s',
                        [f"%{mot.lower()}%"],
                    )
                    if curseur.fetchone()[0]:
                        trouvees.append(f"{table}.{colonne}")
    return trouvees


def test_effacer_une_personne_ne_laisse_aucune_trace_et_garde_le_grand_livre():
    with a_l_instant(date(2025, 10, 10)):
        scene = une_scene(personnes=0)
        personne = un_beneficiaire(NOM, PRENOM, email="zylbertruc@exemple.test", telephone="0199000000")
        scene.contrats = [un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=personne)]
        ligne = un_mois_soumis(scene, 120)[0]
        validation.valider_partiellement(
            acteur=scene.facilitation,
            ligne=ligne.uuid,
            heures=Decimal(100),
            motif=un_motif(UsageMotif.PARTIEL),
            texte=f"{PRENOM} {NOM} était absente deux jours",
        )
        assert traces(NOM, PRENOM), "le mouchard voit le nom tant qu'il est là"
        responsable = un_acteur(role=Role.RESPONSABLE, organisation=scene.office)
        effacer_personne(acteur=responsable, beneficiaire=personne, motif="Demande de la personne")
    assert traces(NOM, PRENOM, "0199000000") == []
    assert list(verifier()) == []
    assert MouvementHeures.objects.get().heures == Decimal(100)
    personne.refresh_from_db()
    assert str(personne) == "Personne effacée"
    assert LigneHeures.objects.get().heures_retenues == Decimal(100)


def test_seul_un_responsable_efface_et_une_seule_fois():
    scene = une_scene()
    personne = scene.contrats[0].beneficiaire
    with pytest.raises(DroitRefuse):
        effacer_personne(acteur=scene.facilitation, beneficiaire=personne, motif="Non")
    responsable = un_acteur(role=Role.RESPONSABLE, organisation=scene.office)
    effacer_personne(acteur=responsable, beneficiaire=personne, motif="Demande")
    with pytest.raises(RegleViolee):
        effacer_personne(acteur=responsable, beneficiaire=personne, motif="Encore")
