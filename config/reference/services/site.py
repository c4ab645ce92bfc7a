"""The public site as it is on the first day: pages, menu and footer, rights of the editors.

Written once, as a whole: where a home already stands, nothing is created, moved or rewritten, so that an editor's
text, a renamed page or a deleted one stays as the editors left it.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from cms.models import AccueilPage, Actualite, ActualitesIndex, PageEditoriale, ReglagesSite
from config.reference import lecture
from config.reference.services.creation import Compte
from entreprises.services import GROUPE_REDACTION

DROITS_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page")
DROITS_COLLECTIONS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
DROITS_GENERAUX = (
    ("wagtailadmin", "access_admin"),
    ("cms", "change_reglagessite"),
    ("wagtailredirects", "add_redirect"),
    ("wagtailredirects", "change_redirect"),
    ("wagtailredirects", "delete_redirect"),
)


def charger_site_public() -> Compte:
    """Site, home, pages, menu and footer when there is no home yet; how many pages were created or found."""
    contenu = lecture.lire_json("pages.json")
    presente = AccueilPage.objects.first()
    if presente is not None:
        return Compte(0, presente.get_descendants(inclusive=True).count())
    accueil = _accueil(contenu["accueil"])
    pages: dict[str, Page] = {}
    for brut in contenu["pages"]:
        pages[brut["slug"]] = accueil.add_child(instance=PageEditoriale(**_champs(brut), corps=_corps(brut)))
    actualites = contenu["actualites"]
    index = accueil.add_child(instance=ActualitesIndex(**_champs(actualites)))
    pages[actualites["slug"]] = index
    for brut in actualites["articles"]:
        index.add_child(instance=Actualite(**_champs(brut), corps=_corps(brut)))
    _menus(contenu, pages)
    return Compte(2 + len(contenu["pages"]) + len(actualites["articles"]), 0)


def charger_droits_redaction() -> Compte:
    """Rights of the group of editors, given once: a group that already has rights on pages is left as it is."""
    groupe, _ = Group.objects.get_or_create(name=GROUPE_REDACTION)
    accueil = AccueilPage.objects.first()
    deja = GroupPagePermission.objects.filter(group=groupe).count()
    if accueil is None or deja:
        collections_deja = GroupCollectionPermission.objects.filter(group=groupe).count()
        return Compte(0, deja + collections_deja + groupe.permissions.count())
    pages = _permissions("wagtailcore", DROITS_PAGES)
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=groupe, page=accueil, permission=p) for p in pages
    )
    racine = Collection.get_first_root_node()
    collections = _permissions("wagtailimages", DROITS_COLLECTIONS) + _permissions("wagtaildocs", DROITS_COLLECTIONS)
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=groupe, collection=racine, permission=p) for p in collections
    )
    generaux = [p for app, code in DROITS_GENERAUX for p in _permissions(app, (code,))]
    groupe.permissions.add(*generaux)
    return Compte(len(pages) + len(collections) + len(generaux), 0)


def _accueil(brut: dict[str, str]) -> AccueilPage:
    """The home under the root, and the default site on it; Wagtail's welcome page goes when it was never used."""
    racine = Page.get_first_root_node() or Page.add_root(instance=Page(title="Racine", slug="racine"))
    accueil = AccueilPage(
        title=brut["titre"],
        slug="accueil",
        accroche=brut["accroche"],
        chapo=brut["chapo"],
        search_description=brut["description"],
        corps=json.dumps(_corps_accueil()),
    )
    racine.add_child(instance=accueil)
    adresse = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    port = adresse.port or (443 if adresse.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first()
    bienvenue = site.root_page if site else None
    if site is None:
        Site.objects.create(
            hostname=adresse.hostname or "localhost",
            port=port,
            root_page=accueil,
            is_default_site=True,
            site_name=settings.WAGTAIL_SITE_NAME,
        )
    else:
        Site.objects.filter(pk=site.pk).update(
            hostname=adresse.hostname or "localhost", port=port, root_page=accueil, site_name=settings.WAGTAIL_SITE_NAME
        )
    if bienvenue is not None and bienvenue.specific_class is Page and not bienvenue.get_children().exists():
        bienvenue.delete()
    Site.clear_site_root_paths_cache()
    return accueil


def _champs(brut: dict[str, Any]) -> dict[str, str]:
    return {
        "title": brut["titre"],
        "slug": brut["slug"],
        "chapo": brut["chapo"],
        "search_description": brut["chapo"][:250],
    }


def _corps(brut: dict[str, str]) -> list[tuple[str, Any]]:
    return [("texte", lecture.lire_texte(f"pages/{brut['fichier']}"))]


def _corps_accueil() -> list[dict[str, Any]]:
    """Figures, map, how it works, news and a call: the editors then compose as they like."""
    cartes = [
        ("/chantiers/?etat=dans_le_rythme", "Suivre un chantier", "Qui construit, jusqu'à quand, combien d'heures."),
        ("/clause-sociale/", "Comprendre la clause sociale", "Pour qui, combien d'heures, qui vérifie."),
        ("/calculateur/", "Estimer les heures d'un marché", "Un montant, un corps d'état, un taux : des heures."),
    ]
    return [
        {"type": "chiffres", "value": {"titre": "Les engagements en chiffres", "programme": "", "commune": ""}},
        {
            "type": "carte",
            "value": {
                "titre": "Près de chez vous",
                "texte": "Gares du Grand Paris Express, rénovation urbaine, équipements, voirie : chaque chantier "
                "suivi est sur la carte, avec l'état de son engagement.",
            },
        },
        {
            "type": "liens",
            "value": {
                "titre": "Par où commencer",
                "cartes": [
                    {"libelle": libelle, "page": None, "adresse": adresse, "texte": texte}
                    for adresse, libelle, texte in cartes
                ],
            },
        },
        {"type": "actualites", "value": {"titre": "Actualités", "nombre": 3}},
        {
            "type": "appel",
            "value": {
                "titre": "Reprenez ces chiffres",
                "texte": "Élus, journalistes, associations : tout ce que montre la carte se télécharge.",
                "lien": {"libelle": "Voir les données ouvertes", "page": None, "adresse": "/donnees/"},
            },
        },
    ]


def _menus(contenu: dict[str, Any], pages: dict[str, Page]) -> None:
    site = Site.objects.get(is_default_site=True)
    reglages = ReglagesSite.for_site(site)
    for champ in ("menu", "pied"):
        liens = [
            {
                "type": "lien",
                "value": {
                    "libelle": lien["libelle"],
                    "page": pages[lien["page"]].pk if "page" in lien else None,
                    "adresse": lien.get("adresse", ""),
                },
            }
            for lien in contenu[champ]
        ]
        setattr(reglages, champ, json.dumps(liens))
    reglages.save()


def _permissions(app: str, codes: tuple[str, ...]) -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label=app, codename__in=codes))
