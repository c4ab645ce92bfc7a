"""A company's draft month: open it, write its cells. By set, so that a whole company or a whole file costs no more.

Nothing typed is refused for its meaning: only unreadable values and organisations that are not a party are walls;
everything else is an alert, judged at submission (`declarations.soumettre`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import uuid4

from django.db import models, transaction
from django.db.models import F

from clauses.models import (
    Affectation,
    ClauseInsertion,
    ContratTravail,
    Declaration,
    Intervenant,
    JournalLigne,
    LigneHeures,
    LotChantier,
)
from clauses.policies import Action, exiger, peut
from clauses.rules.etats import LIGNES_MODIFIABLES, ActeLigne, EtatLigne
from clauses.rules.globalisation import reporter_parts
from clauses.rules.vocabulaire import OrigineLigne
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import aujourdhui, maintenant
from socle.lots import CleAleatoire, inserer_depuis, inserer_rangs
from socle.periodes import Mois, echeance, periode_de

COLONNES = (
    *("uuid", "declaration_id", "contrat_id", "chantier_id", "heures", "heures_non_travaillees"),
    *("etat", "version", "motif_texte", "origine", "saisie_par_id", "modifiee_le"),
)


@dataclass(frozen=True)
class SaisieLigne:
    """One cell of the grid: hours of a work contract on a site. `heures` None: the cell is empty (not zero)."""

    contrat: ContratTravail
    chantier_id: int
    heures: Decimal | None
    non_travaillees: Decimal = ZERO
    origine: OrigineLigne = OrigineLigne.GRILLE


@dataclass(frozen=True)
class SaisieMois:
    """The cells to write in one declaration. `revision`: the one that the page was read with."""

    declaration: Declaration
    saisies: Sequence[SaisieLigne]
    revision: int | None = None


@transaction.atomic
def ouvrir(*, acteur: Acteur, intervenant: Intervenant, mois: Mois) -> Declaration:
    """The month of a party (rang 0), created when absent; its due day comes from the clause."""
    return ouvrir_plusieurs(acteur=acteur, intervenants=[intervenant], mois=mois)[0]


@transaction.atomic
def ouvrir_plusieurs(*, acteur: Acteur, intervenants: Sequence[Intervenant], mois: Mois) -> list[Declaration]:
    """The same month of several parties, in the order given, in a fixed number of queries.

    Raises RegleViolee for a lot without an active clause or a month to come, DroitRefuse for somebody else's month.
    """
    pour_compte = {i.pk: exiger_saisie(acteur, i) for i in intervenants}
    ouvertes = ouvrir_de_rang(intervenants, mois, rang=0, pour_compte=pour_compte)
    return [ouvertes[i.pk] for i in intervenants]


@transaction.atomic
def enregistrer_brouillon(
    *, acteur: Acteur, declaration: Declaration, saisies: Sequence[SaisieLigne], revision: int | None = None
) -> Declaration:
    """Save the cells of one month: see `enregistrer_brouillons`."""
    return enregistrer_brouillons(acteur=acteur, mois=[SaisieMois(declaration, saisies, revision)])[0]


@transaction.atomic
def enregistrer_brouillons(*, acteur: Acteur, mois: Sequence[SaisieMois]) -> list[Declaration]:
    """Save the cells of these months: modifiable lines are written, emptied draft lines are removed.

    Cells of lines already submitted or decided must be unchanged (a change there is a complémentaire).
    ConflitEcriture when somebody saved one of them since the page was read; nothing is then written in any.
    """
    verrouillees = {d.pk: d for d in verrouiller_declarations([m.declaration.pk for m in mois])}
    existantes: dict[int, dict[tuple[int, int], LigneHeures]] = defaultdict(dict)
    for ligne in (
        LigneHeures.objects.filter(declaration__in=verrouillees)
        .prefetch_related("contrat__beneficiaire")
        .order_by("pk")
    ):
        existantes[ligne.declaration_id][ligne.contrat_id, ligne.chantier_id] = ligne
    sites = _sites({d.intervenant.lot_id for d in verrouillees.values()})
    nouvelles: list[tuple[Declaration, SaisieLigne]] = []
    ecrites: list[Declaration] = []
    for saisie in mois:
        declaration = verrouillees.get(saisie.declaration.pk)
        if declaration is None:
            raise Declaration.DoesNotExist
        cellules = saisie.saisies
        if exiger_saisie(acteur, declaration.intervenant):
            # Whoever writes decides the origin, whoever opened the month: it is what asks for a second look.
            cellules = [replace(cellule, origine=OrigineLigne.POUR_COMPTE) for cellule in cellules]
        if saisie.revision is not None and saisie.revision != declaration.revision:
            raise ConflitEcriture(
                "Cette déclaration a été enregistrée entre-temps par quelqu'un d'autre : comparez avant de recommencer."
            )
        neuves = _ecrire_cellules(
            acteur, declaration, cellules, existantes[declaration.pk], sites[declaration.intervenant.lot_id]
        )
        nouvelles += [(declaration, neuve) for neuve in neuves]
        ecrites.append(declaration)
    _creer_lignes(acteur, nouvelles)
    instant = maintenant()
    Declaration.objects.filter(pk__in=verrouillees).update(
        brouillon_le=instant, revision=models.F("revision") + 1, neant=False
    )
    for declaration in ecrites:
        declaration.brouillon_le, declaration.neant = instant, False
        declaration.revision += 1
    return ecrites


def exiger_saisie(acteur: Acteur, intervenant: Intervenant) -> bool:
    """Own entry (False), or saisie pour le compte by the lead or the office (True); DroitRefuse for anybody else."""
    if peut(acteur, Action.DECLARER, intervenant):
        return False
    exiger(acteur, Action.DECLARER_POUR_COMPTE, intervenant)
    return True


def ouvrir_de_rang(
    intervenants: Collection[Intervenant], mois: Mois, *, rang: int, pour_compte: Mapping[int, bool]
) -> dict[int, Declaration]:
    """party → its declaration of that month and rank, created when absent; rights are the caller's affair."""
    if mois > Mois.depuis(aujourdhui()):
        raise RegleViolee("Un mois à venir ne se déclare pas encore.")
    clauses = _clauses_actives({i.lot_id for i in intervenants})
    siennes = Declaration.objects.filter(intervenant__in=intervenants, mois=mois.premier_jour, rang=rang)
    ouvertes = {d.intervenant_id: d for d in siennes}
    instant = maintenant()
    absentes = []
    for intervenant in intervenants:
        clause = clauses.get(intervenant.lot_id)
        if clause is None or clause.etat == "BROUILLON":
            raise RegleViolee("Ce lot n'a pas de clause d'insertion active : rien n'est à déclarer.")
        if intervenant.pk not in ouvertes:
            absentes.append(
                Declaration(
                    intervenant=intervenant,
                    mois=mois.premier_jour,
                    rang=rang,
                    echeance=echeance(periode_de(mois, clause.periodicite), clause.jour_echeance),
                    pour_compte=pour_compte.get(intervenant.pk, False),
                    cree_le=instant,
                )
            )
    if absentes:
        # Somebody may have opened one of them meanwhile: his stays, and is read like the others.
        Declaration.objects.bulk_create(absentes, ignore_conflicts=True)
        ouvertes = {d.intervenant_id: d for d in siennes.all()}
    return ouvertes


