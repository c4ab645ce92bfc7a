"""The facilitator's list of lines: filtered, sorted, counted; the same set feeds the screen and its exports.

Rights come from `clauses.policies.lignes_a_decider`; what each line carries (eligibility, alerts, possible acts)
is loaded by set, so that the number of queries does not depend on the number of lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from clauses.models import (
    Alerte,
    ClauseInsertion,
    Declaration,
    JournalLigne,
    LigneHeures,
    Motif,
)
from clauses.policies import clauses_visibles, declarations_a_decider, lignes_a_decider
from clauses.querysets import somme_heures
from clauses.rules.etats import TABLE_LIGNE, ActeLigne, EtatLigne, Lecteur, libelle_ligne
from clauses.selectors.eligibilites import Eligibilite, eligibilites_de
from entreprises.models import Organisation
from entreprises.policies import Acteur
from entreprises.rules import ROLES_FACILITATION
from socle.horloge import aujourdhui
from socle.identifiants import plier
from socle.presentation import instant

MIEN, OFFICE = "mien", "office"
TOUS = "TOUS"
SANS, AVEC, BLOCAGE = "sans", "avec", "blocage"
_PAR_PERSONNE = ("contrat__beneficiaire__nom_plie", "contrat__beneficiaire__prenom_plie", "pk")
_DANS_LE_MOIS = ("declaration__mois", "declaration_id", *_PAR_PERSONNE)
TRIS: dict[str, tuple[str, ...]] = {
    "envoi": ("declaration__soumise_le", *_DANS_LE_MOIS),
    "entreprise": ("declaration__intervenant__organisation__nom_plie", *_DANS_LE_MOIS),
    "mois": ("declaration__mois", "declaration__intervenant__organisation__nom_plie", "declaration_id", *_PAR_PERSONNE),
    "personne": (*_PAR_PERSONNE[:2], "declaration__mois", "pk"),
    "heures": ("heures", *_DANS_LE_MOIS),
}
"""Orders of the list; the first three keep a month's lines together."""
TRIS_GROUPES = ("envoi", "entreprise", "mois")


@dataclass(frozen=True)
class FiltresValidation:
    """What the address of the list says. `tri`: a key of TRIS, with "-" in front for the reverse."""

    mois: date | None = None
    entreprise: UUID | None = None
    clause: UUID | None = None
    etat: str = EtatLigne.SOUMISE.value
    alerte: str = ""
    q: str = ""
    perimetre: str = MIEN
    tri: str = "envoi"

    @property
    def groupe(self) -> bool:
        """The order keeps the lines of a month together."""
        return self.tri.lstrip("-") in TRIS_GROUPES

    @property
    def actifs(self) -> bool:
        """Something narrows the list beyond the portfolio."""
        return replace(self, tri="envoi", perimetre=MIEN) != FiltresValidation()


@dataclass(frozen=True)
class LigneAVoir:
    """A line with all that its row shows."""

    ligne: LigneHeures
    eligibilite: Eligibilite
    alertes: tuple[Alerte, ...]

    @property
    def actes(self) -> tuple[ActeLigne, ...]:
        """What the office may do to it now."""
        return TABLE_LIGNE.actes_possibles(EtatLigne(self.ligne.etat))

    @property
    def a_valider(self) -> bool:
        return self.ligne.etat == EtatLigne.SOUMISE

    @property
    def comptee(self) -> bool:
        return EtatLigne(self.ligne.etat).comptee

    @property
    def a_examiner(self) -> bool:
        """An alert takes it out of the bulk."""
        return any(a.gravite != "INFO" for a in self.alertes)

    @property
    def bloquee(self) -> bool:
        return any(a.gravite == "BLOCAGE" for a in self.alertes)

    @property
    def mot_etat(self) -> str:
        """The state as the office reads it."""
        return libelle_ligne(EtatLigne(self.ligne.etat), Lecteur.FACILITATION)

    @property
    def forme(self) -> tuple[str, str]:
        """Tone and form of its state."""
        return {
            "SOUMISE": ("bleu", ""),
            "RENVOYEE": ("ambre", "demi"),
            "VALIDEE": ("vert", "plein"),
            "PARTIELLE": ("vert", "demi"),
            "REFUSEE": ("brique", "carre"),
        }.get(self.ligne.etat, ("gris", ""))

    @property
    def ecart(self) -> Decimal | None:
        """For a correction: hours asked now less hours retained before (signed)."""
        if self.ligne.remplace_id is None:
            return None
        return self.ligne.travaillees - (self.ligne.remplace.heures_retenues or Decimal("0.00"))


