"""What a statement says of a clause at two times, as plain data without any person's name; what changed since."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from clauses.models import ClauseInsertion, Intervenant, MouvementHeures, Releve
from clauses.policies import releves_visibles
from clauses.querysets import somme_heures
from clauses.reports import releve as document
from clauses.rules.phrases import pourcent_entier
from clauses.rules.releves import Chiffre, Chiffres, Ecart, Fige, chiffres_de, juger
from clauses.rules.vocabulaire import ROLES_CHEFS_DE_FILE
from clauses.selectors.situations import situation_de, situations_a_ces_dates
from entreprises.policies import Acteur


def donnees_du_releve(
    clause: ClauseInsertion, jusqu_au: date, connues_au: datetime, *, rejoue: bool = False
) -> dict[str, Any]:
    """The figures and the rows behind them: hours as text with two decimals, days and instants in ISO form.

    As known now, they are the screen's, hours being checked included; a replay reads the ledger, which does not know
    those: such a statement has no figure for them.
    """
    situation = situation_de(clause, travaillees_jusqu_au=jusqu_au, connues_au=connues_au if rejoue else None)
    chiffres = chiffres_de(situation.situation, en_verification=not rejoue)
    parties = _parties(clause)
    connus = MouvementHeures.objects.filter(clause=clause).connus(jusqu_au, connues_au)
    dernier = MouvementHeures.objects.filter(clause=clause, enregistre_le__lte=connues_au).order_by("-numero").first()
    lot = clause.lot
    return {
        "lot": str(lot),
        "marche": lot.marche.numero,
        "objet": lot.marche.objet,
        "operation": str(lot.marche.operation),
        "maitre_ouvrage": str(lot.marche.operation.maitre_ouvrage),
        "referentiel": str(clause.referentiel),
        "titulaires": [f"{i.organisation} ({i.get_role_display().lower()})" for i in parties],
        "signataire": _signataire(parties),
        "chiffres": {
            **{chiffre.value: str(heures) for chiffre, heures in chiffres.items()},
            "taux": pourcent_entier(situation.situation.taux),
        },
        "phrase": situation.phrase,
        "mouvements": [
            {
                "nature": m.get_nature_display(),
                "reference": m.reference,
                "effet": m.date_effet.isoformat(),
                "enregistre": m.enregistre_le.isoformat(),
                "heures": None if m.heures is None else str(m.heures),
            }
            for m in clause.mouvements.connus(jusqu_au, connues_au).order_by("position")
        ],
        "factures": [
            {"effet": f.date_effet.isoformat(), "enregistre": f.enregistre_le.isoformat(), "montant": str(f.montant)}
            for f in clause.factures.connues(jusqu_au, connues_au).order_by("position")
        ],
        "mois": [
            {"mois": ligne["mois"].isoformat(), "heures": str(ligne["total"])}
            for ligne in connus.order_by("mois").values("mois").annotate(total=somme_heures("heures"))
        ],
        "ecriture": dernier.numero if dernier else 0,
        "empreinte": dernier.empreinte if dernier else "",
    }


def _parties(clause: ClauseInsertion) -> list[Intervenant]:
    """Those who owe, the lead included."""
    parties = Intervenant.objects.filter(lot=clause.lot_id).debiteurs()
    return list(parties.select_related("organisation").order_by("rang", "pk"))


def _signataire(parties: Sequence[Intervenant]) -> list[str]:
    """In what capacity the contractor signs, and its name: the lead of today, else the last one."""
    chefs = [i for i in parties if i.role in ROLES_CHEFS_DE_FILE]
    if not chefs:
        return ["l'entreprise", ""]
    chef = max(chefs, key=lambda i: (i.au or date.max, i.pk))
    return [f"le {chef.get_role_display().lower()}", str(chef.organisation)]


def a_imprimer(releve: Releve) -> document.Releve:
    """A statement as the report reads it."""
    return document.Releve(
        reference=releve.reference,
        office=str(releve.office),
        arrete_au=releve.arrete_au,
        connues_au=releve.connues_au,
        etabli_le=releve.etabli_le,
        derniere_ecriture=releve.derniere_ecriture,
        empreinte=releve.empreinte,
        donnees=releve.donnees,
    )


@dataclass(frozen=True)
class ReleveVu:
    """A statement in a list: its figures that are known otherwise today, and the later statement that says so."""

    releve: Releve
    ecarts: tuple[Ecart, ...]
    rectifie_par: Releve | None

    @property
    def rectifie(self) -> bool:
        return bool(self.ecarts)


def releves_de(acteur: Acteur, clause: ClauseInsertion) -> list[ReleveVu]:
    """The statements of a clause that the actor reads from any of his spaces, newest first."""
    return releves_des_clauses(acteur, [clause], partout=True)[clause.pk]


def releves_des_clauses(
    acteur: Acteur, clauses: Collection[ClauseInsertion], *, partout: bool = False
) -> dict[int, list[ReleveVu]]:
    """clause id → the statements that the actor reads, newest first, each beside the same figures as known today.

    Clauses come with `lot` loaded. A fixed number of queries, whatever the number of clauses and statements.
    """
    par_clause: dict[int, list[Releve]] = {clause.pk: [] for clause in clauses}
    lisibles = releves_visibles(acteur, partout=partout).filter(clause__in=par_clause)
    for releve in lisibles.select_related("office", "etabli_par", "document").order_by("-etabli_le", "-pk"):
        par_clause[releve.clause_id].append(releve)
    dates = {c: {r.arrete_au for r in par_clause[c.pk]} for c in clauses if par_clause[c.pk]}
    actuels: dict[int, dict[date, Chiffres]] = {clause.pk: {} for clause in dates}
    for (clause_id, jour), vue in situations_a_ces_dates(dates).items():
        actuels[clause_id][jour] = chiffres_de(vue.situation)
    return {pk: _juges(releves, actuels.get(pk, {})) for pk, releves in par_clause.items()}


def _juges(releves: Sequence[Releve], actuels: Mapping[date, Chiffres]) -> list[ReleveVu]:
    par_cle = {r.pk: r for r in releves}
    verdicts = juger([Fige(r.pk, r.arrete_au, r.connues_au, _figes(r)) for r in releves], actuels)
    return [
        ReleveVu(r, verdicts[r.pk].ecarts, par_cle.get(verdicts[r.pk].par) if verdicts[r.pk].par else None)
        for r in releves
    ]


def _figes(releve: Releve) -> dict[Chiffre, Decimal]:
    chiffres = releve.donnees["chiffres"]
    return {chiffre: Decimal(chiffres[chiffre]) for chiffre in Chiffre if chiffre in chiffres}
