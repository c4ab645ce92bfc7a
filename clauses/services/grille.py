"""The company's month in one grid: all its lots saved, submitted or corrected together, in one transaction.

Each act here is made of the acts of `declarations`, which hold the rules; this module keeps a month whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from clauses.models import Alerte, Declaration, Intervenant, LigneHeures
from clauses.rules.controles import Gravite
from clauses.rules.etats import LIGNES_MODIFIABLES, EtatLigne
from clauses.services.brouillons import (
    SaisieLigne,
    SaisieMois,
    enregistrer_brouillon,
    enregistrer_brouillons,
    ouvrir_plusieurs,
)
from clauses.services.declarations import (
    corriger_ligne,
    declarer_neant,
    ecrire_message,
    ouvrir_complementaire,
    soumettre,
)
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.periodes import Mois

RIEN = "Il n'y a rien à transmettre : saisissez des heures ou confirmez « aucune heure »."
MOIS_CHANGE = "Ce mois a changé depuis que vous l'avez relu : vérifiez-le de nouveau avant de le transmettre."


@dataclass(frozen=True)
class SaisieLot:
    """The typed cells of one party. `revision`: the one the page was read with (0: the month was not open)."""

    intervenant: Intervenant
    saisies: Sequence[SaisieLigne]
    revision: int = 0


@dataclass(frozen=True)
class Transmission:
    """What was sent: declarations with hours, months declared without hours, lines that carry an alert."""

    declarations: tuple[Declaration, ...] = ()
    neants: tuple[Declaration, ...] = ()
    lignes: int = 0
    heures: Decimal = field(default=ZERO)
    signalees: int = 0


@transaction.atomic
def enregistrer_grille(*, acteur: Acteur, mois: Mois, lots: Sequence[SaisieLot]) -> list[Declaration]:
    """Save the cells of a month that differ from what is stored; lots without a difference are not touched.

    So a month declared nil stays so while another lot is being typed. Raises ConflitEcriture when one of the lots
    to write was saved by somebody else since it was read; nothing is then written for any lot.
    """
    ouvertes = {
        d.intervenant_id: d
        for d in Declaration.objects.filter(
            intervenant__in=[lot.intervenant.pk for lot in lots], mois=mois.premier_jour, rang=0
        )
    }
    stockees = _heures_stockees(list(ouvertes.values()))
    differents: dict[int, tuple[SaisieLot, list[SaisieLigne]]] = {}
    for lot in sorted(lots, key=lambda lot: lot.intervenant.pk):
        declaration = ouvertes.get(lot.intervenant.pk)
        connues = stockees.get(declaration.pk, {}) if declaration else {}
        differentes = [s for s in lot.saisies if _differe(s, connues)]
        if differentes:
            differents[lot.intervenant.pk] = (lot, differentes)
    absents = [lot.intervenant for pk, (lot, _) in differents.items() if pk not in ouvertes]
    for declaration in ouvrir_plusieurs(acteur=acteur, intervenants=absents, mois=mois) if absents else ():
        ouvertes[declaration.intervenant_id] = declaration
    if not differents:
        return []
    return enregistrer_brouillons(
        acteur=acteur,
        mois=[SaisieMois(ouvertes[pk], saisies, lot.revision) for pk, (lot, saisies) in differents.items()],
    )


@transaction.atomic
def transmettre(
    *,
    acteur: Acteur,
    declarations: Sequence[Declaration] = (),
    neants: Sequence[tuple[Intervenant, Mois]] = (),
    revisions: Mapping[UUID, int] | None = None,
) -> Transmission:
    """Send a company's month (or quarter): lots with hours are submitted, confirmed empty ones declared nil.

    `revisions` (declaration uuid → revision read on the review screen): ConflitEcriture when one has changed since,
    so that nobody sends hours he has not seen.
    """
    if not declarations and not neants:
        raise RegleViolee(RIEN)
    if revisions is not None:
        lues = dict(
            Declaration.objects.select_for_update(of=("self",))
            .filter(pk__in=[d.pk for d in declarations])
            .order_by("pk")
            .values_list("uuid", "revision")
        )
        if lues != {uuid: revisions.get(uuid) for uuid in lues}:
            raise ConflitEcriture(MOIS_CHANGE)
    attendues = list(
        LigneHeures.objects.filter(declaration__in=[d.pk for d in declarations], etat__in=LIGNES_MODIFIABLES)
    )
    envoyees = soumettre(acteur=acteur, declarations=declarations) if declarations else []
    par_mois: dict[Mois, list[Intervenant]] = {}
    for intervenant, mois in neants:
        par_mois.setdefault(mois, []).append(intervenant)
    vides: list[Declaration] = []
    for mois, intervenants in sorted(par_mois.items(), key=lambda paire: paire[0]):
        vides += declarer_neant(acteur=acteur, intervenants=intervenants, mois=mois)
    return Transmission(
        declarations=tuple(envoyees),
        neants=tuple(vides),
        lignes=len(attendues),
        heures=sum((ligne.travaillees for ligne in attendues), ZERO),
        signalees=Alerte.objects.actives()
        .filter(ligne__in=[ligne.pk for ligne in attendues])
        .exclude(gravite=Gravite.INFO)
        .order_by()
        .values("ligne_id")
        .distinct()
        .count(),
    )


@transaction.atomic
def corriger_et_renvoyer(
    *,
    acteur: Acteur,
    ligne: LigneHeures,
    heures: Decimal,
    non_travaillees: Decimal = ZERO,
    message: str = "",
    revision: int | None = None,
) -> LigneHeures:
    """Correct one sent-back line and send it again, alone; an answer to the office joins the month's thread."""
    if ligne.etat != EtatLigne.RENVOYEE:
        raise RegleViolee("Cette ligne n'est plus à corriger.")
    saisie = SaisieLigne(
        contrat=ligne.contrat, chantier_id=ligne.chantier_id, heures=heures, non_travaillees=non_travaillees
    )
    declaration = enregistrer_brouillon(
        acteur=acteur, declaration=ligne.declaration, saisies=[saisie], revision=revision
    )
    soumettre(acteur=acteur, declarations=[declaration], seulement={ligne.pk})
    if message.strip():
        ecrire_message(acteur=acteur, declaration=declaration, texte=message)
    ligne.refresh_from_db()
    return ligne


