"""Taking over a former follow-up: the template, the file, its review beside what is stored, the writing."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chantiers.models import Programme
from clauses.exchange.reprise import COLONNES
from clauses.models import RangReprise, Referentiel, Reprise
from clauses.reports.modele_reprise import modele as classeur_modele
from clauses.rules.reprise import EtatReprise, SorteRang
from clauses.selectors.reprises import PropositionReprise, proposition_de
from clauses.services import reprises
from entreprises.rules import ROLES_FACILITATION
from socle.erreurs import ErreurMetier
from socle.fichiers import repondre_fichier
from socle.formulaires import Formulaire
from socle.gardes import politique
from socle.tableur import MIME_XLSX
from socle.web import paginer

REFUS_MONTRES = 60
FEUILLES = {SorteRang.ENGAGEMENT: "Engagements", SorteRang.SOLDE: "Heures par mois", SorteRang.PERSONNE: "Personnes"}


class DepotForm(Formulaire):
    """The file and the follow-up that it comes from."""

    fichier = forms.FileField(
        label="Fichier du suivi antérieur", help_text="Excel, LibreOffice ou CSV, jusqu'à 20 Mo. Il n'est pas gardé."
    )
    origine = forms.CharField(
        label="D'où viennent ces chiffres",
        max_length=80,
        help_text="Le logiciel ou le tableur d'avant : c'est la source écrite sur chaque heure reprise.",
    )


@politique("facilitation.reprendre", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def reprendre(request: HttpRequest) -> HttpResponse:
    """Send the file of a former follow-up; those under way or done are found again here."""
    form = DepotForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            reprise = reprises.deposer(
                acteur=request.acteur, fichier=fichier, nom=fichier.name, origine=form.cleaned_data["origine"]
            )
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            return redirect("facilitation:reprise", uuid=reprise.uuid)
    siennes = Reprise.objects.filter(office=request.acteur.organisation).select_related("auteur")
    contexte = {"form": form, "dernieres": siennes[:10]}
    return render(request, "clauses/facilitation/reprendre.html", contexte, status=422 if form.errors else 200)


@politique("facilitation.modele_reprise", roles=ROLES_FACILITATION)
@require_GET
def modele(request: HttpRequest) -> HttpResponse:
    """The empty workbook, with the programmes and référentiels known."""
    contenu = classeur_modele(
        {FEUILLES[sorte]: [champ.libelle for champ in champs] for sorte, champs in COLONNES.items()},
        programmes=[p.nom for p in Programme.objects.order_by("nom")],
        referentiels=[r.nom for r in Referentiel.objects.order_by("nom")],
    )
    return repondre_fichier(contenu, nom="reprise-modele.xlsx", mime=MIME_XLSX)


@politique("facilitation.reprise", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def reprise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Review: the file's totals beside the result's, the rows refused corrected on the spot; then write or drop."""
    siennes = Reprise.objects.filter(office=request.acteur.organisation).select_related("office", "auteur")
    trouvee = get_object_or_404(siennes, uuid=uuid)
    if request.method == "POST":
        try:
            if reponse := _agir(request, trouvee):
                return reponse
        except ErreurMetier as erreur:
            messages.error(request, erreur.message)
            return redirect("facilitation:reprise", uuid=uuid)
    contexte: dict[str, object] = {
        "reprise": trouvee,
        "dues": Decimal(trouvee.bilan.get("heures_dues", "0")),
        "realisees": Decimal(trouvee.bilan.get("heures_realisees", "0")),
    }
    if trouvee.etat == EtatReprise.A_RELIRE:
        proposition = proposition_de(trouvee)
        contexte |= {
            "proposition": proposition,
            "a_regler": _a_regler(trouvee, proposition),
            "nb_refus": len(proposition.refus),
            "page": paginer(request, proposition.engagements, par_page=50),
        }
    return render(request, "clauses/facilitation/reprise.html", contexte)


def _agir(request: HttpRequest, trouvee: Reprise) -> HttpResponse | None:
    if "abandonner" in request.POST:
        reprises.abandonner(acteur=request.acteur, reprise=trouvee)
        messages.success(request, "Le fichier est oublié : rien n'a été écrit.")
        return redirect("facilitation:reprendre")
    changees = reprises.corriger(acteur=request.acteur, reprise=trouvee, **_tapees(trouvee, request.POST))
    if "ecrire" in request.POST and not changees:
        reprises.ecrire(acteur=request.acteur, reprise=trouvee)
        messages.success(request, "La reprise est écrite.")
    elif changees:
        messages.info(request, "Vos corrections sont prises : relisez les totaux avant d'écrire.")
    return redirect("facilitation:reprise", uuid=trouvee.uuid)


def _tapees(trouvee: Reprise, donnees: QueryDict) -> dict[str, object]:
    """The texts typed for the rows shown, and the people said to be others than those alike."""
    montres = {r.uuid.hex: r for r in trouvee.rangs.filter(uuid__in=_uuids(donnees.getlist("montre")))}
    valeurs: dict[UUID, dict[str, str]] = defaultdict(dict)
    for cle, rang in montres.items():
        for champ in COLONNES[SorteRang(rang.sorte)]:
            if (texte := donnees.get(f"{champ.value}-{cle}")) is not None:
                valeurs[rang.uuid][champ.value] = texte
    deja = {r.uuid for r in trouvee.rangs.filter(nouvelle=True)} - {r.uuid for r in montres.values()}
    cochees = {r.uuid for cle, r in montres.items() if donnees.get(f"nouvelle-{cle}")}
    return {"valeurs": valeurs, "nouvelles": [*deja, *cochees]}


def _uuids(textes: list[str]) -> list[UUID]:
    lus = []
    for texte in textes:
        try:
            lus.append(UUID(texte))
        except ValueError:
            continue
    return lus


def _a_regler(trouvee: Reprise, proposition: PropositionReprise) -> list[dict[str, object]]:
    """The first rows refused, each with its sentences and its fields to correct."""
    phrases: dict[tuple[str, int], list[str]] = defaultdict(list)
    for refus in proposition.refus:
        lieu = f"colonne {refus.source.colonne} : " if refus.source.colonne else ""
        valeur = f"« {refus.valeur} » – " if refus.valeur else ""
        phrases[refus.source.feuille, refus.source.rang].append(f"{lieu}{valeur}{refus.phrase}")
    places = list(phrases)[:REFUS_MONTRES]
    rangs = {(r.feuille, r.rang): r for r in trouvee.rangs.filter(rang__in={rang for _, rang in places})}
    return [
        {
            "rang": rang,
            "cle": rang.uuid.hex,
            "phrases": phrases[place],
            "champs": _champs(rang),
            "ressemblance": any("Ressemble à" in phrase for phrase in phrases[place]) or rang.nouvelle,
        }
        for place in places
        if (rang := rangs.get(place))
    ]


def _champs(rang: RangReprise) -> list[dict[str, str]]:
    return [
        {"nom": f"{champ.value}-{rang.uuid.hex}", "libelle": champ.libelle, "valeur": rang.valeurs.get(champ.value, "")}
        for champ in COLONNES[SorteRang(rang.sorte)]
    ]
