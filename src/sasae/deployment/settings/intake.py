"""Settings of 申請管理システム."""

from sasae.deployment.settings.base import present, service_settings

TITLE = "申請管理システム"
AREAS = [
    "sasae.intake.downloads",
    "sasae.intake.applications",
    "sasae.intake.matching",
    "sasae.intake.examination",
    "sasae.intake.handover",
]

globals().update(service_settings("intake", TITLE, present(AREAS)))
