""" "Travailler sur ce chantier": somebody leaves a name and a way to be called back; an office answers, or is told so.

Never a criterion, never a document: what is asked is what calling back needs (model.md 32).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from chantiers.models import Chantier
from clauses.models import ClauseInsertion, SuiviClause
from clauses.rules.comptage import dernier_jour_apres
from clauses.selectors.reglages import reglages_au
from clauses.services.personnes import Identite
from entreprises.models import Membre, Organisation
from entreprises.policies import Acteur
from entreprises.rules import Role
from parcours.models import Candidat, DemandePublique
from parcours.policies import Action, exiger
from parcours.services.candidats import saisir
from socle import messages
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import aujourdhui, en_paris, maintenant
from socle.models import Metier, Territoire


@dataclass(frozen=True)
class Accueil:
    """Who answers for a site, within how many days, what is kept how long: said before anything is typed."""

    office: Organisation
    responsable: Membre | None
    delai: int
    garde_mois: int


def accueil_du_chantier(chantier: Chantier) -> Accueil | None:
    """The office that follows a clause of this site today, with who follows it; None: nobody would answer."""
    clauses = ClauseInsertion.objects.filter(lot__sites__chantier=chantier, etat="ACTIVE").select_related(
        "lot__marche__office"
    )
    clause = clauses.order_by("pk").first()
    if clause is None:
        return None
    suivi = (
        SuiviClause.objects.filter(clause__in=clauses, clause__lot__marche__office=clause.lot.marche.office)
        .actifs_le(aujourdhui())
        .select_related("facilitateur__utilisateur")
        .order_by("pk")
        .first()
    )
    reglages = reglages_au(aujourdhui())
    return Accueil(
        clause.lot.marche.office,
        suivi.facilitateur if suivi else None,
        delai=int(reglages["delai_reponse_public"]),
        garde_mois=int(reglages["conservation_demande_publique"]),
    )


@transaction.atomic
def deposer(
    *,
    chantier: Chantier,
    nom: str,
    telephone: str = "",
    email: str = "",
    commune: Territoire | None = None,
    metier: Metier | None = None,
) -> DemandePublique:
    """Keep the request; who answers gets one mail without a name. The same person twice in a day is one request.

    Raises RegleViolee without a name, without any way to call back, or where nobody would answer.
    """
    accueil = accueil_du_chantier(chantier)
    if accueil is None:
        raise RegleViolee("Personne ne répond pour ce chantier aujourd'hui.")
    nom, telephone, email = " ".join(nom.split()), telephone.strip(), email.strip()
    if not nom:
        raise RegleViolee("Indiquez votre nom.", champ="nom")
    if not telephone and not email:
        raise RegleViolee("Indiquez un téléphone ou un courriel : c'est pour vous rappeler.", champ="telephone")
    hier = maintenant() - timedelta(days=1)
    deja = DemandePublique.objects.filter(
        chantier=chantier, nom__iexact=nom, telephone=telephone, email=email, deposee_le__gte=hier
    ).first()
    if deja is not None:
        return deja
    demande = DemandePublique.objects.create(
        chantier=chantier,
        nom=nom[:120],
        telephone=telephone,
        email=email,
        commune=commune,
        metier=metier,
        deposee_le=maintenant(),
        responsable=accueil.responsable,
    )
    if accueil.responsable is not None:
        contexte = {
            "chantier": chantier,
            "delai": accueil.delai,
            "adresse": reverse("parcours:demandes_publiques"),
            "raison": "Vous recevez ce message parce que vous suivez un engagement de ce chantier.",
        }
        sujet = f"Quelqu'un veut travailler sur un chantier : {chantier}"
        adresse = accueil.responsable.utilisateur.email
        messages.envoyer_courriel(adresse, sujet, "demande_publique", contexte, cle=f"demande:{demande.uuid}")
    return demande


@transaction.atomic
def repondre(*, acteur: Acteur, demande: DemandePublique) -> DemandePublique:
    """Somebody called back: the request stays until its months are over, and asks nothing more."""
    exiger(acteur, Action.REPONDRE_DEMANDE, demande)
    verrou = _verrouiller(demande)
    verrou.repondue_le = maintenant()
    verrou.responsable = acteur.espace or verrou.responsable
    verrou.save(update_fields=["repondue_le", "responsable"])
    return verrou


@transaction.atomic
def devenir_candidat(
    *, acteur: Acteur, demande: DemandePublique, identite: Identite, metier: Metier | None
) -> Candidat:
    """The person enters the pathway, told of it at the call; the request is answered. Raises what `saisir` raises.

    `metier` is the one said at the call, whatever the request held.
    """
    exiger(acteur, Action.REPONDRE_DEMANDE, demande)
    verrou = _verrouiller(demande)
    metiers = [metier] if metier else []
    candidat = saisir(acteur=acteur, identite=identite, metiers=metiers, informee=True, canal="demande publique")
    verrou.candidat, verrou.repondue_le = candidat, maintenant()
    verrou.responsable = acteur.espace or verrou.responsable
    verrou.save(update_fields=["candidat", "repondue_le", "responsable"])
    return candidat


@transaction.atomic
def effacer(*, acteur: Acteur, demande: DemandePublique) -> None:
    """At the person's wish, or because it means nothing: the row is gone."""
    exiger(acteur, Action.REPONDRE_DEMANDE, demande)
    DemandePublique.objects.filter(pk=demande.pk).delete()


