"""A3 (who employs), A8 (repetitions), A13 (obligation and site), A14 (contested by the person), A15 (DSN)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal

from clauses.rules.controles.faits import AlerteControle, Dossier, Gravite, LigneAControler, MoisEquipe
from clauses.rules.phrases import heures
from clauses.rules.vocabulaire import OrigineLigne
from socle.periodes import Mois

MOIS_IDENTIQUES = 3
EQUIPE_MINIMALE = 2


def a3_employeur(dossier: Dossier) -> list[AlerteControle]:
    """The employer's SIRET is unreadable (A3a) or is not a party to the lot (A3b). Zero hours ask nothing."""
    alertes = []
    for ligne in dossier.lignes:
        if not ligne.heures:
            continue
        if not ligne.siret_valide:
            message = "Le numéro SIRET de l'employeur n'est pas valide."
            alertes.append(AlerteControle(ligne.cle, "A3", "A3a", Gravite.BLOCAGE, message))
        elif ligne.siret not in ligne.clause.sirets_parties:
            message = "L'employeur n'est pas un intervenant connu de ce lot."
            detail = "Attendu : titulaire, cotraitant, sous-traitant accepté ou structure d'insertion rattachée."
            alertes.append(AlerteControle(ligne.cle, "A3", "A3b", Gravite.BLOCAGE, message, detail))
    return alertes


def a8_repetitions(dossier: Dossier) -> list[AlerteControle]:
    """The same line twice (A8a); the same hours for everyone over 3 months, outside DSN (A8b)."""
    cles = Counter((li.contrat.cle, li.chantier, li.mois) for li in dossier.lignes if li.heures)
    message = "La même ligne est déclarée deux fois ce mois-ci."
    alertes = [
        AlerteControle(li.cle, "A8", "A8a", Gravite.ALERTE, message)
        for li in dossier.lignes
        if cles[(li.contrat.cle, li.chantier, li.mois)] > 1
    ]
    deja = {a.ligne for a in alertes}
    par_partie: dict[str, list[LigneAControler]] = defaultdict(list)
    for ligne in dossier.lignes:
        par_partie[ligne.partie].append(ligne)
    message = "Les heures sont les mêmes pour toutes les personnes depuis trois mois : vérifiez les heures réelles."
    for partie, lignes in par_partie.items():
        if _heures_toutes_identiques(lignes, [m for m in dossier.historique if m.partie == partie]):
            alertes += [
                AlerteControle(li.cle, "A8", "A8b", Gravite.ALERTE, message)
                for li in lignes
                if li.heures and li.cle not in deja
            ]
    return alertes


def _heures_toutes_identiques(lignes: Sequence[LigneAControler], historique: Sequence[MoisEquipe]) -> bool:
    """Whether one figure repeats over a party's month and the two before, for at least two people."""
    if any(li.origine == OrigineLigne.DSN for li in lignes):
        return False
    totaux: dict[tuple[Mois, str], Decimal] = defaultdict(Decimal)
    for ligne in lignes:
        totaux[(ligne.mois, ligne.personne)] += ligne.heures
    if len({mois for mois, _ in totaux}) != 1:
        return False
    mois = lignes[0].mois
    anterieurs = {m.mois: m for m in historique}
    equipes = [list(totaux.values())]
    for _ in range(MOIS_IDENTIQUES - 1):
        mois = mois.precedent()
        equipe = anterieurs.get(mois)
        if equipe is None or equipe.origine == OrigineLigne.DSN:
            return False
        equipes.append(list(equipe.heures.values()))
    valeurs = {valeur for equipe in equipes for valeur in equipe}
    return len(valeurs) == 1 and valeurs != {Decimal(0)} and all(len(e) >= EQUIPE_MINIMALE for e in equipes)


def a13_objectif_et_site(dossier: Dossier) -> list[AlerteControle]:
    """Hours beyond the obligation (A13a, kept as a fact); a site that is not the clause's (A13b)."""
    alertes = []
    cumuls: dict[str, Decimal] = {}
    for ligne in dossier.lignes:
        clause = ligne.clause
        ici = ligne.chantier in clause.chantiers or clause.hors_site_admis or clause.globalisation
        if ligne.heures and not ici:
            message = "Ce chantier n'est pas celui de la clause."
            detail = "Aucun accord de globalisation ne couvre cette ligne."
            alertes.append(AlerteControle(ligne.cle, "A13", "A13b", Gravite.ALERTE, message, detail))
        cumuls[clause.cle] = cumuls.get(clause.cle, clause.heures_deja) + ligne.heures
        if clause.heures_dues is not None and ligne.heures and cumuls[clause.cle] > clause.heures_dues:
            depassement = cumuls[clause.cle] - clause.heures_dues
            message = "L'objectif de la clause est dépassé : ces heures restent un fait, sans report."
            alertes.append(
                AlerteControle(ligne.cle, "A13", "A13a", Gravite.INFO, message, f"Au-delà de {heures(depassement)}.")
            )
    return alertes


def a14_contestation(dossier: Dossier) -> list[AlerteControle]:
    """The person contests the line; the company reads no word of hers."""
    message = "À vérifier avec la personne."
    return [
        AlerteControle(
            ligne.cle, "A14", "A14", Gravite.BLOCAGE, message, f"Contestée par la personne le {jour:%d/%m/%Y}."
        )
        for ligne in dossier.lignes
        if (jour := ligne.contestee_le)
    ]


def a15_dsn(dossier: Dossier) -> list[AlerteControle]:
    """A payroll file gives paid hours; without any hour said not worked, the office may ask."""
    message = (
        "Heures lues dans la paie (DSN) : ce sont des heures payées. Indiquez celles qui n'ont pas été travaillées."
    )
    return [
        AlerteControle(ligne.cle, "A15", "A15", Gravite.INFO, message)
        for ligne in dossier.lignes
        if ligne.origine == OrigineLigne.DSN and ligne.heures and not ligne.non_travaillees
    ]
