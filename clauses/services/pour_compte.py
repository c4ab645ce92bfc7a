"""Hours entered for a firm by its lead or the office: sent like others, signed by who entered; the firm is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from django.db import transaction

from clauses.models import Declaration, Intervenant
from clauses.selectors.maitrise_ouvrage import contacts_a_aviser
from clauses.services.declarations import ecrire_message
from clauses.services.grille import RIEN, Transmission, transmettre
from entreprises.policies import Acteur
from socle import messages
from socle.centiemes import ZERO
from socle.erreurs import RegleViolee
from socle.periodes import Mois

MODELE = "saisie_pour_compte"


@transaction.atomic
def transmettre_tout(
    *,
    acteur: Acteur,
    declarations: Sequence[Declaration] = (),
    neants: Sequence[tuple[Intervenant, Mois]] = (),
    revisions: Mapping[UUID, int] | None = None,
    source: str = "",
) -> Transmission:
    """Send a month whole: the firm's own lots as its own, the partners' for whom it enters as theirs."""
    sienne = acteur.organisation.pk if acteur.organisation and acteur.est_entreprise else None
    faits = []
    for propre, envoyer in ((True, transmettre), (False, partial(transmettre_pour, source=source))):
        envois = [d for d in declarations if (d.intervenant.organisation_id == sienne) is propre]
        vides = [(i, mois) for i, mois in neants if (i.organisation_id == sienne) is propre]
        if envois or vides:
            faits.append(envoyer(acteur=acteur, declarations=envois, neants=vides, revisions=revisions))
    if not faits:
        raise RegleViolee(RIEN)
    return Transmission(
        declarations=tuple(d for fait in faits for d in fait.declarations),
        neants=tuple(d for fait in faits for d in fait.neants),
        lignes=sum(fait.lignes for fait in faits),
        heures=sum((fait.heures for fait in faits), ZERO),
        signalees=sum(fait.signalees for fait in faits),
    )


@transaction.atomic
def transmettre_pour(
    *,
    acteur: Acteur,
    declarations: Sequence[Declaration] = (),
    neants: Sequence[tuple[Intervenant, Mois]] = (),
    revisions: Mapping[UUID, int] | None = None,
    source: str = "",
) -> Transmission:
    """Send the month of another firm; the source is written in its thread, one mail goes to each of its référents.

    Neither names a person at work, an amount or a subject that would: the mail leads to the firm's own home.
    """
    fait = transmettre(acteur=acteur, declarations=declarations, neants=neants, revisions=revisions)
    envoyees = [*fait.declarations, *fait.neants]
    for declaration in envoyees:
        ecrire_message(acteur=acteur, declaration=declaration, texte=_phrase(acteur, source))
    _prevenir(acteur, envoyees)
    return fait


def _phrase(acteur: Acteur, source: str) -> str:
    qui = acteur.utilisateur.nom_complet if acteur.utilisateur else "la plateforme"
    structure = f", {acteur.organisation}" if acteur.organisation else ""
    fin = f" Source : {source.strip()[:200]}." if source.strip() else ""
    return f"Ce mois a été saisi pour le compte de votre entreprise par {qui}{structure}.{fin}"


def _prevenir(acteur: Acteur, declarations: Sequence[Declaration]) -> None:
    """One message per référent of each firm, whatever the number of lots and months."""
    par_firme: dict[int, list[Declaration]] = {}
    for declaration in declarations:
        par_firme.setdefault(declaration.intervenant.organisation_id, []).append(declaration)
    firmes = {d.intervenant.organisation_id: d.intervenant.organisation for d in declarations}
    contacts = contacts_a_aviser(list(firmes.values()))
    for firme_id, siennes in par_firme.items():
        mois = ", ".join(str(m) for m in sorted({Mois.depuis(d.mois) for d in siennes}))
        contexte = {
            "organisation": firmes[firme_id],
            "saisie_par": acteur.organisation,
            "mois": mois,
            "raison": "Vous recevez ce message parce que vous êtes référent·e de cette entreprise.",
        }
        for adresse in contacts.get(firme_id, []):
            messages.envoyer_courriel(adresse, f"Heures saisies pour votre compte : {mois}", MODELE, contexte)
