"""Pooling agreements: signed, ended; a line's hours shared among the obligations they cover, to the hundredth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from clauses.models import (
    Affectation,
    ClauseGlobalisee,
    ClauseInsertion,
    ConventionGlobalisation,
    Intervenant,
    LigneHeures,
)
from clauses.policies import Action, exiger, peut
from clauses.rules.etats import EtatLigne
from clauses.rules.globalisation import verifier_parts
from clauses.selectors.globalisations import parts_possibles
from clauses.services.brouillons import exiger_saisie, journaliser, verrouiller_declaration
from clauses.services.grand_livre import Variations
from clauses.services.journal import exiger_motif, noter_tous
from clauses.services.personnes import fenetre_couvrant
from clauses.services.validation import declaree_a_temps
from entreprises.models import Organisation
from entreprises.policies import Acteur
from socle import presentation
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.horloge import maintenant

ACTE = "repartir"
PARTAGEABLES = frozenset({EtatLigne.BROUILLON, EtatLigne.RENVOYEE, EtatLigne.SOUMISE})


@transaction.atomic
def conclure(
    *,
    acteur: Acteur,
    entreprise: Organisation,
    clauses: Sequence[ClauseInsertion],
    reference: str,
    signee_le: date,
    debut: date,
    fin: date | None = None,
) -> ConventionGlobalisation:
    """Record a signed agreement of a company over two obligations or more, each of which the actor follows.

    Raises RegleViolee when the company is no party of one of the lots, or an agreement covers one of them already.
    """
    liste = list({c.pk: c for c in clauses}.values())
    for clause in liste:
        exiger(acteur, Action.GERER_OBLIGATION, clause)
    if acteur.utilisateur is None:
        raise RegleViolee("Un accord est enregistré par une personne.")
    reference = " ".join(reference.split())[:80]
    if not reference:
        raise RegleViolee("Donnez la référence de l'accord signé.", champ="reference")
    if len(liste) < 2:
        raise RegleViolee("Une globalisation réunit au moins deux obligations.", champ="clauses")
    if fin is not None and fin < debut:
        raise RegleViolee("La fin ne précède pas le début.", champ="fin")
    # Locked in key order: two agreements over the same obligation are written one after the other.
    list(ClauseInsertion.objects.select_for_update(of=("self",)).filter(pk__in=[c.pk for c in liste]).order_by("pk"))
    parties = Intervenant.objects.debiteurs().filter(lot__in=[c.lot_id for c in liste], organisation=entreprise)
    if {p.lot_id for p in parties} != {c.lot_id for c in liste}:
        raise RegleViolee(f"{entreprise} ne doit pas les heures de chacune de ces obligations.", champ="clauses")
    deja = ConventionGlobalisation.objects.filter(entreprise=entreprise, clauses__in=liste).exclude(fin__lt=debut)
    if fin is not None:
        deja = deja.exclude(debut__gt=fin)
    if deja.exists():
        phrase = "Un accord couvre déjà l'une de ces obligations à ces dates : terminez-le d'abord."
        raise RegleViolee(phrase, champ="debut")
    convention = ConventionGlobalisation.objects.create(
        entreprise=entreprise,
        reference=reference,
        signee_le=signee_le,
        debut=debut,
        fin=fin,
        auteur=acteur.utilisateur,
        cree_le=maintenant(),
    )
    ClauseGlobalisee.objects.bulk_create(ClauseGlobalisee(convention=convention, clause=c) for c in liste)
    noter_tous(acteur=acteur, acte="globaliser", clauses=liste, motif=f"{reference}, {entreprise}")
    return convention


@transaction.atomic
def terminer(*, acteur: Acteur, convention: ConventionGlobalisation, le: date, motif: str) -> ConventionGlobalisation:
    """End an agreement on a day: shares written before stay, hours of later months are no longer shared."""
    motif = exiger_motif(motif, "Terminer un accord de globalisation")
    verrou = ConventionGlobalisation.objects.select_for_update().get(pk=convention.pk)
    clauses = list(verrou.clauses.all())
    for clause in clauses:
        exiger(acteur, Action.GERER_OBLIGATION, clause)
    if verrou.fin is not None:
        raise ConflitEcriture("Cet accord a déjà une fin.")
    if le < verrou.debut:
        raise RegleViolee("La fin ne précède pas le début.", champ="le")
    verrou.fin, verrou.fin_motif = le, motif[:300]
    verrou.save(update_fields=["fin", "fin_motif"])
    dit = f"{verrou.reference}, le {presentation.jour(le)} : {motif}"
    noter_tous(acteur=acteur, acte="terminer_globalisation", clauses=clauses, motif=dit)
    return verrou


@transaction.atomic
def repartir(*, acteur: Acteur, ligne: LigneHeures, parts: Mapping[int, Decimal]) -> LigneHeures:
    """Share a line's hours among its obligations (clause key → hours): the sum is exactly what it counts.

    By the firm while the line is its own to write, by the office while it waits; validated hours are moved instead.
    Raises RegleViolee on a wrong sum or an obligation that no agreement covers, DroitRefuse, ConflitEcriture.
    """
    verrouiller_declaration(ligne.declaration)
    verrou = (
        LigneHeures.objects.select_for_update(of=("self",))
        .select_related("declaration__intervenant__lot__marche", "contrat__clause", "contrat__beneficiaire")
        .get(pk=ligne.pk)
    )
    etat = EtatLigne(verrou.etat)
    if etat not in PARTAGEABLES:
        raise ConflitEcriture("Ces heures sont déjà décidées : elles se déplacent, elles ne se répartissent plus.")
    _exiger(acteur, verrou, etat)
    possibles = {vue.clause.pk: vue.clause for vue in parts_possibles(verrou)}
    verifier_parts(verrou.travaillees, parts, possibles)
    _exiger_eligible(verrou, [possibles[clause] for clause, part in parts.items() if part])
    gardees = {clause: part for clause, part in parts.items() if part} or {verrou.contrat.clause_id: verrou.travaillees}
    avant = {a.clause_id: a for a in Affectation.objects.filter(ligne=verrou)}
    if {clause: a.heures for clause, a in avant.items()} == gardees:
        return verrou
    if etat is EtatLigne.SOUMISE and verrou.remplace_id is None:
        _mouvoir(verrou, {clause: a.heures for clause, a in avant.items()}, gardees)
    Affectation.objects.filter(ligne=verrou).exclude(clause__in=gardees).delete()
    for clause, part in gardees.items():
        Affectation.objects.update_or_create(ligne=verrou, clause_id=clause, defaults={"heures": part})
    journaliser(acteur, verrou, ACTE)
    return verrou


def _exiger(acteur: Acteur, ligne: LigneHeures, etat: EtatLigne) -> None:
    if etat is EtatLigne.SOUMISE:
        exiger(acteur, Action.VALIDER, ligne)
    elif not peut(acteur, Action.VALIDER, ligne):
        exiger_saisie(acteur, ligne.declaration.intervenant)
    elif etat not in PARTAGEABLES:
        raise DroitRefuse("Cette ligne ne se répartit pas.")


def _exiger_eligible(ligne: LigneHeures, clauses: Sequence[ClauseInsertion]) -> None:
    """Another référentiel than the contract's asks for the person's window there: its public is not the same."""
    contrat = ligne.contrat
    for clause in clauses:
        if clause.referentiel_id == contrat.clause.referentiel_id:
            continue
        if fenetre_couvrant(contrat.beneficiaire, clause.referentiel, contrat.debut) is None:
            raise RegleViolee(
                f"Cette personne n'est pas validée pour les publics de {clause.lot} : ses heures n'y comptent pas."
            )


def _mouvoir(ligne: LigneHeures, avant: Mapping[int, Decimal], apres: Mapping[int, Decimal]) -> None:
    """The "en vérification" totals follow the shares."""
    variations, a_temps = Variations(), declaree_a_temps(ligne.declaration)
    for parts, signe in ((avant, -1), (apres, 1)):
        for clause, heures in parts.items():
            variations.soumises(clause, ligne.chantier_id, ligne.declaration.mois, heures * signe, a_temps=a_temps)
    variations.appliquer()
