"""A company declares its month: open, save the draft, submit all its lots at once, nil month, thread.

States live on lines. Nothing typed is refused for its meaning: only unreadable values and organisations
that are not a party are walls; everything else is an alert, judged at submission.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import models, transaction

from clauses.models import (
    Affectation,
    ClauseInsertion,
    ContratTravail,
    Declaration,
    Intervenant,
    JournalLigne,
    LigneHeures,
    LotChantier,
    MessageDeclaration,
)
from clauses.policies import Action, exiger, peut
from clauses.rules.etats import LIGNES_MODIFIABLES, ActeLigne, EtatLigne
from clauses.rules.vocabulaire import OrigineLigne
from clauses.services.controles import controler_lignes
from clauses.services.grand_livre import Variations
from clauses.services.validation import changer_etats, declaree_a_temps
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import aujourdhui, maintenant
from socle.periodes import Mois, echeance, periode_de


@dataclass(frozen=True)
class SaisieLigne:
    """One cell of the grid: hours of a work contract on a site. `heures` None: the cell is empty (not zero)."""

    contrat: ContratTravail
    chantier_id: int
    heures: Decimal | None
    non_travaillees: Decimal = ZERO
    origine: OrigineLigne = OrigineLigne.GRILLE


@transaction.atomic
def ouvrir(*, acteur: Acteur, intervenant: Intervenant, mois: Mois) -> Declaration:
    """The month of a party (rang 0), created when absent; its due day comes from the clause."""
    _exiger_saisie(acteur, intervenant)
    return _ouvrir(intervenant, mois, rang=0, pour_compte=not peut(acteur, Action.DECLARER, intervenant))


@transaction.atomic
def enregistrer_brouillon(
    *, acteur: Acteur, declaration: Declaration, saisies: Sequence[SaisieLigne], revision: int | None = None
) -> Declaration:
    """Save the cells of a month: modifiable lines are written, emptied draft lines are removed.

    Cells of lines already submitted or decided must be unchanged (a change there is a complémentaire).
    `revision`: the one the page was read with; ConflitEcriture when somebody saved in between.
    """
    declaration = _verrouiller_declaration(declaration)
    if _exiger_saisie(acteur, declaration.intervenant):
        # Whoever writes decides the origin, whoever opened the month: it is what asks for a second look.
        saisies = [replace(saisie, origine=OrigineLigne.POUR_COMPTE) for saisie in saisies]
    if revision is not None and revision != declaration.revision:
        raise ConflitEcriture(
            "Cette déclaration a été enregistrée entre-temps par quelqu'un d'autre : comparez avant de recommencer."
        )
    existantes = {
        (li.contrat_id, li.chantier_id): li for li in declaration.lignes.select_related("contrat").order_by("pk")
    }
    sites = set(
        LotChantier.objects.filter(lot_id=declaration.intervenant.lot_id)
        .order_by()
        .values_list("chantier_id", flat=True)
    )
    instant = maintenant()
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
    _creer_lignes(acteur, declaration, nouvelles)
    Declaration.objects.filter(pk=declaration.pk).update(
        brouillon_le=instant, revision=models.F("revision") + 1, neant=False
    )
    declaration.refresh_from_db()
    return declaration


@transaction.atomic
def soumettre(
    *, acteur: Acteur, declarations: Iterable[Declaration], seulement: Collection[int] | None = None
) -> list[Declaration]:
    """Submit months: every draft and sent-back line becomes SOUMISE, totals and alerts follow.

    One call submits the company's whole month, one declaration per lot; `seulement` (keys of lines) leaves the
    other lines as they are, so that one corrected line does not take with it those not corrected yet. Raises
    RegleViolee for a month without any line (a month without hours is declared as such).
    """
    instant = maintenant()
    soumises: list[Declaration] = []
    toutes: list[LigneHeures] = []
    verrouillees = _verrouiller_declarations([d.pk for d in declarations])
    par_declaration: dict[int, list[LigneHeures]] = defaultdict(list)
    for ligne in (
        LigneHeures.objects.select_for_update(of=("self",))
        .filter(declaration__in=verrouillees)
        .select_related("contrat")
        .order_by("pk")
    ):
        par_declaration[ligne.declaration_id].append(ligne)
    for declaration in verrouillees:
        _exiger_saisie(acteur, declaration.intervenant)
        lignes = par_declaration[declaration.pk]
        a_soumettre = [
            li
            for li in lignes
            if EtatLigne(li.etat) in LIGNES_MODIFIABLES and (seulement is None or li.pk in seulement)
        ]
        if not lignes:
            raise RegleViolee(
                f"Aucune heure saisie pour {declaration.intervenant.lot} : saisissez-les ou déclarez « aucune heure »."
            )
        if not a_soumettre:
            continue
        _signer(declaration, acteur, instant, neant=False)
        for ligne in a_soumettre:
            ligne.declaration = declaration
        toutes += a_soumettre
        soumises.append(declaration)
    if not toutes:
        return []
    changer_etats(acteur, toutes, ActeLigne.SOUMETTRE)
    # A correction waits under its own name: its hours are already in the totals of the line it replaces.
    nouvelles = {li.pk: li for li in toutes if li.remplace_id is None}
    variations = Variations()
    for affectation in Affectation.objects.filter(ligne__in=list(nouvelles)):
        ligne = nouvelles[affectation.ligne_id]
        variations.soumises(
            affectation.clause_id,
            ligne.chantier_id,
            ligne.declaration.mois,
            affectation.heures,
            a_temps=declaree_a_temps(ligne),
        )
    variations.appliquer()
    controler_lignes(toutes)
    return soumises


@transaction.atomic
def declarer_neant(*, acteur: Acteur, intervenants: Sequence[Intervenant], mois: Mois) -> list[Declaration]:
    """Declare "aucune heure" for these parties' month. Raises RegleViolee where hours are already entered."""
    declarees = []
    instant = maintenant()
    for intervenant in sorted(intervenants, key=lambda i: i.pk):
        _exiger_saisie(acteur, intervenant)
        declaration = _verrouiller_declaration(
            _ouvrir(intervenant, mois, rang=0, pour_compte=not peut(acteur, Action.DECLARER, intervenant))
        )
        if (
            declaration.lignes.exclude(etat=EtatLigne.BROUILLON).exists()
            or declaration.lignes.filter(heures__gt=ZERO).exists()
        ):
            raise RegleViolee(f"Des heures sont déjà saisies pour {intervenant.lot} en {mois}.")
        declaration.lignes.all().delete()
        _signer(declaration, acteur, instant, neant=True)
        declarees.append(declaration)
    return declarees


