"""Who may do what on the engagement, and which objects each reader sees: one knowledge for buttons, guards, lists.

Lists use the actor's active space; the page of one object accepts any of the user's spaces (`partout=True`).
An object outside the visible set is a 404 for the reader, never a refusal that would confirm it exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from chantiers.models import Chantier, Operation
from clauses.models import (
    Beneficiaire,
    Besoin,
    ClauseInsertion,
    ContratTravail,
    Declaration,
    DemandeValidation,
    DeplacementPropose,
    Intervenant,
    LigneHeures,
    LimiteMembre,
    Lot,
    LotChantier,
    Marche,
    Piece,
    Relance,
    Releve,
    SuiviClause,
)
from entreprises.models import Membre, Organisation
from entreprises.policies import Acteur
from entreprises.rules import ROLES_ENTREPRISE, ROLES_FACILITATION, Role
from socle.erreurs import DroitRefuse
from socle.horloge import aujourdhui


class Action(StrEnum):
    """Every act on the engagement that a right guards."""

    VOIR_MARCHES_PUBLIES = "voir_marches_publies"
    IMPORTER_DECP = "importer_decp"
    SUIVRE_MARCHE = "suivre_marche"
    GERER_MARCHE = "gerer_marche"
    GERER_OBLIGATION = "gerer_obligation"
    REDUIRE_OBLIGATION = "reduire_obligation"
    EXONERER_PENALITE = "exonerer_penalite"
    PASSER_SUIVI = "passer_suivi"
    VOIR_CLAUSE = "voir_clause"
    DECLARER = "declarer"
    DECLARER_POUR_COMPTE = "declarer_pour_compte"
    PREPARER_HEURES = "preparer_heures"
    DEMANDER_VALIDATION = "demander_validation"
    VALIDER = "valider"
    CORRIGER = "corriger"
    DECIDER_DEMANDE = "decider_demande"
    REPORTER_ECHEANCE = "reporter_echeance"
    ECRIRE_MESSAGE = "ecrire_message"
    OUVRIR_BESOIN = "ouvrir_besoin"
    DECIDER_PUBLICATION = "decider_publication"
    AVISER_ENTREPRISE = "aviser_entreprise"
    REPONDRE_EN_PUBLIC = "repondre_en_public"
    INVITER_ENTREPRISE = "inviter_entreprise"
    CHERCHER = "chercher"
    EFFACER_PERSONNE = "effacer_personne"
    REGLER = "regler"


def _espaces(acteur: Acteur, partout: bool) -> tuple[Membre, ...]:
    if partout:
        return tuple(acteur.espaces)
    return (acteur.espace,) if acteur.espace is not None else ()


def _organisations(acteur: Acteur, roles: tuple[Role, ...], partout: bool) -> list[int]:
    return [e.organisation_id for e in _espaces(acteur, partout) if e.role in roles]


def _membres(acteur: Acteur, roles: tuple[Role, ...], partout: bool) -> list[Membre]:
    return [e for e in _espaces(acteur, partout) if e.role in roles]


def _a_role(acteur: Acteur, *roles: Role, partout: bool = True) -> bool:
    return (acteur.systeme and Role.AUDITEUR in roles) or any(e.role in roles for e in _espaces(acteur, partout))


def clauses_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[ClauseInsertion]:
    """Clauses that the actor may read, whatever the state."""
    return _clauses_lues(acteur, partout, intervenants_declarables(acteur, partout=partout))


def releves_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[Releve]:
    """Numbered statements of visible clauses; a firm reads those of the lots where it owes, since they quote invoices
    and the whole group's hours: a subcontractor or a lender does not."""
    siens = intervenants_declarables(acteur, partout=partout)
    clauses = _clauses_lues(acteur, partout, None if siens is None else siens.debiteurs())
    return Releve.objects.filter(clause__in=clauses.values("pk"))


