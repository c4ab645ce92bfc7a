"""The shortlists of many needs at once: people read once for all, then the same rule, with the same results.

For a command and its process only: positions held in memory would be a stale copy of personal data in a web server.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from django.db.models import QuerySet

from clauses.models import Besoin
from entreprises.policies import Acteur
from parcours.models import Candidat, MetierCandidat, MiseEnRelation
from parcours.policies import candidats_visibles
from parcours.rules.appariement import ProfilBesoin
from parcours.selectors.appariement import BesoinClasse, Jugement
from parcours.selectors.proches import Preselection, Trouve
from parcours.selectors.profils import Faits, Fiche, charger_faits, charger_fiches, profil_du_besoin
from socle.lots import par_lots
from socle.models import Metier
from socle.proximite import INCONNUE, Grille, Proche, Repere, premiers

LOT = 500
"""Needs whose people are read together."""


def classer_besoins(acteur: Acteur, besoins: Iterable[Besoin]) -> Iterator[BesoinClasse]:
    """The shortlist of each need, in order; a few queries for every five hundred of them."""
    jugement = Jugement.du_jour()
    visibles = candidats_visibles(acteur, partout=True)
    lieux = Vivier(visibles)
    fiches: dict[int, Fiche] = {}
    faits: dict[int, Faits] = {}
    for lot in par_lots(besoins, LOT):
        en_cours = _en_cours(lot)
        trouves = []
        for besoin in lot:
            profil = profil_du_besoin(besoin, frozenset(lieux.voisins[besoin.metier.code]))
            trouves.append((besoin, profil, lieux.proches(besoin, profil, jugement, en_cours[besoin.pk])))
        nouveaux = {pk for *_, (personnes, _) in trouves for pk in personnes} - fiches.keys()
        lues = charger_fiches(visibles, nouveaux)
        fiches |= lues
        faits |= charger_faits(lues)
        for besoin, profil, (personnes, nombre) in trouves:
            pre = Preselection(personnes, nombre, len(personnes) - nombre, jugement.limite, fiches, profil)
            yield BesoinClasse(besoin, pre, jugement.juger(besoin, pre, faits))


class Vivier:
    """Everybody who may be placed, by trade, on a grid of cells."""

    def __init__(self, candidats: QuerySet[Candidat]) -> None:
        codes = dict(Metier.objects.order_by().values_list("pk", "code"))
        par_metier: dict[int, list[Repere]] = defaultdict(list)
        # In the order of public keys: their ranks settle ties, without reading them.
        lignes = MetierCandidat.objects.filter(placable=True, candidat__in=candidats.order_by()).order_by("cle")
        champs = ("metier_id", "candidat_id", "disponible_le", "latitude", "longitude", "rang")
        for cle, (metier, candidat, *reste, rang) in enumerate(lignes.values_list(*champs).iterator(chunk_size=10_000)):
            par_metier[metier].append((candidat, cle, *reste, rang))
        self.grilles = {codes[metier]: Grille(codes[metier], reperes) for metier, reperes in par_metier.items()}
        self.voisins: dict[str, set[str]] = defaultdict(set)
        for metier, voisin in Metier.voisins.through.objects.values_list("to_metier_id", "from_metier_id"):
            self.voisins[codes[metier]].add(codes[voisin])

    def proches(
        self, besoin: Besoin, profil: ProfilBesoin, jugement: Jugement, en_cours: set[int]
    ) -> tuple[Mapping[int, Trouve], int]:
        """The people kept for a need, in order, and how many are of the trade: as selectors.proches does in SQL."""
        limite, jour = jugement.limite, profil.debut + timedelta(days=jugement.attente)
        chantier = besoin.chantier
        connu = chantier.latitude is not None and chantier.longitude is not None
        site = (chantier.latitude, chantier.longitude) if connu else None
        grille = self.grilles.get(profil.metier)
        siens = grille.proches(site, jour, limite, en_cours) if grille else []
        autres: list[Proche] = []
        if len(siens) < limite and profil.voisins:
            reste, sauf = limite - len(siens), en_cours | {proche[2] for proche in siens}
            voisines = [self.grilles[code] for code in sorted(profil.voisins) if code in self.grilles]
            autres = premiers((g.proches(site, jour, reste, sauf) for g in voisines), reste)
        return {
            candidat: Trouve(((metier, rang),), None if metres == INCONNUE else int(metres))
            for metres, _, candidat, rang, metier in siens + autres
        }, len(siens)


def _en_cours(besoins: Iterable[Besoin]) -> dict[int, set[int]]:
    """need → candidates already proposed for it, whose answer is awaited."""
    proposes: dict[int, set[int]] = defaultdict(set)
    relations = MiseEnRelation.objects.ouvertes().filter(besoin__parmi=[b.pk for b in besoins]).order_by()
    for besoin, candidat in relations.values_list("besoin_id", "candidat_id"):
        proposes[besoin].add(candidat)
    return proposes
