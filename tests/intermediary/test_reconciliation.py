"""The body's records held against the core's own, put right on order, and told to the person in plain words."""

from datetime import timedelta
from typing import Any

import pytest

from sasae.contracts import body_gateway
from sasae.contracts import information_network as network
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.records.comparing import WORDS, Kind
from sasae.intermediary.records.correcting import CannotCorrect, correct
from sasae.intermediary.records.models import ProvisionRecord, RecordDifference
from sasae.intermediary.records.reconciling import CannotExplain, explain, reconcile
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import ITEMS, KAWASAKI
from tests.intermediary.test_inquiring import REQUEST, deliver

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BY = SYSTEM("clerk")
LATER = timedelta(hours=1)


@pytest.fixture
def numbers(net: Net) -> list[str]:
    """Three answered queries of three persons; the core has recorded them as we have."""
    found = []
    for person in ("17", "18", "19"):
        net.code("linkage", person, f"CODE-{person}")
        query = net.query(person, record_id=f"R{person}")
        found.append(str(net.said("linkage", REQUEST, query).processing_no))
        net.work()
        deliver(net, found[-1])
    with acting_for(KAWASAKI):
        rows = list(ProvisionRecord.objects.order_by("id"))
    net.core.recorded = [as_core(row) for row in rows]
    return found


def as_core(row: ProvisionRecord, **other: Any) -> network.CoreRecord:
    names = set(network.CoreRecord.model_fields) - {"settled"}
    return network.CoreRecord(**{**{name: getattr(row, name) for name in names}, "settled": True, **other})


def kawasaki() -> Body:
    return Body.objects.get(code=KAWASAKI)


def differences(state: str = "open") -> list[tuple[str, str]]:
    with acting_for(KAWASAKI):
        rows = RecordDifference.objects.filter(state=state).order_by("processing_no", "kind")
        return [(row.processing_no, row.kind) for row in rows]


def change(net: Net, number: str, **other: Any) -> None:
    net.core.recorded = [
        each.model_copy(update=other) if each.processing_no == number else each for each in net.core.recorded
    ]


@pytest.mark.clause("INT-5")
def test_records_that_agree_leave_no_difference(net: Net, numbers: list[str]) -> None:
    assert reconcile(kawasaki(), now=clock.now() + LATER) == 0
    assert HistoryEntry.objects.get(event="records.reconciled").detail["compared"] == 3


@pytest.mark.clause("INT-5")
@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ({"result": "refused", "items": [], "provided_at": None}, Kind.RESULT),
        ({"items": ITEMS[:1]}, Kind.ITEMS),
        ({"permit_no": "P-another"}, Kind.PERMIT),
        ({"information": "TM00000000000099"}, Kind.PARTIES),
        ({"provided_at": None}, Kind.TIMES),
    ],
    ids=lambda value: str(value),
)
def test_each_way_of_differing_is_found_and_says_the_cause_and_who_must_act(
    net: Net, numbers: list[str], other: dict[str, Any], kind: Kind
) -> None:
    change(net, numbers[1], **other)
    assert reconcile(kawasaki(), now=clock.now() + LATER) == 1
    assert differences() == [(numbers[1], kind.value)]
    assert all(WORDS[kind])


def test_what_one_of_the_two_does_not_have_is_found_on_either_side(net: Net, numbers: list[str]) -> None:
    extra = net.core.recorded[0].model_copy(update={"processing_no": f"{KAWASAKI}202606159999999999"})
    net.core.recorded = [extra, *net.core.recorded[1:]]
    assert reconcile(kawasaki(), now=clock.now() + LATER) == 2
    assert sorted(kind for _, kind in differences()) == ["not_at_core", "not_here"]


def test_what_is_still_under_way_is_no_difference_yet(net: Net, numbers: list[str]) -> None:
    change(net, numbers[0], result="requested", settled=False)
    assert reconcile(kawasaki(), now=clock.now() + LATER) == 0
    change(net, numbers[0], settled=True)
    assert reconcile(kawasaki(), now=clock.now() + LATER) == 1


