"""What the core does of its own accord: codes handed over, providers asked, answers delivered, its own record."""

from typing import Any

import pytest
from django.core.management import call_command

from sasae.contracts import information_network as network
from sasae.contracts.inquiries import InquiryState
from sasae.kernel import clock
from sasae.simulators.network_core.dispatch import dispatch
from sasae.simulators.network_core.models import CoreInquiry, IssuedCode
from sasae.simulators.registers.models import Person
from tests.simulators.network import KAWASAKI, MIDORINO, NOW, announce, codes_of, processing, said, submit
from tests.wire.counterparts import Counterparts, Says

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sasae.simulators.urls_contracts")]


def test_codes_are_handed_over_once_the_intermediary_takes_them(persons: list[Person], far: Counterparts) -> None:
    codes_of(persons[0])
    far.away.add("intermediary")
    far.answers["information_network.deliver_codes"] = lambda question: network.Accepted()
    assert dispatch(clock.real_now()) == 0
    far.away.clear()
    assert dispatch(clock.real_now()) == 2
    assert dispatch(clock.real_now()) == 0
    (delivered,) = far.told("information_network.deliver_codes")
    assert {each.processing_no[:6] for each in delivered.codes} == {KAWASAKI, MIDORINO}
    assert "individual" not in delivered.model_dump_json()


@pytest.fixture
def open_query(persons: list[Person], far: Counterparts) -> str:
    """A query waits for its provider. Its permit's number."""
    announce()
    ours, _ = codes_of(persons[0])
    submit(ours)
    IssuedCode.objects.update(delivered=True)
    far.answers["information_network.deliver_answer"] = lambda question: network.Accepted()
    return CoreInquiry.objects.get().permit_no


def test_the_answer_passes_through_encrypted_and_the_core_keeps_its_own_record(
    open_query: str, far: Counterparts
) -> None:
    far.answers["information_network.provide"] = lambda question: network.Provision(
        state=InquiryState.ANSWERED, sealed_answer="eyJ.sealed", provided_at=NOW
    )
    assert dispatch(clock.real_now()) == 2
    (asked,) = far.told("information_network.provide")
    (delivered,) = far.told("information_network.deliver_answer")
    assert asked.permit == CoreInquiry.objects.get().permit
    assert (delivered.sealed_answer, delivered.provider, delivered.provided_at) == ("eyJ.sealed", MIDORINO, NOW)
    assert delivered.items == asked.items
    kept = CoreInquiry.objects.get()
    assert (kept.state, kept.provided_at, kept.question["inquirer"]) == ("delivered", NOW, KAWASAKI)
    assert dispatch(clock.real_now()) == 0


@pytest.mark.parametrize("state", ["nobody", "refused", "not_automatic"])
def test_without_an_answer_no_items_are_delivered(open_query: str, far: Counterparts, state: str) -> None:
    far.answers["information_network.provide"] = lambda question: network.Provision(
        state=InquiryState(state), message="説明"
    )
    dispatch(clock.real_now())
    (delivered,) = far.told("information_network.deliver_answer")
    assert (delivered.state, delivered.items, delivered.message) == (state, [], "説明")


def test_one_provider_that_does_not_answer_makes_no_other_query_wait(
    open_query: str, persons: list[Person], far: Counterparts
) -> None:
    ours, _ = codes_of(persons[1], 2)
    IssuedCode.objects.update(delivered=True)
    submit(ours, "second", processing_no=processing(KAWASAKI, 901))

    def answer(question: network.ProvisionRequest) -> network.Provision:
        if question.processing_no == processing(KAWASAKI, 900):
            raise Says("I-301", "鍵代理が動いていません。", 503)
        return network.Provision(state=InquiryState.NOBODY)

    far.answers["information_network.provide"] = answer
    assert dispatch(clock.real_now()) == 2
    assert [each.processing_no for each in far.told("information_network.deliver_answer")] == [
        processing(KAWASAKI, 901)
    ]
    assert CoreInquiry.objects.get(processing_no=processing(KAWASAKI, 900)).state == "waiting"
    keys = {key for name, _, key in far.asked if name == "information_network.provide"}
    far.answers["information_network.provide"] = lambda question: network.Provision(state=InquiryState.NOBODY)
    assert dispatch(clock.real_now()) == 2
    assert {key for name, _, key in far.asked if name == "information_network.provide"} == keys


def late(permit_no: str, state: str = "answered", **other: Any) -> bool:
    message = network.LateProvision(
        permit_no=permit_no, processing_no=processing(KAWASAKI, 900), provider=other.pop("provider", MIDORINO),
        state=InquiryState(state), sealed_answer="eyJ.late" if state == "answered" else "", provided_at=NOW,
    )  # fmt: skip
    answer: network.Accepted = said("intermediary", network.PROVIDE_LATE, message, **other)
    return answer.accepted


def test_a_clerk_s_late_answer_is_delivered_once_and_only_after_it_was_told_to_wait(
    open_query: str, far: Counterparts
) -> None:
    assert late(open_query, key="too-early") is False
    far.answers["information_network.provide"] = lambda question: network.Provision(state=InquiryState.NOT_AUTOMATIC)
    dispatch(clock.real_now())
    assert late(open_query, provider=KAWASAKI, key="another-s") is False
    assert late("P-unknown", key="unknown") is False
    assert late(open_query, "nobody", key="no-decision") is False
    assert late(open_query, key="l-1") is True
    assert dispatch(clock.real_now()) == 1
    waited, answered = far.told("information_network.deliver_answer")
    assert (waited.state, answered.state, answered.sealed_answer) == ("not_automatic", "answered", "eyJ.late")
    assert answered.items
    assert late(open_query, key="l-2") is False
    assert dispatch(clock.real_now()) == 0


def test_the_command_makes_one_pass_and_survives_an_intermediary_that_is_away(
    open_query: str, far: Counterparts
) -> None:
    far.away.add("intermediary")
    call_command("dispatch", once=True)
    assert CoreInquiry.objects.get().state == "waiting"
