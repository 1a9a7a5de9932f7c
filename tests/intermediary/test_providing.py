"""A body answers another under a permit: what is checked, what leaves, what a clerk decides, what is recorded."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from sasae.contracts import information_network as network
from sasae.contracts.inquiries import InquiryState
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.outbox.actions import deliver as deliver_message
from sasae.foundation.outbox.models import OutboxMessage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.keys.client import AgentAway, open_sealed
from sasae.intermediary.masters.batches import refresh
from sasae.intermediary.masters.models import MasterVersion
from sasae.intermediary.provisions.deciding import NOT_PROVIDED, CannotDecide, decide
from sasae.intermediary.provisions.models import Provision
from sasae.kernel import clock
from tests.intermediary.conftest import Net, Taken
from tests.intermediary.core import ALLOWANCE, ITEMS, KAWASAKI, MIDORINO, TAX, Core, encoded
from tests.intermediary.test_codes_and_copies import SALARY, rows_of

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
CODE = "CODE-AT-MIDORINO"
BY = SYSTEM("tests")


@pytest.fixture
def ready(net: Net) -> Net:
    """みどり野市 knows a person by a code and has a copy of the person's tax data."""
    net.code("other_city", "25", CODE)
    net.copy("other_city", "25")
    return net


def provide(net: Net, **other: Any) -> network.Provision:
    answer: network.Provision = net.said("network_core", network.PROVIDE, net.core.request(CODE, **other))
    return answer


def opened(sealed: str, body: str = KAWASAKI) -> Any:
    return json.loads(open_sealed(body, "answer", sealed))


def midorino() -> Body:
    return Body.objects.get(code=MIDORINO)


@pytest.mark.clause("INT-3")
def test_under_a_permit_the_permitted_items_leave_encrypted_to_the_inquirer(ready: Net) -> None:
    answer = provide(ready)
    assert answer.state == "answered"
    assert str(SALARY) not in answer.model_dump_json()
    assert opened(answer.sealed_answer) == {
        "information": TAX, "records": [{"year": 2025, "salary": SALARY, "dependants": 1}],
    }  # fmt: skip
    with pytest.raises(Exception, match="開けません"):
        opened(answer.sealed_answer, MIDORINO)
    fewer = provide(ready, items=["year"], processing_no=f"{KAWASAKI}202606150000000002")
    assert opened(fewer.sealed_answer)["records"] == [{"year": 2025}]


@pytest.mark.clause("INT-5")
def test_the_providing_side_records_it_as_well(ready: Net) -> None:
    provide(ready)
    (record,) = ready.records("other_city", "25")
    assert (record.side, record.inquirer, record.provider, record.result) == ("提供", KAWASAKI, MIDORINO, "answered")
    assert (record.items, record.information, record.keep_until) == (ITEMS, TAX, date(2033, 12, 31))
    assert record.requested_at < record.provided_at
    assert ready.records("linkage", "25") == []


@pytest.mark.clause("NET-3")
def test_a_permit_is_good_for_one_use(ready: Net) -> None:
    assert provide(ready).state == "answered"
    again = provide(ready)
    assert (again.state, again.sealed_answer, again.message) == (
        "refused", "", "この許可証はすでに使われています。",
    )  # fmt: skip
    assert len(ready.records("other_city", "25")) == 1


def test_the_same_message_repeated_on_the_line_gets_the_first_answer(ready: Net) -> None:
    request = ready.core.request(CODE)
    first = ready.said("network_core", network.PROVIDE, request, "same")
    assert ready.said("network_core", network.PROVIDE, request, "same") == first
    with acting_for(MIDORINO):
        assert Provision.objects.count() == 1


@pytest.mark.clause("NET-3")
@pytest.mark.parametrize(
    ("seconds", "state"), [(0, "answered"), (-600, "answered"), (-602, "refused"), (60, "answered"), (63, "refused")]
)
def test_a_permit_holds_for_its_ten_minutes(ready: Net, seconds: int, state: str) -> None:
    now = int(clock.now().timestamp()) + seconds
    answer = provide(ready, claims={"issued_at": now, "expires_at": now + 601})
    assert answer.state == state
    if state == "refused":
        assert answer.message == "許可証の有効期間外です。"


