"""A tie that was wrong: which applications intake took for this person's is reported to linkage."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sasae.contracts import tie_corrections
from sasae.foundation.history import SYSTEM
from sasae.foundation.tie_reports.actions import report_open
from sasae.foundation.tie_reports.models import State, TieReport
from sasae.intake.applications.models import Application
from sasae.intake.tie_uses import uses_of
from sasae.kernel import clock
from tests.intake.applications import ATENA
from tests.intake.test_handover import RECEIPT
from tests.intake.test_handover import published as published

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.mark.clause("USE-3")
def test_whose_application_it_was_taken_for_and_that_it_was_handed_over_is_reported(
    published: Application, partners: Any, deliver: Callable[[], None], signed_in: Any
) -> None:
    sent: list[tie_corrections.ReportRequest] = []
    corrected = tie_corrections.Corrected(number="HT1", carried_out_on=clock.today(), atena_nos=[ATENA])

    def opened(asked: tie_corrections.OpenRequest) -> tie_corrections.OpenCorrections:
        assert (asked.purpose.affair, asked.purpose.basis) == ("申請者特定", "intake_identification")
        return tie_corrections.OpenCorrections(corrections=[corrected])

    def reported(message: tie_corrections.ReportRequest) -> tie_corrections.Reported:
        sent.append(message)
        return tie_corrections.Reported(new=len(message.uses))

    partners.tie_corrections_open, partners.tie_corrections_report = opened, reported
    report_open(by=SYSTEM("tests"))
    deliver()
    (message,) = sent
    assert [(use.kind, use.reference, use.note) for use in message.uses] == [
        ("decision", RECEIPT, "申請者の特定"), ("other", f"{RECEIPT} 第1版", "業務システムへの引渡し"),
    ]  # fmt: skip
    assert TieReport.objects.get().state == State.REPORTED
    assert "申請者の特定" in signed_in("tie_reports.view").get("/wrong-ties/HT1/").content.decode()


@pytest.mark.parametrize(("after", "count"), [(0, 2), (1, 0)], ids=["from its day", "from the day after"])
def test_only_what_was_done_while_the_tie_held_counts(published: Application, after: int, count: int) -> None:
    since = clock.today() + timedelta(days=after)
    assert len(list(uses_of([ATENA], since, since + timedelta(days=1)))) == count
    assert not list(uses_of(["000000000000009"], None, clock.today()))
