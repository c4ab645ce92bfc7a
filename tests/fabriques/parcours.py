"""Builders of the pathway: candidates entered by a prescriber or the office, files ready to be posted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from clauses.models import Beneficiaire
from clauses.services.personnes import Identite
from entreprises.policies import Acteur
from entreprises.rules import Role
from parcours.models import Candidat, MetierCandidat
from parcours.services import candidats
from parcours.services.reperes import recopier
from parcours.web.formulaires_fiche import FicheForm
from socle.horloge import maintenant
from socle.models import Metier
from tests.fabriques.declarations import un_beneficiaire
from tests.fabriques.entreprises import un_acteur

NEE = date(1994, 3, 2)


def connecte(acteur: Acteur) -> Client:
    """A browser where this person is logged in."""
    client = Client()
    client.force_login(acteur.utilisateur)
    return client


def un_candidat(
    nom: str = "Benali", prenom: str = "Samia", *, acteur: Acteur | None = None, metiers: Any = (), **identite: Any
) -> Candidat:
    """A candidate, entered by a prescriber unless told otherwise."""
    identite.setdefault("date_naissance", NEE)
    return candidats.saisir(
        acteur=acteur or un_acteur(role=Role.PRESCRIPTEUR),
        identite=Identite(nom=nom, prenom=prenom, **identite),
        metiers=metiers,
    )


def envoi_de_fiche(candidat: Candidat, **changements: Any) -> dict[str, Any]:
    """What the page of the file would post now, with these fields changed."""
    form = FicheForm(candidat=Candidat.objects.get(pk=candidat.pk))
    valeurs = {nom: form[nom].value() for nom in form.fields}
    valeurs = {nom: valeur.isoformat() if hasattr(valeur, "isoformat") else valeur for nom, valeur in valeurs.items()}
    return {n: v for n, v in (valeurs | changements).items() if v is not None and v is not False}


def un_candidat_placable(*metiers: Metier, personne: Beneficiaire | None = None, **champs: Any) -> Candidat:
    """A person who may be placed, at the centre of Saint-Denis unless told otherwise."""
    champs.setdefault("statut", "DISPONIBLE")
    champs.setdefault("latitude", 48.9362)
    champs.setdefault("longitude", 2.3574)
    champs.setdefault("cree_le", maintenant())
    candidat = Candidat.objects.create(beneficiaire=personne or un_beneficiaire(), **champs)
    MetierCandidat.objects.bulk_create(
        MetierCandidat(candidat=candidat, metier=metier, rang=rang) for rang, metier in enumerate(metiers, 1)
    )
    recopier([candidat.pk])
    return candidat
