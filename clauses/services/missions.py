"""From the page of a lent person's contract: one mission more, the same act as from the grid; a mistake taken back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Min

from clauses.models import Beneficiaire, ContratTravail, JournalPersonne, LigneHeures, PeriodeContrat
from clauses.policies import Action, exiger
from clauses.rules.etats import EtatLigne
from clauses.rules.missions import sans_mission, touche
from clauses.rules.phrases import de_mois
from clauses.rules.vocabulaire import TYPES_PRETES
from clauses.services.controles import controler_lignes
from clauses.services.personnes import DonneesContrat, demander_au_besoin, enregistrer_contrat, verrouiller_parties
from clauses.services.poursuite import ecrire_suite, suites_de
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee
from socle.horloge import maintenant
from socle.periodes import Mois


@transaction.atomic
def ajouter_mission(*, acteur: Acteur, contrat: ContratTravail, debut: date, fin: date | None) -> ContratTravail:
    """The contract that this mission continues (this one, or a nearer one of the same), or the one that it opens.

    Employer, type, hours a week and trade are those of the contract. Raises RegleViolee on a contract that has no
    missions or was cancelled, and as `enregistrer_contrat`.
    """
    exiger(acteur, Action.DEMANDER_VALIDATION, contrat.intervenant)
    if contrat.type_contrat not in TYPES_PRETES:
        raise RegleViolee("Seul un contrat d'intérim ou de mise à disposition est fait de missions.")
    if not ContratTravail.objects.en_vigueur().filter(pk=contrat.pk).exists():
        raise RegleViolee("Ce contrat est annulé : il ne reçoit plus de mission.")
    return enregistrer_contrat(
        acteur=acteur,
        beneficiaire=contrat.beneficiaire,
        intervenant=contrat.intervenant,
        donnees=DonneesContrat(
            type_contrat=contrat.type_contrat,
            modalite=contrat.modalite,
            employeur=contrat.employeur,
            entreprise_utilisatrice=contrat.entreprise_utilisatrice,
            debut=debut,
            fin=fin,
            heures_hebdo=contrat.heures_hebdo,
            metier=contrat.metier,
        ),
    )


@transaction.atomic
def retirer_mission(*, acteur: Acteur, contrat: ContratTravail, debut: date, motif: str) -> ContratTravail:
    """Take back a mission entered by mistake, with a reason: the contract is what the others make it.

    Raises RegleViolee without a reason, on the only mission of a contract, or where hours were sent for a month that
    no other mission of it touches.
    """
    exiger(acteur, Action.DEMANDER_VALIDATION, contrat.intervenant)
    if not motif.strip():
        raise RegleViolee("Retirer une mission demande un motif.", champ="motif")
    verrouiller_parties([contrat.intervenant])
    verrou = (
        ContratTravail.objects.en_vigueur()
        .select_for_update(of=("self",))
        .select_related("beneficiaire", "clause__referentiel")
        .filter(pk=contrat.pk)
        .first()
    )
    if verrou is None:
        raise RegleViolee("Ce contrat est annulé.")
    avant = suites_de({verrou.pk: verrou})[verrou.pk]
    apres = sans_mission(avant, debut)
    for mois in _mois_transmis(verrou):
        if any(touche(p, mois) for p in avant.periodes) and not any(touche(p, mois) for p in apres.periodes):
            raise RegleViolee(f"Des heures {de_mois(mois.premier_jour)} ont été transmises : cette mission reste.")
    PeriodeContrat.objects.filter(contrat=verrou, debut=debut).delete()
    ecrire_suite(verrou, apres)
    if apres.debut != avant.debut:
        _rendre_le_premier_jour(verrou, avant.debut)
        demander_au_besoin(acteur, verrou, verrou.clause.referentiel)
    controler_lignes(list(LigneHeures.objects.filter(contrat=verrou, etat=EtatLigne.SOUMISE)))
    JournalPersonne.objects.create(
        beneficiaire=verrou.beneficiaire,
        acte="retirer_mission",
        le=maintenant(),
        auteur=acteur.utilisateur,
        motif=motif.strip()[:300],
    )
    return verrou


def _mois_transmis(contrat: ContratTravail) -> list[Mois]:
    """Months for which hours of this contract left the firm's drafts."""
    lignes = LigneHeures.objects.filter(contrat=contrat).exclude(etat=EtatLigne.BROUILLON)
    return [Mois.depuis(mois) for mois in lignes.order_by().values_list("declaration__mois", flat=True).distinct()]


def _rendre_le_premier_jour(contrat: ContratTravail, retire: date) -> None:
    """Her first clause contract was this one, that day: it is now the earliest that she has."""
    siens = ContratTravail.objects.en_vigueur().filter(beneficiaire=contrat.beneficiaire)
    premier = siens.aggregate(premier=Min("debut"))["premier"]
    Beneficiaire.objects.filter(pk=contrat.beneficiaire_id, premier_contrat_le=retire).update(
        premier_contrat_le=premier
    )
