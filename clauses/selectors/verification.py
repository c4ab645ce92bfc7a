"""Recomputing everything the ledger promises: each difference is named, nothing is repaired.

`verifier` yields `Ecart`s; `manage.py verifier_grand_livre` prints them and exits non-zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Max, Sum

from chantiers.models import Chantier
from clauses.models import (
    Affectation,
    ClauseInsertion,
    Facturation,
    FenetreEligibilite,
    LigneHeures,
    Lot,
    MouvementHeures,
    MouvementObligation,
    Repartition,
    Solde,
)
from clauses.models.gardes import gardes_absentes
from clauses.querysets import somme_heures
from clauses.rules.etats import LIGNES_COMPTEES
from clauses.rules.grand_livre import Rang, Rupture, verifier_chaine
from clauses.rules.vocabulaire import NatureMouvementHeures
from socle.centiemes import ZERO, CentiemesField, en_centiemes
from socle.horloge import en_paris
from socle.periodes import Mois

CENT = Decimal("100.00")


@dataclass(frozen=True)
class Ecart:
    """One difference: what was checked, on which object, and the French sentence."""

    controle: str
    objet: str
    message: str


def verifier() -> Iterator[Ecart]:
    """Every check, in a fixed order."""
    yield from _declencheurs()
    yield from _chaines()
    yield from _contre_ecritures()
    yield from _lignes()
    yield from _soldes()
    yield from _obligations()
    yield from _parts()
    yield from _fenetres()


def compter() -> dict[str, int]:
    """What was read, for the report."""
    return {
        "clauses": ClauseInsertion.objects.count(),
        "mouvements_heures": MouvementHeures.objects.count(),
        "soldes": Solde.objects.count(),
        "lignes": LigneHeures.objects.count(),
        "mouvements_obligation": MouvementObligation.objects.count(),
    }


def _declencheurs() -> Iterator[Ecart]:
    for nom in gardes_absentes(connection):
        yield Ecart("declencheurs", nom, f"Le déclencheur {nom} est absent : la table n'est plus protégée.")


def rupture_de(clause: ClauseInsertion) -> Rupture | None:
    """The first broken row of a clause's ledger, checked against its counter; None: the chain holds."""
    return verifier_chaine(_rangs(clause), dernier_numero=clause.compteur_grand_livre)


def _rangs(clause: ClauseInsertion | None = None) -> Iterator[Rang]:
    """The rows of the ledger (of one clause), as plain data, in the order of each chain."""
    champs = (
        "clause_id", "chantier_id", "mois", "heures", "nature", "motif_code", "version", "exercice", "numero",
        "contrepasse__numero", "enregistre_le", "cle_ligne", "empreinte_precedente", "empreinte",
    )  # fmt: skip
    rangs = MouvementHeures.objects.all() if clause is None else MouvementHeures.objects.filter(clause=clause)
    lignes = rangs.order_by("clause_id", "numero").values_list(*champs).iterator(chunk_size=2000)
    for c, ch, mois, heures, nature, motif, version, exercice, numero, contre, quand, cle, avant, empreinte in lignes:
        yield Rang(
            c, ch, Mois.depuis(mois), en_centiemes(heures), NatureMouvementHeures(nature), motif, version, exercice,
            numero, contre, quand, str(cle), avant, empreinte,
        )  # fmt: skip


def _chaines() -> Iterator[Ecart]:
    compteurs = dict(ClauseInsertion.objects.values_list("pk", "compteur_grand_livre"))
    uuids = dict(ClauseInsertion.objects.values_list("pk", "uuid"))
    vus: set[int] = set()
    for clause_id, groupe in groupby(_rangs(), key=lambda r: r.clause):
        rangs = list(groupe)
        vus.add(clause_id)
        rupture = verifier_chaine(rangs)
        if rupture is not None:
            yield Ecart(
                "chaine",
                f"clause {uuids[clause_id]}, mouvement n° {rupture.numero}",
                f"Chaîne rompue au mouvement n° {rupture.numero} : {rupture.raison}",
            )
        if len(rangs) != compteurs[clause_id] or rangs[-1].numero != compteurs[clause_id]:
            yield Ecart(
                "numerotation",
                f"clause {uuids[clause_id]}",
                f"{len(rangs)} mouvements pour un compteur à {compteurs[clause_id]} : il manque un mouvement.",
            )
    for clause_id, compteur in compteurs.items():
        if compteur and clause_id not in vus:
            yield Ecart("numerotation", f"clause {uuids[clause_id]}", f"Aucun mouvement pour un compteur à {compteur}.")