@transaction.atomic
def ouvrir_complementaire(*, acteur: Acteur, declaration: Declaration) -> Declaration:
    """A complémentaire of a submitted month: its lines will hold the new totals."""
    declaration = _verrouiller_declaration(declaration)
    _exiger_saisie(acteur, declaration.intervenant)
    if declaration.soumise_le is None:
        raise RegleViolee("Ce mois n'est pas encore transmis : modifiez-le directement.")
    ouverte = (
        Declaration.objects.filter(
            intervenant=declaration.intervenant, mois=declaration.mois, rang__gte=1, soumise_le__isnull=True
        )
        .order_by("rang")
        .first()
    )
    if ouverte is not None:
        return ouverte
    dernier = Declaration.objects.filter(intervenant=declaration.intervenant, mois=declaration.mois).aggregate(
        rang=models.Max("rang")
    )["rang"]
    return _ouvrir(declaration.intervenant, Mois.depuis(declaration.mois), rang=dernier + 1, pour_compte=False)


@transaction.atomic
def corriger_ligne(
    *,
    acteur: Acteur,
    complementaire: Declaration,
    originale: LigneHeures,
    heures: Decimal,
    non_travaillees: Decimal = ZERO,
) -> LigneHeures:
    """In a complémentaire, the new total of a line already decided; counted by counter-entry once accepted."""
    complementaire = _verrouiller_declaration(complementaire)
    _exiger_saisie(acteur, complementaire.intervenant)
    if complementaire.rang == 0 or complementaire.soumise_le is not None:
        raise RegleViolee("La correction d'un mois transmis passe par une déclaration complémentaire ouverte.")
    originale = (
        LigneHeures.objects.select_for_update(of=("self",))
        .select_related("declaration", "contrat")
        .get(pk=originale.pk)
    )
    if (originale.declaration.intervenant_id, originale.declaration.mois) != (
        complementaire.intervenant_id,
        complementaire.mois,
    ):
        raise RegleViolee("Une correction porte sur le même mois et le même lot.")
    if not EtatLigne(originale.etat).comptee or LigneHeures.objects.filter(remplace=originale).exists():
        raise RegleViolee("Seule une ligne validée, pas encore corrigée, se corrige ainsi.")
    _verifier_heures(heures, non_travaillees)
    ligne = LigneHeures.objects.create(
        declaration=complementaire,
        contrat=originale.contrat,
        chantier_id=originale.chantier_id,
        heures=heures,
        heures_non_travaillees=non_travaillees,
        remplace=originale,
        saisie_par=acteur.utilisateur,
        modifiee_le=maintenant(),
    )
    Affectation.objects.create(ligne=ligne, clause_id=originale.contrat.clause_id, heures=heures - non_travaillees)
    _journaliser(acteur, ligne, "creer")
    return ligne


