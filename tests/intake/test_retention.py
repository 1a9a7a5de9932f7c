"""What has been kept long enough: its last day and the day after, holds, two persons, and nothing left that names it."""

from datetime import date, datetime
from typing import Any

import pytest

from sasae.contracts.portal_letters import ReplyKind
from sasae.foundation.batch.actions import run_now
from sasae.foundation.batch.models import BatchItem
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.outbox.models import OutboxMessage
from sasae.foundation.retention import actions, batches, holds
from sasae.foundation.retention.holds import CannotDelete
from sasae.foundation.retention.models import DeletionCount, DeletionItem, DeletionRun, LegalHold, State
from sasae.intake import deleting, keeping
from sasae.intake.applications.actions import take_list_out
from sasae.intake.applications.models import Application
from sasae.intake.applications.models import State as Step
from sasae.intake.downloads.batches import take_all
from sasae.intake.downloads.models import Download, Evidence, Quarantine, RevocationList
from sasae.intake.examination.models import Handling
from sasae.intake.handover.models import Publication, StatusReport
from sasae.intake.matching.batches import identify_waiting
from sasae.kernel import clock
from sasae.kernel.clock import TOKYO
from tests.intake.applications import ATENA, HANAKO, file
from tests.intake.replies import reply
from tests.two_persons import refused

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True),
    pytest.mark.clause("RET-2"),
]
OLD, NEW, OTHER = "KW2026061500000001", "KW2026061500000002", "KW2026061500000003"
ONE, TWO = SYSTEM("clerk one"), SYSTEM("clerk two")
SETTLED = datetime(2027, 3, 31, 23, 59, tzinfo=TOKYO)  # the last minute of fiscal year 2026
LATEST = datetime(2099, 3, 31, tzinfo=TOKYO)
LAST, FIRST = date(2032, 3, 31), date(2032, 4, 1)  # five fiscal years after it


@pytest.fixture
def ended(partners: Any, card: Any, deliver: Any) -> Any:
    """Hanako's application, taken in, handed over, told of, and ended."""
    partners.serials[card.user_serial] = ATENA

    def one(key: str, state: Step = Step.DONE, at: datetime = SETTLED) -> Application:
        partners.put(key, file(card))
        take_all()
        identify_waiting()
        deliver()
        rows = Application.objects.filter(receipt_number=key)
        rows.update(state=state, moved_at=at)
        Publication.objects.filter(application__in=rows).update(acknowledged_at=at, registered_as="R-1")
        return rows.get()

    return one


def listed(on: date = FIRST) -> list[tuple[str, str]]:
    return [(one.kind, one.key) for one in keeping.due(on)]


def run_of(on: date = FIRST) -> DeletionRun:
    OutboxMessage.objects.filter(settled_at__isnull=False).update(settled_at=LATEST)  # they have a period of their own
    return actions.list_due(by=ONE, on=on, now=clock.now())


def carried_out(on: date = FIRST) -> DeletionRun:
    run = run_of(on)
    actions.approve(run.pk, by=TWO, now=clock.now())
    actions.carry_out(run.pk, now=clock.now())
    run.refresh_from_db()
    return run


def counts() -> dict[str, tuple[int, int, int, int]]:
    return {one.kind: (one.listed, one.excluded, one.spared, one.deleted) for one in DeletionCount.objects.all()}


