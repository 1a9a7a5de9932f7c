"""Protected persons: flags that stop automatic answers, whatever the copies say, and that nobody outside can see."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sasae.contracts import body_copies
from sasae.contracts import information_network as network
from sasae.contracts.inquiries import InquiryState
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.outbox.models import OutboxMessage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.protections import actions
from sasae.intermediary.protections.models import Kind, Protection
from sasae.intermediary.protections.queries import holding
from sasae.intermediary.provisions.deciding import CannotDecide, decide
from sasae.intermediary.provisions.models import Provision, State
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import ALLOWANCE, KAWASAKI, MIDORINO, TAX
from tests.intermediary.providing import CODE, provide
from tests.two_persons import tried

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PERMIT = f"P{KAWASAKI}202606150000000001"
TABLE = re.compile(r'(?:FROM|INTO|UPDATE) "?([a-z_]+)')
ONE, TWO = SYSTEM("clerk one"), SYSTEM("clerk two")


def midorino() -> Body:
    return Body.objects.get(code=MIDORINO)


def told(**other: Any) -> body_copies.ProtectionOfPerson:
    plain = {
        "flag_no": "S-1", "version": 1, "unified_no": "25", "kind": "not_disclosed",
        "valid_from": clock.today() - timedelta(days=1), "reason": "支援措置",
    }  # fmt: skip
    return body_copies.ProtectionOfPerson(**{**plain, **other})


def flag(net: Net, *more: Any, caller: str = "other_city", **other: Any) -> int:
    message = body_copies.Protections(protections=list(more) or [told(**other)])
    new: int = net.said(caller, body_copies.SET_PROTECTIONS, message).new
    return new


@pytest.mark.clause("INT-3")
@pytest.mark.parametrize("kind", ["not_disclosed", "not_automatic"])
def test_a_flag_of_the_body_stops_the_automatic_answer_though_the_copy_allows_it(ready: Net, kind: str) -> None:
    assert flag(ready, kind=kind) == 1
    answer = provide(ready)
    assert (answer.state, answer.sealed_answer) == (InquiryState.NOT_AUTOMATIC, "")


@pytest.mark.parametrize(
    ("first", "last", "state"),
    [(0, 0, "not_automatic"), (-9, 0, "not_automatic"), (-9, -1, "answered"), (1, 9, "answered"), (0, None, "not_automatic")],
    ids=["its one day", "its last day", "the day after", "the day before", "without an end"],
)  # fmt: skip
def test_a_flag_holds_from_its_first_day_to_its_last(ready: Net, first: int, last: int | None, state: str) -> None:
    today = clock.today()
    end = None if last is None else today + timedelta(days=last)
    flag(ready, valid_from=today + timedelta(days=first), valid_to=end)
    assert provide(ready).state == state


@pytest.mark.parametrize(
    ("information", "state"), [(TAX, "not_automatic"), (ALLOWANCE, "answered"), ("", "not_automatic")]
)
def test_a_flag_may_be_of_one_kind_of_information_alone(ready: Net, information: str, state: str) -> None:
    flag(ready, information=information)
    assert provide(ready).state == state


def test_another_person_s_flag_and_another_body_s_flag_stop_nothing(ready: Net) -> None:
    flag(ready, unified_no="26")
    flag(ready, caller="linkage")
    assert provide(ready).state == "answered"


def test_flags_late_doubled_and_out_of_order_end_in_the_newest_version(ready: Net) -> None:
    assert flag(ready, version=2, lifted=True) == 1
    assert flag(ready, version=1) == 0  # arrives late: what is lifted stays lifted
    assert provide(ready).state == "answered"
    assert flag(ready, told(version=3), told(version=3)) == 1
    assert provide(ready, processing_no=f"{KAWASAKI}202606150000000002").state == "not_automatic"
    with acting_for(MIDORINO):
        assert list(Protection.objects.order_by("id").values_list("version", flat=True)) == [2, 3]


def test_a_flag_moved_to_another_information_or_person_holds_there_alone(ready: Net) -> None:
    flag(ready, information=TAX)
    flag(ready, version=2, information=ALLOWANCE)
    assert provide(ready).state == "answered"
    flag(ready, version=3, unified_no="26")
    with acting_for(MIDORINO):
        assert [bool(holding(person, TAX, on=clock.today())) for person in ("25", "26")] == [False, True]


def wire(net: Net, number: int) -> bytes:
    """The very bytes of an answer."""
    request = net.core.request(CODE, processing_no=f"{KAWASAKI}20260615{number:010d}")
    content: bytes = net.ask("network_core", network.PROVIDE, request).content
    return content


@pytest.mark.clause("INT-3")
def test_the_asking_side_gets_the_same_bytes_after_the_same_work_whatever_stops_the_answer(ready: Net) -> None:
    asked = {}

    def look(number: int) -> bytes:
        with CaptureQueriesContext(connection) as queries:
            answer = wire(ready, number)
        asked[number] = [TABLE.findall(query["sql"]) for query in queries]
        return answer

    look(0)  # what a process reads once, it has read
    ready.copy("other_city", "25", version=2, automatic_reply=False)
    ordinary = look(1)
    ready.copy("other_city", "25", version=3)
    flag(ready, kind="not_automatic")
    automatic = look(2)
    flag(ready, version=2, kind="not_disclosed")
    hidden = look(3)
    assert ordinary == automatic == hidden
    assert b"not_automatic" in ordinary
    assert asked[1] == asked[2] == asked[3]


def test_where_nothing_is_held_a_flagged_person_is_answered_for_like_everybody(ready: Net) -> None:
    ready.code("other_city", "31", "CODE-OF-31")
    request = {"period_from": "2019-01-01", "period_to": "2019-12-31"}
    plain = ready.ask("network_core", network.PROVIDE, ready.core.request("CODE-OF-31", **request)).content
    flag(ready, unified_no="31")
    again = ready.core.request("CODE-OF-31", processing_no=f"{KAWASAKI}2", **request)
    assert ready.ask("network_core", network.PROVIDE, again).content == plain
    with acting_for(MIDORINO):
        assert list(Provision.objects.order_by("requested_at").values_list("protected", flat=True)) == [False, True]


def test_the_record_of_a_hidden_person_is_kept_from_the_person_s_own_view_and_the_other_side_s_is_not(
    ready: Net,
) -> None:
    provide(ready)
    flag(ready, kind="not_automatic")
    provide(ready, processing_no=f"{KAWASAKI}202606150000000002")
    flag(ready, version=2, kind="not_disclosed")
    provide(ready, processing_no=f"{KAWASAKI}202606150000000003")
    assert [each.not_disclosed for each in ready.records("other_city", "25")] == [False, False, True]


@pytest.fixture
def waiting(ready: Net) -> str:
    """A query about a protected person waits for a clerk."""
    flag(ready)
    provide(ready)
    return PERMIT


@pytest.mark.clause("INT-3")
def test_about_a_protected_person_one_clerk_proposes_and_another_provides(ready: Net, waiting: str) -> None:
    say = {"give": True, "reason": "本人の安全を確かめた", "now": clock.now()}
    assert decide(midorino(), waiting, by=ONE, **say) is State.NOT_AUTOMATIC
    assert not OutboxMessage.objects.exists()
    done = tried(
        "provisions.decide", lambda by: decide(midorino(), waiting, by=by, **say), same=ONE, other=TWO, says="起案した人"
    )
    assert done is State.ANSWERED
    assert OutboxMessage.objects.count() == 1
    events = HistoryEntry.objects.filter(event__startswith="provision.").order_by("id").values_list("event", "actor_id")
    assert list(events)[-2:] == [("provision.proposed", ONE.id), ("provision.decided", TWO.id)]


def test_keeping_it_back_needs_one_clerk(ready: Net, waiting: str) -> None:
    assert decide(midorino(), waiting, give=False, reason="対象である", by=ONE, now=clock.now()) is State.REFUSED


def test_a_flag_set_after_the_request_counts_when_the_clerk_decides(ready: Net) -> None:
    ready.copy("other_city", "25", version=2, automatic_reply=False)
    provide(ready)
    flag(ready)
    assert decide(midorino(), PERMIT, give=True, reason="確認", by=ONE, now=clock.now()) is State.NOT_AUTOMATIC


def test_a_flag_set_while_the_answer_is_being_sealed_holds_it_back(ready: Net, monkeypatch: Any, settings: Any) -> None:
    """The body's agent takes its time; meanwhile the flag comes."""
    from sasae.intermediary.provisions import deciding

    ready.copy("other_city", "25", version=2, automatic_reply=False)
    provide(ready)
    slow = deciding.sealed_answers

    def sealing(*what: Any, **more: Any) -> Any:
        flag(ready)
        return slow(*what, **more)

    monkeypatch.setattr(deciding, "sealed_answers", sealing)
    with pytest.raises(CannotDecide, match="変わりました"):
        decide(midorino(), PERMIT, give=True, reason="確認", by=ONE, now=clock.now())
    assert not OutboxMessage.objects.exists()


