"""The steps that a person has to take towards silent firms, and what was done before. By set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from clauses.models import ClauseInsertion, Relance, TermePenalite
from clauses.policies import clauses_visibles
from clauses.selectors.mois_attendus import silences
from clauses.selectors.situations import SituationClause, situation_de
from entreprises.policies import Acteur
from socle.horloge import aujourdhui, en_paris
from socle.periodes import Mois
from socle.presentation import heures, jour

PRISES = (Relance.Nature.APPEL, Relance.Nature.LETTRE, Relance.Nature.MISE_EN_DEMEURE)


def a_prendre(clauses: Sequence[int], le: date) -> list[Relance]:
    """The steps due that day on these clauses, the oldest first."""
    dues = Relance.objects.a_faire(le).filter(nature__in=PRISES, intervenant__lot__clauses__in=clauses)
    return list(
        dues.select_related("intervenant__organisation", "intervenant__lot__marche", "responsable__utilisateur")
        .order_by("prevue_le", "pk")
        .distinct()
    )


@dataclass(frozen=True)
class DossierRelance:
    """A step with its story: every step of the same party and month, the clause, the months still silent."""

    relance: Relance
    clause: ClauseInsertion
    etapes: tuple[Relance, ...]
    mois: Mois
    encore_muets: tuple[tuple[Mois, date], ...]


def dossier_relance(acteur: Acteur, uuid: UUID) -> DossierRelance | None:
    """A step of a clause that the actor may see; None otherwise."""
    visibles = clauses_visibles(acteur, partout=True).en_vigueur()
    relance = (
        Relance.objects.filter(uuid=uuid, nature__in=PRISES, intervenant__lot__clauses__in=visibles.values("pk"))
        .select_related("intervenant__organisation", "intervenant__lot", "responsable__utilisateur")
        .first()
    )
    if relance is None:
        return None
    clause = visibles.filter(lot=relance.intervenant.lot_id).avec_objets().order_by("pk").first()
    if clause is None:
        return None
    etapes = Relance.objects.filter(intervenant=relance.intervenant, declaration_mois=relance.declaration_mois)
    muets = [s for s in silences([clause], aujourdhui()) if s.intervenant.pk == relance.intervenant_id and s.en_retard]
    return DossierRelance(
        relance=relance,
        clause=clause,
        etapes=tuple(etapes.select_related("responsable__utilisateur").order_by("prevue_le", "pk")),
        mois=Mois.depuis(relance.declaration_mois),
        encore_muets=tuple((m, due) for s in muets for m, due in zip(s.mois, s.echeances, strict=True)),
    )


def courrier(dossier: DossierRelance) -> dict[str, Any]:
    """What a drafted letter says, as texts: to the contracting body, or the formal notice that it would sign."""
    clause, relance = dossier.clause, dossier.relance
    firme, marche = relance.intervenant.organisation, clause.lot.marche
    situation = situation_de(clause)
    demeure = relance.nature == Relance.Nature.MISE_EN_DEMEURE
    objet = f"Marché {marche.numero}, {clause.lot} – heures d'insertion non déclarées"
    return {
        "titre": "Projet de mise en demeure" if demeure else "Lettre au maître d'ouvrage",
        "mention": (
            f"Projet préparé par {marche.office} : il n'engage qu'une fois daté et signé par le maître d'ouvrage."
            if demeure
            else f"Projet préparé par {marche.office}, à relire avant l'envoi."
        ),
        "expediteur": str(marche.operation.maitre_ouvrage) if demeure else str(marche.office),
        "destinataire": str(firme) if demeure else str(marche.operation.maitre_ouvrage),
        "date": "" if demeure else jour(aujourdhui()),
        "objet": objet,
        "paragraphes": _paragraphes(dossier, situation, demeure=demeure),
        "mois": [[str(mois), jour(due)] for mois, due in dossier.encore_muets],
        "etapes": [
            [e.get_nature_display(), jour(en_paris(e.faite_le).date()), e.resultat]
            for e in dossier.etapes
            if e.faite_le
        ],
        "chiffres": [
            ["dues", heures(situation.situation.dues)],
            ["validées", heures(situation.situation.validees)],
            ["attendues", heures(situation.situation.attendues_arrondies)],
        ],
        "arrete": f"Situation arrêtée au {jour(situation.arrete_au)}.",
    }


def _paragraphes(dossier: DossierRelance, situation: SituationClause, *, demeure: bool) -> list[str]:
    clause = dossier.clause
    marche, firme = clause.lot.marche, dossier.relance.intervenant.organisation
    if not demeure:
        return [
            f"La clause d'insertion du marché {marche.numero} ({marche.operation}, {clause.lot}) demande à {firme} de "
            "déclarer chaque mois les heures travaillées par des personnes en insertion.",
            "Malgré deux rappels écrits et un appel, les mois ci-dessous n'ont pas été déclarés. Nous vous proposons "
            "de le rappeler au titulaire ; faute de réponse, un projet de mise en demeure vous sera adressé.",
        ]
    termes = [t for t in TermePenalite.objects.filter(clause=clause) if t.valide_du <= situation.arrete_au]
    penalites = (
        f"Le marché prévoit des pénalités ({'; '.join(f'{t.get_nature_display()} : {t.montant} €' for t in termes)})."
        if termes
        else "Les pénalités prévues au marché pourront être appliquées."
    )
    return [
        f"Vous êtes titulaire du marché {marche.numero} ({marche.operation}, {clause.lot}), qui comporte une clause "
        "d'insertion. Les mois ci-dessous n'ont pas été déclarés.",
        "Je vous mets en demeure de les déclarer dans les quinze jours qui suivent la réception de la présente, ou de "
        "déclarer qu'aucune heure n'a été travaillée.",
        f"Passé ce délai, l'exécution de la clause sera regardée comme défaillante. {penalites}",
    ]
