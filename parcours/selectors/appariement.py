"""The shortlist of a need: preselection in SQL, profiles by set, then the rule. A fixed number of queries.

No criterion, sex, age nor address is read: the profile has no place for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from math import cos, radians

from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import ASin, Cos, Floor, Least, Power, Radians, Sin, Sqrt

from clauses.models import Besoin, ContratTravail, FenetreEligibilite
from clauses.rules.vocabulaire import NatureCertificat
from clauses.selectors.reglages import reglages_au
from entreprises.policies import Acteur
from parcours.models import Candidat, Certificat, MetierCandidat, MiseEnRelation
from parcours.policies import candidats_visibles
from parcours.rules.appariement import (
    AUCUN_CERTIFICAT,
    Classement,
    Liste,
    Part,
    Poids,
    ProfilBesoin,
    ProfilCandidat,
    Reglages,
    classer,
)
from socle.geo import RAYON_KM
from socle.horloge import aujourdhui
from socle.models import Metier

PREMIERS = 20
"""People shown open on the page; the others stand folded below."""
PARTS = ("metier", "distance", "disponibilite", "certificats", "heures", "eligibilite", "continuite")


@dataclass(frozen=True)
class Preselection:
    """The people kept, nearest of the trade first: key → metres to the site (None: commune unknown)."""

    distances: Mapping[int, int | None]
    du_metier: int
    voisins: int
    limite: int

    @property
    def complete(self) -> bool:
        """Everybody who could be placed was looked at."""
        return len(self.distances) < self.limite


@dataclass(frozen=True)
class PersonneClassee:
    """A judged person, as the page names her."""

    candidat: Candidat
    classement: Classement

    @property
    def raisons(self) -> list[Part]:
        """What distinguishes her: every part but those about a thing that the need does not ask."""
        return [p for p in self.classement.parts if p.nom != "Certificats" or p.phrase != AUCUN_CERTIFICAT]


@dataclass(frozen=True)
class ListeCourte:
    """The shortlist of a need, as its page and its command show it."""

    besoin: Besoin
    preselection: Preselection
    proposables: tuple[PersonneClassee, ...]
    presque: tuple[PersonneClassee, ...]
    ecartes: int
    deja: int

    @property
    def premiers(self) -> tuple[PersonneClassee, ...]:
        return self.proposables[:PREMIERS]

    @property
    def suivants(self) -> tuple[PersonneClassee, ...]:
        return self.proposables[PREMIERS:]


def liste_courte(acteur: Acteur, besoin: Besoin) -> ListeCourte:
    """The people who could take this need, each with her reasons."""
    reglages = reglages_au(aujourdhui())
    profil = profil_du_besoin(besoin)
    visibles = candidats_visibles(acteur, partout=True)
    en_cours = MiseEnRelation.objects.ouvertes().filter(besoin=besoin)
    pre = preselectionner(
        visibles.exclude(pk__in=en_cours.values("candidat_id")),
        besoin,
        profil,
        limite=int(reglages["preselection"]),
        attente=int(reglages["appariement_attente"]),
    )
    profils = charger_profils(besoin, pre.distances)
    liste = classer(profil, profils, poids=poids_en_vigueur(reglages), reglages=reglages_appariement(reglages))
    return _nommer(besoin, pre, liste, deja=en_cours.count())


def preselectionner(
    candidats: QuerySet[Candidat], besoin: Besoin, profil: ProfilBesoin, *, limite: int, attente: int = 0
) -> Preselection:
    """People who can be placed at the start (or `attente` days later: the date is then what is missing), of the trade
    first, then of the neighbouring ones; nearest first, then by key.

    The same list as `rules.appariement.preselectionner`, in one query (two where the trade has too few).
    """
    placables = (
        candidats.placables(profil.debut + timedelta(days=attente))  # type: ignore[attr-defined]
        .filter(beneficiaire__annule_le__isnull=True)
        .annotate(metres=_metres(besoin))
        .order_by(F("metres").asc(nulls_last=True), "uuid")
    )
    du_metier = MetierCandidat.objects.filter(metier_id=besoin.metier_id).values("candidat_id")
    trouves = list(placables.filter(pk__in=du_metier).values_list("pk", "metres")[:limite])
    nombre = len(trouves)
    if nombre < limite and profil.voisins:
        voisins = MetierCandidat.objects.filter(metier__code__in=profil.voisins).values("candidat_id")
        reste = placables.filter(pk__in=voisins).exclude(pk__in=du_metier)
        trouves += list(reste.values_list("pk", "metres")[: limite - nombre])
    distances = {pk: None if metres is None else round(metres) for pk, metres in trouves}
    return Preselection(distances, nombre, len(distances) - nombre, limite)


def profil_du_besoin(besoin: Besoin) -> ProfilBesoin:
    """What the rule reads of a need; one query for the neighbouring trades."""
    voisins = Metier.objects.filter(voisins=besoin.metier).values_list("code", flat=True)
    return ProfilBesoin(
        metier=besoin.metier.code,
        voisins=frozenset(voisins),
        debut=besoin.debut,
        fin=besoin.fin,
        heures_hebdo=besoin.heures_hebdo,
        prise_de_poste=besoin.prise_de_poste,
        permis=besoin.permis_demande,
        francais=besoin.niveau_francais,
        certificats={code: mot_certificat(code) for code in besoin.certificats},
    )


def mot_certificat(code: str) -> str:
    """The word of a certificate; a code of another time as it stands."""
    return NatureCertificat(code).libelle if code in set(NatureCertificat) else code


def charger_profils(besoin: Besoin, distances: Mapping[int, int | None]) -> list[ProfilCandidat]:
    """The facts of these people, in five queries whatever their number."""
    candidats = list(Candidat.objects.filter(pk__in=distances).order_by("pk"))
    personnes = {c.beneficiaire_id: c.pk for c in candidats}
    metiers: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for pk, code, rang in MetierCandidat.objects.filter(candidat__in=distances).values_list(
        "candidat_id", "metier__code", "rang"
    ):
        metiers[pk].append((code, rang))
    certificats = certificats_de(distances)
    fenetres = _fenetres(besoin, personnes)
    contrats = _contrats(besoin.debut, personnes)
    return [
        ProfilCandidat(
            cle=str(c.uuid),
            metiers=tuple(sorted(metiers[c.pk], key=lambda m: (m[1], m[0]))),
            distance_m=distances[c.pk],
            rayon_km=c.rayon_km,
            disponible_le=c.disponible_le,
            heures_cherchees=c.heures_cherchees,
            horaires_decales=c.horaires_decales,
            permis=c.permis_b,
            francais=c.niveau_francais,
            certificats=certificats[c.pk],
            eligible=c.beneficiaire_id in fenetres,
            eligible_jusqu_au=fenetres.get(c.beneficiaire_id),
            dernier_contrat_fini_le=contrats.get(c.beneficiaire_id, (None, False))[0],
            deja_sous_clause=contrats.get(c.beneficiaire_id, (None, False))[1],
        )
        for c in candidats
    ]


def _metres(besoin: Besoin) -> Case | Value:
    """Great-circle metres, to the nearest one, from the commune to the site (haversine, radius of socle/geo.py)."""
    site = besoin.chantier
    if site.latitude is None or site.longitude is None:
        return Value(None, output_field=FloatField())
    ecart_lat = Power(Sin(Radians(F("latitude") - site.latitude) / 2.0), 2)
    ecart_lon = Power(Sin(Radians(F("longitude") - site.longitude) / 2.0), 2)
    carre = ecart_lat + Value(cos(radians(site.latitude))) * Cos(Radians(F("latitude"))) * ecart_lon
    metres = ASin(Sqrt(Least(Value(1.0), carre)), output_field=FloatField()) * Value(2000 * RAYON_KM)
    # LEAST takes the other value where one is NULL: an unknown commune is said, never computed.
    connue = When(latitude__isnull=False, longitude__isnull=False, then=Floor(metres + Value(0.5)))
    return Case(connue, default=None, output_field=FloatField())


def certificats_de(candidats: Collection[int]) -> dict[int, dict[str, date | None]]:
    """Person → code → the latest end of validity (None: it never ends)."""
    par_personne: dict[int, dict[str, date | None]] = defaultdict(dict)
    lignes = Certificat.objects.filter(candidat__in=candidats).values_list("candidat_id", "code", "expire_le")
    for pk, code, fin in lignes:
        siens = par_personne[pk]
        if code not in siens or fin is None:
            siens[code] = fin
        elif (deja := siens[code]) is not None:
            siens[code] = max(deja, fin)
    return par_personne


def _fenetres(besoin: Besoin, personnes: Mapping[int, int]) -> dict[int, date | None]:
    """person → end of the window of this référentiel that covers the start (None: no end); absent: not eligible yet."""
    fins: dict[int, date | None] = {}
    fenetres = FenetreEligibilite.objects.filter(
        Q(fin__isnull=True) | Q(fin__gte=besoin.debut),
        beneficiaire__in=personnes,
        referentiel_id=besoin.clause.referentiel_id,
        debut__lte=besoin.debut,
        annule_le__isnull=True,
    ).values_list("beneficiaire_id", "fin")
    for personne, fin in fenetres:
        if personne not in fins or fin is None:
            fins[personne] = fin
        elif (deja := fins[personne]) is not None:
            fins[personne] = max(deja, fin)
    return fins


def _contrats(debut: date, personnes: Mapping[int, int]) -> dict[int, tuple[date | None, bool]]:
    """person → (end of her last clause contract that ends before the need starts, had one at all)."""
    derniers: dict[int, tuple[date | None, bool]] = {}
    contrats = (
        ContratTravail.objects.en_vigueur().filter(beneficiaire__in=personnes).values_list("beneficiaire_id", "fin")
    )
    for personne, fin in contrats:
        avant, _ = derniers.get(personne, (None, False))
        compte = fin if fin is not None and fin <= debut else None
        derniers[personne] = (max((d for d in (avant, compte) if d), default=None), True)
    return derniers


def poids_en_vigueur(reglages: Mapping[str, Decimal]) -> Poids:
    """The weights of the parts, from the settings."""
    defaut = Poids()
    return Poids(**{part: reglages.get(f"poids_{part}", getattr(defaut, part)) for part in PARTS})


def reglages_appariement(reglages: Mapping[str, Decimal]) -> Reglages:
    """What the rule takes besides the weights, from the settings."""
    defaut = Reglages()
    minutes = int(reglages.get("appariement_tot", Decimal(defaut.tot.hour)) * 60)
    return Reglages(
        portee_km=reglages.get("appariement_portee", defaut.portee_km),
        tot=time(minutes // 60, minutes % 60),
        sans_emploi_jours=int(reglages.get("appariement_enchainement", Decimal(defaut.sans_emploi_jours))),
    )


def _nommer(besoin: Besoin, pre: Preselection, liste: Liste, *, deja: int) -> ListeCourte:
    noms = {
        str(c.uuid): c for c in Candidat.objects.filter(pk__in=pre.distances).select_related("beneficiaire__commune")
    }
    nommer = lambda classes: tuple(PersonneClassee(noms[c.cle], c) for c in classes)  # noqa: E731
    return ListeCourte(besoin, pre, nommer(liste.proposables), nommer(liste.presque), liste.ecartes, deja)
