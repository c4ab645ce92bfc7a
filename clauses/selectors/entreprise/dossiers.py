"""One month of a lot in depth, one line, one work contract, one lot with the partners' lines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from clauses.models import (
    Alerte,
    ContratTravail,
    Declaration,
    DemandeValidation,
    JournalLigne,
    LigneHeures,
    MessageDeclaration,
    PeriodeContrat,
)
from clauses.policies import (
    contrats_visibles,
    declarations_visibles,
    intervenants_siens,
    limites_de,
    saisit,
)
from clauses.rules.etats import (
    ActeLigne,
    EtatClause,
    EtatDemande,
    EtatLigne,
    EtatMois,
    Lecteur,
    etat_du_mois,
    libelle_ligne,
)
from clauses.rules.vocabulaire import TYPES_PRETES
from clauses.selectors.eligibilites import Eligibilite, eligibilites_de
from clauses.selectors.entreprise.mois import FORMES, MOTS
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.horloge import aujourdhui
from socle.periodes import Mois

FORMES_LIGNE = {
    "BROUILLON": ("gris", "demi"),
    "SOUMISE": ("bleu", ""),
    "RENVOYEE": ("ambre", "demi"),
    "VALIDEE": ("vert", "plein"),
    "PARTIELLE": ("vert", "demi"),
    "REFUSEE": ("brique", "carre"),
}
ACTES_DITS = {
    "creer": "Saisie",
    "laisser": "Correction refusée : une autre a été faite depuis",
    ActeLigne.CORRIGER.value: "Corrigée",
    ActeLigne.SOUMETTRE.value: "Transmise",
    ActeLigne.VALIDER.value: "Validée",
    ActeLigne.VALIDER_PARTIELLEMENT.value: "Validée en partie",
    ActeLigne.RENVOYER.value: "Renvoyée pour correction",
    ActeLigne.REFUSER.value: "Refusée",
    ActeLigne.ANNULER_VALIDATION.value: "Validation annulée",
    ActeLigne.ANNULER_REFUS.value: "Refus annulé",
}


@dataclass(frozen=True)
class LigneLue:
    """A line as its contractor reads it."""

    ligne: LigneHeures
    alertes: tuple[Alerte, ...] = ()
    corrigee_par: LigneHeures | None = None

    @property
    def mot(self) -> str:
        return libelle_ligne(EtatLigne(self.ligne.etat), Lecteur.ENTREPRISE)

    @property
    def forme(self) -> tuple[str, str]:
        return FORMES_LIGNE[self.ligne.etat]

    @property
    def a_corriger(self) -> bool:
        return self.ligne.etat == EtatLigne.RENVOYEE

    @property
    def corrigeable(self) -> bool:
        """Counted, and no correction of it is on its way: a complémentaire may change it."""
        refusee = self.corrigee_par is not None and self.corrigee_par.etat == EtatLigne.REFUSEE
        return EtatLigne(self.ligne.etat).comptee and (self.corrigee_par is None or refusee)

    @property
    def ecart(self) -> Decimal | None:
        """For a correction: its new total less what was kept of the line it replaces."""
        originale = self.ligne.remplace
        if originale is None:
            return None
        return self.ligne.travaillees - (originale.heures_retenues or ZERO)


def tient(vue: LigneLue) -> bool:
    """Whether this line holds now: not refused, not replaced by an accepted correction, nor one still waiting."""
    if vue.ligne.etat == EtatLigne.REFUSEE:
        return False
    if vue.corrigee_par is not None and EtatLigne(vue.corrigee_par.etat).comptee:
        return False
    return vue.ligne.remplace_id is None or EtatLigne(vue.ligne.etat).comptee


@dataclass(frozen=True)
class MoisLu:
    """A party's month: its lines of every rang, its thread."""

    declaration: Declaration
    etat: EtatMois
    lignes: tuple[LigneLue, ...]
    rangs: tuple[Declaration, ...]
    messages: tuple[MessageDeclaration, ...]
    sien: bool
    modifiable: bool

    @property
    def mois(self) -> Mois:
        return Mois.depuis(self.declaration.mois)

    @property
    def mot(self) -> str:
        return MOTS[self.etat]

    @property
    def forme(self) -> tuple[str, str]:
        return FORMES[self.etat]

    @property
    def a_compter(self) -> Decimal:
        return sum((v.ligne.travaillees for v in self.lignes if tient(v)), ZERO)

    @property
    def retenues(self) -> Decimal:
        return sum((v.ligne.heures_retenues or ZERO for v in self.lignes if tient(v)), ZERO)

    @property
    def corrigeables(self) -> list[LigneLue]:
        return [v for v in self.lignes if v.corrigeable]

    @property
    def a_corriger(self) -> list[LigneLue]:
        return [v for v in self.lignes if v.a_corriger]


