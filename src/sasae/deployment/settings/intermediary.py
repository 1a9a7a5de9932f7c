"""Settings of 中間サーバー."""

from sasae.deployment.settings.base import present, service_settings

TITLE = "中間サーバー"
AREAS = [
    "sasae.intermediary.bodies",
    "sasae.intermediary.masters",
    "sasae.intermediary.codes",
    "sasae.intermediary.copies",
    "sasae.intermediary.inquiries",
    "sasae.intermediary.provisions",
    "sasae.intermediary.records",
    "sasae.intermediary.keys",
]

globals().update(service_settings("intermediary", TITLE, present(AREAS)))
