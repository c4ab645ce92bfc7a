"""The register of controls: run them all, with severities that rows may override."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from clauses.rules.controles.dates import a1_dates, a2_eligibilite, a11_interim, a12_conventions
from clauses.rules.controles.durees import a4_cumul, a5_plafonds, a6_prorata, a7_mineurs
from clauses.rules.controles.faits import DESACTIVE, AlerteControle, Controle, Dossier, Gravite
from clauses.rules.controles.identites import a9_documents, a10_doublons
from clauses.rules.controles.parties import (
    a3_employeur,
    a8_repetitions,
    a13_objectif_et_site,
    a14_contestation,
    a15_dsn,
)

CONTROLES: dict[str, Controle] = {
    c.code: c
    for c in (
        Controle(
            "A1", "Dates du contrat et de la clause", "Juge le mois entier : un seul jour dedans suffit.", a1_dates
        ),
        Controle(
            "A2",
            "Éligibilité et fin de comptage",
            "La coupure du mois est une proposition au prorata des jours ouvrés du contrat.",
            a2_eligibilite,
        ),
        Controle("A3", "Employeur partie au lot", "Ne vérifie pas le lien d'une structure hors du lot.", a3_employeur),
        Controle(
            "A4",
            "Cumul d'une personne chez plusieurs employeurs",
            "Ne voit que les heures déclarées sur la plateforme.",
            a4_cumul,
        ),
        Controle(
            "A5",
            "Plafonds mensuels",
            "Un mois n'est pas un nombre entier de semaines : le plafond mensuel est une approximation.",
            a5_plafonds,
        ),
        Controle(
            "A6", "Mois incomplet ou temps partiel", "Ne connaît ni les jours fériés ni l'horaire réel.", a6_prorata
        ),
        Controle(
            "A7",
            "Moins de 18 ans",
            "Ne connaît ni les 8 h par jour, ni les travaux confiés ; le mois de la majorité n'est pas jugé.",
            a7_mineurs,
        ),
        Controle(
            "A8",
            "Lignes répétées",
            "Une mensualisation réelle peut donner des heures identiques : c'est une question, pas une faute.",
            a8_repetitions,
        ),
        Controle(
            "A9",
            "Document déjà utilisé",
            "Compare les octets du fichier : une nouvelle photo du même papier n'est pas reconnue.",
            a9_documents,
        ),
        Controle(
            "A10",
            "Personne sous deux fiches",
            "Demande la date de naissance ; deux homonymes nés le même jour alertent.",
            a10_doublons,
        ),
        Controle(
            "A11",
            "Embauche après un intérim",
            "Ne voit que les missions enregistrées sur la plateforme, dans la même entreprise.",
            a11_interim,
        ),
        Controle(
            "A12",
            "Convention de la structure d'insertion",
            "Ne juge que les conventions enregistrées, et pas le PASS IAE ; un seul jour couvert suffit.",
            a12_conventions,
        ),
        Controle(
            "A13", "Objectif dépassé, chantier de la clause", "Suppose le cumul antérieur exact.", a13_objectif_et_site
        ),
        Controle("A14", "Contestée par la personne", "Ne dit rien du fond.", a14_contestation),
        Controle(
            "A15",
            "Heures payées, heures travaillées (DSN)",
            "Une DSN ne dit pas les heures non travaillées : c'est un rappel, pas un constat.",
            a15_dsn,
        ),
    )
}


def controler(
    dossier: Dossier, severites: Mapping[str, str] | None = None, *, codes: Collection[str] | None = None
) -> list[AlerteControle]:
    """Run every control (or these `codes`) on lines; at most one finding per line and code, the most serious.

    `severites` overrides by variant (`A5d`) or by code (`A5`), the variant first: INFO, ALERTE, BLOCAGE,
    or AUCUNE to switch the control off. Findings come in the order of lines, then of codes.
    """
    reglages = severites or {}
    rangs = {ligne.cle: rang for rang, ligne in enumerate(dossier.lignes)}
    retenues: dict[tuple[str, str], AlerteControle] = {}
    for controle in CONTROLES.values():
        if codes is not None and controle.code not in codes:
            continue
        if reglages.get(controle.code) == DESACTIVE and not _variantes_reglees(controle.code, reglages):
            continue
        for brute in controle.verifier(dossier):
            alerte = appliquer_severite(brute, reglages)
            if alerte is None:
                continue
            cle = (alerte.ligne, alerte.code)
            if cle not in retenues or alerte.gravite.rang > retenues[cle].gravite.rang:
                retenues[cle] = alerte
    return sorted(retenues.values(), key=lambda a: (rangs[a.ligne], int(a.code[1:])))


def appliquer_severite(alerte: AlerteControle, severites: Mapping[str, str]) -> AlerteControle | None:
    """The finding with the severity that the rows set; None when they switch it off."""
    reglage = severites.get(alerte.variante, severites.get(alerte.code))
    if reglage is None:
        return alerte
    if reglage == DESACTIVE:
        return None
    return AlerteControle(alerte.ligne, alerte.code, alerte.variante, Gravite(reglage), alerte.message, alerte.detail)


def gravite_maximale(alertes: Iterable[AlerteControle]) -> Gravite | None:
    """The most serious severity among findings; None: nothing found."""
    return max((a.gravite for a in alertes), key=lambda g: g.rang, default=None)


def _variantes_reglees(code: str, severites: Mapping[str, str]) -> bool:
    return any(cle != code and cle.rstrip("abcdefgh") == code for cle in severites)
