"""Moving hours to another office's clause: proposed by the one, done when the other accepts (model.md 28).

What would move is computed at each look and again at acceptance, controls of the target included: a proposal never
acts on figures that have changed since.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from clauses.models import ClauseInsertion, DeplacementPropose, LigneHeures, SuiviClause
from clauses.policies import Action, exiger
from clauses.rules.vocabulaire import EtatProposition, MotifDeplacement
from clauses.services.deplacements import Apercu, Demande, apercevoir, deplacer_selection
from clauses.services.journal import noter
from comptes.models import Utilisateur
from entreprises.models import Membre
from entreprises.policies import Acteur
from entreprises.rules import Role
from socle import messages, presentation
from socle.erreurs import RegleViolee, TransitionInterdite
from socle.horloge import aujourdhui, maintenant

MODELE = "deplacement_propose"
RAISON = "Vous recevez ce message parce que vous suivez l'un de ces engagements."


def entre_structures(demande: Demande) -> bool:
    """The hours would go to a clause that another office follows."""
    return demande.source.lot.marche.office_id != demande.cible.lot.marche.office_id


def apercevoir_chez_l_autre(*, acteur: Acteur, demande: Demande) -> Apercu:
    """What the move would do, for whoever may correct one of its two ends. Raises what the move would raise."""
    exiger_un_bout(acteur, demande.source, demande.cible)
    return apercevoir(acteur=_des_deux_cotes(acteur), demande=demande)


def exiger_un_bout(acteur: Acteur, source: ClauseInsertion, cible: ClauseInsertion) -> None:
    """DroitRefuse unless the actor's office follows one of the two clauses."""
    offices = {e.organisation_id for e in acteur.espaces}
    exiger(acteur, Action.CORRIGER, source if source.lot.marche.office_id in offices else cible)


@transaction.atomic
def proposer(*, acteur: Acteur, demande: Demande, motif: MotifDeplacement, texte: str) -> DeplacementPropose:
    """Ask the other office. Raises RegleViolee without explanation, when the move would not be possible, or when some
    of these lines wait in another proposal."""
    exiger(acteur, Action.CORRIGER, demande.source)
    if not entre_structures(demande):
        raise RegleViolee("Cette clause est de votre structure : déplacez directement.", champ="cible")
    if not texte.strip():
        raise RegleViolee("Expliquez le déplacement en une phrase.", champ="texte")
    lignes = list(LigneHeures.objects.select_for_update(of=("self",)).filter(uuid__in=demande.lignes).order_by("pk"))
    if DeplacementPropose.objects.filter(etat=EtatProposition.EN_ATTENTE, lignes__in=lignes).exists():
        raise RegleViolee("Une de ces lignes attend déjà la réponse d'une autre structure.", champ="lignes")
    apercu = apercevoir(acteur=_des_deux_cotes(acteur), demande=demande)
    proposition = DeplacementPropose.objects.create(
        source=demande.source,
        cible=demande.cible,
        chantier=demande.chantier,
        decalage=demande.decalage,
        motif_code=motif,
        texte=texte.strip()[:300],
        nb_lignes=len(lignes),
        heures=apercu.heures,
        propose_le=maintenant(),
        propose_par=acteur.utilisateur,
    )
    proposition.lignes.set(lignes)
    quoi = f"{presentation.heures(apercu.heures)} vers {demande.cible.lot} : {texte.strip()}"
    noter(acteur=acteur, acte="proposer_deplacement", clause=demande.source, motif=quoi)
    _prevenir(proposition, _qui_suit(demande.cible), "Une structure vous propose des heures")
    return proposition


@transaction.atomic
def accepter(*, acteur: Acteur, proposition: DeplacementPropose, derogation: str = "") -> DeplacementPropose:
    """The move is done, as it stands today. Raises what the move raises (a line corrected meanwhile, a blocking alert
    without a reason), TransitionInterdite for a proposal already answered."""
    verrou = _verrouiller(proposition)
    exiger(acteur, Action.CORRIGER, verrou.cible)
    acte, _ = deplacer_selection(
        acteur=_des_deux_cotes(acteur),
        demande=demande_de(verrou),
        cle=verrou.uuid,
        motif=MotifDeplacement(verrou.motif_code),
        texte=f"{verrou.texte} (proposé par {verrou.source.lot.marche.office})",
        derogation=derogation,
    )
    verrou.deplacement = acte
    return _repondre(acteur, verrou, EtatProposition.ACCEPTEE, "")