@transaction.atomic
def transmettre_correction(
    *,
    acteur: Acteur,
    declaration: Declaration,
    corrections: Sequence[tuple[LigneHeures, Decimal, Decimal]],
    message: str = "",
) -> Declaration:
    """Send a complémentaire: (validated line, new paid hours, new hours not worked); unchanged lines are left out.

    The ledger moves only when the office accepts, by signed entries.
    """
    changees = [
        (ligne, heures, nt)
        for ligne, heures, nt in corrections
        if (ligne.heures, ligne.heures_non_travaillees) != (heures, nt)
    ]
    if not changees:
        raise RegleViolee("Aucune valeur n'a changé : il n'y a rien à corriger.")
    complementaire = ouvrir_complementaire(acteur=acteur, declaration=declaration)
    for ligne, heures, nt in changees:
        corriger_ligne(acteur=acteur, complementaire=complementaire, originale=ligne, heures=heures, non_travaillees=nt)
    soumettre(acteur=acteur, declarations=[complementaire])
    if message.strip():
        ecrire_message(acteur=acteur, declaration=complementaire, texte=message)
    complementaire.refresh_from_db()
    return complementaire


def _heures_stockees(declarations: Sequence[Declaration]) -> dict[int, dict[tuple[int, int], tuple[Decimal, Decimal]]]:
    """declaration → (contract, site) → (paid, not worked)."""
    stockees: dict[int, dict[tuple[int, int], tuple[Decimal, Decimal]]] = {}
    for ligne in LigneHeures.objects.filter(declaration__in=[d.pk for d in declarations]):
        cle = (ligne.contrat_id, ligne.chantier_id)
        stockees.setdefault(ligne.declaration_id, {})[cle] = (ligne.heures, ligne.heures_non_travaillees)
    return stockees


def _differe(saisie: SaisieLigne, stockees: Mapping[tuple[int, int], tuple[Decimal, Decimal]]) -> bool:
    connue = stockees.get((saisie.contrat.pk, saisie.chantier_id))
    if saisie.heures is None:
        return connue is not None
    return connue != (saisie.heures, saisie.non_travaillees)
