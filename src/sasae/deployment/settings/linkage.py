"""Settings of システム連携基盤."""

from sasae.deployment.settings.base import present, service_settings

TITLE = "システム連携基盤"
AREAS = [
    "sasae.linkage.people",
    "sasae.linkage.ties",
    "sasae.linkage.codes",
    "sasae.linkage.non_residents",
    "sasae.linkage.inquiries",
    "sasae.linkage.inquiry_files",
    "sasae.linkage.provisions",
    "sasae.linkage.schedules",
    "sasae.linkage.links",
    "sasae.linkage.transfers",
    "sasae.foundation.retention",
    "sasae.foundation.audits",
]

SASAE_RETENTION_SOURCE = "sasae.linkage.keeping"  # what is deleted when its time is over
SASAE_AUDIT_KINDS = "sasae.linkage.audit_kinds"  # what an auditor draws samples from

SASAE_PROTECTED_PERSONS = ("linkage_people_registeredperson", "atena_no", "protected_until")
SASAE_RADAR_PERSONS = ("linkage_people_registeredperson", "atena_no", "name")

globals().update(service_settings("linkage", TITLE, present(AREAS)))