@pytest.mark.clause("NET-3")
@pytest.mark.parametrize(
    "claims",
    [
        {"provider": KAWASAKI},
        {"inquirer": MIDORINO},
        {"code": "ANOTHER-PERSON"},
        {"information": ALLOWANCE},
        {"items": ["year"]},
        {"period_from": "2026-01-01"},
        {"period_to": "2024-12-31"},
        {"inquirer_key": "{}"},
        {"processing_no": "1"},
        {"not_disclosed": True},
        {"affair": "JM"},
        {"procedure": "JT"},
        {"code": None},
        {"permit_no": None},
        {"issued_at": None},
        {"expires_at": "never"},
    ],
    ids=str,
)
def test_a_permit_made_for_anything_else_is_refused(ready: Net, claims: dict[str, Any], refusals: Any) -> None:
    answer = provide(ready, claims=claims)
    assert (answer.state, answer.sealed_answer) == ("refused", "")
    assert any("provision.refused" in line and KAWASAKI in line for line in refusals())
    with acting_for(MIDORINO):
        assert not Provision.objects.exists()


@pytest.mark.clause("NET-3")
@pytest.mark.parametrize("how", ["another key", "cut", "empty", "no signature", "not a table", "alg none"])
def test_a_forged_permit_is_refused(ready: Net, how: str) -> None:
    good = ready.core.request(CODE)
    head, body, signature = good.permit.split(".")
    listed, none = encoded(b"[1]"), encoded(b'{"alg":"none"}')
    forged = {
        "another key": Core(key=Ed25519PrivateKey.generate(), keys=ready.core.keys).request(CODE).permit,
        "cut": good.permit[:-5],
        "empty": "",
        "no signature": f"{head}.{body}.",
        "not a table": f"{head}.{listed}.{encoded(ready.core.key.sign(f'{head}.{listed}'.encode()))}",
        "alg none": f"{none}.{body}.{signature}",
    }[how]
    answer = ready.said("network_core", network.PROVIDE, good.model_copy(update={"permit": forged}))
    assert (answer.state, answer.sealed_answer) == ("refused", "")
    assert "許可証" in answer.message


@pytest.mark.clause("NET-10")
def test_a_provision_outside_the_permitted_list_is_refused_and_recorded_here_though_the_core_permits_it(
    ready: Net, refusals: Any
) -> None:
    for other in ({"information": ALLOWANCE}, {"items": [*ITEMS, "secret"]}):
        answer = provide(ready, **other)
        assert (answer.state, answer.message) == ("refused", "照会許可用照合リストにない求めです。")
    assert len([line for line in refusals() if "provision.refused" in line]) == 2
    ready.core.version, ready.core.permitted = 2, []
    refresh()
    assert provide(ready).state == "refused"
    MasterVersion.objects.all().delete()
    assert provide(ready).message == "配信マスターがまだ届いていません。"


def test_a_code_nobody_has_here_is_answered_with_nobody(ready: Net) -> None:
    answer: network.Provision = ready.said("network_core", network.PROVIDE, ready.core.request("UNKNOWN"))
    assert (answer.state, answer.sealed_answer) == ("nobody", "")


@pytest.mark.parametrize(
    ("period", "state"),
    [
        ({"period_from": "2025-12-31", "period_to": "2026-06-30"}, "answered"),
        ({"period_from": "2026-01-01", "period_to": "2026-06-30"}, "nobody"),
        ({"period_from": "2024-01-01", "period_to": "2025-01-01"}, "answered"),
        ({"period_from": "2024-01-01", "period_to": "2024-12-31"}, "nobody"),
    ],
)
def test_a_copy_answers_for_its_period(ready: Net, period: dict[str, str], state: str) -> None:
    assert provide(ready, **period).state == state
    assert [each.result for each in ready.records("other_city", "25")] == [state]
    assert [bool(each.items) for each in ready.records("other_city", "25")] == [state == "answered"]


def test_only_the_newest_version_of_a_copy_answers_and_an_older_one_never_in_its_place(ready: Net) -> None:
    ready.copy("other_city", "25", version=2, data={"year": 2025, "salary": 1})
    assert opened(provide(ready).sealed_answer)["records"] == [{"year": 2025, "salary": 1}]
    ready.copy("other_city", "25", version=3, period_from=date(2023, 1, 1), period_to=date(2023, 12, 31))
    assert provide(ready, processing_no=f"{KAWASAKI}202606150000000002").state == "nobody"


