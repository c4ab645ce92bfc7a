"""Who could work on a site: refusals first, then a score made only of the parts that are shown, in plain French.

The profile has no field for sex, origin, age, health, justice nor address: the rule cannot use them. Of where a person
lives it knows one figure, the distance from her commune to the site.

Two steps (issue 4): `preselectionner` keeps the nearest people of the trade, then of the neighbouring trades;
`classer` judges those. Weights are settings that an administrator edits; the score is the sum of the points shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from clauses.rules.phrases import ESPACE_FINE, INSECABLE, heures, jour
from parcours.rules.vocabulaire import NiveauFrancais

PAS = Decimal("0.1")
UN, DEMI, ZERO = Decimal(1), Decimal("0.5"), Decimal(0)
RANGS_METIER = {1: UN, 2: Decimal("0.9")}
"""What a person's first and second choices of trade are worth; the third and after: 0.8; a neighbouring trade: 0.5."""
AUTRE_CHOIX = Decimal("0.8")
VOISIN = DEMI
AUCUN_CERTIFICAT = "Aucun n'est demandé."
DATE_NON_DITE = Decimal("0.8")
ORDRE_FRANCAIS = {niveau.value: rang for rang, niveau in enumerate(NiveauFrancais)}


@dataclass(frozen=True, slots=True)
class Poids:
    """The most points that each part gives."""

    metier: Decimal = Decimal(30)
    distance: Decimal = Decimal(20)
    disponibilite: Decimal = Decimal(15)
    certificats: Decimal = Decimal(10)
    heures: Decimal = Decimal(5)
    eligibilite: Decimal = Decimal(10)
    continuite: Decimal = Decimal(10)


@dataclass(frozen=True, slots=True)
class Reglages:
    """Settings of the judgement beside the weights."""

    portee_km: Decimal = Decimal(30)
    """Distance past which the part of distance gives nothing, and which nobody accepts who did not say her own."""
    tot: time = time(6, 0)
    """A shift that starts before this hour asks for somebody who can come early."""
    sans_emploi_jours: int = 90
    """A person whose clause contract ended within so many days goes on with her pathway."""