@dataclass(frozen=True)
class GroupeMois:
    """Consecutive lines of one declaration, with what waits in the whole of it."""

    declaration: Declaration
    lignes: tuple[LigneAVoir, ...]
    nb_a_valider: int
    nb_sans_alerte: int


def clauses_du_perimetre(acteur: Acteur, perimetre: str) -> QuerySet[ClauseInsertion]:
    """Clauses in force of the active office, or only those that the actor follows today (principal or stand-in)."""
    clauses = clauses_visibles(acteur).en_vigueur()
    if perimetre == OFFICE:
        return clauses
    membres = [acteur.espace.pk] if acteur.espace and acteur.espace.role in ROLES_FACILITATION else []
    return clauses.suivies_par(membres, aujourdhui())


def lignes_filtrees(acteur: Acteur, filtres: FiltresValidation) -> QuerySet[LigneHeures]:
    """Lines out of draft that the actor may decide, filtered and sorted (not yet joined)."""
    lignes = lignes_a_decider(acteur).exclude(etat=EtatLigne.BROUILLON)
    if filtres.perimetre != OFFICE:
        lignes = lignes.filter(contrat__clause__in=clauses_du_perimetre(acteur, MIEN).values("pk"))
    if filtres.etat != TOUS:
        lignes = lignes.filter(etat=filtres.etat)
    if filtres.mois:
        lignes = lignes.filter(declaration__mois=filtres.mois)
    if filtres.entreprise:
        lignes = lignes.filter(declaration__intervenant__organisation__uuid=filtres.entreprise)
    if filtres.clause:
        lignes = lignes.filter(contrat__clause__uuid=filtres.clause)
    if filtres.alerte:
        lignes = _par_alerte(lignes, filtres.alerte)
    for mot in plier(filtres.q).split():
        lignes = lignes.filter(
            Q(contrat__beneficiaire__nom_plie__contains=mot) | Q(contrat__beneficiaire__prenom_plie__contains=mot)
        )
    ordre = TRIS[filtres.tri.lstrip("-")]
    if filtres.tri.startswith("-"):
        ordre = (f"-{ordre[0]}", *ordre[1:])
    return lignes.order_by(*ordre)


def _par_alerte(lignes: QuerySet[LigneHeures], alerte: str) -> QuerySet[LigneHeures]:
    actives = Alerte.objects.actives().filter(ligne=OuterRef("pk"))
    if alerte == BLOCAGE:
        return lignes.filter(Exists(actives.filter(gravite="BLOCAGE")))
    trouvees = Exists(actives.exclude(gravite="INFO"))
    return lignes.filter(trouvees) if alerte == AVEC else lignes.filter(~trouvees)


def totaux(lignes: QuerySet[LigneHeures]) -> dict[str, Decimal]:
    """Hours paid, not worked and to count, over the whole filtered set."""
    return lignes.order_by().aggregate(
        payees=somme_heures("heures"),
        non_travaillees=somme_heures("heures_non_travaillees"),
        a_compter=somme_heures("heures_a_compter"),
    )


def habiller(lignes: Iterable[LigneHeures]) -> list[LigneAVoir]:
    """The same lines with eligibility and active alerts, in a fixed number of queries. Lines come `avec_objets`."""
    liste = list(lignes)
    alertes: dict[int, list[Alerte]] = defaultdict(list)
    for alerte in Alerte.objects.actives().filter(ligne__in=[ligne.pk for ligne in liste]).order_by("ligne_id", "code"):
        alertes[alerte.ligne_id].append(alerte)
    eligibilites = eligibilites_de(ligne.contrat for ligne in liste)
    return [LigneAVoir(ligne, eligibilites[ligne.contrat_id], tuple(alertes[ligne.pk])) for ligne in liste]


def avec_tout(lignes: QuerySet[LigneHeures]) -> QuerySet[LigneHeures]:
    """Everything a row reads, joined."""
    return lignes.avec_objets().select_related(
        "contrat__clause__lot", "contrat__clause__referentiel", "remplace", "remplacee_par"
    )


def grouper(lignes: Sequence[LigneAVoir]) -> list[GroupeMois]:
    """Consecutive lines of a declaration together, each with the counts of its whole month, in one query."""
    suites: list[tuple[Declaration, list[LigneAVoir]]] = []
    for vue in lignes:
        declaration = vue.ligne.declaration
        if not suites or suites[-1][0].pk != declaration.pk:
            suites.append((declaration, []))
        suites[-1][1].append(vue)
    comptes = _comptes([declaration.pk for declaration, _ in suites])
    return [GroupeMois(d, tuple(siennes), *comptes.get(d.pk, (0, 0))) for d, siennes in suites]


