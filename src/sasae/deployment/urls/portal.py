"""Pages of サービス検索・電子申請機能 for people."""

from django.urls import URLPattern, URLResolver, include, path

from sasae.deployment.urls.common import ERROR_PAGES, health, present, staff_pages

handler400, handler403, handler404, handler500 = ERROR_PAGES
AREAS = [
    "sasae.portal.languages.urls",
    "sasae.portal.services.urls",
    "sasae.portal.forms.urls",
    "sasae.portal.submissions.urls",
    "sasae.portal.signatures.urls",
    "sasae.portal.inbox.urls",
    "sasae.portal.looks.urls",
    "sasae.portal.municipality.urls",
]
MUNICIPALITY = [
    "sasae.foundation.custody.urls",
    "sasae.foundation.retention.urls",
    "sasae.foundation.audits.urls",
    "sasae.foundation.terminals.urls",
]
urlpatterns: list[URLPattern | URLResolver] = [
    *health(),
    *(path("", include(module)) for module in present(AREAS)),
    path("municipality/", include([path("", include(module)) for module in present(MUNICIPALITY)])),
    path("municipality/", include(staff_pages())),
]
