"""« Mes mois » and « Mes personnes »: filters in the address, files of exactly what is filtered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from clauses.policies import limites_de
from clauses.selectors.entreprise import mois as lecture_mois
from clauses.selectors.entreprise import personnes as lecture_personnes
from clauses.selectors.entreprise.engagements import facilitateurs, interventions
from clauses.web.entreprise.commun import rendre
from clauses.web.entreprise.formulaires import FiltresMoisForm, FiltresPersonnesForm
from entreprises.rules import ROLES_ENTREPRISE
from socle.gardes import politique
from socle.tableur import Colonne, Sorte
from socle.web import adresse_avec, paginer, telecharger_csv, telecharger_xlsx

COLONNES_MOIS = (
    Colonne("Mois", lambda r: r.mois, largeur=10),
    Colonne("Marché", lambda r: r.intervention.lot.marche.numero, largeur=16),
    Colonne("Lot", lambda r: r.intervention.libelle, largeur=36),
    Colonne("État", lambda r: r.mot, largeur=26),
    Colonne("Échéance", lambda r: r.echeance, Sorte.DATE),
    Colonne("Lignes", lambda r: r.nb_lignes, Sorte.ENTIER),
    Colonne("Heures à compter", lambda r: r.a_compter if r.nb_lignes or r.etat == "NEANT" else None, Sorte.HEURES),
    Colonne("Heures validées", lambda r: r.validees if r.nb_lignes or r.etat == "NEANT" else None, Sorte.HEURES),
)
COLONNES_PERSONNES = (
    Colonne("Nom", lambda v: v.contrat.beneficiaire.nom),
    Colonne("Prénom", lambda v: v.contrat.beneficiaire.prenom),
    Colonne("Lot", lambda v: str(v.contrat.intervenant.lot), largeur=36),
    Colonne("Employeur", lambda v: str(v.contrat.employeur)),
    Colonne("Contrat", lambda v: v.contrat.get_type_contrat_display(), largeur=24),
    Colonne("Début", lambda v: v.contrat.debut, Sorte.DATE),
    Colonne("Fin", lambda v: v.contrat.fin, Sorte.DATE),
    Colonne("Heures par semaine", lambda v: v.contrat.heures_hebdo, Sorte.HEURES),
    Colonne("Éligibilité", lambda v: v.eligibilite.mot, largeur=24),
    Colonne("Heures comptées jusqu'au", lambda v: v.eligibilite.jusqu_au, Sorte.DATE),
    Colonne("Heures validées", lambda v: v.heures_validees, Sorte.HEURES),
)


@politique("clauses.mes_mois", roles=ROLES_ENTREPRISE)
@require_GET
def mois(request: HttpRequest, forme: str = "") -> HttpResponse:
    """Every month of every lot with its state; the files hold exactly the filtered rows."""
    siens = interventions(request.acteur)
    toutes = lecture_mois.mois_du_perimetre(siens, limites_de(request.acteur))
    annees = sorted({r.mois.annee for r in toutes}, reverse=True)
    form = FiltresMoisForm(request.GET, engagements=siens, annees=annees)
    filtres = form.filtres()
    rangees = [r for r in toutes if filtres.garde(r)]
    if forme:
        return _fichier(forme, rangees, COLONNES_MOIS, "mes-mois")
    contexte = {
        "form": form,
        "filtres": filtres,
        "page": paginer(request, rangees),
        "contacts": facilitateurs(siens),
        **_fichiers(request, "mois_export"),
    }
    return rendre(request, "mois.html", contexte)


@politique("clauses.mes_personnes", roles=ROLES_ENTREPRISE)
@require_GET
def personnes(request: HttpRequest, forme: str = "") -> HttpResponse:
    """The people of the firm, their contract, eligible or not and until when."""
    siens = interventions(request.acteur)
    form = FiltresPersonnesForm(request.GET, engagements=siens)
    filtres = form.filtres()
    contrats = lecture_personnes.contrats_filtres(request.acteur, filtres)
    if forme:
        return _fichier(forme, lecture_personnes.habiller(contrats), COLONNES_PERSONNES, "mes-personnes")
    page = paginer(request, contrats)
    contexte = {
        "form": form,
        "filtres": filtres,
        "page": page,
        "vues": lecture_personnes.habiller(page.object_list),
        "tris": {
            cle: {
                "url": adresse_avec(request, tri=f"-{cle}" if filtres.tri == cle else cle),
                "sens": {cle: "ascending", f"-{cle}": "descending"}.get(filtres.tri, ""),
            }
            for cle in lecture_personnes.TRIS
        },
        "contacts": facilitateurs(siens),
        **_fichiers(request, "personnes_export"),
    }
    return rendre(request, "personnes.html", contexte)


def _fichier(forme: str, lignes, colonnes, nom: str) -> HttpResponse:
    if forme == "csv":
        return telecharger_csv(lignes, colonnes, nom=nom)
    return telecharger_xlsx(lignes, colonnes, nom=nom, titre_feuille=nom.replace("-", " ").capitalize())


def _fichiers(request: HttpRequest, nom: str) -> dict[str, str]:
    """The addresses of the two files, with the filters of the page."""
    suite = f"?{request.GET.urlencode()}" if request.GET else ""
    return {f"url_{forme}": reverse(f"entreprise:{nom}", args=[forme]) + suite for forme in ("xlsx", "csv")}
