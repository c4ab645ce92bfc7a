"""People at work: new person from the grid, work contracts, windows written down by `parcours`, requests.

`clauses` never learns by which criterion a person is eligible: `parcours` decides and calls down
`ouvrir_fenetre` and `trancher_demande`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models, transaction

from clauses.models import (
    Beneficiaire,
    ClauseInsertion,
    ContratTravail,
    DemandeValidation,
    FenetreEligibilite,
    Intervenant,
    JournalPersonne,
    LigneHeures,
    LigneProposee,
    Motif,
    PeriodeContrat,
    Referentiel,
)
from clauses.policies import Action, exiger, peut
from clauses.rules.etats import TABLE_DEMANDE, ActeDemande, EtatDemande, EtatLigne
from clauses.rules.vocabulaire import TYPES_PRETES, OrigineFenetre
from clauses.services.controles import controler_lignes, verrouiller_personne
from clauses.services.poursuite import poursuivre
from entreprises.models import Organisation
from entreprises.policies import Acteur
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import aujourdhui, maintenant
from socle.identifiants import plier
from socle.models import Metier, Territoire


@dataclass(frozen=True)
class Identite:
    """What the employer knows of a person. Never a social-security number."""

    nom: str
    prenom: str
    date_naissance: date | None = None
    sexe: str = ""
    commune: Territoire | None = None
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class DonneesContrat:
    """A work contract as entered; `periodes` empty: one period, the contract's own dates."""

    type_contrat: str
    modalite: str
    employeur: Organisation
    debut: date
    fin: date | None = None
    entreprise_utilisatrice: Organisation | None = None
    heures_hebdo: Decimal = Decimal("35.00")
    metier: Metier | None = None
    periodes: Sequence[tuple[date, date | None]] = ()


@transaction.atomic
def creer_beneficiaire(*, acteur: Acteur, identite: Identite) -> Beneficiaire:
    """A new person. Raises RegleViolee when the name or first name is missing."""
    exiger(acteur, Action.DEMANDER_VALIDATION)
    nom, prenom = identite.nom.strip(), identite.prenom.strip()
    if not nom or not prenom:
        raise RegleViolee("Indiquez le nom et le prénom.", champ="nom")
    if identite.date_naissance and identite.date_naissance >= aujourdhui():
        raise RegleViolee("La date de naissance est dans le futur.", champ="date_naissance")
    personne = Beneficiaire.objects.create(
        nom=nom,
        prenom=prenom,
        nom_plie=plier(nom),
        prenom_plie=plier(prenom),
        date_naissance=identite.date_naissance,
        sexe=identite.sexe,
        commune=identite.commune,
        telephone=identite.telephone,
        email=identite.email,
        cree_le=maintenant(),
    )
    _noter(personne, "creer", acteur)
    return personne


@transaction.atomic
def ajouter_personne(
    *,
    acteur: Acteur,
    intervenant: Intervenant,
    contrat: DonneesContrat,
    identite: Identite | None = None,
    beneficiaire: Beneficiaire | None = None,
) -> ContratTravail:
    """A person joins the grid of a party: work contract, and a demande de validation when no window covers it.

    Either a new identity or a person already known here. Her hours may be entered at once, "en attente
    d'éligibilité"; the proofs are deposited apart (`justificatifs.deposer_justificatif`).
    """
    if beneficiaire is None:
        if identite is None:
            raise RegleViolee("Indiquez la personne.", champ="nom")
        beneficiaire = creer_beneficiaire(acteur=acteur, identite=identite)
    return enregistrer_contrat(acteur=acteur, beneficiaire=beneficiaire, intervenant=intervenant, donnees=contrat)


@transaction.atomic
def enregistrer_contrat(
    *, acteur: Acteur, beneficiaire: Beneficiaire, intervenant: Intervenant, donnees: DonneesContrat
) -> ContratTravail:
    """Record a work contract under the lot's clause; opens a request when the person has no window that day.

    A mission of lent staff may go on under a contract in force: that one is returned, with one mission more and its
    start, clock and request unchanged (`poursuite`); a contract given with several missions is recorded as given.
    Raises RegleViolee on dates in disorder, a lot without clause, a contract already recorded, or a mission that
    overlaps another.
    """
    exiger(acteur, Action.DEMANDER_VALIDATION, intervenant)
    clause = clause_du_lot(intervenant.lot_id)
    if donnees.fin and donnees.fin < donnees.debut:
        raise RegleViolee("La fin précède le début.", champ="fin")
    verrouiller_parties([intervenant])
    memes = ContratTravail.objects.en_vigueur().filter(
        beneficiaire=beneficiaire, intervenant=intervenant, employeur=donnees.employeur, clause=clause
    )
    poursuivi = None
    if donnees.type_contrat in TYPES_PRETES and len(donnees.periodes) < 2:
        poursuivi = poursuivre(
            memes.filter(type_contrat=donnees.type_contrat, entreprise_utilisatrice=donnees.entreprise_utilisatrice),
            (donnees.debut, donnees.fin),
            admise=fenetre_couvrant(beneficiaire, clause.referentiel, donnees.debut) is not None,
        )
    contrat = poursuivi or _creer_contrat(acteur, memes, beneficiaire, clause, intervenant, donnees)
    Beneficiaire.objects.filter(pk=beneficiaire.pk).filter(
        models.Q(premier_contrat_le__isnull=True) | models.Q(premier_contrat_le__gt=donnees.debut)
    ).update(premier_contrat_le=donnees.debut)
    demander_au_besoin(acteur, contrat, clause.referentiel)
    if poursuivi:
        controler_lignes(list(LigneHeures.objects.filter(contrat=contrat, etat=EtatLigne.SOUMISE)))
    _noter(beneficiaire, "ajouter_mission" if poursuivi else "enregistrer_contrat", acteur)
    return contrat


