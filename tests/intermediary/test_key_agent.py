"""A body's key agent: without it answers wait; it starts with the right passphrase alone and tells content to nobody."""

import json

import pytest

from sasae.contracts import information_network as network
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.provisions.models import Provision
from tests.intermediary.conftest import Net, Taken
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.providing import CODE, provide
from tests.intermediary.test_codes_and_copies import SALARY

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def test_while_the_provider_s_agent_is_away_answers_wait_and_the_permit_is_not_used_up(
    ready: Net, bodies: Taken
) -> None:
    request = ready.core.request(CODE)
    bodies.agents[MIDORINO].stop()
    answer = ready.ask("network_core", network.PROVIDE, request, "same")
    assert answer.status_code == 503
    with acting_for(MIDORINO):
        assert not Provision.objects.exists()
    bodies.agents[MIDORINO].start()
    assert ready.said("network_core", network.PROVIDE, request, "same").state == "answered"


@pytest.mark.clause("INT-8")
def test_an_agent_with_a_wrong_passphrase_does_not_start_and_says_so(bodies: Taken) -> None:
    agent = bodies.agents[KAWASAKI]
    agent.stop()
    process = agent.start(passphrase="まちがい")
    assert process.wait(30) != 0
    assert not agent._listens()
    log = agent.stop()
    assert "パスフレーズ" in log
    assert "Traceback" not in log


def test_an_agent_logs_identifiers_and_never_content(ready: Net, bodies: Taken) -> None:
    provide(ready)
    log = bodies.agents[MIDORINO].stop()
    assert "opened copy-" in log
    assert str(SALARY) not in log


@pytest.mark.parametrize("line", ["", "{}", "not json", '{"id": 1}', '{"id": "a", "sealed": "b"}', "[]", '"a"'])
def test_an_agent_answers_nonsense_with_a_reason_and_goes_on(ready: Net, bodies: Taken, line: str) -> None:
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.connect(str(bodies.agents[MIDORINO].socket))
        asking.sendall(line.encode() + b"\n")
        assert "error" in json.loads(asking.makefile("rb").readline())
    assert provide(ready).state == "answered"
