"""Use cases of an account. Rights are decided above (`entreprises`): here `auteur` is only written down.

An account is never deleted: figures and logs keep their author. It is closed, or anonymised.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from comptes.models import ActeCompte, JournalCompte, Utilisateur
from comptes.querysets import normaliser_courriel
from socle.erreurs import ConflitEcriture, RegleViolee, TransitionInterdite
from socle.horloge import maintenant

DOMAINE_ANONYME = "anonyme.invalid"


def creer(
    *,
    auteur: Utilisateur | None,
    email: str,
    prenom: str = "",
    nom: str = "",
    telephone: str = "",
    mot_de_passe: str | None = None,
) -> Utilisateur:
    """A new account whose address is held as verified (the caller vouches for it: followed link, administrator).

    Without a password the account opens by the reset link. A given password obeys the validators:
    RegleViolee(champ="mot_de_passe") otherwise; RegleViolee(champ="email") when the address is taken.
    """
    email = normaliser_courriel(email)
    if mot_de_passe is not None:
        verifier_mot_de_passe(mot_de_passe, Utilisateur(email=email, prenom=prenom, nom=nom))
    try:
        with transaction.atomic():
            utilisateur = Utilisateur.objects.create_user(
                email, mot_de_passe, prenom=prenom.strip(), nom=nom.strip(), telephone=telephone.strip()
            )
            EmailAddress.objects.create(user=utilisateur, email=email, verified=True, primary=True)
            _journal(utilisateur, ActeCompte.CREATION, auteur)
    except IntegrityError as erreur:
        raise RegleViolee("Un compte existe déjà avec cette adresse.", champ="email") from erreur
    return utilisateur


def poser_empreinte(utilisateur: Utilisateur, empreinte: str) -> None:
    """Give an account a password already hashed: making a hash is slow on purpose, and some accounts share one."""
    utilisateur.password = empreinte
    utilisateur.save(update_fields=["password"])


def verifier_mot_de_passe(mot_de_passe: str, utilisateur: Utilisateur) -> None:
    """RegleViolee(champ="mot_de_passe") with every reason when the password is too weak."""
    try:
        validate_password(mot_de_passe, utilisateur)
    except ValidationError as erreur:
        raise RegleViolee(" ".join(erreur.messages), champ="mot_de_passe") from erreur


def modifier_profil(*, utilisateur: Utilisateur, prenom: str, nom: str, telephone: str) -> Utilisateur:
    """The person changes her own name and phone number."""
    if not nom.strip():
        raise RegleViolee("Indiquez votre nom.", champ="nom")
    utilisateur.prenom, utilisateur.nom, utilisateur.telephone = prenom.strip(), nom.strip(), telephone.strip()
    utilisateur.save(update_fields=["prenom", "nom", "telephone"])
    return utilisateur


def fermer_sessions(*, utilisateur: Utilisateur) -> None:
    """End every open session of this person, on every machine, at once."""
    Utilisateur.objects.filter(pk=utilisateur.pk).update(serie_sessions=F("serie_sessions") + 1)
    utilisateur.refresh_from_db(fields=["serie_sessions"])


def fermer(*, utilisateur: Utilisateur, auteur: Utilisateur | None, motif: str) -> None:
    """The person can't log in any more; sessions end; names stay. Undone by `rouvrir`."""
    if not motif.strip():
        raise RegleViolee("Indiquez pourquoi ce compte est fermé.", champ="motif")
    with transaction.atomic():
        if not Utilisateur.objects.filter(pk=utilisateur.pk, is_active=True).update(is_active=False):
            raise TransitionInterdite("Ce compte est déjà fermé.")
        fermer_sessions(utilisateur=utilisateur)
        _journal(utilisateur, ActeCompte.FERMETURE, auteur, motif)
    utilisateur.is_active = False


def rouvrir(*, utilisateur: Utilisateur, auteur: Utilisateur | None, motif: str = "") -> None:
    """A closed account may log in again; an anonymised one never."""
    with transaction.atomic():
        rouverts = Utilisateur.objects.filter(pk=utilisateur.pk, is_active=False, anonymise_le__isnull=True)
        if not rouverts.update(is_active=True):
            raise TransitionInterdite("Ce compte n'est pas fermé, ou a été anonymisé.")
        _journal(utilisateur, ActeCompte.REOUVERTURE, auteur, motif)
    utilisateur.is_active = True


def anonymiser(*, utilisateur: Utilisateur, auteur: Utilisateur | None, motif: str = "") -> None:
    """Erase for good everything that names the person; the account stays as author of what it did."""
    with transaction.atomic():
        efface = Utilisateur.objects.filter(pk=utilisateur.pk, anonymise_le__isnull=True).update(
            email=f"{utilisateur.uuid}@{DOMAINE_ANONYME}",
            prenom="",
            nom="",
            telephone="",
            password="!",  # noqa: S106 - the mark of an unusable password, no secret
            is_active=False,
            is_staff=False,
            is_superuser=False,
            last_login=None,
            anonymise_le=maintenant(),
        )
        if not efface:
            raise ConflitEcriture("Ce compte est déjà anonymisé.")
        EmailAddress.objects.filter(user=utilisateur).delete()
        Authenticator.objects.filter(user=utilisateur).delete()
        utilisateur.groups.clear()
        utilisateur.user_permissions.clear()
        fermer_sessions(utilisateur=utilisateur)
        _journal(utilisateur, ActeCompte.ANONYMISATION, auteur, motif)
    utilisateur.refresh_from_db()


def _journal(utilisateur: Utilisateur, acte: ActeCompte, auteur: Utilisateur | None, motif: str = "") -> None:
    JournalCompte.objects.create(utilisateur=utilisateur, acte=acte, auteur=auteur, le=maintenant(), motif=motif)


def noter_retour(adresse: str, raison: str = "") -> bool:
    """A message to this address came back; False when no account has it. Called by the sender and by the operator.

    The account is shown as unreachable to those who follow it, until its address changes or somebody says it works.
    """
    adresse = normaliser_courriel(adresse)
    touches = Utilisateur.objects.filter(email=adresse, is_active=True).update(
        courriel_en_echec=adresse,
        courriel_echec_raison=" ".join(raison.split())[:120],
        courriel_en_echec_le=maintenant(),
    )
    return bool(touches)


def lever_retour(adresse: str) -> bool:
    """The address receives again; False when nothing was known of it."""
    siens = Utilisateur.objects.filter(courriel_en_echec=normaliser_courriel(adresse))
    return bool(siens.update(courriel_en_echec="", courriel_echec_raison="", courriel_en_echec_le=None))
