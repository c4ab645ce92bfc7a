"""The carnet de parcours, as its person reads it: her months, her eligibility's end, her documents. No criterion."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clauses.models import AvisPersonne, ContratTravail, FenetreEligibilite, LigneHeures
from clauses.rules.etats import EtatLigne
from parcours.models import Candidat, Certificat, LienCarnet
from parcours.selectors.profils import mot_certificat
from socle.centiemes import ZERO
from socle.horloge import aujourdhui
from socle.periodes import Mois

BIENTOT = timedelta(days=90)


@dataclass(frozen=True)
class MoisDuCarnet:
    """A month of hers: who declared, how many hours count, how many are validated, what she said of it."""

    mois: Mois
    employeurs: tuple[str, ...]
    declarees: Decimal
    validees: Decimal
    en_verification: bool
    avis: AvisPersonne | None


@dataclass(frozen=True)
class Carnet:
    """All that the personal page shows."""

    candidat: Candidat
    mois: tuple[MoisDuCarnet, ...]
    contrats: tuple[ContratTravail, ...]
    eligible_jusqu_au: date | None
    eligible: bool
    expirent: tuple[tuple[str, date | None], ...]
    """Certificates that end soon, in words, with their last day."""

    @property
    def validees(self) -> Decimal:
        return sum((m.validees for m in self.mois), ZERO)


def carnet(candidat: Candidat) -> Carnet:
    """Her carnet, in a fixed number of queries."""
    personne = candidat.beneficiaire_id
    jour = aujourdhui()
    fenetres = list(
        FenetreEligibilite.objects.filter(beneficiaire=personne, annule_le__isnull=True, debut__lte=jour)
        .order_by("fin")
        .values_list("fin", flat=True)
    )
    ouvertes = [fin for fin in fenetres if fin is None or fin >= jour]
    return Carnet(
        candidat=candidat,
        mois=tuple(_mois(personne)),
        contrats=tuple(
            ContratTravail.objects.en_vigueur()
            .filter(beneficiaire=personne)
            .select_related("employeur", "intervenant__lot__marche__operation")
            .order_by("-debut")
        ),
        eligible_jusqu_au=None if None in ouvertes else max((f for f in ouvertes if f), default=None),
        eligible=bool(ouvertes),
        expirent=tuple(
            (mot_certificat(code), fin)
            for code, fin in Certificat.objects.filter(candidat=candidat, expire_le__range=(jour, jour + BIENTOT))
            .order_by("expire_le", "code")
            .values_list("code", "expire_le")
        ),
    )


def lien_en_cours(candidat: Candidat) -> LienCarnet | None:
    """The link that the person holds, open or expired; None when she has none."""
    return LienCarnet.objects.filter(candidat=candidat, revoque_le__isnull=True).select_related("cree_par").first()


def _mois(personne: int) -> list[MoisDuCarnet]:
    """Months with hours sent, newest first; a line that a counted correction replaces is not counted twice."""
    lignes = (
        LigneHeures.objects.filter(contrat__beneficiaire=personne)
        .exclude(etat__in=[EtatLigne.BROUILLON, EtatLigne.REFUSEE])
        .exclude(remplacee_par__etat__in=[EtatLigne.VALIDEE, EtatLigne.PARTIELLE])
        .select_related("declaration", "contrat__employeur")
        .order_by("-declaration__mois", "pk")
    )
    par_mois: dict[date, list[LigneHeures]] = defaultdict(list)
    for ligne in lignes:
        par_mois[ligne.declaration.mois].append(ligne)
    avis = {a.mois: a for a in AvisPersonne.objects.en_vigueur().filter(beneficiaire=personne)}
    vus = []
    for mois, siennes in par_mois.items():
        # A correction that waits stands beside the line it would replace: only that line counts.
        comptees = [li for li in siennes if li.remplace_id is None or EtatLigne(li.etat).comptee]
        vus.append(
            MoisDuCarnet(
                mois=Mois.depuis(mois),
                employeurs=tuple(dict.fromkeys(str(li.contrat.employeur) for li in siennes)),
                declarees=sum((li.travaillees for li in comptees), ZERO),
                validees=sum((li.heures_retenues or ZERO for li in comptees), ZERO),
                en_verification=any(not EtatLigne(li.etat).comptee for li in siennes),
                avis=avis.get(mois),
            )
        )
    return vus
