"""Codes tied to unified numbers, and copies that lie encrypted to the body's key."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from sasae.contracts import body_gateway
from sasae.contracts import information_network as network
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.codes.models import Code
from sasae.intermediary.copies.models import Copy
from sasae.intermediary.copies.queries import with_keys
from tests.intermediary.conftest import Net, Taken
from tests.intermediary.core import KAWASAKI, MIDORINO, TAX
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
SALARY = 7_654_321


def rows_of(body: str) -> str:
    """Every row of every table of a body, as text."""
    found = []
    with acting_for(body), connection.cursor() as cursor:
        for table in ("code", "copy", "inquiry", "provision", "provision_record"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM {table} t")
            found.append(cursor.fetchone()[0])
    return "\n".join(found)


def ask_codes(net: Net, *numbers: str, key: str = "") -> list[body_gateway.CodeOfPerson]:
    question = body_gateway.CodesRequest(unified_nos=list(numbers))
    return list(net.said("linkage", body_gateway.REQUEST_CODES, question, key).codes)


def deliver(net: Net, *pairs: tuple[str, str], key: str = "") -> None:
    codes = [network.CodeOfProcessing(processing_no=number, code=code) for number, code in pairs]
    net.said("network_core", network.DELIVER_CODES, network.CodesDelivery(codes=codes), key)


@pytest.mark.clause("INT-1")
def test_a_person_is_numbered_once_however_often_it_is_asked(net: Net) -> None:
    first, second = ask_codes(net, "17", "25")
    assert (first.processing_no[:14], len(first.processing_no)) == (f"{KAWASAKI}20260615", 24)
    assert first.processing_no != second.processing_no
    again = ask_codes(net, "25", "33", "17")
    assert [each.processing_no for each in again] == [second.processing_no, again[1].processing_no, first.processing_no]
    assert {each.state.value for each in again} == {"requested"}


@pytest.mark.clause("INT-1")
def test_a_code_is_tied_by_its_processing_number_and_stays(net: Net) -> None:
    number = ask_codes(net, "17")[0].processing_no
    deliver(net, (number, "CODE-A"))
    deliver(net, (number, "CODE-B"))
    with acting_for(KAWASAKI):
        tied = Code.objects.get()
    assert (tied.unified_no, tied.code, tied.state, tied.completed_at is not None) == (
        "17",
        "CODE-A",
        "completed",
        True,
    )
    states = net.said("linkage", body_gateway.CODE_STATES, body_gateway.CodesRequest(unified_nos=["17", "99"]))
    assert [each.state.value for each in states.codes] == ["completed", "none"]


@pytest.mark.clause("NET-6")
def test_codes_are_told_to_nobody_and_written_into_no_journal(net: Net) -> None:
    number = net.code("linkage", "17", "CODE-NOBODY-MAY-READ")
    answer = net.ask("linkage", body_gateway.CODE_STATES, body_gateway.CodesRequest(unified_nos=["17"]))
    assert number in answer.content.decode()
    assert "CODE-NOBODY-MAY-READ" not in answer.content.decode()
    assert not [line for line in HistoryEntry.objects.all() if "CODE-NOBODY-MAY-READ" in str(vars(line))]


def test_codes_of_two_bodies_in_one_delivery_each_go_to_their_own(net: Net) -> None:
    ours = ask_codes(net, "17")[0].processing_no
    question = body_gateway.CodesRequest(unified_nos=["17"])
    theirs = net.said("other_city", body_gateway.REQUEST_CODES, question).codes[0].processing_no
    deliver(net, (ours, "A"), (theirs, "B"))
    for body, code in ((KAWASAKI, "A"), (MIDORINO, "B")):
        with acting_for(body):
            assert Code.objects.get().code == code


@pytest.mark.parametrize("at_once", [True, False])
def test_one_code_for_two_persons_ties_one_and_leaves_the_other_in_error(net: Net, at_once: bool) -> None:
    first, second = (each.processing_no for each in ask_codes(net, "17", "25"))
    if at_once:
        deliver(net, (first, "SAME"), (second, "SAME"))
    else:
        deliver(net, (first, "SAME"))
        deliver(net, (second, "SAME"))
    with acting_for(KAWASAKI):
        assert sorted(Code.objects.values_list("state", "code")) == [("completed", "SAME"), ("error", None)]
    assert HistoryEntry.objects.get(event="codes.clashed").detail["count"] == 1


def test_a_code_for_a_number_nobody_asked_for_ties_nobody(net: Net) -> None:
    deliver(net, (f"{KAWASAKI}202606159999999999", "LOST"))
    with acting_for(KAWASAKI):
        assert not Code.objects.exists()
    nowhere = network.CodesDelivery(
        codes=[network.CodeOfProcessing(processing_no="999999202606150000000001", code="X")]
    )
    answer = net.ask("network_core", network.DELIVER_CODES, nowhere)
    assert (answer.status_code, findings(answer)) == (422, ["I-002"])


@pytest.mark.clause("INT-6")
def test_a_copy_lies_encrypted_to_the_body_s_key_and_nothing_of_it_in_the_clear(net: Net) -> None:
    assert net.copy("other_city", "17").json()["registered"] == 1
    told = rows_of(MIDORINO)
    assert "R17" in told
    assert str(SALARY) not in told
    assert "salary" not in told
    with acting_for(MIDORINO):
        copy = with_keys(Copy.objects.all()).get()
    assert copy.sealed_key.count(".") == 4  # compact JWE
    assert not [line for line in HistoryEntry.objects.all() if str(SALARY) in str(vars(line))]


def test_a_copy_sent_again_is_there_once_and_a_new_version_beside_it(net: Net) -> None:
    for version in (1, 1, 2):
        assert net.copy("other_city", "17", version=version).status_code == 200
    with acting_for(MIDORINO):
        assert list(Copy.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


def one_good_and_two_wrong() -> body_gateway.CopiesRequest:
    plain = {"version": 1, "period_from": date(2025, 1, 1), "period_to": date(2025, 12, 31), "data": {"salary": SALARY}}
    rows = [
        {"record_id": "R1", "unified_no": "17", "period_to": date(2024, 1, 1)}, {"record_id": "R2", "unified_no": "17"},
        {"record_id": "R2", "unified_no": "26"},
    ]  # fmt: skip
    return body_gateway.CopiesRequest(
        information=TAX, copies=[body_gateway.Copy.model_validate({**plain, **row}) for row in rows]
    )


@pytest.mark.clause("INT-6")
def test_of_a_message_the_good_copies_stay_and_the_others_are_named(net: Net) -> None:
    told = net.said("other_city", body_gateway.REGISTER_COPIES, one_good_and_two_wrong())
    assert (told.registered, told.known, told.refused) == (1, 0, 2)
    wrong = [(found.row, found.record_id, found.id) for found in told.findings if found.severity == "error"]
    assert wrong == [(1, "R1", "I-212"), (3, "R2", "I-214")]
    with acting_for(MIDORINO):
        assert list(Copy.objects.values_list("record_id", "unified_no")) == [("R2", "17")]
    again = net.said("other_city", body_gateway.REGISTER_COPIES, one_good_and_two_wrong(), key="another message")
    assert (again.registered, again.known, again.refused) == (0, 1, 2)


def test_the_version_before_is_answered_as_it_was_all_or_none(net: Net) -> None:
    answer = net.ask("other_city", body_gateway.REGISTER_COPIES_1, one_good_and_two_wrong())
    assert (answer.status_code, findings(answer)) == (422, ["I-212", "I-214"])
    assert [found["at"] for found in answer.json()["findings"]] == ["copies.0", "copies.2"]
    with acting_for(MIDORINO):
        assert not Copy.objects.exists()
    good = one_good_and_two_wrong()
    good = good.model_copy(update={"copies": good.copies[1:2]})
    assert net.said("other_city", body_gateway.REGISTER_COPIES_1, good).registered == 1
    assert net.said("other_city", body_gateway.REGISTER_COPIES_1, good, key="another message").registered == 1


@pytest.mark.clause("NET-9")
def test_the_agent_of_another_body_cannot_open_a_body_s_copy(net: Net, bodies: Taken) -> None:
    from sasae.intermediary.keys.client import open_sealed
    from sasae.intermediary.keys.envelope import CannotOpen

    net.copy("other_city", "17")
    with acting_for(MIDORINO):
        payload = with_keys(Copy.objects.all()).get().sealed
    assert str(SALARY).encode() in open_sealed(MIDORINO, "copy-1", payload)
    with pytest.raises(CannotOpen):
        open_sealed(KAWASAKI, "copy-1", payload)
    with pytest.raises(CannotOpen):
        open_sealed(MIDORINO, "copy-1", payload[:-4] + "AAAA")


@pytest.mark.clause("INT-8")
def test_the_key_on_disk_is_encrypted_and_only_its_owner_may_read_it(bodies: Taken) -> None:
    for body in (KAWASAKI, MIDORINO):
        folder = bodies.folder / body
        assert b"ENCRYPTED PRIVATE KEY" in (folder / "key.pem").read_bytes()
        for name in ("key.pem", "passphrase"):
            assert (folder / name).stat().st_mode & 0o077 == 0
        assert bodies.agents[body].socket.stat().st_mode & 0o077 == 0


def test_making_the_key_again_keeps_it(bodies: Taken) -> None:
    from sasae.intermediary.keys.custodian import make_key

    before: Any = (bodies.folder / KAWASAKI / "key.pem").read_bytes()
    public = (bodies.folder / KAWASAKI / "public.jwk").read_text()
    assert make_key(bodies.folder / KAWASAKI) == public
    assert (bodies.folder / KAWASAKI / "key.pem").read_bytes() == before
    assert '"d"' not in public
