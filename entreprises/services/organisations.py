"""The sheet of an organisation: found by SIRET, created once, renamed with dates, succeeded."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from entreprises.models import NomOrganisation, Organisation, SuccessionOrganisation
from entreprises.policies import Acteur, Action, exiger
from entreprises.rules import ActeOrganisation, Nature
from entreprises.services.journal import noter
from socle.erreurs import RegleViolee
from socle.horloge import maintenant
from socle.identifiants import plier, siret_valide

CHAMPS_FICHE = ("sigle", "adresse", "code_postal", "ville", "telephone", "email_contact", "conges_caisse")
"""Fields of the sheet that its own managers change; nature, SIRET and territory are the administration's."""

CHAMPS_ADMINISTRES = ("nature", "siret", "siret_a_verifier", "territoire", "valide_du", "valide_au")


def trouver_ou_creer_organisation(
    *,
    acteur: Acteur,
    siret: str | None,
    nom: str,
    nature: str = Nature.ENTREPRISE,
    tolerant: bool = False,
    **champs: object,
) -> tuple[Organisation, bool]:
    """The organisation of this SIRET, created when absent: (organisation, created).

    An existing sheet is returned unchanged. Two callers at the same time get the same row (unique SIRET).
    `tolerant` (imports of official data): a SIRET of 14 digits with a wrong key is kept and marked "à vérifier";
    without 14 digits the sheet is found again by its folded name. Otherwise RegleViolee(champ="siret").
    """
    exiger(acteur, Action.CREER_ORGANISATION)
    inconnus = set(champs) - set(CHAMPS_FICHE) - {"territoire", "valide_du", "valide_au"}
    if inconnus:
        raise TypeError(f"champs inconnus : {sorted(inconnus)}")
    siret = "".join((siret or "").split())
    nom = " ".join(nom.split())
    if not nom:
        raise RegleViolee("Indiquez le nom de l'organisation.", champ="nom")
    valide = siret_valide(siret)
    if not valide and not tolerant:
        raise RegleViolee("Ce SIRET n'est pas valable : 14 chiffres, tels qu'ils figurent sur le Kbis.", champ="siret")
    connu = siret if len(siret) == 14 and siret.isdigit() else None
    existante = _chercher(connu, nom, nature)
    if existante is not None:
        return existante, False
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(
                siret=connu,
                siret_a_verifier=not valide,
                nom=nom[:200],
                nom_plie=plier(nom[:200])[:260],
                nature=nature,
                cree_le=maintenant(),
                **champs,
            )
            noter(organisation, ActeOrganisation.CREATION, acteur)
    except IntegrityError:
        gagnante = _chercher(connu, nom, nature)
        if gagnante is None:
            raise
        return gagnante, False
    return organisation, True


def creer_organisation(*, acteur: Acteur, nom: str, nature: str, **champs: object) -> Organisation:
    """An organisation without SIRET (an office, the editors, the platform): one per name and nature."""
    if champs.pop("siret", None):
        raise TypeError("avec un SIRET : trouver_ou_creer_organisation")
    organisation, _ = trouver_ou_creer_organisation(
        acteur=acteur, siret=None, nom=nom, nature=nature, tolerant=True, **champs
    )
    if organisation.siret_a_verifier:
        Organisation.objects.filter(pk=organisation.pk).update(siret_a_verifier=False)
        organisation.siret_a_verifier = False
    return organisation


def modifier_organisation(*, acteur: Acteur, organisation: Organisation, **champs: object) -> Organisation:
    """Change the sheet (see CHAMPS_FICHE); the administration may also change CHAMPS_ADMINISTRES."""
    exiger(acteur, Action.MODIFIER_ORGANISATION, organisation)
    permis = set(CHAMPS_FICHE)
    if acteur.systeme or acteur.est_administration:
        permis |= set(CHAMPS_ADMINISTRES)
    if set(champs) - permis:
        raise TypeError(f"champs inconnus ou réservés : {sorted(set(champs) - permis)}")
    changes = [nom for nom, valeur in champs.items() if getattr(organisation, nom) != valeur]
    if not changes:
        return organisation
    for nom in changes:
        setattr(organisation, nom, champs[nom])
    try:
        with transaction.atomic():
            organisation.save(update_fields=changes)
            noter(organisation, ActeOrganisation.MODIFICATION, acteur, motif=", ".join(sorted(changes))[:300])
    except IntegrityError as erreur:
        raise RegleViolee("Une organisation porte déjà ce SIRET.", champ="siret") from erreur
    return organisation


