"""What a merge moves below `parcours`: contracts (with their lines), requests, windows, details of the ledger.

The ledger itself knows nobody: no movement and no balance changes, and totals stay equal by construction.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Min

from clauses.models import (
    Beneficiaire,
    ContratTravail,
    DemandeValidation,
    DetailMouvement,
    FenetreEligibilite,
    LigneHeures,
    LigneImportee,
)
from clauses.rules.etats import EtatLigne
from clauses.services.controles import controler_lignes
from parcours.models import Decision
from parcours.rules.fusion import restes
from socle.erreurs import RegleViolee
from socle.horloge import maintenant

SIMPLES = {
    "contrats": ContratTravail,
    "demandes": DemandeValidation,
    "details": DetailMouvement,
    "decisions": Decision,
    "lignes_importees": LigneImportee,
}
"""Name in the act → rows that only change person."""


def deplacer(de: Beneficiaire, vers: Beneficiaire) -> dict[str, Any]:
    """Give every row of a record to another; what moved, as the act keeps it. RegleViolee on a contract held twice."""
    _refuser_contrat_double(de, vers)
    deplaces: dict[str, Any] = {"premier_contrat_le": _iso(vers.premier_contrat_le)}
    deplaces |= _deplacer_fenetres(de, vers)
    for nom, modele in SIMPLES.items():
        deplaces[nom] = list(modele.objects.filter(beneficiaire=de).order_by("pk").values_list("pk", flat=True))
        modele.objects.filter(pk__in=deplaces[nom]).update(beneficiaire=vers)
    premiers = [jour for jour in (de.premier_contrat_le, vers.premier_contrat_le) if jour]
    if premiers:
        Beneficiaire.objects.filter(pk=vers.pk).update(premier_contrat_le=min(premiers))
    return deplaces


def rendre(de: Beneficiaire, vers: Beneficiaire, deplaces: dict[str, Any]) -> None:
    """Give back to a record exactly what the merge had taken; what came since stays where it came."""
    for nom, modele in SIMPLES.items():
        modele.objects.filter(pk__in=deplaces[nom], beneficiaire=de).update(beneficiaire=vers)
    FenetreEligibilite.objects.filter(pk__in=deplaces["fenetres_creees"]).update(annule_le=maintenant())
    for pk, debut, fin in deplaces["fenetres"]:
        FenetreEligibilite.objects.filter(pk=pk, beneficiaire=de).update(beneficiaire=vers, debut=debut, fin=fin)
    depuis = ContratTravail.objects.en_vigueur().filter(beneficiaire=de).aggregate(premier=Min("debut"))["premier"]
    premiers = [jour for jour in (deplaces["premier_contrat_le"], _iso(depuis)) if jour]
    Beneficiaire.objects.filter(pk=de.pk).update(premier_contrat_le=min(premiers) if premiers else None)


def rejuger(*personnes: Beneficiaire) -> None:
    """Judge again the lines that wait: the sums of one person have become those of two, or of one."""
    lignes = LigneHeures.objects.filter(contrat__beneficiaire__in=personnes, etat=EtatLigne.SOUMISE)
    controler_lignes(list(lignes.order_by("pk")))


def _refuser_contrat_double(de: Beneficiaire, vers: Beneficiaire) -> None:
    cle = ("intervenant_id", "employeur_id", "clause_id", "debut")
    siens = set(ContratTravail.objects.en_vigueur().filter(beneficiaire=vers).values_list(*cle))
    for contrat in ContratTravail.objects.en_vigueur().filter(beneficiaire=de).select_related("employeur"):
        if tuple(getattr(contrat, nom) for nom in cle) in siens:
            raise RegleViolee(
                f"Les deux fiches portent le même contrat, chez {contrat.employeur} depuis le "
                f"{contrat.debut:%d/%m/%Y} : ses heures compteraient deux fois. Faites d'abord annuler l'un des deux."
            )


def _deplacer_fenetres(de: Beneficiaire, vers: Beneficiaire) -> dict[str, Any]:
    """Windows keep covering the same days without ever overlapping: a piece already covered is cut off."""
    prises: dict[int, list[tuple[Any, Any]]] = {}
    for fenetre in FenetreEligibilite.objects.filter(beneficiaire=vers, annule_le__isnull=True):
        prises.setdefault(fenetre.referentiel_id, []).append((fenetre.debut, fenetre.fin))
    bougees, creees = [], []
    for fenetre in FenetreEligibilite.objects.filter(beneficiaire=de, annule_le__isnull=True).order_by("pk"):
        pieces = restes((fenetre.debut, fenetre.fin), prises.get(fenetre.referentiel_id, ()))
        if not pieces:
            continue  # wholly covered: it stays with the absorbed record
        bougees.append([fenetre.pk, _iso(fenetre.debut), _iso(fenetre.fin)])
        (debut, fin), *autres = pieces
        FenetreEligibilite.objects.filter(pk=fenetre.pk).update(beneficiaire=vers, debut=debut, fin=fin)
        for son_debut, sa_fin in autres:
            piece = FenetreEligibilite.objects.create(
                beneficiaire=vers,
                referentiel_id=fenetre.referentiel_id,
                debut=son_debut,
                fin=sa_fin,
                origine=fenetre.origine,
                source=fenetre.source,
                auteur_id=fenetre.auteur_id,
                enregistre_le=maintenant(),
            )
            creees.append(piece.pk)
    return {"fenetres": bougees, "fenetres_creees": creees}


def _iso(jour: Any) -> str | None:
    return jour.isoformat() if jour else None