def _clauses_lues(
    acteur: Acteur, partout: bool, intervenants: QuerySet[Intervenant] | None
) -> QuerySet[ClauseInsertion]:
    """Clauses read by role, and those of the lots of these parties."""
    visibles = ClauseInsertion.objects.all()
    if _a_role(acteur, Role.AUDITEUR, Role.ADMINISTRATION, partout=partout):
        return visibles
    condition = Q(pk__in=[])
    if offices := _organisations(acteur, ROLES_FACILITATION, partout):
        condition |= Q(lot__marche__office_id__in=offices)
    if maitres := _organisations(acteur, (Role.MAITRE_OUVRAGE,), partout):
        condition |= Q(lot__marche__operation__maitre_ouvrage_id__in=maitres) | Q(lot__marche__acheteur_id__in=maitres)
    if intervenants is not None:
        condition |= Q(lot_id__in=intervenants.values("lot_id"))
    territoires = _territoires(acteur, partout)
    if not territoires:
        return visibles.filter(condition)
    condition |= Q(lot__sites__chantier__communes__commune_id__in=territoires)
    condition |= Q(lot__sites__chantier__communes__commune__parent_id__in=territoires)
    return visibles.filter(pk__in=visibles.filter(condition).values("pk"))


def _territoires(acteur: Acteur, partout: bool) -> list[int]:
    return [
        e.organisation.territoire_id
        for e in _membres(acteur, (Role.COLLECTIVITE,), partout)
        if e.organisation.territoire_id
    ]


def intervenants_siens(acteur: Acteur, *, partout: bool = False) -> QuerySet[Intervenant]:
    """The parties that are the actor's own firm, within the member's limits (none for the other roles)."""
    siens = intervenants_declarables(acteur, partout=partout)
    return Intervenant.objects.none() if siens is None else siens


def intervenants_declarables(acteur: Acteur, *, partout: bool = False) -> QuerySet[Intervenant] | None:
    """The same, or None when the actor has no firm at all (so that callers skip a subquery)."""
    if not _membres(acteur, ROLES_ENTREPRISE, partout):
        return None
    siens = _dans_ses_limites(acteur, partout, firme="organisation_id", lot="lot_id")
    return Intervenant.objects.filter(siens, lot__marche__annule_le__isnull=True)


@dataclass(frozen=True)
class Limites:
    """The lots and sites to which a member of a firm is limited (a lot: all its sites)."""

    lots: frozenset[int]
    chantiers: frozenset[int]

    def admet(self, lot_id: int, chantier_id: int) -> bool:
        """Whether the member sees this site of this lot."""
        return lot_id in self.lots or chantier_id in self.chantiers

    def filtre(self, lot: str, chantier: str = "") -> Q:
        """The same for rows: `lot` and `chantier` are their fields; without a site of their own, the lot's sites."""
        condition = Q(**{f"{lot}__in": self.lots})
        if chantier:
            return condition | Q(**{f"{chantier}__in": self.chantiers})
        sites = LotChantier.objects.filter(chantier_id__in=self.chantiers).values("lot_id")
        return condition | Q(**{f"{lot}__in": sites})


def limites_de(acteur: Acteur) -> Limites | None:
    """The limits of the active space; None when it sees the whole firm."""
    if acteur.espace is None or acteur.espace.role not in ROLES_ENTREPRISE:
        return None
    return _limites([acteur.espace]).get(acteur.espace.pk)


def saisit(acteur: Acteur) -> bool:
    """The active space enters hours (référent, payroll, outside accountant); works management only reads."""
    return acteur.a_role(*_ROLES_SAISIE)


def _limites(membres: Sequence[Membre]) -> dict[int, Limites]:
    """Membership → its limits; one that sees its whole firm is absent."""
    trouvees: dict[int, list[LimiteMembre]] = {}
    if membres:
        for limite in LimiteMembre.objects.filter(membre_id__in=[m.pk for m in membres]):
            trouvees.setdefault(limite.membre_id, []).append(limite)
    return {
        pk: Limites(
            frozenset(li.lot_id for li in siennes if li.lot_id),
            frozenset(li.chantier_id for li in siennes if li.chantier_id),
        )
        for pk, siennes in trouvees.items()
    }


def _dans_ses_limites(acteur: Acteur, partout: bool, *, firme: str, lot: str, chantier: str = "") -> Q:
    """Rows of the firms that the actor belongs to, each membership within its limits (see `Limites.filtre`)."""
    membres = _membres(acteur, ROLES_ENTREPRISE, partout)
    limites = _limites(membres)
    condition = Q(pk__in=[])
    for membre in membres:
        siens = Q(**{firme: membre.organisation_id})
        if membre.pk in limites:
            siens &= limites[membre.pk].filtre(lot, chantier)
        condition |= siens
    return condition


def lots_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[Lot]:
    """Lots with a visible clause, and every lot of the contracts of the actor's office."""
    condition = Q(pk__in=clauses_visibles(acteur, partout=partout).values("lot_id"))
    if offices := _organisations(acteur, ROLES_FACILITATION, partout):
        condition |= Q(marche__office_id__in=offices)
    intervenants = intervenants_declarables(acteur, partout=partout)
    if intervenants is not None:
        condition |= Q(pk__in=intervenants.values("lot_id"))
    return Lot.objects.filter(condition)


