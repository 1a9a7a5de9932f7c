"""Copies against their source: what is older than allowed raises an alarm and is said in the record."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from sasae.contracts import body_copies
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.copies.actions import note_source
from sasae.intermediary.copies.freshness import Freshness, all_judged, judge
from sasae.intermediary.copies.models import CopySource
from sasae.intermediary.provisions.models import Provision
from sasae.intermediary.records.models import ProvisionRecord
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO, TAX
from tests.intermediary.providing import provide
from tests.intermediary.test_copies import batch, row
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=clock.TOKYO)
WEEK, SECOND = timedelta(days=7), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("changed", "held", "reported", "freshness"),
    [
        (None, None, None, Freshness.UNKNOWN),
        (WEEK, None, SECOND, Freshness.BEHIND),
        (WEEK + SECOND, None, SECOND, Freshness.STALE),
        (WEEK + SECOND, WEEK + SECOND, SECOND, Freshness.CURRENT),
        (WEEK + SECOND, WEEK + 2 * SECOND, SECOND, Freshness.STALE),
        (WEEK + SECOND, SECOND, WEEK, Freshness.CURRENT),
        (WEEK + SECOND, SECOND, WEEK + SECOND, Freshness.SILENT),
    ],
    ids=[
        "never reported", "a week behind", "a second more", "all of it", "one change short", "reported a week ago",
        "no report for longer",
    ],
)  # fmt: skip
def test_how_new_copies_are(changed: Any, held: Any, reported: Any, freshness: Freshness) -> None:
    def ago(span: timedelta | None) -> datetime | None:
        return None if span is None else NOW - span

    source = CopySource(information=TAX, changed_at=ago(changed), holds_until=ago(held), reported_at=ago(reported))
    assert judge(source, NOW).freshness is freshness


def report(net: Net, days: int) -> None:
    message = body_copies.SourceState(information=TAX, changed_at=clock.now() - timedelta(days=days))
    net.said("other_city", body_copies.REPORT_SOURCE, message)


def outcome() -> list[Freshness]:
    with acting_for(MIDORINO):
        return [one.freshness for one in all_judged(clock.now())]


@pytest.mark.clause("INT-6")
def test_an_answer_out_of_old_copies_says_so_in_the_record_and_nothing_of_it_to_the_other_side(ready: Net) -> None:
    plain = provide(ready)
    report(ready, days=8)
    assert outcome() == [Freshness.STALE]
    old = provide(ready, processing_no=f"{KAWASAKI}202606150000000002")
    assert old.model_dump(exclude={"sealed_answer", "provided_at"}) == plain.model_dump(
        exclude={"sealed_answer", "provided_at"}
    )
    with acting_for(MIDORINO):
        assert list(ProvisionRecord.objects.order_by("id").values_list("stale", flat=True)) == [False, True]
        assert list(Provision.objects.order_by("processing_no").values_list("stale", flat=True)) == [False, True]


def test_a_batch_that_holds_what_the_source_has_makes_copies_new_again(ready: Net) -> None:
    report(ready, days=8)
    late = batch(row(version=2), holds_until=clock.now() - timedelta(days=9), number="B-1")
    ready.said("other_city", body_copies.REGISTER_BATCH, late)
    assert outcome() == [Freshness.STALE]
    whole = batch(row(version=3), holds_until=clock.now() - timedelta(days=7), number="B-2")
    ready.said("other_city", body_copies.REGISTER_BATCH, whole)
    assert outcome() == [Freshness.CURRENT]


def test_a_report_that_comes_late_makes_no_source_older(ready: Net) -> None:
    body = Body.objects.get(code=MIDORINO)
    for days in (1, 5):
        note_source(body, TAX, NOW - timedelta(days=days), now=NOW)
    with acting_for(MIDORINO):
        assert CopySource.objects.get().changed_at == NOW - timedelta(days=1)


@pytest.mark.clause("TRF-5")
def test_the_source_of_another_kind_of_information_is_none_of_the_body_s(ready: Net) -> None:
    message = body_copies.SourceState(information="TM99999999999999", changed_at=NOW)
    answer = ready.ask("other_city", body_copies.REPORT_SOURCE, message)
    assert (answer.status_code, findings(answer)) == (422, ["I-201"])


@pytest.mark.clause("INT-10")
def test_the_home_page_and_the_page_of_copies_raise_the_alarm(
    ready: Net, signed_in: Any, settings: Any, pages_for_people: Any
) -> None:
    report(ready, days=8)
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    client = signed_in("copies.view", office_code=MIDORINO)
    home = client.get("/").content.decode()
    assert "tally--wrong" in home
    assert "原本より古い副本" in home
    assert "原本より古い" in client.get("/copies/freshness/").content.decode()
    other = signed_in("copies.view", office_code=KAWASAKI).get("/").content.decode()
    assert "tally--wrong" not in other