def _comptes(declarations: Sequence[int]) -> dict[int, tuple[int, int]]:
    examen = Exists(Alerte.objects.actives().filter(ligne=OuterRef("pk")).exclude(gravite="INFO"))
    lignes = (
        LigneHeures.objects.filter(declaration_id__in=declarations, etat=EtatLigne.SOUMISE)
        .annotate(a_examiner=examen)
        .order_by()
        .values("declaration_id")
        .annotate(n=Count("pk"), sans=Count("pk", filter=Q(a_examiner=False)))
    )
    return {ligne["declaration_id"]: (ligne["n"], ligne["sans"]) for ligne in lignes}


def ligne_a_voir(acteur: Acteur, uuid: UUID) -> LigneAVoir | None:
    """One line of any of the actor's offices, with what its row shows; None when it is not his to see."""
    lignes = lignes_a_decider(acteur, partout=True).exclude(etat=EtatLigne.BROUILLON).filter(uuid=uuid)
    trouvees = habiller(avec_tout(lignes))
    return trouvees[0] if trouvees else None


def motifs(usage: str) -> QuerySet[Motif]:
    """Coded reasons in use for an act."""
    return Motif.objects.filter(usage=usage, actif=True)


@dataclass(frozen=True)
class ChoixFiltres:
    """What the filters offer: months, firms and clauses that have lines here."""

    mois: tuple[date, ...]
    entreprises: tuple[Organisation, ...]
    clauses: tuple[ClauseInsertion, ...]


def choix_de_filtres(acteur: Acteur, perimetre: str) -> ChoixFiltres:
    """Months (newest first), firms and clauses of the submitted months in reach."""
    clauses = clauses_du_perimetre(acteur, perimetre)
    declarations = declarations_a_decider(acteur).filter(intervenant__lot__clauses__in=clauses).soumises()
    mois = declarations.order_by("-mois").values_list("mois", flat=True).distinct()
    entreprises = Organisation.objects.filter(pk__in=declarations.values("intervenant__organisation_id"))
    return ChoixFiltres(tuple(mois), tuple(entreprises.order_by("nom_plie")), tuple(clauses.avec_objets()))


def uuids_a_decider(acteur: Acteur, uuids: Sequence[str]) -> list[UUID] | None:
    """These lines' keys, in key order; None when one of them is not the actor's to decide."""
    lus = set()
    for texte in uuids:
        try:
            lus.add(UUID(texte))
        except ValueError:
            return None
    trouves = list(
        lignes_a_decider(acteur, partout=True).filter(uuid__in=lus).order_by("pk").values_list("uuid", flat=True)
    )
    return trouves if len(trouves) == len(lus) else None


def lignes_soumises(declaration: Declaration) -> list[UUID]:
    """Keys of the lines of a month that wait for the office."""
    return list(declaration.lignes.a_valider().order_by("pk").values_list("uuid", flat=True))


def encore_validees(acteur: Acteur, uuids: Sequence[str]) -> list[LigneHeures]:
    """Among these lines, those still validated and not corrected since: what an undo would take back."""
    if not uuids:
        return []
    return list(
        lignes_a_decider(acteur, partout=True)
        .filter(uuid__in=uuids, etat__in=[EtatLigne.VALIDEE, EtatLigne.PARTIELLE])
        .en_vigueur()
        .select_related("contrat__beneficiaire")
        .order_by("pk")
    )


def deja_dit(acteur: Acteur, uuid: UUID) -> str:
    """ "Déjà validée par Awa Diallo le 12 mai 2026 à 14 h 32.": what somebody else did to a line meanwhile."""
    dernier = (
        JournalLigne.objects.filter(ligne__in=lignes_a_decider(acteur, partout=True).filter(uuid=uuid))
        .exclude(vers="")
        .select_related("auteur", "ligne")
        .order_by("-le", "-pk")
        .first()
    )
    if dernier is None:
        return "Cette ligne a changé entre-temps."
    participe = {
        EtatLigne.VALIDEE: "Déjà validée",
        EtatLigne.PARTIELLE: "Déjà validée en partie",
        EtatLigne.RENVOYEE: "Déjà renvoyée pour correction",
        EtatLigne.REFUSEE: "Déjà refusée",
        EtatLigne.SOUMISE: "De nouveau à valider : décision annulée ou ligne renvoyée par l'entreprise",
        EtatLigne.BROUILLON: "Reprise en brouillon par l'entreprise",
    }[EtatLigne(dernier.ligne.etat)]
    auteur = f" par {dernier.auteur}" if dernier.auteur else ""
    return f"{participe}{auteur}, le {instant(dernier.le)}. Rien n'a été compté deux fois."
