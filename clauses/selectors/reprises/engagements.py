"""Obligations of a take-over file beside what the office follows: new, already there, or refused and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Q

from chantiers.models import CommuneChantier, Programme
from clauses.models import ClauseInsertion, Lot, MouvementHeures, MouvementObligation, Referentiel
from clauses.querysets import somme_heures
from clauses.rules.obligation import NatureMouvement
from clauses.rules.reprise import EngagementRepris, RefusReprise, numero_de_lot
from clauses.rules.reprise_accord import EngagementAccorde
from clauses.rules.vocabulaire import NatureMouvementHeures
from clauses.selectors.reprises.formes import EngagementPropose, PropositionReprise
from clauses.selectors.reprises.suivi import SuiviIci
from socle.centiemes import ZERO
from socle.identifiants import plier
from socle.models import Territoire
from socle.periodes import Mois

DEFAUT_REFERENTIEL = "ordinaire"


def proposer_engagements(
    proposition: PropositionReprise, suivi: SuiviIci, accordes: Sequence[EngagementAccorde]
) -> None:
    """Sort the obligations that agree: to write, already there with the same figures, or refused and why."""
    programmes = {mot: p for p in Programme.objects.all() for mot in (plier(p.code), plier(p.nom))}
    referentiels = {mot: r for r in Referentiel.objects.order_by("pk") for mot in (plier(r.code), plier(r.nom))}
    communes = _communes({a.engagement.commune for a in accordes})
    lots = {
        (lot.marche_id, numero_de_lot(lot.numero)): lot for lot in Lot.objects.filter(marche__in=suivi.marches.values())
    }
    clauses = {
        c.lot_id: c for c in ClauseInsertion.objects.filter(lot__in=lots.values()).exclude(etat="ANNULEE").avec_objets()
    }
    lieux = _lieux(accordes, communes)
    dits: dict[int, Programme] = {}
    for e in (a.engagement for a in accordes):
        if e.programme and (dit := programmes.get(plier(e.programme))):
            dits.setdefault(e.cle_operation, dit)
    dues, ouvertures = _deja_repris(clauses.values())
    homonymes = {marche.numero_plie: marche for marche in suivi.marches.values()}
    for accorde in accordes:
        e = accorde.engagement
        lot = lots.get((e.contrat, numero_de_lot(e.lot)))
        clause = clauses.get(lot.pk) if lot else None
        programme = programmes.get(plier(e.programme)) if e.programme else dits.get(e.cle_operation)
        referentiel = referentiels.get(plier(e.referentiel or DEFAUT_REFERENTIEL))
        commune = communes.get(plier(e.commune)) or lieux.get(_lieu(e))
        phrase, valeur = "", ""
        if e.programme and programme is None:
            phrase, valeur = f"Ce programme n'existe pas ici : {_liste(programmes.values())}.", e.programme
        elif referentiel is None:
            phrase, valeur = f"Ce référentiel n'existe pas ici : {_liste(referentiels.values())}.", e.referentiel
        elif e.commune and plier(e.commune) not in communes:
            phrase = "Cette commune n'est pas du territoire : écrivez son nom entier ou son code INSEE."
            valeur = e.commune
        elif lot is None and commune is None:
            phrase, valeur = "Dites la commune de ce chantier, qui n'est pas encore connu.", e.chantier or e.operation
        elif clause is not None:
            phrase = _deja_suivie(accorde, dues.get(clause.pk), ouvertures.get(clause.pk, {}))
            valeur = e.marche
        elif lot is None and e.cle_operation < 0 and programme is None:
            phrase, valeur = "Dites le programme de cette opération, qui n'est pas encore connue.", e.operation
        if phrase:
            proposition.refus.append(RefusReprise(e.source, phrase, valeur))
            continue
        marche = suivi.marches.get(e.contrat)
        proposition.engagements.append(
            EngagementPropose(
                accorde,
                programme,
                referentiel,
                commune,
                marche=marche,
                operation=suivi.operations.get(e.cle_operation),
                lot=lot,
                clause=clause,
                homonyme=None if marche else homonymes.get(e.numero),
            )
        )


def _deja_suivie(accorde: EngagementAccorde, dues: Decimal | None, ouverture: dict[Mois, Decimal]) -> str:
    """Why an obligation that is there cannot be taken over; "" when it is this very take-over."""
    if dues is None:
        return "Cette clause est déjà suivie ici avec ses propres mouvements : elle ne se reprend pas."
    if dues != accorde.engagement.dues or ouverture != accorde.mois:
        total = sum(ouverture.values(), ZERO)
        dit = f"{dues:f} h dues et {total:f} h réalisées".replace(".", ",")
        return f"Déjà reprise avec {dit} : corrigez-la par un mouvement ou un déplacement, pas par le fichier."
    return ""


def _deja_repris(
    clauses: Iterable[ClauseInsertion],
) -> tuple[dict[int, Decimal], dict[int, dict[Mois, Decimal]]]:
    """clause → hours owed taken over; clause → opening balance by month."""
    pks = [c.pk for c in clauses]
    dues = dict(
        MouvementObligation.objects.filter(clause__in=pks, nature=NatureMouvement.REPRISE)
        .order_by()
        .values_list("clause_id")
        .annotate(total=somme_heures("heures"))
    )
    ouvertures: dict[int, dict[Mois, Decimal]] = defaultdict(dict)
    rangs = MouvementHeures.objects.filter(clause__in=pks, nature=NatureMouvementHeures.REPRISE).order_by()
    for clause, mois, total in rangs.values_list("clause_id", "mois").annotate(total=somme_heures("heures")):
        ouvertures[clause][Mois.depuis(mois)] = total
    return dues, ouvertures


def _lieux(
    accordes: Sequence[EngagementAccorde], communes: Mapping[str, Territoire]
) -> dict[tuple[int, str], Territoire]:
    """(operation, folded site) → commune: of the sites that are known, or as another row of the file says."""
    connues = {a.engagement.cle_operation for a in accordes if a.engagement.cle_operation > 0}
    parts = CommuneChantier.objects.filter(chantier__operation__in=connues).select_related("commune", "chantier")
    lieux = {(p.chantier.operation_id, p.chantier.nom_plie): p.commune for p in parts.order_by("part", "-pk")}
    for e in (a.engagement for a in accordes):
        if commune := communes.get(plier(e.commune)):
            lieux.setdefault(_lieu(e), commune)
    return lieux


def _lieu(engagement: EngagementRepris) -> tuple[int, str]:
    return engagement.cle_operation, plier(engagement.chantier or engagement.operation)


def _communes(textes: set[str]) -> dict[str, Territoire]:
    """folded text → commune, by name or by INSEE code."""
    plies = {plier(t) for t in textes if t}
    trouvees = Territoire.objects.communes().filter(Q(nom_plie__in=plies) | Q(code__in=plies))
    return {mot: t for t in trouvees for mot in (t.nom_plie, plier(t.code))}


def _liste(objets: Iterable[object]) -> str:
    return ", ".join(dict.fromkeys(str(o) for o in objets))
