"""A person joins the grid; her contract's page; proofs deposited; a mistake cancelled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from clauses.models import ContratTravail, LigneFichier
from clauses.policies import beneficiaires_visibles, saisit
from clauses.selectors.entreprise.dossiers import ContratLu, contrat_lu
from clauses.selectors.entreprise.engagements import Intervention
from clauses.selectors.entreprise.fichiers import ligne_a_ajouter
from clauses.selectors.entreprise.grille import grille as lire_grille
from clauses.selectors.entreprise.personnes import ressemblances
from clauses.services import ajout_personne, fichiers_heures, justificatifs, personnes
from clauses.web.entreprise.commun import ROLES_QUI_SAISISSENT, adresse, lire_mois, lire_pour, rendre
from clauses.web.entreprise.formulaires import AUTRE, AnnulationForm, JustificatifForm, MissionForm, PersonneForm
from entreprises.rules import ROLES_ENTREPRISE
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.horloge import aujourdhui
from socle.periodes import Mois

AUCUNE = "autre"


@politique("clauses.ajouter_personne", roles=ROLES_QUI_SAISISSENT)
@require_http_methods(["GET", "POST"])
def ajouter(request: HttpRequest, mois_iso: str) -> HttpResponse:
    """« Ajouter une personne »: identity, contract, lots, proof; back to the grid with her row present."""
    mois, pour = lire_mois(mois_iso), lire_pour(request)
    vue = lire_grille(request.acteur, mois, pour)
    if vue is None or not (saisit(request.acteur) or vue.pour):
        raise Http404("Ce mois n'est pas à vous de le saisir.")
    ouverts = list({c.intervention.intervenant.pk: c.intervention for c in vue.colonnes if c.modifiable}.values())
    connue = _connue(request)
    lue = _ligne_de_fichier(request)
    form = PersonneForm(
        request.POST or None,
        request.FILES or None,
        engagements=ouverts,
        connue=connue is not None,
        initial={"nom": lue.nom, "prenom": lue.prenom, "date_naissance": lue.date_naissance} if lue else None,
    )
    proposees = []
    if request.method == "POST" and form.is_valid():
        if connue is None:
            proposees = _ressemblances(request, form)
        if not proposees:
            try:
                contrats = _enregistrer(request, form, ouverts, connue)
            except ErreurMetier as erreur:
                form.refuser(erreur)
            else:
                messages.success(request, _dit(contrats, form.cleaned_data))
                if lue is not None:
                    fichiers_heures.rejuger(acteur=request.acteur, ligne=lue)
                    return redirect("entreprise:import_tableur", lue.origine.uuid)
                return redirect(adresse("grille", mois, pour))
    contexte = {
        "form": form,
        "mois": mois,
        "connue": connue,
        "ressemblances": proposees,
        "retour": reverse("entreprise:import_tableur", args=[lue.origine.uuid])
        if lue
        else adresse("grille", mois, pour),
        "pour": vue.pour,
        "sans_lot": not ouverts,
    }
    return rendre(request, "personne_ajouter.html", contexte)


def _connue(request: HttpRequest):
    """The person already known here that the form is about: chosen among look-alikes, or given by the address."""
    texte = request.POST.get("meme") or request.GET.get("personne") or ""
    if not texte or texte == AUCUNE:
        return None
    try:
        uuid = UUID(texte)
    except ValueError:
        raise Http404("Cette personne n'existe pas.") from None
    return get_object_or_404(beneficiaires_visibles(request.acteur), uuid=uuid)


def _ligne_de_fichier(request: HttpRequest) -> LigneFichier | None:
    """The row of a file whose person is being added (`?ligne=`)."""
    texte = request.GET.get("ligne", "")
    if not texte:
        return None
    try:
        ligne = ligne_a_ajouter(request.acteur, UUID(texte))
    except ValueError:
        ligne = None
    if ligne is None:
        raise Http404("Cette ligne n'existe plus.")
    return ligne


def _ressemblances(request: HttpRequest, form: PersonneForm) -> list:
    if request.POST.get("meme") == AUCUNE:
        return []
    lus = form.cleaned_data
    return ressemblances(request.acteur, nom=lus["nom"], prenom=lus["prenom"], date_naissance=lus["date_naissance"])


def _enregistrer(request: HttpRequest, form: PersonneForm, ouverts: list[Intervention], connue: Any) -> list:
    lus = form.cleaned_data
    choisis = [e.intervenant for e in ouverts if e.intervenant.uuid.hex in lus["lots"]]
    return ajout_personne.ajouter_au_mois(
        acteur=request.acteur,
        intervenants=choisis,
        personne=connue,
        identite=None
        if connue
        else personnes.Identite(
            nom=lus["nom"],
            prenom=lus["prenom"],
            date_naissance=lus["date_naissance"],
            sexe=lus["sexe"],
            commune=lus["commune"],
        ),
        contrat=ajout_personne.ContratSaisi(
            type_contrat=lus["type_contrat"],
            debut=lus["debut"],
            fin=lus["fin"],
            heures_hebdo=lus["heures_hebdo"],
            metier=lus["metier"],
        ),
        employeur=ajout_personne.EmployeurSaisi(lus["siret"], lus["nom_employeur"], lus["nature_employeur"])
        if lus["employeur"] == AUTRE
        else None,
        justificatif=lus["justificatif"],
    )


def _dit(contrats: list[ContratTravail], lus: dict[str, Any]) -> str:
    """What became of the form: new in the grid, one mission more, and what of it was not kept."""
    nom = str(contrats[0].beneficiaire)
    nouveaux = [c for c in contrats if c.nb_missions == 1]
    poursuivis = [c for c in contrats if c.nb_missions > 1]
    attente = any(_attend(c) for c in nouveaux)
    phrases = []
    if nouveaux and attente:
        phrases.append(f"{nom} est dans la grille, en attente d'éligibilité : saisissez ses heures dès maintenant.")
    elif nouveaux:
        phrases.append(f"{nom} est dans la grille.")
    for c in poursuivis:
        lot = f" ({c.intervenant.lot})" if len(contrats) > 1 else ""
        phrases.append(f"{mission_ajoutee(c)} pour {nom}{lot}.")
    if any(c.heures_hebdo != lus["heures_hebdo"] or (lus["metier"] not in (None, c.metier)) for c in poursuivis):
        phrases.append("Les heures par semaine et le métier restent ceux du contrat.")
    if lus["justificatif"] and not any(_attend(c) for c in contrats):
        phrases.append("Le justificatif n'a pas été gardé : son éligibilité est déjà décidée.")
    return " ".join(phrases)


def mission_ajoutee(contrat: ContratTravail) -> str:
    """The sentence of a mission that goes on under a contract in force."""
    return f"Mission ajoutée au contrat en cours ({contrat.nb_missions}e mission)"


def _attend(contrat: ContratTravail) -> bool:
    return hasattr(contrat, "demande") and contrat.demande.attend


@politique("clauses.contrat_de_travail", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def contrat(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A work contract: eligible or not and until when, its request, its missions; POST deposits one more proof."""
    lu = lire_contrat(request, uuid)
    form = JustificatifForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if lu.demande is None or not lu.modifiable:
            raise Http404("Aucun justificatif n'est attendu.")
        if form.is_valid():
            fichier = form.cleaned_data["justificatif"]
            try:
                justificatifs.deposer_justificatif(
                    acteur=request.acteur, demande=lu.demande, fichier=fichier, nom=fichier.name
                )
            except ErreurMetier as erreur:
                form.refuser(erreur)
            else:
                messages.success(request, "Justificatif scellé et transmis à la facilitation.")
                return redirect("entreprise:contrat", uuid)
    return rendre_contrat(request, lu, form, MissionForm())


