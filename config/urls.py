"""Addresses of the project: each app's own, then Wagtail's pages last."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as pages
from wagtail.admin import urls as edition
from wagtail.documents import urls as documents

from config.adresses import publiques
from socle.web import sante

admin.site.login = secure_admin_login(admin.site.login)  # one login for all: second factor, limits, no second door

urlpatterns = [
    path("sante/", sante, name="sante"),
    path("gestion/", admin.site.urls),
    path("", include("cms.urls")),  # before the back office: its login page is ours
    path("redaction/", include(edition)),
    path("compte/", include("allauth.urls")),
    path("", include("comptes.web.urls")),
    path("", include("entreprises.web.urls")),
    path("facilitation/", include("clauses.web.facilitation.urls")),
    path("lieux/", include("chantiers.web.urls")),
    path("parcours/", include("parcours.web.urls")),
    path("maitrise-ouvrage/", include("clauses.web.maitrise_ouvrage.urls")),
    path("collectivite/", include("clauses.web.maitrise_ouvrage.urls_collectivite")),
    path("audit/", include("clauses.web.maitrise_ouvrage.urls_audit")),
    path("entreprise/", include("clauses.web.entreprise.urls")),
    path("releves/", include("clauses.web.commun.urls_releves")),
    # Wagtail checks its own restrictions on documents and pages, whose readers have no account.
    path("documents/", include(publiques(documents))),
    path("", include(publiques(pages))),
]

if settings.DEBUG:  # the style guide: every component with invented data
    urlpatterns.insert(0, path("", include("config.vitrine")))

if settings.DEMONSTRATION:  # the e-mails that a demonstration captures instead of sending
    urlpatterns.insert(0, path("", include("config.courriels")))

if settings.DEMONSTRATION or settings.DEBUG:  # elsewhere the web server in front serves the editors' public images
    # Pictures only: a document's restrictions hold in Wagtail's own view, never by its place on the disk.
    images = {"document_root": settings.MEDIA_ROOT / "images"}
    urlpatterns.insert(0, path("media/images/<path:path>", login_not_required(serve), images, name="media"))
