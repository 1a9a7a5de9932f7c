"""What offices may provide goes to the intermediary as copies: whole, then what is new, each version once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.outbox.models import OutboxMessage
from sasae.linkage.people.models import RegisteredPerson
from sasae.linkage.provisions import batches, gathering
from sasae.linkage.provisions.actions import CannotProvide, cancel, start, take_page
from sasae.linkage.provisions.batches import go_on, provisions
from sasae.linkage.provisions.gathering import next_page
from sasae.linkage.provisions.models import ProvidedCopy, ProvisionBatch, ProvisionRun
from sasae.linkage.provisions.queries import standings
from sasae.wire.client import Unreachable
from tests.linkage.offices import Offices
from tests.linkage.register import HANAKO, HIDDEN, JIRO, TARO, Register
from tests.wire.counterparts import Counterparts

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ALLOWANCE, TAX, OURS = "TM90000000000001", "TM00000000000002", "TM90000000000009"
OPERATOR = Actor("operator1", "宮前 亮", "staff")
DAY, SINCE = date(2026, 6, 15), date(2024, 4, 1)


@pytest.fixture
def offices(taken_in: Register, far: Counterparts) -> Offices:
    """Hanako and the protected one receive the allowance."""
    held = Offices()
    held.answer_on(far)
    held.receives(HANAKO, SINCE)
    held.receives(HIDDEN, SINCE)
    return held


@pytest.fixture
def provide(offices: Offices, deliver: Callable[[], None]) -> Callable[..., ProvisionRun]:
    """A whole run, sent."""

    def done(kind: str = "full", information: str = ALLOWANCE) -> ProvisionRun:
        run = start(information, kind, on=DAY, by=OPERATOR)
        go_on(run.pk)
        deliver()
        run.refresh_from_db()
        return run

    return done


@pytest.mark.clause("LNK-3")
@pytest.mark.clause("LNK-5")
def test_a_full_run_hands_on_whoever_the_office_tells_of_in_the_permitted_items(provide: Any, offices: Offices) -> None:
    run = provide()
    assert (run.state, run.told, run.changed, run.ended_at is not None) == ("done", 2, 2, True)
    unified = RegisteredPerson.objects.get(atena_no=HANAKO).unified
    copy = offices.newest()[f"{HANAKO}-20240401"]
    assert (copy.unified_no, copy.version, copy.data) == (unified.unified_no, 1, {"since": "2024-04-01", "until": None})
    assert (copy.period_from, copy.period_to) == (SINCE, date(9999, 12, 31))
    assert (copy.not_disclosed, copy.automatic_reply) == (False, True)
    (standing,) = [one for one in standings() if one.source.code == ALLOWANCE]
    assert (standing.current, standing.protected, standing.agrees) == (2, 1, "一致")


def test_a_protected_person_s_copy_is_not_disclosed_and_answers_nobody_by_itself(
    provide: Any, offices: Offices
) -> None:
    provide()
    copy = offices.newest()[f"{HIDDEN}-20240401"]
    assert (copy.not_disclosed, copy.automatic_reply) == (True, False)


@pytest.mark.parametrize(("until", "protected"), [(date(2026, 6, 15), True), (date(2026, 6, 14), False)])
def test_protection_that_began_or_ended_makes_a_new_version_though_the_office_tells_nothing(
    provide: Any, offices: Offices, until: date, protected: bool
) -> None:
    provide()
    RegisteredPerson.objects.filter(atena_no=HANAKO).update(protected_until=until)
    provide("difference")
    copy = offices.newest()[f"{HANAKO}-20240401"]
    assert (
        (copy.version, copy.not_disclosed, copy.automatic_reply) == (2, True, False) if protected else (1, False, True)
    )


def test_a_run_with_nothing_new_sends_nothing(provide: Any, offices: Offices) -> None:
    provide()
    run = provide()
    assert (run.state, run.told, run.changed, len(offices.copies)) == ("done", 2, 0, 2)


def test_a_difference_asks_about_those_alone_of_whom_the_office_tells(
    provide: Any, offices: Offices, far: Counterparts
) -> None:
    provide()
    offices.receives(TARO, date(2026, 5, 1))
    far.asked.clear()
    run = provide("difference")
    assert (run.told, run.changed) == (1, 1)
    assert [each.atena_nos for each in far.told("child_allowance.enrolments")] == [[TARO]]


def test_a_correction_is_the_next_version_and_what_the_office_no_longer_has_is_withdrawn(
    provide: Any, offices: Offices
) -> None:
    provide()
    offices.enrolments[HANAKO] = []
    offices.receives(HANAKO, date(2024, 5, 1), date(2026, 3, 31))
    run = provide("difference")
    newest = offices.newest()
    assert (run.changed, run.withdrawn) == (2, 1)
    assert newest[f"{HANAKO}-20240501"].data == {"since": "2024-05-01", "until": "2026-03-31"}
    gone = newest[f"{HANAKO}-20240401"]
    assert (gone.version, gone.data, gone.withdrawn) == (2, {}, True)
    assert ProvidedCopy.objects.filter(withdrawn=True).count() == 1


def test_a_full_run_withdraws_whom_nobody_tells_of_any_more_and_takes_them_back(provide: Any, offices: Offices) -> None:
    provide()
    offices.feed = [each for each in offices.feed if each.person.atena_no != HANAKO]
    assert provide().withdrawn == 1
    offices.tell(HANAKO)
    offices.feed[-1] = offices.feed[-1].model_copy(update={"sequence": 9})
    assert provide().changed == 1
    copy = offices.newest()[f"{HANAKO}-20240401"]
    assert (copy.version, copy.data["since"]) == (3, "2024-04-01")


def test_tax_is_asked_about_everybody_of_the_index_for_the_year_that_is_over(
    provide: Any, offices: Offices, monkeypatch: Any
) -> None:
    monkeypatch.setattr(gathering, "AT_ONCE", 2)
    offices.incomes = {HANAKO: 1_200_000, TARO: 0}
    run = provide(information=TAX)
    assert (run.year, run.told, run.changed) == (2025, 2, 2)
    assert list(ProvisionBatch.objects.order_by("pk").values_list("count", flat=True)) == [2, 0]
    assert offices.newest()[f"{HANAKO}-2025"].data["salary"] == 1_200_000
    with pytest.raises(CannotProvide):
        start(TAX, "difference", on=DAY, by=OPERATOR)


def test_somebody_without_an_individual_number_is_counted_and_not_sent(provide: Any, offices: Offices) -> None:
    RegisteredPerson.objects.filter(atena_no=HANAKO).update(unified=None)
    run = provide()
    assert (run.told, run.without_number, len(offices.copies)) == (2, 1, 1)
    assert next(one for one in standings() if one.source.code == ALLOWANCE).agrees == "一致"


def test_an_office_that_is_away_is_waited_for_and_the_run_goes_on_where_it_stood(
    offices: Offices, far: Counterparts, deliver: Any
) -> None:
    offices.page = 1
    run = start(ALLOWANCE, "full", on=DAY, by=OPERATOR)
    take_page(run.pk, 0, next_page(run), on=DAY)
    far.away.add("child_allowance")
    with pytest.raises(Unreachable):
        go_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.cursor, bool(run.trouble)) == ("gathering", 1, True)
    far.away.clear()
    provisions(timestamp=0)
    deliver()
    run.refresh_from_db()
    assert (run.state, run.told, run.trouble, len(offices.copies)) == ("done", 2, "", 2)


def test_a_page_that_comes_twice_changes_nothing(offices: Offices) -> None:
    offices.page = 1
    run = start(ALLOWANCE, "full", on=DAY, by=OPERATOR)
    page = next_page(run)
    assert [take_page(run.pk, 0, page, on=DAY) for _ in range(2)] == [True, True]
    assert (ProvidedCopy.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_what_the_intermediary_refuses_is_shown_and_does_not_agree(provide: Any, offices: Offices) -> None:
    offices.refuses = True
    run = provide()
    assert (run.state, set(ProvisionBatch.objects.values_list("state", flat=True))) == ("done", {"refused"})
    (standing,) = [one for one in standings() if one.source.code == ALLOWANCE]
    assert (standing.refused, standing.agrees) == (2, "相違あり")
    offices.refuses = False
    assert provide().changed == 2
    assert [one.agrees for one in standings() if one.source.code == ALLOWANCE] == ["一致"]


def test_a_row_the_intermediary_does_not_take_is_said_and_goes_out_again_with_the_next_run(
    provide: Any, offices: Offices
) -> None:
    offices.wrong = {f"{HANAKO}-20240401"}
    run = provide()
    assert (run.state, ProvisionBatch.objects.get(count=2).registered) == ("done", 1)
    assert "I-214" in ProvisionBatch.objects.get(count=2).message
    assert [one.agrees for one in standings() if one.source.code == ALLOWANCE] == ["相違あり"]
    offices.wrong = set()
    assert provide().changed == 1
    assert [one.agrees for one in standings() if one.source.code == ALLOWANCE] == ["一致"]


def test_the_end_of_a_run_says_until_when_the_copies_hold(provide: Any, offices: Offices) -> None:
    run = provide()
    assert offices.holds == [None, run.started_at]


def test_after_a_tie_was_corrected_the_record_of_the_wrong_person_ends_and_the_right_one_gets_another(
    provide: Any, offices: Offices
) -> None:
    provide()
    wrong = RegisteredPerson.objects.get(atena_no=HANAKO).unified
    right = RegisteredPerson.objects.get(atena_no=JIRO).unified
    RegisteredPerson.objects.filter(atena_no=HANAKO).update(unified=right)
    assert provide().changed == 2
    newest = offices.newest()
    old, new = newest[f"{HANAKO}-20240401"], newest[f"{HANAKO}-20240401-{right.unified_no}"]
    assert (old.unified_no, old.version, old.withdrawn) == (wrong.unified_no, 2, True)
    assert (new.unified_no, new.version, new.withdrawn) == (right.unified_no, 1, False)
    assert provide().changed == 0


@pytest.mark.clause("TRF-5")
@pytest.mark.parametrize("information", [OURS, "TM99999999999999"])
def test_the_subsidy_s_own_file_is_provided_to_nobody_and_the_attempt_is_recorded(
    offices: Offices, signed_in: Any, refusals: Any, information: str, far: Counterparts, deliver: Any
) -> None:
    client = signed_in("provisions.view", "provisions.run")
    client.post(f"/provisions/{information}/start/", {"kind": "full"})
    page = client.get("/provisions/").content.decode()
    assert "副本として登録できません" in page
    assert any("provision.refused" in line and client.staff.login_id in line for line in refusals())
    deliver()
    assert (ProvisionRun.objects.count(), far.told("body_copies.register_batch")) == (0, [])


def test_one_run_at_a_time_and_a_run_that_is_cancelled_keeps_what_was_sent(offices: Offices) -> None:
    offices.page = 1
    run = start(ALLOWANCE, "full", on=DAY, by=OPERATOR)
    with pytest.raises(CannotProvide, match="すでに進んでいます"):
        start(ALLOWANCE, "full", on=DAY, by=OPERATOR)
    take_page(run.pk, 0, next_page(run), on=DAY)
    with pytest.raises(CannotProvide, match="理由"):
        cancel(run.pk, why=" ", by=OPERATOR)
    cancel(run.pk, why="元の誤り", by=OPERATOR)
    batches.go_on(run.pk)
    assert (ProvisionRun.objects.get().state, ProvidedCopy.objects.count()) == ("cancelled", 1)
    assert start(ALLOWANCE, "full", on=DAY, by=OPERATOR).state == "gathering"


def test_the_pages_show_figures_and_states_and_whom_a_batch_spoke_of_is_in_the_journal(
    provide: Any, signed_in: Any
) -> None:
    run = provide()
    client = signed_in("provisions.view")
    assert "児童扶養手当関係情報" in client.get("/provisions/").content.decode()
    page = client.get(f"/provisions/runs/{run.number}/").content.decode()
    assert "2件のうち、登録済 2件・残り 0件" in page
    sent = HistoryEntry.objects.filter(event="provision.sent").order_by("id").first()
    assert set(sent.persons) == {HANAKO, HIDDEN}
    assert client.post(f"/provisions/{ALLOWANCE}/start/", {"kind": "full"}).status_code == 403


def test_the_mark_of_a_copy_says_nothing_of_its_content(provide: Any) -> None:
    provide()
    marks = list(ProvidedCopy.objects.values_list("mark", flat=True))
    assert len(set(marks)) == 2
    assert all(len(mark) == 64 for mark in marks)
    assert JIRO not in str(marks)