def rendre_contrat(
    request: HttpRequest, lu: ContratLu, form: JustificatifForm, mission: MissionForm, *, status: int = 200
) -> HttpResponse:
    """The page of a work contract with its two forms, as they were typed."""
    contexte = {
        "lu": lu,
        "contrat": lu.contrat,
        "form": form,
        "mission": mission,
        "mois_saisie": Mois.depuis(min(lu.contrat.fin or aujourdhui(), aujourdhui())),
    }
    return rendre(request, "contrat.html", contexte, status=status)


@politique("clauses.annuler_contrat", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def annuler(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A contract (and a person) entered by mistake, cancelled with a reason."""
    lu = lire_contrat(request, uuid)
    if not lu.modifiable or not lu.annulable:
        raise Http404("Ce contrat ne s'annule pas.")
    form = AnnulationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ajout_personne.annuler_ajout(acteur=request.acteur, contrat=lu.contrat, motif=form.cleaned_data["motif"])
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"Le contrat de {lu.contrat.beneficiaire} est annulé.")
            return redirect("entreprise:personnes")
    contexte = {
        "titre": f"Annuler le contrat de {lu.contrat.beneficiaire} ?",
        "texte": "Le contrat a été saisi par erreur. Il reste dans le journal avec votre motif.",
        "consequences": ["Ses heures en brouillon sont effacées.", "Sa demande d'éligibilité est retirée."],
        "bouton": "Annuler ce contrat",
        "retour": reverse("entreprise:contrat", args=[uuid]),
        "grave": True,
        "form": form,
    }
    return rendre(request, "confirmation.html", contexte)


def lire_contrat(request: HttpRequest, uuid: UUID) -> ContratLu:
    """That contract, when one of the reader's firms may read it; else 404."""
    lu = contrat_lu(request.acteur, uuid)
    if lu is None:
        raise Http404("Ce contrat n'est pas de votre entreprise.")
    return lu