def test_the_same_difference_is_kept_once_and_is_gone_when_it_is_not_found_any_more(
    net: Net, numbers: list[str]
) -> None:
    right = list(net.core.recorded)
    change(net, numbers[0], items=[])
    for _ in range(2):
        reconcile(kawasaki(), now=clock.now() + LATER)
    assert len(differences()) == 1
    net.core.recorded = right
    reconcile(kawasaki(), now=clock.now() + LATER)
    assert (differences(), differences("gone")) == ([], [(numbers[0], "items")])


def test_an_explained_difference_does_not_come_back_and_needs_words(net: Net, numbers: list[str]) -> None:
    change(net, numbers[0], items=[])
    reconcile(kawasaki(), now=clock.now() + LATER)
    with acting_for(KAWASAKI):
        number = RecordDifference.objects.get().pk
    with pytest.raises(CannotExplain, match="説明"):
        explain(kawasaki(), number, note="　", by=BY, now=clock.now())
    explain(kawasaki(), number, note="コアの運営者に確かめた", by=BY, now=clock.now())
    reconcile(kawasaki(), now=clock.now() + LATER)
    assert (differences(), differences("explained")) == ([], [(numbers[0], "items")])
    with pytest.raises(CannotExplain, match="すでに"):
        explain(kawasaki(), number, note="もう一度", by=BY, now=clock.now())


@pytest.mark.clause("INT-5")
def test_a_record_is_put_right_by_another_record_and_both_stay(net: Net, numbers: list[str]) -> None:
    with acting_for(KAWASAKI):
        old = ProvisionRecord.objects.get(processing_no=numbers[0])
    new = correct(
        kawasaki(), old.pk, {"items": ["year"]}, order_no="8川第1号", reason="訂正の決定", by=BY, now=clock.now()
    )
    with acting_for(KAWASAKI):
        rows = list(ProvisionRecord.objects.filter(processing_no=numbers[0]).order_by("id"))
    assert [(row.items, row.corrects) for row in rows] == [(ITEMS, None), (["year"], old.pk)]
    with pytest.raises(CannotCorrect, match="すでに訂正"):
        correct(kawasaki(), old.pk, {"items": []}, order_no="2", reason="理由", by=BY, now=clock.now())
    correct(kawasaki(), new, {"items": []}, order_no="8川第2号", reason="再度の訂正", by=BY, now=clock.now())
    assert net.said("linkage", HISTORY, asked("17")).lines[0].items == []


@pytest.mark.parametrize(
    ("changes", "order_no", "reason"),
    [
        ({"items": ["year"]}, "", "理由"),
        ({"items": ["year"]}, "1", " "),
        ({}, "1", "理由"),
        ({"result": "nobody"}, "1", "理由"),
    ],
)
def test_without_an_order_a_reason_or_a_change_nothing_is_put_right(
    net: Net, numbers: list[str], changes: dict[str, Any], order_no: str, reason: str
) -> None:
    with acting_for(KAWASAKI):
        old = ProvisionRecord.objects.get(processing_no=numbers[0])
    with pytest.raises(CannotCorrect):
        correct(kawasaki(), old.pk, changes, order_no=order_no, reason=reason, by=BY, now=clock.now())


HISTORY = body_gateway.EXCHANGE_HISTORY


def asked(person: str) -> body_gateway.RecordsRequest:
    return body_gateway.RecordsRequest(unified_no=person)


def test_a_person_s_exchanges_are_told_in_plain_words(net: Net, numbers: list[str]) -> None:
    (line,) = net.said("linkage", HISTORY, asked("17")).lines
    assert line.text == (
        "令和8年6月15日、川崎市がひとり親家庭等医療費助成（医療証の交付申請の審査）のため、"
        "みどり野市に「地方税関係情報」の提供を求め、提供されました。"
    )
    assert (line.items, line.corrected) == (ITEMS, False)


def test_what_is_not_disclosed_is_not_told_and_nothing_says_so(net: Net, numbers: list[str]) -> None:
    query = net.query("17", record_id="hidden", not_disclosed=True)
    number = str(net.said("linkage", REQUEST, query).processing_no)
    net.work()
    deliver(net, number)
    assert len(net.records("linkage", "17")) == 2
    told = net.said("linkage", HISTORY, asked("17"))
    assert len(told.lines) == 1
    assert number not in told.model_dump_json()
