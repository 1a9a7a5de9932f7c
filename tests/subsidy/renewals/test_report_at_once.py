"""A 現況届 that is compared while the extraction runs counts, whichever of the two is first."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.foundation.batch import run_now
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.models import Report, Round, Step
from tests.subsidy.conftest import COUNTER
from tests.subsidy.counter.test_at_once import behind
from tests.subsidy.renewals.conftest import OCTOBER
from tests.subsidy.renewals.test_one_door import compared, report, target

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])


@pytest.mark.parametrize("extraction_first", [True, False], ids=["the extraction is first", "the report is first"])
def test_a_report_compared_while_the_extraction_runs_is_lost_in_neither_order(town: Any, extraction_first: bool) -> None:
    made = report(3)
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    run = Step.objects.get(pk=actions.start_step(renewal.pk, "extract", by=COUNTER, on=OCTOBER).pk).run_id
    both: list[Callable[[], Any]] = [lambda: run_now(run), lambda: compared(made)]
    assert behind(*(both if extraction_first else reversed(both))) is None
    assert target(3).report == Report.FILED
    assert renewal.targets.count() == 4
