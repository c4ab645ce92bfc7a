"""Written reminders to firms that stay silent: rows made once, re-read when they leave, one message per person.

A row is unique per party, month and nature, so no reminder leaves twice; it belongs to the clause's principal
facilitator and follows a hand-over. What is queued is a key: the message is written when it is sent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from clauses.models import ClauseInsertion, Relance, SuiviClause
from clauses.policies import intervenants_declarables
from clauses.rules.relances import Delais, premier_rappel_le, se_rappelle, second_rappel_le
from clauses.selectors.mois_attendus import Silence, silences
from clauses.selectors.reglages import reglages_au
from clauses.services import escalades
from entreprises.models import Membre
from entreprises.rules import Role
from entreprises.selectors import acteur_de
from socle import file_attente, messages
from socle.horloge import aujourdhui, en_paris, maintenant
from socle.periodes import Mois
from socle.presentation import jour as en_lettres

TACHE = "clauses.taches.envoyer_rappel"
ECRITS = (Relance.Nature.RAPPEL_1, Relance.Nature.RAPPEL_2)
SANS_OBJET = "Le mois n'est plus attendu : déclaré, suspendu ou dispensé avant l'envoi."
RAISON = "Vous recevez ce message parce que vous êtes référent·e de cette entreprise pour les clauses d'insertion."
Cle = tuple[int, Mois]


def relancer() -> None:
    """Make today's rows, drop those without object, queue one message per référent of the firms concerned."""
    jour = aujourdhui()
    tus = silences(ClauseInsertion.objects.en_vigueur().select_related("lot"), jour)
    with transaction.atomic():
        _abandonner(Relance.objects.a_faire(jour), _manquants(tus))
        _preparer(tus, jour)
        escalades.preparer(_manquants(tus), jour)
        _suivre_les_passations(tus, jour)
    a_envoyer = Relance.objects.filter(nature__in=ECRITS).a_faire(jour)
    firmes = a_envoyer.values("intervenant__organisation")
    referents = Membre.objects.actifs().filter(role=Role.REFERENT, organisation__in=firmes)
    for membre in referents.values_list("pk", flat=True):
        file_attente.mettre_en_file(TACHE, membre, f"{jour:%Y-%m-%d}", cle=f"rappel:{membre}:{jour:%Y-%m-%d}")


def envoyer(membre: int, jour: date) -> bool:
    """Write to one référent about the months of his firm still silent now; False when there is nothing to say.

    The rows of that day already marked by a colleague's message are told to this one too: one message each.
    """
    destinataire = Membre.objects.actifs().filter(pk=membre).select_related("utilisateur", "organisation").first()
    if destinataire is None:
        return False
    siens = intervenants_declarables(acteur_de(destinataire.utilisateur), partout=True)
    if siens is None:
        return False
    with transaction.atomic():
        lignes = list(
            Relance.objects.select_for_update(of=("self",))
            .filter(
                nature__in=ECRITS,
                abandonnee_le__isnull=True,
                prevue_le__lte=jour,
                intervenant__organisation=destinataire.organisation_id,
                intervenant__in=siens.values("pk"),
            )
            .select_related("intervenant__lot__marche")
        )
        lignes = [r for r in lignes if r.faite_le is None or en_paris(r.faite_le).date() == jour]
        clauses = ClauseInsertion.objects.en_vigueur().filter(lot__in={r.intervenant.lot_id for r in lignes})
        manquants = _manquants(silences(clauses.select_related("lot"), aujourdhui()))
        _abandonner([r for r in lignes if r.faite_le is None], manquants)
        restantes = [r for r in lignes if _cle(r) in manquants]
        if not restantes:
            return False
        _remettre(destinataire, restantes, manquants)
        Relance.objects.filter(pk__in=[r.pk for r in restantes], faite_le__isnull=True).update(
            faite_le=maintenant(), resultat="Courriel envoyé."
        )
    return True


def _manquants(tus: Iterable[Silence]) -> dict[Cle, date]:
    """(party, month) late and still silent → its due day."""
    return {
        (s.intervenant.pk, mois): due for s in tus if s.en_retard for mois, due in zip(s.mois, s.echeances, strict=True)
    }