@pytest.mark.clause("NET-10")
@pytest.mark.parametrize("flags", [{"not_disclosed": True}, {"automatic_reply": False}], ids=["protected", "by hand"])
def test_a_protected_person_is_not_answered_automatically_and_a_clerk_is_waited_for(
    ready: Net, flags: dict[str, bool]
) -> None:
    ready.copy("other_city", "25", version=2, **flags)
    answer = provide(ready)
    assert (answer.state, answer.sealed_answer, answer.provided_at) == ("not_automatic", "", None)
    with acting_for(MIDORINO):
        assert Provision.objects.get().state == "not_automatic"
    assert [(each.result, each.items) for each in ready.records("other_city", "25")] == [("not_automatic", [])]
    assert ready.core.late == []


@pytest.fixture
def waiting(ready: Net) -> str:
    """A query waits for a clerk. Its permit's number."""
    ready.copy("other_city", "25", version=2, automatic_reply=False)
    provide(ready)
    return f"P{KAWASAKI}202606150000000001"


def send(net: Net) -> None:
    for message in OutboxMessage.objects.filter(state="waiting"):
        deliver_message(message.pk)


@pytest.mark.clause("INT-3")
def test_a_clerk_lets_it_out_with_a_reason_and_the_core_is_told_once(ready: Net, waiting: str) -> None:
    decide(midorino(), waiting, give=True, reason="支援措置の対象でないことを確かめた", by=BY, now=clock.now())
    send(ready)
    (told,) = ready.core.late
    assert (told.permit_no, told.provider, told.state) == (waiting, MIDORINO, InquiryState.ANSWERED)
    assert opened(told.sealed_answer)["records"] == [{"year": 2025, "salary": SALARY, "dependants": 1}]
    assert "確かめた" not in told.model_dump_json()
    assert [each.result for each in ready.records("other_city", "25")] == ["not_automatic", "answered"]
    line = HistoryEntry.objects.get(event="provision.decided")
    assert (line.persons, line.detail["why"]) == ([f"{MIDORINO}:25"], "支援措置の対象でないことを確かめた")
    with pytest.raises(CannotDecide, match="待っていません"):
        decide(midorino(), waiting, give=False, reason="もう一度", by=BY, now=clock.now())
    assert len(ready.core.late) == 1


def test_a_clerk_keeps_it_back_and_nothing_leaves(ready: Net, waiting: str) -> None:
    decide(midorino(), waiting, give=False, reason="支援措置の対象である", by=BY, now=clock.now())
    send(ready)
    (told,) = ready.core.late
    assert (told.state, told.sealed_answer, told.message) == (InquiryState.REFUSED, "", NOT_PROVIDED)
    last = ready.records("other_city", "25")[-1]
    assert (last.result, last.items, last.provided_at) == ("refused", [], None)


@pytest.mark.parametrize("reason", ["", "　"])
def test_without_a_reason_nothing_is_decided(ready: Net, waiting: str, reason: str) -> None:
    with pytest.raises(CannotDecide, match="理由"):
        decide(midorino(), waiting, give=True, reason=reason, by=BY, now=clock.now())
    assert not OutboxMessage.objects.exists()


def test_another_body_s_clerk_cannot_decide(ready: Net, waiting: str) -> None:
    with pytest.raises(CannotDecide, match="待っていません"):
        decide(Body.objects.get(code=KAWASAKI), waiting, give=True, reason="理由", by=BY, now=clock.now())


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


def test_while_the_agent_is_away_a_clerk_s_decision_changes_nothing(ready: Net, waiting: str, bodies: Taken) -> None:
    bodies.agents[MIDORINO].stop()
    with pytest.raises(AgentAway):
        decide(midorino(), waiting, give=True, reason="理由", by=BY, now=clock.now())
    with acting_for(MIDORINO):
        assert Provision.objects.get().state == "not_automatic"


def test_nothing_of_a_provision_lies_in_the_clear(ready: Net, waiting: str) -> None:
    decide(midorino(), waiting, give=True, reason="理由", by=BY, now=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(t::text, ''), '') FROM outbox_message t")
        outbox = cursor.fetchone()[0]
    assert waiting in rows_of(MIDORINO)
    assert str(SALARY) not in rows_of(MIDORINO) + rows_of(KAWASAKI) + outbox
    assert not [line for line in HistoryEntry.objects.all() if str(SALARY) in str(vars(line))]


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


def test_the_time_a_permit_is_valid_is_not_stretched_by_a_late_clock(ready: Net) -> None:
    late = int((clock.now() - timedelta(hours=1)).timestamp())
    assert provide(ready, claims={"issued_at": late, "expires_at": late + 600}).state == "refused"
