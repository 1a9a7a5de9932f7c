"""Settings of 医療費助成システム."""

from sasae.deployment.home import Home
from sasae.deployment.settings.base import present, service_settings

TITLE = "医療費助成システム"
AREAS = [
    "sasae.subsidy.people",
    "sasae.subsidy.applications",
    "sasae.subsidy.entitlements",
    "sasae.subsidy.appeals",
    "sasae.subsidy.desk",
    "sasae.subsidy.telephone",
    "sasae.subsidy.duplicates",
    "sasae.subsidy.papers",
    "sasae.subsidy.paper_custody",
    "sasae.subsidy.wordings",
    "sasae.subsidy.recognitions",
    "sasae.subsidy.certificates",
    "sasae.subsidy.print_runs",
    "sasae.subsidy.notifications",
    "sasae.subsidy.online",
    "sasae.subsidy.receipts",
    "sasae.subsidy.claims",
    "sasae.subsidy.ledger",
    "sasae.subsidy.payments",
    "sasae.subsidy.arrivals",
    "sasae.subsidy.recovery",
    "sasae.subsidy.third_parties",
    "sasae.subsidy.renewals",
    "sasae.subsidy.old_system",
    "sasae.subsidy.statistics",
    "sasae.subsidy.extraction",
    "sasae.subsidy.treasury",
    "sasae.subsidy.transfers",
    "sasae.subsidy.contractors",
    "sasae.subsidy.disclosures",
    "sasae.subsidy.inquiries",
    "sasae.foundation.retention",
    "sasae.foundation.tie_reports",
    "sasae.foundation.assessment",
    "sasae.foundation.audits",
]

SASAE_RETENTION_SOURCE = "sasae.subsidy.keeping"  # what is deleted when its time is over
SASAE_AUDIT_KINDS = "sasae.subsidy.audit_kinds"
SASAE_TIE_USES = "sasae.subsidy.tie_uses.uses_of"
SASAE_TIE_PURPOSE = ("資格審査", "number_ordinance_3_1_3")  # affair and legal basis of its questions about wrong ties

SASAE_INCIDENT_LETTERS = "sasae.subsidy.disclosures.incident_letters.make"

SASAE_CONTRACTOR_IDS = "sasae.subsidy.contractors.ids.why_not"
SASAE_PERSON_NOTICE = "sasae.subsidy.people.protection.notice"
SASAE_WARDS_ON_PAPER = "sasae.subsidy.paper_reach.require_paper"
SASAE_PAPERS_OF_TWO = "sasae.subsidy.paper_reach.OF_RUNS"  # of runs that one prepares and another approves
SASAE_PROTECTED_ON_PAPER = "sasae.subsidy.people.wards.protected_on_paper"

# The registration file for PMH holds individual numbers: nobody makes one where sasae.toml does not say so.
SASAE_PMH = bool(Home.load().settings.get("pmh", False))

SASAE_PROTECTED_PERSONS = ("subsidy_people_person", "atena_no", "protected_until")
SASAE_RADAR_PERSONS = ("subsidy_people_person", "atena_no", "name")
SASAE_RADAR_ADDRESSES = ("subsidy_people_person", "atena_no", "address", "protected_until")

globals().update(service_settings("subsidy", TITLE, present(AREAS)))