@transaction.atomic
def escalader() -> int:
    """Daily: requests without an answer after the delay are told once to the office's lead; how many."""
    delai = int(reglages_au(aujourdhui())["delai_reponse_public"])
    limite = maintenant() - timedelta(days=delai)
    muettes = list(
        DemandePublique.objects.select_for_update(of=("self",))
        .sans_reponse()
        .filter(escaladee_le__isnull=True, deposee_le__lte=limite, chantier__isnull=False)
        .select_related("chantier")
        .order_by("pk")
    )
    par_office: dict[int, list[DemandePublique]] = {}
    for demande in muettes:
        accueil = accueil_du_chantier(demande.chantier)  # type: ignore[arg-type]
        if accueil is not None:
            par_office.setdefault(accueil.office.pk, []).append(demande)
    for office, demandes in par_office.items():
        _prevenir_les_responsables(office, demandes, delai)
    DemandePublique.objects.filter(pk__in=[d.pk for d in muettes]).update(escaladee_le=maintenant())
    return len(muettes)


@transaction.atomic
def purger(*, simuler: bool = False) -> int:
    """Requests that did not become a candidate are deleted after the months of the settings; how many (would be)."""
    mois = int(reglages_au(aujourdhui())["conservation_demande_publique"])
    candidates = DemandePublique.objects.filter(candidat__isnull=True).values_list("pk", "deposee_le")
    perimees = [pk for pk, le in candidates if dernier_jour_apres(en_paris(le).date(), mois) < aujourdhui()]
    if not simuler:
        DemandePublique.objects.filter(pk__in=perimees).delete()
    return len(perimees)


def _verrouiller(demande: DemandePublique) -> DemandePublique:
    verrou = DemandePublique.objects.select_for_update(of=("self",)).filter(pk=demande.pk).first()
    if verrou is None or verrou.repondue_le is not None:
        raise ConflitEcriture("Cette demande a déjà reçu une réponse.")
    return verrou


def _prevenir_les_responsables(office: int, demandes: list[DemandePublique], delai: int) -> None:
    membres = Membre.objects.actifs().filter(organisation_id=office, role=Role.RESPONSABLE)
    contexte = {
        "nombre": len(demandes),
        "delai": delai,
        "adresse": reverse("parcours:demandes_publiques"),
        "raison": "Vous recevez ce message parce que vous êtes responsable de cette équipe.",
    }
    sujet = "Des personnes attendent une réponse"
    for rang, membre in enumerate(membres.select_related("utilisateur").order_by("pk")):
        cle = f"demandes-muettes:{office}:{aujourdhui()}:{rang}"
        messages.envoyer_courriel(membre.utilisateur.email, sujet, "demandes_muettes", contexte, cle=cle)
