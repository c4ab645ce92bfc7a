"""The contractor's home: what is owed and done, what to declare, what came back, who to call. Fixed queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Max, Q

from clauses.models import Besoin, DemandeValidation, ImportHeures, LigneHeures, MessageDeclaration, Solde
from clauses.policies import demandes_visibles, limites_de, saisit
from clauses.querysets import somme_heures
from clauses.rules.etats import EtatDemande, EtatLigne
from clauses.rules.prevision import Prevision
from clauses.selectors.besoins import besoins_a_repondre
from clauses.selectors.entreprise.engagements import Contact, Intervention, facilitateurs, interventions_a_saisir
from clauses.selectors.entreprise.imports import imports_a_relire
from clauses.selectors.entreprise.mois import ADeclarer, MoisDuLot, a_declarer, mois_du_perimetre
from clauses.selectors.entreprise.preparation import Preparation, preparation, prete
from clauses.selectors.previsions import previsions
from clauses.selectors.situations import SituationClause, situations_des_clauses
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.horloge import aujourdhui, maintenant
from socle.periodes import Mois

APERCU = 8
DECISIONS_RECENTES = timedelta(days=45)


@dataclass(frozen=True)
class EngagementVu:
    """A clause of the firm: figures at the last closed period, what came since, the own part."""

    interventions: tuple[Intervention, ...]
    situation: SituationClause
    prevision: Prevision | None
    depuis_validees: Decimal
    depuis_en_verification: Decimal
    propres_validees: Decimal
    propres_en_verification: Decimal
    seul: bool

    @property
    def clause(self):
        return self.situation.clause

    @property
    def lot(self):
        return self.interventions[0].lot

    @property
    def chef_de_file(self) -> bool:
        return any(i.chef_de_file for i in self.interventions)

    @property
    def cherche(self) -> bool:
        """Somebody may be looked for on this lot."""
        return any(i.cherche for i in self.interventions)

    @property
    def rattrapage(self) -> date | None:
        """The last day on which the delay may be caught up, while something is owed and not declared."""
        if self.clause.etat != "ACTIVE" or self.situation.etat.value not in ("en_retard", "a_surveiller"):
            return None
        return self.prevision.rattrapable_jusqu_au if self.prevision else None


@dataclass(frozen=True)
class FilNonLu:
    """A month whose thread has unread messages of the office."""

    declaration_uuid: object
    mois: date
    lot: str
    nombre: int
    dernier: object


@dataclass(frozen=True)
class Accueil:
    """The whole home."""

    engagements: tuple[EngagementVu, ...]
    a_declarer: tuple[ADeclarer, ...]
    non_transmis: tuple[MoisDuLot, ...]
    renvoyees: tuple[LigneHeures, ...]
    nb_renvoyees: int
    messages: tuple[FilNonLu, ...]
    demandes: tuple[DemandeValidation, ...]
    recents: tuple[MoisDuLot, ...]
    contacts: tuple[Contact, ...]
    imports: tuple[ImportHeures, ...] = ()
    besoins: tuple[Besoin, ...] = ()
    preparation: Preparation | None = None

    @property
    def met_a_disposition(self) -> bool:
        return self.preparation is not None

    @property
    def depose(self) -> bool:
        """A file of hours has somewhere to go: its own lots, or the months of those to whom it lends people."""
        return bool(self.engagements) or self.met_a_disposition

    @property
    def a_preparer(self) -> Preparation | None:
        """Last month's lent people, while hours of some are neither prepared nor sent by their contractor."""
        return self.preparation if self.preparation and self.preparation.manquantes else None

    @property
    def rien_a_faire(self) -> bool:
        taches = (self.a_declarer, self.renvoyees, self.messages, self.non_transmis, self.imports, self.a_preparer)
        return not any((*taches, self.besoins))


def accueil(acteur: Acteur) -> Accueil:
    """Everything the home shows, for the active space."""
    a_saisir = interventions_a_saisir(acteur)
    siens = [e for e in a_saisir if not e.pour_compte]
    rangees = mois_du_perimetre(a_saisir, limites_de(acteur))
    renvoyees = _lignes_siennes(acteur, siens).filter(etat=EtatLigne.RENVOYEE)
    return Accueil(
        engagements=tuple(_engagements(siens)),
        a_declarer=tuple(a_declarer(rangees)),
        non_transmis=tuple(r for r in rangees if r.nb_brouillons and not r.a_declarer),
        renvoyees=tuple(renvoyees.avec_objets().order_by("declaration__mois", "pk")[:APERCU]),
        nb_renvoyees=renvoyees.count(),
        messages=tuple(fils_non_lus(siens)),
        demandes=tuple(_demandes(acteur)),
        recents=tuple(r for r in rangees if not r.a_declarer and not r.intervention.pour_compte)[:6],
        contacts=tuple(facilitateurs(siens)),
        imports=tuple(imports_a_relire(acteur)),
        besoins=tuple(besoins_a_repondre(acteur)),
        preparation=_preparation(acteur),
    )


def _preparation(acteur: Acteur) -> Preparation | None:
    if not (saisit(acteur) and prete(acteur)):
        return None
    return preparation(acteur, Mois.depuis(aujourdhui()).precedent())


def _lignes_siennes(acteur: Acteur, siens: Sequence[Intervention]):
    lignes = LigneHeures.objects.filter(declaration__intervenant_id__in=[i.intervenant.pk for i in siens])
    limites = limites_de(acteur)
    if limites is None:
        return lignes
    return lignes.filter(Q(declaration__intervenant__lot_id__in=limites.lots) | Q(chantier_id__in=limites.chantiers))


