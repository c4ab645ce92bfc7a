"""Telling a firm of the lines sent back to it: one message for all, shortly after, re-read when it is written.

A facilitator who goes through a list sends lines back one after the other: the firm gets one message, not twenty, each
line with the address that opens it. A line corrected meanwhile is not in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Min
from django.urls import reverse

from clauses.models import AvisRenvoi, LigneHeures
from clauses.policies import intervenants_declarables
from clauses.rules.etats import EtatLigne
from entreprises.models import Membre
from entreprises.rules import Role
from entreprises.selectors import acteur_de
from socle import messages
from socle.horloge import maintenant
from socle.periodes import Mois

ATTENTE = timedelta(minutes=10)
"""After the first line sent back: the time of a session at the board."""
DESTINATAIRES = (Role.REFERENT, Role.PAIE, Role.MANDATAIRE)
RAISON = "Vous recevez ce message parce que vous déclarez les heures de cette entreprise."
EN_ATTENTE = {"envoye_le__isnull": True, "sans_objet_le__isnull": True}


def demander(lignes: Sequence[LigneHeures]) -> None:
    """These lines have just been sent back (in the caller's transaction): their firm will be told."""
    instant = maintenant()
    AvisRenvoi.objects.bulk_create(
        (AvisRenvoi(ligne=ligne, demande_le=instant) for ligne in lignes), ignore_conflicts=True
    )


def annoncer() -> int:
    """Every few minutes: tell the firms whose first line waits for ten minutes; how many messages were queued."""
    limite = maintenant() - ATTENTE
    premieres = (
        AvisRenvoi.objects.filter(**EN_ATTENTE)
        .order_by()
        .values("ligne__declaration__intervenant__organisation_id")
        .annotate(premier=Min("demande_le"))
        .filter(premier__lte=limite)
    )
    firmes = premieres.values_list("ligne__declaration__intervenant__organisation_id", flat=True)
    return sum(_annoncer_a(firme) for firme in sorted(firmes))


@transaction.atomic
def _annoncer_a(firme: int) -> int:
    """One message to each person of the firm who may correct, about the lines of hers that are still sent back."""
    avis = list(
        AvisRenvoi.objects.select_for_update(of=("self",))
        .filter(ligne__declaration__intervenant__organisation=firme, **EN_ATTENTE)
        .select_related("ligne__declaration__intervenant__lot__marche", "ligne__declaration__intervenant__organisation")
        .select_related("ligne__motif", "ligne__contrat")
        .order_by("ligne__declaration__mois", "ligne_id")
    )
    instant = maintenant()
    restants = [a for a in avis if a.ligne.etat == EtatLigne.RENVOYEE]
    perdus = [a.pk for a in avis if a.ligne.etat != EtatLigne.RENVOYEE]
    AvisRenvoi.objects.filter(pk__in=perdus).update(sans_objet_le=instant)
    AvisRenvoi.objects.filter(pk__in=[a.pk for a in restants]).update(envoye_le=instant)
    if not restants:
        return 0
    membres = Membre.objects.actifs().filter(organisation=firme, role__in=DESTINATAIRES).select_related("utilisateur")
    return sum(_ecrire(membre, restants) for membre in membres.order_by("pk"))


def _ecrire(membre: Membre, avis: Sequence[AvisRenvoi]) -> int:
    """The message of one person: the lines that her limits let her correct; 0 when none does."""
    declarables = intervenants_declarables(acteur_de(membre.utilisateur), partout=True)
    siens = set(declarables.values_list("pk", flat=True)) if declarables is not None else set()
    lignes = [a.ligne for a in avis if a.ligne.declaration.intervenant_id in siens]
    if not lignes:
        return 0
    site = messages.adresse_site()
    groupes: dict[tuple[Mois, str], list[dict[str, str]]] = defaultdict(list)
    for ligne in lignes:
        titre = (Mois.depuis(ligne.declaration.mois), str(ligne.declaration.intervenant.lot))
        groupes[titre].append(
            {"motif": str(ligne.motif), "lien": site + reverse("entreprise:ligne", args=[ligne.uuid])}
        )
    contexte = {
        "organisation": lignes[0].declaration.intervenant.organisation,
        "groupes": [{"mois": str(mois), "lot": lot, "lignes": siennes} for (mois, lot), siennes in groupes.items()],
        "nombre": len(lignes),
        "action_url": site + reverse("entreprise:accueil"),
        "action_libelle": "Voir tout ce qui est à corriger",
        "raison": RAISON,
    }
    pluriel = "s" if len(lignes) > 1 else ""
    sujet = f"{len(lignes)} ligne{pluriel} d'heures à corriger"
    cle = f"renvoi:{membre.pk}:{max(a.pk for a in avis)}"
    return int(messages.envoyer_courriel(membre.utilisateur.email, sujet, "renvois", contexte, cle=cle))