@dataclass(frozen=True, slots=True)
class ProfilBesoin:
    """What a need asks. `certificats`: codes → the word shown."""

    metier: str
    voisins: frozenset[str]
    debut: date
    fin: date | None = None
    heures_hebdo: Decimal | None = None
    prise_de_poste: time | None = None
    permis: bool = False
    francais: str = ""
    certificats: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProfilCandidat:
    """What the rule may know of a person. `distance_m`: from her commune to the site (None: commune unknown)."""

    cle: str
    metiers: tuple[tuple[str, int], ...]
    distance_m: int | None
    rayon_km: int | None = None
    disponible_le: date | None = None
    heures_cherchees: Decimal | None = None
    horaires_decales: bool | None = None
    permis: bool | None = None
    francais: str = ""
    certificats: Mapping[str, date | None] = field(default_factory=dict)
    """Code → end of validity (None: it never ends)."""
    eligible: bool = False
    eligible_jusqu_au: date | None = None
    dernier_contrat_fini_le: date | None = None
    deja_sous_clause: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Points that a person gets for one thing, out of how many, and why."""

    nom: str
    points: Decimal
    sur: Decimal
    phrase: str


@dataclass(frozen=True, slots=True)
class Manque:
    """A condition that is not met, and what would meet it."""

    code: str
    phrase: str
    remede: str


@dataclass(frozen=True, slots=True)
class Classement:
    """A person judged for a need: either a score in parts, or what is missing."""

    cle: str
    parts: tuple[Part, ...]
    manques: tuple[Manque, ...]
    distance_m: int | None

    @property
    def score(self) -> Decimal:
        """The sum of the points shown."""
        return sum((p.points for p in self.parts), ZERO)

    @property
    def proposable(self) -> bool:
        return not self.manques


@dataclass(frozen=True, slots=True)
class Liste:
    """The shortlist: those who may be proposed, by rank; those who miss one thing; how many miss more."""

    proposables: tuple[Classement, ...]
    presque: tuple[Classement, ...]
    ecartes: int


def rang_de_metier(besoin: ProfilBesoin, metiers: Iterable[tuple[str, int]]) -> int | None:
    """0 for somebody of the trade, 1 for a neighbouring one, None for neither."""
    codes = {code for code, _ in metiers}
    if besoin.metier in codes:
        return 0
    return 1 if codes & besoin.voisins else None


def preselectionner(besoin: ProfilBesoin, candidats: Iterable[ProfilCandidat], limite: int) -> list[ProfilCandidat]:
    """The first `limite` people: same trade before neighbouring, then distance, then key; unknown distances last.

    The database does the same in SQL (parcours/selectors/appariement.py); this is what it must equal.
    """
    rangs = [(rang, c) for c in candidats if (rang := rang_de_metier(besoin, c.metiers)) is not None]
    rangs.sort(key=lambda paire: (paire[0], *_distance(paire[1]), paire[1].cle))
    return [candidat for _, candidat in rangs[:limite]]


class Bareme:
    """Weights and settings, with the parts already worked out by them: the same facts give the same points and the same
    phrase to many people. Kept no longer than the lists they serve."""

    def __init__(self, poids: Poids | None = None, reglages: Reglages | None = None) -> None:
        self.poids = poids or Poids()
        self.reglages = reglages or Reglages()
        self._retenues: dict[tuple[Any, ...], Part] = {}

    def part(self, dire: Callable[..., Part], *faits: Any) -> Part:
        """What `dire` answers to these facts, worked out once."""
        cle = (dire, *faits)
        part = self._retenues.get(cle)
        if part is None:
            part = self._retenues[cle] = dire(self, *faits)
        return part


def classer(besoin: ProfilBesoin, candidats: Sequence[ProfilCandidat], bareme: Bareme | None = None) -> Liste:
    """Judge people for a need: best score first, then the nearest, then the key. Nobody is added to fill the list."""
    bareme = bareme or Bareme()
    bons: list[Classement] = []
    presque: list[Classement] = []
    ecartes = 0
    for candidat in candidats:
        juge = juger(besoin, candidat, bareme)
        if not juge.manques:
            bons.append(juge)
        elif len(juge.manques) == 1:
            presque.append(juge)
        else:
            ecartes += 1
    return Liste(tuple(sorted(bons, key=_ordre)), tuple(sorted(presque, key=_ordre)), ecartes)


def juger(besoin: ProfilBesoin, candidat: ProfilCandidat, bareme: Bareme) -> Classement:
    """One person for one need."""
    debut, part = besoin.debut, bareme.part
    parts = (
        part(_metier, *_rang(besoin, candidat)),
        part(_eloignement, candidat.distance_m),
        part(_disponibilite, debut, candidat.disponible_le),
        part(_certificats, *_tenus(besoin, candidat)),
        part(_heures, besoin.heures_hebdo, candidat.heures_cherchees),
        part(_eligibilite, debut, besoin.fin, candidat.eligible, candidat.eligible_jusqu_au),
        part(_continuite, debut, candidat.dernier_contrat_fini_le, candidat.deja_sous_clause),
    )
    manques = tuple(_manques(besoin, candidat, bareme.reglages))
    return Classement(candidat.cle, parts, manques, candidat.distance_m)


def _ordre(classement: Classement) -> tuple[Decimal, bool, int, str]:
    return (-classement.score, classement.distance_m is None, classement.distance_m or 0, classement.cle)


def _distance(candidat: ProfilCandidat) -> tuple[bool, int]:
    return (candidat.distance_m is None, candidat.distance_m or 0)


# ---- Conditions: what the need asks and the person has not. What nobody said is asked, never refused. ----


def _manques(besoin: ProfilBesoin, candidat: ProfilCandidat, reglages: Reglages) -> Iterable[Manque]:
    portee = Decimal(candidat.rayon_km) if candidat.rayon_km is not None else reglages.portee_km
    if candidat.distance_m is not None and candidat.distance_m > portee * 1000:
        km = _km(candidat.distance_m)
        if candidat.rayon_km is None:
            yield Manque("distance", f"À {km} : au-delà de {portee:f} km.", "Demander jusqu'où la personne peut venir.")
        else:
            yield Manque(
                "distance",
                f"À {km}, pour un rayon de {portee:f} km.",
                "Voir une aide à la mobilité, ou un autre chantier.",
            )
    if candidat.disponible_le is not None and candidat.disponible_le > besoin.debut:
        yield Manque(
            "disponibilite",
            f"Disponible le {jour(candidat.disponible_le)}, après le début.",
            f"Décaler le début au {jour(candidat.disponible_le)}.",
        )
    if besoin.permis and candidat.permis is False:
        yield Manque(
            "permis", "Le permis B est demandé.", "Voir un covoiturage avec l'entreprise, ou une aide au permis."
        )
    demande = ORDRE_FRANCAIS.get(besoin.francais)
    sien = ORDRE_FRANCAIS.get(candidat.francais)
    if demande is not None and sien is not None and sien < demande:
        yield Manque(
            "francais",
            f"Français {candidat.francais} : {besoin.francais} est demandé.",
            "Voir un français à visée professionnelle, ou un binôme sur le chantier.",
        )
    if besoin.prise_de_poste and besoin.prise_de_poste < reglages.tot and candidat.horaires_decales is False:
        yield Manque(
            "horaires",
            f"Prise de poste à {besoin.prise_de_poste:%H h %M} : ne peut pas venir si tôt.",
            "Demander un horaire décalé à l'entreprise.",
        )
    for code, mot in besoin.certificats.items():
        if code not in candidat.certificats:
            yield Manque(f"certificat:{code}", f"{mot} demandé.", f"Inscrire à une session : {mot}.")
        elif (fin := candidat.certificats[code]) is not None and fin < besoin.debut:
            yield Manque(f"certificat:{code}", f"{mot} expiré le {jour(fin)}.", f"Inscrire à un recyclage : {mot}.")


# ---- Parts of the score. Each reads the facts it is given and nothing else of the person. ----


def _rang(besoin: ProfilBesoin, candidat: ProfilCandidat) -> tuple[int | None, bool]:
    """The rank of the trade among her choices, and whether she looks for a neighbouring one."""
    voisin = False
    for code, rang in candidat.metiers:
        if code == besoin.metier:
            return rang, False
        voisin = voisin or code in besoin.voisins
    return None, voisin


def _metier(bareme: Bareme, rang: int | None, voisin: bool) -> Part:
    if rang is not None:
        valeur = RANGS_METIER.get(rang, AUTRE_CHOIX)
        phrase = "Le métier recherché." if rang == 1 else f"Le métier demandé est son choix n° {rang}."
    elif voisin:
        valeur, phrase = VOISIN, "Un métier voisin."
    else:
        valeur, phrase = ZERO, "Ni ce métier ni un métier voisin."
    return _part("Métier", bareme.poids.metier, valeur, phrase)


def _eloignement(bareme: Bareme, metres: int | None) -> Part:
    if metres is None:
        return _part("Distance", bareme.poids.distance, ZERO, "Commune inconnue.")
    valeur = max(ZERO, UN - Decimal(metres) / (bareme.reglages.portee_km * 1000))
    return _part("Distance", bareme.poids.distance, valeur, f"Sa commune est à {_km(metres)}.")


def _disponibilite(bareme: Bareme, debut: date, disponible_le: date | None) -> Part:
    poids = bareme.poids.disponibilite
    if disponible_le is None:
        return _part("Disponibilité", poids, DATE_NON_DITE, "Disponible, sans date dite.")
    if disponible_le <= debut:
        return _part("Disponibilité", poids, UN, f"Disponible le {jour(disponible_le)}, avant le début.")
    return _part("Disponibilité", poids, ZERO, f"Disponible le {jour(disponible_le)} seulement.")


def _tenus(besoin: ProfilBesoin, candidat: ProfilCandidat) -> tuple[int, int]:
    """How many of the certificates asked she holds to the end, out of how many."""
    if not besoin.certificats:
        return 0, 0
    fin = besoin.fin or besoin.debut
    return sum(1 for code in besoin.certificats if _valide(candidat, code, fin)), len(besoin.certificats)


def _certificats(bareme: Bareme, tenus: int, demandes: int) -> Part:
    poids = bareme.poids.certificats
    if not demandes:
        return _part("Certificats", poids, UN, AUCUN_CERTIFICAT)
    phrase = "Tous ceux demandés, jusqu'à la fin." if tenus == demandes else f"{tenus} sur {demandes} jusqu'à la fin."
    return _part("Certificats", poids, Decimal(tenus) / demandes, phrase)


def _valide(candidat: ProfilCandidat, code: str, jour: date) -> bool:
    if code not in candidat.certificats:
        return False
    fin = candidat.certificats[code]
    return fin is None or fin >= jour


def _heures(bareme: Bareme, proposees: Decimal | None, cherchees: Decimal | None) -> Part:
    poids = bareme.poids.heures
    if proposees is None or cherchees is None:
        return _part("Heures", poids, DEMI, "Durée de travail à préciser.")
    plus, moins = max(proposees, cherchees), min(proposees, cherchees)
    valeur = UN if plus == 0 else moins / plus
    phrase = f"Cherche {heures(cherchees)} par semaine, {heures(proposees)} proposées."
    return _part("Heures", poids, valeur, phrase)


def _eligibilite(bareme: Bareme, debut: date, fin: date | None, eligible: bool, jusqu_au: date | None) -> Part:
    poids = bareme.poids.eligibilite
    if not eligible:
        return _part("Éligibilité", poids, ZERO, "Éligibilité à valider avant le début.")
    if jusqu_au is None:
        return _part("Éligibilité", poids, UN, "Éligible, sans date de fin.")
    duree = max(1, ((fin or debut + timedelta(days=182)) - debut).days)
    valeur = min(UN, Decimal(max(0, (jusqu_au - debut).days)) / duree)
    mot = "toute la durée" if valeur == 1 else f"{valeur * 100:.0f} % de la durée"
    return _part("Éligibilité", poids, valeur, f"Éligible jusqu'au {jour(jusqu_au)} : {mot}.")


def _continuite(bareme: Bareme, debut: date, fini: date | None, deja_sous_clause: bool) -> Part:
    poids = bareme.poids.continuite
    if fini is not None and 0 <= (debut - fini).days <= bareme.reglages.sans_emploi_jours:
        return _part("Continuité", poids, UN, f"Son contrat finit le {jour(fini)} : il s'enchaîne.")
    phrase = "A déjà travaillé sous clause." if deja_sous_clause else "Premier contrat sous clause."
    return _part("Continuité", poids, DEMI, phrase)


def _part(nom: str, sur: Decimal, valeur: Decimal, phrase: str) -> Part:
    return Part(nom, (sur * valeur).quantize(PAS, ROUND_HALF_UP), sur, phrase)


def _km(metres: int) -> str:
    """As `phrases.nombre` writes it, to one place, without a fraction for each person."""
    entier, dixieme = divmod((metres + 50) // 100, 10)
    groupes = f"{entier:,}".replace(",", ESPACE_FINE)
    return f"{groupes},{dixieme}{INSECABLE}km" if dixieme else f"{groupes}{INSECABLE}km"
