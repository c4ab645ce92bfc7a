"""The facilitator's morning: what is missing, late, in anomaly, at risk, ending soon; each line with its act.

One function, a fixed number of queries whatever the portfolio; sections hold a few lines and their full count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery

from clauses.models import (
    Alerte,
    Besoin,
    ClauseInsertion,
    Declaration,
    DemandeValidation,
    Intervenant,
    LigneHeures,
    MessageDeclaration,
    SuiviClause,
)
from clauses.policies import clauses_visibles
from clauses.querysets import somme_heures
from clauses.rules.etats import EtatLigne
from clauses.rules.heures import EtatEngagement
from clauses.selectors.avis_personnes import mois_contestes
from clauses.selectors.deplacements import deplacements_a_repondre
from clauses.selectors.escalades import a_prendre
from clauses.selectors.mois_attendus import silences
from clauses.selectors.situations import SituationClause, fin_des_travaux, situations_des_clauses
from clauses.selectors.validation import MIEN, OFFICE, clauses_du_perimetre
from entreprises.models import Membre, Organisation
from entreprises.policies import Acteur
from entreprises.rules import Role
from socle.horloge import aujourdhui

APERCU = 4
FIN_PROCHE = timedelta(days=90)


@dataclass(frozen=True)
class Section:
    """Part of the board: its few first lines, and how many there are in all."""

    lignes: tuple = ()
    total: int = 0

    @property
    def reste(self) -> int:
        """Lines not shown."""
        return self.total - len(self.lignes)


@dataclass(frozen=True)
class Tableau:
    """The whole board, for one portfolio or the whole office."""

    perimetre: str
    jour: date
    nb_clauses: int
    en_retard: Section
    relances: Section
    non_declares: Section
    renvoyees: Section
    a_valider: Section
    anomalies: Section
    demandes: Section
    a_risque: Section
    fin_proche: Section
    sans_suivi: Section
    sans_referent: Section
    courriels: Section
    messages: Section
    deplacements: Section
    contestes: Section
    contacts: dict[int, Membre] = field(default_factory=dict)


def perimetre_par_defaut(acteur: Acteur) -> str:
    """Mine; the whole office for a lead who follows nothing herself."""
    if acteur.est_responsable and acteur.espace is not None:
        suit = SuiviClause.objects.filter(facilitateur=acteur.espace).actifs_le(aujourdhui()).exists()
        return MIEN if suit else OFFICE
    return MIEN


def tableau(acteur: Acteur, perimetre: str, apercu: int = APERCU) -> Tableau:
    """The board of the morning. `apercu`: lines shown per section."""
    jour = aujourdhui()
    clauses = list(clauses_du_perimetre(acteur, perimetre).avec_objets())
    ids = [c.pk for c in clauses]
    actives = [c for c in clauses if c.etat == "ACTIVE"]
    muets = silences(actives, jour)
    retards = [s for s in muets if s.en_retard]
    attendus = [s for s in muets if not s.en_retard]
    situations = situations_des_clauses(actives)
    sans_referent = _sans_referent(ids)
    section = lambda lignes: Section(tuple(lignes[:apercu]), len(lignes))  # noqa: E731
    return Tableau(
        perimetre=perimetre,
        jour=jour,
        nb_clauses=len(clauses),
        en_retard=section(retards),
        relances=section(a_prendre(ids, jour)),
        non_declares=section(attendus),
        renvoyees=section(_mois_en_etat(ids, EtatLigne.RENVOYEE)),
        a_valider=section(_mois_en_etat(ids, EtatLigne.SOUMISE)),
        anomalies=section(_anomalies(ids)),
        demandes=section(_demandes(ids)),
        a_risque=section(_a_risque(situations)),
        fin_proche=section(_fin_proche(situations, jour)),
        sans_suivi=section(_sans_suivi(acteur, jour)),
        sans_referent=section(sans_referent),
        courriels=section(_courriels_en_echec(ids)),
        messages=section(_messages(ids)),
        deplacements=section(deplacements_a_repondre(ids)),
        contestes=section(mois_contestes(ids)),
        contacts=contacts_des_firmes({s.intervenant.organisation_id for s in muets}),
    )


def contacts_des_firmes(organisations: set[int]) -> dict[int, Membre]:
    """firm → whom to call first: its référent, else its payroll."""
    membres = (
        Membre.objects.actifs()
        .filter(organisation_id__in=organisations, role__in=[Role.REFERENT, Role.PAIE])
        .select_related("utilisateur")
        .order_by("-role", "pk")
    )
    contacts: dict[int, Membre] = {}
    for membre in membres:
        contacts.setdefault(membre.organisation_id, membre)
    return contacts


def _mois_en_etat(clauses: Sequence[int], etat: EtatLigne) -> list[Declaration]:
    """Months that hold lines in this state: how many, since when, how many without an alert."""
    examen = Exists(Alerte.objects.actives().filter(ligne=OuterRef("pk")).exclude(gravite="INFO"))
    lignes = (
        LigneHeures.objects.filter(etat=etat, contrat__clause_id__in=clauses)
        .annotate(a_examiner=examen)
        .order_by()
        .values("declaration_id")
        .annotate(
            n=Count("pk"),
            sans=Count("pk", filter=Q(a_examiner=False)),
            heures_total=somme_heures("heures_a_compter"),
            depuis=Min("modifiee_le"),
        )
    )
    comptes = {ligne["declaration_id"]: ligne for ligne in lignes}
    declarations = (
        Declaration.objects.filter(pk__in=list(comptes))
        .select_related("intervenant__organisation", "intervenant__lot__marche__operation")
        .order_by("soumise_le", "pk")
    )
    resultat = []
    for declaration in declarations:
        compte = comptes[declaration.pk]
        declaration.nb, declaration.nb_sans_alerte = compte["n"], compte["sans"]
        declaration.heures_en_jeu, declaration.depuis = compte["heures_total"], compte["depuis"]
        resultat.append(declaration)
    return resultat


def _anomalies(clauses: Sequence[int]) -> list[Alerte]:
    """Active alerts on lines that wait, blocks first, one per line."""
    alertes = (
        Alerte.objects.actives()
        .filter(ligne__etat=EtatLigne.SOUMISE, ligne__contrat__clause_id__in=clauses)
        .exclude(gravite="INFO")
        .select_related(
            "ligne__declaration__intervenant__organisation", "ligne__contrat__beneficiaire", "ligne__contrat__employeur"
        )
        .order_by("ligne__declaration__soumise_le", "ligne_id", "code")
    )
    premieres: dict[int, Alerte] = {}
    for alerte in alertes:
        deja = premieres.get(alerte.ligne_id)
        if deja is None or (alerte.gravite == "BLOCAGE" and deja.gravite != "BLOCAGE"):
            premieres[alerte.ligne_id] = alerte
    return sorted(premieres.values(), key=lambda a: a.gravite != "BLOCAGE")


def _demandes(clauses: Sequence[int]) -> list[DemandeValidation]:
    return list(
        DemandeValidation.objects.filter(contrat__clause_id__in=clauses)
        .en_attente()
        .select_related("beneficiaire", "contrat__employeur", "contrat__intervenant__lot", "referentiel")
    )


def _a_risque(situations: dict[int, SituationClause]) -> list[SituationClause]:
    """Late engagements, then those to watch, the widest gap first."""
    rangs = {EtatEngagement.EN_RETARD: 0, EtatEngagement.A_SURVEILLER: 1}
    suivies = [s for s in situations.values() if s.etat in rangs]
    return sorted(suivies, key=lambda s: (rangs[s.etat], -s.situation.ecart_points, s.clause.pk))


def _fin_proche(situations: dict[int, SituationClause], jour: date) -> list[SituationClause]:
    """Works that end within 90 days while hours remain, the nearest first."""
    proches = [
        s
        for s in situations.values()
        if s.situation.restantes > 0
        and (fin := fin_des_travaux(s.clause)) is not None
        and jour <= fin <= jour + FIN_PROCHE
    ]
    return sorted(proches, key=lambda s: (fin_des_travaux(s.clause) or jour, s.clause.pk))


def _sans_suivi(acteur: Acteur, jour: date) -> list[ClauseInsertion]:
    """For the lead of the office: clauses in force that nobody follows."""
    if not acteur.est_responsable:
        return []
    return list(clauses_visibles(acteur).actives().que_personne_ne_suit(jour).avec_objets())


def _sans_referent(clauses: Sequence[int]) -> list[Organisation]:
    """Firms of these clauses where nobody can act: no active référent (never invited, or gone)."""
    referents = Membre.objects.actifs().filter(organisation=OuterRef("pk"), role=Role.REFERENT)
    presentes = Intervenant.objects.filter(lot__clauses__in=clauses, dispense_declarer=False, au__isnull=True)
    return list(
        Organisation.objects.filter(pk__in=presentes.values("organisation_id"))
        .filter(~Exists(referents))
        .annotate(
            nb_lots=Count("intervention__lot", filter=Q(intervention__lot__clauses__in=clauses), distinct=True),
            intervenant_uuid=Subquery(presentes.filter(organisation=OuterRef("pk")).order_by("pk").values("uuid")[:1]),
        )
        .order_by("nom_plie")
    )


def _courriels_en_echec(clauses: Sequence[int]) -> list[Membre]:
    """People of the firms of these clauses whom no message reaches any more."""
    presentes = Intervenant.objects.filter(lot__clauses__in=clauses, au__isnull=True)
    return list(
        Membre.objects.actifs()
        .filter(organisation__in=presentes.values("organisation_id"))
        .exclude(utilisateur__courriel_en_echec="")
        .filter(utilisateur__courriel_en_echec=F("utilisateur__email"))
        .select_related("utilisateur", "organisation")
        .order_by("utilisateur__courriel_en_echec_le", "pk")
    )


def _messages(clauses: Sequence[int]) -> list[Declaration]:
    """Months with messages of the firm that nobody read here, the longest waiting first."""
    non_lus = (
        MessageDeclaration.objects.filter(
            lu_le__isnull=True, de_l_office=False, declaration__intervenant__lot__clauses__in=clauses
        )
        .order_by()
        .values("declaration_id")
        .annotate(n=Count("pk", distinct=True), dernier=Max("envoye_le"))
    )
    comptes = {ligne["declaration_id"]: ligne for ligne in non_lus}
    declarations = Declaration.objects.filter(pk__in=list(comptes)).select_related(
        "intervenant__organisation", "intervenant__lot"
    )
    resultat = []
    for declaration in declarations:
        declaration.nb = comptes[declaration.pk]["n"]
        declaration.dernier = comptes[declaration.pk]["dernier"]
        resultat.append(declaration)
    return sorted(resultat, key=lambda d: d.dernier)


@dataclass(frozen=True)
class CompteursRail:
    """Numbers of the left rail."""

    a_valider: int
    renvoyees: int
    demandes: int
    messages: int
    besoins: int


def compteurs_du_rail(acteur: Acteur) -> CompteursRail:
    """What waits in the portfolio (the whole office for a lead who follows nothing), in five or six queries."""
    clauses = clauses_du_perimetre(acteur, perimetre_par_defaut(acteur)).values("pk")
    lignes = LigneHeures.objects.filter(contrat__clause_id__in=clauses)
    comptes = lignes.aggregate(
        a_valider=Count("pk", filter=Q(etat=EtatLigne.SOUMISE)),
        renvoyees=Count("pk", filter=Q(etat=EtatLigne.RENVOYEE)),
    )
    demandes = DemandeValidation.objects.filter(contrat__clause_id__in=clauses).en_attente().count()
    messages = MessageDeclaration.objects.filter(
        lu_le__isnull=True, de_l_office=False, declaration__intervenant__lot__clauses__in=clauses
    )
    return CompteursRail(
        **comptes,
        demandes=demandes,
        messages=messages.values("pk").distinct().count(),
        besoins=Besoin.objects.filter(clause__in=clauses).ouverts(aujourdhui()).count(),
    )
