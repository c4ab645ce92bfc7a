"""A person enters the pathway: typed by a prescriber or by the office."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from clauses.models import Beneficiaire
from clauses.services.personnes import Identite
from entreprises.policies import Acteur
from entreprises.rules import Role
from parcours.models import Candidat, Etape, MetierCandidat
from parcours.policies import Action, candidats_visibles, exiger
from parcours.rules.etapes import StatutParcours
from parcours.rules.journal import ActeCandidat
from parcours.rules.vocabulaire import NatureEtape
from parcours.selectors.ressemblances import identite_de, trouver
from parcours.services.journal import noter
from parcours.services.positions import position
from parcours.services.reperes import recopier
from socle.erreurs import RegleViolee
from socle.horloge import aujourdhui, maintenant
from socle.identifiants import plier
from socle.models import Metier

METIERS_MAX = 5


@transaction.atomic
def saisir(
    *,
    acteur: Acteur,
    identite: Identite,
    metiers: Sequence[Metier] = (),
    informee: bool = False,
    canal: str = "entretien",
) -> Candidat:
    """Enter a candidate: identity, commune, phone, trades looked for. Never a criterion, never a health fact.

    A prescriber's organisation is kept as the one that referred her; somebody who looks like her, anywhere, is a task
    of the office. Raises RegleViolee when the name is missing, the
    birth date is in the future, or the same person was already entered by the same organisation.
    """
    exiger(acteur, Action.SAISIR_CANDIDAT)
    nom, prenom = identite.nom.strip(), identite.prenom.strip()
    if not nom or not prenom:
        raise RegleViolee("Indiquez le nom et le prénom.", champ="nom")
    if identite.date_naissance and identite.date_naissance >= aujourdhui():
        raise RegleViolee("La date de naissance est dans le futur.", champ="date_naissance")
    _refuser_doublon(acteur, nom, prenom, identite)
    instant = maintenant()
    personne = Beneficiaire.objects.create(
        nom=nom,
        prenom=prenom,
        nom_plie=plier(nom),
        prenom_plie=plier(prenom),
        date_naissance=identite.date_naissance,
        sexe=identite.sexe,
        commune=identite.commune,
        telephone=identite.telephone.strip(),
        email=identite.email.strip(),
        information_canal=canal[:20] if informee else "",
        informee_le=aujourdhui() if informee else None,
        cree_le=instant,
    )
    prescripteur = acteur.organisation if acteur.a_role(Role.PRESCRIPTEUR) else None
    candidat = Candidat.objects.create(
        beneficiaire=personne,
        prescripteur=prescripteur,
        saisi_par=acteur.utilisateur,
        cree_le=instant,
        **position(identite.commune),
    )
    MetierCandidat.objects.bulk_create(
        MetierCandidat(candidat=candidat, metier=metier, rang=rang)
        for rang, metier in enumerate(dict.fromkeys(metiers), 1)
        if rang <= METIERS_MAX
    )
    recopier([candidat.pk])
    Etape.objects.create(
        candidat=candidat,
        nature=NatureEtape.STATUT,
        vers=StatutParcours.ORIENTE,
        debut=aujourdhui(),
        auteur=acteur.utilisateur,
        enregistree_le=instant,
    )
    noter(candidat, ActeCandidat.SAISIR, acteur)
    if set(trouver(identite_de(personne))) - {personne.pk}:
        noter(candidat, ActeCandidat.RESSEMBLANCE, acteur)  # the office checks; nothing is merged alone
    return candidat


def _refuser_doublon(acteur: Acteur, nom: str, prenom: str, identite: Identite) -> None:
    """Only among those this organisation may see: another one's candidates are not revealed."""
    memes = candidats_visibles(acteur).filter(
        beneficiaire__nom_plie=plier(nom),
        beneficiaire__prenom_plie=plier(prenom),
        beneficiaire__date_naissance=identite.date_naissance,
    )
    if memes.exists():
        raise RegleViolee("Cette personne est déjà saisie : ouvrez sa fiche dans la liste.", champ="nom")
