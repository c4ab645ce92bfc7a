"""A company declares its month: submit all its lots at once, nil month, complémentaire, due day, thread.

States live on lines. The draft is written in `brouillons`; alerts are judged at submission.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import models, transaction
from django.db.models.functions import Coalesce

from clauses.models import (
    Affectation,
    ClauseInsertion,
    Declaration,
    Intervenant,
    LigneHeures,
    MessageDeclaration,
)
from clauses.policies import Action, exiger, peut
from clauses.rules.etats import LIGNES_MODIFIABLES, ActeLigne, EtatLigne
from clauses.rules.globalisation import reporter_parts
from clauses.services.brouillons import (
    exiger_saisie,
    journaliser,
    ouvrir_de_rang,
    verifier_heures,
    verrouiller_declaration,
    verrouiller_declarations,
)
from clauses.services.controles import controler_lignes
from clauses.services.grand_livre import Variations
from clauses.services.remplacements import liberer
from clauses.services.validation import changer_etats, declaree_a_temps
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.erreurs import RegleViolee
from socle.horloge import maintenant
from socle.periodes import Mois


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
    verrouillees = verrouiller_declarations([d.pk for d in declarations])
    par_declaration: dict[int, list[LigneHeures]] = defaultdict(list)
    for ligne in (
        LigneHeures.objects.select_for_update(of=("self",)).filter(declaration__in=verrouillees).order_by("pk")
    ):
        par_declaration[ligne.declaration_id].append(ligne)
    for declaration in verrouillees:
        declaration.pour_compte = exiger_saisie(acteur, declaration.intervenant)
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
        for ligne in a_soumettre:
            ligne.declaration = declaration
        toutes += a_soumettre
        soumises.append(declaration)
    if not toutes:
        return []
    _signer(soumises, acteur, instant, neant=False)
    changer_etats(acteur, toutes, ActeLigne.SOUMETTRE)
    # A correction waits under its own name: its hours are already in the totals of the line it replaces.
    nouvelles = {li.pk: li for li in toutes if li.remplace_id is None}
    variations = Variations()
    a_temps = {d.pk: declaree_a_temps(d) for d in soumises}
    parts = Affectation.objects.filter(ligne__parmi=nouvelles).values_list("ligne_id", "clause_id", "heures")
    for ligne_id, clause_id, heures in parts:
        ligne = nouvelles[ligne_id]
        variations.soumises(
            clause_id, ligne.chantier_id, ligne.declaration.mois, heures, a_temps=a_temps[ligne.declaration_id]
        )
    variations.appliquer()
    controler_lignes(toutes)
    return soumises


@transaction.atomic
def declarer_neant(*, acteur: Acteur, intervenants: Sequence[Intervenant], mois: Mois) -> list[Declaration]:
    """Declare "aucune heure" for these parties' month. Raises RegleViolee where hours are already entered."""
    siens = {i.pk: i for i in intervenants}
    pour_compte = {pk: exiger_saisie(acteur, i) for pk, i in siens.items()}
    ouvertes = ouvrir_de_rang(list(siens.values()), mois, rang=0, pour_compte=pour_compte)
    declarees = verrouiller_declarations([d.pk for d in ouvertes.values()])
    for declaration in declarees:
        declaration.pour_compte = pour_compte[declaration.intervenant_id]
    lignes = list(LigneHeures.objects.filter(declaration__in=declarees).select_related("declaration").order_by("pk"))
    for ligne in lignes:
        if ligne.etat != EtatLigne.BROUILLON or ligne.heures > ZERO:
            lot = siens[ligne.declaration.intervenant_id].lot
            raise RegleViolee(f"Des heures sont déjà saisies pour {lot} en {mois}.")
    if lignes:
        LigneHeures.objects.filter(pk__in=[ligne.pk for ligne in lignes]).delete()
    _signer(declarees, acteur, maintenant(), neant=True)
    return declarees


@transaction.atomic
def ouvrir_complementaire(*, acteur: Acteur, declaration: Declaration) -> Declaration:
    """A complémentaire of a submitted month: its lines will hold the new totals."""
    declaration = verrouiller_declaration(declaration)
    exiger_saisie(acteur, declaration.intervenant)
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
    ouvertes = ouvrir_de_rang(
        [declaration.intervenant], Mois.depuis(declaration.mois), rang=dernier + 1, pour_compte={}
    )
    return ouvertes[declaration.intervenant_id]


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
    complementaire = verrouiller_declaration(complementaire)
    exiger_saisie(acteur, complementaire.intervenant)
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
    liberer(acteur=acteur, originales=[originale])
    if not EtatLigne(originale.etat).comptee or LigneHeures.objects.filter(remplace=originale).exists():
        raise RegleViolee("Seule une ligne validée, pas encore corrigée, se corrige ainsi.")
    verifier_heures(heures, non_travaillees)
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
    avant = Affectation.objects.filter(ligne=originale).order_by("pk").values_list("clause_id", "heures")
    parts = reporter_parts(ligne.travaillees, dict(avant), originale.contrat.clause_id)
    Affectation.objects.bulk_create(Affectation(ligne=ligne, clause_id=c, heures=h) for c, h in parts.items())
    journaliser(acteur, ligne, "creer")
    return ligne


@transaction.atomic
def reporter_echeance(*, acteur: Acteur, declaration: Declaration, jour: date, motif: str) -> Declaration:
    """Extend the due day of a month, with a reason; hours waiting are counted again as in time or not."""
    declaration = verrouiller_declaration(declaration)
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
    avant = declaree_a_temps(declaration)
    Declaration.objects.filter(pk=declaration.pk).update(
        echeance_reportee=jour, report_motif=motif, report_par=acteur.utilisateur
    )
    declaration.refresh_from_db()
    for ligne in lignes:
        ligne.declaration = declaration
    apres = declaree_a_temps(declaration)
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


def _signer(declarations: Sequence[Declaration], acteur: Acteur, instant: datetime, *, neant: bool) -> None:
    """Sent, by whom, when, for itself or not (`pour_compte`, set); lateness keeps the first time (model.md 2)."""
    for valeur in sorted({d.pour_compte for d in declarations}):
        Declaration.objects.filter(pk__in=[d.pk for d in declarations if d.pour_compte is valeur]).update(
            neant=neant,
            soumise_le=instant,
            soumise_par=acteur.utilisateur,
            premiere_soumission_le=Coalesce("premiere_soumission_le", models.Value(instant)),
            pour_compte=valeur,
            revision=models.F("revision") + 1,
        )
    for declaration in declarations:
        declaration.neant = neant
        declaration.soumise_le = instant
        declaration.soumise_par = acteur.utilisateur
        declaration.premiere_soumission_le = declaration.premiere_soumission_le or instant
        declaration.revision += 1


def lignes_par_uuid(uuids: Sequence[UUID]) -> list[LigneHeures]:
    """Lines by public key, in key order."""
    return list(LigneHeures.objects.filter(uuid__in=uuids).order_by("pk"))
