"""From a shortlist to a work contract: people proposed for a need, the answers of both sides, each step dated.

The contractor answers on what was frozen when the person was proposed; nothing of a criterion, an address or a score
goes down to `clauses`, which only knows how many proposals wait.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from clauses.models import Besoin, ContratTravail
from clauses.policies import Action as ActionClause
from clauses.policies import peut as peut_clause
from clauses.rules.etats import EtatBesoin
from clauses.selectors.maitrise_ouvrage import contacts_a_aviser
from clauses.services.besoins import pourvoir
from clauses.services.personnes import DonneesContrat, enregistrer_contrat
from entreprises.policies import Acteur
from parcours.models import Candidat, MiseEnRelation
from parcours.policies import Action, exiger
from parcours.rules.canal import canal
from parcours.rules.etapes import EtatMiseEnRelation
from parcours.rules.journal import ActeCandidat
from parcours.rules.mises_en_relation import (
    DE_L_ENTREPRISE,
    OUVERTES,
    TABLE_RELATION,
    ActeRelation,
    MotifRefus,
    statut_apres,
)
from parcours.selectors.appariement import liste_courte
from parcours.services.contacts import marquer_contact
from parcours.services.journal import noter
from parcours.services.messages_personnes import annoncer_propositions
from parcours.services.statuts import inscrire_statut
from socle import messages
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee, TransitionInterdite
from socle.horloge import aujourdhui, maintenant

MODELE = "personnes_proposees"


@transaction.atomic
def proposer(
    *, acteur: Acteur, besoin: Besoin, candidats: Sequence[UUID], prevenir: bool = True
) -> list[MiseEnRelation]:
    """Propose people of the shortlist, with the score and the reasons of today; the firm gets one mail that names none.

    `prevenir`: each person is told too, by SMS or e-mail where she can be; the way taken is kept on her referral.
    Raises RegleViolee for nobody, a need that is closed, or somebody who is not (any more) on the shortlist.
    """
    exiger(acteur, Action.PROPOSER, besoin)
    besoin = Besoin.objects.select_for_update(of=("self",)).get(pk=besoin.pk)
    if besoin.etat != EtatBesoin.OUVERT:
        raise RegleViolee("Ce besoin n'est plus ouvert.")
    if not candidats:
        raise RegleViolee("Cochez au moins une personne.", champ="candidat")
    verrouilles = {c.uuid: c for c in _verrouiller_candidats(candidats)}
    classees = {p.candidat.uuid: p for p in liste_courte(acteur, besoin).proposables}
    instant = maintenant()
    relations = []
    for cle in dict.fromkeys(candidats):
        if cle not in classees or cle not in verrouilles:
            raise ConflitEcriture("La liste a changé : une personne cochée n'est plus disponible. Relisez-la.")
        classement, personne = classees[cle].classement, verrouilles[cle].beneficiaire
        relations.append(
            MiseEnRelation(
                besoin=besoin,
                candidat=verrouilles[cle],
                canal=(prevenir and canal(personne.telephone, personne.email, sms=messages.sms_possible())) or "",
                score=int(classement.score),
                raisons=[[p.nom, str(p.points), str(p.sur), p.phrase] for p in classement.parts],
                proposee_le=instant,
                proposee_par=acteur.utilisateur,
            )
        )
    MiseEnRelation.objects.bulk_create(relations)
    _avancer(acteur, relations, "proposer")
    _recompter([besoin.pk])
    _prevenir(acteur, besoin, len(relations))
    annoncer_propositions(acteur, besoin, relations)
    return relations


@transaction.atomic
def agir(
    *,
    acteur: Acteur,
    relation: MiseEnRelation,
    acte: ActeRelation,
    motif: MotifRefus | None = None,
) -> MiseEnRelation:
    """One act on a referral, by the office or by the firm (its own acts only). Dates the answer of whoever answers.

    Raises RegleViolee for a refusal without a coded reason, TransitionInterdite from another state.
    """
    verrou = _verrouiller(relation)
    cote_office = _exiger(acteur, verrou, acte)
    if acte is ActeRelation.EMBAUCHER:
        raise RegleViolee("Une embauche s'enregistre avec son contrat de travail.")
    if acte is ActeRelation.REFUSER and motif is None:
        raise RegleViolee("Choisissez pourquoi la personne n'est pas retenue.", champ="motif")
    return _appliquer(acteur, verrou, acte, motif=motif, cote_office=cote_office)


def _appliquer(
    acteur: Acteur,
    relation: MiseEnRelation,
    acte: ActeRelation,
    *,
    cote_office: bool,
    motif: MotifRefus | None = None,
    contrat: ContratTravail | None = None,
) -> MiseEnRelation:
    etat = TABLE_RELATION.appliquer(EtatMiseEnRelation(relation.etat), acte)
    instant = maintenant()
    relation.etat = etat
    if acte is ActeRelation.CONTACTER:
        relation.reponse_candidat_le = relation.reponse_candidat_le or instant
    elif not cote_office or acte in DE_L_ENTREPRISE or acte is ActeRelation.EMBAUCHER:
        relation.reponse_entreprise_le = relation.reponse_entreprise_le or instant
    relation.motif_code = motif.value if motif and acte is ActeRelation.REFUSER else ""
    relation.contrat = contrat or relation.contrat
    relation.close_le = None if etat in OUVERTES else instant
    relation.save()
    _avancer(acteur, [relation], acte.value, note=motif.libelle if motif else "")
    if acte is ActeRelation.CONTACTER:
        marquer_contact(relation.candidat, aujourdhui())
    _recompter([relation.besoin_id])
    return relation


@transaction.atomic
def embaucher(*, acteur: Acteur, relation: MiseEnRelation, donnees: DonneesContrat) -> ContratTravail:
    """The referral becomes a work contract of the need's party; a request of validation opens where no window covers
    its start. The need is filled once as many people as it asked for are hired. Raises what the contract raises."""
    verrou = _verrouiller(relation)
    cote_office = _exiger(acteur, verrou, ActeRelation.EMBAUCHER)
    if not TABLE_RELATION.permet(EtatMiseEnRelation(verrou.etat), ActeRelation.EMBAUCHER):
        raise TransitionInterdite("Cette personne n'est pas à embaucher : l'entretien vient d'abord.")
    contrat = enregistrer_contrat(
        acteur=acteur,
        beneficiaire=verrou.candidat.beneficiaire,
        intervenant=verrou.besoin.intervenant,
        donnees=donnees,
    )
    _appliquer(acteur, verrou, ActeRelation.EMBAUCHER, contrat=contrat, cote_office=cote_office)
    besoin = verrou.besoin
    embauches = MiseEnRelation.objects.filter(besoin=besoin, etat=EtatMiseEnRelation.EMBAUCHEE).count()
    if embauches >= besoin.nombre and besoin.etat == EtatBesoin.OUVERT:
        pourvoir(acteur=acteur, besoin=besoin)
    return contrat


def _exiger(acteur: Acteur, relation: MiseEnRelation, acte: ActeRelation) -> bool:
    """The office may do every act (True), the firm of the need its own (False)."""
    if peut_clause(acteur, ActionClause.VALIDER, relation.besoin):
        return True
    if acte in DE_L_ENTREPRISE and peut_clause(acteur, ActionClause.OUVRIR_BESOIN, relation.besoin):
        return False
    raise DroitRefuse("Vous n'avez pas le droit de faire cela ici.")


def _verrouiller(relation: MiseEnRelation) -> MiseEnRelation:
    """Need first, then referral, then person: everybody locks in this order."""
    Besoin.objects.select_for_update(of=("self",)).get(pk=relation.besoin_id)
    verrou = (
        MiseEnRelation.objects.select_for_update(of=("self",))
        .select_related(
            "besoin__clause__lot__marche",
            "besoin__intervenant__lot__marche",
            "besoin__intervenant__organisation",
            "besoin__metier",
            "candidat__beneficiaire",
        )
        .get(pk=relation.pk)
    )
    Candidat.objects.select_for_update(of=("self",)).get(pk=verrou.candidat_id)
    return verrou


def _verrouiller_candidats(cles: Sequence[UUID]) -> list[Candidat]:
    candidats = Candidat.objects.select_for_update(of=("self",)).select_related("beneficiaire")
    return list(candidats.filter(uuid__in=cles).order_by("pk"))


def _avancer(acteur: Acteur, relations: Sequence[MiseEnRelation], acte: str, note: str = "") -> None:
    """The status of each person after her referral changed, with the step that says why, and a line of her log."""
    ouvertes: dict[int, list[str]] = defaultdict(list)
    candidats = [relation.candidat_id for relation in relations]
    etats = MiseEnRelation.objects.ouvertes().filter(candidat__in=candidats).values_list("candidat_id", "etat")
    for candidat_id, etat in etats:
        ouvertes[candidat_id].append(etat)
    for relation in relations:
        candidat = relation.candidat
        vers = statut_apres(candidat.statut, relation.etat, ouvertes[candidat.pk])
        if candidat.statut != vers:
            inscrire_statut(acteur, candidat, vers, le=aujourdhui(), note=note, contrat=relation.contrat)
        noter(candidat, ActeCandidat.RELATION, acteur, acte)


@transaction.atomic
def retirer_du_besoin(*, acteur: Acteur, besoin: Besoin) -> int:
    """A need that closes (filled, cancelled) ends what was proposed for it: people become available again; how many.

    Called by the act on the need, which has asked the right and holds its lock (setting BESOIN_FERME).
    """
    ouvertes = MiseEnRelation.objects.ouvertes().filter(besoin=besoin)
    list(
        Candidat.objects.select_for_update(of=("self",))
        .filter(pk__in=ouvertes.values("candidat"))
        .order_by("pk")
        .values_list("pk")
    )
    relations = list(ouvertes.select_related("candidat__beneficiaire").order_by("pk"))
    instant = maintenant()
    for relation in relations:
        relation.etat, relation.close_le = EtatMiseEnRelation.RETIREE, instant
    MiseEnRelation.objects.bulk_update(relations, ["etat", "close_le"])
    _avancer(acteur, relations, ActeRelation.RETIRER.value)
    _recompter([besoin.pk])
    return len(relations)


def verrouiller_besoins_de(personnes: Collection[int]) -> None:
    """Lock the needs for which these people (keys of beneficiaries) were proposed, before anything of theirs."""
    besoins = MiseEnRelation.objects.filter(candidat__beneficiaire__in=personnes).values("besoin_id")
    list(Besoin.objects.select_for_update(of=("self",)).filter(pk__in=besoins).order_by("pk").values_list("pk"))


def fermer(relations: Collection[int]) -> None:
    """Withdraw open referrals whose record is no more: erased, or held twice. Nobody's status changes."""
    fermees = MiseEnRelation.objects.ouvertes().filter(pk__in=relations)
    besoins = list(fermees.values_list("besoin_id", flat=True))
    fermees.update(etat=EtatMiseEnRelation.RETIREE, close_le=maintenant())
    _recompter(besoins)


