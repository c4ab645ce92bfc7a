"""What the platform knows when a file of hours arrives: contracts, sites, stored lines. A fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from chantiers.models import Chantier
from clauses.models import ContratTravail, Intervenant, LigneHeures
from clauses.policies import contrats_pretes
from clauses.rules.etats import EtatClause, EtatLigne
from clauses.rules.proposees import transmise
from clauses.rules.proposition_tableur import LigneEnPlace
from clauses.selectors.entreprise.engagements import Intervention, interventions, interventions_de
from clauses.selectors.entreprise.preparation import interventions_clientes, proposees_des_mois
from clauses.selectors.lignes_en_place import lignes_en_place
from entreprises.models import Organisation
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.identifiants import plier
from socle.periodes import Mois, jours_dans_le_mois

Case = tuple[int, int]
"""(contract, site)."""


@dataclass
class Faits:
    """The firm's contracts with their sites, and what is stored for the months of the file."""

    engagements: dict[int, Intervention] = field(default_factory=dict)
    contrats: dict[int, ContratTravail] = field(default_factory=dict)
    chantiers: dict[int, Chantier] = field(default_factory=dict)
    par_personne: dict[int, list[ContratTravail]] = field(default_factory=lambda: defaultdict(list))
    en_place: dict[tuple[Mois, Case], LigneEnPlace] = field(default_factory=dict)
    lignes: dict[tuple[Mois, Case], LigneHeures] = field(default_factory=dict)
    pretes: set[int] = field(default_factory=set)
    """Contracts of people lent to another firm, which declares their hours."""

    def cases(self, beneficiaire_id: int, mois: Mois) -> list[Case]:
        """Where this person's hours of a month may stand: contracts that touch it, or already hold a line in it."""
        trouvees = []
        for contrat in self.par_personne.get(beneficiaire_id, ()):
            intervention = self.engagements[contrat.intervenant_id]
            couvre = contrat.debut <= mois.dernier_jour and (contrat.fin is None or contrat.fin >= mois.premier_jour)
            for chantier in intervention.chantiers:
                case = (contrat.pk, chantier.pk)
                if couvre or (mois, case) in self.en_place:
                    trouvees.append(case)
        return trouvees

    def jours(self, case: Case, mois: Mois) -> int:
        """Days of a month that the contract of a cell covers."""
        contrat = self.contrats[case[0]]
        return jours_dans_le_mois(mois, contrat.debut, contrat.fin)

    def poids(self, cases: Iterable[Case], mois: Mois) -> list[Decimal]:
        """Hours already stored for these cells in that month."""
        return [ligne.heures if (ligne := self.en_place.get((mois, case))) else ZERO for case in cases]

    def libelle(self, case: Case) -> str:
        """ "Lot 2 – Électricité, Gare": a cell as a person chooses it."""
        contrat = self.contrats[case[0]]
        intervention = self.engagements[contrat.intervenant_id]
        site = f", {self.chantiers[case[1]]}" if len(intervention.chantiers) > 1 else ""
        return f"{contrat.beneficiaire}, {intervention.libelle}{site}"

    def restreindre(self, cases: list[Case], lieux: Iterable[str]) -> tuple[list[Case], bool]:
        """The cells that the file's words of lot and site name; (all of them, False) when they name none."""
        mots = [plier(texte) for texte in lieux if texte.strip()]
        if not mots:
            return cases, True
        gardees = [case for case in cases if all(self._designe(mot, case) for mot in mots)]
        gardees = gardees or [case for case in cases if any(self._designe(mot, case) for mot in mots)]
        return (gardees, True) if gardees else (cases, False)

    def _designe(self, mot: str, case: Case) -> bool:
        lot = self.engagements[self.contrats[case[0]].intervenant_id].lot
        chantier = plier(str(self.chantiers[case[1]]))
        numero, intitule = plier(str(lot.numero)), plier(lot.intitule)
        courts = {numero, f"lot {numero}", f"lot n° {numero}", f"n° {numero}", plier(lot.marche.numero), intitule}
        courts |= {chantier, plier(str(lot)), f"{numero} {intitule}", plier(str(lot.marche.operation))}
        return mot in courts or (len(mot) > 4 and (mot in chantier or chantier in mot or mot in intitule))


def charger(acteur: Acteur, organisation: Organisation, mois: Iterable[Mois]) -> Faits:
    """Everything, for these months and the ones before them (whose shares guide the split)."""
    if acteur.systeme:
        liste = interventions_de(Intervenant.objects.filter(organisation=organisation), None)
    else:
        liste = interventions(acteur)
    faits = Faits()
    faits.engagements = {e.intervenant.pk: e for e in liste if e.clause.etat == EtatClause.ACTIVE}
    faits.chantiers = {c.pk: c for e in faits.engagements.values() for c in e.chantiers}
    siens = ContratTravail.objects.filter(intervenant_id__in=list(faits.engagements))
    for contrat in [*_en_vigueur(siens), *_charger_pretes(faits, acteur, organisation)]:
        faits.contrats[contrat.pk] = contrat
        faits.par_personne[contrat.beneficiaire_id].append(contrat)
    _charger_lignes(faits, set(mois))
    return faits


def _en_vigueur(contrats: QuerySet[ContratTravail]) -> Iterable[ContratTravail]:
    return contrats.en_vigueur().select_related("beneficiaire", "clause").order_by("debut", "pk")  # type: ignore[attr-defined]


def _charger_pretes(faits: Faits, acteur: Acteur, organisation: Organisation) -> list[ContratTravail]:
    """The people whom the firm lends, with the parties that declare them, when they are not its own to declare."""
    if acteur.systeme:
        pretes = ContratTravail.objects.filter(employeur=organisation).exclude(intervenant__organisation=organisation)
    else:
        pretes = contrats_pretes(acteur)
    contrats = list(_en_vigueur(pretes))
    if not contrats:
        return []
    clientes = {e.intervenant.pk: e for e in interventions_clientes(acteur, contrats)}
    faits.engagements |= clientes
    faits.chantiers |= {c.pk: c for e in clientes.values() for c in e.chantiers}
    retenus = [c for c in contrats if c.intervenant_id in clientes]
    faits.pretes = {c.pk for c in retenus}
    return retenus


def _charger_lignes(faits: Faits, mois: set[Mois]) -> None:
    voulus = {m.premier_jour for m in mois} | {m.precedent().premier_jour for m in mois}
    trouvees = lignes_en_place(
        LigneHeures.objects.filter(
            declaration__intervenant_id__in=list(faits.engagements), declaration__mois__in=voulus
        )
    )
    for (contrat, chantier, m), ligne in trouvees.lignes.items():
        if contrat in faits.contrats and (contrat not in faits.pretes or transmise(EtatLigne(ligne.etat))):
            faits.lignes[m, (contrat, chantier)] = ligne
    for cle, ligne in faits.lignes.items():
        faits.en_place[cle] = LigneEnPlace(
            EtatLigne(ligne.etat),
            ligne.heures,
            ligne.heures_non_travaillees,
            ligne.pk in trouvees.a_corriger,
            deja_corrigee=ligne.remplace_id is not None,
            pretee=cle[1][0] in faits.pretes,
        )
    if faits.pretes:
        for (contrat, chantier, m), p in proposees_des_mois(faits.pretes, map(Mois.depuis, voulus)).items():
            preparee = LigneEnPlace(EtatLigne.BROUILLON, p.heures, p.heures_non_travaillees, pretee=True)
            faits.en_place.setdefault((m, (contrat, chantier)), preparee)
