"""A person joins the month of a firm, on one or several lots at once; and the undoing of that mistake.

The acts are those of `personnes` and `justificatifs`; this module makes one transaction of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import BinaryIO

from django.db import transaction

from clauses.models import Beneficiaire, ContratTravail, DemandeValidation, DepotScelle, Intervenant
from clauses.policies import Action, exiger
from clauses.rules.saisie import modalite_du_contrat
from clauses.services.justificatifs import deposer_justificatif
from clauses.services.personnes import (
    DonneesContrat,
    Identite,
    ajouter_personne,
    annuler_contrat,
    annuler_personne,
    verrouiller_parties,
)
from entreprises.models import Organisation
from entreprises.policies import Acteur
from entreprises.services import trouver_ou_creer_organisation
from socle.erreurs import RegleViolee
from socle.fichiers import DEPOTS
from socle.horloge import maintenant
from socle.models import Metier


@dataclass(frozen=True)
class ContratSaisi:
    """A work contract as the grid's form has it; how the clause is fulfilled is deduced."""

    type_contrat: str
    debut: date
    fin: date | None = None
    heures_hebdo: Decimal = Decimal("35.00")
    metier: Metier | None = None


@dataclass(frozen=True)
class EmployeurSaisi:
    """Another employer than the firm that declares, found by its SIRET."""

    siret: str
    nom: str
    nature: str


@transaction.atomic
def ajouter_au_mois(
    *,
    acteur: Acteur,
    intervenants: Sequence[Intervenant],
    contrat: ContratSaisi,
    identite: Identite | None = None,
    personne: Beneficiaire | None = None,
    employeur: EmployeurSaisi | None = None,
    justificatif: BinaryIO | None = None,
) -> list[ContratTravail]:
    """One contract per lot for this person, a request where no window covers it, the proof sealed with each.

    On a lot where her mission goes on under a contract in force, that contract (of more than one mission then).
    Raises RegleViolee without a lot, on a wrong SIRET (champ "siret"), or as the acts it is made of.
    """
    if not intervenants:
        raise RegleViolee("Choisissez au moins un lot.", champ="lots")
    for intervenant in intervenants:
        exiger(acteur, Action.DEMANDER_VALIDATION, intervenant)
    verrouiller_parties(intervenants)
    autre = _employeur(acteur, employeur) if employeur else None
    contrats: list[ContratTravail] = []
    for intervenant in sorted(intervenants, key=lambda i: i.pk):
        firme = intervenant.organisation
        employe_par = autre or firme
        donnees = DonneesContrat(
            type_contrat=contrat.type_contrat,
            modalite=modalite_du_contrat(
                type_contrat=contrat.type_contrat,
                role=intervenant.role,
                employeur_declare=employe_par.pk == firme.pk,
            ),
            employeur=employe_par,
            entreprise_utilisatrice=firme if employe_par.pk != firme.pk else None,
            debut=contrat.debut,
            fin=contrat.fin,
            heures_hebdo=contrat.heures_hebdo,
            metier=contrat.metier,
        )
        contrats.append(
            ajouter_personne(
                acteur=acteur, intervenant=intervenant, contrat=donnees, identite=identite, beneficiaire=personne
            )
        )
        personne = contrats[-1].beneficiaire
    if justificatif is not None:
        _sceller(acteur, contrats, justificatif)
    return contrats


def _employeur(acteur: Acteur, saisi: EmployeurSaisi) -> Organisation:
    try:
        organisation, _ = trouver_ou_creer_organisation(
            acteur=acteur, siret=saisi.siret, nom=saisi.nom, nature=saisi.nature
        )
    except RegleViolee as erreur:
        champ = {"nom": "nom_employeur"}.get(erreur.champ or "", erreur.champ)
        raise RegleViolee(erreur.message, champ=champ, code=erreur.code) from erreur
    return organisation


def _sceller(acteur: Acteur, contrats: Sequence[ContratTravail], justificatif: BinaryIO) -> None:
    """The same proof serves every request that waits for the lots (each is decided on its own référentiel)."""
    demandes = list(DemandeValidation.objects.en_attente().filter(contrat__in=[c.pk for c in contrats]).order_by("pk"))
    for demande in demandes:
        justificatif.seek(0)
        deposer_justificatif(
            acteur=acteur, demande=demande, fichier=justificatif, nom=getattr(justificatif, "name", "")
        )


@transaction.atomic
def annuler_ajout(*, acteur: Acteur, contrat: ContratTravail, motif: str) -> None:
    """Cancel a contract entered by mistake, its proofs destroyed, and the person with it when it was her only one."""
    annule = annuler_contrat(acteur=acteur, contrat=contrat, motif=motif)
    depots = DepotScelle.objects.filter(demande__contrat=contrat, detruit_le__isnull=True)
    for coffre in depots.values_list("nom_coffre", flat=True):
        transaction.on_commit(partial(DEPOTS.effacer, coffre))
    depots.update(detruit_le=maintenant())
    personne = annule.beneficiaire
    if not ContratTravail.objects.en_vigueur().filter(beneficiaire=personne).exists():
        annuler_personne(acteur=acteur, beneficiaire=personne, motif=motif)