def rouvrir(etats: Mapping[int, str]) -> None:
    """Open again what `fermer` had closed: referral → the state it had."""
    for pk, etat in etats.items():
        MiseEnRelation.objects.filter(pk=pk).update(etat=etat, close_le=None)
    _recompter(list(MiseEnRelation.objects.filter(pk__in=etats).values_list("besoin_id", flat=True)))


def _recompter(besoins: Collection[int]) -> None:
    """The one figure that `clauses` reads: referrals that wait for the firm's answer."""
    attendent = MiseEnRelation.objects.ouvertes().filter(besoin=OuterRef("pk"), reponse_entreprise_le__isnull=True)
    nombre = attendent.order_by().values("besoin").annotate(n=Count("pk")).values("n")
    Besoin.objects.filter(pk__in=besoins).update(propositions_en_attente=Coalesce(Subquery(nombre), 0))


def _prevenir(acteur: Acteur, besoin: Besoin, nombre: int) -> None:
    firme = besoin.intervenant.organisation
    contexte = {
        "besoin": besoin,
        "nombre": nombre,
        "structure": acteur.organisation,
        "raison": "Vous recevez ce message parce que vous êtes référent·e de cette entreprise.",
    }
    sujet = "Une personne vous est proposée" if nombre == 1 else f"{nombre} personnes vous sont proposées"
    for adresse in contacts_a_aviser([firme]).get(firme.pk, []):
        messages.envoyer_courriel(adresse, f"{sujet} : {besoin.metier.libelle}", MODELE, contexte)