def left_of(key: str, connection: Any) -> list[str]:
    """The tables in which anything of a receipt number still stands, but for the journal."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    found = []
    for (table,) in sorted(tables):
        held = connection.execute(f'SELECT 1 FROM "{table}" t WHERE t::text LIKE %s LIMIT 1', [f"%{key}%"])  # noqa: S608
        if held.fetchone() and not table.startswith("history_"):
            found.append(table)
    return found


@pytest.mark.parametrize("at", [SETTLED, datetime(2026, 4, 1, tzinfo=TOKYO)], ids=["on its last day", "on its first"])
def test_what_was_settled_in_a_fiscal_year_is_due_the_day_after_the_last_of_the_years_it_is_kept(
    ended: Any, at: datetime
) -> None:
    ended(OLD, at=at)
    assert listed(LAST) == []
    assert listed(FIRST) == [("application", OLD)]
    assert next(iter(keeping.due(FIRST))).kept_until == LAST


def test_what_was_settled_a_minute_later_is_kept_a_year_longer(ended: Any) -> None:
    ended(OLD, at=datetime(2027, 4, 1, 0, 0, tzinfo=TOKYO))
    assert listed(FIRST) == []
    assert listed(date(2033, 4, 1)) == [("application", OLD)]


@pytest.mark.parametrize("state", [Step.EXAMINING, Step.CORRECTION_ASKED, Step.WAITING, Step.FETCHED])
def test_what_has_not_ended_is_never_due(ended: Any, state: Step) -> None:
    ended(OLD, state)
    assert listed(date(2090, 4, 1)) == []


def test_what_is_not_handed_over_or_told_yet_is_not_due(ended: Any) -> None:
    ended(OLD)
    Publication.objects.update(acknowledged_at=None, registered_as="")
    assert listed() == []
    Publication.objects.update(acknowledged_at=SETTLED, registered_as="R-1")
    assert listed() == [("application", OLD)]
    StatusReport.objects.create(receipt_number=OLD, sequence=99, status="06", made_at=SETTLED)
    assert listed() == []


def test_what_was_withdrawn_before_it_was_handed_over_goes_as_the_others_do(
    partners: Any, card: Any, deliver: Any, bring: Any
) -> None:
    partners.serials[card.user_serial] = ATENA
    partners.put(OLD, file(card))
    withdrawal = reply(OLD, ReplyKind.WITHDRAWAL, card=card)
    take_all()
    identify_waiting()
    bring(withdrawal)
    deliver()
    assert list(Publication.objects.values_list("acknowledged_at", "application__state")) == [(None, Step.WITHDRAWN)]
    Application.objects.update(moved_at=SETTLED)
    assert (listed(LAST), listed(FIRST)) == ([], [("application", OLD)])
    carried_out()
    assert not Download.objects.exists()


@pytest.mark.clause("RET-1")
def test_an_old_version_goes_earlier_than_what_replaced_it_and_that_never_before_it(ended: Any) -> None:
    newer, older = ended(NEW), ended(OLD, Step.WITHDRAWN)
    Handling.objects.update_or_create(application=older, defaults={"replaced_by": newer})
    assert listed(date(2028, 3, 31)) == []
    assert listed(date(2028, 4, 1)) == [("superseded", OLD)]
    assert listed(FIRST) == [("superseded", OLD), ("application", NEW)]
    holds.place(OLD, "審査請求", by=ONE, now=clock.now())
    carried_out()
    assert counts() == {"application": (1, 0, 1, 0)}
    assert set(Application.objects.values_list("receipt_number", flat=True)) == {OLD, NEW}
    holds.ask_lift(LegalHold.objects.get().pk, "終わった", by=ONE)
    holds.lift(LegalHold.objects.get().pk, by=TWO, now=clock.now())
    actions.confirm(DeletionRun.objects.get().pk, by=ONE, now=clock.now())
    carried_out()
    assert not Download.objects.exists()


def test_nothing_that_names_the_application_is_left_but_the_journal(ended: Any, owner_connection: Any) -> None:
    ended(OLD)
    run_now(take_list_out({}, None, "csv", "会議", by=ONE, on=clock.today()).pk)
    assert BatchItem.objects.get().payload == {"person": ATENA}
    before = left_of(OLD, owner_connection)
    assert left_of(HANAKO[0], owner_connection)
    assert {"intake_downloads_download", "outbox_message", "intake_applications_application_event"} <= set(before)
    run = carried_out()
    assert (run.state, counts()) == (State.DONE, {"application": (1, 0, 0, 1)})
    assert left_of(OLD, owner_connection) == []
    assert left_of(HANAKO[0], owner_connection) == []
    assert not BatchItem.objects.exists()
    assert not Evidence.objects.exists()
    assert HistoryEntry.objects.filter(subject=OLD).exists()


def test_a_revocation_list_goes_when_no_evidence_rests_on_it_and_it_is_old(ended: Any, owner_connection: Any) -> None:
    ended(OLD)
    carried_out(date(2060, 4, 1))
    assert not RevocationList.objects.exists()


def test_another_application_and_the_lists_it_rests_on_stay(ended: Any) -> None:
    ended(OLD)
    ended(OTHER, at=datetime(2030, 4, 1, tzinfo=TOKYO))
    carried_out()
    assert Application.objects.get().receipt_number == OTHER
    assert Evidence.objects.get().revocation_list
    assert Application.objects.get().attachments.exists()


def test_who_listed_does_not_approve_and_one_deletion_is_under_way_at_a_time(ended: Any) -> None:
    ended(OLD)
    run = run_of()
    with pytest.raises(CannotDelete, match="RT-102"):
        run_of()
    refused("retention.approve", lambda by: actions.approve(run.pk, by=by, now=clock.now()), same=ONE, other=TWO, says="RT-105")
    actions.carry_out(run.pk, now=clock.now())
    assert Application.objects.exists()
    actions.withdraw(run.pk, by=ONE, now=clock.now())
    with pytest.raises(CannotDelete, match="RT-108"):
        actions.approve(run.pk, by=TWO, now=clock.now())
    assert run_of().pk != run.pk


def test_what_was_excluded_with_a_reason_stays_and_is_listed_again(ended: Any) -> None:
    ended(OLD)
    ended(OTHER)
    run = run_of()
    with pytest.raises(CannotDelete, match="UK-301"):
        actions.exclude(run.pk, OLD, " ", by=ONE)
    with pytest.raises(CannotDelete, match="RT-104"):
        actions.exclude(run.pk, NEW, "訴訟", by=ONE)
    actions.exclude(run.pk, OLD, "訴訟", by=ONE)
    actions.approve(run.pk, by=TWO, now=clock.now())
    with pytest.raises(CannotDelete, match="RT-103"):
        actions.exclude(run.pk, OTHER, "訴訟", by=ONE)
    actions.carry_out(run.pk, now=clock.now())
    assert counts() == {"application": (2, 1, 0, 1)}
    assert listed() == [("application", OLD)]


def test_a_hold_keeps_off_the_list_and_spares_what_is_approved_already(ended: Any) -> None:
    ended(OLD)
    ended(OTHER)
    holds.place(OLD, "審査請求", by=ONE, now=clock.now())
    run = run_of()
    assert [one.key for one in run.items.all()] == [OTHER]
    actions.approve(run.pk, by=TWO, now=clock.now())
    holds.place(OTHER, "監査", by=ONE, now=clock.now())
    actions.carry_out(run.pk, now=clock.now())
    assert counts() == {"application": (1, 0, 1, 0)}
    assert Application.objects.count() == 2


def test_a_hold_is_ended_by_two_persons(ended: Any) -> None:
    ended(OLD)
    hold = holds.place(OLD, "審査請求", by=ONE, now=clock.now())
    with pytest.raises(CannotDelete, match="RT-202"):
        holds.place(OLD, "監査", by=TWO, now=clock.now())
    with pytest.raises(CannotDelete, match="RT-201"):
        holds.place(NEW, "監査", by=TWO, now=clock.now())
    with pytest.raises(CannotDelete, match="RT-205"):
        holds.lift(hold.pk, by=TWO, now=clock.now())
    holds.ask_lift(hold.pk, "裁決があった", by=ONE)
    refused("retention.lift", lambda by: holds.lift(hold.pk, by=by, now=clock.now()), same=ONE, other=TWO, says="RT-203")
    with pytest.raises(CannotDelete, match="RT-101"):
        run_of()
    holds.lift(hold.pk, by=TWO, now=clock.now())
    carried_out()
    assert not Application.objects.exists()
    assert not LegalHold.objects.exists()


@pytest.mark.parametrize(
    "after_delete", [False, True], ids=["before anything is gone", "between deleting and striking off"]
)
def test_killed_anywhere_it_goes_on_and_deletes_nothing_twice(
    ended: Any, monkeypatch: pytest.MonkeyPatch, after_delete: bool
) -> None:
    for key in (OLD, NEW, OTHER):
        ended(key)
    run = run_of()
    actions.approve(run.pk, by=TWO, now=clock.now())
    step = "forget" if after_delete else "delete"
    real, calls = getattr(deleting, step), []

    def fall(key: str) -> None:
        calls.append(key)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(key)

    monkeypatch.setattr(keeping, step, fall)
    with pytest.raises(KeyboardInterrupt):
        actions.carry_out(run.pk, now=clock.now())
    assert Application.objects.count() == (1 if after_delete else 2)
    assert counts() == {"application": (3, 0, 0, 1)}
    for _ in range(2):
        actions.carry_out(run.pk, now=clock.now())
    assert counts() == {"application": (3, 0, 0, 3)}
    assert not Download.objects.exists()
    assert not DeletionItem.objects.exists()
    assert HistoryEntry.objects.filter(event="retention.done").count() == 1


def test_what_went_back_into_examination_after_the_approval_is_spared(ended: Any) -> None:
    ended(OLD)
    run = run_of()
    actions.approve(run.pk, by=TWO, now=clock.now())
    Application.objects.update(state=Step.EXAMINING, moved_at=clock.now())
    actions.carry_out(run.pk, now=clock.now())
    assert counts() == {"application": (1, 0, 1, 0)}
    assert Application.objects.get().attachments.exists()
    assert DeletionItem.objects.get().why == "抽出の後に変わったため"


def test_a_held_file_that_staff_have_closed_goes_a_year_later(partners: Any, card: Any, owner_connection: Any) -> None:
    partners.put(OLD, b"not an archive")
    take_all()
    assert listed(date(2090, 4, 1)) == []
    Quarantine.objects.update(state="closed", closed_at=SETTLED, closed_by="a", note="n")
    assert listed(date(2028, 3, 31)) == []
    assert listed(date(2028, 4, 1)) == [("quarantined", OLD)]
    carried_out(date(2028, 4, 1))
    assert left_of(OLD, owner_connection) == []


@pytest.mark.parametrize("on", ["2026-06-15", "2032-04-01"], ids=["nothing is due", "one is due"])
def test_every_month_what_is_due_is_listed_by_itself_once(ended: Any, monkeypatch: pytest.MonkeyPatch, on: str) -> None:
    ended(OLD)
    monkeypatch.setenv("SASAE_TODAY", on)
    for _ in range(2):
        batches.list_due(timestamp=0)
    assert list(DeletionRun.objects.values_list("listed_by", flat=True)) == (
        [SYSTEM("schedule").id] if on == str(FIRST) else []
    )


def test_an_approved_deletion_whose_job_was_given_up_is_carried_on_every_hour(ended: Any) -> None:
    ended(OLD)
    run = run_of()
    batches.go_on(timestamp=0)
    assert Application.objects.exists()
    actions.approve(run.pk, by=TWO, now=clock.now())
    batches.go_on(timestamp=0)
    assert not Application.objects.exists()
    assert DeletionRun.objects.get().state == State.DONE
