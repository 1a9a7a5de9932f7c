"""Many held lines decided at once: one set with the checks of one, whatever is ticked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sasae.foundation.history.models import HistoryEntry
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.actions.held import MOST_AT_ONCE
from sasae.subsidy.receipts.models import Correction, Decision, LineState, ReceiptLine
from tests.subsidy.conftest import EXAMINER
from tests.subsidy.money import LATER, receipt
from tests.subsidy.receipts.listed import list_of, listed, take_in_as
from tests.subsidy.receipts.test_corrections import balances
from tests.subsidy.receipts.test_screens import ELSEWHERE

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def held(number: str, count: int, first: int = 1) -> list[int]:
    """As many lines of other clinics, held for their insurer."""
    lines = [
        line
        for place in range(count)
        for line in listed(receipt(number, ELSEWHERE), clinic=f"99{first + place:05d}", first=first + place)
    ]
    take_in_as(list_of(lines), EXAMINER, f"{first}.csv")
    return list(ReceiptLine.objects.filter(state=LineState.HELD).order_by("id").values_list("pk", flat=True))


def decided(lines: list[int], *, accept: bool = True) -> tuple[int, list[str]]:
    return actions.decide_many(lines, accept=accept, note="確認した", by=EXAMINER, on=LATER)


@pytest.mark.parametrize("accept", [True, False])
def test_more_lines_ask_no_more_questions_and_leave_one_line_of_history(granted: Recipient, accept: bool) -> None:
    counts = []
    for first, count in ((1, 2), (100, 12)):
        lines = held(granted.number, count, first)
        before = HistoryEntry.objects.filter(event="receipts.decided").count()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert decided(lines, accept=accept) == (count, [])
        counts.append(len(asked))
        assert HistoryEntry.objects.filter(event="receipts.decided").count() == before + 1
    assert counts[0] == counts[1]
    assert Decision.objects.count() == 14
    assert (Correction.objects.count(), balances()[Account.IN_KIND]) == ((0, 14 * 900) if accept else (14, 0))
    assert audit().findings == []


def test_the_same_treatment_twice_in_one_set_is_accepted_once(granted: Recipient) -> None:
    lines = held(granted.number, 1)
    take_in_as(list_of(listed(receipt(granted.number, ELSEWHERE), clinic="9900001", first=77)), EXAMINER, "again.csv")
    lines = list(ReceiptLine.objects.filter(state=LineState.HELD).values_list("pk", flat=True))
    assert len(lines) == 2
    done, refused = decided(lines)
    assert (done, len(refused)) == (1, 1)
    assert "二重には認定できません" in refused[0]
    assert balances()[Account.IN_KIND] == 900


def test_what_is_not_there_is_told_and_too_many_are_refused_whole(granted: Recipient) -> None:
    lines = held(granted.number, 1)
    with pytest.raises(actions.CannotDecide, match="500件まで"):
        decided([*lines, *range(10**9, 10**9 + MOST_AT_ONCE)])
    assert ReceiptLine.objects.get().state == LineState.HELD
    done, refused = decided([*lines, 10**9])
    assert (done, len(refused)) == (1, 1)
    assert "RC-115" in refused[0]
    done, refused = decided(lines)
    assert (done, "認定" in refused[0]) == (0, True)
