"""The office decides lines: validate, validate in part, send back, refuse, and undo by counter-entry.

One use case is one transaction: lines locked in key order, state checked by the table, row changed on
condition of the state read, ledger and totals written, journal signed. Two people on the same month:
the first is counted, the second is told (TransitionInterdite) and nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F

from clauses.models import Affectation, Alerte, Declaration, JournalLigne, LigneHeures, Motif, MouvementHeures
from clauses.policies import Action, exiger
from clauses.rules.etats import LIGNES_COMPTEES, TABLE_LIGNE, ActeLigne, EtatLigne
from clauses.rules.obligation import repartir
from clauses.rules.vocabulaire import NatureMouvementHeures, OrigineLigne
from clauses.services import avis_renvois
from clauses.services.controles import recontroler_cumuls
from clauses.services.grand_livre import Ecriture, Variations, inscrire, verrouiller_clauses
from clauses.services.remplacements import exiger_sans_suite
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.erreurs import ConflitEcriture, RegleViolee, TransitionInterdite
from socle.horloge import en_paris, maintenant
from socle.lots import inserer, inserer_depuis

HEURES_CHANGEES = frozenset(
    {
        ActeLigne.RENVOYER,
        ActeLigne.REFUSER,
        ActeLigne.RETIRER,
        ActeLigne.VALIDER_PARTIELLEMENT,
        ActeLigne.ANNULER_VALIDATION,
        ActeLigne.ANNULER_REFUS,
    }
)
"""Acts after which a line weighs less, or more, in its person's month: other companies' lines are judged again."""


class Part(NamedTuple):
    """An allotment as validation reads it: hours of a line for a clause, under the ledger's key."""

    ligne_id: int
    clause_id: int
    heures: Decimal
    cle: UUID


@dataclass
class ResultatValidation:
    """What a bulk validation did: lines validated, and those left aside with a French reason."""

    validees: list[LigneHeures] = field(default_factory=list)
    ecartees: list[tuple[LigneHeures, str]] = field(default_factory=list)


@transaction.atomic
def valider(*, acteur: Acteur, lignes: Sequence[UUID], derogation: str = "") -> list[LigneHeures]:
    """Validate lines whole: all of them or none.

    A line with an active blocking alert needs `derogation`, the facilitator's reason, which lifts its alerts.
    Raises TransitionInterdite when a line is no longer waiting, RegleViolee on a block without reason.
    """
    verrouillees = verrouiller_lignes(lignes)
    _exiger_toutes(acteur, Action.VALIDER, verrouillees)
    _attendues(verrouillees, ActeLigne.VALIDER)
    _exiger_un_autre_regard(acteur, verrouillees, derogation)
    _lever_ou_refuser(acteur, verrouillees, derogation)
    return _retenir(
        acteur,
        [(ligne, ligne.travaillees) for ligne in verrouillees],
        ActeLigne.VALIDER,
        texte=derogation.strip() if any(saisie_par_lui(acteur, ligne) for ligne in verrouillees) else "",
    )


@transaction.atomic
def valider_en_lot(*, acteur: Acteur, lignes: Sequence[UUID]) -> ResultatValidation:
    """Validate those of these lines that still wait and carry no alert but information; say why for the others."""
    verrouillees = verrouiller_lignes(lignes)
    _exiger_toutes(acteur, Action.VALIDER, verrouillees)
    alertees = set(
        Alerte.objects.actives()
        .filter(ligne__parmi=verrouillees)
        .exclude(gravite="INFO")
        .values_list("ligne_id", flat=True)
    )
    resultat = ResultatValidation()
    retenues = []
    for ligne in verrouillees:
        if ligne.etat != EtatLigne.SOUMISE:
            resultat.ecartees.append((ligne, "Cette ligne n'est plus en attente."))
        elif saisie_par_lui(acteur, ligne):
            resultat.ecartees.append((ligne, "Vous avez saisi ces heures pour l'entreprise : examinez-les une à une."))
        elif ligne.pk in alertees:
            resultat.ecartees.append((ligne, "Une alerte demande un examen ligne à ligne."))
        else:
            retenues.append((ligne, ligne.travaillees))
    resultat.validees = _retenir(acteur, retenues, ActeLigne.VALIDER)
    return resultat


