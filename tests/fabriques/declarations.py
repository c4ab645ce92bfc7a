"""Builders of a month of hours: a scene (firm, office, clause, people), contracts, declared lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from clauses.models import (
    Beneficiaire,
    ClauseInsertion,
    ContratTravail,
    Declaration,
    FenetreEligibilite,
    Intervenant,
    LigneHeures,
    Motif,
    PeriodeContrat,
)
from clauses.rules.vocabulaire import Modalite, OrigineFenetre, TypeContrat, UsageMotif
from clauses.services import brouillons
from clauses.services import declarations as services
from entreprises.models import Organisation
from entreprises.policies import Acteur
from entreprises.rules import Nature, Role
from socle.horloge import maintenant
from socle.identifiants import plier
from socle.periodes import Mois
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.marches import un_lot, un_marche, une_clause

_numeros = count(1)
MOIS = Mois(2025, 9)


def un_beneficiaire(nom: str = "", prenom: str = "Moussa", **champs: Any) -> Beneficiaire:
    """An invented person."""
    nom = nom or f"Traorel{next(_numeros):05d}"  # lists ordered by name keep the order in which people were made
    champs.setdefault("date_naissance", date(1990, 5, 17))
    champs.setdefault("cree_le", maintenant())
    return Beneficiaire.objects.create(nom=nom, prenom=prenom, nom_plie=plier(nom), prenom_plie=plier(prenom), **champs)


def une_fenetre(
    beneficiaire: Beneficiaire, clause: ClauseInsertion, debut: date = date(2025, 2, 1), fin: date | None = None
) -> FenetreEligibilite:
    """A window of eligibility under the clause's référentiel."""
    return FenetreEligibilite.objects.create(
        beneficiaire=beneficiaire,
        referentiel=clause.referentiel,
        debut=debut,
        fin=fin,
        origine=OrigineFenetre.DECISION,
        enregistre_le=maintenant(),
    )


def un_contrat(
    *,
    intervenant: Intervenant,
    clause: ClauseInsertion,
    beneficiaire: Beneficiaire | None = None,
    debut: date = date(2025, 2, 3),
    fin: date | None = None,
    eligible: bool = True,
    **champs: Any,
) -> ContratTravail:
    """A full-time contract with the party itself; the person is eligible unless told otherwise."""
    beneficiaire = beneficiaire or un_beneficiaire()
    if eligible:
        une_fenetre(beneficiaire, clause)
    champs.setdefault("employeur", intervenant.organisation)
    champs.setdefault("type_contrat", TypeContrat.CDD)
    champs.setdefault("modalite", Modalite.EMBAUCHE_DIRECTE)
    champs.setdefault("cree_le", maintenant())
    contrat = ContratTravail.objects.create(
        beneficiaire=beneficiaire, intervenant=intervenant, clause=clause, debut=debut, fin=fin, **champs
    )
    PeriodeContrat.objects.create(contrat=contrat, debut=debut, fin=fin)
    if beneficiaire.premier_contrat_le is None:
        beneficiaire.premier_contrat_le = debut
        Beneficiaire.objects.filter(pk=beneficiaire.pk).update(premier_contrat_le=debut)
    return contrat


def un_motif(usage: str = UsageMotif.RENVOI, code: str = "") -> Motif:
    """A coded reason."""
    return Motif.objects.create(code=code or f"motif-{next(_numeros)}", libelle="Pièce illisible", usage=usage)


@dataclass
class Scene:
    """A firm on one lot of an office, with actors on both sides."""

    office: Organisation
    entreprise: Organisation
    facilitation: Acteur
    paie: Acteur
    clause: ClauseInsertion
    intervenant: Intervenant
    chantier_id: int
    contrats: list[ContratTravail] = field(default_factory=list)


def une_scene(*, personnes: int = 1, heures_dues: Decimal | int = Decimal("4974.00"), **clause: Any) -> Scene:
    """A clause followed by a facilitator, a firm with people under contract, all eligible."""
    office = une_organisation(nature=Nature.OFFICE)
    entreprise = une_organisation(nature=Nature.ENTREPRISE)
    facilitation = un_acteur(role=Role.FACILITATEUR, organisation=office)
    paie = un_acteur(role=Role.PAIE, organisation=entreprise)
    lot = un_lot(marche=un_marche(office=office))
    une = une_clause(lot=lot, heures=heures_dues, titulaire=entreprise, facilitateur=facilitation.espace, **clause)
    intervenant = lot.intervenants.get()
    scene = Scene(
        office=office,
        entreprise=entreprise,
        facilitation=facilitation,
        paie=paie,
        clause=une,
        intervenant=intervenant,
        chantier_id=lot.sites.get().chantier_id,
    )
    scene.contrats = [un_contrat(intervenant=intervenant, clause=une) for _ in range(personnes)]
    return scene


def un_mois_saisi(scene: Scene, heures: Decimal | int | list[Decimal | int] = 100, *, mois: Mois = MOIS) -> Declaration:
    """A draft month: these hours for each person of the scene."""
    declaration = brouillons.ouvrir(acteur=scene.paie, intervenant=scene.intervenant, mois=mois)
    valeurs = heures if isinstance(heures, list) else [heures] * len(scene.contrats)
    return brouillons.enregistrer_brouillon(
        acteur=scene.paie,
        declaration=declaration,
        saisies=[
            brouillons.SaisieLigne(contrat=contrat, chantier_id=scene.chantier_id, heures=Decimal(valeur))
            for contrat, valeur in zip(scene.contrats, valeurs, strict=True)
        ],
    )


def un_mois_soumis(
    scene: Scene, heures: Decimal | int | list[Decimal | int] = 100, *, mois: Mois = MOIS
) -> list[LigneHeures]:
    """A submitted month; its lines."""
    declaration = un_mois_saisi(scene, heures, mois=mois)
    services.soumettre(acteur=scene.paie, declarations=[declaration])
    return list(LigneHeures.objects.filter(declaration=declaration).order_by("pk"))
