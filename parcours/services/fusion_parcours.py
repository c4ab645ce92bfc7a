"""What a merge moves in the pathway: steps, certificates, barriers, trades, referrals, outcomes, referents."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Max

from parcours.models import (
    Candidat,
    Certificat,
    DemandePublique,
    Etape,
    FreinCandidat,
    MetierCandidat,
    MiseEnRelation,
    ReferentCandidat,
    Sortie,
)
from parcours.services.reperes import recopier
from socle.horloge import aujourdhui, maintenant

LIBRES = {"etapes": Etape, "demandes_publiques": DemandePublique}
"""Rows that move whatever stands in the other record."""
UNIQUES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "certificats": (Certificat, ("code", "obtenu_le")),
    "freins": (FreinCandidat, ("frein",)),
    "metiers": (MetierCandidat, ("metier_id",)),
    "sorties": (Sortie, ("date_sortie", "echeance_mois")),
}
"""Rows that move unless the other record says the same thing already; the kept record's answer stands."""


def deplacer(de: Candidat, vers: Candidat) -> dict[str, Any]:
    """Give a candidate's rows to another; what moved, as the act keeps it."""
    deplaces: dict[str, Any] = {}
    for nom, modele in LIBRES.items():
        deplaces[nom] = _cles(modele.objects.filter(candidat=de))
    rangs = vers.metiers.aggregate(dernier=Max("rang"))["dernier"] or 0
    for nom, (modele, cle) in UNIQUES.items():
        siens = set(modele.objects.filter(candidat=vers).values_list(*cle))
        lignes = modele.objects.filter(candidat=de).order_by("pk").values_list("pk", *cle)
        deplaces[nom] = [pk for pk, *valeurs in lignes if tuple(valeurs) not in siens]
    for nom, modele in _tous().items():
        modele.objects.filter(pk__in=deplaces[nom]).update(candidat=vers)
    MetierCandidat.objects.filter(pk__in=deplaces["metiers"]).update(rang=F("rang") + rangs)
    recopier([de.pk, vers.pk])
    deplaces["rangs_ajoutes"] = rangs
    deplaces |= _deplacer_relations(de, vers) | _deplacer_referents(de, vers) | _deplacer_prescripteurs(de, vers)
    return deplaces


def rendre(de: Candidat, vers: Candidat, deplaces: dict[str, Any]) -> None:
    """Give back what the merge had taken."""
    for nom, modele in _tous().items():
        modele.objects.filter(pk__in=deplaces[nom], candidat=de).update(candidat=vers)
    ajoutes = deplaces["rangs_ajoutes"]
    MetierCandidat.objects.filter(pk__in=deplaces["metiers"], candidat=vers, rang__gt=ajoutes).update(
        rang=F("rang") - ajoutes
    )
    recopier([de.pk, vers.pk])
    MiseEnRelation.objects.filter(pk__in=deplaces["relations"], candidat=de).update(candidat=vers)
    MiseEnRelation.objects.filter(pk__in=deplaces["relations_closes"], candidat=vers).update(close_le=None)
    ReferentCandidat.objects.filter(pk__in=deplaces["referents"], candidat=de).update(candidat=vers)
    ReferentCandidat.objects.filter(pk__in=deplaces["referents_clos"], candidat=vers).update(au=None)
    de.autres_prescripteurs.remove(*deplaces["prescripteurs"])


def _tous() -> dict[str, Any]:
    return LIBRES | {nom: modele for nom, (modele, _) in UNIQUES.items()}


def _deplacer_relations(de: Candidat, vers: Candidat) -> dict[str, Any]:
    """Referrals move; where both were proposed for one need, the absorbed record's is closed."""
    ouvertes = set(MiseEnRelation.objects.ouvertes().filter(candidat=vers).values_list("besoin_id", flat=True))
    doubles = _cles(MiseEnRelation.objects.ouvertes().filter(candidat=de, besoin_id__in=ouvertes))
    MiseEnRelation.objects.filter(pk__in=doubles).update(close_le=maintenant())
    bougees = _cles(MiseEnRelation.objects.filter(candidat=de).exclude(pk__in=doubles))
    MiseEnRelation.objects.filter(pk__in=bougees).update(candidat=vers)
    return {"relations": bougees, "relations_closes": doubles}


def _deplacer_referents(de: Candidat, vers: Candidat) -> dict[str, Any]:
    """The former referents join the history; one current referent remains, the kept record's when it has one."""
    clos: list[int] = []
    if vers.referents.filter(au__isnull=True).exists():
        clos = _cles(de.referents.filter(au__isnull=True))
        ReferentCandidat.objects.filter(pk__in=clos).update(au=aujourdhui())
    bouges = _cles(ReferentCandidat.objects.filter(candidat=de))
    ReferentCandidat.objects.filter(pk__in=bouges).update(candidat=vers)
    return {"referents": bouges, "referents_clos": clos}


def _deplacer_prescripteurs(de: Candidat, vers: Candidat) -> dict[str, Any]:
    """Who referred the absorbed record still sees the person."""
    connus = {vers.prescripteur_id, *vers.autres_prescripteurs.values_list("pk", flat=True)}
    siens = {de.prescripteur_id, *de.autres_prescripteurs.values_list("pk", flat=True)} - {None}
    nouveaux = sorted(siens - connus)
    vers.autres_prescripteurs.add(*nouveaux)
    return {"prescripteurs": nouveaux}


def _cles(lignes: Any) -> list[int]:
    return list(lignes.order_by("pk").values_list("pk", flat=True))
