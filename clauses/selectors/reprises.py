"""What a take-over file would write, beside what is stored: new, already there, refused and why. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from chantiers.models import CommuneChantier, Operation, Programme
from clauses.exchange.reprise import Champ, FichierLu, RangLu, lire_rangs
from clauses.models import (
    Beneficiaire,
    ClauseInsertion,
    ContratTravail,
    Lot,
    Marche,
    MouvementHeures,
    MouvementObligation,
    RangReprise,
    Referentiel,
    Reprise,
)
from clauses.querysets import somme_heures
from clauses.rules.obligation import NatureMouvement
from clauses.rules.rapprochement import Annuaire, Identite
from clauses.rules.reprise import (
    Accord,
    CleLot,
    EngagementAccorde,
    PersonneReprise,
    RefusReprise,
    SorteRang,
    TotauxReprise,
    accorder,
    numero_de_lot,
    totaux_du_fichier,
)
from clauses.rules.vocabulaire import NatureMouvementHeures
from clauses.selectors.personnes_connues import connues
from entreprises.models import Organisation
from socle.centiemes import ZERO
from socle.horloge import en_paris
from socle.identifiants import plier
from socle.models import Territoire
from socle.periodes import Mois

DEFAUT_REFERENTIEL = "ordinaire"


@dataclass(frozen=True)
class EngagementPropose:
    """An obligation to take over: with what it needs of the reference data, and what is there already."""

    accorde: EngagementAccorde
    programme: Programme | None
    referentiel: Referentiel
    commune: Territoire | None
    marche: Marche | None = None
    lot: Lot | None = None
    clause: ClauseInsertion | None = None

    @property
    def deja_la(self) -> bool:
        """Taken over before, with the same figures: nothing to write."""
        return self.clause is not None


@dataclass(frozen=True)
class PersonneProposee:
    """A person to take over; `existante` when she is known; `contrat_connu`: that contract is there already."""

    personne: PersonneReprise
    existante: Beneficiaire | None = None
    contrat_connu: bool = False

    @property
    def deja_la(self) -> bool:
        """Nothing of her is left to write."""
        return self.existante is not None and (self.contrat_connu or self.personne.cle is None)


@dataclass
class PropositionReprise:
    """Everything the page and the writing need."""

    engagements: list[EngagementPropose] = field(default_factory=list)
    personnes: list[PersonneProposee] = field(default_factory=list)
    refus: list[RefusReprise] = field(default_factory=list)
    fichier: TotauxReprise = field(default_factory=TotauxReprise)

    @property
    def nouveaux(self) -> list[EngagementPropose]:
        """The obligations to write."""
        return [e for e in self.engagements if not e.deja_la]

    @property
    def resultat(self) -> TotauxReprise:
        """What will stand once written, old and new: the figures that must equal the file's."""
        return Accord([e.accorde for e in self.engagements], [p.personne for p in self.personnes]).totaux

    @property
    def egal(self) -> bool:
        """Whether the result is the file, to the hour and to the person."""
        return self.resultat == self.fichier and not self.refus


def proposition_de(reprise: Reprise) -> PropositionReprise:
    """The proposal of a stored file, against what is in the database now; a fixed number of queries.

    The take-over is of the day its file came: a page read again after midnight refuses and keeps the same rows.
    """
    rangs = list(reprise.rangs.order_by("pk"))
    nouvelles = {(r.feuille, r.rang) for r in rangs if r.nouvelle}
    return proposer(reprise.office, [en_rang(r) for r in rangs], nouvelles, jour=en_paris(reprise.deposee_le).date())


def en_rang(rang: RangReprise) -> RangLu:
    """A stored row as the reader gave it, corrections included."""
    valeurs = {Champ(nom): texte for nom, texte in rang.valeurs.items()}
    return RangLu(SorteRang(rang.sorte), rang.feuille, rang.rang, valeurs)


def proposer(
    office: Organisation, rangs: Sequence[RangLu], nouvelles: Iterable[tuple[str, int]] = (), *, jour: date
) -> PropositionReprise:
    """The same from rows; `nouvelles`: (sheet, row) of people whom somebody said to be others than those alike."""
    lu = lire_rangs(rangs, jour=jour)
    accord = accorder(lu.engagements, lu.soldes, lu.personnes, soldes_refuses=lu.soldes_refuses)
    proposition = PropositionReprise(refus=[*lu.refus, *accord.refus], fichier=_du_fichier(lu, rangs))
    _engagements(proposition, office, accord.engagements)
    _personnes(proposition, office, accord.personnes, set(nouvelles))
    proposition.refus.sort(key=lambda r: (r.source.feuille, r.source.rang))
    return proposition


def _du_fichier(lu: FichierLu, rangs: Sequence[RangLu]) -> TotauxReprise:
    """The file's own totals; a row that was refused counts as an obligation or a person, its hours are unknown."""
    totaux = totaux_du_fichier(lu.engagements, lu.personnes)
    refuses = {(r.source.feuille, r.source.rang) for r in lu.refus}
    sortes = [r.sorte for r in rangs if (r.feuille, r.rang) in refuses]
    return TotauxReprise(
        totaux.engagements + sortes.count(SorteRang.ENGAGEMENT),
        totaux.dues,
        totaux.realisees,
        totaux.personnes + sortes.count(SorteRang.PERSONNE),
    )


