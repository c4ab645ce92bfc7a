"""What a person is told of what is done for her: short sentences, no figure of hers, through the queue."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string

from clauses.models import Besoin
from entreprises.policies import Acteur
from parcours.models import MiseEnRelation
from parcours.rules.canal import Canal, numero_mobile
from socle import messages

MODELE = "proposition_a_la_personne"


def annoncer_propositions(acteur: Acteur, besoin: Besoin, relations: Sequence[MiseEnRelation]) -> None:
    """Tell each person that she was proposed, by the way noted on her referral; called in the proposal's transaction.

    The words are made to be read at level A2 (issue 4): what, where, when, that one may say no, whom to ask.
    """
    part = besoin.chantier.communes.select_related("commune").order_by("-part", "pk").first()
    for relation in relations:
        personne = relation.candidat.beneficiaire
        contexte = {
            "prenom": personne.prenom,
            "besoin": besoin,
            "commune": part.commune.nom if part else "",
            "entreprise": besoin.intervenant.organisation,
            "contact": acteur.utilisateur,
            "structure": acteur.organisation,
        }
        cle = f"proposition:{relation.uuid}"
        if relation.canal == Canal.SMS:
            texte = " ".join(render_to_string(f"sms/{MODELE}.txt", contexte).split())
            messages.envoyer_sms(numero_mobile(personne.telephone), texte, cle=cle)
        elif relation.canal == Canal.COURRIEL:
            contexte["raison"] = f"Vous recevez ce message parce que {acteur.organisation} vous accompagne."
            messages.envoyer_courriel(personne.email, "Un travail pour vous", MODELE, contexte, cle=cle)
