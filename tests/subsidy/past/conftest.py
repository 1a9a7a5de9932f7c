"""A covered family, what happens to it, and the moments before and after."""

from typing import Any

from django.db import connection

from tests.subsidy.notifications.conftest import confirmed as confirmed
from tests.subsidy.notifications.conftest import decided as decided
from tests.subsidy.notifications.conftest import family as family
from tests.subsidy.notifications.conftest import linkage as linkage
from tests.subsidy.notifications.conftest import notify as notify


def moment() -> Any:
    """Now, by the database's own clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
