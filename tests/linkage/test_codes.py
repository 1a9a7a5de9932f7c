"""The way of a code: asked of the intermediary, its number handed to the gateway, confirmed; and what goes wrong on it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sasae.contracts import body_gateway, code_gateway
from sasae.contracts.body_gateway import CodeState
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.outbox.models import OutboxMessage
from sasae.kernel import clock
from sasae.linkage.codes import actions
from sasae.linkage.codes.batches import advance_codes
from sasae.linkage.codes.models import CodeRequest
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.models import RegisteredPerson, UnifiedPerson
from tests.linkage.register import HANAKO, TARO, Register, number, person
from tests.wire.counterparts import Counterparts, Says

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
Step = Callable[[], None]


class World:
    """Intermediary and gateway: processing numbers by person, codes arrive when the test says so."""

    def __init__(self, far: Counterparts) -> None:
        self.states: dict[str, CodeState] = {}
        self.refuses: set[str] = set()
        far.answers["body_gateway.request_codes"] = self.request_codes
        far.answers["body_gateway.code_states"] = self.code_states
        far.answers["code_gateway.acquire"] = self.acquire

    def request_codes(self, question: body_gateway.CodesRequest) -> body_gateway.CodesAnswer:
        for unified_no in question.unified_nos:
            self.states.setdefault(unified_no, CodeState.REQUESTED)
        return self.code_states(question)

    def code_states(self, question: body_gateway.CodesRequest) -> body_gateway.CodesAnswer:
        return body_gateway.CodesAnswer(
            codes=[
                body_gateway.CodeOfPerson(
                    unified_no=each,
                    state=self.states.get(each, CodeState.NONE),
                    processing_no=f"14130520260615{each[-10:]}",
                )
                for each in question.unified_nos
            ]
        )

    def acquire(self, question: code_gateway.AcquireRequest) -> code_gateway.Acquired:
        refused = [
            code_gateway.Refusal(processing_no=each.processing_no, message="該当する住民票がありません。")
            for each in question.people
            if each.individual_number in self.refuses
        ]
        return code_gateway.Acquired(accepted=len(question.people) - len(refused), refused=refused)

    def arrive(self, state: CodeState = CodeState.COMPLETED) -> None:
        self.states = dict.fromkeys(self.states, state)


@pytest.fixture
def world(far: Counterparts) -> World:
    return World(far)


@pytest.fixture
def step(world: World, deliver: Callable[[], None]) -> Step:
    """One turn of the periodic task, and the outbox's."""

    def turn() -> None:
        advance_codes(timestamp=0)
        deliver()

    return turn


def states() -> list[str]:
    return sorted(CodeRequest.objects.values_list("state", flat=True))


def unified(atena_no: str = HANAKO) -> UnifiedPerson:
    found = RegisteredPerson.objects.get(atena_no=atena_no).unified
    assert found is not None
    return found


@pytest.mark.clause("LNK-2", "BUS-8")
def test_a_new_person_s_code_is_acquired_without_anybody_asking(
    taken_in: Register, world: World, step: Step, far: Counterparts
) -> None:
    step()
    assert states() == ["numbered"] * 4
    step()
    assert states() == ["handed_on"] * 4
    step()
    assert states() == ["handed_on"] * 4
    world.arrive()
    step()
    assert states() == ["completed"] * 4
    (asked,) = far.told("body_gateway.request_codes")
    assert set(asked.unified_nos) == set(UnifiedPerson.objects.values_list("unified_no", flat=True))
    (handed,) = far.told("code_gateway.acquire")
    assert {each.individual_number for each in handed.people} == {number(each) for each in range(1, 5)}
    assert all(each.processing_no.startswith("141305") for each in handed.people)


@pytest.mark.clause("USE-3")
def test_the_intermediary_never_gets_an_individual_number(
    taken_in: Register, world: World, step: Step, far: Counterparts
) -> None:
    for _ in range(4):
        step()
    to_the_intermediary = [each for name, each, _ in far.asked if name.startswith("body_gateway.")]
    assert to_the_intermediary
    told = " ".join(each.model_dump_json() for each in to_the_intermediary)
    assert not [each for each in range(1, 5) if number(each) in told]
    assert not OutboxMessage.objects.exclude(operation="body_gateway.request_codes").exists()


def test_many_at_once_go_page_by_page(register: Register, world: World, step: Step, far: Counterparts) -> None:
    for sequence in range(1, 1102):
        register.tell(person(f"{sequence:015d}"), number(sequence))
    take_register_changes()
    step()
    assert sorted(len(each.unified_nos) for each in far.told("body_gateway.request_codes")) == [101, 500, 500]
    step()
    world.arrive()
    step()
    assert states() == ["completed"] * 1101


def test_while_a_partner_is_away_nothing_is_lost_and_nothing_doubles(
    taken_in: Register, world: World, step: Step, far: Counterparts
) -> None:
    far.away.add("intermediary")
    step()
    assert states() == ["asked"] * 4
    far.away = set()
    step()
    assert states() == ["numbered"] * 4
    far.away.add("jlis_gateway")
    step()
    assert states() == ["numbered"] * 4
    far.away = set()
    step()
    world.arrive()
    step()
    assert states() == ["completed"] * 4
    assert len(far.told("code_gateway.acquire")) == 1


