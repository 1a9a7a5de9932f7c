"""Settings of 申請管理システム."""

from sasae.deployment.home import Home
from sasae.deployment.settings.base import present, service_settings

TITLE = "申請管理システム"
AREAS = [
    "sasae.intake.downloads",
    "sasae.intake.carrying",
    "sasae.intake.applications",
    "sasae.intake.matching",
    "sasae.intake.examination",
    "sasae.intake.handover",
    "sasae.intake.letters",
    "sasae.intake.questions",
    "sasae.intake.contractor_ends",
    "sasae.foundation.custody",
    "sasae.foundation.retention",
    "sasae.foundation.audits",
    "sasae.foundation.terminals",
    "sasae.foundation.tie_reports",
]

SASAE_SCANNER = Home.load().settings.get("scanner", {})
SASAE_TIME_STAMP = Home.load().addresses["time_stamp"]
SASAE_CUSTODY_SOURCE = "sasae.intake.taking_out"  # what may leave on a medium
SASAE_RETENTION_SOURCE = "sasae.intake.keeping"  # what is deleted when its time is over
SASAE_AUDIT_KINDS = "sasae.intake.audit_kinds"  # what an auditor draws samples from
SASAE_TIE_USES = "sasae.intake.tie_uses.uses_of"
SASAE_TIE_PURPOSE = ("申請者特定", "intake_identification")  # affair and legal basis of its questions about wrong ties

SASAE_PROTECTED_PERSONS = ("intake_applications_application", "atena_no", "protected_until")

globals().update(service_settings("intake", TITLE, present(AREAS)))