@transaction.atomic
def valider_partiellement(
    *, acteur: Acteur, ligne: UUID, heures: Decimal, motif: Motif, texte: str, derogation: str = ""
) -> LigneHeures:
    """Keep only part of a line's hours, with a coded reason and an explanation.

    Raises RegleViolee when the hours are negative, or not fewer than asked.
    """
    verrouillees = verrouiller_lignes([ligne])
    _exiger_toutes(acteur, Action.VALIDER, verrouillees)
    _attendues(verrouillees, ActeLigne.VALIDER_PARTIELLEMENT)
    _motiver(texte)
    cible = verrouillees[0]
    if not ZERO <= heures < cible.travaillees:
        raise RegleViolee(
            "Les heures retenues sont moins nombreuses que les heures demandées, et jamais négatives.", champ="heures"
        )
    _exiger_un_autre_regard(acteur, verrouillees, derogation)
    _lever_ou_refuser(acteur, verrouillees, derogation)
    return _retenir(acteur, [(cible, heures)], ActeLigne.VALIDER_PARTIELLEMENT, motif=motif, texte=texte)[0]


@transaction.atomic
def renvoyer(*, acteur: Acteur, lignes: Sequence[UUID], motif: Motif, texte: str) -> list[LigneHeures]:
    """Send lines back to the contractor for correction, with a coded reason and an explanation; the firm is told."""
    renvoyees = _ecarter(acteur, lignes, ActeLigne.RENVOYER, motif, texte)
    avis_renvois.demander(renvoyees)
    return renvoyees


@transaction.atomic
def refuser(*, acteur: Acteur, lignes: Sequence[UUID], motif: Motif, texte: str) -> list[LigneHeures]:
    """Refuse lines, with a coded reason and an explanation."""
    return _ecarter(acteur, lignes, ActeLigne.REFUSER, motif, texte)


@transaction.atomic
def annuler_validation(*, acteur: Acteur, lignes: Sequence[UUID], texte: str) -> list[LigneHeures]:
    """Undo validations by counter-entries; the lines wait again. A replaced original counts again."""
    verrouillees = verrouiller_lignes(lignes)
    _exiger_toutes(acteur, Action.VALIDER, verrouillees)
    _attendues(verrouillees, ActeLigne.ANNULER_VALIDATION)
    _motiver(texte)
    if any(ligne.corrigee for ligne in verrouillees):
        raise TransitionInterdite("Cette ligne a été corrigée depuis : annulez d'abord la correction.")
    variations = Variations()
    affectations = affectations_de(verrouillees)
    verrouiller_clauses(a.clause_id for a in affectations)
    ecritures = contre_ecritures(verrouillees, affectations, variations, motif_code="annulation", texte=texte)
    par_ligne = _par_ligne(affectations)
    for ligne in verrouillees:
        for affectation in par_ligne.get(ligne.pk, []) if ligne.remplace_id is None else []:
            variations.soumises(
                affectation.clause_id,
                ligne.chantier_id,
                ligne.declaration.mois,
                affectation.heures,
                a_temps=declaree_a_temps(ligne.declaration),
            )
    retenues = {ligne.pk: ligne.heures_retenues for ligne in verrouillees}
    changer_etats(acteur, verrouillees, ActeLigne.ANNULER_VALIDATION, texte=texte, heures=retenues)
    originaux = [ligne.remplace for ligne in verrouillees if ligne.remplace_id]
    ecritures += _reinscrire(originaux, variations)
    inscrire(ecritures=ecritures, auteur=acteur.utilisateur)
    variations.appliquer()
    return verrouillees


@transaction.atomic
def annuler_refus(*, acteur: Acteur, lignes: Sequence[UUID], texte: str) -> list[LigneHeures]:
    """Take back a refusal: the lines wait again."""
    verrouillees = verrouiller_lignes(lignes)
    _exiger_toutes(acteur, Action.VALIDER, verrouillees)
    _attendues(verrouillees, ActeLigne.ANNULER_REFUS)
    _motiver(texte)
    exiger_sans_suite(verrouillees)
    variations = Variations()
    changer_etats(acteur, verrouillees, ActeLigne.ANNULER_REFUS, texte=texte)
    _compter_soumises(verrouillees, variations, signe=1)
    variations.appliquer()
    return verrouillees


def declaree_a_temps(declaration: Declaration) -> bool:
    """The month was first submitted on or before its due day (extended where a facilitator said so)."""
    if declaration.premiere_soumission_le is None:
        return False
    return en_paris(declaration.premiere_soumission_le).date() <= declaration.echeance_effective