@transaction.atomic
def reporter_echeance(*, acteur: Acteur, declaration: Declaration, jour: date, motif: str) -> Declaration:
    """Extend the due day of a month, with a reason; hours waiting are counted again as in time or not."""
    declaration = _verrouiller_declaration(declaration)
    exiger(acteur, Action.REPORTER_ECHEANCE, declaration)
    if not motif.strip():
        raise RegleViolee("Reporter une échéance demande un motif.", champ="motif")
    if jour < declaration.echeance:
        raise RegleViolee("L'échéance ne se reporte qu'à une date postérieure.", champ="jour")
    lignes = list(declaration.lignes.filter(etat=EtatLigne.SOUMISE).select_related("declaration").order_by("pk"))
    variations = Variations()
    affectations = list(
        Affectation.objects.filter(ligne__in=lignes, ligne__remplace__isnull=True).select_related("ligne")
    )
    avant = bool(lignes) and declaree_a_temps(lignes[0])
    Declaration.objects.filter(pk=declaration.pk).update(
        echeance_reportee=jour, report_motif=motif, report_par=acteur.utilisateur
    )
    declaration.refresh_from_db()
    for ligne in lignes:
        ligne.declaration = declaration
    apres = bool(lignes) and declaree_a_temps(lignes[0])
    if avant != apres:
        for a in affectations:
            cle = (a.clause_id, a.ligne.chantier_id, declaration.mois)
            variations.soumises(*cle, -a.heures, a_temps=avant)
            variations.soumises(*cle, a.heures, a_temps=apres)
    variations.appliquer()
    return declaration


@transaction.atomic
def ecrire_message(*, acteur: Acteur, declaration: Declaration, texte: str) -> MessageDeclaration:
    """Add a message to a month's thread."""
    exiger(acteur, Action.ECRIRE_MESSAGE, declaration)
    if not texte.strip():
        raise RegleViolee("Écrivez votre message.", champ="texte")
    return MessageDeclaration.objects.create(
        declaration=declaration,
        auteur=acteur.utilisateur,
        de_l_office=peut(acteur, Action.VALIDER, declaration),
        texte=texte.strip(),
        envoye_le=maintenant(),
    )


@transaction.atomic
def marquer_lus(*, acteur: Acteur, declaration: Declaration) -> int:
    """Mark as read the messages of the other side; how many."""
    exiger(acteur, Action.ECRIRE_MESSAGE, declaration)
    cote_office = peut(acteur, Action.VALIDER, declaration)
    return declaration.messages.filter(lu_le__isnull=True, de_l_office=not cote_office).update(lu_le=maintenant())


def mois_a_declarer(clause: ClauseInsertion, jour: date) -> Mois:
    """The month that a company is expected to declare on a day: the one that ended last."""
    return Mois.depuis(jour).precedent()


def _exiger_saisie(acteur: Acteur, intervenant: Intervenant) -> bool:
    """Own entry (False), or saisie pour le compte by the lead or the office (True); DroitRefuse for anybody else."""
    if peut(acteur, Action.DECLARER, intervenant):
        return False
    exiger(acteur, Action.DECLARER_POUR_COMPTE, intervenant)
    return True


def _ouvrir(intervenant: Intervenant, mois: Mois, *, rang: int, pour_compte: bool) -> Declaration:
    clause = ClauseInsertion.objects.filter(lot_id=intervenant.lot_id).exclude(etat="ANNULEE").order_by("pk").first()
    if clause is None or clause.etat == "BROUILLON":
        raise RegleViolee("Ce lot n'a pas de clause d'insertion active : rien n'est à déclarer.")
    if mois > Mois.depuis(aujourdhui()):
        raise RegleViolee("Un mois à venir ne se déclare pas encore.")
    declaration, _ = Declaration.objects.get_or_create(
        intervenant=intervenant,
        mois=mois.premier_jour,
        rang=rang,
        defaults={
            "echeance": echeance(periode_de(mois, clause.periodicite), clause.jour_echeance),
            "pour_compte": pour_compte,
            "cree_le": maintenant(),
        },
    )
    return declaration


def _verrouiller_declaration(declaration: Declaration) -> Declaration:
    verrouillees = _verrouiller_declarations([declaration.pk])
    if not verrouillees:
        raise Declaration.DoesNotExist
    return verrouillees[0]


