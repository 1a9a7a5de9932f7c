"""Pages of 医療費助成システム for people."""

from django.urls import URLPattern, URLResolver, include, path

from sasae.deployment.urls.common import ERROR_PAGES, present, staff_pages

handler400, handler403, handler404, handler500 = ERROR_PAGES
AREAS = [
    "sasae.subsidy.people.urls",
    "sasae.subsidy.applications.urls",
    "sasae.subsidy.entitlements.urls",
    "sasae.subsidy.appeals.urls",
    "sasae.subsidy.desk.urls",
    "sasae.subsidy.telephone.urls",
    "sasae.subsidy.duplicates.urls",
    "sasae.subsidy.papers.urls",
    "sasae.subsidy.paper_custody.urls",
    "sasae.subsidy.recognitions.urls",
    "sasae.subsidy.certificates.urls",
    "sasae.subsidy.print_runs.urls",
    "sasae.subsidy.wordings.urls",
    "sasae.subsidy.online.urls",
    "sasae.subsidy.notifications.urls",
    "sasae.subsidy.receipts.urls",
    "sasae.subsidy.claims.urls",
    "sasae.subsidy.ledger.urls",
    "sasae.subsidy.payments.urls",
    "sasae.subsidy.arrivals.urls",
    "sasae.subsidy.recovery.urls",
    "sasae.subsidy.third_parties.urls",
    "sasae.subsidy.renewals.urls",
    "sasae.subsidy.old_system.urls",
    "sasae.subsidy.statistics.urls",
    "sasae.subsidy.extraction.urls",
    "sasae.subsidy.treasury.urls",
    "sasae.subsidy.transfers.urls",
    "sasae.subsidy.contractors.urls",
    "sasae.subsidy.disclosures.urls",
    "sasae.subsidy.inquiries.urls",
    "sasae.foundation.retention.urls",
    "sasae.foundation.tie_reports.urls",
    "sasae.foundation.assessment.urls",
    "sasae.foundation.audits.urls",
]
urlpatterns: list[URLPattern | URLResolver] = [
    *staff_pages(),
    *(path("", include(module)) for module in present(AREAS)),
]
