"""The other way of the shortlist: for a person, the open needs she could take, judged by the same rule.

A fixed number of queries whatever the number of needs and of people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from clauses.models import Besoin, ContratTravail, FenetreEligibilite
from clauses.policies import besoins_suivis
from clauses.rules.etats import EtatBesoin
from clauses.selectors.reglages import reglages_au
from entreprises.policies import Acteur
from parcours.models import Candidat, MetierCandidat, MiseEnRelation
from parcours.rules.appariement import Classement, ProfilBesoin, ProfilCandidat, juger, rang_de_metier
from parcours.rules.etapes import EtatMiseEnRelation, StatutParcours
from parcours.selectors.appariement import certificats_de, mot_certificat, poids_en_vigueur, reglages_appariement
from socle.geo import distance_km
from socle.horloge import aujourdhui
from socle.models import Metier

MONTRES = 5
"""Needs shown on a person's page."""
RECENT = timedelta(days=31)
"""A need without an end is still to fill when it started within so many days."""


@dataclass(frozen=True)
class BesoinAPortee:
    """An open need, judged for the person; `deja`: the state of her referral to it, in words, or ""."""

    besoin: Besoin
    classement: Classement
    deja: str = ""


@dataclass(frozen=True)
class Portee:
    """What a person could take: needs she answers wholly, then those where one thing is missing; best first."""

    possibles: tuple[BesoinAPortee, ...]
    presque: tuple[BesoinAPortee, ...]
    libre_le: date | None
    """The day from which she is counted as free: hers, or the day after her contract; None: at once."""

    @property
    def premiers(self) -> tuple[BesoinAPortee, ...]:
        return self.possibles[:MONTRES]

    @property
    def suivants(self) -> tuple[BesoinAPortee, ...]:
        return self.possibles[MONTRES:]


@dataclass(frozen=True)
class _Faits:
    """What is loaded of a person."""

    metiers: tuple[tuple[str, int], ...]
    certificats: dict[str, date | None]
    fenetres: tuple[tuple[int, date, date | None], ...]
    fins: tuple[date | None, ...]
    libre_le: date | None


def besoins_a_portee(acteur: Acteur, candidat: Candidat) -> Portee:
    """The open needs of the actor's offices that this person could take, by the rule of the shortlist.

    Somebody under contract is counted as free the day after its end, so that the next mission is prepared before.
    """
    return portees(acteur, [candidat])[candidat.pk]


def portees(acteur: Acteur, candidats: Sequence[Candidat]) -> dict[int, Portee]:
    """The same for several people: key of the candidate → what she could take."""
    reglages = reglages_au(aujourdhui())
    poids, regles = poids_en_vigueur(reglages), reglages_appariement(reglages)
    faits = _faits(candidats)
    voisins = _voisins(faits)
    besoins = _ouverts(acteur, faits, voisins)
    demandes = [(besoin, _demande(besoin, voisins)) for besoin in besoins]
    deja = _deja(candidats)
    trouvees = {}
    for candidat in candidats:
        siens = faits[candidat.pk]
        juges = []
        for besoin, demande in demandes:
            if rang_de_metier(demande, siens.metiers) is None or not _a_temps(besoin, siens):
                continue
            classement = juger(demande, _profil(candidat, siens, besoin), poids=poids, reglages=regles)
            juges.append(BesoinAPortee(besoin, classement, deja[candidat.pk].get(besoin.pk, "")))
        juges.sort(key=_ordre)
        trouvees[candidat.pk] = Portee(
            possibles=tuple(j for j in juges if j.classement.proposable),
            presque=tuple(j for j in juges if len(j.classement.manques) == 1),
            libre_le=siens.libre_le,
        )
    return trouvees


def _ordre(juge: BesoinAPortee) -> tuple:
    distance = juge.classement.distance_m
    return (-juge.classement.score, distance is None, distance or 0, juge.besoin.debut, str(juge.besoin.uuid))


def _a_temps(besoin: Besoin, faits: _Faits) -> bool:
    """The need is not over when she is free."""
    return besoin.fin is None or faits.libre_le is None or besoin.fin >= faits.libre_le


def _ouverts(acteur: Acteur, faits: Mapping[int, _Faits], voisins: Mapping[str, frozenset[str]]) -> list[Besoin]:
    """Needs still open, of one of these people's trades or of a neighbouring one."""
    codes = {code for siens in faits.values() for code, _ in siens.metiers} | set(voisins)
    jour = aujourdhui()
    a_venir = Q(fin__isnull=True, debut__gte=jour - RECENT) | Q(fin__gte=jour)
    return list(
        besoins_suivis(acteur, partout=True)
        .filter(a_venir, metier__code__in=codes, etat=EtatBesoin.OUVERT)
        .select_related("metier", "chantier", "clause", "intervenant__organisation")
        .order_by("debut", "pk")
    )