@transaction.atomic
def refuser(*, acteur: Acteur, proposition: DeplacementPropose, texte: str) -> DeplacementPropose:
    """Nothing moves; the office that asked reads why. Raises RegleViolee without explanation."""
    verrou = _verrouiller(proposition)
    exiger(acteur, Action.CORRIGER, verrou.cible)
    if not texte.strip():
        raise RegleViolee("Expliquez le refus en une phrase.", champ="texte")
    noter(acteur=acteur, acte="refuser_deplacement", clause=verrou.source, motif=texte)
    return _repondre(acteur, verrou, EtatProposition.REFUSEE, texte.strip()[:300])


@transaction.atomic
def retirer(*, acteur: Acteur, proposition: DeplacementPropose) -> DeplacementPropose:
    """The office that asked takes its proposal back."""
    verrou = _verrouiller(proposition)
    exiger(acteur, Action.CORRIGER, verrou.source)
    noter(acteur=acteur, acte="retirer_deplacement", clause=verrou.source, motif=verrou.texte)
    return _repondre(acteur, verrou, EtatProposition.RETIREE, "")


def demande_de(proposition: DeplacementPropose) -> Demande:
    """What the proposal asks, as the move reads it."""
    return Demande(
        source=proposition.source,
        lignes=list(proposition.lignes.order_by("pk").values_list("uuid", flat=True)),
        cible=proposition.cible,
        chantier=proposition.chantier,
        decalage=proposition.decalage,
    )


def _des_deux_cotes(acteur: Acteur) -> Acteur:
    """The same person, where each end of the move was checked on its own: the one by the proposal, the other now."""
    return Acteur(acteur.utilisateur, acteur.espace, acteur.espaces, systeme=True)


def _verrouiller(proposition: DeplacementPropose) -> DeplacementPropose:
    verrou = (
        DeplacementPropose.objects.select_for_update(of=("self",))
        .select_related("source__lot__marche__office", "cible__lot__marche__office", "chantier", "propose_par")
        .get(pk=proposition.pk)
    )
    if verrou.etat != EtatProposition.EN_ATTENTE:
        raise TransitionInterdite(f"Cette proposition est déjà close : {verrou.get_etat_display().lower()}.")
    return verrou


def _repondre(
    acteur: Acteur, proposition: DeplacementPropose, etat: EtatProposition, reponse: str
) -> DeplacementPropose:
    proposition.etat, proposition.reponse = etat, reponse
    proposition.repondu_le, proposition.repondu_par = maintenant(), acteur.utilisateur
    proposition.save(update_fields=["etat", "reponse", "repondu_le", "repondu_par", "deplacement"])
    if etat != EtatProposition.RETIREE:
        sujet = f"Votre proposition de déplacement est {etat.libelle.lower()}"
        _prevenir(proposition, [proposition.propose_par], sujet)
    return proposition


def _qui_suit(clause: ClauseInsertion) -> list[Utilisateur]:
    """Who follows the clause today; the leads of its office when nobody does."""
    suivis = SuiviClause.objects.filter(clause=clause).actifs_le(aujourdhui()).values("facilitateur_id")
    membres = Membre.objects.actifs().filter(pk__in=suivis).select_related("utilisateur")
    if not membres:
        membres = (
            Membre.objects.actifs()
            .filter(organisation_id=clause.lot.marche.office_id, role=Role.RESPONSABLE)
            .select_related("utilisateur")
        )
    return list({m.utilisateur_id: m.utilisateur for m in membres}.values())


def _prevenir(proposition: DeplacementPropose, destinataires: Iterable[Utilisateur], sujet: str) -> None:
    """One mail each; it names lots and hours, nobody at work."""
    contexte = {
        "proposition": proposition,
        "sujet": sujet,
        "adresse": reverse("facilitation:deplacement_propose", args=[proposition.uuid]),
        "raison": RAISON,
    }
    for rang, qui in enumerate(destinataires):
        cle = f"deplacement:{proposition.uuid}:{proposition.etat}:{rang}"
        messages.envoyer_courriel(qui.email, sujet, MODELE, contexte, cle=cle)