# --- obligations ---------------------------------------------------------------------------------


def _engagements(proposition: PropositionReprise, office: Organisation, accordes: Sequence[EngagementAccorde]) -> None:
    programmes = {mot: p for p in Programme.objects.all() for mot in (plier(p.code), plier(p.nom))}
    referentiels = {mot: r for r in Referentiel.objects.order_by("pk") for mot in (plier(r.code), plier(r.nom))}
    communes = _communes({a.engagement.commune for a in accordes})
    numeros = {plier(a.engagement.marche)[:80] for a in accordes}
    marches = {m.numero_plie: m for m in Marche.objects.filter(office=office, annule_le=None, numero_plie__in=numeros)}
    lots = {
        (lot.marche.numero_plie, numero_de_lot(lot.numero)): lot
        for lot in Lot.objects.filter(marche__in=marches.values()).select_related("marche")
    }
    clauses = {
        c.lot_id: c for c in ClauseInsertion.objects.filter(lot__in=lots.values()).exclude(etat="ANNULEE").avec_objets()
    }
    lieux = _lieux(office, accordes, communes)
    operations = _operations_au_programme_connu(office, accordes)
    dues, ouvertures = _deja_repris(clauses.values())
    for accorde in accordes:
        e = accorde.engagement
        lot = lots.get((plier(e.marche)[:80], numero_de_lot(e.lot)))
        clause = clauses.get(lot.pk) if lot else None
        programme = programmes.get(plier(e.programme)) if e.programme else None
        referentiel = referentiels.get(plier(e.referentiel or DEFAUT_REFERENTIEL))
        lieu = (plier(e.operation), plier(e.chantier or e.operation))
        commune = communes.get(plier(e.commune)) or lieux.get(lieu)
        phrase, valeur = "", ""
        if e.programme and programme is None:
            phrase, valeur = f"Ce programme n'existe pas ici : {_liste(programmes.values())}.", e.programme
        elif referentiel is None:
            phrase, valeur = f"Ce référentiel n'existe pas ici : {_liste(referentiels.values())}.", e.referentiel
        elif e.commune and plier(e.commune) not in communes:
            phrase = "Cette commune n'est pas du territoire : écrivez son nom entier ou son code INSEE."
            valeur = e.commune
        elif lot is None and commune is None:
            phrase, valeur = "Dites la commune de ce chantier, qui n'est pas encore connu.", e.chantier or e.operation
        elif clause is not None:
            phrase = _deja_suivie(accorde, dues.get(clause.pk), ouvertures.get(clause.pk, {}))
            valeur = e.marche
        elif lot is None and plier(e.operation) not in operations:
            phrase, valeur = "Dites le programme de cette opération, qui n'est pas encore connue.", e.operation
        if phrase:
            proposition.refus.append(RefusReprise(e.source, phrase, valeur))
            continue
        proposition.engagements.append(
            EngagementPropose(accorde, programme, referentiel, commune, marches.get(plier(e.marche)[:80]), lot, clause)
        )


def _deja_suivie(accorde: EngagementAccorde, dues: Decimal | None, ouverture: dict[Mois, Decimal]) -> str:
    """Why an obligation that is there cannot be taken over; "" when it is this very take-over."""
    if dues is None:
        return "Cette clause est déjà suivie ici avec ses propres mouvements : elle ne se reprend pas."
    if dues != accorde.engagement.dues or ouverture != accorde.mois:
        total = sum(ouverture.values(), ZERO)
        dit = f"{dues:f} h dues et {total:f} h réalisées".replace(".", ",")
        return f"Déjà reprise avec {dit} : corrigez-la par un mouvement ou un déplacement, pas par le fichier."
    return ""


def _deja_repris(
    clauses: Iterable[ClauseInsertion],
) -> tuple[dict[int, Decimal], dict[int, dict[Mois, Decimal]]]:
    """clause → hours owed taken over; clause → opening balance by month."""
    pks = [c.pk for c in clauses]
    dues = dict(
        MouvementObligation.objects.filter(clause__in=pks, nature=NatureMouvement.REPRISE)
        .order_by()
        .values_list("clause_id")
        .annotate(total=somme_heures("heures"))
    )
    ouvertures: dict[int, dict[Mois, Decimal]] = defaultdict(dict)
    rangs = MouvementHeures.objects.filter(clause__in=pks, nature=NatureMouvementHeures.REPRISE).order_by()
    for clause, mois, total in rangs.values_list("clause_id", "mois").annotate(total=somme_heures("heures")):
        ouvertures[clause][Mois.depuis(mois)] = total
    return dues, ouvertures


def _operations_au_programme_connu(office: Organisation, accordes: Sequence[EngagementAccorde]) -> set[str]:
    """Folded names of the operations whose programme is known: the office's own, or another row of the file says it."""
    noms = {plier(a.engagement.operation) for a in accordes}
    siennes = Operation.objects.filter(marche__office=office, nom_plie__in=noms).order_by()
    dites = {plier(a.engagement.operation) for a in accordes if a.engagement.programme}
    return dites | set(siennes.values_list("nom_plie", flat=True))


