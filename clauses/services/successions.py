"""A company of a lot becomes another (change of SIRET, merger, transfer): people, contracts and hours go on.

What the former establishment declared stays its own, in every figure. From the day of effect the new one stands in its
place, with its role, its subcontractors and the contracts under way: same start, same clock, new employer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from chantiers.services import marquer
from clauses.models import ContratTravail, DemandeValidation, Intervenant, JournalPersonne, PeriodeContrat
from clauses.policies import Action, exiger
from clauses.services.intervenants import inscrire_intervenant
from clauses.services.journal import exiger_motif, noter, sites_des_lots
from entreprises.models import Organisation, SuccessionOrganisation
from entreprises.policies import Acteur
from entreprises.services import enregistrer_succession
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import maintenant

VEILLE = timedelta(days=1)


@transaction.atomic
def succeder(
    *, acteur: Acteur, intervenants: Sequence[Intervenant], nouvelle: Organisation, le: date, motif: str
) -> list[Intervenant]:
    """The new establishment takes the place of one company on these lots from a day on; its new places.

    Raises RegleViolee for parties of several companies, a day before one of them came, a role held already;
    ConflitEcriture when one has left, DroitRefuse on a lot of another office.
    """
    motif = exiger_motif(motif, "Enregistrer une succession")
    verrous = list(
        Intervenant.objects.select_for_update(of=("self",))
        .filter(pk__in=[i.pk for i in intervenants])
        .select_related("lot__marche", "organisation", "mandant")
        .order_by("pk")
    )
    if not verrous or len({i.organisation_id for i in verrous}) != 1:
        raise RegleViolee("Une succession part d'une seule entreprise, sur un lot au moins.")
    ancienne = verrous[0].organisation
    if ancienne.pk == nouvelle.pk:
        raise RegleViolee("C'est le même établissement.", champ="siret")
    for partie in verrous:
        exiger(acteur, Action.GERER_MARCHE, partie)
        if partie.au is not None:
            raise ConflitEcriture(f"{partie.organisation} a déjà quitté {partie.lot}.")
        if partie.du is not None and le <= partie.du:
            raise RegleViolee("La succession prend effet après l'arrivée de l'entreprise sur le lot.", champ="le")
    if not SuccessionOrganisation.objects.filter(ancienne=ancienne, nouvelle=nouvelle).exists():
        enregistrer_succession(acteur=acteur, ancienne=ancienne, nouvelle=nouvelle, date_effet=le, motif=motif)
    places = [_remplacer(acteur, partie, nouvelle, le, motif) for partie in verrous]
    marquer(sites_des_lots([partie.lot_id for partie in verrous]))
    return places


def _remplacer(acteur: Acteur, ancienne: Intervenant, nouvelle: Organisation, le: date, motif: str) -> Intervenant:
    Intervenant.objects.filter(pk=ancienne.pk).update(au=le - VEILLE)
    place = inscrire_intervenant(
        ancienne.lot,
        nouvelle,
        ancienne.role,
        ancienne.mandant,
        ancienne.accepte_le,
        ancienne.dispense_declarer,
        le,
    )
    Intervenant.objects.filter(mandant=ancienne, au__isnull=True).update(mandant=place)
    _poursuivre(acteur, ancienne, place, le)
    noter(
        acteur=acteur,
        acte="succeder",
        marche=ancienne.lot.marche,
        motif=f"{ancienne.organisation} → {nouvelle}, {ancienne.lot} : {motif}"[:300],
    )
    return place


def _poursuivre(acteur: Acteur, ancienne: Intervenant, place: Intervenant, le: date) -> None:
    """The contracts under way that day go on under the new place, from that day; the former ones end the day before."""
    en_cours = list(
        ContratTravail.objects.en_vigueur()
        .filter(Q(fin__isnull=True) | Q(fin__gte=le), intervenant=ancienne)
        .order_by("pk")
    )
    if not en_cours:
        return
    instant = maintenant()
    suites = []
    for contrat in en_cours:
        sien = contrat.employeur_id == ancienne.organisation_id
        utilisatrice = contrat.entreprise_utilisatrice_id
        suites.append(
            ContratTravail(
                beneficiaire_id=contrat.beneficiaire_id,
                clause_id=contrat.clause_id,
                intervenant=place,
                employeur_id=place.organisation_id if sien else contrat.employeur_id,
                entreprise_utilisatrice_id=(
                    place.organisation_id if utilisatrice == ancienne.organisation_id else utilisatrice
                ),
                type_contrat=contrat.type_contrat,
                modalite=contrat.modalite,
                metier_id=contrat.metier_id,
                debut=contrat.debut,
                fin=contrat.fin,
                heures_hebdo=contrat.heures_hebdo,
                nb_missions=contrat.nb_missions,
                copie_recue_le=contrat.copie_recue_le,
                cree_le=instant,
                cree_par=acteur.utilisateur,
            )
        )
    crees = ContratTravail.objects.bulk_create(suites, batch_size=500)
    suite_de = dict(zip((c.pk for c in en_cours), crees, strict=True))
    _partager_les_periodes(suite_de, le)
    for demande in DemandeValidation.objects.filter(contrat__in=suite_de, etat__in=["DEPOSEE", "INCOMPLETE"]):
        demande.contrat = suite_de[demande.contrat_id]
        demande.save(update_fields=["contrat"])
    commences = [c.pk for c in en_cours if c.debut < le]
    ContratTravail.objects.filter(pk__in=commences).update(fin=le - VEILLE)
    # A contract that had not begun has nothing to end: it is the new establishment's from its first day.
    ContratTravail.objects.filter(pk__in=[c.pk for c in en_cours if c.debut >= le]).update(
        annule_le=instant, annule_motif="Repris par l'établissement qui succède"
    )
    JournalPersonne.objects.bulk_create(
        (
            JournalPersonne(
                beneficiaire_id=c.beneficiaire_id, acte="contrat_poursuivi", le=instant, auteur=acteur.utilisateur
            )
            for c in crees
        ),
        batch_size=500,
    )


def _partager_les_periodes(suite_de: dict[int, ContratTravail], le: date) -> None:
    """Each dated period is cut at the day of effect: what comes after belongs to the contract that goes on."""
    periodes = PeriodeContrat.objects.filter(contrat__in=suite_de).filter(Q(fin__isnull=True) | Q(fin__gte=le))
    PeriodeContrat.objects.bulk_create(
        (PeriodeContrat(contrat=suite_de[p.contrat_id], debut=max(p.debut, le), fin=p.fin) for p in periodes),
        batch_size=500,
    )
    PeriodeContrat.objects.filter(contrat__in=suite_de, debut__gte=le, contrat__debut__lt=le).delete()
    periodes.filter(debut__lt=le).update(fin=le - VEILLE)