def mois_lu(acteur: Acteur, uuid: UUID) -> MoisLu | None:
    """That declaration's month, when the actor may read it. A partner's drafts and thread stay hers."""
    declaration = (
        declarations_visibles(acteur, partout=True)
        .filter(uuid=uuid)
        .select_related("intervenant__organisation", "intervenant__lot__marche__office", "soumise_par")
        .first()
    )
    if declaration is None:
        return None
    sien = intervenants_siens(acteur, partout=True).filter(pk=declaration.intervenant_id).exists()
    rangs = list(
        Declaration.objects.filter(intervenant=declaration.intervenant, mois=declaration.mois).order_by("rang")
    )
    lignes = LigneHeures.objects.filter(declaration__in=rangs)
    if not sien:
        lignes = lignes.exclude(etat=EtatLigne.BROUILLON)
    limites = limites_de(acteur)
    if sien and limites is not None and declaration.intervenant.lot_id not in limites.lots:
        lignes = lignes.filter(chantier_id__in=limites.chantiers)
    principale = next(d for d in rangs if d.rang == 0)
    vues = habiller(lignes)
    return MoisLu(
        declaration=declaration,
        etat=etat_du_mois(
            [v.ligne.etat for v in vues if v.ligne.declaration_id == principale.pk],
            neant=principale.neant,
            soumise=principale.soumise_le is not None,
            echeance=principale.echeance_effective,
            aujourdhui=aujourdhui(),
        ),
        lignes=tuple(vues),
        rangs=tuple(rangs),
        messages=tuple(MessageDeclaration.objects.filter(declaration__in=rangs).select_related("auteur"))
        if sien
        else (),
        sien=sien,
        modifiable=sien and saisit(acteur),
    )


def habiller(lignes: QuerySet[LigneHeures]) -> list[LigneLue]:
    """Lines with their active alerts and the correction that replaces them, in two queries."""
    liste = list(
        lignes.avec_objets()  # type: ignore[attr-defined]
        .select_related(
            "declaration__intervenant__organisation",
            "declaration__intervenant__lot__marche__operation",
            "contrat__beneficiaire",
            "contrat__employeur",
            "contrat__clause",
            "chantier",
            "motif",
            "remplace",
            "remplacee_par",
        )
        .order_by(
            "declaration__rang",
            "contrat__beneficiaire__nom_plie",
            "contrat__beneficiaire__prenom_plie",
            "chantier",
            "pk",
        )
    )
    alertes: dict[int, list[Alerte]] = defaultdict(list)
    for alerte in Alerte.objects.actives().filter(ligne__in=[li.pk for li in liste]):
        alertes[alerte.ligne_id].append(alerte)
    return [LigneLue(li, tuple(alertes[li.pk]), getattr(li, "remplacee_par", None)) for li in liste]


@dataclass(frozen=True)
class LigneOuverte:
    """A line with its history and its month's thread."""

    vue: LigneLue
    journal: tuple[tuple[str, JournalLigne], ...]
    messages: tuple[MessageDeclaration, ...]


