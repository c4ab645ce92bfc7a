"""The steps that a person has to take towards silent firms, and what was done before. By set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from clauses.models import ClauseInsertion, Relance, TermePenalite
from clauses.policies import clauses_visibles, relances_visibles
from clauses.reports.courrier import Courrier
from clauses.rules.penalites import Terme, terme_en_vigueur
from clauses.rules.relances import PRISES
from clauses.rules.vocabulaire import NaturePenalite
from clauses.selectors.mois_attendus import silences
from clauses.selectors.reglages import reglages_au
from clauses.selectors.situations import situation_de
from entreprises.policies import Acteur
from socle.horloge import aujourdhui, en_paris
from socle.periodes import Mois


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
    """A step towards a firm of the actor's offices, on a clause still followed; None otherwise."""
    visibles = clauses_visibles(acteur, partout=True).en_vigueur()
    relance = (
        relances_visibles(acteur, partout=True)
        .filter(uuid=uuid, nature__in=PRISES)
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


def courrier(dossier: DossierRelance) -> Courrier:
    """What the drafted letter of a step says today: to the contracting body, or the formal notice it would sign."""
    clause, relance = dossier.clause, dossier.relance
    marche = clause.lot.marche
    situation = situation_de(clause)
    termes = [
        Terme(NaturePenalite(t.nature), t.montant, t.valide_du) for t in TermePenalite.objects.filter(clause=clause)
    ]
    en_vigueur = (terme_en_vigueur(termes, nature, aujourdhui()) for nature in NaturePenalite)
    return Courrier(
        mise_en_demeure=relance.nature == Relance.Nature.MISE_EN_DEMEURE,
        office=str(marche.office),
        maitre_ouvrage=str(marche.operation.maitre_ouvrage),
        firme=str(relance.intervenant.organisation),
        marche=marche.numero,
        operation=str(marche.operation),
        lot=str(clause.lot),
        delai=int(reglages_au(aujourdhui())["delai_mise_en_demeure"]),
        penalites=tuple((terme.nature.libelle, terme.montant) for terme in en_vigueur if terme),
        mois=dossier.encore_muets,
        etapes=tuple(
            (e.get_nature_display(), en_paris(e.faite_le).date(), e.resultat) for e in dossier.etapes if e.faite_le
        ),
        dues=situation.situation.dues,
        validees=situation.situation.validees,
        attendues=situation.situation.attendues_arrondies,
        arrete_au=situation.arrete_au,
    )