def _cle(relance: Relance) -> Cle:
    return relance.intervenant_id, Mois.depuis(relance.declaration_mois)


def _abandonner(relances: Iterable[Relance], manquants: dict[Cle, date]) -> None:
    perdues = [r.pk for r in relances if _cle(r) not in manquants]
    Relance.objects.filter(pk__in=perdues, faite_le__isnull=True).update(
        abandonnee_le=maintenant(), resultat=SANS_OBJET
    )


def _preparer(tus: Sequence[Silence], jour: date) -> None:
    """Rows whose day has come; a row that exists (sent, dropped or waiting) is left as it is."""
    reglages = reglages_au(jour)
    delais = Delais(int(reglages["rappel_1"]), int(reglages["rappel_2"]), int(reglages["rappel_fenetre"]))
    manquants = _manquants(tus)
    premiers = {
        _cle(r): r
        for r in Relance.objects.filter(
            nature=Relance.Nature.RAPPEL_1, intervenant__in={pk for pk, _ in manquants}, faite_le__isnull=False
        )
    }
    nouvelles = []
    for (intervenant, mois), due in manquants.items():
        dates = {}
        if se_rappelle(due, jour, delais):
            dates[Relance.Nature.RAPPEL_1] = premier_rappel_le(due, delais)
        if premier := premiers.get((intervenant, mois)):
            dates[Relance.Nature.RAPPEL_2] = second_rappel_le(due, en_paris(premier.faite_le).date(), delais)
        nouvelles += [
            Relance(intervenant_id=intervenant, declaration_mois=mois.premier_jour, nature=nature, prevue_le=prevue)
            for nature, prevue in dates.items()
            if prevue <= jour
        ]
    Relance.objects.bulk_create(nouvelles, ignore_conflicts=True)


def _suivre_les_passations(tus: Sequence[Silence], jour: date) -> None:
    """The rows that wait belong to who follows the clause today, as principal."""
    clause_de = {s.intervenant.pk: s.clause.pk for s in tus}
    suivis = SuiviClause.objects.principaux().actifs_le(jour).filter(clause__in=set(clause_de.values()))
    principal = dict(suivis.values_list("clause_id", "facilitateur_id"))
    par_membre: dict[int | None, list[int]] = defaultdict(list)
    for relance in Relance.objects.a_faire(jour).filter(intervenant__in=clause_de):
        responsable = principal.get(clause_de[relance.intervenant_id])
        if relance.responsable_id != responsable:
            par_membre[responsable].append(relance.pk)
    for responsable, cles in par_membre.items():
        Relance.objects.filter(pk__in=cles).update(responsable=responsable)


def _remettre(destinataire: Membre, relances: Sequence[Relance], manquants: dict[Cle, date]) -> None:
    """One message: each month and contract once, with the address that opens the month."""
    site = messages.adresse_site()
    vus = {_cle(r): r for r in relances}
    lignes = [
        {
            "mois": str(mois),
            "marche": relance.intervenant.lot.marche,
            "lot": relance.intervenant.lot,
            "echeance": en_lettres(manquants[(pk, mois)]),
            "lien": site + reverse("entreprise:grille", args=[mois.iso]),
        }
        for (pk, mois), relance in sorted(vus.items(), key=lambda e: (e[0][1].premier_jour, e[0][0]))
    ]
    contexte = {
        "adresse_site": site,
        "organisation": destinataire.organisation,
        "lignes": lignes,
        "plusieurs": len(lignes) > 1,
        "second": any(r.nature == Relance.Nature.RAPPEL_2 for r in relances),
        "action_url": site + reverse("entreprise:accueil"),
        "action_libelle": "Ouvrir mes déclarations",
        "raison": RAISON,
    }
    messages.remettre_courriel(
        destinataire.utilisateur.email,
        messages.une_ligne("Déclarations d'heures d'insertion attendues"),
        render_to_string("courriels/rappel.txt", contexte),
        render_to_string("courriels/rappel.html", contexte),
    )