def marches_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[Marche]:
    """Followed contracts that the actor may read."""
    return Marche.objects.filter(pk__in=lots_visibles(acteur, partout=partout).values("marche_id")) | (
        Marche.objects.filter(office_id__in=_organisations(acteur, ROLES_FACILITATION, partout))
    )


def operations_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[Operation]:
    """Operations of a visible clause; a contracting body sees all of its own, an office those it may take over."""
    if _a_role(acteur, Role.AUDITEUR, Role.ADMINISTRATION, *ROLES_FACILITATION, partout=partout):
        return Operation.objects.all()
    condition = Q(marche__lots__clauses__in=clauses_visibles(acteur, partout=partout))
    if maitres := _organisations(acteur, (Role.MAITRE_OUVRAGE,), partout):
        condition |= Q(maitre_ouvrage_id__in=maitres)
    return Operation.objects.filter(pk__in=Operation.objects.filter(condition).values("pk"))


def chantiers_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[Chantier]:
    """Sites of a visible lot (for an office: every site, since it places contracts on them)."""
    if _a_role(acteur, Role.AUDITEUR, Role.ADMINISTRATION, *ROLES_FACILITATION, partout=partout):
        return Chantier.objects.all()
    condition = Q(lot_site__lot__in=lots_visibles(acteur, partout=partout))
    if maitres := _organisations(acteur, (Role.MAITRE_OUVRAGE,), partout):
        condition |= Q(operation__maitre_ouvrage_id__in=maitres)
    return Chantier.objects.filter(pk__in=Chantier.objects.filter(condition).values("pk"))


def organisations_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[Organisation]:
    """Organisations that the actor may open: own ones, and the parties of visible lots."""
    if _a_role(acteur, Role.AUDITEUR, Role.ADMINISTRATION, *ROLES_FACILITATION, partout=partout):
        return Organisation.objects.all()
    propres = [e.organisation_id for e in _espaces(acteur, partout)]
    return Organisation.objects.filter(
        Q(pk__in=propres)
        | Q(pk__in=Intervenant.objects.filter(lot__in=lots_visibles(acteur, partout=partout)).values("organisation_id"))
    )


def intervenants_lisibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[Intervenant]:
    """Parties whose lines the actor may read: own ones, for a lead its partners', for an office all of its lots."""
    if _a_role(acteur, Role.AUDITEUR, partout=partout):
        return Intervenant.objects.all()
    condition = Q(pk__in=[])
    if offices := _organisations(acteur, ROLES_FACILITATION, partout):
        condition |= Q(lot__marche__office_id__in=offices)
    siens = intervenants_declarables(acteur, partout=partout)
    if siens is not None:
        condition |= Q(pk__in=siens.values("pk"))
        condition |= Q(lot_id__in=siens.filter(role__in=["TITULAIRE", "MANDATAIRE"], au__isnull=True).values("lot_id"))
    return Intervenant.objects.filter(condition)


def declarations_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[Declaration]:
    """Declarations (and their lines with names) that the actor may read."""
    return Declaration.objects.filter(intervenant_id__in=intervenants_lisibles(acteur, partout=partout).values("pk"))


def lignes_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[LigneHeures]:
    """Lines of visible declarations."""
    return LigneHeures.objects.filter(
        declaration__intervenant_id__in=intervenants_lisibles(acteur, partout=partout).values("pk")
    )


def declarations_a_decider(acteur: Acteur, *, partout: bool = False) -> QuerySet[Declaration]:
    """Months whose lines the actor may decide: those of the offices where he facilitates, never of his firm."""
    offices = _organisations(acteur, ROLES_FACILITATION, partout)
    return Declaration.objects.filter(intervenant__lot__marche__office_id__in=offices)


def lignes_a_decider(acteur: Acteur, *, partout: bool = False) -> QuerySet[LigneHeures]:
    """Lines that the actor may decide: what a facilitation page shows, whatever his other spaces."""
    offices = _organisations(acteur, ROLES_FACILITATION, partout)
    return LigneHeures.objects.filter(declaration__intervenant__lot__marche__office_id__in=offices)


def relances_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[Relance]:
    """Reminders of the firms of his offices: what a facilitation page shows, whatever his other spaces."""
    offices = _organisations(acteur, ROLES_FACILITATION, partout)
    return Relance.objects.filter(intervenant__lot__marche__office_id__in=offices)