def _engagements(siens: Sequence[Intervention]) -> list[EngagementVu]:
    par_clause: dict[int, list[Intervention]] = {}
    for i in siens:
        par_clause.setdefault(i.clause.pk, []).append(i)
    situations = situations_des_clauses([liste[0].clause for liste in par_clause.values()])
    prevues = previsions(situations)
    depuis = _depuis(situations)
    propres = _propres(siens)
    parties = _nombre_de_parties([liste[0].lot.pk for liste in par_clause.values()])
    return [
        EngagementVu(
            interventions=tuple(liste),
            situation=situations[pk],
            prevision=prevues.get(pk),
            depuis_validees=depuis.get(pk, (ZERO, ZERO))[0],
            depuis_en_verification=depuis.get(pk, (ZERO, ZERO))[1],
            propres_validees=propres.get(pk, (ZERO, ZERO))[0],
            propres_en_verification=propres.get(pk, (ZERO, ZERO))[1],
            seul=parties.get(liste[0].lot.pk, 1) <= 1,
        )
        for pk, liste in par_clause.items()
    ]


def _depuis(situations: dict[int, SituationClause]) -> dict[int, tuple[Decimal, Decimal]]:
    """clause → (validated, being checked) in the months after its closed period."""
    totaux: dict[int, tuple[Decimal, Decimal]] = {}
    if not situations:
        return totaux
    plus_ancien = min(s.arrete_au for s in situations.values())
    lignes = Solde.objects.filter(clause_id__in=situations, mois__gt=plus_ancien).values_list(
        "clause_id", "mois", "heures_validees", "heures_soumises"
    )
    for clause_id, mois, validees, soumises in lignes:
        if mois > situations[clause_id].arrete_au:
            deja = totaux.get(clause_id, (ZERO, ZERO))
            totaux[clause_id] = (deja[0] + validees, deja[1] + soumises)
    return totaux


def _propres(siens: Sequence[Intervention]) -> dict[int, tuple[Decimal, Decimal]]:
    """clause → (validated, being checked) declared by the firm's own parties, all months."""
    lignes = (
        LigneHeures.objects.filter(declaration__intervenant_id__in=[i.intervenant.pk for i in siens])
        .exclude(remplacee_par__etat__in=[EtatLigne.VALIDEE, EtatLigne.PARTIELLE])
        .order_by()
        .values("contrat__clause_id")
        .annotate(
            validees=somme_heures("heures_retenues"),
            soumises=somme_heures("heures_a_compter", Q(etat=EtatLigne.SOUMISE, remplace__isnull=True)),
        )
    )
    return {ligne["contrat__clause_id"]: (ligne["validees"], ligne["soumises"]) for ligne in lignes}


def _nombre_de_parties(lots: Sequence[int]) -> dict[int, int]:
    from clauses.models import Intervenant

    comptes = Intervenant.objects.filter(lot_id__in=lots).order_by().values("lot_id").annotate(n=Count("pk"))
    return {c["lot_id"]: c["n"] for c in comptes}


def fils_non_lus(siens: Sequence[Intervention]) -> list[FilNonLu]:
    """The months whose office messages are unread, last written first."""
    fils = (
        MessageDeclaration.objects.filter(
            declaration__intervenant_id__in=[i.intervenant.pk for i in siens], de_l_office=True, lu_le__isnull=True
        )
        .order_by()
        .values("declaration__uuid", "declaration__mois", "declaration__intervenant_id")
        .annotate(nombre=Count("pk"), dernier=Max("envoye_le"))
        .order_by("-dernier")[:APERCU]
    )
    lots = {i.intervenant.pk: i.libelle for i in siens}
    return [
        FilNonLu(
            f["declaration__uuid"],
            f["declaration__mois"],
            lots[f["declaration__intervenant_id"]],
            f["nombre"],
            f["dernier"],
        )
        for f in fils
    ]


def _demandes(acteur: Acteur) -> list[DemandeValidation]:
    """Requests waiting, and those decided lately (never by which criterion)."""
    depuis = maintenant() - DECISIONS_RECENTES
    return list(
        demandes_visibles(acteur)
        .filter(contrat__annule_le__isnull=True, contrat__intervenant__organisation=acteur.organisation)
        .filter(Q(etat__in=[EtatDemande.DEPOSEE, EtatDemande.INCOMPLETE]) | Q(decidee_le__gte=depuis))
        .select_related("beneficiaire", "contrat__clause__lot", "contrat__intervenant__lot")
        .order_by("decidee_le", "contrat__debut", "pk")[:APERCU]
    )


@dataclass(frozen=True)
class Compteurs:
    """What the rail counts."""

    a_declarer: int
    en_retard: bool
    renvoyees: int
    messages: int


def compteurs(acteur: Acteur) -> Compteurs:
    """Counters of the rail, in a fixed number of queries."""
    a_saisir = interventions_a_saisir(acteur)
    siens = [e for e in a_saisir if not e.pour_compte]
    attendus = a_declarer(mois_du_perimetre(a_saisir, limites_de(acteur), aujourdhui()))
    return Compteurs(
        a_declarer=len(attendus),
        en_retard=any(a.en_retard for a in attendus),
        renvoyees=_lignes_siennes(acteur, siens).filter(etat=EtatLigne.RENVOYEE).count(),
        messages=sum(f.nombre for f in fils_non_lus(siens)),
    )