def renommer(*, acteur: Acteur, organisation: Organisation, nom: str, a_compter_du: date) -> Organisation:
    """Give a new name from a date on; the former one stays readable for the days before."""
    exiger(acteur, Action.MODIFIER_ORGANISATION, organisation)
    nom = " ".join(nom.split())[:200]
    if not nom:
        raise RegleViolee("Indiquez le nouveau nom.", champ="nom")
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if organisation.nom == nom:
            return organisation
        dernier = NomOrganisation.objects.filter(organisation=organisation).order_by("-au").first()
        debut = dernier.au + timedelta(days=1) if dernier and dernier.au else None
        if debut is not None and a_compter_du <= debut:
            raise RegleViolee("Un changement de nom plus récent est déjà enregistré.", champ="a_compter_du")
        NomOrganisation.objects.create(
            organisation=organisation, nom=organisation.nom, du=debut, au=a_compter_du - timedelta(days=1)
        )
        organisation.nom, organisation.nom_plie = nom, plier(nom)[:260]
        organisation.save(update_fields=["nom", "nom_plie"])
        noter(organisation, ActeOrganisation.MODIFICATION, acteur, motif="nom")
    return organisation


def enregistrer_succession(
    *, acteur: Acteur, ancienne: Organisation, nouvelle: Organisation, date_effet: date, motif: str
) -> SuccessionOrganisation:
    """The new establishment continues the old one (change of SIRET, merger); the old one's validity ends the day
    before. RegleViolee without reason, towards itself, when already recorded, or when it would go round in circles.
    """
    exiger(acteur, Action.ENREGISTRER_SUCCESSION, ancienne)
    if not motif.strip():
        raise RegleViolee("Indiquez le motif de la succession.", champ="motif")
    if ancienne.pk == nouvelle.pk or _descend(nouvelle, ancienne):
        raise RegleViolee("Cette succession tournerait en rond.", champ="nouvelle")
    try:
        with transaction.atomic():
            succession = SuccessionOrganisation.objects.create(
                ancienne=ancienne,
                nouvelle=nouvelle,
                date_effet=date_effet,
                motif=motif.strip(),
                auteur=acteur.utilisateur,
                enregistre_le=maintenant(),
            )
            if ancienne.valide_au is None:
                ancienne.valide_au = max(date_effet - timedelta(days=1), ancienne.valide_du or date.min)
                ancienne.save(update_fields=["valide_au"])
            noter(ancienne, ActeOrganisation.SUCCESSION, acteur, motif=motif)
            noter(nouvelle, ActeOrganisation.SUCCESSION, acteur, motif=motif)
    except IntegrityError as erreur:
        raise RegleViolee("Cette succession est déjà enregistrée.", champ="nouvelle") from erreur
    return succession


def _chercher(siret: str | None, nom: str, nature: str) -> Organisation | None:
    if siret is not None:
        return Organisation.objects.filter(siret=siret).first()
    return Organisation.objects.filter(siret__isnull=True, nature=nature, nom_plie=plier(nom[:200])[:260]).first()


def _descend(depuis: Organisation, cible: Organisation) -> bool:
    """`cible` is among what `depuis` became."""
    vues: set[int] = set()
    frontiere = {depuis.pk}
    while frontiere:
        if cible.pk in frontiere:
            return True
        vues |= frontiere
        suivantes = SuccessionOrganisation.objects.filter(ancienne__in=frontiere).values_list("nouvelle_id", flat=True)
        frontiere = set(suivantes) - vues
    return False