def entreprises_suivies(acteur: Acteur, *, partout: bool = False) -> QuerySet[Organisation]:
    """Firms party to a lot of his offices, today or once, whatever his other spaces."""
    offices = _organisations(acteur, ROLES_FACILITATION, partout)
    parties = Intervenant.objects.filter(lot__marche__office_id__in=offices)
    return Organisation.objects.filter(pk__in=parties.values("organisation_id"))


def contrats_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[ContratTravail]:
    """Work contracts declared by a readable party, or whose employer is the actor's firm."""
    condition = Q(intervenant_id__in=intervenants_lisibles(acteur, partout=partout).values("pk"))
    if firmes := _organisations(acteur, ROLES_ENTREPRISE, partout):
        condition |= Q(employeur_id__in=firmes)
    return ContratTravail.objects.filter(condition)


def contrats_pretes(acteur: Acteur, *, partout: bool = False) -> QuerySet[ContratTravail]:
    """Work contracts of the actor's firm whose hours another firm declares, within the member's limits."""
    siens = _dans_ses_limites(acteur, partout, firme="employeur_id", lot="intervenant__lot_id")
    pretes = ~Q(intervenant__organisation_id=F("employeur_id"))
    return ContratTravail.objects.filter(siens, pretes, intervenant__lot__marche__annule_le__isnull=True)


def beneficiaires_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[Beneficiaire]:
    """People with a visible work contract."""
    contrats = contrats_visibles(acteur, partout=partout).filter(beneficiaire=OuterRef("pk"))
    return Beneficiaire.objects.filter(Exists(contrats), efface_le__isnull=True)


def demandes_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[DemandeValidation]:
    """Requests of a visible contract (state and answer; never a criterion, which `clauses` does not hold)."""
    return DemandeValidation.objects.filter(contrat_id__in=contrats_visibles(acteur, partout=partout).values("pk"))


def besoins_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[Besoin]:
    """Needs of the clauses of the actor's office; a firm's own, within the member's limits."""
    return Besoin.objects.filter(_besoins_suivis(acteur, partout) | _besoins_siens(acteur, partout))


def besoins_suivis(acteur: Acteur, *, partout: bool = False) -> QuerySet[Besoin]:
    """What a facilitation page shows, whatever the actor's other spaces."""
    return Besoin.objects.filter(_besoins_suivis(acteur, partout))


def besoins_siens(acteur: Acteur, *, partout: bool = False) -> QuerySet[Besoin]:
    """What a contractor page shows, whatever the actor's other spaces."""
    return Besoin.objects.filter(_besoins_siens(acteur, partout))


def _besoins_suivis(acteur: Acteur, partout: bool) -> Q:
    return Q(clause__lot__marche__office_id__in=_organisations(acteur, ROLES_FACILITATION, partout))


def _besoins_siens(acteur: Acteur, partout: bool) -> Q:
    siens = _dans_ses_limites(
        acteur, partout, firme="intervenant__organisation_id", lot="intervenant__lot_id", chantier="chantier_id"
    )
    return siens & Q(intervenant__lot__marche__annule_le__isnull=True)


def pieces_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[Piece]:
    """Documents: the firm that declares and the office; a lead does not read its partners' documents."""
    condition = Q(pk__in=[])
    if offices := _organisations(acteur, ROLES_FACILITATION, partout):
        condition |= Q(declaration__intervenant__lot__marche__office_id__in=offices)
        condition |= Q(contrat__intervenant__lot__marche__office_id__in=offices)
        condition |= Q(clause__lot__marche__office_id__in=offices)
    siens = intervenants_declarables(acteur, partout=partout)
    if siens is not None:
        condition |= Q(declaration__intervenant_id__in=siens.values("pk"))
        condition |= Q(contrat__intervenant_id__in=siens.values("pk"))
    if maitres := _organisations(acteur, (Role.MAITRE_OUVRAGE,), partout):
        condition |= Q(clause__lot__marche__operation__maitre_ouvrage_id__in=maitres)
    return Piece.objects.filter(condition, detruite_le__isnull=True)


def deplacements_proposes_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[DeplacementPropose]:
    """Moves between offices that the actor's office proposes or is asked."""
    offices = _organisations(acteur, ROLES_FACILITATION, partout)
    return DeplacementPropose.objects.filter(
        Q(source__lot__marche__office_id__in=offices) | Q(cible__lot__marche__office_id__in=offices)
    )


