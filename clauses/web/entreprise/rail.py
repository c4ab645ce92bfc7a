"""Left rail of a firm."""

from __future__ import annotations

from clauses.selectors.besoins import propositions_en_attente
from clauses.selectors.entreprise.accueil import compteurs
from clauses.selectors.entreprise.engagements import interventions
from clauses.selectors.entreprise.preparation import prete
from entreprises.policies import Acteur
from entreprises.rules import ElementRail
from socle.horloge import aujourdhui
from socle.periodes import Mois


def elements(acteur: Acteur) -> list[ElementRail]:
    """Home, months, people, the posts to fill, then the lots that the firm leads with partners."""
    comptes, siens = compteurs(acteur), interventions(acteur)
    mois, lots = "Mes déclarations", "Mes lots"
    liens = [
        ElementRail(
            "accueil", "Accueil", "entreprise:accueil", comptes.renvoyees + comptes.messages or None, groupe=mois
        ),
        ElementRail("mois", "Mes mois", "entreprise:mois", comptes.a_declarer or None, comptes.en_retard, groupe=mois),
        ElementRail("personnes", "Mes personnes", "entreprise:personnes", groupe=mois),
    ]
    if prete(acteur):
        libelle, dernier = "Salariés mis à disposition", Mois.depuis(aujourdhui()).precedent().iso
        liens.append(ElementRail("preparer", libelle, "entreprise:preparer", groupe=mois, arguments=(dernier,)))
    if siens:
        attendent = propositions_en_attente(acteur) or None
        liens.append(ElementRail("besoins", "Mes besoins", "entreprise:besoins", attendent, groupe="Mes recrutements"))
    for e in siens:
        if e.chef_de_file:
            libelle = f"Lot {e.lot.numero} – {e.lot.intitule}"
            libelle = libelle if len(libelle) <= 44 else f"{libelle[:43]}…"
            liens.append(
                ElementRail(f"lot-{e.lot.uuid}", libelle, "entreprise:lot", groupe=lots, arguments=(e.lot.uuid,))
            )
    return liens
