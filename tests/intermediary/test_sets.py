"""Many in one message: one that is bad stops no other, and a set that is cut off in the middle is done once or not at all."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sasae.contracts import information_network as network
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.provisions.models import PermitUse, Provision
from sasae.intermediary.records.models import ProvisionRecord
from tests.intermediary.conftest import Net, Taken
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.test_inquiring import delivery
from tests.intermediary.test_inquiring_in_bulk import asked

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("NET-3"),
]  # fmt: skip
PERSONS = ("17", "25", "33", "41")


@pytest.fixture
def under_way(net: Net) -> list[str]:
    """Four queries of Kawasaki's, submitted."""
    for number in PERSONS:
        net.code("linkage", number, f"CODE-{number}")
    taken = asked(net, *(net.query(number, record_id=f"R{number}") for number in PERSONS))
    net.work()
    return [each.processing_no for each in taken]


@pytest.fixture
def known(net: Net) -> list[network.ProvisionRequest]:
    """Four persons Midorino has copies of, and the core's requests about them."""
    for number in PERSONS:
        net.code("other_city", number, f"CODE-{number}")
        net.copy("other_city", number)
    return [net.core.request(f"CODE-{number}", processing_no=f"{KAWASAKI}20260615{number:0>10}") for number in PERSONS]


@contextmanager
def cut_off_after(answered: int, agent: Path, place: Path) -> Iterator[None]:
    """An agent that is ended after so many answers: stands before the real one."""

    def stand_between() -> None:
        with listener.accept()[0] as asking, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as real:
            real.connect(str(agent))
            questions, answers = asking.makefile("rb"), real.makefile("rb")
            for _ in range(answered):
                real.sendall(questions.readline())
                asking.sendall(answers.readline())
            questions.close()

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(place))
        listener.listen()
        standing = threading.Thread(target=stand_between)
        standing.start()
        yield
        standing.join(60)


def deliveries(net: Net, numbers: list[str]) -> network.AnswerDeliveries:
    return network.AnswerDeliveries(deliveries=[delivery(net, number) for number in numbers])


def test_of_many_answers_one_is_wrong_and_the_others_are_taken(net: Net, under_way: list[str]) -> None:
    good = deliveries(net, under_way).deliveries
    bad = good[1].model_copy(update={"sealed_answer": "no.jwe.at.all.x"})
    message = network.AnswerDeliveries(deliveries=[good[0], bad, *good[2:]])
    told = net.said("network_core", network.DELIVER_ANSWERS, message).each
    assert [each.accepted for each in told] == [True, False, True, True]
    with acting_for(KAWASAKI):
        found = dict(Inquiry.objects.values_list("processing_no", "state"))
        (wrong,) = Inquiry.objects.filter(state="error")
        assert ProvisionRecord.objects.count() == 4
    assert [found[number] for number in under_way] == ["answered", "error", "answered", "answered"]
    assert (wrong.processing_no, wrong.findings) == (under_way[1], ["I-401"])
    assert HistoryEntry.objects.filter(event="inquiry.closed").count() == 3
    assert HistoryEntry.objects.filter(event="inquiry.answered_wrongly").count() == 1


def test_an_agent_that_ends_in_the_middle_of_many_answers_ends_no_query_and_all_are_taken_once_afterwards(
    net: Net, under_way: list[str], bodies: Taken, settings: Any, tmp_path: Path
) -> None:
    message = deliveries(net, under_way)
    held = dict(settings.SASAE_KEY_AGENTS)
    settings.SASAE_KEY_AGENTS = {**held, KAWASAKI: tmp_path / "a"}
    with cut_off_after(2, bodies.agents[KAWASAKI].socket, tmp_path / "a"):
        assert net.ask("network_core", network.DELIVER_ANSWERS, message, "same").status_code == 503
    with acting_for(KAWASAKI):
        assert set(Inquiry.objects.values_list("state", flat=True)) == {"requested"}
        assert not ProvisionRecord.objects.exists()
    settings.SASAE_KEY_AGENTS = held
    for _ in range(2):
        told = net.said("network_core", network.DELIVER_ANSWERS, message, "same").each
        assert [each.accepted for each in told] == [True] * 4
    with acting_for(KAWASAKI):
        assert set(Inquiry.objects.values_list("state", flat=True)) == {"answered"}
        assert ProvisionRecord.objects.count() == 4
    assert HistoryEntry.objects.filter(event="inquiry.closed").count() == 4


def test_an_agent_that_ends_in_the_middle_of_many_requests_uses_up_no_permit_and_all_are_answered_once_afterwards(
    net: Net, known: list[network.ProvisionRequest], bodies: Taken, settings: Any, tmp_path: Path
) -> None:
    message = network.ProvisionRequests(requests=known)
    held = dict(settings.SASAE_KEY_AGENTS)
    settings.SASAE_KEY_AGENTS = {**held, MIDORINO: tmp_path / "a"}
    with cut_off_after(2, bodies.agents[MIDORINO].socket, tmp_path / "a"):
        assert net.ask("network_core", network.PROVIDE_BULK, message, "same").status_code == 503
    with acting_for(MIDORINO):
        assert [kind.objects.count() for kind in (Provision, PermitUse, ProvisionRecord)] == [0, 0, 0]
    settings.SASAE_KEY_AGENTS = held
    first, again = (net.said("network_core", network.PROVIDE_BULK, message, "same") for _ in range(2))
    assert [each.state for each in first.provisions] == ["answered"] * 4
    assert again == first
    with acting_for(MIDORINO):
        assert [Provision.objects.count(), PermitUse.objects.count(), ProvisionRecord.objects.count()] == [4, 4, 4]
    assert HistoryEntry.objects.filter(event="provision.made").count() == 4


def test_what_is_kept_of_a_set_is_what_is_kept_of_one(net: Net, known: list[network.ProvisionRequest]) -> None:
    net.said("network_core", network.PROVIDE, known[0])
    net.said("network_core", network.PROVIDE_BULK, network.ProvisionRequests(requests=known[1:]))
    same = ("side", "inquirer", "provider", "procedure", "items", "result", "not_disclosed", "keep_until")
    with acting_for(MIDORINO):
        one, *others = ProvisionRecord.objects.order_by("id").values(*same)
    assert others == [one] * 3
    assert one["items"] == known[0].items
