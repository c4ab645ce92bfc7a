"""Driving a take-over: the file is read, corrected on its page, written in one transaction or forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction

from clauses.exchange.reprise import Champ, lire_fichier
from clauses.models import RangReprise, Reprise
from clauses.policies import Action, exiger
from clauses.rules.reprise import EtatReprise
from clauses.selectors.reprises import proposition_de
from clauses.services.marches import office_de
from clauses.services.reprises.engagements import ecrire_engagements
from clauses.services.reprises.personnes import ecrire_personnes
from entreprises.policies import Acteur
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.fichiers import nom_sur
from socle.horloge import maintenant
from socle.tableur import ClasseurRefuse

GARDE = timedelta(hours=24)
RANGS_MAX = 20_000


def deposer(*, acteur: Acteur, fichier: BinaryIO, nom: str, origine: str) -> Reprise:
    """Read a file and keep its rows for the page; the file itself is not kept. `origine`: the former follow-up.

    Raises RegleViolee (field `fichier` or `origine`) when nothing in it can be taken over.
    """
    exiger(acteur, Action.SUIVRE_MARCHE)
    origine = " ".join(origine.split())[:80]
    if not origine:
        raise RegleViolee("Dites de quel suivi viennent ces chiffres.", champ="origine")
    try:
        lues = lire_fichier(fichier)
    except ClasseurRefuse as refus:
        raise RegleViolee(refus.message, champ="fichier") from refus
    if not lues.rangs:
        phrase = "Aucune feuille d'engagements ni de personnes n'a été reconnue : partez du modèle."
        raise RegleViolee(phrase, champ="fichier")
    if len(lues.rangs) > RANGS_MAX:
        raise RegleViolee(f"Plus de {RANGS_MAX} lignes : envoyez le fichier en plusieurs fois.", champ="fichier")
    with transaction.atomic():
        reprise = Reprise.objects.create(
            office=office_de(acteur),
            auteur=acteur.utilisateur,
            nom_fichier=nom_sur(nom)[:150],
            origine=origine,
            feuilles_ignorees=lues.ignorees[:20],
            criteres_ecartes=lues.criteres_ecartes,
            deposee_le=maintenant(),
        )
        RangReprise.objects.bulk_create(
            (
                RangReprise(
                    reprise=reprise,
                    sorte=rang.sorte,
                    feuille=rang.feuille,
                    rang=rang.rang,
                    valeurs={champ.value: texte for champ, texte in rang.valeurs.items()},
                )
                for rang in lues.rangs
            ),
            batch_size=500,
        )
    return reprise


@transaction.atomic
def corriger(
    *, acteur: Acteur, reprise: Reprise, valeurs: Mapping[UUID, Mapping[str, str]], nouvelles: Sequence[UUID] = ()
) -> int:
    """Correct rows on the spot: texts by field, and people said to be others than those alike; how many changed."""
    verrou = _verrouiller(acteur, reprise)
    changes = []
    for rang in verrou.rangs.filter(uuid__in={*valeurs, *nouvelles}):
        nouveau = dict(rang.valeurs)
        for nom, texte in valeurs.get(rang.uuid, {}).items():
            nouveau[Champ(nom).value] = " ".join(texte.split())[:300]
        nouveau = {nom: texte for nom, texte in nouveau.items() if texte}
        dite_nouvelle = rang.uuid in nouvelles
        if (nouveau, dite_nouvelle) != (rang.valeurs, rang.nouvelle):
            rang.valeurs, rang.nouvelle = nouveau, dite_nouvelle
            changes.append(rang)
    RangReprise.objects.bulk_update(changes, ["valeurs", "nouvelle"], batch_size=500)
    return len(changes)


@transaction.atomic
def abandonner(*, acteur: Acteur, reprise: Reprise) -> None:
    """Drop the file: nothing was written, its rows are erased."""
    _finir(_verrouiller(acteur, reprise), EtatReprise.ABANDONNEE, {})


@transaction.atomic
def ecrire(*, acteur: Acteur, reprise: Reprise) -> dict[str, Any]:
    """Write what the proposal holds (refused rows stay out) and say what was written; all of it or nothing."""
    verrou = _verrouiller(acteur, reprise)
    proposition = proposition_de(verrou)
    if acteur.utilisateur is None:
        raise RegleViolee("Une reprise est signée d'une personne.")
    clauses = ecrire_engagements(acteur, verrou, proposition)
    personnes, contrats = ecrire_personnes(acteur, verrou, proposition, clauses)
    resultat = proposition.resultat
    bilan = {
        "engagements_ecrits": len(proposition.nouveaux),
        "engagements_deja_la": len(proposition.engagements) - len(proposition.nouveaux),
        "heures_dues": f"{resultat.dues:.2f}",
        "heures_realisees": f"{resultat.realisees:.2f}",
        "personnes_ecrites": personnes,
        "contrats_ecrits": contrats,
        "lignes_refusees": len(proposition.refus),
    }
    _finir(verrou, EtatReprise.ECRITE, bilan)
    return bilan


def oublier() -> int:
    """Each hour: files that nobody finished within a day are dropped with the names they hold; how many."""
    anciennes = Reprise.objects.filter(etat=EtatReprise.A_RELIRE, deposee_le__lte=maintenant() - GARDE)
    with transaction.atomic():
        liste = list(anciennes.select_for_update())
        for reprise in liste:
            _finir(reprise, EtatReprise.ABANDONNEE, {})
    return len(liste)


def _verrouiller(acteur: Acteur, reprise: Reprise) -> Reprise:
    exiger(acteur, Action.SUIVRE_MARCHE)
    verrou = Reprise.objects.select_for_update().select_related("office").get(pk=reprise.pk)
    if verrou.office_id != office_de(acteur).pk:
        raise Reprise.DoesNotExist
    if verrou.etat != EtatReprise.A_RELIRE:
        raise ConflitEcriture("Cette reprise est déjà terminée.")
    return verrou


def _finir(reprise: Reprise, etat: EtatReprise, bilan: dict[str, Any]) -> None:
    reprise.rangs.all().delete()
    reprise.etat, reprise.bilan, reprise.terminee_le = etat, bilan, maintenant()
    reprise.save(update_fields=["etat", "bilan", "terminee_le"])