def verrouiller_parties(intervenants: Sequence[Intervenant]) -> None:
    """Contracts of one party are recorded one after the other: a form sent twice finds what the first one wrote."""
    parties = Intervenant.objects.filter(pk__in=[i.pk for i in intervenants]).order_by("pk")
    list(parties.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _creer_contrat(
    acteur: Acteur,
    memes: models.QuerySet[ContratTravail],
    beneficiaire: Beneficiaire,
    clause: ClauseInsertion,
    intervenant: Intervenant,
    donnees: DonneesContrat,
) -> ContratTravail:
    if memes.filter(debut=donnees.debut).exists():
        raise RegleViolee("Ce contrat est déjà enregistré pour cette personne.", champ="debut")
    contrat = ContratTravail.objects.create(
        beneficiaire=beneficiaire,
        clause=clause,
        intervenant=intervenant,
        employeur=donnees.employeur,
        entreprise_utilisatrice=donnees.entreprise_utilisatrice,
        type_contrat=donnees.type_contrat,
        modalite=donnees.modalite,
        metier=donnees.metier,
        debut=donnees.debut,
        fin=donnees.fin,
        heures_hebdo=donnees.heures_hebdo,
        nb_missions=max(1, len(donnees.periodes)),
        cree_le=maintenant(),
        cree_par=acteur.utilisateur,
    )
    periodes = donnees.periodes or [(donnees.debut, donnees.fin)]
    PeriodeContrat.objects.bulk_create(PeriodeContrat(contrat=contrat, debut=d, fin=f) for d, f in periodes)
    return contrat


def demander_au_besoin(acteur: Acteur, contrat: ContratTravail, referentiel: Referentiel) -> None:
    """A request for this contract, unless a window covers its start or it has one already."""
    if fenetre_couvrant(contrat.beneficiaire, referentiel, contrat.debut) or hasattr(contrat, "demande"):
        return
    instant = maintenant()
    DemandeValidation.objects.create(
        beneficiaire=contrat.beneficiaire,
        contrat=contrat,
        referentiel=referentiel,
        deposee_le=instant,
        complete_le=instant,
        deposee_par=acteur.utilisateur,
    )


def clause_du_lot(lot_id: int) -> ClauseInsertion:
    """The clause of a lot in force. Raises RegleViolee when there is none."""
    clause = (
        ClauseInsertion.objects.filter(lot_id=lot_id, etat__in=["ACTIVE", "CLOSE"])
        .select_related("referentiel")
        .first()
    )
    if clause is None:
        raise RegleViolee("Ce lot n'a pas de clause d'insertion active.")
    return clause


def fenetre_couvrant(beneficiaire: Beneficiaire, referentiel: Referentiel, jour: date) -> FenetreEligibilite | None:
    """The window of this référentiel in which a contract may start that day, or None."""
    return (
        FenetreEligibilite.objects.filter(
            beneficiaire=beneficiaire, referentiel=referentiel, debut__lte=jour, annule_le__isnull=True
        )
        .filter(models.Q(fin__isnull=True) | models.Q(fin__gte=jour))
        .order_by("debut")
        .first()
    )


@transaction.atomic
def ouvrir_fenetre(
    *,
    acteur: Acteur,
    beneficiaire: Beneficiaire,
    referentiel: Referentiel,
    debut: date,
    fin: date | None,
    origine: OrigineFenetre,
    source: str = "",
) -> FenetreEligibilite:
    """Write down a window of eligibility. Windows of one person and référentiel never overlap."""
    if fin and fin < debut:
        raise RegleViolee("La fin de la fenêtre précède son début.", champ="fin")
    verrouiller_personne(beneficiaire.pk)
    voisines = FenetreEligibilite.objects.filter(
        beneficiaire=beneficiaire, referentiel=referentiel, annule_le__isnull=True
    ).filter(models.Q(fin__isnull=True) | models.Q(fin__gte=debut))
    if fin is not None:
        voisines = voisines.filter(debut__lte=fin)
    if voisines.exists():
        raise RegleViolee("Une fenêtre d'éligibilité couvre déjà une partie de ces dates.", champ="debut")
    fenetre = FenetreEligibilite.objects.create(
        beneficiaire=beneficiaire,
        referentiel=referentiel,
        debut=debut,
        fin=fin,
        origine=origine,
        source=source,
        auteur=acteur.utilisateur,
        enregistre_le=maintenant(),
    )
    _noter(beneficiaire, "ouvrir_fenetre", acteur)
    return fenetre


@transaction.atomic
def trancher_demande(
    *,
    acteur: Acteur,
    demande: DemandeValidation,
    acte: ActeDemande,
    effet_le: date | None = None,
    motif: Motif | None = None,
    reponse: str = "",
) -> DemandeValidation:
    """Move a request by its state table; `parcours` calls this after its decision. Alerts are judged again."""
    demande = (
        DemandeValidation.objects.select_for_update(of=("self",))
        .select_related("contrat__intervenant__lot__marche")
        .get(pk=demande.pk)
    )
    exiger(acteur, Action.DECIDER_DEMANDE, demande)
    de = EtatDemande(demande.etat)
    vers = EtatDemande(TABLE_DEMANDE.appliquer(de, acte))
    if vers == EtatDemande.REFUSEE and not reponse.strip():
        raise RegleViolee("Un refus s'explique à l'entreprise, sans dire le critère.", champ="reponse")
    tranchee = vers in (EtatDemande.ACCEPTEE, EtatDemande.REFUSEE)
    touchees = DemandeValidation.objects.filter(pk=demande.pk, etat=de).update(
        etat=vers,
        decidee_le=maintenant() if tranchee else None,
        decidee_par=acteur.utilisateur if tranchee else None,
        effet_le=effet_le,
        motif=motif,
        reponse=reponse.strip(),
    )
    if touchees != 1:
        raise ConflitEcriture("Cette demande vient d'être traitée par quelqu'un d'autre.")
    demande.refresh_from_db()
    _noter(demande.beneficiaire, f"demande_{acte}", acteur)
    recontroler_lignes_en_attente(demande)
    return demande


def recontroler_lignes_en_attente(demande: DemandeValidation) -> int:
    """Judge again the submitted lines of a request's contract: their alerts follow what was decided."""
    return controler_lignes(list(LigneHeures.objects.filter(contrat_id=demande.contrat_id, etat=EtatLigne.SOUMISE)))


@transaction.atomic
def annuler_contrat(*, acteur: Acteur, contrat: ContratTravail, motif: str) -> ContratTravail:
    """Cancel a work contract entered by mistake, with a reason; refused once hours were submitted under it.

    Drafts go, and what its employer had prepared is withdrawn: nobody prepares it meanwhile, the contract is locked.
    """
    exiger(acteur, Action.DEMANDER_VALIDATION, contrat.intervenant)
    if not motif.strip():
        raise RegleViolee("Annuler un contrat demande un motif.", champ="motif")
    ContratTravail.objects.select_for_update(of=("self",)).get(pk=contrat.pk)
    if LigneHeures.objects.filter(contrat=contrat).exclude(etat=EtatLigne.BROUILLON).exists():
        raise RegleViolee("Des heures ont été transmises sous ce contrat : il ne s'annule plus.")
    instant = maintenant()
    LigneHeures.objects.filter(contrat=contrat).delete()
    LigneProposee.objects.filter(contrat=contrat, retiree_le__isnull=True).update(
        retiree_le=instant, retiree_par=acteur.utilisateur
    )
    ContratTravail.objects.filter(pk=contrat.pk).update(annule_le=instant, annule_motif=motif.strip())
    _noter(contrat.beneficiaire, "annuler_contrat", acteur, motif.strip())
    contrat.refresh_from_db()
    return contrat


@transaction.atomic
def annuler_personne(*, acteur: Acteur, beneficiaire: Beneficiaire, motif: str) -> Beneficiaire:
    """Cancel a person entered by mistake: none of her contracts may be in force."""
    exiger(acteur, Action.DEMANDER_VALIDATION)
    if not motif.strip():
        raise RegleViolee("Annuler une personne demande un motif.", champ="motif")
    if ContratTravail.objects.filter(beneficiaire=beneficiaire, annule_le__isnull=True).exists():
        raise RegleViolee("Annulez d'abord ses contrats de travail.")
    Beneficiaire.objects.filter(pk=beneficiaire.pk).update(annule_le=maintenant(), annule_motif=motif.strip())
    _noter(beneficiaire, "annuler", acteur, motif.strip())
    beneficiaire.refresh_from_db()
    return beneficiaire


def peut_ajouter(acteur: Acteur, intervenant: Intervenant) -> bool:
    """The actor may add a person to this party's grid."""
    return peut(acteur, Action.DEMANDER_VALIDATION, intervenant)


def _noter(personne: Beneficiaire, acte: str, acteur: Acteur, motif: str = "") -> None:
    JournalPersonne.objects.create(
        beneficiaire=personne, acte=acte[:40], le=maintenant(), auteur=acteur.utilisateur, motif=motif[:300]
    )
