"""Where every field's value stands: the tables of the areas, each under its prefix."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sasae.subsidy.appeals.deadlines import LIMITS
from sasae.subsidy.applications.help import HELP
from sasae.subsidy.certificates.office import DEADLINES, ISSUER, LANGUAGES, OFFERED
from sasae.subsidy.desk.deadlines import STANDARD
from sasae.subsidy.entitlements.kinship import KINSHIP
from sasae.subsidy.notifications.kinds import DEADLINES as NOTIFICATIONS
from sasae.subsidy.papers.actions import DEADLINE as PAPERS
from sasae.subsidy.payments.schedule import SCHEDULE
from sasae.subsidy.people.protection import WARNING
from sasae.subsidy.print_runs.planning import POSTAGE
from sasae.subsidy.receipts.reasons import REASONS
from sasae.subsidy.renewals.costs import COSTS
from sasae.subsidy.renewals.schedule import CALENDAR
from sasae.subsidy.wordings.catalogue import PLANS
from sasae.subsidy.wordings.closures import CLOSURES
from sasae.subsidy.wordings.fields import Field
from sasae.subsidy.wordings.letters import LETTERS, WARDS
from sasae.subsidy.wordings.names import LOSS_NAMES, PAPER_NAMES
from sasae.subsidy.wordings.queries import OnScreen, Standing

_ALL: tuple[OnScreen[Any], ...] = (
    ISSUER, LETTERS, WARDS, DEADLINES, LANGUAGES, OFFERED, PAPERS, WARNING, NOTIFICATIONS, LIMITS, CALENDAR, SCHEDULE, CLOSURES,
    COSTS, POSTAGE, REASONS, STANDARD, PAPER_NAMES, LOSS_NAMES, HELP, KINSHIP,
)  # fmt: skip
TABLES: Mapping[str, OnScreen[Any]] = {table.prefix: table for table in _ALL}


def day_for(field: Field, today: date) -> date:
    """The day a field is looked at: of a renewal's days, the first day of the cover worked for next."""
    if field.key not in PLANS:
        return today
    first = date(today.year, 1, 1) if PLANS[field.key] == "year" else date(today.year, 4, 1)
    return first if first >= today else first.replace(year=today.year + 1)


def standing(field: Field, day: date) -> Standing:
    """A field's value on a day. Raises NotInForce."""
    prefix, _, place = field.key.partition(".")
    return TABLES[prefix].standing(place, day)
