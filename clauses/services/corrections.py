"""Corrections after validation: hours move by signed counter-entries, never by rewriting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import models, transaction

from clauses.models import (
    Affectation,
    ClauseInsertion,
    ContratTravail,
    Declaration,
    JournalLigne,
    LigneHeures,
)
from clauses.policies import Action, exiger
from clauses.rules.etats import EtatLigne
from clauses.rules.globalisation import Accord, clauses_admises, ramener_parts, reporter_parts
from clauses.rules.vocabulaire import OrigineLigne
from clauses.selectors.globalisations import accords_de
from clauses.services.controles import recontroler_cumuls
from clauses.services.grand_livre import Variations, inscrire, verrouiller_clauses
from clauses.services.remplacements import liberer
from clauses.services.validation import (
    Part,
    affectations_de,
    contre_ecritures,
    ecritures_de_validation,
    verrouiller_lignes,
)
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.erreurs import RegleViolee, TransitionInterdite
from socle.horloge import maintenant
from socle.periodes import Mois, echeance, periode_de

LOT_SQL = 500


@dataclass(frozen=True)
class Destination:
    """Where a validated line goes: the contract (hence the clause), the site and the month that count it anew.

    `heures`: (paid, not worked) where the office corrects them too; None: those of the line.
    """

    ligne: LigneHeures
    contrat: ContratTravail
    chantier_id: int
    mois: Mois
    heures: tuple[Decimal, Decimal] | None = None

    @property
    def inchangee(self) -> bool:
        """Nothing would change."""
        ici = (self.ligne.declaration.mois, self.ligne.chantier_id, self.ligne.contrat_id)
        memes = self.heures is None or self.heures[0] - self.heures[1] == self.ligne.heures_retenues
        return memes and (self.mois.premier_jour, self.chantier_id, self.contrat.pk) == ici

    @property
    def payees(self) -> Decimal:
        """Paid hours of the line that counts anew."""
        return self.ligne.heures if self.heures is None else self.heures[0]

    @property
    def non_travaillees(self) -> Decimal:
        """Those not worked."""
        return self.ligne.heures_non_travaillees if self.heures is None else self.heures[1]

    @property
    def retenues(self) -> Decimal | None:
        """Hours counted."""
        return self.ligne.heures_retenues if self.heures is None else self.heures[0] - self.heures[1]


@transaction.atomic
def deplacer(
    *,
    acteur: Acteur,
    lignes: Sequence[UUID],
    texte: str,
    vers_mois: Mois | None = None,
    vers_chantier_id: int | None = None,
    vers_contrat: ContratTravail | None = None,
) -> list[LigneHeures]:
    """Move validated lines to another month, site, or work contract (hence lot and clause).

    Each line is undone by a counter-entry and counted anew in a complémentaire of the target, in one
    transaction: no total is ever wrong in between. Returns the new lines.
    Raises RegleViolee without reason or when nothing changes, TransitionInterdite on lines not validated.
    """
    sources = verrouiller_lignes(lignes)
    if vers_contrat is not None:
        exiger(acteur, Action.CORRIGER, vers_contrat)
    destinations = [
        Destination(
            ligne,
            vers_contrat or ligne.contrat,
            vers_chantier_id or ligne.chantier_id,
            vers_mois or Mois.depuis(ligne.declaration.mois),
        )
        for ligne in sources
    ]
    return reporter(acteur=acteur, destinations=destinations, texte=texte)


def exiger_deplacables(acteur: Acteur, lignes: Sequence[LigneHeures]) -> None:
    """The actor may correct these lines, and they are counted and not corrected yet."""
    vus: set[int] = set()
    for ligne in lignes:
        office = ligne.declaration.intervenant.lot.marche.office_id
        if office not in vus:
            exiger(acteur, Action.CORRIGER, ligne)
            vus.add(office)
        if not EtatLigne(ligne.etat).comptee or ligne.corrigee:
            raise TransitionInterdite("Seules des heures validées, pas encore corrigées, se déplacent.")


def clauses_touchees(lignes: Sequence[LigneHeures], *autres: ClauseInsertion) -> list[ClauseInsertion]:
    """Every clause that these lines count for today, and those given besides; lots loaded."""
    cles = {part.clause_id for part in affectations_de(lignes)} | {clause.pk for clause in autres}
    return list(ClauseInsertion.objects.filter(pk__in=cles).select_related("lot__marche").order_by("pk"))


def reporter(
    *, acteur: Acteur, destinations: Sequence[Destination], texte: str, motif_code: str = "deplacement"
) -> list[LigneHeures]:
    """Undo these lines (locked by the caller, in its transaction) and count them where they go, by set."""
    texte = texte.strip()
    if not texte:
        raise RegleViolee("Expliquez le déplacement en une phrase.", champ="texte")
    sources = [d.ligne for d in destinations]
    exiger_deplacables(acteur, sources)
    liberer(acteur=acteur, originales=sources)
    for d in destinations:
        if d.inchangee:
            raise RegleViolee("Le déplacement ne change rien.")
        if d.contrat.beneficiaire_id != d.ligne.contrat.beneficiaire_id:
            raise RegleViolee("Des heures ne passent pas d'une personne à une autre.")
    variations = Variations()
    anciennes = affectations_de(sources)
    verrouiller_clauses({a.clause_id for a in anciennes} | {d.contrat.clause_id for d in destinations})
    ecritures = contre_ecritures(sources, anciennes, variations, motif_code=motif_code, texte=texte)
    nouvelles, affectations = _lignes_cibles(acteur, destinations, anciennes)
    par_ligne: dict[int, list[Affectation]] = defaultdict(list)
    for a in affectations:
        par_ligne[a.ligne_id].append(a)
    for nouvelle in nouvelles:
        ecritures += ecritures_de_validation(
            nouvelle, par_ligne[nouvelle.pk], nouvelle.heures_retenues or ZERO, variations
        )
    _journaliser(acteur, sources, nouvelles, texte)
    inscrire(ecritures=ecritures, auteur=acteur.utilisateur)
    variations.appliquer()
    recontroler_cumuls(sources)
    return nouvelles


def _lignes_cibles(
    acteur: Acteur, destinations: Sequence[Destination], anciennes: Sequence[Part]
) -> tuple[list[LigneHeures], list[Affectation]]:
    """The new lines, validated, in complémentaires signed by the office, and their allotments.

    Pooled hours keep the shares that their agreement covers in the month they go to, the rest returns to the
    contract's own clause; a contract of another clause takes them whole.
    """
    avant: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for part in anciennes:
        avant[part.ligne_id][part.clause_id] = part.heures
    accords = accords_de({d.contrat.clause_id for d in destinations})
    declarations = _complementaires(acteur, destinations)
    instant = maintenant()
    nouvelles = LigneHeures.objects.bulk_create(
        (
            LigneHeures(
                declaration=declaration,
                contrat=d.contrat,
                chantier_id=d.chantier_id,
                heures=d.payees,
                heures_non_travaillees=d.non_travaillees,
                heures_retenues=d.retenues,
                etat=d.ligne.etat if d.heures is None else EtatLigne.VALIDEE,
                origine=OrigineLigne(d.ligne.origine),
                version=1,
                motif_id=d.ligne.motif_id if d.heures is None else None,
                motif_texte=d.ligne.motif_texte if d.heures is None else "",
                remplace=d.ligne,
                saisie_par_id=d.ligne.saisie_par_id,
                modifiee_le=instant,
                validee_par=acteur.utilisateur,
                validee_le=instant,
            )
            for d, declaration in zip(destinations, declarations, strict=True)
        ),
        batch_size=LOT_SQL,
    )
    affectations = Affectation.objects.bulk_create(
        (
            Affectation(ligne=n, clause_id=clause, heures=heures)
            for n, d in zip(nouvelles, destinations, strict=True)
            for clause, heures in reporter_parts(
                n.travaillees, _parts_gardees(d, avant[d.ligne.pk], accords), d.contrat.clause_id
            ).items()
        ),
        batch_size=LOT_SQL,
    )
    return nouvelles, affectations


def _parts_gardees(d: Destination, avant: Mapping[int, Decimal], accords: Sequence[Accord]) -> Mapping[int, Decimal]:
    """The shares of a line that still stand where it goes. A line corrected in its place keeps what was agreed then."""
    if d.contrat.clause_id != d.ligne.contrat.clause_id:
        return {}
    if d.mois.premier_jour == d.ligne.declaration.mois:
        return avant
    admises = clauses_admises(
        accords,
        entreprise=d.ligne.declaration.intervenant.organisation_id,
        clause=d.contrat.clause_id,
        mois=d.mois,
    )
    return ramener_parts(avant, admises, d.contrat.clause_id)


def _complementaires(acteur: Acteur, destinations: Sequence[Destination]) -> list[Declaration]:
    """One new complémentaire by party and month, signed by the office, in the order of the destinations.

    Two lines that would meet on the same contract and site (two sites made one) stand in two of them.
    """
    rangs: dict[tuple[int, Mois], int] = defaultdict(int)
    derniers = (
        Declaration.objects.filter(
            intervenant__in={d.contrat.intervenant_id for d in destinations},
            mois__in={d.mois.premier_jour for d in destinations},
        )
        .order_by()
        .values_list("intervenant_id", "mois")
        .annotate(dernier=models.Max("rang"))
    )
    for intervenant_id, mois, dernier in derniers:
        rangs[(intervenant_id, Mois.depuis(mois))] = dernier
    instant = maintenant()
    vus: dict[tuple[int, Mois, int, int], int] = defaultdict(int)
    neuves: dict[tuple[int, Mois, int], Declaration] = {}
    cles = []
    for d in destinations:
        place = (d.contrat.intervenant_id, d.mois, d.contrat.pk, d.chantier_id)
        vus[place] += 1
        cle = (d.contrat.intervenant_id, d.mois, vus[place])
        cles.append(cle)
        if cle not in neuves:
            clause = d.contrat.clause
            neuves[cle] = Declaration(
                intervenant_id=d.contrat.intervenant_id,
                mois=d.mois.premier_jour,
                rang=rangs[cle[:2]] + vus[place],
                echeance=echeance(periode_de(d.mois, clause.periodicite), clause.jour_echeance),
                premiere_soumission_le=instant,
                soumise_le=instant,
                soumise_par=acteur.utilisateur,
                pour_compte=True,
                cree_le=instant,
            )
    Declaration.objects.bulk_create(neuves.values(), batch_size=LOT_SQL)
    return [neuves[cle] for cle in cles]


def _journaliser(acteur: Acteur, sources: Sequence[LigneHeures], nouvelles: Sequence[LigneHeures], texte: str) -> None:
    instant = maintenant()
    actes = [("deplacer_depuis", ligne) for ligne in sources] + [("deplacer_vers", ligne) for ligne in nouvelles]
    JournalLigne.objects.bulk_create(
        (
            JournalLigne(
                ligne=ligne,
                acte=acte,
                heures=ligne.heures_retenues,
                le=instant,
                auteur=acteur.utilisateur,
                motif_id=ligne.motif_id,
                texte=texte[:500],
            )
            for acte, ligne in actes
        ),
        batch_size=LOT_SQL,
    )
