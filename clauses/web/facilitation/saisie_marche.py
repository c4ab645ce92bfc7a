"""The take-over form as a whole: filled from the official record, kept at each re-display, read for the service."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, QueryDict

from chantiers.models import SourcePoint
from clauses.models import MarchePublie
from clauses.rules.vocabulaire import NatureMarche, RoleIntervenant, TypeDispositif
from clauses.selectors import marches as selecteurs
from clauses.services.marches import IntervenantSaisi, LotSaisi
from clauses.services.prise_en_suivi import OperationSaisie, OrganisationSaisie, PriseEnSuivi, SiteSaisi
from clauses.web.facilitation.formulaires_suivi import Intervenants, Lots, MarcheForm, SiteForm, Sites
from entreprises.policies import Acteur
from entreprises.rules import Nature
from socle.erreurs import ErreurMetier
from socle.formulaires import valeurs_tapees
from socle.geocodage import StatutGeocodage, geocoder
from socle.identifiants import siret_valide
from socle.models import Territoire

PREFIXES = {"site": Sites, "lot": Lots, "intervenant": Intervenants}
INITIAL_VIDE: dict[str, Any] = {"marche": {}, "site": [{}], "lot": [{"numero": "1"}], "intervenant": [{}]}
FAITS = ("ccag_version", "montant", "date_notification", "duree_mois")


@dataclass
class FormulairesMarche:
    """The main form and its three lists of rows."""

    marche: MarcheForm
    sites: Any
    lots: Any
    intervenants: Any

    @property
    def tous(self) -> list[Any]:
        """Every form, for the summary of errors on top of the page."""
        return [self.marche, *self.sites.forms, *self.lots.forms, *self.intervenants.forms]

    @property
    def valides(self) -> bool:
        """All of them are read, so that every error shows at once."""
        lues = [f.is_valid() for f in (self.marche, self.sites, self.lots, self.intervenants)]
        return all(lues)

    @property
    def erreurs_de_listes(self) -> list[str]:
        """Errors of a whole list of rows (shares, nothing given)."""
        listes = (self.sites, self.lots, self.intervenants)
        return [str(e) for liste in listes if liste.is_bound for e in liste.non_form_errors()]

    def refuser(self, erreur: ErreurMetier) -> None:
        """Show a refusal of the service beside its field."""
        self.marche.refuser(erreur)


def construire(
    acteur: Acteur, *, donnees: QueryDict | None = None, initial: dict[str, Any] | None = None, siret_tolere: str = ""
) -> FormulairesMarche:
    """The forms, bound to what was sent or filled with `initial` ({"marche": …, "site": […], "lot": […], …})."""
    initial = initial or {}
    communes = Territoire.objects.communes().order_by("nom_plie")
    options = {
        "site": {"chantiers": selecteurs.chantiers_a_choisir(acteur), "communes": communes},
        "lot": {"corps": selecteurs.corps_d_etat()},
        "intervenant": {},
    }
    listes = {
        nom: liste(donnees, prefix=nom, initial=initial.get(nom, [{}]), form_kwargs=options[nom])
        for nom, liste in PREFIXES.items()
    }
    if donnees is None:
        for liste in listes.values():
            liste.extra = 0
    marche = MarcheForm(
        donnees,
        initial=initial.get("marche"),
        operations=selecteurs.operations_a_choisir(acteur),
        siret_tolere=siret_tolere,
    )
    return FormulairesMarche(marche, listes["site"], listes["lot"], listes["intervenant"])


def initial_du_publie(publie: MarchePublie) -> dict[str, Any]:
    """What the official record fills: everything it says, one lot, one site, its holders."""
    titulaires = list(publie.titulaires.all())
    chef = RoleIntervenant.TITULAIRE if len(titulaires) < 2 else RoleIntervenant.MANDATAIRE
    fin = _plus_mois(publie.date_notification, publie.duree_mois)
    return {
        "marche": {
            "numero": publie.identifiant,
            "objet": str(publie)[:500],
            "acheteur_siret": publie.acheteur_id,
            "acheteur_nom": publie.acheteur_nom,
            "nature": NatureMarche.CONCESSION if publie.sorte == "CONCESSION" else NatureMarche.MARCHE_PUBLIC,
            "dispositif": TypeDispositif.CONDITION_EXECUTION,
            "ccag_version": publie.ccag,
            "montant": publie.montant,
            "date_notification": publie.date_notification,
            "duree_mois": publie.duree_mois,
        },
        "site": [{"commune": publie.commune_id, "adresse": publie.lieu_nom if publie.commune_id else ""}],
        "lot": [
            {
                "numero": "1",
                "intitule": str(publie)[:300],
                "montant": publie.montant,
                "debut_travaux": publie.date_notification,
                "fin_travaux": fin,
            }
        ],
        "intervenant": [
            {
                "role": chef if rang == 0 else RoleIntervenant.COTRAITANT,
                "siret": t.identifiant,
                "nom": t.nom,
                "a_verifier": t.a_verifier or not siret_valide(t.identifiant),
                "nature": Nature.ENTREPRISE,
            }
            for rang, t in enumerate(titulaires)
        ]
        or [{}],
    }


def initial_tape(donnees: QueryDict) -> dict[str, Any]:
    """What was typed, to show the form again with one row more or less, or with a point found."""
    resultat: dict[str, Any] = {"marche": valeurs_tapees(MarcheForm, donnees)}
    for nom, liste in PREFIXES.items():
        total = min(int(donnees.get(f"{nom}-TOTAL_FORMS") or 0), liste.max_num)
        resultat[nom] = [valeurs_tapees(liste.form, donnees, f"{nom}-{rang}") for rang in range(total)]
    return resultat


def acte_de_mise_en_page(request: HttpRequest) -> dict[str, Any] | None:
    """The typed values after "ajouter", "retirer" or "chercher l'adresse"; None when the form is being sent."""
    donnees = request.POST
    if nom := donnees.get("ajouter"):
        initial = initial_tape(donnees)
        if nom in PREFIXES:
            initial[nom].append({"numero": str(len(initial[nom]) + 1)} if nom == "lot" else {})
        return initial
    if cible := donnees.get("retirer"):
        initial = initial_tape(donnees)
        nom, _, rang = cible.partition("-")
        if nom in PREFIXES and rang.isdigit() and int(rang) < len(initial[nom]) > 1:
            initial[nom].pop(int(rang))
        return initial
    if (rang := donnees.get("geocoder", "")).isdigit():
        initial = initial_tape(donnees)
        if int(rang) < len(initial["site"]):
            initial["geocodage"] = _placer(initial["site"][int(rang)])
        return initial
    return None


def _placer(site: dict[str, Any]) -> str:
    """Look the address up and fill the point; the sentence that says what was found."""
    commune = Territoire.objects.communes().filter(pk=site.get("commune") or 0).first()
    trouve = geocoder(site.get("adresse", ""), commune=commune.nom if commune else "")
    if trouve.statut is StatutGeocodage.HORS_LIGNE:
        return "Le service d'adresses ne répond pas : placez le point à la main."
    if not trouve.a_un_point:
        return "Adresse non trouvée : précisez-la, ou placez le point à la main."
    site["latitude"], site["longitude"] = trouve.lat, trouve.lon
    precise = Territoire.objects.par_code_insee(trouve.citycode)
    if precise and not site.get("commune"):
        site["commune"] = precise.pk
    mot = "Point trouvé" if trouve.statut is StatutGeocodage.TROUVE else "Point approché, à vérifier"
    return f"{mot} : {trouve.label}."


def lire(formulaires: FormulairesMarche, *, tolerant: bool = False) -> PriseEnSuivi:
    """The valid forms as the input of the take-over."""
    marche = formulaires.marche.cleaned_data
    parts = formulaires.sites.parts()
    return PriseEnSuivi(
        numero=marche["numero"],
        objet=marche["objet"],
        nature=NatureMarche(marche["nature"]),
        dispositif=TypeDispositif(marche["dispositif"]),
        faits={nom: marche[nom] for nom in FAITS},
        acheteur=OrganisationSaisie(
            siret=marche["acheteur_siret"], nom=marche["acheteur_nom"], nature=Nature.MAITRE_OUVRAGE, tolerant=tolerant
        ),
        operation=OperationSaisie(
            existante=marche["operation"],
            nom=marche["operation_nom"],
            programme=marche["programme"],
            maitre_ouvrage=OrganisationSaisie(siret=marche["maitre_ouvrage_siret"], nom=marche["maitre_ouvrage_nom"]),
        ),
        sites=[_site(ligne, part) for ligne, part in zip(formulaires.sites.remplis, parts, strict=True)],
        lots=[LotSaisi(**ligne) for ligne in formulaires.lots.remplis],
        intervenants=[_intervenant(ligne) for ligne in formulaires.intervenants.remplis],
    )


def _site(ligne: dict[str, Any], part: Decimal) -> SiteSaisi:
    return SiteSaisi(
        part=part,
        existant=ligne["existant"],
        nom=ligne["nom"],
        adresse=ligne["adresse"],
        communes=SiteForm.communes(ligne),
        latitude=ligne["latitude"],
        longitude=ligne["longitude"],
        source_point=SourcePoint.MAIN,
    )


def _intervenant(ligne: dict[str, Any]) -> IntervenantSaisi:
    return IntervenantSaisi(
        role=RoleIntervenant(ligne["role"]),
        siret=ligne["siret"],
        nom=ligne["nom"] or ligne["siret"],
        nature=ligne["nature"],
        lots=[n.strip() for n in ligne["lots"].split(",") if n.strip()],
        tolerant=ligne["a_verifier"],
    )


def _plus_mois(jour: date | None, mois: int | None) -> date | None:
    if jour is None or not mois:
        return None
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, numero = divmod(rang, 12)
    if annee > 9999:
        return None
    return date(annee, numero + 1, min(jour.day, calendar.monthrange(annee, numero + 1)[1]))
