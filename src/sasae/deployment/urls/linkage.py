"""Pages of システム連携基盤 for people."""

from django.urls import URLPattern, URLResolver, include, path

from sasae.deployment.urls.common import ERROR_PAGES, present, staff_pages

handler400, handler403, handler404, handler500 = ERROR_PAGES
AREAS = [
    "sasae.linkage.people.urls",
    "sasae.linkage.non_residents.list_urls",
    "sasae.linkage.ties.urls",
    "sasae.linkage.codes.urls",
    "sasae.linkage.inquiries.urls",
    "sasae.linkage.inquiry_files.urls",
    "sasae.linkage.provisions.urls",
    "sasae.linkage.schedules.urls",
    "sasae.linkage.links.urls",
    "sasae.linkage.transfers.urls",
    "sasae.foundation.retention.urls",
    "sasae.foundation.audits.urls",
]
urlpatterns: list[URLPattern | URLResolver] = [
    *staff_pages(),
    *(path("", include(module)) for module in present(AREAS)),
]