def suit_la_clause(acteur: Acteur, clause: ClauseInsertion) -> bool:
    """The actor follows this clause today, principal or suppléant, or leads the office in charge of it."""
    if any(e.role == Role.RESPONSABLE and e.organisation_id == clause.lot.marche.office_id for e in acteur.espaces):
        return True
    membres = [e.pk for e in acteur.espaces if e.role in ROLES_FACILITATION]
    return SuiviClause.objects.filter(clause=clause, facilitateur_id__in=membres).actifs_le(aujourdhui()).exists()


def peut(acteur: Acteur, action: Action, obj: Any = None) -> bool:
    """May the actor do this (on this object)? Unknown actions are an error, not a refusal."""
    regle = _REGLES[Action(action)]
    return acteur.systeme or regle(acteur, obj)


def exiger(acteur: Acteur, action: Action, obj: Any = None) -> None:
    """Raise DroitRefuse unless `peut`."""
    if not peut(acteur, action, obj):
        raise DroitRefuse("Vous n'avez pas le droit de faire cela ici.")


def _office_de(obj: Any) -> int | None:
    """The office in charge of any object of the engagement."""
    match obj:
        case Marche():
            return obj.office_id
        case Lot():
            return obj.marche.office_id
        case ClauseInsertion() | Intervenant():
            return obj.lot.marche.office_id
        case Declaration() | ContratTravail():
            return obj.intervenant.lot.marche.office_id
        case LigneHeures():
            return obj.declaration.intervenant.lot.marche.office_id
        case DemandeValidation():
            return obj.contrat.intervenant.lot.marche.office_id
        case Besoin():
            return obj.clause.lot.marche.office_id
    return None


def _facilite(acteur: Acteur, obj: Any) -> bool:
    if obj is None:
        return _a_role(acteur, *ROLES_FACILITATION)
    office = _office_de(obj)
    return any(e.role in ROLES_FACILITATION and e.organisation_id == office for e in acteur.espaces)


def _intervenant_de(obj: Any) -> Intervenant | None:
    match obj:
        case Intervenant():
            return obj
        case Declaration() | ContratTravail() | Besoin():
            return obj.intervenant
        case LigneHeures():
            return obj.declaration.intervenant
        case DemandeValidation():
            return obj.contrat.intervenant
    return None


_ROLES_SAISIE = (Role.REFERENT, Role.PAIE, Role.MANDATAIRE)


def _declare(acteur: Acteur, obj: Any) -> bool:
    """Own firm (not works management, who only say presence and needs), within limits."""
    if obj is None:
        return _a_role(acteur, *_ROLES_SAISIE)
    intervenant = _intervenant_de(obj)
    if intervenant is None or not any(
        e.role in _ROLES_SAISIE and e.organisation_id == intervenant.organisation_id for e in acteur.espaces
    ):
        return False
    return intervenants_siens(acteur, partout=True).filter(pk=intervenant.pk).exists()


def _declare_pour_compte(acteur: Acteur, obj: Any) -> bool:
    """The office, or the lead of the same lot, enters for a firm (author and source kept)."""
    if _facilite(acteur, obj):
        return True
    intervenant = _intervenant_de(obj)
    if intervenant is None:
        return False
    firmes = [e.organisation_id for e in acteur.espaces if e.role in _ROLES_SAISIE]
    return Intervenant.objects.filter(
        lot_id=intervenant.lot_id, organisation_id__in=firmes, role__in=["TITULAIRE", "MANDATAIRE"], au__isnull=True
    ).exists()


def _maitre_ouvrage_de(obj: Any) -> set[int]:
    match obj:
        case Operation():
            return {obj.maitre_ouvrage_id}
        case Chantier():
            return {obj.operation.maitre_ouvrage_id}
        case ClauseInsertion():
            return {obj.lot.marche.operation.maitre_ouvrage_id, obj.lot.marche.acheteur_id}
    return set()


def _decide(acteur: Acteur, obj: Any) -> bool:
    """The contracting body itself."""
    if obj is None:
        return _a_role(acteur, Role.MAITRE_OUVRAGE)
    siens = {e.organisation_id for e in acteur.espaces if e.role == Role.MAITRE_OUVRAGE}
    return bool(siens & _maitre_ouvrage_de(obj))


def _decide_ou_transcrit(acteur: Acteur, obj: Any) -> bool:
    """The contracting body decides; the facilitator may record a signed act, marked as such."""
    return _decide(acteur, obj) or _facilite(acteur, obj)