def operator_protects(**other: Any) -> Protection:
    plain: dict[str, Any] = {
        "unified_no": "25", "information": "", "kind": Kind.NOT_AUTOMATIC, "valid_from": clock.today(), "valid_to": None,
        "reason": "支援措置の決定", "by": ONE, "now": clock.now(),
    }  # fmt: skip
    return actions.protect(midorino(), **{**plain, **other})


def test_an_operator_protects_alone_and_two_lift(ready: Net) -> None:
    made = operator_protects()
    actions.ask_to_lift(midorino(), made.pk, why="期間が終わった", by=ONE, now=clock.now())
    assert provide(ready).state == "not_automatic"
    tried(
        "protections.lift", lambda by: actions.settle_lifting(midorino(), made.pk, agree=True, by=by, now=clock.now()),
        same=ONE, other=TWO, says="I-506",
    )  # fmt: skip
    assert provide(ready, processing_no=f"{KAWASAKI}202606150000000002").state == "answered"
    with pytest.raises(actions.CannotProtect, match="I-508"):
        actions.ask_to_lift(midorino(), made.pk, why="もう一度", by=ONE, now=clock.now())


def test_a_wish_to_lift_may_be_taken_back_and_made_again(ready: Net) -> None:
    made = operator_protects()
    for _ in range(2):
        actions.ask_to_lift(midorino(), made.pk, why="期間が終わった", by=ONE, now=clock.now())
        actions.settle_lifting(midorino(), made.pk, agree=False, by=TWO, now=clock.now())
    with pytest.raises(actions.CannotProtect, match="I-505"):
        actions.settle_lifting(midorino(), made.pk, agree=True, by=TWO, now=clock.now())


@pytest.mark.parametrize(
    ("other", "id"),
    [({"unified_no": "99"}, "I-502"), ({"valid_to": clock.today() - timedelta(days=1)}, "I-501")],
    ids=["nobody here", "period reversed"],
)
def test_what_cannot_be_protected_is_said(ready: Net, other: dict[str, Any], id: str) -> None:
    with pytest.raises(actions.CannotProtect, match=id):
        operator_protects(**other)


def test_what_the_body_s_linkage_set_no_operator_lifts(ready: Net) -> None:
    flag(ready)
    with acting_for(MIDORINO):
        number = Protection.objects.get().pk
    with pytest.raises(actions.CannotProtect, match="I-508"):
        actions.ask_to_lift(midorino(), number, why="理由", by=ONE, now=clock.now())
