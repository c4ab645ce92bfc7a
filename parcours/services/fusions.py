"""Two records recognised as one person: merged by somebody, never alone, and undone within the delay of the settings.

The absorbed record is not deleted: it is cancelled, points at nothing, and comes back whole if the merge is undone.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from clauses.models import Beneficiaire, JournalPersonne
from clauses.selectors.reglages import reglages_au
from entreprises.policies import Acteur
from parcours.models import Candidat, Fusion
from parcours.policies import Action, exiger
from parcours.rules.fusion import dernier_jour_pour_defaire
from parcours.rules.journal import ActeCandidat
from parcours.selectors.fusions import fusionnables
from parcours.services import fusion_engagement, fusion_parcours
from parcours.services.journal import noter
from parcours.services.mises_en_relation import verrouiller_besoins_de
from parcours.services.positions import position
from parcours.services.reperes import recopier
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import aujourdhui, en_paris, maintenant

MOTIF = "Fusionnée avec une autre fiche"
A_COMPLETER = ("date_naissance", "sexe", "commune_id", "telephone", "email", "nom_usage", "informee_le")
"""What the kept record takes from the other where it holds nothing."""


@transaction.atomic
def fusionner(*, acteur: Acteur, candidat: Candidat, autre: Beneficiaire) -> Fusion:
    """Carry everything of another record over to this candidate's: contracts with their hours, windows, pathway.

    The ledger is untouched and totals are equal. Raises RegleViolee when the other record is out of reach, already
    merged, or holds the same contract; ConflitEcriture when the kept one was merged meanwhile.
    """
    gardee, absorbee = _verrouiller(candidat.beneficiaire_id, autre.pk)
    _refuser_absorbee(gardee)
    exiger(acteur, Action.FUSIONNER, candidat)
    if not fusionnables(acteur, candidat).filter(pk=absorbee.pk).exists():
        raise RegleViolee("Cette fiche n'est pas à fusionner avec celle-ci.")
    deplaces: dict[str, Any] = {"engagement": fusion_engagement.deplacer(absorbee, gardee)}
    jumeau = Candidat.objects.filter(beneficiaire=absorbee).first()
    if jumeau is not None:
        deplaces["parcours"] = fusion_parcours.deplacer(jumeau, candidat)
    deplaces["completes"] = _completer(gardee, absorbee)
    Beneficiaire.objects.filter(pk=absorbee.pk).update(annule_le=maintenant(), annule_motif=MOTIF)
    fusion = Fusion.objects.create(
        gardee=gardee, absorbee=absorbee, deplaces=deplaces, le=maintenant(), auteur=acteur.utilisateur
    )
    _noter(acteur, fusion, ActeCandidat.FUSIONNER)
    fusion_engagement.rejuger(gardee)
    return fusion


@transaction.atomic
def defaire(*, acteur: Acteur, fusion: Fusion) -> Fusion:
    """Give back to the absorbed record exactly what was taken; what came since stays with the kept one.

    Raises RegleViolee past the delay, or while a later merge of the same record stands; ConflitEcriture when somebody
    undid it already, or merged the kept record into another.
    """
    gardee, absorbee = _verrouiller(fusion.gardee_id, fusion.absorbee_id)
    _refuser_absorbee(gardee)
    candidat = Candidat.objects.get(beneficiaire_id=fusion.gardee_id)
    exiger(acteur, Action.FUSIONNER, candidat)
    fusion = Fusion.objects.get(pk=fusion.pk)
    if fusion.annulee_le is not None:
        raise ConflitEcriture("Cette fusion est déjà défaite.")
    if aujourdhui() > limite_annulation(fusion):
        raise RegleViolee(f"Une fusion se défait jusqu'au {limite_annulation(fusion):%d/%m/%Y}.")
    if Fusion.objects.en_vigueur().filter(gardee=gardee, pk__gt=fusion.pk).exists():
        raise RegleViolee("Une fusion plus récente porte sur cette fiche : défaites-la d'abord.")
    deplaces = fusion.deplaces
    Beneficiaire.objects.filter(pk=absorbee.pk).update(annule_le=None, annule_motif="")
    fusion_engagement.rendre(gardee, absorbee, deplaces["engagement"])
    if "parcours" in deplaces:
        fusion_parcours.rendre(candidat, Candidat.objects.get(beneficiaire=absorbee), deplaces["parcours"])
    _vider(gardee, absorbee, deplaces["completes"])
    Fusion.objects.filter(pk=fusion.pk).update(annulee_le=maintenant(), annulee_par=acteur.utilisateur)
    _noter(acteur, fusion, ActeCandidat.DEFAIRE)
    fusion_engagement.rejuger(gardee, absorbee)
    fusion.refresh_from_db()
    return fusion


def limite_annulation(fusion: Fusion) -> date:
    """The last day on which a merge may be undone."""
    return dernier_jour_pour_defaire(en_paris(fusion.le).date(), delai_annulation())


def delai_annulation() -> int:
    """Days during which a merge may be undone."""
    return int(reglages_au(aujourdhui())["delai_annulation_fusion"])


def _verrouiller(gardee_id: int, absorbee_id: int) -> tuple[Beneficiaire, Beneficiaire]:
    """Their needs, then both records, in key order: merges and referrals of the same people wait for one another."""
    cles = [gardee_id, absorbee_id]
    verrouiller_besoins_de(cles)
    tenues = {p.pk: p for p in Beneficiaire.objects.select_for_update(of=("self",)).filter(pk__in=cles).order_by("pk")}
    list(
        Candidat.objects.select_for_update(of=("self",)).filter(beneficiaire__in=cles).order_by("pk").values_list("pk")
    )
    return tenues[gardee_id], tenues[absorbee_id]


def _refuser_absorbee(gardee: Beneficiaire) -> None:
    """Somebody merged or erased the kept record meanwhile: two records absorbing one another would both be lost."""
    if gardee.annule_le is not None or gardee.efface_le is not None:
        raise ConflitEcriture("Cette fiche vient d'être réunie à une autre, ou effacée : revenez à la liste.")


def _completer(gardee: Beneficiaire, absorbee: Beneficiaire) -> list[str]:
    """Fill what the kept record lacks; the names of what was filled."""
    noms = [nom for nom in A_COMPLETER if not getattr(gardee, nom) and getattr(absorbee, nom)]
    if noms:
        Beneficiaire.objects.filter(pk=gardee.pk).update(**{nom: getattr(absorbee, nom) for nom in noms})
    if "commune_id" in noms:
        _replacer(gardee)
    return noms


def _vider(gardee: Beneficiaire, absorbee: Beneficiaire, noms: list[str]) -> None:
    """Empty what the merge had filled, unless somebody has changed it since."""
    siens = [nom for nom in noms if getattr(gardee, nom) == getattr(absorbee, nom)]
    vides = {nom: "" if isinstance(getattr(absorbee, nom), str) else None for nom in siens}
    if vides:
        Beneficiaire.objects.filter(pk=gardee.pk).update(**vides)
    if "commune_id" in vides:
        _replacer(gardee)


def _replacer(personne: Beneficiaire) -> None:
    commune = Beneficiaire.objects.select_related("commune").get(pk=personne.pk).commune
    Candidat.objects.filter(beneficiaire=personne).update(**position(commune))
    recopier(Candidat.objects.filter(beneficiaire=personne).values_list("pk", flat=True))


def _noter(acteur: Acteur, fusion: Fusion, acte: ActeCandidat) -> None:
    """In the log of both people (other offices read it there) and of both candidates."""
    for personne_id in (fusion.gardee_id, fusion.absorbee_id):
        JournalPersonne.objects.create(
            beneficiaire_id=personne_id, acte=acte.value, le=maintenant(), auteur=acteur.utilisateur
        )
    for candidat in Candidat.objects.filter(beneficiaire_id__in=[fusion.gardee_id, fusion.absorbee_id]).order_by("pk"):
        noter(candidat, acte, acteur)
