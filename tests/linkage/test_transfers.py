"""Transfers to the sister subsidies: what is asked under which permission, what is refused, and the check of the log."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.contracts import transfers
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.linkage.transfers.models import Outcome, Permission, State, Transfer
from sasae.linkage.transfers.queries import figures
from tests.linkage.register import HANAKO, HIDDEN, TARO
from tests.linkage.transferring import OFFICE, SISTER, WHY, permission, question
from tests.linkage.transferring import ask as ask
from tests.linkage.transferring import pages as pages
from tests.linkage.transferring import permitted as permitted
from tests.linkage.transferring import subsidy as subsidy
from tests.wire.counterparts import Counterparts, Says
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.mark.clause("TRF-1")
def test_the_severely_disabled_office_gets_what_its_case_needs_and_both_sides_have_the_same_number(
    permitted: Permission, ask: Callable[..., Any], subsidy: Counterparts
) -> None:
    told = ask(question(HANAKO, TARO, HANAKO)).json()
    (carried,) = subsidy.told("transfers.hand_over")
    assert (carried.office, carried.atena_nos, carried.purpose) == (OFFICE, [HANAKO, TARO], WHY)
    transfer = Transfer.objects.get()
    assert told["transfer_no"] == carried.transfer_no == transfer.number
    assert [one["atena_no"] for one in told["told"]] == [HANAKO]
    assert told["not_ours"] == [TARO]
    outcome = transfer.outcome
    assert (outcome.state, outcome.told, outcome.told_items) == (State.HANDED, [HANAKO], ["entitlement"])
    assert HistoryEntry.objects.get(event="transfer.handed").persons == [HANAKO]


@pytest.mark.clause("TRF-2")
def test_the_childrens_office_gets_what_it_needs_on_its_own_row_of_the_ordinance(
    db: None, door: Any, system: Any, ask: Callable[..., Any]
) -> None:
    own = {"basis": "number_ordinance_3_2_35", "affair": "小児医療費助成"}
    system("subsidy").ask(door, transfers.PERMIT, permission(number="K000002", office=SISTER, **own), key="p-2")
    why = WHY.model_copy(update=own)
    assert ask(question(purpose=why, permission="K000002"), SISTER).status_code == 200
    assert figures() == {"asked": 1, "handed": 1, "refused": 0, "open": 0, "improper": 0}


@pytest.mark.clause("TRF-3")
@pytest.mark.clause("LAW-1")
@pytest.mark.parametrize(
    ("changed", "office", "ids"),
    [
        ({"items": ("entitlement", "benefit")}, OFFICE, ["L-405"]),
        ({"permission": "K999999"}, OFFICE, ["L-401"]),
        ({}, SISTER, ["L-003", "L-401"]),
        ({"purpose": WHY.model_copy(update={"basis": "number_ordinance_3_2_35"})}, OFFICE, ["L-003", "L-004", "L-404"]),
        ({"purpose": WHY.model_copy(update={"basis": "none_at_all"})}, OFFICE, ["L-001", "L-404"]),
        ({"purpose": WHY.model_copy(update={"affair": "観光案内"})}, OFFICE, ["L-004", "L-404"]),
        ({"purpose": WHY.model_copy(update={"operator": " "})}, OFFICE, ["L-006"]),
        ({"purpose": WHY.model_copy(update={"case": ""})}, OFFICE, ["L-406"]),
    ],
    ids=[
        "an item outside the permission", "no such permission", "another office's permission", "another row of the ordinance",
        "no basis at all", "another affair", "nobody asks", "for no case",
    ],
)  # fmt: skip
def test_outside_its_permission_an_office_gets_nothing_the_subsidy_is_not_even_asked_and_the_log_says_so(
    permitted: Permission, ask: Callable[..., Any], subsidy: Counterparts, refusals: Any,
    changed: dict[str, Any], office: str, ids: list[str],
) -> None:  # fmt: skip
    answer = ask(question(**changed), office)
    assert (answer.status_code, findings(answer)) == (422, ids)
    assert subsidy.told("transfers.hand_over") == []
    outcome = Outcome.objects.get()
    assert (outcome.state, outcome.told, [one["id"] for one in outcome.findings]) == (State.REFUSED, [], ids)
    assert figures() == {"asked": 1, "handed": 0, "refused": 1, "open": 0, "improper": 0}
    assert [line for line in refusals() if "transfer.refused" in line]


@pytest.mark.clause("TRF-3")
@pytest.mark.parametrize(
    ("since", "until", "status"),
    [
        ("2026-11-01", "2026-11-27", 200),
        ("2026-11-01", "2026-11-26", 422),
        ("2026-11-27", "2026-12-31", 200),
        ("2026-11-28", "2026-12-31", 422),
    ],
    ids=["on the last day", "the day after", "on the first day", "the day before"],
)
def test_a_permission_holds_from_its_first_to_its_last_day(
    door: Any,
    system: Any,
    ask: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    since: str,
    until: str,
    status: int,
) -> None:
    monkeypatch.setenv("SASAE_TODAY", "2026-11-27")
    system("subsidy").ask(door, transfers.PERMIT, permission(since=since, until=until), key="p")
    answer = ask(question())
    assert answer.status_code == status
    assert status == 200 or findings(answer) == ["L-402"]


@pytest.mark.clause("TRF-3")
def test_a_permission_withdrawn_ends_at_once_and_an_older_word_that_comes_late_does_not_bring_it_back(
    permitted: Permission, door: Any, system: Any, ask: Callable[..., Any]
) -> None:
    assert ask(question()).status_code == 200
    for revision, withdrawn in ((3, clock.now()), (2, None)):
        told = permission(revision, withdrawn_at=withdrawn)
        kept = system("subsidy").ask(door, transfers.PERMIT, told, key=f"p-{revision}")
        assert kept.json() == {"revision": 3}
    assert findings(ask(question())) == ["L-403"]
    assert figures()["improper"] == 0  # the first was before the withdrawal


@pytest.mark.parametrize("caller", ["tax", "public_assistance", "intake"])
def test_an_office_that_is_no_receiver_is_not_let_in(
    permitted: Permission, ask: Callable[..., Any], caller: str
) -> None:
    answer = ask(question(), caller)
    assert (answer.status_code, findings(answer)) == (403, ["W-012"])
    assert not Transfer.objects.exists()


def test_a_question_taken_down_and_sent_again_is_refused_and_tells_nothing_twice(
    permitted: Permission, door: Any, system: Any, subsidy: Counterparts
) -> None:
    partner = system(OFFICE)
    signed = partner.signed(transfers.ASK.path, question().model_dump_json().encode())
    assert partner.send(door, signed).status_code == 200
    again = partner.send(door, signed)
    assert again.status_code == 401
    assert HANAKO not in again.content.decode()
    assert Transfer.objects.count() == 1


def test_a_protected_person_s_address_passes_linkage_sealed_and_the_asking_office_alone_opens_it(
    permitted: Permission, ask: Callable[..., Any]
) -> None:
    from django.conf import settings

    from sasae.wire.sealing import CannotOpen, unseal_text

    answer = ask(question(HIDDEN, items=("address",)))
    assert "河原町" not in answer.content.decode()
    (told,) = answer.json()["told"]
    assert told["protected"]
    assert unseal_text(settings.SASAE_PKI, OFFICE, told["address"]["sealed"]) == "川崎市幸区河原町八番地"
    with pytest.raises(CannotOpen):
        unseal_text(settings.SASAE_PKI, "linkage", told["address"]["sealed"])


def test_when_the_subsidy_system_is_away_the_office_is_told_to_come_back_and_nothing_left(
    permitted: Permission, ask: Callable[..., Any], subsidy: Counterparts
) -> None:
    subsidy.away.add("subsidy")
    assert ask(question()).status_code == 503
    assert Outcome.objects.get().state == State.FAILED
    assert figures() == {"asked": 1, "handed": 0, "refused": 0, "open": 1, "improper": 0}


def test_what_the_subsidy_system_refuses_reaches_the_office_in_its_words(
    permitted: Permission, ask: Callable[..., Any], subsidy: Counterparts
) -> None:
    def refuse(_: Any) -> Any:
        raise Says("IT-205", "許可にない項目です：住所")

    subsidy.answers["transfers.hand_over"] = refuse
    answer = ask(question(items=("address",)))
    assert (answer.status_code, findings(answer)) == (422, ["IT-205"])
    assert Outcome.objects.get().state == State.REFUSED


@pytest.mark.parametrize(
    ("told", "finding"),
    [
        ({"atena_no": TARO, "entitlements": []}, "L-407"),
        ({"atena_no": HANAKO, "entitlements": [], "benefits": []}, "L-408"),
    ],
    ids=["another person", "another item"],
)
def test_an_answer_that_tells_more_than_was_asked_goes_no_further(
    permitted: Permission, ask: Callable[..., Any], subsidy: Counterparts, told: dict[str, Any], finding: str
) -> None:
    subsidy.answers["transfers.hand_over"] = lambda asked: transfers.Transferred(
        transfer_no=asked.transfer_no, told=[transfers.Told.model_validate(told)], not_ours=[]
    )
    assert findings(ask(question())) == [finding]
    assert Outcome.objects.get().told == []