def changer_etats(
    acteur: Acteur,
    lignes: Sequence[LigneHeures],
    acte: ActeLigne,
    *,
    motif: Motif | None = None,
    texte: str = "",
    heures: Mapping[int, Decimal | None] | None = None,
    retenues: Decimal | None = None,
) -> None:
    """The only writer of a line's state: by the table, by set, on condition of the state read, with its journal.

    Validated lines keep their hours worked, or `retenues` for all of them. Raises TransitionInterdite when
    the table refuses one, ConflitEcriture when somebody wrote in between (the caller's transaction is undone).
    """
    instant = maintenant()
    groupes: dict[tuple[EtatLigne, int], list[LigneHeures]] = {}
    for ligne in lignes:
        groupes.setdefault((EtatLigne(ligne.etat), ligne.version), []).append(ligne)
    for (de, version), siennes in groupes.items():
        vers = EtatLigne(TABLE_LIGNE.appliquer(de, acte))
        comptee = vers in LIGNES_COMPTEES
        motivee = vers in (EtatLigne.RENVOYEE, EtatLigne.REFUSEE, EtatLigne.PARTIELLE)
        champs: dict[str, Any] = {
            "etat": vers,
            "version": version + (1 if comptee else 0),
            "validee_par": acteur.utilisateur if comptee else None,
            "validee_le": instant if comptee else None,
            "motif": motif if motivee else None,
            "motif_texte": texte if motivee else "",
            "modifiee_le": instant,
        }
        gardees: Any = None
        if comptee:
            gardees = F("heures") - F("heures_non_travaillees") if retenues is None else retenues
        touchees = LigneHeures.objects.filter(pk__parmi=siennes, etat=de, version=version).update(
            **champs, heures_retenues=gardees
        )
        if touchees != len(siennes):
            raise ConflitEcriture("Une ligne vient d'être modifiée par quelqu'un d'autre : rechargez la page.")
        for ligne in siennes:
            for champ, valeur in champs.items():
                setattr(ligne, champ, valeur)
            ligne.heures_retenues = (ligne.travaillees if retenues is None else retenues) if comptee else None
        signature = {"acte": acte, "de": de, "vers": vers, "le": instant, "motif": motif, "texte": texte}
        _journaliser(siennes, signature | {"auteur": acteur.utilisateur}, heures)
    if acte in HEURES_CHANGEES:
        recontroler_cumuls(lignes)


def _journaliser(
    lignes: Sequence[LigneHeures], signature: Mapping[str, Any], heures: Mapping[int, Decimal | None] | None
) -> None:
    """The log of these lines, all signed alike; the hours said are those asked, or `heures`."""
    if heures is None:
        source = LigneHeures.objects.filter(pk__parmi=lignes)
        inserer_depuis(JournalLigne, source, {"ligne": F("pk"), "heures": F("heures_a_compter"), **signature})
        return
    inserer(JournalLigne, (JournalLigne(ligne_id=li.pk, heures=heures.get(li.pk), **signature) for li in lignes))


def contre_ecritures(
    lignes: Sequence[LigneHeures],
    affectations: Sequence[Part | Affectation],
    variations: Variations,
    *,
    motif_code: str,
    texte: str = "",
) -> list[Ecriture]:
    """Counter-entries of the rows in force of these validated lines, and the fall of the totals."""
    versions = {ligne.pk: ligne.version for ligne in lignes}
    par_cle = {a.cle: a for a in affectations if a.ligne_id in versions}
    rangs = (
        MouvementHeures.objects.filter(cle_ligne__parmi=par_cle)
        .exclude(nature=NatureMouvementHeures.CONTREPASSATION)
        .order_by("pk")
    )
    personnes = {ligne.pk: ligne.contrat.beneficiaire_id for ligne in lignes}
    ecritures = []
    for rang in rangs:
        affectation = par_cle[rang.cle_ligne]
        if rang.version != versions[affectation.ligne_id]:
            continue
        ecritures.append(
            Ecriture(
                clause_id=rang.clause_id,
                chantier_id=rang.chantier_id,
                mois=rang.mois,
                heures=-rang.heures,
                nature=NatureMouvementHeures.CONTREPASSATION,
                version=rang.version,
                cle_ligne=rang.cle_ligne,
                motif_code=motif_code,
                contrepasse=rang,
                beneficiaire_id=personnes[affectation.ligne_id],
                texte=texte,
            )
        )
        variations.validees(rang.clause_id, rang.chantier_id, rang.mois, -rang.heures)
    return ecritures


