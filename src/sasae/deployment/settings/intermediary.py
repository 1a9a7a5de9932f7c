"""Settings of 中間サーバー."""

from pathlib import Path

from sasae.deployment.home import Home
from sasae.deployment.settings.base import listener, present, service_settings

TITLE = "中間サーバー"
AREAS = [
    "sasae.intermediary.bodies",
    "sasae.intermediary.masters",
    "sasae.intermediary.codes",
    "sasae.intermediary.copies",
    "sasae.intermediary.protections",
    "sasae.intermediary.inquiries",
    "sasae.intermediary.provisions",
    "sasae.intermediary.records",
    "sasae.intermediary.corrections",
    "sasae.intermediary.retention",
    "sasae.intermediary.operation",
    "sasae.intermediary.keys",
    "sasae.intermediary.limits",
    "sasae.intermediary.security",
    "sasae.foundation.audits",
    "sasae.foundation.retention",
]

SASAE_RETENTION_SOURCE = "sasae.intermediary.keeping"  # what of the platform is deleted when its time is over

_KNOWN_TO_PAGES = ("sasae.intermediary.operation.middleware.notice",)
globals().update(service_settings("intermediary", TITLE, present(AREAS), context_processors=_KNOWN_TO_PAGES))
_ON_MAINTENANCE = "ClosedForMaintenance" if listener() == "contracts" else "TellsOfMaintenance"
globals()["MIDDLEWARE"] = [*globals()["MIDDLEWARE"], f"sasae.intermediary.operation.middleware.{_ON_MAINTENANCE}"]
SASAE_OUTBOX_WAITS = "sasae.intermediary.operation.maintenance.under_way"
SASAE_ACCOUNTS_REACH = "sasae.intermediary.bodies.accounts.reach_of"
SASAE_HISTORY_REACH = "sasae.intermediary.bodies.journal.lines_of"
SASAE_AUDIT_KINDS = "sasae.intermediary.audit_kinds"  # what an auditor draws samples from
SASAE_AUDIT_ORGANISATION = "sasae.intermediary.audit_kinds.body_of"
# The body whose personnel office is the partner `personnel`. The linkage platforms of the others hand theirs over.
SASAE_PERSONNEL_OFFICE_CODE = "141305"
# Whether bodies are spread over machines by schema (Citus); docs/operations/scale-out.md. There is no other switch.
SASAE_SPREAD_BODIES: bool = bool(Home.load().settings.get("spread_bodies", False))


class KeyAgents(dict[str, Path]):
    """Where the key agent of each body listens: a socket only the service's user may open."""

    def __missing__(self, body: str) -> Path:
        return Path(globals()["SASAE_HOME"]) / "run" / f"key_agent_{body}.sock"


SASAE_KEY_AGENTS = KeyAgents()