def _intervient(acteur: Acteur, obj: Any) -> bool:
    return _facilite(acteur, obj) or (
        _intervenant_de(obj) is not None
        and intervenants_lisibles(acteur, partout=True).filter(pk=_intervenant_de(obj).pk).exists()
    )


def _ouvre_besoin(acteur: Acteur, obj: Any) -> bool:
    """Opens a need (of a party), changes or closes one: the office, every role of the firm, within its limits."""
    if _facilite(acteur, obj):
        return True
    intervenant = _intervenant_de(obj)
    if intervenant is None:
        return obj is None and _a_role(acteur, *ROLES_ENTREPRISE)
    if not intervenants_siens(acteur, partout=True).filter(pk=intervenant.pk).exists():
        return False
    return not isinstance(obj, Besoin) or _admet_le_chantier(acteur, intervenant, obj.chantier_id)


def _admet_le_chantier(acteur: Acteur, intervenant: Intervenant, chantier_id: int) -> bool:
    """One of the actor's memberships in that firm has no limit, or has this lot or this site."""
    siens = [m for m in _membres(acteur, ROLES_ENTREPRISE, True) if m.organisation_id == intervenant.organisation_id]
    limites = _limites(siens)
    return any(m.pk not in limites or limites[m.pk].admet(intervenant.lot_id, chantier_id) for m in siens)


def _voit_clause(acteur: Acteur, obj: Any) -> bool:
    return obj is not None and clauses_visibles(acteur, partout=True).filter(pk=obj.pk).exists()


def _passe_suivi(acteur: Acteur, obj: Any) -> bool:
    if _a_role(acteur, Role.RESPONSABLE):
        return obj is None or any(
            e.role == Role.RESPONSABLE and e.organisation_id == _office_de(obj) for e in acteur.espaces
        )
    return obj is None or (_facilite(acteur, obj) and suit_la_clause(acteur, obj))


def _repond_en_public(acteur: Acteur, obj: Any) -> bool:
    """A référent of a firm present on the site."""
    firmes = [e.organisation_id for e in acteur.espaces if e.role == Role.REFERENT]
    if obj is None:
        return bool(firmes)
    return Intervenant.objects.filter(organisation_id__in=firmes, lot__sites__chantier=obj).exists()


_REGLES = {
    Action.VOIR_MARCHES_PUBLIES: lambda a, o: _a_role(a, *ROLES_FACILITATION, Role.AUDITEUR),
    Action.IMPORTER_DECP: lambda a, o: _facilite(a, None),
    Action.SUIVRE_MARCHE: lambda a, o: _facilite(a, None),
    Action.GERER_MARCHE: _facilite,
    Action.GERER_OBLIGATION: _facilite,
    Action.REDUIRE_OBLIGATION: _decide_ou_transcrit,
    Action.EXONERER_PENALITE: _decide_ou_transcrit,
    Action.PASSER_SUIVI: _passe_suivi,
    Action.VOIR_CLAUSE: _voit_clause,
    Action.DECLARER: _declare,
    Action.DECLARER_POUR_COMPTE: _declare_pour_compte,
    Action.PREPARER_HEURES: lambda a, o: saisit(a),
    Action.DEMANDER_VALIDATION: lambda a, o: _declare(a, o) or _declare_pour_compte(a, o),
    Action.VALIDER: _facilite,
    Action.CORRIGER: _facilite,
    Action.DECIDER_DEMANDE: _facilite,
    Action.REPORTER_ECHEANCE: _facilite,
    Action.ECRIRE_MESSAGE: _intervient,
    Action.OUVRIR_BESOIN: _ouvre_besoin,
    Action.DECIDER_PUBLICATION: _decide,
    Action.AVISER_ENTREPRISE: lambda a, o: _decide(a, o) or _a_role(a, *ROLES_FACILITATION),
    Action.REPONDRE_EN_PUBLIC: _repond_en_public,
    Action.INVITER_ENTREPRISE: _facilite,
    Action.CHERCHER: lambda a, o: _a_role(a, *ROLES_FACILITATION, Role.AUDITEUR),
    Action.EFFACER_PERSONNE: lambda a, o: _a_role(a, Role.RESPONSABLE, Role.ADMINISTRATION),
    Action.REGLER: lambda a, o: _a_role(a, Role.ADMINISTRATION),
}
assert set(_REGLES) == set(Action), "every action has its rule"