def _lieux(
    office: Organisation, accordes: Sequence[EngagementAccorde], communes: Mapping[str, Territoire]
) -> dict[tuple[str, str], Territoire]:
    """(operation, site) folded → commune: of the sites that the office knows, or as another row of the file says."""
    noms = {plier(a.engagement.operation) for a in accordes}
    parts = CommuneChantier.objects.filter(
        chantier__operation__marche__office=office, chantier__operation__nom_plie__in=noms
    ).select_related("commune", "chantier__operation")
    lieux = {(p.chantier.operation.nom_plie, p.chantier.nom_plie): p.commune for p in parts.order_by("part", "-pk")}
    for e in (a.engagement for a in accordes):
        if commune := communes.get(plier(e.commune)):
            lieux.setdefault((plier(e.operation), plier(e.chantier or e.operation)), commune)
    return lieux


def _communes(textes: set[str]) -> dict[str, Territoire]:
    """folded text → commune, by name or by INSEE code."""
    plies = {plier(t) for t in textes if t}
    trouvees = Territoire.objects.communes().filter(Q(nom_plie__in=plies) | Q(code__in=plies))
    return {mot: t for t in trouvees for mot in (t.nom_plie, plier(t.code))}


def _liste(objets: Iterable[object]) -> str:
    return ", ".join(dict.fromkeys(str(o) for o in objets))


# --- people --------------------------------------------------------------------------------------


def _personnes(
    proposition: PropositionReprise,
    office: Organisation,
    personnes: Sequence[PersonneReprise],
    nouvelles: set[tuple[str, int]],
) -> None:
    du_fichier = {e.accorde.engagement.cle for e in proposition.engagements}
    suivies = _clauses_suivies(office, {p.cle for p in personnes if p.cle} - du_fichier)
    annuaire, fiches = _annuaire(personnes)
    connus = _contrats_connus(fiches, {p.debut for p in personnes if p.debut})
    for personne in personnes:
        if personne.cle and personne.cle not in du_fichier and personne.cle not in suivies:
            phrase = "Aucun engagement repris ou suivi ici n'a ce marché et ce lot."
            valeur = f"{personne.marche}, lot {personne.lot}"
            proposition.refus.append(RefusReprise(personne.source, phrase, valeur))
            continue
        identite = Identite(personne.nom, personne.prenom, personne.naissance)
        trouve = annuaire.rapprocher(identite)
        declaree = (personne.source.feuille, personne.source.rang) in nouvelles
        if trouve.exact is None and trouve.proches and not declaree:
            connue, raison = trouve.proches[0]
            fiche = fiches[int(connue.cle)]
            ne_le = f", né·e le {fiche.date_naissance:%d/%m/%Y}" if fiche.date_naissance else ""
            phrase = f"Ressemble à {fiche}{ne_le} ({raison}) : corrigez, ou dites que c'est une autre personne."
            proposition.refus.append(RefusReprise(personne.source, phrase, f"{personne.nom} {personne.prenom}"))
            continue
        existante = fiches[int(trouve.exact.cle)] if trouve.exact is not None else None
        deja = existante is not None and (existante.pk, personne.cle, personne.debut) in connus
        proposition.personnes.append(PersonneProposee(personne, existante, deja))


def _clauses_suivies(office: Organisation, cles: set[CleLot]) -> set[CleLot]:
    """Those of these obligations that the office follows already."""
    if not cles:
        return set()
    clauses = ClauseInsertion.objects.filter(
        lot__marche__office=office, lot__marche__numero_plie__in={m for m, _ in cles}, etat__in=["ACTIVE", "CLOSE"]
    )
    lues = clauses.order_by().values_list("lot__marche__numero_plie", "lot__numero")
    return {(marche, numero_de_lot(lot)) for marche, lot in lues} & cles


def _annuaire(personnes: Sequence[PersonneReprise]) -> tuple[Annuaire, dict[int, Beneficiaire]]:
    """The people known who may be one of these: the same birth date or the same folded name."""
    naissances = {p.naissance for p in personnes if p.naissance}
    noms = {plier(p.nom) for p in personnes}
    voisines = Beneficiaire.objects.en_vigueur().filter(Q(date_naissance__in=naissances) | Q(nom_plie__in=noms))
    fiches = {b.pk: b for b in voisines}
    return Annuaire.de(connues(fiches.values())), fiches


def _contrats_connus(fiches: dict[int, Beneficiaire], debuts: set[date]) -> set[tuple[int, CleLot | None, date | None]]:
    """(person, obligation, start) of the contracts recorded already."""
    contrats = ContratTravail.objects.en_vigueur().filter(beneficiaire__in=fiches, debut__in=debuts).order_by()
    lus = contrats.values_list("beneficiaire_id", "clause__lot__marche__numero_plie", "clause__lot__numero", "debut")
    return {(personne, (marche, numero_de_lot(lot)), debut) for personne, marche, lot, debut in lus}