def ecritures_de_validation(
    ligne: LigneHeures, affectations: Sequence[Part | Affectation], retenues: Decimal, variations: Variations
) -> list[Ecriture]:
    """Rows that count the retained hours of a line, shared over its allotments, and the rise of the totals."""
    siennes = [a for a in affectations if a.ligne_id == ligne.pk]
    poids = [a.heures for a in siennes]
    if len(siennes) == 1:
        parts = [retenues] if poids[0] else [ZERO]
    else:
        parts = repartir(retenues, poids) if any(poids) else [ZERO for _ in siennes]
    ecritures = []
    for affectation, part in zip(siennes, parts, strict=True):
        ecritures.append(
            Ecriture(
                clause_id=affectation.clause_id,
                chantier_id=ligne.chantier_id,
                mois=ligne.declaration.mois,
                heures=part,
                nature=NatureMouvementHeures.VALIDATION,
                version=ligne.version,
                cle_ligne=affectation.cle,
                beneficiaire_id=ligne.contrat.beneficiaire_id,
            )
        )
        variations.validees(affectation.clause_id, ligne.chantier_id, ligne.declaration.mois, part)
    return ecritures


def verrouiller_lignes(uuids: Sequence[UUID]) -> list[LigneHeures]:
    """The lines, locked in key order; raises RegleViolee when one is missing.

    Months, contracts and originals are read once each for all their lines, after the lock.
    """
    demandes = list(dict.fromkeys(uuids))
    lignes = list(
        LigneHeures.objects.select_for_update(of=("self",))
        .filter(uuid__parmi=demandes)
        .prefetch_related(
            "declaration__intervenant__lot__marche",
            "contrat",
            "remplace__declaration",
            "remplace__contrat",
        )
        .order_by("pk")
    )
    corrections = {li.remplace_id: li for li in LigneHeures.objects.filter(remplace__parmi=lignes)}
    for ligne in lignes:
        LigneHeures.remplacee_par.related.set_cached_value(ligne, corrections.get(ligne.pk))
    if len(lignes) != len(demandes):
        raise RegleViolee("Une ligne demandée n'existe pas.")
    return lignes


def _exiger_toutes(acteur: Acteur, action: Action, lignes: Sequence[LigneHeures]) -> None:
    vus: set[int] = set()
    for ligne in lignes:
        office = ligne.declaration.intervenant.lot.marche.office_id
        if office not in vus:
            exiger(acteur, action, ligne)
            vus.add(office)


def _attendues(lignes: Sequence[LigneHeures], acte: ActeLigne) -> None:
    """Refuse before any write when one line is not in a state that allows the act."""
    for ligne in lignes:
        TABLE_LIGNE.appliquer(EtatLigne(ligne.etat), acte)


def _motiver(texte: str) -> None:
    if not texte.strip():
        raise RegleViolee("Expliquez votre décision en une phrase.", champ="texte")


def affectations_de(lignes: Sequence[LigneHeures]) -> list[Part]:
    """The allotments of these lines, in the order of lines."""
    rangs = Affectation.objects.filter(ligne__parmi=lignes).order_by("ligne_id", "pk")
    return [Part(*rang) for rang in rangs.values_list("ligne_id", "clause_id", "heures", "cle")]


def _par_ligne(affectations: Sequence[Part | Affectation]) -> dict[int, list[Part]]:
    par_ligne: dict[int, list[Part]] = {}
    for affectation in affectations:
        par_ligne.setdefault(affectation.ligne_id, []).append(affectation)
    return par_ligne


def saisie_par_lui(acteur: Acteur, ligne: LigneHeures) -> bool:
    """The same person entered or sent these hours for the firm and would now count them."""
    if acteur.utilisateur is None:
        return False
    moi = acteur.utilisateur.pk
    tapee = ligne.origine == OrigineLigne.POUR_COMPTE and ligne.saisie_par_id == moi
    return tapee or (ligne.declaration.pour_compte and ligne.declaration.soumise_par_id == moi)


def _exiger_un_autre_regard(acteur: Acteur, lignes: Sequence[LigneHeures], derogation: str) -> None:
    """Hours entered on behalf of a firm are looked at by a colleague, or the reason why not is written down."""
    if any(saisie_par_lui(acteur, ligne) for ligne in lignes) and not derogation.strip():
        raise RegleViolee(
            "Vous avez saisi ces heures pour le compte de l'entreprise : dites pourquoi vous les validez vous-même, "
            "ou laissez un collègue les examiner.",
            champ="derogation",
        )