def verrouiller_declaration(declaration: Declaration) -> Declaration:
    """This month, locked; Declaration.DoesNotExist when it is gone."""
    verrouillees = verrouiller_declarations([declaration.pk])
    if not verrouillees:
        raise Declaration.DoesNotExist
    return verrouillees[0]


def verrouiller_declarations(pks: Collection[int]) -> list[Declaration]:
    """These months, locked in key order, with what the rights read."""
    return list(
        Declaration.objects.select_for_update(of=("self",))
        .select_related("intervenant__lot__marche", "intervenant__organisation")
        .filter(pk__in=pks)
        .order_by("pk")
    )


def verifier_heures(heures: Decimal, non_travaillees: Decimal) -> None:
    """The walls of a cell: RegleViolee for what cannot be hours of one month."""
    if heures < ZERO or non_travaillees < ZERO:
        raise RegleViolee("Les heures ne sont pas négatives.", champ="heures")
    if non_travaillees > heures:
        raise RegleViolee("Les heures non travaillées font partie des heures payées.", champ="heures_non_travaillees")
    if heures > Decimal("744"):
        raise RegleViolee("Un mois n'a pas plus de 744 heures : vérifiez la saisie.", champ="heures")


def journaliser(acteur: Acteur, ligne: LigneHeures, acte: str) -> None:
    """One line in the log of a line of hours."""
    JournalLigne.objects.create(
        ligne=ligne,
        acte=acte,
        heures=ligne.travaillees,
        le=maintenant(),
        auteur=acteur.utilisateur,
    )


def _clauses_actives(lots: Collection[int]) -> dict[int, ClauseInsertion]:
    """lot → its first clause that is not cancelled."""
    clauses: dict[int, ClauseInsertion] = {}
    champs = ("lot_id", "etat", "periodicite", "jour_echeance")
    for clause in ClauseInsertion.objects.filter(lot_id__in=lots).exclude(etat="ANNULEE").order_by("-pk").only(*champs):
        clauses[clause.lot_id] = clause
    return clauses


def _sites(lots: Collection[int]) -> dict[int, set[int]]:
    sites: dict[int, set[int]] = {lot: set() for lot in lots}
    paires = LotChantier.objects.filter(lot_id__in=lots).order_by().values_list("lot_id", "chantier_id")
    for lot, chantier in paires:
        sites[lot].add(chantier)
    return sites


