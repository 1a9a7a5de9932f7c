"""The assessment of an installation, now: opens the five databases to read, and judges every clause."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

import psycopg

from sasae.deployment.assessment.clauses import clauses
from sasae.deployment.assessment.judging import Judged, State, judge
from sasae.deployment.assessment.looking import Look
from sasae.deployment.assessment.proofs import proofs
from sasae.deployment.assessment.record_items import contradictions
from sasae.deployment.home import SERVICES, Home

PATIENCE = 3  # seconds to connect
READ_ONLY = "-c default_transaction_read_only=on -c timezone=Asia/Tokyo"


@contextmanager
def databases(home: Home) -> Iterator[Mapping[str, "psycopg.Connection[Any]"]]:
    """Read-only log-ins to each database that answers; one that does not is left out, and its clauses are unknown."""
    with ExitStack() as opened:
        found = {}
        for service in SERVICES:
            if not (home.path / "secrets" / f"database-{service}-app").exists():
                continue  # looking makes no passwords
            try:
                dsn = home.database(service, "app").dsn
                one = psycopg.connect(dsn, autocommit=True, connect_timeout=PATIENCE, options=READ_ONLY)
            except psycopg.OperationalError:
                continue
            found[service] = opened.enter_context(one)
        yield found


def assess(home: Home, now: datetime) -> list[Judged]:
    """Every clause as it stands."""
    with databases(home) as found:
        return judge(clauses(), Look(home, now, found), proofs())


def as_kept(judged: list[Judged], now: datetime) -> dict[str, Any]:
    """The JSON of one assessment: when, how many of each state, what the document contradicts itself in, the clauses."""
    return {
        "at": now.isoformat(),
        "counts": {state.value: sum(one.state is state for one in judged) for state in State},
        "contradictions": contradictions(),
        "clauses": [one.as_dict() for one in judged],
    }
