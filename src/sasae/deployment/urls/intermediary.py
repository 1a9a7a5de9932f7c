"""Pages of 中間サーバー for people."""

from django.urls import URLPattern, URLResolver, include, path

from sasae.deployment.urls.common import ERROR_PAGES, present, staff_pages

handler400, handler403, handler404, handler500 = ERROR_PAGES
AREAS = [
    "sasae.intermediary.bodies.urls",
    "sasae.intermediary.masters.urls",
    "sasae.intermediary.codes.urls",
    "sasae.intermediary.copies.urls",
    "sasae.intermediary.protections.urls",
    "sasae.intermediary.inquiries.urls",
    "sasae.intermediary.provisions.urls",
    "sasae.intermediary.records.urls",
    "sasae.intermediary.corrections.urls",
    "sasae.intermediary.retention.urls",
    "sasae.intermediary.operation.urls",
    "sasae.intermediary.keys.urls",
    "sasae.intermediary.limits.urls",
    "sasae.intermediary.security.urls",
    "sasae.foundation.audits.urls",
    "sasae.foundation.retention.urls",
]
urlpatterns: list[URLPattern | URLResolver] = [
    *staff_pages(),
    *(path("", include(module)) for module in present(AREAS)),
]
