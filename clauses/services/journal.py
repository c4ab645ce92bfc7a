"""The log of contracts and clauses: one line per act, by whom, when, why."""

from __future__ import annotations

from collections.abc import Iterable

from clauses.models import ClauseInsertion, JournalClause, LotChantier, Marche
from clauses.rules.etats import ActeClause
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee
from socle.horloge import maintenant

MOTIF_MAX = 500


def noter(
    *,
    acteur: Acteur,
    acte: str,
    clause: ClauseInsertion | None = None,
    marche: Marche | None = None,
    de: str = "",
    vers: str = "",
    motif: str = "",
) -> None:
    """Add a line to the log of a clause or of a contract."""
    noter_tous(
        acteur=acteur, acte=acte, clauses=[clause] if clause else [], marche=marche, de=de, vers=vers, motif=motif
    )


def noter_tous(
    *,
    acteur: Acteur,
    acte: str,
    clauses: Iterable[ClauseInsertion] = (),
    marche: Marche | None = None,
    de: str = "",
    vers: str = "",
    motif: str = "",
) -> None:
    """The same line on several clauses at once (or on a contract when there is none), in one write."""
    instant = maintenant()
    objets = [{"clause": clause} for clause in clauses] or [{"marche": marche}]
    JournalClause.objects.bulk_create(
        JournalClause(
            **objet,
            acte=acte,
            de=de,
            vers=vers,
            le=instant,
            auteur=acteur.utilisateur,
            motif=" ".join(motif.split())[:MOTIF_MAX],
        )
        for objet in objets
    )


def exiger_motif(motif: str, acte: str = "Cet acte") -> str:
    """The reason, trimmed; RegleViolee(champ="motif") when empty."""
    motif = motif.strip()
    if not motif:
        raise RegleViolee(f"{acte} demande un motif.", champ="motif")
    return motif


def sites_des_lots(lot_ids: Iterable[int]) -> list[int]:
    """Keys of the sites of these lots: what a change of their clauses makes stale in public."""
    return list(LotChantier.objects.filter(lot_id__in=set(lot_ids)).values_list("chantier_id", flat=True))


LIBELLES_ACTES: dict[str, str] = {
    "suivre": "Marché pris en suivi",
    "saisir": "Marché saisi",
    "modifier_marche": "Marché modifié",
    "annuler_marche": "Marché annulé (saisi par erreur)",
    "ajouter_lot": "Lot ajouté",
    "modifier_lot": "Lot modifié",
    "modifier_dates": "Dates de travaux modifiées",
    "repartir_sites": "Parts des chantiers modifiées",
    "ajouter_intervenant": "Intervenant ajouté",
    "retirer_intervenant": "Intervenant retiré",
    "dispenser": "Dispense de déclaration modifiée",
    "creer": "Clause créée",
    "modifier": "Clause modifiée",
    "mouvement": "Mouvement d'obligation enregistré",
    "facture": "Facture enregistrée",
    "repartir": "Obligation répartie entre les membres",
    "relancer": "Relance",
    "succeder": "Succession d'une entreprise",
    "globaliser": "Accord de globalisation enregistré",
    "terminer_globalisation": "Accord de globalisation terminé",
    "suspendre": "Suspension enregistrée",
    "lever_suspension": "Suspension levée",
    "exonerer": "Exonération de pénalité enregistrée",
    "terme_penalite": "Terme de pénalité enregistré",
    "courbe": "Courbe attendue dessinée",
    "durees": "Durées de prise en compte modifiées",
    "prendre_suivi": "Suivi commencé",
    "passer_suivi": "Suivi transmis",
    "suppleance": "Suppléance",
    "deplacer_depuis": "Heures déplacées vers une autre clause",
    "deplacer_vers": "Heures reçues d'une autre clause",
    "pourvoir_besoin": "Besoin pourvu",
    "proposer_deplacement": "Déplacement proposé à une autre structure",
    "refuser_deplacement": "Déplacement refusé par l'autre structure",
    "retirer_deplacement": "Proposition de déplacement retirée",
    "relever": "Relevé établi",
    "ouvrir_besoin": "Besoin ouvert",
    "modifier_besoin": "Besoin modifié",
    "annuler_besoin": "Besoin annulé",
    "rouvrir_besoin": "Besoin rouvert",
    "deplacer_partagees": "Heures partagées avec une autre clause, déplacées",
    "deplacer_dedans": "Heures déplacées (mois ou chantier)",
    ActeClause.ACTIVER.value: "Clause activée",
    ActeClause.CLORE.value: "Clause close",
    ActeClause.ROUVRIR.value: "Clause rouverte",
    ActeClause.ANNULER.value: "Clause annulée (saisie par erreur)",
}
"""French words of the acts, for every page that shows the log."""
