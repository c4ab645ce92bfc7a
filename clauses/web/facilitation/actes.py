"""The acts on a clause: one page each, one form, one service; what was typed comes back with the refusal beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clauses.models import ClauseInsertion, Suspension
from clauses.policies import Action, clauses_visibles, exiger
from clauses.rules.vocabulaire import RoleIntervenant
from clauses.selectors.portefeuille import collegues
from clauses.services import marches, obligations, suivis
from clauses.services.documents import avec_acte
from clauses.services.intervenants import IntervenantSaisi, organisation_saisie
from clauses.services.obligations import TermeSaisi
from clauses.services.travaux import deplacer_travaux
from clauses.web.facilitation import formulaires_actes as formes
from clauses.web.facilitation import formulaires_intervenants as parties
from entreprises.policies import Acteur
from entreprises.rules import ROLES_FACILITATION
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.horloge import aujourdhui

Executer = Callable[[Acteur, ClauseInsertion, Any], object]


@dataclass(frozen=True)
class Acte:
    """A page of act: its words, its form, what it does, what is said when done."""

    titre: str
    bouton: str
    forme: type[formes.FormulaireClause]
    executer: Executer
    fait: str
    explication: str = ""
    grave: bool = False
    initial: Callable[[], dict[str, Any]] = dict
    avec_facilitateurs: bool = False


def _avec_document(nature: str, service: Callable[..., object]) -> Executer:
    """An act that may carry its signed document."""

    def executer(acteur: Acteur, clause: ClauseInsertion, form: Any) -> object:
        donnees = dict(form.cleaned_data)
        fichier = donnees.pop("document", None)
        return avec_acte(
            acteur=acteur,
            clause=clause,
            fichier=fichier,
            nom=fichier.name if fichier else "",
            nature=nature,
            ecrire=lambda piece: service(acteur=acteur, clause=clause, document=piece, **donnees),
        )

    return executer


def _simple(service: Callable[..., object]) -> Executer:
    return lambda acteur, clause, form: service(acteur=acteur, clause=clause, **form.cleaned_data)


def _motive(service: Callable[..., object]) -> Executer:
    return lambda acteur, clause, form: service(acteur=acteur, clause=clause, motif=form.motif)


def _lever(acteur: Acteur, clause: ClauseInsertion, form: Any) -> object:
    suspension = get_object_or_404(
        Suspension.objects.select_related("clause__lot__marche"), clause=clause, levee_le=None
    )
    return obligations.lever_suspension(acteur=acteur, suspension=suspension, **form.cleaned_data)


def _intervenant(acteur: Acteur, clause: ClauseInsertion, form: Any) -> object:
    donnees = dict(form.cleaned_data)
    saisie = IntervenantSaisi(
        role=RoleIntervenant(donnees["role"]),
        siret=donnees.pop("siret"),
        nom=donnees.pop("nom"),
        nature=donnees.pop("nature"),
    )
    return marches.ajouter_intervenant(
        acteur=acteur, lot=clause.lot, organisation=organisation_saisie(acteur, saisie), **donnees
    )


def _deplacer(*, acteur: Acteur, clause: ClauseInsertion, **donnees: Any) -> object:
    return deplacer_travaux(acteur=acteur, lot=clause.lot, **donnees)


def _aujourdhui(*noms: str) -> Callable[[], dict[str, Any]]:
    return lambda: dict.fromkeys(noms, aujourdhui())


ACTES: dict[str, Acte] = {
    "mouvement": Acte(
        "Enregistrer un mouvement d'obligation",
        "Enregistrer le mouvement",
        formes.MouvementForm,
        _avec_document("acte d'obligation", obligations.enregistrer_mouvement),
        "Le mouvement est enregistré.",
        "Un mouvement ne se modifie plus : une erreur se corrige par un mouvement contraire. Si le groupement a "
        "réparti son obligation, les parts suivent au prorata, sauf celles que vous écrivez.",
        initial=_aujourdhui("date_signature", "date_effet"),
    ),
    "facture": Acte(
        "Enregistrer une facture",
        "Enregistrer la facture",
        formes.FactureForm,
        _simple(obligations.enregistrer_facture),
        "La facture est enregistrée : les heures dues suivent le cumul.",
        "Les heures dues se calculent sur le cumul des factures de tout le groupement, au-delà du seuil.",
        initial=_aujourdhui("date_effet"),
    ),
    "repartition": Acte(
        "Répartir l'obligation entre les membres",
        "Enregistrer la répartition",
        formes.RepartitionForm,
        lambda a, c, f: obligations.repartir_obligation(
            acteur=a, clause=c, parts=f.parts, date_effet=f.cleaned_data["date_effet"], motif=f.cleaned_data["motif"]
        ),
        "La répartition est enregistrée.",
        "La répartition est interne : le groupement reste seul débiteur. Les parts font exactement les heures dues.",
        initial=_aujourdhui("date_effet"),
    ),
    "suspension": Acte(
        "Suspendre",
        "Enregistrer la suspension",
        formes.SuspensionForm,
        _avec_document("suspension", obligations.suspendre),
        "La suspension est enregistrée : plus rien n'est attendu.",
        "Rien n'est attendu pendant la suspension et les relances se taisent. Le public lit « Chantier suspendu ».",
        initial=_aujourdhui("debut"),
    ),
    "reprise": Acte(
        "Lever la suspension",
        "Lever la suspension",
        formes.LeveeForm,
        _lever,
        "La suspension est levée.",
        initial=_aujourdhui("fin"),
    ),
    "exoneration": Acte(
        "Exonérer d'une pénalité",
        "Enregistrer l'exonération",
        formes.ExonerationForm,
        _avec_document("exonération", obligations.exonerer),
        "L'exonération est enregistrée. Les heures dues ne changent pas.",
        "C'est de l'argent seulement : les heures dues, le rythme et l'état public restent les mêmes.",
        initial=_aujourdhui("date_decision"),
    ),
    "penalite": Acte(
        "Ajouter un terme de pénalité",
        "Enregistrer",
        formes.TermeForm,
        lambda a, c, f: obligations.ajouter_terme(acteur=a, clause=c, terme=TermeSaisi(**f.cleaned_data)),
        "Le terme est enregistré.",
    ),
    "courbe": Acte(
        "Dessiner la courbe attendue",
        "Enregistrer la courbe",
        formes.CourbeForm,
        lambda a, c, f: obligations.dessiner_courbe(acteur=a, clause=c, points=f.points, motif=f.cleaned_data["motif"]),
        "La courbe est enregistrée.",
        "Heures attendues dans chaque mois. Tout vide : une ligne droite du début à la fin des travaux.",
    ),
    "dates": Acte(
        "Déplacer les dates de travaux",
        "Enregistrer les dates",
        formes.DatesForm,
        _avec_document("dates de travaux", _deplacer),
        "Les dates sont enregistrées : la courbe attendue suit.",
        "Les dates d'avant restent lisibles : on peut toujours rejouer la situation telle qu'elle était connue.",
        initial=_aujourdhui("date_effet"),
    ),
    "chantiers": Acte(
        "Répartir le lot sur ses chantiers",
        "Enregistrer les parts",
        formes.SitesForm,
        lambda a, c, f: marches.repartir_sites(acteur=a, lot=c.lot, sites=f.sites, motif=f.cleaned_data["motif"]),
        "Les parts sont enregistrées.",
        "Les parts font 100 %. Un chantier qui porte des heures validées reste.",
    ),
    "intervenant": Acte(
        "Ajouter un intervenant",
        "Ajouter l'intervenant",
        parties.IntervenantLotForm,
        _intervenant,
        "L'intervenant est ajouté.",
    ),
    "suivi": Acte(
        "Prendre la clause en suivi",
        "Prendre en suivi",
        parties.SuiviForm,
        lambda a, c, f: suivis.prendre_suivi(acteur=a, clauses=[c], **f.cleaned_data),
        "La clause est suivie.",
        initial=_aujourdhui("du"),
        avec_facilitateurs=True,
    ),
    "suppleance": Acte(
        "Désigner un ou une suppléante",
        "Enregistrer la suppléance",
        parties.SuppleanceForm,
        lambda a, c, f: suivis.ajouter_suppleant(acteur=a, clauses=[c], **f.cleaned_data),
        "La suppléance est enregistrée.",
        "La clause paraît dans les deux portefeuilles entre ces dates.",
        initial=_aujourdhui("du"),
        avec_facilitateurs=True,
    ),
    "cloture": Acte(
        "Clore la clause",
        "Clore la clause",
        formes.MotifForm,
        _motive(obligations.clore),
        "La clause est close.",
        "Plus rien n'est attendu ni relancé ; les chiffres restent. Une clause close peut être rouverte.",
        grave=True,
    ),
    "reouverture": Acte(
        "Rouvrir la clause",
        "Rouvrir la clause",
        formes.MotifForm,
        _motive(obligations.rouvrir),
        "La clause est rouverte.",
    ),
    "annulation": Acte(
        "Annuler la clause (saisie par erreur)",
        "Annuler la clause",
        formes.AnnulationForm,
        _motive(obligations.annuler),
        "La clause est annulée.",
        "Elle disparaît des listes et du site public. C'est refusé tant que des heures y sont validées.",
        grave=True,
    ),
}


@politique("facilitation.acte_sur_clause", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def acte(request: HttpRequest, uuid: UUID, nom: str) -> HttpResponse:
    """One act on one clause of the actor's office."""
    clause = get_object_or_404(clauses_visibles(request.acteur, partout=True).avec_objets(), uuid=uuid)
    page = ACTES.get(nom)
    if page is None:
        raise Http404("Cet acte n'existe pas.")
    exiger(request.acteur, Action.GERER_MARCHE, clause)
    options = {"facilitateurs": collegues(request.acteur)} if page.avec_facilitateurs else {}
    form = page.forme(request.POST or None, request.FILES or None, clause=clause, initial=page.initial(), **options)
    if request.method == "POST" and form.is_valid():
        try:
            page.executer(request.acteur, clause, form)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, page.fait)
            return redirect("facilitation:clause", uuid=clause.uuid)
    contexte = {
        "form": form,
        "clause": clause,
        "titre": page.titre,
        "bouton": page.bouton,
        "explication": page.explication,
        "grave": page.grave,
        "fichiers": "document" in form.fields,
    }
    return render(request, "clauses/facilitation/acte.html", contexte)
