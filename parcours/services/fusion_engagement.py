"""What a merge moves below `parcours`: contracts (with their lines), requests, windows, words on hours,
details of the ledger.

The ledger itself knows nobody: no movement and no balance changes, and totals stay equal by construction.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Min

from clauses.models import (
    AvisPersonne,
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
DATES = ("debut", "fin", "prolongee_au")


def deplacer(de: Beneficiaire, vers: Beneficiaire) -> dict[str, Any]:
    """Give every row of a record to another; what moved, as the act keeps it. RegleViolee on a contract held twice."""
    _refuser_contrat_double(de, vers)
    deplaces: dict[str, Any] = {"premier_contrat_le": _iso(vers.premier_contrat_le)}
    deplaces |= {"fenetres": _deplacer_fenetres(de, vers)} | _deplacer_avis(de, vers)
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
    for bougee in deplaces["fenetres"]:
        _rendre_fenetre(de, vers, bougee)
    _rendre_avis(de, vers, deplaces)
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


def _deplacer_fenetres(de: Beneficiaire, vers: Beneficiaire) -> list[dict[str, Any]]:
    """Windows keep covering the same days without ever overlapping: a piece already covered is cut off.

    Of a prolonged window, the piece that reaches the new end is the prolonged one.
    """
    prises: dict[int, list[tuple[Any, Any]]] = {}
    for fenetre in FenetreEligibilite.objects.filter(beneficiaire=vers, annule_le__isnull=True):
        prises.setdefault(fenetre.referentiel_id, []).append((fenetre.debut, fenetre.fin))
    bougees = []
    for fenetre in FenetreEligibilite.objects.filter(beneficiaire=de, annule_le__isnull=True).order_by("pk"):
        pieces = restes((fenetre.debut, fenetre.fin), prises.get(fenetre.referentiel_id, ()))
        if not pieces:
            continue  # wholly covered: it stays with the absorbed record
        bougee = {nom: _iso(getattr(fenetre, nom)) for nom in DATES} | {"pk": fenetre.pk}
        ecrites = []
        for rang, (debut, fin) in enumerate(pieces):
            dates = {"debut": debut, "fin": fin, "prolongee_au": fin if fin == fenetre.prolongee_au else None}
            if rang == 0:
                FenetreEligibilite.objects.filter(pk=fenetre.pk).update(beneficiaire=vers, **dates)
                ecrites.append([fenetre.pk, _iso(fin)])
            else:
                ecrites.append([_copier(fenetre, vers, dates).pk, _iso(fin)])
        bougees.append(bougee | {"ecrites": ecrites})
    return bougees


def _rendre_fenetre(de: Beneficiaire, vers: Beneficiaire, bougee: dict[str, Any]) -> None:
    """The window as it was, with the end that the office has put off since, if it has."""
    ecrites = dict(bougee["ecrites"])
    siennes = FenetreEligibilite.objects.filter(pk__in=ecrites, beneficiaire=de)
    reculees = [f.fin for f in siennes if f.prolongee_au is not None and _iso(f.fin) != ecrites[f.pk]]
    dates = {nom: bougee[nom] for nom in DATES}
    if reculees:
        dates |= {"fin": max(reculees), "prolongee_au": max(reculees)}
    siennes.exclude(pk=bougee["pk"]).update(annule_le=maintenant())
    siennes.filter(pk=bougee["pk"]).update(beneficiaire=vers, **dates)


def _copier(fenetre: FenetreEligibilite, personne: Beneficiaire, dates: dict[str, Any]) -> FenetreEligibilite:
    return FenetreEligibilite.objects.create(
        beneficiaire=personne,
        referentiel_id=fenetre.referentiel_id,
        origine=fenetre.origine,
        source=fenetre.source,
        auteur_id=fenetre.auteur_id,
        enregistre_le=maintenant(),
        **dates,
    )


def _deplacer_avis(de: Beneficiaire, vers: Beneficiaire) -> dict[str, Any]:
    """What the person said of her months. Of two words on one month, the one that still waits for an answer stands."""
    siens = {avis.mois: avis for avis in AvisPersonne.objects.en_vigueur().filter(beneficiaire=vers)}
    remplaces, restent = [], []
    for avis in AvisPersonne.objects.en_vigueur().filter(beneficiaire=de, mois__in=siens):
        if _attend(avis) and not _attend(siens[avis.mois]):
            remplaces.append(siens[avis.mois].pk)
        else:
            restent.append(avis.pk)
    AvisPersonne.objects.filter(pk__in=remplaces).update(remplace_le=maintenant())
    bouges = AvisPersonne.objects.filter(beneficiaire=de).exclude(pk__in=restent).order_by("pk")
    cles = list(bouges.values_list("pk", flat=True))
    AvisPersonne.objects.filter(pk__in=cles).update(beneficiaire=vers)
    return {"avis": cles, "avis_remplaces": remplaces}


def _rendre_avis(de: Beneficiaire, vers: Beneficiaire, deplaces: dict[str, Any]) -> None:
    AvisPersonne.objects.filter(pk__in=deplaces["avis"], beneficiaire=de).update(beneficiaire=vers)
    dits_depuis = AvisPersonne.objects.en_vigueur().filter(beneficiaire=de).values("mois")
    AvisPersonne.objects.filter(pk__in=deplaces["avis_remplaces"]).exclude(mois__in=dits_depuis).update(
        remplace_le=None
    )


def _attend(avis: AvisPersonne) -> bool:
    return not avis.juste and avis.traite_le is None


def _iso(jour: Any) -> str | None:
    return jour.isoformat() if jour else None
