"""People of a take-over: records, windows without criterion, contracts under way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from clauses.models import (
    Beneficiaire,
    ClauseInsertion,
    ContratTravail,
    FenetreEligibilite,
    Intervenant,
    JournalPersonne,
    PeriodeContrat,
    Reprise,
)
from clauses.rules.reprise import CleLot, numero_de_lot
from clauses.rules.vocabulaire import Modalite, OrigineFenetre, TypeContrat
from clauses.selectors.reprises import PersonneProposee, PropositionReprise
from entreprises.models import Organisation
from entreprises.policies import Acteur
from entreprises.rules import Nature
from entreprises.services import trouver_ou_creer_organisation
from socle.erreurs import RegleViolee
from socle.horloge import maintenant
from socle.identifiants import plier


def ecrire_personnes(
    acteur: Acteur, reprise: Reprise, proposition: PropositionReprise, clauses: Mapping[CleLot, ClauseInsertion]
) -> tuple[int, int]:
    """People, their windows, their contracts under way; how many people and contracts were written."""
    a_ecrire = [p for p in proposition.personnes if not p.deja_la]
    fiches, creees = _fiches(acteur, a_ecrire)
    suivies = _clauses_des_personnes(a_ecrire, clauses)
    _fenetres(acteur, reprise, a_ecrire, fiches, suivies, proposition)
    contrats = _contrats(acteur, a_ecrire, fiches, suivies)
    return creees, contrats


def _fiches(acteur: Acteur, proposees: Sequence[PersonneProposee]) -> tuple[dict[Any, Beneficiaire], int]:
    """identity → record, created where she is not known; the first clause contract never moves forward in time."""
    instant = maintenant()
    fiches: dict[Any, Beneficiaire] = {}
    premiers: dict[Any, Any] = {}
    for p in proposees:
        identite = p.personne.identite
        premiers[identite] = min(premiers.get(identite, p.personne.premier_contrat), p.personne.premier_contrat)
        if p.existante is not None:
            fiches[identite] = p.existante
        elif identite not in fiches:
            nom_plie, prenom_plie, naissance = identite
            fiches[identite] = Beneficiaire(
                nom=p.personne.nom,
                prenom=p.personne.prenom,
                nom_plie=nom_plie,
                prenom_plie=prenom_plie,
                date_naissance=naissance,
                premier_contrat_le=p.personne.premier_contrat,
                cree_le=instant,
            )
    nouvelles = [f for f in fiches.values() if f.pk is None]
    Beneficiaire.objects.bulk_create(nouvelles, batch_size=500)
    changees = []
    for identite, fiche in fiches.items():
        if fiche.premier_contrat_le is None or fiche.premier_contrat_le > premiers[identite]:
            fiche.premier_contrat_le = premiers[identite]
            changees.append(fiche)
    Beneficiaire.objects.bulk_update(changees, ["premier_contrat_le"], batch_size=500)
    JournalPersonne.objects.bulk_create(
        (
            JournalPersonne(beneficiaire=f, acte="reprendre", le=instant, auteur=acteur.utilisateur)
            for f in fiches.values()
        ),
        batch_size=500,
    )
    return fiches, len(nouvelles)


def _clauses_des_personnes(
    proposees: Sequence[PersonneProposee], clauses: Mapping[CleLot, ClauseInsertion]
) -> dict[CleLot, ClauseInsertion]:
    """The clauses that these people's contracts name: of the file, or followed already."""
    voulues = {p.personne.engagement for p in proposees if p.personne.engagement}
    trouvees = {cle: clause for cle, clause in clauses.items() if cle in voulues}
    if restantes := voulues - set(trouvees):
        autres = ClauseInsertion.objects.filter(
            lot__marche__in={contrat for _, contrat, _ in restantes}, etat__in=["ACTIVE", "CLOSE"]
        ).select_related("lot__marche", "referentiel")
        for clause in autres:
            cle = (clause.lot.marche.numero_plie, clause.lot.marche_id, numero_de_lot(clause.lot.numero))
            if cle in restantes:
                trouvees[cle] = clause
    return trouvees


