"""Whatever is late, lost, doubled or out of order: each query has one end, told alike on both sides and at the core."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from sasae.contracts import body_gateway
from sasae.contracts import information_network as network
from sasae.foundation.history import SYSTEM
from sasae.foundation.outbox.actions import deliver as deliver_message
from sasae.foundation.outbox.models import OutboxMessage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.inquiries.closing import end_overdue
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.inquiries.submitting import submit
from sasae.intermediary.provisions.deciding import CannotDecide, decide
from sasae.intermediary.provisions.models import Provision
from sasae.intermediary.records.models import ProvisionRecord
from sasae.kernel import clock
from sasae.wire.client import Unreachable
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.unsteady import Held, UnsteadyCore

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PERSONS = {"17": "25", "18": "26", "19": "27"}  # at the inquirer → at the provider: automatic, by hand, without a copy


class AnyOrder(RuleBasedStateMachine):
    """Each rule is one message or one moment; `lost` says whether the answer to it gets back."""

    net: Net
    core: UnsteadyCore
    asked = 0

    def __init__(self) -> None:
        super().__init__()
        self.core.held.clear()

    def _pick(self, place: int) -> Held | None:
        held = list(self.core.held.values())
        return held[place % len(held)] if held else None

    @rule(person=st.sampled_from(sorted(PERSONS)))
    def ask(self, person: str) -> None:
        type(self).asked += 1
        query = self.net.query(person, record_id=f"R{self.asked}")
        self.net.said("linkage", body_gateway.REQUEST_INFORMATION, query)

    @rule(lost=st.booleans(), many=st.booleans())
    def submit(self, lost: bool, many: bool) -> None:
        numbers = open_numbers(waiting_to_go=True)
        self.core.loses = lost
        try:
            for group in [numbers] if many else [[number] for number in numbers]:
                submit(KAWASAKI, group, now=clock.now())
        except Unreachable:
            assert lost
        self.core.loses = False

    @precondition(lambda self: self.core.held)
    @rule(place=st.integers(0, 50), lost=st.booleans(), lapsed=st.booleans(), key=st.sampled_from(["same", "fresh"]))
    def ask_provider(self, place: int, lost: bool, lapsed: bool, key: str) -> None:
        """With a fresh key a used permit comes again: a replay, whose answer the core never takes."""
        one = self._pick(place)
        assert one is not None
        if one.state == "void":
            return
        again = one.request is not None and key == "fresh"
        request = self.core.request_for(one, lapsed=lapsed)
        answer = self.net.said("network_core", network.PROVIDE, request, "" if again else f"provide-{one.permit_no}")
        if not lost and not again:
            self.core.take(one, answer)

    @precondition(lambda self: self.core.held)
    @rule(place=st.integers(0, 50), lost=st.booleans(), again=st.booleans())
    def deliver(self, place: int, lost: bool, again: bool) -> None:
        """`again`: an earlier delivery comes once more, or late."""
        one = self._pick(place)
        assert one is not None
        if again and one.deliveries:
            self.net.said("network_core", network.DELIVER_ANSWER, one.deliveries[place % len(one.deliveries)])
        elif one.state == "provided":
            one.deliveries.append(self.core.delivery(one))
            self.net.said("network_core", network.DELIVER_ANSWER, one.deliveries[-1])
            if not lost and one.state == "provided":
                one.state = "delivered"

    @rule(give=st.booleans())
    def decide(self, give: bool) -> None:
        with acting_for(MIDORINO):
            waiting = list(Provision.objects.filter(state="not_automatic").values_list("permit_no", flat=True))
        for permit_no in waiting[:1]:
            try:
                decide(body(MIDORINO), permit_no, give=give, reason="試験", by=SYSTEM("clerk"), now=clock.now())
            except CannotDecide:
                pytest.fail("nothing stands in the clerk's way here")

    @rule(lost=st.booleans())
    def send(self, lost: bool) -> None:
        self.core.loses = lost
        for message in OutboxMessage.objects.filter(state="waiting").order_by("id")[:2]:
            deliver_message(message.pk)
        self.core.loses = False

    @rule(days=st.sampled_from([1, 4, 31]))
    def time_passes(self, days: int) -> None:
        end_overdue(body(KAWASAKI), now=clock.now() + timedelta(days=days))

    @precondition(lambda self: self.core.held)
    @rule(lost=st.booleans())
    def void(self, lost: bool) -> None:
        for one in [each for each in self.core.held.values() if each.state == "withdrawn"]:
            message = network.PermitsVoid(permits=[self.core.void(one)])
            self.net.said("network_core", network.VOID_PERMITS, message)
            if not lost:
                one.state = "void"

    def teardown(self) -> None:
        """The line is good again and all time passes: then everything must have ended, and everybody tell the same."""
        for _ in range(4):
            self.submit(lost=False, many=True)
            for place in range(len(self.core.held)):
                self.ask_provider(place, lost=False, lapsed=False, key="same")
                self.deliver(place, lost=False, again=False)
            self.send_all()
            self.void(lost=False)
        end_overdue(body(KAWASAKI), now=clock.now() + timedelta(days=99))
        self.send_all()
        self.void(lost=False)
        agree(self.core)

    def send_all(self) -> None:
        for message in OutboxMessage.objects.filter(state="waiting").order_by("id"):
            deliver_message(message.pk)


def body(code: str) -> Body:
    return Body.objects.get(code=code)


def open_numbers(*, waiting_to_go: bool) -> list[str]:
    with acting_for(KAWASAKI):
        rows = Inquiry.objects.filter(state="requested", submitted_at__isnull=waiting_to_go)
        return list(rows.order_by("processing_no").values_list("processing_no", flat=True))


def told(code: str, side: str) -> dict[str, list[str]]:
    """Results by processing number, oldest first."""
    found: dict[str, list[str]] = {}
    with acting_for(code):
        for number, result in (
            ProvisionRecord.objects.filter(side=side).order_by("id").values_list("processing_no", "result")
        ):
            found.setdefault(number, []).append(result)
    return found


def agree(core: UnsteadyCore) -> None:
    ours, theirs = told(KAWASAKI, "照会"), told(MIDORINO, "提供")
    with acting_for(KAWASAKI):
        ends = dict(Inquiry.objects.values_list("processing_no", "state"))
    with acting_for(MIDORINO):
        provided = list(Provision.objects.filter(state="answered").values_list("processing_no", flat=True))
    assert len(provided) == len(set(provided)), "provided twice"
    for number, state in ends.items():
        assert state in {"answered", "nobody", "refused", "error"}, (number, state)
        assert ours[number][-1] == state
        if number in core.held:
            assert core.held[number].result == state, (number, core.held[number])
        if theirs.get(number):
            assert theirs[number][-1] == state, (number, theirs[number], ours[number])
        assert (number in provided) == (state == "answered"), (number, state)


@pytest.mark.clause("INT-2")
@pytest.mark.clause("INT-3")
@pytest.mark.clause("INT-5")
@pytest.mark.clause("NET-3")
def test_in_any_order_of_messages_each_query_has_one_end_and_both_sides_tell_it_alike(net: Net, listening: Any) -> None:
    from sasae.intermediary.masters.batches import refresh

    core = UnsteadyCore(version=9, keys=net.core.keys)
    core.answer_on(listening)
    refresh()
    core.signing[MIDORINO] = core.signing[KAWASAKI]
    core.version = 10
    core.platform_signs = True
    refresh()
    for ours, theirs in PERSONS.items():
        core.codes[f"K-{ours}"] = f"M-{theirs}"
        net.code("linkage", ours, f"K-{ours}")
        net.code("other_city", theirs, f"M-{theirs}")
    net.copy("other_city", "25")
    net.copy("other_city", "26", automatic_reply=False)

    class Play(AnyOrder):
        pass

    Play.net, Play.core = net, core
    patient = settings(
        max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck),
        derandomize=False, database=None,
    )  # fmt: skip
    run_state_machine_as_test(Play, settings=patient)
    results = set(told(KAWASAKI, "照会"))
    assert len(results) > 10