def _contre_ecritures() -> Iterator[Ecart]:
    fautives = MouvementHeures.objects.filter(contrepasse__isnull=False).select_related("contrepasse", "clause")
    for m in fautives.iterator(chunk_size=2000):
        o = m.contrepasse
        memes = (m.clause_id, m.chantier_id, m.mois, m.cle_ligne, m.version) == (
            o.clause_id, o.chantier_id, o.mois, o.cle_ligne, o.version,
        )  # fmt: skip
        if not memes or m.heures != -o.heures:
            yield Ecart(
                "contre_ecriture",
                f"clause {m.clause.uuid}, mouvement n° {m.numero}",
                f"La contre-écriture n° {m.numero} n'annule pas exactement le mouvement n° {o.numero}.",
            )


def _lignes() -> Iterator[Ecart]:
    """Each line's allotments sum to it, and the ledger holds exactly what was retained."""
    livre = {
        ligne["cle_ligne"]: ligne["net"]
        for ligne in MouvementHeures.objects.exclude(nature=NatureMouvementHeures.REPRISE)
        .order_by()
        .values("cle_ligne")
        .annotate(net=somme_heures("heures"))
    }
    attendu: dict[int, tuple[Any, ...]] = {}
    lignes = LigneHeures.objects.order_by("pk").values_list(
        "pk", "uuid", "heures", "heures_non_travaillees", "heures_retenues", "etat", "remplacee_par__etat"
    )
    for pk, uuid, heures, absentes, retenues, etat, remplacante in lignes.iterator(chunk_size=2000):
        remplacee = remplacante in LIGNES_COMPTEES
        compte = retenues if etat in LIGNES_COMPTEES and not remplacee else ZERO
        attendu[pk] = (uuid, heures - absentes, compte)
    sommes: dict[int, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for ligne_id, cle, heures in Affectation.objects.values_list("ligne_id", "cle", "heures").iterator():
        sommes[ligne_id][0] += heures
        sommes[ligne_id][1] += livre.pop(cle, ZERO)
    for pk, (uuid, declarees, compte) in attendu.items():
        reparties, net = sommes[pk]
        if reparties != declarees:
            yield Ecart("affectation", f"ligne {uuid}", f"{reparties} h affectées pour une ligne de {declarees} h.")
        if net != compte:
            yield Ecart("ligne", f"ligne {uuid}", f"{net} h au grand livre pour {compte} h retenues.")
        if net < ZERO:
            yield Ecart("net_negatif", f"ligne {uuid}", f"Net négatif : {net} h.")
    for cle, net in livre.items():
        if net != ZERO:
            yield Ecart("ligne", f"clé {cle}", f"{net} h au grand livre sans ligne d'heures.")


def _soldes() -> Iterator[Ecart]:
    attendus: dict[tuple[int, int, date], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    for ligne in MouvementHeures.objects.par_clause_chantier_mois():
        attendus[(ligne["clause_id"], ligne["chantier_id"], ligne["mois"])][0] += ligne["total"]
    soumises = Affectation.objects.filter(ligne__etat="SOUMISE", ligne__remplace__isnull=True).values_list(
        "clause_id",
        "ligne__chantier_id",
        "ligne__declaration__mois",
        "heures",
        "ligne__declaration__premiere_soumission_le",
        "ligne__declaration__echeance",
        "ligne__declaration__echeance_reportee",
    )
    for clause_id, chantier_id, mois, heures, premiere, echeance, reportee in soumises.iterator():
        totaux = attendus[(clause_id, chantier_id, mois)]
        totaux[1] += heures
        if premiere is not None and en_paris(premiere).date() <= (reportee or echeance):
            totaux[2] += heures
    for clause_id, chantier_id, mois, *kept in Solde.objects.values_list(
        "clause_id", "chantier_id", "mois", "heures_validees", "heures_soumises", "heures_a_temps"
    ).iterator():
        vrai = attendus.pop((clause_id, chantier_id, mois), [ZERO, ZERO, ZERO])
        for nom, garde, recompte in zip(("validées", "soumises", "à temps"), kept, vrai, strict=True):
            if garde != recompte:
                yield Ecart(
                    "solde",
                    f"clause {clause_id}, chantier {chantier_id}, {mois:%m/%Y}",
                    f"Heures {nom} : {garde} gardées, {recompte} recomptées.",
                )
    for (clause_id, chantier_id, mois), totaux in attendus.items():
        if any(totaux):
            yield Ecart(
                "solde",
                f"clause {clause_id}, chantier {chantier_id}, {mois:%m/%Y}",
                f"Aucun solde gardé pour {totaux[0]} h validées et {totaux[1]} h soumises.",
            )


def _obligations() -> Iterator[Ecart]:
    """Positions without a gap, counters right, owed never negative, splits equal to what they split."""
    positions: dict[int, list[int]] = defaultdict(list)
    for modele in (MouvementObligation, Facturation, Repartition):
        for clause_id, position in modele.objects.values_list("clause_id", "position").iterator():
            positions[clause_id].append(position)
    for pk, uuid, compteur in ClauseInsertion.objects.values_list("pk", "uuid", "compteur_obligation"):
        siennes = sorted(positions.get(pk, []))
        if siennes != list(range(1, compteur + 1)):
            yield Ecart(
                "positions",
                f"clause {uuid}",
                f"Positions d'obligation {siennes[:5]}… pour un compteur à {compteur}.",
            )
    for ligne in MouvementObligation.objects.par_clause():
        if ligne["total"] < ZERO:
            yield Ecart("obligation", f"clause {ligne['clause_id']}", f"Objectif négatif : {ligne['total']} h.")
    for repartition in Repartition.objects.prefetch_related("parts").iterator(chunk_size=500):
        somme = sum((part.heures for part in repartition.parts.all()), ZERO)
        if somme != repartition.total:
            yield Ecart(
                "repartition",
                f"clause {repartition.clause_id}, position {repartition.position}",
                f"Les parts font {somme} h pour {repartition.total} h à répartir.",
            )


def _parts() -> Iterator[Ecart]:
    somme = Sum("communes__part", output_field=CentiemesField())
    for slug, total in Chantier.objects.order_by("pk").annotate(total=somme).values_list("slug", "total"):
        if total != CENT:
            yield Ecart("parts_communes", f"chantier {slug}", f"Les parts de communes font {total or 0} %.")
    somme = Sum("sites__part", output_field=CentiemesField())
    lots = Lot.objects.order_by("pk").annotate(total=somme, n=Max("sites__pk")).filter(n__isnull=False)
    for uuid, total in lots.values_list("uuid", "total"):
        if total != CENT:
            yield Ecart("parts_chantiers", f"lot {uuid}", f"Les parts de chantiers font {total} %.")


def _fenetres() -> Iterator[Ecart]:
    fenetres = FenetreEligibilite.objects.filter(annule_le__isnull=True).order_by(
        "beneficiaire_id", "referentiel_id", "debut"
    )
    for _cle, groupe in groupby(fenetres.iterator(), key=lambda f: (f.beneficiaire_id, f.referentiel_id)):
        precedente = None
        for fenetre in groupe:
            if precedente is not None and (precedente.fin is None or precedente.fin >= fenetre.debut):
                yield Ecart("fenetres", f"fenêtre {fenetre.uuid}", "Deux fenêtres d'éligibilité se chevauchent.")
            precedente = fenetre
