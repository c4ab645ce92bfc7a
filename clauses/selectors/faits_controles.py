"""The facts that controls read about a batch of lines, loaded by set: no query depends on the number of lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from clauses.models import (
    DemandeValidation,
    DureeClause,
    FenetreEligibilite,
    Intervenant,
    LigneHeures,
    LotChantier,
    PeriodeContrat,
    Solde,
)
from clauses.rules.controles import (
    Dossier,
    FaitsClause,
    FaitsContrat,
    LigneAControler,
    MoisEquipe,
    Plafonds,
    StatutEligibilite,
)
from clauses.rules.etats import EtatDemande
from clauses.rules.vocabulaire import OrigineLigne, TypeContrat
from clauses.selectors.eligibilites import prolongation_de
from clauses.selectors.faits_personnes import (
    cle_essai,
    contestations,
    conventions_de,
    documents_deja_servis,
    essais,
    heures_ailleurs,
    missions_avant,
)
from clauses.selectors.globalisations import globalisees
from clauses.selectors.reglages import reglages_au
from clauses.selectors.situations import dues_des_clauses
from socle.centiemes import ZERO
from socle.horloge import aujourdhui, en_paris
from socle.identifiants import siret_valide
from socle.periodes import Mois


def monter_dossier(lignes: Sequence[LigneHeures], racines: Mapping[int, int]) -> Dossier:
    """Everything that the rules read about these lines, in a fixed number of queries."""
    reglages = reglages_au(aujourdhui())
    clauses = _faits_clauses(lignes, int(reglages["tolerance_apres_reception"]))
    contrats = _faits_contrats(lignes)
    fiches = Counter(racines.values())
    changees = essais(lignes, racines)
    repetes = documents_deja_servis(lignes)
    partagees = globalisees(lignes)
    contestees = contestations(racines)
    a_controler = []
    for ligne in lignes:
        contrat, declaration = ligne.contrat, ligne.declaration
        siret, racine = contrat.employeur.siret or "", racines[contrat.beneficiaire_id]
        a_controler.append(
            LigneAControler(
                cle=str(ligne.pk),
                personne=str(racine),
                employeur=str(contrat.employeur_id),
                siret=siret,
                siret_valide=siret_valide(siret),
                chantier=str(ligne.chantier_id),
                mois=Mois.depuis(declaration.mois),
                heures=ligne.travaillees,
                contrat=contrats[contrat.pk],
                clause=clauses[contrat.clause_id, ligne.pk in partagees],
                origine=OrigineLigne(ligne.origine),
                declarant=str(declaration.intervenant.organisation_id),
                partie=str(declaration.intervenant_id),
                naissance=contrat.beneficiaire.date_naissance,
                non_travaillees=ligne.heures_non_travaillees,
                fiches=fiches[racine],
                essais=changees[cle_essai(ligne, racines)] if changees else 0,
                contestee_le=contestees.get((contrat.beneficiaire_id, declaration.mois)),
                document_deja_servi=declaration.pk in repetes[0] or contrat.pk in repetes[1],
            )
        )
    return Dossier(
        lignes=a_controler,
        autres=heures_ailleurs(lignes, racines),
        historique=_historique(lignes),
        plafonds=Plafonds(
            mensuel_35=reglages["heures_mois_35h"],
            mensuel_39=reglages["heures_mois_39h"],
            mensuel_44=reglages["heures_mois_44h"],
            hebdo_legal=reglages["heures_semaine_maximum"],
            hebdo_mineur=reglages["heures_semaine_mineur"],
            tolerance_pourcent=reglages["tolerance_temps_contrat"],
            essais=int(reglages["essais_avant_examen"]),
        ),
    )


def _faits_clauses(lignes: Sequence[LigneHeures], tolerance_jours: int) -> dict[tuple[int, bool], FaitsClause]:
    """(clause, covered by a pooling agreement) → its facts."""
    clauses = {ligne.contrat.clause_id: ligne.contrat.clause for ligne in lignes}
    lots = {clause.lot_id for clause in clauses.values()}
    durees: dict[int, dict[str, int | None]] = defaultdict(dict)
    for duree in DureeClause.objects.filter(clause_id__in=clauses).order_by():
        durees[duree.clause_id][duree.type_contrat] = duree.mois
    sites: dict[int, set[str]] = defaultdict(set)
    for lot_id, chantier_id in (
        LotChantier.objects.filter(lot_id__in=lots).order_by().values_list("lot_id", "chantier_id")
    ):
        sites[lot_id].add(str(chantier_id))
    sirets: dict[int, set[str]] = defaultdict(set)
    for lot_id, siret in (
        Intervenant.objects.filter(lot_id__in=lots).order_by().values_list("lot_id", "organisation__siret")
    ):
        if siret:
            sirets[lot_id].add(siret)
    deja = {ligne["clause_id"]: ligne["validees"] for ligne in Solde.objects.filter(clause_id__in=clauses).par_clause()}
    dues = dues_des_clauses(list(clauses.values()), aujourdhui())
    return {
        (pk, globalisation): FaitsClause(
            cle=str(pk),
            debut=clause.debut,
            fin=clause.fin,
            tolerance_jours=tolerance_jours,
            fin_lot=clause.lot.reception_le or clause.lot.fin_travaux,
            durees=durees[pk],
            depuis_premier_contrat=clause.referentiel.depuis_premier_contrat,
            chantiers=frozenset(sites[clause.lot_id]),
            hors_site_admis=clause.hors_site_admis,
            globalisation=globalisation,
            sirets_parties=frozenset(sirets[clause.lot_id]),
            heures_dues=dues[pk],
            heures_deja=deja.get(pk, ZERO),
        )
        for pk, clause in clauses.items()
        for globalisation in (False, True)
    }


def _faits_contrats(lignes: Sequence[LigneHeures]) -> dict[int, FaitsContrat]:
    contrats = {ligne.contrat_id: ligne.contrat for ligne in lignes}
    periodes: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for p in PeriodeContrat.objects.filter(contrat_id__parmi=contrats).order_by("debut"):
        periodes[p.contrat_id].append((p.debut, p.fin))
    personnes = {contrat.beneficiaire_id for contrat in contrats.values()}
    fenetres: dict[tuple[int, int], list[FenetreEligibilite]] = defaultdict(list)
    for f in FenetreEligibilite.objects.filter(beneficiaire_id__parmi=personnes, annule_le__isnull=True).order_by():
        fenetres[(f.beneficiaire_id, f.referentiel_id)].append(f)
    conventions = conventions_de({contrat.employeur_id for contrat in contrats.values()})
    missions = missions_avant(list(contrats.values()))
    demandes = {d.contrat_id: d for d in DemandeValidation.objects.filter(contrat_id__parmi=contrats).order_by()}
    faits = {}
    for pk, contrat in contrats.items():
        demande = demandes.get(pk)
        siennes = fenetres[(contrat.beneficiaire_id, contrat.clause.referentiel_id)]
        faits[pk] = FaitsContrat(
            cle=str(pk),
            type_contrat=TypeContrat(contrat.type_contrat),
            debut=contrat.debut,
            fin=contrat.fin,
            periodes=tuple(periodes[pk]),
            heures_hebdo=contrat.heures_hebdo,
            statut=_statut(demande),
            fenetres=tuple((f.debut, f.fin) for f in siennes),
            prolongee_au=prolongation_de(contrat, siennes),
            demande_complete_le=en_paris(demande.complete_le).date() if demande and demande.complete_le else None,
            retard_accepte=bool(demande and demande.etat == EtatDemande.ACCEPTEE),
            premier_contrat=contrat.beneficiaire.premier_contrat_le,
            mission_avant=missions.get(pk),
            conventions=conventions.get(contrat.employeur_id),
        )
    return faits


def _statut(demande: DemandeValidation | None) -> StatutEligibilite:
    if demande is None or demande.etat == EtatDemande.ACCEPTEE:
        return StatutEligibilite.FENETRE
    return StatutEligibilite.REFUSEE if demande.etat == EtatDemande.REFUSEE else StatutEligibilite.EN_ATTENTE


def _historique(lignes: Sequence[LigneHeures]) -> list[MoisEquipe]:
    """The two months before of the same parties, for A8: a party whose lines are of several months has none."""
    mois_de: dict[int, set[date]] = defaultdict(set)
    for ligne in lignes:
        mois_de[ligne.declaration.intervenant_id].add(ligne.declaration.mois)
    passes = {
        (partie, (Mois.depuis(mois) - rang).premier_jour)
        for partie, siens in mois_de.items()
        if len(siens) == 1
        for mois in siens
        for rang in (1, 2)
    }
    equipes: dict[tuple[int, date], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    origines: dict[tuple[int, date], OrigineLigne] = {}
    anciennes = (
        LigneHeures.objects.filter(
            declaration__intervenant_id__in={partie for partie, _ in passes},
            declaration__mois__in={mois for _, mois in passes},
        )
        .en_vigueur()
        .exclude(etat__in=["BROUILLON", "REFUSEE"])
        .order_by()
        .values_list(
            "declaration__intervenant_id",
            "declaration__mois",
            "contrat__beneficiaire_id",
            "heures",
            "heures_non_travaillees",
            "origine",
        )
    )
    for partie, mois, personne, heures, non_travaillees, origine in anciennes:
        if (partie, mois) in passes:
            equipes[partie, mois][str(personne)] += heures - non_travaillees
            # One line that came from a payroll file is enough to trust the month.
            if origines.get((partie, mois)) != OrigineLigne.DSN:
                origines[partie, mois] = OrigineLigne(origine)
    return [
        MoisEquipe(Mois.depuis(mois), dict(heures), origines[partie, mois], str(partie))
        for (partie, mois), heures in sorted(equipes.items())
    ]
