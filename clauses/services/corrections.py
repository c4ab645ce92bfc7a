"""Corrections after validation: hours move by signed counter-entries, never by rewriting."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import models, transaction

from clauses.models import Affectation, ClauseInsertion, ContratTravail, Declaration, JournalLigne, LigneHeures
from clauses.policies import Action, exiger
from clauses.rules.etats import EtatLigne
from clauses.rules.vocabulaire import OrigineLigne
from clauses.services.grand_livre import Variations, inscrire, verrouiller_clauses
from clauses.services.validation import (
    affectations_de,
    contre_ecritures,
    ecritures_de_validation,
    verrouiller_lignes,
)
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.erreurs import RegleViolee, TransitionInterdite
from socle.horloge import maintenant
from socle.periodes import Mois, echeance, periode_de


@transaction.atomic
def deplacer(
    *,
    acteur: Acteur,
    lignes: Sequence[UUID],
    texte: str,
    vers_mois: Mois | None = None,
    vers_chantier_id: int | None = None,
    vers_contrat: ContratTravail | None = None,
) -> list[LigneHeures]:
    """Move validated lines to another month, site, or work contract (hence lot and clause).

    Each line is undone by a counter-entry and counted anew in a complémentaire of the target, in one
    transaction: no total is ever wrong in between. Returns the new lines.
    Raises RegleViolee without reason or when nothing changes, TransitionInterdite on lines not validated.
    """
    if not texte.strip():
        raise RegleViolee("Expliquez le déplacement en une phrase.", champ="texte")
    sources = verrouiller_lignes(lignes)
    for ligne in sources:
        exiger(acteur, Action.CORRIGER, ligne)
        if not EtatLigne(ligne.etat).comptee or hasattr(ligne, "remplacee_par"):
            raise TransitionInterdite("Seules des heures validées, pas encore corrigées, se déplacent.")
    if vers_contrat is not None:
        exiger(acteur, Action.CORRIGER, vers_contrat)
    variations = Variations()
    anciennes = affectations_de(sources)
    clauses = {a.clause_id for a in anciennes}
    if vers_contrat is not None:
        clauses.add(vers_contrat.clause_id)
    verrouiller_clauses(clauses)
    ecritures = contre_ecritures(sources, anciennes, variations, motif_code="deplacement", texte=texte.strip())
    nouvelles = []
    for ligne in sources:
        nouvelle = _ligne_cible(acteur, ligne, vers_mois, vers_chantier_id, vers_contrat)
        affectations = list(Affectation.objects.filter(ligne=nouvelle))
        ecritures += ecritures_de_validation(nouvelle, affectations, nouvelle.heures_retenues or ZERO, variations)
        _journaliser(acteur, ligne, "deplacer_depuis", texte)
        _journaliser(acteur, nouvelle, "deplacer_vers", texte)
        nouvelles.append(nouvelle)
    inscrire(ecritures=ecritures, auteur=acteur.utilisateur)
    variations.appliquer()
    return nouvelles


def _ligne_cible(
    acteur: Acteur,
    ligne: LigneHeures,
    vers_mois: Mois | None,
    vers_chantier_id: int | None,
    vers_contrat: ContratTravail | None,
) -> LigneHeures:
    mois = vers_mois or Mois.depuis(ligne.declaration.mois)
    chantier_id = vers_chantier_id or ligne.chantier_id
    contrat = vers_contrat or ligne.contrat
    if (mois.premier_jour, chantier_id, contrat.pk) == (ligne.declaration.mois, ligne.chantier_id, ligne.contrat_id):
        raise RegleViolee("Le déplacement ne change rien.")
    if contrat.beneficiaire_id != ligne.contrat.beneficiaire_id:
        raise RegleViolee("Des heures ne passent pas d'une personne à une autre.")
    declaration = _complementaire_cible(acteur, contrat, mois)
    instant = maintenant()
    nouvelle = LigneHeures.objects.create(
        declaration=declaration,
        contrat=contrat,
        chantier_id=chantier_id,
        heures=ligne.heures,
        heures_non_travaillees=ligne.heures_non_travaillees,
        heures_retenues=ligne.heures_retenues,
        etat=ligne.etat,
        origine=OrigineLigne(ligne.origine),
        version=1,
        motif=ligne.motif,
        motif_texte=ligne.motif_texte,
        remplace=ligne,
        saisie_par=ligne.saisie_par,
        modifiee_le=instant,
        validee_par=acteur.utilisateur,
        validee_le=instant,
    )
    Affectation.objects.create(ligne=nouvelle, clause_id=contrat.clause_id, heures=nouvelle.travaillees)
    return nouvelle


def _complementaire_cible(acteur: Acteur, contrat: ContratTravail, mois: Mois) -> Declaration:
    """A new complémentaire of the target month, signed by the office (one per move: lines never collide)."""
    clause: ClauseInsertion = contrat.clause
    dernier = Declaration.objects.filter(intervenant_id=contrat.intervenant_id, mois=mois.premier_jour).aggregate(
        rang=models.Max("rang")
    )["rang"]
    instant = maintenant()
    return Declaration.objects.create(
        intervenant_id=contrat.intervenant_id,
        mois=mois.premier_jour,
        rang=(dernier or 0) + 1,
        echeance=echeance(periode_de(mois, clause.periodicite), clause.jour_echeance),
        premiere_soumission_le=instant,
        soumise_le=instant,
        soumise_par=acteur.utilisateur,
        pour_compte=True,
        cree_le=instant,
    )


def _journaliser(acteur: Acteur, ligne: LigneHeures, acte: str, texte: str) -> None:
    JournalLigne.objects.create(
        ligne=ligne,
        acte=acte,
        heures=ligne.heures_retenues,
        le=maintenant(),
        auteur=acteur.utilisateur,
        motif=ligne.motif,
        texte=texte.strip()[:500],
    )