def _faits(candidats: Sequence[Candidat]) -> dict[int, _Faits]:
    """Five queries whatever the number of people."""
    cles, personnes = [c.pk for c in candidats], [c.beneficiaire_id for c in candidats]
    metiers: dict[int, list[tuple[str, int]]] = defaultdict(list)
    lignes = MetierCandidat.objects.filter(candidat__in=cles).order_by("rang", "metier__code")
    for pk, code, rang in lignes.values_list("candidat_id", "metier__code", "rang"):
        metiers[pk].append((code, rang))
    certificats = certificats_de(cles)
    fenetres: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    ouvertes = FenetreEligibilite.objects.filter(beneficiaire__in=personnes, annule_le__isnull=True)
    for personne, *fenetre in ouvertes.values_list("beneficiaire_id", "referentiel_id", "debut", "fin"):
        fenetres[personne].append(tuple(fenetre))
    fins: dict[int, list[date | None]] = defaultdict(list)
    contrats = ContratTravail.objects.en_vigueur().filter(beneficiaire__in=personnes)
    for personne, fin in contrats.values_list("beneficiaire_id", "fin"):
        fins[personne].append(fin)
    return {
        c.pk: _Faits(
            metiers=tuple(metiers[c.pk]),
            certificats=certificats[c.pk],
            fenetres=tuple(fenetres[c.beneficiaire_id]),
            fins=tuple(fins[c.beneficiaire_id]),
            libre_le=_libre_le(c, fins[c.beneficiaire_id]),
        )
        for c in candidats
    }


def _libre_le(candidat: Candidat, fins: Sequence[date | None]) -> date | None:
    a_venir = [fin for fin in fins if fin is not None and fin >= aujourdhui()]
    if candidat.statut == StatutParcours.DISPONIBLE or not a_venir:
        return candidat.disponible_le
    return max(filter(None, [candidat.disponible_le, max(a_venir) + timedelta(days=1)]))


def _voisins(faits: Mapping[int, _Faits]) -> dict[str, frozenset[str]]:
    """Trade of a need → the trades next to it that one of these people has."""
    voisins: dict[str, set[str]] = defaultdict(set)
    codes = {code for siens in faits.values() for code, _ in siens.metiers}
    liens = Metier.objects.filter(code__in=codes, voisins__isnull=False).values_list("voisins__code", "code")
    for cherche, voisin in liens:
        voisins[cherche].add(voisin)
    return {code: frozenset(siens) for code, siens in voisins.items()}


def _deja(candidats: Sequence[Candidat]) -> dict[int, dict[int, str]]:
    """Person → need → the state of her last referral to it."""
    trouvees: dict[int, dict[int, str]] = defaultdict(dict)
    relations = MiseEnRelation.objects.filter(candidat__in=candidats).order_by("proposee_le")
    for candidat, besoin, etat in relations.values_list("candidat_id", "besoin_id", "etat"):
        trouvees[candidat][besoin] = EtatMiseEnRelation(etat).libelle
    return trouvees


def _demande(besoin: Besoin, voisins: Mapping[str, frozenset[str]]) -> ProfilBesoin:
    return ProfilBesoin(
        metier=besoin.metier.code,
        voisins=voisins.get(besoin.metier.code, frozenset()),
        debut=besoin.debut,
        fin=besoin.fin,
        heures_hebdo=besoin.heures_hebdo,
        prise_de_poste=besoin.prise_de_poste,
        permis=besoin.permis_demande,
        francais=besoin.niveau_francais,
        certificats={code: mot_certificat(code) for code in besoin.certificats},
    )


def _profil(candidat: Candidat, faits: _Faits, besoin: Besoin) -> ProfilCandidat:
    referentiel = besoin.clause.referentiel_id
    couvrent = [
        fin
        for lui, debut, fin in faits.fenetres
        if lui == referentiel and debut <= besoin.debut and (fin is None or fin >= besoin.debut)
    ]
    avant = [fin for fin in faits.fins if fin is not None and fin <= besoin.debut]
    return ProfilCandidat(
        cle=str(candidat.uuid),
        metiers=faits.metiers,
        distance_m=_metres(candidat, besoin),
        rayon_km=candidat.rayon_km,
        disponible_le=faits.libre_le,
        heures_cherchees=candidat.heures_cherchees,
        horaires_decales=candidat.horaires_decales,
        permis=candidat.permis_b,
        francais=candidat.niveau_francais,
        certificats=faits.certificats,
        eligible=bool(couvrent),
        eligible_jusqu_au=None if None in couvrent else max((f for f in couvrent if f), default=None),
        dernier_contrat_fini_le=max(avant, default=None),
        deja_sous_clause=bool(faits.fins),
    )


def _metres(candidat: Candidat, besoin: Besoin) -> int | None:
    """Whole metres, as the shortlist counts them."""
    site = besoin.chantier
    if None in (candidat.latitude, candidat.longitude, site.latitude, site.longitude):
        return None
    return int(distance_km((candidat.latitude, candidat.longitude), (site.latitude, site.longitude)) * 1000 + 0.5)