def _ecrire_cellules(
    acteur: Acteur,
    declaration: Declaration,
    saisies: Sequence[SaisieLigne],
    existantes: Mapping[tuple[int, int], LigneHeures],
    sites: Collection[int],
) -> list[SaisieLigne]:
    """Change or remove the lines that these cells name; the cells that need a new line are returned."""
    nouvelles: list[SaisieLigne] = []
    for saisie in saisies:
        _verifier_saisie(saisie, declaration, sites)
        ligne = existantes.get((saisie.contrat.pk, saisie.chantier_id))
        if ligne is None:
            if saisie.heures is not None:
                nouvelles.append(saisie)
        elif EtatLigne(ligne.etat) not in LIGNES_MODIFIABLES:
            if saisie.heures is not None and (ligne.heures, ligne.heures_non_travaillees) != (
                saisie.heures,
                saisie.non_travaillees,
            ):
                raise RegleViolee(
                    f"Les heures de {ligne.contrat.beneficiaire} sont déjà transmises : "
                    "modifiez-les par une déclaration complémentaire."
                )
        elif saisie.heures is None:
            _retirer_ligne(acteur, ligne)
        elif (ligne.heures, ligne.heures_non_travaillees) != (saisie.heures, saisie.non_travaillees):
            _modifier_ligne(acteur, ligne, saisie)
    if len({(s.contrat.pk, s.chantier_id) for s in nouvelles}) < len(nouvelles):
        raise RegleViolee("La même personne est saisie deux fois sur le même chantier.")
    return nouvelles


def _verifier_saisie(saisie: SaisieLigne, declaration: Declaration, sites: Collection[int]) -> None:
    if saisie.contrat.intervenant_id != declaration.intervenant_id:
        raise RegleViolee("Ce contrat de travail relève d'une autre entreprise ou d'un autre lot.")
    if saisie.chantier_id not in sites:
        raise RegleViolee("Ce chantier n'est pas un chantier du lot.")
    if saisie.heures is not None:
        verifier_heures(saisie.heures, saisie.non_travaillees)


def _creer_lignes(acteur: Acteur, saisies: Sequence[tuple[Declaration, SaisieLigne]]) -> None:
    """Insert the new cells by set: lines, their allotment to the contract's clause, their journal."""
    if not saisies:
        return
    instant = maintenant()
    auteur = acteur.utilisateur.pk if acteur.utilisateur else None
    rangs = [
        (
            *(uuid4(), declaration.pk, s.contrat.pk, s.chantier_id, s.heures, s.non_travaillees),
            *(EtatLigne.BROUILLON, 0, "", s.origine, auteur, instant),
        )
        for declaration, s in saisies
    ]
    inserer_rangs(LigneHeures, COLONNES, rangs)
    creees = LigneHeures.objects.filter(uuid__parmi=[rang[0] for rang in rangs])
    comptees = {"ligne": F("pk"), "heures": F("heures_a_compter")}
    inserer_depuis(Affectation, creees, comptees | {"clause": F("contrat__clause"), "cle": CleAleatoire()})
    signature = {"acte": "creer", "de": "", "vers": "", "le": instant, "auteur": acteur.utilisateur, "texte": ""}
    inserer_depuis(JournalLigne, creees, comptees | signature)


def _modifier_ligne(acteur: Acteur, ligne: LigneHeures, saisie: SaisieLigne) -> None:
    ligne.heures = saisie.heures
    ligne.heures_non_travaillees = saisie.non_travaillees
    touchees = LigneHeures.objects.filter(pk=ligne.pk, etat=ligne.etat, version=ligne.version).update(
        heures=saisie.heures,
        heures_non_travaillees=saisie.non_travaillees,
        origine=saisie.origine,
        saisie_par=acteur.utilisateur,
        modifiee_le=maintenant(),
    )
    if touchees != 1:
        raise ConflitEcriture("Cette ligne vient d'être modifiée par quelqu'un d'autre : rechargez la page.")
    reporter_affectations(ligne)
    if ligne.etat == EtatLigne.RENVOYEE:
        journaliser(acteur, ligne, ActeLigne.CORRIGER)


def reporter_affectations(ligne: LigneHeures) -> None:
    """The allotments of a line whose hours changed: the same shares of the new total (one: all of it)."""
    avant = {a.clause_id: a for a in Affectation.objects.filter(ligne=ligne).order_by("pk")}
    parts = reporter_parts(
        ligne.travaillees, {clause: a.heures for clause, a in avant.items()}, ligne.contrat.clause_id
    )
    for clause, affectation in avant.items():
        if clause not in parts:
            affectation.delete()
        elif affectation.heures != parts[clause]:
            Affectation.objects.filter(pk=affectation.pk).update(heures=parts[clause])
    for clause, heures in parts.items():
        if clause not in avant:
            Affectation.objects.create(ligne=ligne, clause_id=clause, heures=heures)


def _retirer_ligne(acteur: Acteur, ligne: LigneHeures) -> None:
    """Empty cell: a draft disappears; a sent-back line goes to zero and stays, with its thread."""
    if ligne.etat == EtatLigne.BROUILLON and not ligne.journal.exclude(acte="creer").exists():
        ligne.delete()
        return
    zero = SaisieLigne(contrat=ligne.contrat, chantier_id=ligne.chantier_id, heures=ZERO)
    if (ligne.heures, ligne.heures_non_travaillees) != (ZERO, ZERO):
        _modifier_ligne(acteur, ligne, zero)
