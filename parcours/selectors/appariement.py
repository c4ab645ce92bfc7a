"""The shortlist of a need: preselection in SQL, profiles by set, then the rule. A fixed number of queries.

No criterion, sex, age nor address is read: the profile has no place for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.db.models import Q

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
from parcours.selectors.proches import Preselection, preselectionner
from socle.horloge import aujourdhui
from socle.models import Metier

PRESELECTION = 200
ATTENTE = 30
PREMIERS = 20
"""People shown open on the page; the others stand folded below."""
PARTS = ("metier", "distance", "disponibilite", "certificats", "heures", "eligibilite", "continuite")


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
        limite=int(reglages.get("preselection", Decimal(PRESELECTION))),
        attente=int(reglages.get("appariement_attente", Decimal(ATTENTE))),
    )
    profils = charger_profils(besoin, pre.distances)
    liste = classer(profil, profils, poids=_poids(reglages), reglages=_reglages(reglages))
    return _nommer(besoin, pre, liste, deja=en_cours.count())


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
    certificats = _certificats(distances)
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


def _certificats(candidats: Mapping[int, int | None]) -> dict[int, dict[str, date | None]]:
    """person → code → the latest end of validity (None: it never ends)."""
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


def _poids(reglages: Mapping[str, Decimal]) -> Poids:
    defaut = Poids()
    return Poids(**{part: reglages.get(f"poids_{part}", getattr(defaut, part)) for part in PARTS})


def _reglages(reglages: Mapping[str, Decimal]) -> Reglages:
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
