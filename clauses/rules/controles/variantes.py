"""Every limit of every control in one table: what is seen, and the severity where no row says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from clauses.rules.controles.faits import Gravite

INFO, ALERTE, BLOCAGE = Gravite.INFO, Gravite.ALERTE, Gravite.BLOCAGE


@dataclass(frozen=True, slots=True)
class Variante:
    """A limit of a control: its code (`A5d`), what is seen, its default severity."""

    code: str
    constat: str
    gravite: Gravite

    @property
    def controle(self) -> str:
        """The control it belongs to (`A5`)."""
        return self.code.rstrip("abcdefgh")


VARIANTES: dict[str, Variante] = {
    code: Variante(code, constat, gravite)
    for code, constat, gravite in (
        ("A1a", "Mois en dehors des dates du contrat de travail", BLOCAGE),
        ("A1b", "Mois en dehors de la période de la clause, tolérance comprise", BLOCAGE),
        ("A2a", "Personne non validée au début de son contrat, ou refusée", BLOCAGE),
        ("A2b", "Personne en attente de validation : les heures sont gardées", BLOCAGE),
        ("A2c", "Demande complète après le début du contrat", BLOCAGE),
        ("A2d", "Durée de comptage terminée avant ce mois", BLOCAGE),
        ("A2e", "Durée de comptage terminée dans le mois : coupure proposée à la date", BLOCAGE),
        ("A3a", "SIRET de l'employeur illisible", BLOCAGE),
        ("A3b", "Employeur qui n'est pas un intervenant du lot", BLOCAGE),
        ("A4a", "Plus de 39 h par semaine, toutes entreprises réunies", ALERTE),
        ("A4b", "Plus que la durée légale du mois, toutes entreprises réunies", BLOCAGE),
        ("A4c", "Heures changées trop souvent entre deux envois", ALERTE),
        ("A5a", "Plus de 35 h par semaine dans le mois", INFO),
        ("A5b", "Plus de 39 h par semaine dans le mois", ALERTE),
        ("A5c", "Plus de 44 h par semaine dans le mois : raison demandée", ALERTE),
        ("A5d", "Plus de 48 h par semaine dans le mois", BLOCAGE),
        ("A6", "Plus d'heures que n'en permettent les dates et l'horaire du contrat", ALERTE),
        ("A7a", "Moins de 18 ans, plus de 35 h par semaine dans le mois", ALERTE),
        ("A7b", "Moins de 18 ans : travaux réglementés", INFO),
        ("A8a", "Même ligne déclarée deux fois", ALERTE),
        ("A8b", "Mêmes heures pour toutes les personnes sur trois mois, hors DSN", ALERTE),
        ("A9", "Document déjà joint pour un autre mois, une autre entreprise ou une autre personne", ALERTE),
        ("A10", "Deux fiches probables d'une même personne", ALERTE),
        ("A11", "Embauche après un intérim dans la même entreprise", INFO),
        ("A12", "Convention de la structure d'insertion qui ne couvre pas le mois", ALERTE),
        ("A13a", "Objectif de la clause dépassé", INFO),
        ("A13b", "Chantier qui n'est pas celui de la clause, sans globalisation", ALERTE),
        ("A14", "Heures contestées par la personne", BLOCAGE),
        ("A15", "Heures lues d'une DSN, sans heure non travaillée", INFO),
    )
}
