"""What a merge moves in the pathway: steps, certificates, barriers, trades, referrals, outcomes, referents, carnet."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Max

from parcours.models import (
    Candidat,
    Certificat,
    DemandePublique,
    Etape,
    FreinCandidat,
    LienCarnet,
    MetierCandidat,
    MiseEnRelation,
    ReferentCandidat,
    Sortie,
)
from parcours.services import mises_en_relation
from parcours.services.reperes import recopier
from socle.horloge import aujourdhui

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
    for deplacer_les in (_deplacer_relations, _deplacer_referents, _deplacer_prescripteurs, _deplacer_lien):
        deplaces |= deplacer_les(de, vers)
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
    mises_en_relation.rouvrir(dict(deplaces["relations_closes"]))
    ReferentCandidat.objects.filter(pk__in=deplaces["referents"], candidat=de).update(candidat=vers)
    ReferentCandidat.objects.filter(pk__in=deplaces["referents_clos"], candidat=vers).update(au=None)
    de.autres_prescripteurs.remove(*deplaces["prescripteurs"])
    LienCarnet.objects.filter(pk__in=deplaces["liens"], candidat=de).update(candidat=vers)


def _tous() -> dict[str, Any]:
    return LIBRES | {nom: modele for nom, (modele, _) in UNIQUES.items()}


def _deplacer_relations(de: Candidat, vers: Candidat) -> dict[str, Any]:
    """Referrals move; where both were proposed for one need, the absorbed record's is withdrawn."""
    ouvertes = set(MiseEnRelation.objects.ouvertes().filter(candidat=vers).values_list("besoin_id", flat=True))
    closes = MiseEnRelation.objects.ouvertes().filter(candidat=de, besoin_id__in=ouvertes).order_by("pk")
    doubles = dict(closes.values_list("pk", "etat"))
    mises_en_relation.fermer(doubles)
    bougees = _cles(MiseEnRelation.objects.filter(candidat=de).exclude(pk__in=doubles))
    MiseEnRelation.objects.filter(pk__in=bougees).update(candidat=vers)
    return {"relations": bougees, "relations_closes": [list(paire) for paire in doubles.items()]}


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


def _deplacer_lien(de: Candidat, vers: Candidat) -> dict[str, Any]:
    """The link that the person holds opens the record that is kept, unless that one has its own."""
    liens: list[int] = []
    if not vers.liens_carnet.filter(revoque_le__isnull=True).exists():
        liens = _cles(de.liens_carnet.filter(revoque_le__isnull=True))
        LienCarnet.objects.filter(pk__in=liens).update(candidat=vers)
    return {"liens": liens}


def _cles(lignes: Any) -> list[int]:
    return list(lignes.order_by("pk").values_list("pk", flat=True))
