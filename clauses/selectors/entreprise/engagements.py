"""Where the firm of the active space intervenes, and who follows it: the base of every contractor page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from chantiers.models import Chantier
from clauses.models import ClauseInsertion, Intervenant, LotChantier, SuiviClause
from clauses.policies import Action, Limites, intervenants_lisibles, intervenants_siens, limites_de, peut, saisit
from clauses.rules.etats import EtatClause
from clauses.rules.vocabulaire import ROLES_CHEFS_DE_FILE, RangSuivi, RoleIntervenant
from entreprises.models import Membre, Organisation
from entreprises.policies import Acteur
from socle.horloge import aujourdhui
from socle.periodes import Mois


@dataclass(frozen=True)
class Intervention:
    """A party under a clause, with the sites that the reader may see. `pour_compte`: another firm's, entered for."""

    intervenant: Intervenant
    clause: ClauseInsertion
    chantiers: tuple[Chantier, ...]
    pour_compte: bool = False

    @property
    def lot(self):
        return self.intervenant.lot

    @property
    def libelle(self) -> str:
        """ "Lot 2 – Électricité": the lot as a contractor names it; and for whom, when it is not for itself."""
        lot = str(self.intervenant.lot)
        return f"{lot}, pour {self.intervenant.organisation}" if self.pour_compte else lot

    @property
    def chef_de_file(self) -> bool:
        """Leads the lot: reads its partners' lines, may enter for them."""
        return self.intervenant.role in ROLES_CHEFS_DE_FILE and self.intervenant.au is None

    @property
    def cherche(self) -> bool:
        """May look for somebody: a clause in force, a site, a party that has not left."""
        present = self.intervenant.au is None or self.intervenant.au >= aujourdhui()
        return self.clause.etat == EtatClause.ACTIVE and present and bool(self.chantiers)

    @property
    def bornes(self) -> tuple[date, date | None]:
        """First and last day of its works on the lot."""
        lot = self.lot
        debut = max(lot.debut_travaux or self.clause.debut, self.intervenant.du or date.min)
        fins = [lot.reception_le or lot.fin_travaux or self.clause.fin, self.intervenant.au, self.clause.close_le]
        return debut, min((f for f in fins if f is not None), default=None)

    def couvre(self, mois: Mois) -> bool:
        """Whether its works touch that month."""
        debut, fin = self.bornes
        return debut <= mois.dernier_jour and (fin is None or fin >= mois.premier_jour)


def interventions(acteur: Acteur) -> list[Intervention]:
    """Every party of the firm of the active space under a clause in force, within the member's limits."""
    return interventions_de(intervenants_siens(acteur), limites_de(acteur))


def interventions_a_saisir(acteur: Acteur) -> list[Intervention]:
    """The firm's own parties, and the partners without an account of the lots that it leads: their hours are its to
    enter (model.md 11), in the same grid. Whoever does not enter hours, or is limited to some lots, has only his own.
    """
    siennes = interventions(acteur)
    if not saisit(acteur) or limites_de(acteur) is not None:
        return siennes
    diriges = {e.lot.pk for e in siennes if e.chef_de_file}
    if not diriges:
        return siennes
    autres = (
        Intervenant.objects.filter(lot_id__in=diriges, dispense_declarer=False)
        .exclude(organisation__in={e.intervenant.organisation_id for e in siennes})
        .exclude(organisation__in=Membre.objects.actifs().values("organisation"))
        .exclude(role=RoleIntervenant.SOUS_TRAITANT, accepte_le__isnull=True)
    )
    return siennes + [replace(e, pour_compte=True) for e in interventions_de(autres, None)]