def test_a_number_the_gateway_does_not_know_waits_for_staff_and_is_asked_for_again(
    taken_in: Register, world: World, step: Step, far: Counterparts
) -> None:
    world.refuses.add(number(1))
    step()
    step()
    assert states() == ["handed_on"] * 3 + ["refused"]
    refused = CodeRequest.objects.get(state="refused")
    assert (refused.unified, refused.message) == (unified(), "該当する住民票がありません。")
    world.refuses.clear()
    assert actions.want_again(unified().unified_no, by=SYSTEM("tests"))
    for _ in range(2):
        step()
    world.arrive()
    step()
    assert states() == ["completed"] * 4
    refused.refresh_from_db()
    assert (refused.message, refused.attempts) == ("", 1)
    keys = [key for name, _, key in far.asked if name != "body_gateway.code_states" and key]
    assert len(keys) == len(set(keys)) == 4


def test_only_what_was_refused_is_asked_for_again(taken_in: Register, world: World, step: Step) -> None:
    step()
    assert not actions.want_again(unified().unified_no, by=SYSTEM("tests"))
    assert states() == ["numbered"] * 4
    assert not HistoryEntry.objects.filter(event="codes.wanted_again").exists()


@pytest.mark.parametrize(
    ("waited", "again"), [(timedelta(hours=23, minutes=59), False), (timedelta(hours=24, minutes=1), True)]
)
def test_a_number_lost_behind_the_gateway_is_handed_on_again_after_a_day_and_not_before(
    taken_in: Register, world: World, step: Step, far: Counterparts, signed_in: Any, waited: timedelta, again: bool
) -> None:
    step()
    step()
    request = CodeRequest.objects.get(unified=unified())
    assert request.state == "handed_on"
    CodeRequest.objects.filter(pk=request.pk).update(moved_at=clock.real_now() - waited)
    client = signed_in("codes.view", "codes.retry")
    assert "1日を過ぎても届かない符号" in client.get("/").content.decode()
    assert (unified().unified_no in client.get("/codes/?overdue=1").content.decode()) == again
    assert ("もう一度要求する" in client.get(f"/codes/{unified().unified_no}/").content.decode()) == again
    assert actions.want_again(unified().unified_no, by=SYSTEM("tests")) == again
    actions.hand_on()
    asked = [
        (message.people[0].processing_no, key) for name, message, key in far.asked if name == "code_gateway.acquire"
    ]
    assert len(asked) == (2 if again else 1)
    assert len({key for _, key in asked}) == len(asked)  # another attempt is another effect, of the same number
    assert CodeRequest.objects.get(unified=unified()).state == "handed_on"


def test_a_refusal_by_the_intermediary_is_kept_with_its_reason(
    taken_in: Register, world: World, step: Step, far: Counterparts
) -> None:
    def refuse(question: Any) -> Any:
        raise Says("I-001", "この接続元の団体は登録されていません。")

    far.answers["body_gateway.request_codes"] = refuse
    step()
    assert states() == ["refused"] * 4
    assert set(CodeRequest.objects.values_list("message", flat=True)) == {"この接続元の団体は登録されていません。"}


def test_a_code_that_failed_at_the_intermediary_waits_for_staff(taken_in: Register, world: World, step: Step) -> None:
    step()
    step()
    world.arrive()
    world.states[unified().unified_no] = CodeState.ERROR
    step()
    assert states() == ["completed"] * 3 + ["refused"]
    assert HistoryEntry.objects.get(event="codes.failed").persons == [unified().unified_no]


def test_somebody_whose_number_went_is_not_handed_to_the_gateway(
    taken_in: Register, world: World, step: Step, far: Counterparts
) -> None:
    step()
    UnifiedPerson.objects.filter(pk=unified().pk).update(individual_number_cipher=None, individual_number_index=None)
    step()
    assert (states(), CodeRequest.objects.get(state="refused").unified) == (["handed_on"] * 3 + ["refused"], unified())
    assert len(far.told("code_gateway.acquire")[0].people) == 3


def test_those_not_asked_about_for_longest_come_first(
    taken_in: Register, world: World, step: Step, monkeypatch: Any
) -> None:
    step()
    step()
    step()
    CodeRequest.objects.exclude(unified=unified(TARO)).update(checked_at=clock.real_now())
    CodeRequest.objects.filter(unified=unified(TARO)).update(checked_at=clock.real_now() - timedelta(hours=1))
    world.arrive()
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    assert actions.confirm() == 1
    assert CodeRequest.objects.get(state="completed").unified == unified(TARO)


def test_the_list_tells_what_waits_for_more_than_a_day(
    taken_in: Register, world: World, step: Step, signed_in: Any
) -> None:
    step()
    late = CodeRequest.objects.get(unified=unified())
    CodeRequest.objects.filter(pk=late.pk).update(moved_at=clock.real_now() - timedelta(days=1, minutes=1))
    client = signed_in("codes.view")
    page = client.get("/codes/?overdue=1").content.decode()
    assert late.unified.unified_no in page
    assert unified(TARO).unified_no not in page
    assert unified(TARO).unified_no in client.get("/codes/").content.decode()


def test_staff_ask_again_on_the_screen_by_their_own_right(
    taken_in: Register, world: World, step: Step, signed_in: Any
) -> None:
    world.refuses.add(number(1))
    step()
    step()
    address = f"/codes/{unified().unified_no}/"
    looking = signed_in("codes.view")
    assert "もう一度要求する" not in looking.get(address).content.decode()
    assert looking.post(f"{address}again/").status_code == 403
    client = signed_in("codes.view", "codes.retry")
    assert "もう一度要求する" in client.get(address).content.decode()
    assert client.post(f"{address}again/").status_code == 302
    assert CodeRequest.objects.get(unified=unified()).state == "wanted"
    line = HistoryEntry.objects.get(event="codes.wanted_again")
    assert (line.actor_id, line.persons) == (client.staff.login_id, [unified().unified_no])
    client.post(f"{address}again/", follow=True)
    assert HistoryEntry.objects.filter(event="codes.wanted_again").count() == 1
