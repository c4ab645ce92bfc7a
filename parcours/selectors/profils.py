"""What the rule of shortlists reads of people and needs, from rows without an object each.

`charger_faits` reads what does not depend on the need, once whatever the number of people or of needs; `Faits.pour`
then says it for one need. No criterion, sex, age nor address is read: the profile has no place for them, and the name
that `Fiche` holds for the page stays there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import BigIntegerField, QuerySet, Value

from clauses.models import Besoin, ContratTravail, FenetreEligibilite
from clauses.rules.vocabulaire import NatureCertificat
from parcours.models import Candidat, Certificat
from parcours.rules.appariement import ProfilBesoin, ProfilCandidat
from socle.models import Metier

SANS_FIN = date.max
Fenetre = tuple[int, date, date | None]
"""Référentiel, first day, last day (None: no end)."""
Metiers = tuple[tuple[str, int], ...]
"""Trade and rank among the person's choices."""


class Fiche(NamedTuple):
    """A row of a candidate, as read."""

    pk: int
    personne: int
    uuid: UUID
    rayon_km: int | None
    disponible_le: date | None
    heures_cherchees: Decimal | None
    horaires_decales: bool | None
    permis: bool | None
    francais: str
    prenom: str
    nom: str


COLONNES = (
    *("pk", "beneficiaire_id", "uuid", "rayon_km", "disponible_le", "heures_cherchees", "horaires_decales"),
    *("permis_b", "niveau_francais", "beneficiaire__prenom", "beneficiaire__nom"),
)


@dataclass(frozen=True, slots=True)
class Faits:
    """A person's file as shortlists may know it, whatever the need."""

    cle: str
    rayon_km: int | None
    disponible_le: date | None
    heures_cherchees: Decimal | None
    horaires_decales: bool | None
    permis: bool | None
    francais: str
    certificats: dict[str, date | None]
    fenetres: tuple[Fenetre, ...]
    contrats: tuple[date | None, ...]
    """Ends of her clause contracts (None: no end said)."""

    def pour(self, besoin: Besoin, metiers: Metiers, distance_m: int | None) -> ProfilCandidat:
        """The profile that the rule judges for this need. `metiers`: those that count for it, with their ranks."""
        eligible, jusqu_au = _couverture(self.fenetres, besoin) if self.fenetres else (False, None)
        finis = [fin for fin in self.contrats if fin is not None and fin <= besoin.debut]
        return ProfilCandidat(
            self.cle,
            metiers,
            distance_m,
            self.rayon_km,
            self.disponible_le,
            self.heures_cherchees,
            self.horaires_decales,
            self.permis,
            self.francais,
            self.certificats,
            eligible,
            jusqu_au,
            max(finis) if finis else None,
            bool(self.contrats),
        )


def charger_fiches(candidats: QuerySet[Candidat], cles: Collection[int]) -> dict[int, Fiche]:
    """The rows of these people, by key; whoever is not among `candidats` is left out."""
    lignes = candidats.filter(pk__parmi=cles).order_by().values_list(*COLONNES)
    return {ligne[0]: Fiche._make(ligne) for ligne in lignes}


def charger_faits(fiches: Mapping[int, Fiche], *, certificats: bool = True) -> dict[int, Faits]:
    """The facts of these people by key, in two queries whatever their number (one without certificates)."""
    personnes = [fiche.personne for fiche in fiches.values()]
    tenus = _certificats(fiches) if certificats else {}
    fenetres, contrats = _engagements(personnes)
    return {
        pk: Faits(
            str(f.uuid),
            f.rayon_km,
            f.disponible_le,
            f.heures_cherchees,
            f.horaires_decales,
            f.permis,
            f.francais,
            tenus.get(pk, {}),
            tuple(fenetres.get(f.personne, ())),
            tuple(contrats.get(f.personne, ())),
        )
        for pk, f in fiches.items()
    }


def metiers_voisins(besoin: Besoin) -> frozenset[str]:
    """The codes of the trades next to the one asked."""
    return frozenset(Metier.objects.filter(voisins=besoin.metier_id).order_by().values_list("code", flat=True))


def profil_du_besoin(besoin: Besoin, voisins: frozenset[str] = frozenset()) -> ProfilBesoin:
    """What the rule reads of a need; no query."""
    return ProfilBesoin(
        metier=besoin.metier.code,
        voisins=voisins,
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


def _couverture(fenetres: tuple[Fenetre, ...], besoin: Besoin) -> tuple[bool, date | None]:
    """Whether a window of this référentiel covers the start, and until when (None: no end)."""
    referentiel, jour = besoin.clause.referentiel_id, besoin.debut
    fins = [
        SANS_FIN if fin is None else fin
        for sien, debut, fin in fenetres
        if sien == referentiel and debut <= jour and (fin is None or fin >= jour)
    ]
    if not fins:
        return False, None
    derniere = max(fins)
    return True, None if derniere == SANS_FIN else derniere


def _certificats(candidats: Collection[int]) -> dict[int, dict[str, date | None]]:
    """person → code → the latest end of validity (None: it never ends)."""
    par_personne: dict[int, dict[str, date | None]] = defaultdict(dict)
    lignes = Certificat.objects.filter(candidat__parmi=candidats).order_by()
    for pk, code, fin in lignes.values_list("candidat_id", "code", "expire_le"):
        siens = par_personne[pk]
        if code not in siens or fin is None:
            siens[code] = fin
        elif (deja := siens[code]) is not None:
            siens[code] = max(deja, fin)
    return par_personne


def _engagements(personnes: Collection[int]) -> tuple[dict[int, list[Fenetre]], dict[int, list[date | None]]]:
    """Windows of eligibility in force by person, and ends of clause contracts in force by person; one query."""
    colonnes = ("beneficiaire_id", "referentiel_id", "debut", "fin")
    siennes = FenetreEligibilite.objects.filter(beneficiaire__parmi=personnes, annule_le__isnull=True)
    siens = ContratTravail.objects.en_vigueur().filter(beneficiaire__parmi=personnes)
    # A contract has no référentiel here: that is what tells it from a window.
    siens = siens.annotate(referentiel_id=Value(None, output_field=BigIntegerField()))
    fenetres: dict[int, list[Fenetre]] = defaultdict(list)
    contrats: dict[int, list[date | None]] = defaultdict(list)
    lignes = siennes.order_by().values_list(*colonnes).union(siens.order_by().values_list(*colonnes), all=True)
    for personne, referentiel, debut, fin in lignes:
        if referentiel is None:
            contrats[personne].append(fin)
        else:
            fenetres[personne].append((referentiel, debut, fin))
    return fenetres, contrats