def intervention_pour_compte(acteur: Acteur, uuid: object) -> Intervention | None:
    """A party that is not the firm's own and for which the actor may enter: its lead, or the office of the lot."""
    siens = intervenants_siens(acteur)
    autres = intervenants_lisibles(acteur).filter(uuid=uuid).exclude(pk__in=siens.values("pk"))
    trouvees = interventions_de(autres, None)
    if not trouvees or not peut(acteur, Action.DECLARER_POUR_COMPTE, trouvees[0].intervenant):
        return None
    return trouvees[0]


def interventions_de(intervenants: Iterable[Intervenant], limites: Limites | None) -> list[Intervention]:
    """These parties with the clause of their lot and its sites, in three queries, in the order of the contracts."""
    liste = list(
        intervenants.select_related(  # type: ignore[attr-defined]
            "organisation", "lot__marche__operation", "lot__marche__office"
        ).order_by("lot__marche__numero_plie", "lot__marche_id", "lot__numero", "rang", "pk")
    )
    lots = {i.lot_id for i in liste}
    clauses = {
        c.lot_id: c
        for c in ClauseInsertion.objects.filter(lot_id__in=lots).en_vigueur().select_related("referentiel", "lot")
    }
    sites: dict[int, list[Chantier]] = defaultdict(list)
    for lien in LotChantier.objects.filter(lot_id__in=clauses).select_related("chantier"):
        if limites is None or limites.admet(lien.lot_id, lien.chantier_id):
            sites[lien.lot_id].append(lien.chantier)
    for intervenant in liste:
        if intervenant.lot_id in clauses:
            clauses[intervenant.lot_id].lot = intervenant.lot
    return [Intervention(i, clauses[i.lot_id], tuple(sites[i.lot_id])) for i in liste if i.lot_id in clauses]


@dataclass(frozen=True)
class Contact:
    """Somebody to call, and for which lots."""

    nom: str
    structure: str
    telephone: str
    email: str
    lots: tuple[str, ...]
    suppleance: bool = False


def facilitateurs(engagements: Sequence[Intervention]) -> list[Contact]:
    """Who follows these clauses today, principal and stand-in; the office itself where nobody does. One query."""
    par_clause = {e.clause.pk: e for e in engagements}
    suivis = (
        SuiviClause.objects.filter(clause_id__in=par_clause)
        .actifs_le(aujourdhui())
        .select_related("facilitateur__utilisateur", "facilitateur__organisation")
        .order_by("rang", "facilitateur__utilisateur__nom", "pk")
    )
    lots: dict[tuple[int, str], list[str]] = defaultdict(list)
    gens: dict[tuple[int, str], SuiviClause] = {}
    suivies = set()
    for suivi in suivis:
        cle = (suivi.facilitateur_id, suivi.rang)
        gens.setdefault(cle, suivi)
        lots[cle].append(f"lot {par_clause[suivi.clause_id].lot.numero}")
        if suivi.rang == RangSuivi.PRINCIPAL:
            suivies.add(suivi.clause_id)
    contacts = [
        Contact(
            nom=suivi.facilitateur.utilisateur.nom_complet,
            structure=str(suivi.facilitateur.organisation),
            telephone=suivi.facilitateur.utilisateur.telephone or suivi.facilitateur.organisation.telephone,
            email=suivi.facilitateur.utilisateur.email,
            lots=tuple(dict.fromkeys(lots[cle])),
            suppleance=suivi.rang == RangSuivi.SUPPLEANT,
        )
        for cle, suivi in gens.items()
    ]
    return contacts + _offices([e for e in engagements if e.clause.pk not in suivies])


def _offices(engagements: Sequence[Intervention]) -> list[Contact]:
    offices: dict[int, Organisation] = {}
    lots: dict[int, list[str]] = defaultdict(list)
    for e in engagements:
        office = e.lot.marche.office
        offices[office.pk] = office
        lots[office.pk].append(f"lot {e.lot.numero}")
    return [
        Contact(
            nom="", structure=str(o), telephone=o.telephone, email=o.email_contact, lots=tuple(dict.fromkeys(lots[pk]))
        )
        for pk, o in offices.items()
    ]
