"""Pages of 申請管理システム for people."""

from django.urls import URLPattern, URLResolver, include, path

from sasae.deployment.urls.common import ERROR_PAGES, present, staff_pages

handler400, handler403, handler404, handler500 = ERROR_PAGES
AREAS = [
    "sasae.intake.downloads.urls",
    "sasae.intake.carrying.urls",
    "sasae.intake.applications.urls",
    "sasae.intake.matching.urls",
    "sasae.intake.examination.urls",
    "sasae.intake.handover.urls",
    "sasae.intake.letters.urls",
    "sasae.intake.questions.urls",
    "sasae.foundation.custody.urls",
    "sasae.foundation.retention.urls",
    "sasae.foundation.audits.urls",
    "sasae.foundation.terminals.file_urls",
    "sasae.foundation.tie_reports.urls",
]
urlpatterns: list[URLPattern | URLResolver] = [
    *staff_pages(),
    *(path("", include(module)) for module in present(AREAS)),
]
