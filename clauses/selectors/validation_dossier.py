"""What the facilitator reads before deciding: one line in depth (side panel), one month whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from clauses.models import (
    Declaration,
    FenetreEligibilite,
    JournalLigne,
    LigneHeures,
    MessageDeclaration,
    PeriodeContrat,
    Piece,
)
from clauses.policies import declarations_a_decider, lignes_a_decider, pieces_visibles
from clauses.querysets import somme_heures
from clauses.rules.etats import ActeLigne, EtatLigne, EtatMois, etat_du_mois
from clauses.selectors.faits_personnes import fiches_de
from clauses.selectors.validation import LigneAVoir, avec_tout, habiller, ligne_a_voir
from entreprises.models import Membre
from entreprises.policies import Acteur
from entreprises.rules import Role
from socle.centiemes import ZERO
from socle.horloge import aujourdhui, en_paris

DERNIERES = 24
_JOURNAL = {
    "creer": "Ligne saisie",
    "laisser": "Correction refusée : une autre a été faite depuis",
    "deplacer_depuis": "Heures déplacées ailleurs",
    "deplacer_vers": "Heures reçues d'ailleurs",
    ActeLigne.CORRIGER.value: "Ligne corrigée",
    ActeLigne.SOUMETTRE.value: "Envoyée",
    ActeLigne.RETIRER.value: "Reprise en brouillon",
    ActeLigne.VALIDER.value: "Validée",
    ActeLigne.VALIDER_PARTIELLEMENT.value: "Validée en partie",
    ActeLigne.RENVOYER.value: "Renvoyée pour correction",
    ActeLigne.REFUSER.value: "Refusée",
    ActeLigne.ANNULER_VALIDATION.value: "Validation annulée",
    ActeLigne.ANNULER_REFUS.value: "Refus levé",
}


@dataclass(frozen=True)
class HeuresAilleurs:
    """Hours of the same person and month followed by another office: which firm declares them, whom to call."""

    office: str
    telephone: str
    email: str
    entreprise: str
    heures: Decimal


@dataclass(frozen=True)
class DossierLigne:
    """Everything the side panel shows of a line."""

    vue: LigneAVoir
    fenetres: tuple[FenetreEligibilite, ...]
    periodes: tuple[PeriodeContrat, ...]
    autres: tuple[LigneHeures, ...]
    ailleurs: tuple[HeuresAilleurs, ...]
    journal: tuple[tuple[str, JournalLigne], ...]
    pieces: tuple[Piece, ...]

    @property
    def total_du_mois(self) -> Decimal:
        """Hours to count of this person in this month, everywhere."""
        ligne = self.vue.ligne
        memes = [
            autre
            for autre in self.autres
            if autre.declaration.mois == ligne.declaration.mois and autre.etat != EtatLigne.REFUSEE
        ]
        return (
            ligne.travaillees
            + sum((autre.travaillees for autre in memes), ZERO)
            + sum((a.heures for a in self.ailleurs), ZERO)
        )


def dossier_ligne(acteur: Acteur, uuid: UUID) -> DossierLigne | None:
    """The line with the person's windows, contract, other declarations, history and documents."""
    vue = ligne_a_voir(acteur, uuid)
    if vue is None:
        return None
    ligne = vue.ligne
    personne = ligne.contrat.beneficiaire
    fiches = list(fiches_de([ligne.pk]))
    journal = JournalLigne.objects.filter(ligne=ligne).select_related("auteur", "motif").order_by("-le", "-pk")
    pieces = pieces_visibles(acteur, partout=True)
    return DossierLigne(
        vue=vue,
        fenetres=tuple(
            FenetreEligibilite.objects.filter(
                beneficiaire=personne, referentiel=ligne.contrat.clause.referentiel, annule_le__isnull=True
            )
        ),
        periodes=tuple(PeriodeContrat.objects.filter(contrat=ligne.contrat)),
        autres=tuple(_autres_lignes(acteur, ligne, fiches)[:DERNIERES]),
        ailleurs=_heures_ailleurs(acteur, ligne, fiches),
        journal=tuple((_JOURNAL.get(j.acte, j.acte), j) for j in journal),
        pieces=tuple(_pieces_de(ligne, pieces)),
    )


def _pieces_de(ligne: LigneHeures, pieces: QuerySet[Piece]) -> list[Piece]:
    """The documents of a line first, then those of its month that are of no other line, and of its contract."""
    du_mois = Q(declaration=ligne.declaration) & (Q(ligne=ligne) | Q(ligne__isnull=True))
    trouvees = pieces.filter(du_mois | Q(contrat=ligne.contrat)).distinct()
    return sorted(trouvees, key=lambda piece: (piece.ligne_id != ligne.pk, piece.nom, piece.pk))


