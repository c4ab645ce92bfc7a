"""Work contracts on the clause where hours arrive: reused when one touches the month, else copied, same dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clauses.models import (
    ClauseInsertion,
    ContratTravail,
    Intervenant,
    JournalPersonne,
    LigneHeures,
    PeriodeContrat,
)
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee
from socle.horloge import maintenant
from socle.periodes import Mois

LOT_SQL = 500


def contrats_d_arrivee(
    acteur: Acteur,
    source: ClauseInsertion,
    cible: ClauseInsertion,
    sources: Sequence[LigneHeures],
    mois: Mapping[int, Mois],
) -> tuple[dict[int, ContratTravail], int]:
    """line → work contract on the target (reused when one touches the month), and how many were opened."""
    if cible.pk == source.pk:
        siens = ContratTravail.objects.select_related("clause").in_bulk({ligne.contrat_id for ligne in sources})
        return {ligne.pk: siens[ligne.contrat_id] for ligne in sources}, 0
    parties = _parties(cible, sources)
    connus = list(
        ContratTravail.objects.filter(
            clause=cible, annule_le__isnull=True, beneficiaire__in={li.contrat.beneficiaire_id for li in sources}
        )
        .select_related("clause")
        .order_by("pk")
    )
    choisis: dict[int, ContratTravail] = {}
    neufs: dict[int, tuple[ContratTravail, int]] = {}
    for ligne in sources:
        ancien, partie = ligne.contrat, parties[ligne.declaration.intervenant.organisation_id]
        siens = [
            c
            for c in connus
            if (c.beneficiaire_id, c.employeur_id, c.intervenant_id)
            == (ancien.beneficiaire_id, ancien.employeur_id, partie.pk)
        ]
        touche = next((c for c in siens if _touche(c, mois[ligne.pk])), None)
        trouve = touche or next((c for c in siens if c.debut == ancien.debut), None)
        if trouve is None:
            trouve = _copie(acteur, ancien, cible, partie)
            connus.append(trouve)
            neufs[id(trouve)] = (trouve, ancien.pk)
        choisis[ligne.pk] = trouve
    _ouvrir(acteur, list(neufs.values()))
    return choisis, len(neufs)


def _parties(cible: ClauseInsertion, sources: Sequence[LigneHeures]) -> dict[int, Intervenant]:
    """firm → its part on the target lot, one in force first."""
    firmes = {li.declaration.intervenant.organisation_id: li.declaration.intervenant for li in sources}
    parties: dict[int, Intervenant] = {}
    trouvees = Intervenant.objects.filter(lot_id=cible.lot_id, organisation__in=firmes).order_by("rang", "pk")
    for partie in sorted(trouvees, key=lambda i: i.au is not None):
        parties.setdefault(partie.organisation_id, partie)
    absentes = [firmes[cle] for cle in firmes if cle not in parties]
    if absentes:
        raise RegleViolee(
            f"{absentes[0].organisation} n'intervient pas sur le lot d'arrivée : ajoutez-la d'abord à ce lot.",
            champ="cible",
        )
    return parties


def _touche(contrat: ContratTravail, mois: Mois) -> bool:
    return contrat.debut <= mois.dernier_jour and (contrat.fin is None or contrat.fin >= mois.premier_jour)


def _copie(acteur: Acteur, ancien: ContratTravail, cible: ClauseInsertion, partie: Intervenant) -> ContratTravail:
    """The same work contract under the target clause, with the same dates."""
    return ContratTravail(
        beneficiaire_id=ancien.beneficiaire_id,
        clause=cible,
        intervenant=partie,
        employeur_id=ancien.employeur_id,
        entreprise_utilisatrice_id=ancien.entreprise_utilisatrice_id,
        type_contrat=ancien.type_contrat,
        modalite=ancien.modalite,
        metier_id=ancien.metier_id,
        debut=ancien.debut,
        fin=ancien.fin,
        heures_hebdo=ancien.heures_hebdo,
        nb_missions=ancien.nb_missions,
        cree_le=maintenant(),
        cree_par=acteur.utilisateur,
    )


def _ouvrir(acteur: Acteur, neufs: Sequence[tuple[ContratTravail, int]]) -> None:
    """Write the copied contracts with the periods of the old ones; the person's file says where they come from."""
    if not neufs:
        return
    ContratTravail.objects.bulk_create((neuf for neuf, _ in neufs), batch_size=LOT_SQL)
    par_ancien = {ancien: neuf for neuf, ancien in neufs}
    periodes = PeriodeContrat.objects.filter(contrat__in=par_ancien).order_by("pk")
    PeriodeContrat.objects.bulk_create(
        [PeriodeContrat(contrat=par_ancien[p.contrat_id], debut=p.debut, fin=p.fin) for p in periodes],
        batch_size=LOT_SQL,
    )
    JournalPersonne.objects.bulk_create(
        (
            JournalPersonne(
                beneficiaire_id=neuf.beneficiaire_id,
                acte="contrat_repris",
                le=maintenant(),
                auteur=acteur.utilisateur,
                motif="Repris du déplacement",
            )
            for neuf, _ in neufs
        ),
        batch_size=LOT_SQL,
    )
