"""Copies in batches: versions, withdrawals, what a row is refused for, nothing lost and nothing twice."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from sasae.contracts import body_copies
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.copies.actions import register_batch
from sasae.intermediary.copies.models import Copy, CopyBatch, CopyFinding
from sasae.intermediary.copies.queries import answering, with_keys
from sasae.intermediary.keys.client import open_sealed
from sasae.intermediary.keys.envelope import CannotOpen
from sasae.kernel import clock
from tests.intermediary.conftest import Net, Taken
from tests.intermediary.core import ALLOWANCE, KAWASAKI, MIDORINO, TAX
from tests.intermediary.providing import opened, provide
from tests.intermediary.test_codes_and_copies import SALARY, rows_of
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
YEAR = {"period_from": date(2025, 1, 1), "period_to": date(2025, 12, 31)}


def row(**other: Any) -> body_copies.VersionedCopy:
    plain = {"record_id": "R25", "unified_no": "25", "version": 1, "data": {"year": 2025, "salary": SALARY}, **YEAR}
    return body_copies.VersionedCopy(**{**plain, **other})


def batch(*rows: body_copies.VersionedCopy, number: str = "B-1", **other: Any) -> body_copies.CopyBatch:
    return body_copies.CopyBatch(**{"batch_no": number, "information": TAX, "copies": list(rows), **other})


@pytest.fixture
def net(net: Net) -> Net:
    net.code("other_city", "25", "CODE-AT-MIDORINO")
    return net


def register(net: Net, *rows: body_copies.VersionedCopy, **other: Any) -> body_copies.BatchRegistered:
    told: body_copies.BatchRegistered = net.said("other_city", body_copies.REGISTER_BATCH, batch(*rows, **other))
    return told


def counts(told: body_copies.BatchRegistered) -> tuple[int, int, int]:
    return told.registered, told.known, told.refused


def midorino() -> Body:
    return Body.objects.get(code=MIDORINO)


@pytest.mark.clause("INT-6")
def test_a_batch_is_kept_encrypted_and_answers_queries(net: Net) -> None:
    assert counts(register(net, row())) == (1, 0, 0)
    lying = rows_of(MIDORINO)
    assert str(SALARY) not in lying
    assert "salary" not in lying
    assert opened(provide(net).sealed_answer)["records"] == [{"year": 2025, "salary": SALARY}]


@pytest.mark.clause("INT-6")
def test_the_same_batch_again_gets_the_same_answer_and_is_there_once(net: Net) -> None:
    rows = [row(), row(record_id="R26", unified_no="26")]
    assert register(net, *rows) == register(net, *rows)
    with acting_for(MIDORINO):
        assert (Copy.objects.count(), CopyBatch.objects.count(), CopyFinding.objects.count()) == (2, 1, 1)


def test_a_batch_number_names_one_batch(net: Net) -> None:
    register(net, row())
    answer = net.ask("other_city", body_copies.REGISTER_BATCH, batch(row(version=2)))
    assert (answer.status_code, findings(answer)) == (422, ["I-203"])


def test_rows_that_are_there_already_are_counted_as_known_in_another_batch(net: Net) -> None:
    register(net, row())
    told = register(net, row(), row(version=2), number="B-2")
    assert counts(told) == (1, 1, 0)


@pytest.mark.parametrize(
    ("others", "id", "counted"),
    [
        ([{"unified_no": "99", "record_id": "R99"}], "I-211", (1, 0, 0)),
        ([{"period_to": date(2024, 12, 31)}], "I-212", (0, 0, 1)),
        ([{"version": 3}], "I-213", (1, 0, 0)),
        ([{}, {"unified_no": "26", "version": 2}], "I-214", (1, 0, 1)),
        ([{"version": 1}, {"version": 2}, {"version": 5}, {"version": 4}], "I-215", (4, 0, 0)),
        ([{"withdrawn": True}], "I-216", (0, 0, 1)),
        ([{"special": {"salary": "not_converted"}}], "I-217", (0, 0, 1)),
        ([{}, {"data": {"year": 2024}}], "I-218", (1, 0, 1)),
        ([{}, {"automatic_reply": False}], "I-218", (1, 0, 1)),
    ],
    ids=[
        "unknown person", "period reversed", "versions left out", "another person's record", "an old version late",
        "withdrawn with content", "a value and a reason for none", "twice with other content", "twice with other flags",
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_said_and_every_row_is_counted_once(
    net: Net, others: list[dict[str, Any]], id: str, counted: tuple[int, int, int]
) -> None:
    told = register(net, *(row(**other) for other in others))
    assert counts(told) == counted
    assert id in {found.id for found in told.findings}
    assert sum(counted) == len(others)
    with acting_for(MIDORINO):
        assert set(CopyFinding.objects.values_list("finding", flat=True)) == {found.id for found in told.findings}
        assert Copy.objects.count() == counted[0]


def test_a_good_row_beside_a_wrong_one_is_kept(net: Net) -> None:
    told = register(net, row(period_to=date(2020, 1, 1)), row(record_id="R2"))
    assert counts(told) == (1, 0, 1)
    assert [(found.row, found.record_id) for found in told.findings] == [(1, "R25")]


def test_a_period_of_one_day_is_none_reversed(net: Net) -> None:
    assert counts(register(net, row(period_to=YEAR["period_from"]))) == (1, 0, 0)


@pytest.mark.clause("TRF-5")
def test_another_kind_of_information_is_refused_whole(net: Net) -> None:
    answer = net.ask("other_city", body_copies.REGISTER_BATCH, batch(row(), information=ALLOWANCE))
    assert (answer.status_code, findings(answer)) == (422, ["I-201"])


@pytest.mark.clause("INT-6")
def test_a_withdrawn_record_answers_nothing_and_a_later_version_answers_again(net: Net) -> None:
    register(net, row())
    register(net, row(version=2, withdrawn=True, data={}), number="B-2")
    assert provide(net).state == "nobody"
    register(net, row(version=3, data={"year": 2025, "salary": 5}), number="B-3")
    answer = provide(net, processing_no=f"{KAWASAKI}202606150000000002")
    assert opened(answer.sealed_answer)["records"] == [{"year": 2025, "salary": 5}]


@pytest.mark.parametrize(("days", "state"), [(0, "answered"), (-1, "nobody")], ids=["its last day", "the day after"])
def test_a_copy_answers_until_the_end_of_its_publication(net: Net, days: int, state: str) -> None:
    register(net, row(public_to=clock.today() + timedelta(days=days)))
    assert provide(net).state == state


@pytest.mark.clause("INT-3")
def test_an_item_that_has_no_value_is_told_with_the_reason_and_never_as_a_value(net: Net) -> None:
    special = {"salary": "cannot_be_provided", "dependants": "not_converted", "secret": "not_converted"}
    register(net, row(data={"year": 2025}, special=special))
    answer = opened(provide(net).sealed_answer)
    assert answer["records"] == [{"year": 2025}]
    assert answer["special"] == [{"salary": "cannot_be_provided", "dependants": "not_converted"}]


def test_what_would_have_been_answered_is_known_by_the_time_of_registration_and_by_the_period(net: Net) -> None:
    begun = datetime(2026, 4, 1, 9, 0, tzinfo=clock.TOKYO)
    for version, days in ((1, 0), (2, 10), (3, 20)):
        withdrawn = version == 3
        one = row(version=version, withdrawn=withdrawn, data={} if withdrawn else {"year": version})
        register_batch(midorino(), batch(one, number=f"B{version}"), now=begun + timedelta(days=days))

    def then(days: int, year: int = 2025) -> list[int]:
        first, last = date(year, 1, 1), date(year, 12, 31)
        moment = begun + timedelta(days=days)
        with acting_for(MIDORINO):
            found = answering("25", TAX, first, last, on=moment.date(), known_at=moment)
            return [one.version for one in found]

    assert [then(days) for days in (-1, 0, 9, 10, 19, 20)] == [[], [1], [1], [2], [2], []]
    assert then(10, 2024) == []


def test_a_payload_opens_in_its_own_row_alone(net: Net, bodies: Taken) -> None:
    register(net, row(), row(record_id="R26", unified_no="26"))
    with acting_for(MIDORINO):
        first, second = with_keys(Copy.objects.all()).order_by("record_id")
    assert json.loads(open_sealed(MIDORINO, "1", first.sealed))["data"]["salary"] == SALARY
    first.payload, second.payload = second.payload, first.payload
    for moved in (first, second):
        with pytest.raises(CannotOpen):
            open_sealed(MIDORINO, "1", moved.sealed)


@pytest.mark.clause("NET-9")
def test_the_content_key_lies_wrapped_and_another_body_s_agent_does_not_unwrap_it(net: Net, bodies: Taken) -> None:
    register(net, row())
    with acting_for(MIDORINO):
        one = with_keys(Copy.objects.all()).get()
    assert one.sealed_key.count(".") == 4  # compact JWE
    for sealed in (one.sealed, one.sealed[:-4] + "AAA=", "batch1~x~y~z", "batch1~"):
        with pytest.raises(CannotOpen):
            open_sealed(KAWASAKI, "1", sealed)


def test_a_copy_from_before_the_batches_still_opens_and_answers(net: Net) -> None:
    from sasae.intermediary.keys.envelope import encrypt

    before = encrypt(midorino().public_key, json.dumps({"year": 2025, "salary": 3}).encode())
    with acting_for(MIDORINO):
        Copy.objects.create(
            information=TAX, record_id="R25", version=1, unified_no="25", not_disclosed=False, automatic_reply=True,
            payload=before, registered_at=clock.now(), **YEAR,
        )  # fmt: skip
    assert opened(provide(net).sealed_answer)["records"] == [{"year": 2025, "salary": 3}]


def test_batches_of_one_information_wait_for_each_other_and_others_do_not(net: Net, connected_as: Any) -> None:
    """So that each row is judged by all that came before it, and stands there once."""
    other = connected_as("app")
    other.execute("BEGIN")
    other.execute(f"SET LOCAL ROLE body_{MIDORINO}")
    other.execute(f"INSERT INTO body_{MIDORINO}.copy_source (information) VALUES (%s)", [TAX])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '300ms'")
    with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
        register_batch(midorino(), batch(row()), now=clock.now())
    Body.objects.filter(code=MIDORINO).update(registers=[TAX, ALLOWANCE])
    told = register_batch(midorino(), batch(row(), information=ALLOWANCE), now=clock.now())
    assert counts(told) == (1, 0, 0)
    other.execute("ROLLBACK")
    assert counts(register_batch(midorino(), batch(row(), number="B-2"), now=clock.now())) == (1, 0, 0)