def _fenetres(
    acteur: Acteur,
    reprise: Reprise,
    proposees: Sequence[PersonneProposee],
    fiches: Mapping[Any, Beneficiaire],
    suivies: Mapping[CleLot, ClauseInsertion],
    proposition: PropositionReprise,
) -> None:
    """A window per person and référentiel, from her first clause contract on: source and author, never the criterion.

    Without a contract under way, for every référentiel of the file: who was in the former follow-up stays in.
    """
    du_fichier = {e.referentiel.pk for e in proposition.engagements}
    voulues: dict[tuple[int, int], Any] = {}
    for p in proposees:
        referentiels = {suivies[p.personne.engagement].referentiel_id} if p.personne.engagement else du_fichier
        for referentiel in referentiels:
            cle = (fiches[p.personne.identite].pk, referentiel)
            voulues[cle] = min(voulues.get(cle, p.personne.premier_contrat), p.personne.premier_contrat)
    deja = set(
        FenetreEligibilite.objects.filter(
            beneficiaire__in={personne for personne, _ in voulues},
            origine=OrigineFenetre.REPRISE,
            annule_le__isnull=True,
        )
        .order_by()
        .values_list("beneficiaire_id", "referentiel_id")
    )
    instant = maintenant()
    FenetreEligibilite.objects.bulk_create(
        (
            FenetreEligibilite(
                beneficiaire_id=personne,
                referentiel_id=referentiel,
                debut=debut,
                origine=OrigineFenetre.REPRISE,
                source=reprise.origine,
                auteur=acteur.utilisateur,
                enregistre_le=instant,
            )
            for (personne, referentiel), debut in sorted(voulues.items())
            if (personne, referentiel) not in deja
        ),
        batch_size=500,
    )


def _contrats(
    acteur: Acteur,
    proposees: Sequence[PersonneProposee],
    fiches: Mapping[Any, Beneficiaire],
    suivies: Mapping[CleLot, ClauseInsertion],
) -> int:
    """The contracts under way, declared by the firm of the lot that employs, else by its holder."""
    voulus = [p for p in proposees if p.personne.engagement and not p.contrat_connu]
    parties: dict[int, list[Intervenant]] = defaultdict(list)
    lots = {suivies[p.personne.engagement].lot_id for p in voulus if p.personne.engagement}
    for partie in Intervenant.objects.filter(lot__in=lots).select_related("organisation").order_by("rang", "pk"):
        parties[partie.lot_id].append(partie)
    instant = maintenant()
    contrats = []
    for p in voulus:
        assert p.personne.engagement is not None
        assert p.personne.debut is not None
        clause = suivies[p.personne.engagement]
        partie, employeur = _employeur(acteur, p, parties[clause.lot_id])
        type_contrat = TypeContrat(p.personne.type_contrat)
        contrats.append(
            ContratTravail(
                beneficiaire=fiches[p.personne.identite],
                clause=clause,
                intervenant=partie,
                employeur=employeur,
                entreprise_utilisatrice=partie.organisation if employeur.pk != partie.organisation_id else None,
                type_contrat=type_contrat,
                modalite=(
                    Modalite.EMBAUCHE_DIRECTE if employeur.pk == partie.organisation_id else Modalite.MISE_A_DISPOSITION
                ),
                debut=p.personne.debut,
                fin=p.personne.fin,
                cree_le=instant,
                cree_par=acteur.utilisateur,
            )
        )
    crees = ContratTravail.objects.bulk_create(contrats, batch_size=500)
    PeriodeContrat.objects.bulk_create(
        (PeriodeContrat(contrat=c, debut=c.debut, fin=c.fin) for c in crees), batch_size=500
    )
    return len(crees)


def _employeur(
    acteur: Acteur, propose: PersonneProposee, parties: Sequence[Intervenant]
) -> tuple[Intervenant, Organisation]:
    """(who declares, who employs): the party with that SIRET or name, else the holder with a lending employer."""
    personne = propose.personne
    nom, siret = plier(personne.employeur), personne.employeur_siret
    for partie in parties:
        if (siret and partie.organisation.siret == siret) or (nom and partie.organisation.nom_plie == nom):
            return partie, partie.organisation
    if not parties:
        raise RegleViolee(f"Le lot {personne.lot} du marché {personne.marche} n'a pas d'entreprise.")
    if not (nom or siret):
        return parties[0], parties[0].organisation
    employeur, _ = trouver_ou_creer_organisation(
        acteur=acteur, siret=siret, nom=personne.employeur or siret, nature=Nature.ENTREPRISE, tolerant=True
    )
    return parties[0], employeur