def _verrouiller_declarations(pks: Sequence[int]) -> list[Declaration]:
    """These months, locked in key order."""
    return list(
        Declaration.objects.select_for_update(of=("self",))
        .select_related("intervenant__lot__marche", "intervenant__organisation")
        .filter(pk__in=pks)
        .order_by("pk")
    )


def _signer(declaration: Declaration, acteur: Acteur, instant, *, neant: bool) -> None:
    declaration.neant = neant
    declaration.soumise_le = instant
    declaration.soumise_par = acteur.utilisateur
    declaration.premiere_soumission_le = declaration.premiere_soumission_le or instant
    declaration.pour_compte = not peut(acteur, Action.DECLARER, declaration.intervenant)
    declaration.revision += 1
    Declaration.objects.filter(pk=declaration.pk).update(
        neant=neant,
        soumise_le=instant,
        soumise_par=acteur.utilisateur,
        premiere_soumission_le=declaration.premiere_soumission_le,
        pour_compte=declaration.pour_compte,
        revision=declaration.revision,
    )


def _verifier_saisie(saisie: SaisieLigne, declaration: Declaration, sites: set[int]) -> None:
    if saisie.contrat.intervenant_id != declaration.intervenant_id:
        raise RegleViolee("Ce contrat de travail relève d'une autre entreprise ou d'un autre lot.")
    if saisie.chantier_id not in sites:
        raise RegleViolee("Ce chantier n'est pas un chantier du lot.")
    if saisie.heures is not None:
        _verifier_heures(saisie.heures, saisie.non_travaillees)


def _verifier_heures(heures: Decimal, non_travaillees: Decimal) -> None:
    if heures < ZERO or non_travaillees < ZERO:
        raise RegleViolee("Les heures ne sont pas négatives.", champ="heures")
    if non_travaillees > heures:
        raise RegleViolee("Les heures non travaillées font partie des heures payées.", champ="heures_non_travaillees")
    if heures > Decimal("744"):
        raise RegleViolee("Un mois n'a pas plus de 744 heures : vérifiez la saisie.", champ="heures")


def _creer_lignes(acteur: Acteur, declaration: Declaration, saisies: Sequence[SaisieLigne]) -> None:
    """Insert the new cells by set: lines, their allotment to the contract's clause, their journal."""
    if len({(s.contrat.pk, s.chantier_id) for s in saisies}) < len(saisies):
        raise RegleViolee("La même personne est saisie deux fois sur le même chantier.")
    instant = maintenant()
    lignes = LigneHeures.objects.bulk_create(
        LigneHeures(
            declaration=declaration,
            contrat=saisie.contrat,
            chantier_id=saisie.chantier_id,
            heures=saisie.heures,
            heures_non_travaillees=saisie.non_travaillees,
            origine=saisie.origine,
            saisie_par=acteur.utilisateur,
            modifiee_le=instant,
        )
        for saisie in saisies
    )
    Affectation.objects.bulk_create(
        Affectation(ligne=ligne, clause_id=ligne.contrat.clause_id, heures=ligne.travaillees) for ligne in lignes
    )
    JournalLigne.objects.bulk_create(
        JournalLigne(ligne=ligne, acte="creer", heures=ligne.travaillees, le=instant, auteur=acteur.utilisateur)
        for ligne in lignes
    )


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
    Affectation.objects.filter(ligne=ligne).update(heures=ligne.travaillees)
    if ligne.etat == EtatLigne.RENVOYEE:
        _journaliser(acteur, ligne, ActeLigne.CORRIGER)


def _retirer_ligne(acteur: Acteur, ligne: LigneHeures) -> None:
    """Empty cell: a draft disappears; a sent-back line goes to zero and stays, with its thread."""
    if ligne.etat == EtatLigne.BROUILLON and not ligne.journal.exclude(acte="creer").exists():
        ligne.delete()
        return
    zero = SaisieLigne(contrat=ligne.contrat, chantier_id=ligne.chantier_id, heures=ZERO)
    if (ligne.heures, ligne.heures_non_travaillees) != (ZERO, ZERO):
        _modifier_ligne(acteur, ligne, zero)


def _journaliser(acteur: Acteur, ligne: LigneHeures, acte: str) -> None:
    JournalLigne.objects.create(
        ligne=ligne,
        acte=acte,
        heures=ligne.travaillees,
        le=maintenant(),
        auteur=acteur.utilisateur,
    )


def lignes_par_uuid(uuids: Sequence[UUID]) -> list[LigneHeures]:
    """Lines by public key, in key order."""
    return list(LigneHeures.objects.filter(uuid__in=uuids).order_by("pk"))
