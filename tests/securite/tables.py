"""What the matrix cannot read from the URL configuration: which object stands in an address, and what is narrower.

A new address with parameters fails the matrix until it has its line here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from entreprises.rules import ROLES_ENTREPRISE, ROLES_FACILITATION, Nature, Role, roles_possibles
from entreprises.selectors import jeton_invitation
from socle.horloge import aujourdhui
from socle.periodes import Mois
from tests.securite.monde import Monde

Objet = Callable[[Monde], dict[str, Any]]


def _uuid(quoi: str) -> Objet:
    """The `uuid` of this attribute of the world."""

    def lire(monde: Monde) -> dict[str, Any]:
        objet = monde
        for nom in quoi.split("."):
            objet = objet[nom] if isinstance(objet, dict) else getattr(objet, nom)
        return {"uuid": objet.uuid}

    return lire


def _jeton(monde: Monde) -> dict[str, Any]:
    return {"jeton": jeton_invitation(monde.invitation)}


MOIS_PASSE = (Mois.depuis(aujourdhui()) - 1).iso
MOIS_COURANT = Mois.depuis(aujourdhui()).iso

OBJETS: dict[str, Objet] = {
    "entreprises:retirer_membre": _uuid("collegue"),
    "entreprises:suspendre_membre": _uuid("collegue"),
    "entreprises:retablir_membre": _uuid("collegue"),
    "entreprises:changer_role": _uuid("collegue"),
    "entreprises:relancer_invitation": _uuid("invitation"),
    "entreprises:revoquer_invitation": _uuid("invitation"),
    "entreprises:invitation": _jeton,
    "facilitation:ligne": _uuid("lignes.soumise"),
    "facilitation:rang_de_ligne": _uuid("lignes.soumise"),
    "facilitation:decider": _uuid("lignes.soumise"),
    "facilitation:mois": _uuid("declarations.soumise"),
    "facilitation:mois_muet": _uuid("sous_traitant"),
    "facilitation:piece": _uuid("piece"),
    "facilitation:marche_publie": _uuid("marche_publie"),
    "facilitation:suivre_marche": _uuid("marche_publie"),
    "facilitation:import_marches": lambda monde: {"cle": monde.cle_import},
    "facilitation:marche": _uuid("marche"),
    "facilitation:annuler_marche": _uuid("marche"),
    "facilitation:ajouter_lot": _uuid("marche"),
    "facilitation:creer_clause": _uuid("lot_nu"),
    "facilitation:inviter_intervenant": _uuid("sous_traitant"),
    "facilitation:retirer_intervenant": _uuid("sous_traitant"),
    "facilitation:succeder_intervenant": _uuid("sous_traitant"),
    "facilitation:dispenser_intervenant": _uuid("sous_traitant"),
    "facilitation:clause": _uuid("clause"),
    "facilitation:ecritures": _uuid("clause"),
    "facilitation:globaliser": _uuid("clause"),
    "facilitation:terminer_globalisation": _uuid("accord"),
    "facilitation:repartir_ligne": _uuid("lignes.soumise"),
    "facilitation:relances_entreprise": _uuid("entreprise"),
    "facilitation:relance": _uuid("relance"),
    "facilitation:courriel_retabli": _uuid("referente"),
    "facilitation:courrier_de_relance": _uuid("relance"),
    "facilitation:corriger_ligne": _uuid("lignes.validee"),
    "entreprise:repartir_ligne": _uuid("lignes.renvoyee"),
    "entreprise:piece": _uuid("piece_du_mois"),
    "entreprise:ranger_piece": _uuid("piece_du_mois"),
    "entreprise:retirer_piece": _uuid("piece_du_mois"),
    "facilitation:reprise": _uuid("reprise"),
    "facilitation:etablir_releve": _uuid("clause"),
    "releves:pdf": _uuid("releve"),
    "releves:classeur": _uuid("releve"),
    "facilitation:modifier_clause": _uuid("clause"),
    "facilitation:activer_clause": _uuid("clause_en_preparation"),
    "facilitation:acte_sur_clause": _uuid("clause"),
    "facilitation:deplacer_heures": _uuid("clause"),
    "facilitation:deplacement_propose": _uuid("deplacement"),
    "facilitation:besoin": _uuid("besoin"),
    "facilitation:modifier_besoin": _uuid("besoin"),
    "facilitation:acte_besoin": _uuid("besoin"),
    "entreprise:besoin": _uuid("besoin"),
    "entreprise:modifier_besoin": _uuid("besoin"),
    "entreprise:acte_besoin": _uuid("besoin"),
    "parcours:candidat": _uuid("candidat"),
    "parcours:modifier_candidat": _uuid("candidat"),
    "parcours:fusionner": _uuid("candidat"),
    "parcours:ecarter_ressemblance": _uuid("candidat"),
    "parcours:defaire_fusion": _uuid("fusion"),
    "parcours:clore_enchainement": _uuid("enchainement"),
    "parcours:demande": _uuid("demande"),
    "parcours:liste_courte": _uuid("besoin"),
    "parcours:travailler": lambda monde: {"slug": monde.chantier.slug},
    "parcours:demande_publique": _uuid("demande_publique"),
    "parcours:lien_carnet": _uuid("candidat"),
    "parcours:carnet": lambda monde: {"secret": monde.secret_carnet},
    "facilitation:avis": _uuid("avis"),
    "parcours:propositions": _uuid("besoin"),
    "parcours:agir_relation": _uuid("relation"),
    "parcours:embaucher": _uuid("relation"),
    "parcours:objections": _uuid("demande"),
    "parcours:quartier": _uuid("demande"),
    "parcours:prolonger": _uuid("fenetre"),
    "parcours:depot": _uuid("demande"),
    "lieux:chantier": _uuid("chantier"),
    "lieux:modifier": _uuid("chantier"),
    "lieux:point": _uuid("chantier"),
    "lieux:annuler": _uuid("chantier"),
    "lieux:ajouter_phase": _uuid("chantier"),
    "lieux:phase": _uuid("phase"),
    "lieux:retirer_phase": _uuid("phase"),
    "lieux:modifier_operation": _uuid("operation"),
    "maitrise_ouvrage:operation": _uuid("operation"),
    "maitrise_ouvrage:aviser": _uuid("operation"),
    "maitrise_ouvrage:clause": _uuid("clause"),
    "maitrise_ouvrage:reduire": _uuid("clause"),
    "maitrise_ouvrage:exonerer": _uuid("clause"),
    "collectivite:clause": _uuid("clause"),
    "auditeur:clause": _uuid("clause"),
    "auditeur:grand_livre": _uuid("clause"),
    "entreprise:declaration": _uuid("declarations.soumise"),
    "entreprise:corriger": _uuid("declarations.validee"),
    "entreprise:ligne": _uuid("lignes.renvoyee"),
    "entreprise:lot": _uuid("lot"),
    "entreprise:fichier": _uuid("importe"),
    "entreprise:laisser_fichier": _uuid("importe"),
    "entreprise:import_tableur": _uuid("fichier_heures"),
    "entreprise:contrat": _uuid("demande.contrat"),
    "entreprise:annuler_contrat": _uuid("demande.contrat"),
    "entreprise:ajouter_mission": _uuid("contrat_prete"),
    "entreprise:retirer_mission": lambda monde: {
        "uuid": monde.contrat_prete.uuid,
        "du": monde.contrat_prete.debut.isoformat(),
    },
    "cms:chantier": lambda monde: {"slug": monde.chantier.slug},
}
"""URL name → the parameters that name an object of a world."""

CONSTANTES: dict[str, dict[str, Any]] = {
    "facilitation:a_valider_export": {"forme": "csv"},
    "facilitation:decider": {"acte": "valider"},
    "facilitation:mois_muet": {"mois_iso": MOIS_PASSE},
    "facilitation:acte_besoin": {"acte": "annuler"},
    "entreprise:acte_besoin": {"acte": "annuler"},
    "facilitation:acte_sur_clause": {"nom": "mouvement"},
    "parcours:depot": {"rang": 1},
    "entreprise:mois_export": {"forme": "csv"},
    "entreprise:personnes_export": {"forme": "csv"},
    "entreprise:grille": {"mois_iso": MOIS_COURANT},
    "entreprise:neant": {"mois_iso": MOIS_COURANT},
    "entreprise:preparer": {"mois_iso": MOIS_COURANT},
    "entreprise:documents": {"mois_iso": MOIS_COURANT},
    "entreprise:verifier": {"mois_iso": MOIS_COURANT},
    "entreprise:ajouter_personne": {"mois_iso": MOIS_COURANT},
    "entreprise:modele_heures": {"mois_iso": MOIS_COURANT},
}
"""URL name → the parameters that name no object."""

DONNEES: dict[str, Callable[[Monde, str], dict[str, Any]]] = {
    "entreprises:changer_espace": lambda monde, role: {
        "espace": monde.membres[role].uuid if role in monde.membres else ""
    },
    "parcours:demande": lambda monde, role: {"acte": "complement"},
    "parcours:propositions": lambda monde, role: {"relation": monde.relation.uuid, "acte": "retenir"},
    "parcours:agir_relation": lambda monde, role: {"acte": "contacter"},
    "parcours:candidat": lambda monde, role: {"acte": "etape"},
    "maitrise_ouvrage:aviser": lambda monde, role: {"organisation": monde.entreprise.uuid},
}
"""URL name → the least that a POST must carry to reach its rule."""

_GERANTS = (Role.REFERENT, Role.ADMINISTRATION)
_SAISIE = (Role.REFERENT, Role.PAIE, Role.MANDATAIRE)
_GESTIONNAIRES = tuple(role for role in Role if any(role == roles_possibles(nature)[0] for nature in Nature))

PLUS_ETROITES: dict[str, tuple[tuple[str, ...], frozenset[int]]] = {
    "entreprises:equipe": (_GESTIONNAIRES, frozenset({404})),
    "entreprises:inviter": (_GESTIONNAIRES, frozenset({404})),
    "entreprises:retirer_membre": (_GERANTS, frozenset({404})),
    "entreprises:suspendre_membre": (_GERANTS, frozenset({404})),
    "entreprises:retablir_membre": (_GERANTS, frozenset({404})),
    "entreprises:changer_role": (_GERANTS, frozenset({404})),
    "entreprises:relancer_invitation": (_GERANTS, frozenset({404})),
    "entreprises:revoquer_invitation": (_GERANTS, frozenset({404})),
    "POST entreprises:changer_espace": (tuple(Role), frozenset({404})),  # a suspended member has no space to enter
    "POST facilitation:ligne": ((), frozenset({404})),  # an act has its own address
    # The office enters for a firm that it names (`?pour=`); without it, the grid is the firm's.
    "entreprise:grille": (ROLES_ENTREPRISE, frozenset({404})),
    # Works management reads its sites' hours and never writes them.
    "entreprise:verifier": (_SAISIE, frozenset({404})),
    "entreprise:ajouter_personne": (_SAISIE, frozenset({404})),
    "entreprise:tableur": (_SAISIE, frozenset({404})),
    "entreprise:import_tableur": (_SAISIE, frozenset({404})),
    "entreprise:modele_heures": (_SAISIE, frozenset({404})),
    "entreprise:corriger": (_SAISIE, frozenset({404})),
    "entreprise:deposer": (_SAISIE, frozenset({404})),
    "entreprise:fichier": (_SAISIE, frozenset({404})),
    "entreprise:laisser_fichier": (_SAISIE, frozenset({404})),
    "POST entreprise:contrat": (_SAISIE, frozenset({404})),
    "entreprise:annuler_contrat": (_SAISIE, frozenset({404})),
    "entreprise:ajouter_mission": (_SAISIE, frozenset({404})),
    "entreprise:retirer_mission": (_SAISIE, frozenset({404})),
}
"""URL name (or "POST name") → (roles that pass among those of the gate, what the others get)."""

REPONSES_PUBLIQUES: dict[str, frozenset[int]] = {
    # The link of an invitation, followed while logged in as somebody else: a page says so.
    "entreprises:invitation": frozenset({403}),
}
"""URL name of a public page → other answers that are right."""

PARTAGES: dict[str, tuple[str, ...]] = {
    "entreprises:retirer_membre": (Role.ADMINISTRATION,),
    "entreprises:suspendre_membre": (Role.ADMINISTRATION,),
    "entreprises:retablir_membre": (Role.ADMINISTRATION,),
    "entreprises:changer_role": (Role.ADMINISTRATION,),
    "entreprises:relancer_invitation": (Role.ADMINISTRATION,),
    "entreprises:revoquer_invitation": (Role.ADMINISTRATION,),
    # Official contracts are open data, of no office until one takes them over; so is what an import of them gave.
    "facilitation:marche_publie": (*ROLES_FACILITATION, Role.AUDITEUR),
    "facilitation:suivre_marche": ROLES_FACILITATION,
    "facilitation:import_marches": ROLES_FACILITATION,
    # An office places contracts on every site of the map; the administration keeps the map in order.
    **dict.fromkeys(
        [f"lieux:{nom}" for nom in ("chantier", "modifier", "point", "annuler", "ajouter_phase", "phase")]
        + ["lieux:retirer_phase", "lieux:modifier_operation"],
        (*ROLES_FACILITATION, Role.ADMINISTRATION),
    ),
    # The pool of candidates is one for all offices of the territory.
    "parcours:candidat": ROLES_FACILITATION,
    "parcours:modifier_candidat": ROLES_FACILITATION,
    "parcours:fusionner": ROLES_FACILITATION,
    "parcours:lien_carnet": ROLES_FACILITATION,
    "parcours:ecarter_ressemblance": ROLES_FACILITATION,
    "parcours:defaire_fusion": ROLES_FACILITATION,
    # The auditor reads every engagement.
    "facilitation:clause": (Role.AUDITEUR,),
    "facilitation:ecritures": (Role.AUDITEUR,),
    "releves:pdf": (Role.AUDITEUR,),
    "releves:classeur": (Role.AUDITEUR,),
    "auditeur:clause": (Role.AUDITEUR,),
    "auditeur:grand_livre": (Role.AUDITEUR,),
}
"""URL name → roles for whom the neighbour's object is not the neighbour's only, with the reason."""

_LUS = frozenset({"clauses_messagedeclaration"})
ECRITURES_PAR_GET: dict[str, frozenset[str]] = {
    # Opening a month reads its messages: the other side sees that they were read. Nothing else changes.
    "facilitation:mois": _LUS,
    "entreprise:declaration": _LUS,
    # Opening a sealed proof is written in the log of the person.
    "parcours:depot": frozenset({"parcours_journalcandidat"}),
    # The last time a personal link was opened: who gave it sees that it serves.
    "parcours:carnet": frozenset({"parcours_liencarnet"}),
}
"""URL name → tables that reading the page may write to, with the reason."""

TOUJOURS_ECRITES = frozenset({"django_session"})
"""The end of the session is put off by whoever is there (every ten minutes)."""
