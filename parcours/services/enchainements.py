"""Contracts that end soon: told once to who follows them, closed with a reason when nothing is to follow."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.urls import reverse

from clauses.models import SuiviClause
from clauses.selectors.reglages import reglages_au
from entreprises.models import Membre
from entreprises.policies import Acteur
from parcours.models import Candidat, Enchainement
from parcours.policies import Action, exiger
from parcours.rules.journal import ActeCandidat
from parcours.rules.vocabulaire import IssueEnchainement
from parcours.selectors.enchainements import fins_prochaines
from parcours.services.journal import noter
from socle import messages
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import aujourdhui, maintenant


@transaction.atomic
def signaler() -> int:
    """Daily: each contract that ends within the delay of the settings is told once; how many are new.

    Who follows the clause gets one mail a day, which names nobody.
    """
    jour = aujourdhui()
    annonce = int(reglages_au(jour)["enchainement_annonce"])
    contrats = list(fins_prochaines(jour, annonce).filter(enchainement__isnull=True).order_by("pk"))
    Enchainement.objects.bulk_create(
        [Enchainement(contrat=contrat, signale_le=maintenant()) for contrat in contrats], ignore_conflicts=True
    )
    suivis = SuiviClause.objects.actifs_le(jour).filter(clause__in={c.clause_id for c in contrats})
    par_clause = Counter(c.clause_id for c in contrats)
    par_membre: Counter[int] = Counter()
    for clause, membre in suivis.values_list("clause_id", "facilitateur_id"):
        par_membre[membre] += par_clause[clause]
    for membre in Membre.objects.actifs().filter(pk__in=par_membre).select_related("utilisateur"):
        _prevenir(membre, par_membre[membre.pk], annonce)
    return len(contrats)


@transaction.atomic
def clore(*, acteur: Acteur, enchainement: Enchainement, issue: str) -> Enchainement:
    """Nothing is to follow this contract: say why. Raises RegleViolee without a reason, ConflitEcriture if closed."""
    exiger(acteur, Action.ENCHAINER, enchainement)
    if issue not in set(IssueEnchainement):
        raise RegleViolee("Choisissez pourquoi aucune suite n'est cherchée.", champ="issue")
    verrou = Enchainement.objects.select_for_update(of=("self",)).get(pk=enchainement.pk)
    if verrou.clos_le is not None:
        raise ConflitEcriture("Quelqu'un vient de répondre pour cette fin de contrat.")
    verrou.clos_le, verrou.clos_par, verrou.issue = maintenant(), acteur.utilisateur, issue
    verrou.save(update_fields=["clos_le", "clos_par", "issue"])
    candidat = Candidat.objects.filter(beneficiaire__contrats=verrou.contrat_id).first()
    if candidat is not None:
        noter(candidat, ActeCandidat.ENCHAINEMENT, acteur, IssueEnchainement(issue).libelle)
    return verrou


def _prevenir(membre: Membre, nombre: int, annonce: int) -> None:
    contexte = {
        "nombre": nombre,
        "annonce": annonce,
        "adresse": reverse("parcours:enchainements"),
        "raison": "Vous recevez ce message parce que vous suivez ces engagements.",
    }
    cle = f"enchainements:{membre.pk}:{aujourdhui()}"
    messages.envoyer_courriel(
        membre.utilisateur.email, "Des contrats se terminent", "fins_de_contrat", contexte, cle=cle
    )