def ligne_ouverte(acteur: Acteur, uuid: UUID) -> LigneOuverte | None:
    """A line of the actor's own firm, within his limits; None otherwise."""
    siens = intervenants_siens(acteur, partout=True)
    lignes = LigneHeures.objects.filter(declaration__intervenant_id__in=siens.values("pk"), uuid=uuid)
    limites = limites_de(acteur)
    if limites is not None:
        lignes = lignes.filter(
            Q(declaration__intervenant__lot_id__in=limites.lots) | Q(chantier_id__in=limites.chantiers)
        )
    vues = habiller(lignes)
    if not vues:
        return None
    ligne = vues[0].ligne
    journal = JournalLigne.objects.filter(ligne=ligne).select_related("auteur", "motif").order_by("-le", "-pk")
    return LigneOuverte(
        vue=vues[0],
        journal=tuple((ACTES_DITS.get(j.acte, "Modifiée"), j) for j in journal),
        messages=tuple(ligne.declaration.messages.select_related("auteur")),
    )


@dataclass(frozen=True)
class ContratLu:
    """A work contract as its contractor reads it: eligible or not and until when, never by which criterion."""

    contrat: ContratTravail
    eligibilite: Eligibilite
    demande: DemandeValidation | None
    nb_depots: int
    autres: tuple[ContratTravail, ...]
    heures_validees: Decimal
    annulable: bool
    modifiable: bool
    missions: tuple[PeriodeContrat, ...]

    @property
    def de_missions(self) -> bool:
        """Lent staff: the contract is made of dated missions."""
        return self.contrat.type_contrat in TYPES_PRETES

    @property
    def accepte_mission(self) -> bool:
        """The reader enters hours here, and nothing closed this contract, its request or its clause."""
        return (
            self.modifiable
            and self.de_missions
            and self.contrat.annule_le is None
            and self.contrat.beneficiaire.efface_le is None
            and self.contrat.clause.etat == EtatClause.ACTIVE
            and (self.demande is None or self.demande.etat != EtatDemande.REFUSEE)
        )

    @property
    def retire_mission(self) -> bool:
        """One of several may be taken back: the last one goes with the contract itself."""
        return self.accepte_mission and len(self.missions) > 1


def contrat_lu(acteur: Acteur, uuid: UUID) -> ContratLu | None:
    """A contract that the actor may read; a partner's is shown without what is the firm's own."""
    contrat = (
        contrats_visibles(acteur, partout=True)
        .filter(uuid=uuid)
        .select_related(
            "beneficiaire__commune",
            "employeur",
            "entreprise_utilisatrice",
            "metier",
            "clause__lot__marche",
            "clause__referentiel",
            "intervenant__lot__marche__office",
            "intervenant__organisation",
        )
        .first()
    )
    if contrat is None:
        return None
    eligibilite = eligibilites_de([contrat])[contrat.pk]
    lignes = LigneHeures.objects.filter(contrat=contrat)
    sien = intervenants_siens(acteur, partout=True).filter(pk=contrat.intervenant_id).exists()
    autres = (
        contrats_visibles(acteur, partout=True)
        .filter(beneficiaire=contrat.beneficiaire, annule_le__isnull=True)
        .exclude(pk=contrat.pk)
        .select_related("clause__lot", "employeur")
    )
    retenues = [h for h in lignes.filter(remplacee_par__isnull=True).values_list("heures_retenues", flat=True) if h]
    return ContratLu(
        contrat=contrat,
        eligibilite=eligibilite,
        demande=eligibilite.demande,
        nb_depots=eligibilite.demande.depots.filter(detruit_le__isnull=True).count() if eligibilite.demande else 0,
        autres=tuple(autres),
        heures_validees=sum(retenues, ZERO),
        annulable=contrat.annule_le is None and not lignes.exclude(etat=EtatLigne.BROUILLON).exists(),
        modifiable=sien and saisit(acteur),
        missions=tuple(PeriodeContrat.objects.filter(contrat=contrat)),
    )