def _autres_lignes(acteur: Acteur, ligne: LigneHeures, fiches: Sequence[int]) -> QuerySet[LigneHeures]:
    return (
        lignes_a_decider(acteur, partout=True)
        .filter(contrat__beneficiaire__in=fiches)
        .exclude(pk=ligne.pk)
        .exclude(etat=EtatLigne.BROUILLON)
        .en_vigueur()
        .select_related("declaration__intervenant__organisation", "contrat__employeur", "chantier")
        .order_by("-declaration__mois", "pk")
    )


def _heures_ailleurs(acteur: Acteur, ligne: LigneHeures, fiches: Sequence[int]) -> tuple[HeuresAilleurs, ...]:
    ailleurs = (
        LigneHeures.objects.filter(
            contrat__beneficiaire__in=fiches,
            declaration__mois=ligne.declaration.mois,
            etat__in=[EtatLigne.SOUMISE, EtatLigne.VALIDEE, EtatLigne.PARTIELLE],
        )
        .en_vigueur()
        .exclude(pk__in=lignes_a_decider(acteur, partout=True).values("pk"))
        .order_by(
            "declaration__intervenant__lot__marche__office__nom_plie", "declaration__intervenant__organisation__nom"
        )
        .values_list(
            "declaration__intervenant__lot__marche__office__nom",
            "declaration__intervenant__lot__marche__office__telephone",
            "declaration__intervenant__lot__marche__office__email_contact",
            "declaration__intervenant__organisation__nom",
        )
        .annotate(total=somme_heures("heures_a_compter"))
    )
    return tuple(HeuresAilleurs(*valeurs) for valeurs in ailleurs)


@dataclass(frozen=True)
class DossierMois:
    """A company's month on a lot: all its lines, its thread, its due day, its complémentaires."""

    declaration: Declaration
    etat: EtatMois
    lignes: tuple[LigneAVoir, ...]
    messages: tuple[MessageDeclaration, ...]
    pieces: tuple[Piece, ...]
    rangs: tuple[Declaration, ...]
    contacts: tuple[Membre, ...]

    @property
    def a_valider(self) -> int:
        return sum(1 for vue in self.lignes if vue.a_valider)

    @property
    def sans_alerte(self) -> int:
        return sum(1 for vue in self.lignes if vue.a_valider and not vue.a_examiner)

    @property
    def corrections(self) -> tuple[LigneAVoir, ...]:
        """Lines that hold the new total of a line already decided."""
        return tuple(vue for vue in self.lignes if vue.ecart is not None)

    @property
    def en_retard_de(self) -> int:
        """Days between the due day and the first submission; 0 when it came in time, and for a complémentaire."""
        if self.declaration.rang:
            return 0
        premiere = self.declaration.premiere_soumission_le
        jour: date = en_paris(premiere).date() if premiere else aujourdhui()
        return max(0, (jour - self.declaration.echeance_effective).days)


def dossier_mois(acteur: Acteur, uuid: UUID) -> DossierMois | None:
    """One month of one of the actor's offices, None when it is not his to see. Drafts of the firm stay hidden."""
    declaration = (
        declarations_a_decider(acteur, partout=True)
        .filter(uuid=uuid)
        .select_related("intervenant__organisation", "intervenant__lot__marche__operation", "soumise_par", "report_par")
        .first()
    )
    if declaration is None:
        return None
    etats = list(declaration.lignes.values_list("etat", flat=True))
    lignes = avec_tout(declaration.lignes.exclude(etat=EtatLigne.BROUILLON)).order_by(
        "contrat__beneficiaire__nom_plie", "contrat__beneficiaire__prenom_plie", "pk"
    )
    freres = Declaration.objects.filter(intervenant=declaration.intervenant, mois=declaration.mois)
    return DossierMois(
        declaration=declaration,
        etat=etat_du_mois(
            etats,
            neant=declaration.neant,
            soumise=declaration.soumise_le is not None,
            echeance=declaration.echeance_effective,
            aujourdhui=aujourdhui(),
        ),
        lignes=tuple(habiller(lignes)),
        messages=tuple(declaration.messages.select_related("auteur")),
        pieces=tuple(pieces_visibles(acteur, partout=True).filter(declaration=declaration).distinct()),
        rangs=tuple(freres.order_by("rang")),
        contacts=tuple(
            Membre.objects.actifs()
            .filter(organisation=declaration.intervenant.organisation, role__in=[Role.REFERENT, Role.PAIE])
            .select_related("utilisateur")
        ),
    )
