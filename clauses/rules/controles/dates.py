"""A1 (dates of contract and clause), A2 (right to count, until when), A11 (interim, then hired), A12 (agreement)."""

from __future__ import annotations

from datetime import timedelta

from clauses.rules.comptage import Periode, couper_mois, duree_pour, fin_de_comptage, jours_presents
from clauses.rules.controles.faits import AlerteControle, Dossier, Gravite, LigneAControler, StatutEligibilite
from clauses.rules.phrases import heures, jour
from socle.periodes import Mois


def a1_dates(dossier: Dossier) -> list[AlerteControle]:
    """The month has no day inside the work contract (A1a) or inside the clause's period (A1b)."""
    alertes = []
    for ligne in dossier.lignes:
        if not ligne.heures:
            continue
        debut, fin = ligne.mois.premier_jour, ligne.mois.dernier_jour
        if not any(d <= fin and (f is None or f >= debut) for d, f in ligne.contrat.presences):
            message = "Ce mois est en dehors des dates du contrat de travail."
            alertes.append(AlerteControle(ligne.cle, "A1", "A1a", Gravite.BLOCAGE, message, _dates_contrat(ligne)))
        borne = ligne.clause.fin
        if borne is not None:
            borne += timedelta(days=ligne.clause.tolerance_jours)
        if fin < ligne.clause.debut or (borne is not None and debut > borne):
            message = "Ce mois est en dehors de la période de la clause."
            alertes.append(AlerteControle(ligne.cle, "A1", "A1b", Gravite.BLOCAGE, message, _dates_clause(ligne)))
    return alertes


def a2_eligibilite(dossier: Dossier) -> list[AlerteControle]:
    """Right to count: refused or missing (A2a), waiting (A2b), asked too late (A2c), ended (A2d), cut (A2e).

    Hours taken over from a former follow-up are ledger rows, never lines: they are not judged. The sentences never say
    why.
    """
    alertes = []
    for ligne in dossier.lignes:
        if not ligne.heures:
            continue
        alerte = _droit(ligne) or _fin_de_comptage(ligne)
        if alerte is not None:
            alertes.append(alerte)
    return alertes


def _droit(ligne: LigneAControler) -> AlerteControle | None:
    contrat = ligne.contrat
    if contrat.statut == StatutEligibilite.REFUSEE:
        message = "La demande de validation de cette personne n'a pas été acceptée."
        return AlerteControle(ligne.cle, "A2", "A2a", Gravite.BLOCAGE, message)
    complete = contrat.demande_complete_le
    en_retard = complete is not None and complete > contrat.debut and not contrat.retard_accepte
    detail = ""
    if en_retard and complete is not None:
        detail = f"Demande complète le {jour(complete)}, contrat débuté le {jour(contrat.debut)} : décision motivée."
    if contrat.statut == StatutEligibilite.EN_ATTENTE:
        message = "En attente d'éligibilité : les heures sont gardées jusqu'à la décision."
        return AlerteControle(ligne.cle, "A2", "A2b", Gravite.BLOCAGE, message, detail)
    if not any(d <= contrat.debut and (f is None or contrat.debut <= f) for d, f in contrat.fenetres):
        message = "Cette personne n'était pas validée au début de son contrat."
        return AlerteControle(ligne.cle, "A2", "A2a", Gravite.BLOCAGE, message, _dates_contrat(ligne))
    if en_retard:
        message = "La demande de validation est arrivée après le début du contrat : votre facilitateur décide."
        return AlerteControle(ligne.cle, "A2", "A2c", Gravite.BLOCAGE, message, detail)
    return None


def _fin_de_comptage(ligne: LigneAControler) -> AlerteControle | None:
    contrat, clause = ligne.contrat, ligne.clause
    fin = fin_de_comptage(
        debut_contrat=contrat.debut,
        premier_contrat=contrat.premier_contrat if clause.depuis_premier_contrat else contrat.mission_avant,
        duree_mois=duree_pour(contrat.type_contrat, clause.durees),
        prolongee_au=contrat.prolongee_au,
        fin_lot=clause.fin_lot,
    )
    if fin is None or fin >= ligne.mois.dernier_jour:
        return None
    if fin < ligne.mois.premier_jour:
        message = f"Les heures de ce contrat ne comptent plus depuis le {jour(fin + timedelta(days=1))}."
        return AlerteControle(ligne.cle, "A2", "A2d", Gravite.BLOCAGE, message)
    presents = jours_presents(ligne.mois, contrat.presences)
    if presents and presents[-1] <= fin:
        return None
    coupure = couper_mois(ligne.heures, ligne.mois, contrat.presences, fin)
    message = f"Les heures de ce contrat comptent jusqu'au {jour(fin)} : le mois est coupé à cette date."
    detail = f"Proposition : {heures(coupure.comptables)} à retenir, {heures(coupure.hors_compte)} hors compte."
    return AlerteControle(ligne.cle, "A2", "A2e", Gravite.BLOCAGE, message, detail)


def _dates_contrat(ligne: LigneAControler) -> str:
    fin = f" au {jour(ligne.contrat.fin)}" if ligne.contrat.fin else ", sans fin connue"
    return f"Contrat du {jour(ligne.contrat.debut)}{fin}."


def _dates_clause(ligne: LigneAControler) -> str:
    fin = f" au {jour(ligne.clause.fin)}" if ligne.clause.fin else ", sans fin connue"
    return f"Clause du {jour(ligne.clause.debut)}{fin}, tolérance de {ligne.clause.tolerance_jours} jours."


def a11_interim(dossier: Dossier) -> list[AlerteControle]:
    """Hired by the company where she was on interim missions: the same clock goes on, said in the first month."""
    alertes = []
    for ligne in dossier.lignes:
        avant = ligne.contrat.mission_avant
        if avant is None or not ligne.heures or Mois.depuis(ligne.contrat.debut) != ligne.mois:
            continue
        message = "Embauche après un intérim dans la même entreprise : la durée de comptage continue."
        detail = f"Première mission le {jour(avant)}, contrat du {jour(ligne.contrat.debut)}."
        alertes.append(AlerteControle(ligne.cle, "A11", "A11", Gravite.INFO, message, detail))
    return alertes


def a12_conventions(dossier: Dossier) -> list[AlerteControle]:
    """No day of the month under the insertion structure's agreement; judged only where one is recorded."""
    alertes = []
    for ligne in dossier.lignes:
        conventions = ligne.contrat.conventions
        if not ligne.heures or conventions is None or _couvre(ligne.mois, conventions):
            continue
        message = "La convention de la structure d'insertion ne couvre pas ce mois."
        detail = "Dates connues : " + " ; ".join(_periode(p) for p in conventions) + "."
        alertes.append(AlerteControle(ligne.cle, "A12", "A12", Gravite.ALERTE, message, detail))
    return alertes


def _couvre(mois: Mois, periodes: tuple[Periode, ...]) -> bool:
    return any(d <= mois.dernier_jour and (f is None or f >= mois.premier_jour) for d, f in periodes)


def _periode(periode: Periode) -> str:
    debut, fin = periode
    return f"du {jour(debut)} au {jour(fin)}" if fin else f"depuis le {jour(debut)}"
