"""All areas of all services in one project. Never served: for mypy, column descriptions and the record list."""

from sasae.deployment.settings import intake, intermediary, linkage, portal, subsidy
from sasae.deployment.settings.base import present, service_settings

AREAS = list(dict.fromkeys(area for one in (subsidy, linkage, intermediary, portal, intake) for area in one.AREAS))

globals().update(service_settings("subsidy", "すべて", present(AREAS)))
