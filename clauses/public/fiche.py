"""The public page of one site: its published figures, who builds, its contracts, its hours month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from clauses.models import (
    ChangementPublie,
    ClauseInsertion,
    Intervenant,
    LigneHeures,
    Lot,
    ReponseEntreprise,
    Solde,
)
from clauses.public.donnees import ChantierPublie
from clauses.public.ensemble import chantiers_publies
from clauses.rules.heures import EtatEngagement, Situation, agreger, etat, mot_etat, phrase_barre
from clauses.rules.vocabulaire import NiveauPublication, RoleIntervenant
from clauses.selectors.reglages import reglages_au
from clauses.selectors.situations import SituationClause, situations_des_clauses
from socle.horloge import aujourdhui, en_paris
from socle.periodes import Mois, Periode

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class EntreprisePublique:
    """A firm on a lot, with its role in words."""

    nom: str
    role: str


@dataclass(frozen=True, slots=True)
class LotPublic:
    """A lot on the site and who builds it."""

    intitule: str
    debut: date | None
    fin: date | None
    reception: date | None
    entreprises: tuple[EntreprisePublique, ...]


@dataclass(frozen=True, slots=True)
class MarchePublic:
    """A contract and its lots. Figures only when its contracting body publishes per contract."""

    numero: str
    objet: str
    acheteur: str
    notification: date | None
    identifiant_officiel: str
    acheteur_officiel: str
    lots: tuple[LotPublic, ...]
    situation: Situation | None = None
    etat: EtatEngagement | None = None
    mot: str = ""
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class PointDeSerie:
    """Validated hours of one or several months, five people at least having contributed."""

    periode: Periode
    heures: Decimal
    cumul: Decimal


@dataclass(frozen=True, slots=True)
class ReponsePublique:
    """What a firm answers in public."""

    entreprise: str
    texte: str
    le: date


@dataclass(frozen=True, slots=True)
class ChangementPublic:
    """A published figure that changed outside its normal growth."""

    le: date
    chiffre: str
    ancien: Decimal
    nouveau: Decimal


@dataclass(frozen=True, slots=True)
class FichePublique:
    """Everything the page of a site shows."""

    chantier: ChantierPublie
    marches: tuple[MarchePublic, ...]
    serie: tuple[PointDeSerie, ...]
    reponses: tuple[ReponsePublique, ...]
    changements: tuple[ChangementPublic, ...]


def chantier_public(slug: str) -> FichePublique | None:
    """The public page of a site, or None when there is no such site in the public set."""
    chantier = next((c for c in chantiers_publies() if c.slug == slug), None)
    if chantier is None:
        return None
    if chantier.niveau == NiveauPublication.RIEN:
        return FichePublique(chantier, (), (), (), ())
    cle = chantier.lieu.cle
    clauses = list(
        ClauseInsertion.objects.en_vigueur()
        .filter(Q(lot__sites__chantier=cle) | Q(soldes__chantier=cle))
        .select_related("lot__marche__acheteur", "lot__marche__marche_publie")
        .distinct()
        .order_by("lot__marche__numero_plie", "lot__numero", "pk")
    )
    serie: tuple[PointDeSerie, ...] = ()
    situations: dict[int, SituationClause] = {}
    if chantier.arrete_au is not None:
        serie = _serie(cle, clauses, chantier.arrete_au)
        if chantier.niveau == NiveauPublication.PAR_MARCHE:
            situations = situations_des_clauses(clauses, travaillees_jusqu_au=chantier.arrete_au)
    return FichePublique(
        chantier=chantier,
        marches=_marches(chantier, clauses, situations),
        serie=serie,
        reponses=_reponses(cle) if chantier.est_publie else (),
        changements=_changements(cle) if chantier.est_publie else (),
    )


def regrouper_mois(lignes: Iterable[tuple[Mois, Decimal, frozenset[int]]], seuil: int) -> tuple[PointDeSerie, ...]:
    """Consecutive months merged until at least `seuil` different people contributed to each point.

    `lignes`: month, validated hours, people. What is left at the end joins the last point; fewer people
    than the threshold in all: no point. Neither a point nor a difference of two points tells of fewer.
    """
    points: list[list] = []
    en_cours: list | None = None
    for mois, heures, personnes in sorted(lignes, key=lambda ligne: ligne[0]):
        if en_cours is None:
            en_cours = [mois, mois, ZERO, set()]
        en_cours[1], en_cours[2] = mois, en_cours[2] + heures
        en_cours[3] |= personnes
        if len(en_cours[3]) >= seuil:
            points.append(en_cours)
            en_cours = None
    if en_cours is not None and points:
        points[-1][1] = en_cours[1]
        points[-1][2] += en_cours[2]
    cumul, serie = ZERO, []
    for debut, fin, heures, _ in points:
        cumul += heures
        serie.append(PointDeSerie(Periode(debut, fin), heures, cumul))
    return tuple(serie)


def _serie(cle: int, clauses: list[ClauseInsertion], arrete_au: date) -> tuple[PointDeSerie, ...]:
    ids = [c.pk for c in clauses]
    personnes: dict[date, set[int]] = defaultdict(set)
    lignes = (
        LigneHeures.objects.en_vigueur()
        .filter(
            chantier=cle,
            affectations__clause__in=ids,
            etat__in=["VALIDEE", "PARTIELLE"],
            declaration__mois__lte=arrete_au,
            heures_retenues__gt=ZERO,
        )
        .order_by()
        .values_list("declaration__mois", "contrat__beneficiaire_id")
        .distinct()
    )
    for mois, beneficiaire in lignes:
        personnes[mois].add(beneficiaire)
    soldes = Solde.objects.filter(chantier=cle, clause__in=ids).jusqu_au(arrete_au).par_mois()
    seuil = int(reglages_au(aujourdhui())["petite_cellule"])
    return regrouper_mois(
        ((Mois.depuis(s["mois"]), s["validees"], frozenset(personnes[s["mois"]])) for s in soldes), seuil
    )


def _marches(
    chantier: ChantierPublie, clauses: list[ClauseInsertion], situations: dict[int, SituationClause]
) -> tuple[MarchePublic, ...]:
    par_marche: dict[int, list[ClauseInsertion]] = defaultdict(list)
    for clause in clauses:
        par_marche[clause.lot.marche_id].append(clause)
    entreprises = _entreprises({c.lot_id for c in clauses})
    marches = []
    for siennes in par_marche.values():
        marche = siennes[0].lot.marche
        publie = marche.marche_publie
        public = MarchePublic(
            numero=marche.numero,
            objet=marche.objet,
            acheteur=str(marche.acheteur),
            notification=marche.date_notification,
            identifiant_officiel=publie.identifiant if publie else "",
            acheteur_officiel=publie.acheteur_id if publie else "",
            lots=tuple(_lot(c.lot, entreprises[c.lot_id]) for c in siennes),
            **_chiffres(chantier, [situations[c.pk] for c in siennes if c.pk in situations]),
        )
        marches.append(public)
    return tuple(marches)


def _chiffres(chantier: ChantierPublie, situations: list[SituationClause]) -> dict:
    """Figures of a contract on this site, or nothing when they are not published."""
    cle = chantier.lieu.cle
    parts = [(s.par_chantier[cle], s.contexte) for s in situations if cle in s.par_chantier]
    if not parts or chantier.arrete_au is None:
        return {}
    situation, contexte = agreger(parts)
    code = etat(situation, contexte)
    return {
        "situation": situation,
        "etat": code,
        "mot": mot_etat(code, situation),
        "phrase": phrase_barre(situation, code, chantier.arrete_au),
    }


def _lot(lot: Lot, entreprises: list[EntreprisePublique]) -> LotPublic:
    return LotPublic(lot.intitule, lot.debut_travaux, lot.fin_travaux, lot.reception_le, tuple(entreprises))


def _entreprises(lots: set[int]) -> dict[int, list[EntreprisePublique]]:
    """lot → firms, lead first then by rank."""
    ordre = {role: rang for rang, role in enumerate(RoleIntervenant)}
    lignes = Intervenant.objects.filter(lot__in=lots).actifs_le(aujourdhui()).select_related("organisation")
    par_lot: dict[int, list[EntreprisePublique]] = defaultdict(list)
    for i in sorted(lignes, key=lambda i: (i.lot_id, ordre[RoleIntervenant(i.role)], i.rang, i.pk)):
        par_lot[i.lot_id].append(EntreprisePublique(i.organisation.nom, i.get_role_display()))
    return par_lot


def _reponses(cle: int) -> tuple[ReponsePublique, ...]:
    lignes = (
        ReponseEntreprise.objects.filter(chantier=cle, retiree_le__isnull=True)
        .order_by("redigee_le")
        .values_list("organisation__nom", "texte", "redigee_le")
    )
    return tuple(ReponsePublique(nom, texte, en_paris(le).date()) for nom, texte, le in lignes)


def _changements(cle: int) -> tuple[ChangementPublic, ...]:
    lignes = ChangementPublie.objects.filter(chantier=cle).values_list("le", "chiffre", "ancien", "nouveau")[:20]
    return tuple(
        ChangementPublic(en_paris(le).date(), chiffre, ancien, nouveau) for le, chiffre, ancien, nouveau in lignes
    )