def _lever_ou_refuser(acteur: Acteur, lignes: Sequence[LigneHeures], derogation: str) -> None:
    """Blocking alerts refuse the validation without a reason; with one, every active alert is lifted by it."""
    actives = list(Alerte.objects.actives().filter(ligne__parmi=lignes).exclude(gravite="INFO"))
    bloquantes = [a for a in actives if a.gravite == "BLOCAGE"]
    if bloquantes and not derogation.strip():
        raise RegleViolee(
            f"Alerte bloquante : {bloquantes[0].message} Validez avec un motif de dérogation, ou renvoyez la ligne.",
            champ="derogation",
        )
    if actives:
        Alerte.objects.filter(pk__in=[a.pk for a in actives]).update(
            levee_le=maintenant(),
            levee_par=acteur.utilisateur,
            levee_motif=derogation.strip() or "Examinée à la validation",
        )


def _retenir(
    acteur: Acteur,
    choix: Sequence[tuple[LigneHeures, Decimal]],
    acte: ActeLigne,
    *,
    motif: Motif | None = None,
    texte: str = "",
) -> list[LigneHeures]:
    """Change the states, write the ledger, move the totals."""
    lignes = [ligne for ligne, _ in choix]
    if not lignes:
        return []
    variations = Variations()
    remplacees = [ligne.remplace for ligne in lignes if ligne.remplace_id]
    affectations = affectations_de([*lignes, *remplacees])
    verrouiller_clauses(a.clause_id for a in affectations)
    _compter_soumises(lignes, variations, signe=-1, affectations=affectations)
    ecritures = contre_ecritures(remplacees, affectations, variations, motif_code="correction") if remplacees else []
    partielle = choix[0][1] if acte == ActeLigne.VALIDER_PARTIELLEMENT else None
    dites = None if partielle is None else {ligne.pk: partielle for ligne in lignes}
    changer_etats(acteur, lignes, acte, motif=motif, texte=texte, heures=dites, retenues=partielle)
    par_ligne = _par_ligne(affectations)
    for ligne, retenues in choix:
        ecritures += ecritures_de_validation(ligne, par_ligne.get(ligne.pk, []), retenues, variations)
    inscrire(ecritures=ecritures, auteur=acteur.utilisateur)
    variations.appliquer()
    return lignes


def _reinscrire(originaux: Sequence[LigneHeures], variations: Variations) -> list[Ecriture]:
    """Count again, under a new version, the validated lines whose correction has just been undone."""
    ecritures: list[Ecriture] = []
    affectations = affectations_de(originaux)
    for original in originaux:
        if original.etat not in (EtatLigne.VALIDEE, EtatLigne.PARTIELLE):
            continue
        original.version += 1
        LigneHeures.objects.filter(pk=original.pk).update(version=original.version)
        ecritures += ecritures_de_validation(original, affectations, original.heures_retenues or ZERO, variations)
    return ecritures


def _compter_soumises(
    lignes: Sequence[LigneHeures],
    variations: Variations,
    *,
    signe: int,
    affectations: Sequence[Part | Affectation] | None = None,
) -> None:
    """Move the "en vérification" totals of these lines, up (1) or down (-1); corrections are not in them."""
    par_ligne = _par_ligne(affectations if affectations is not None else affectations_de(lignes))
    for ligne in lignes:
        for affectation in par_ligne.get(ligne.pk, []) if ligne.remplace_id is None else []:
            variations.soumises(
                affectation.clause_id,
                ligne.chantier_id,
                ligne.declaration.mois,
                affectation.heures * signe,
                a_temps=declaree_a_temps(ligne.declaration),
            )


def _ecarter(acteur: Acteur, uuids: Sequence[UUID], acte: ActeLigne, motif: Motif, texte: str) -> list[LigneHeures]:
    lignes = verrouiller_lignes(uuids)
    _exiger_toutes(acteur, Action.VALIDER, lignes)
    _attendues(lignes, acte)
    _motiver(texte)
    variations = Variations()
    changer_etats(acteur, lignes, acte, motif=motif, texte=texte)
    _compter_soumises(lignes, variations, signe=-1)
    variations.appliquer()
    return lignes
