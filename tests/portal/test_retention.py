"""What the portal keeps and until when: the last day and the day after, and nothing left that names what is gone."""

from datetime import date, timedelta

import pytest

from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.retention import actions, holds
from sasae.foundation.retention.models import DeletionCount
from sasae.foundation.terminals.models import TerminalFile
from sasae.kernel import clock
from sasae.portal import keeping
from sasae.portal.inbox import actions as inbox
from sasae.portal.inbox.models import Reply
from sasae.portal.signatures.models import Resident, ResidentSession
from sasae.portal.submissions.actions import set_status
from sasae.portal.submissions.models import Draft, SealedMember, Status, StatusChange, Submission
from tests.portal.letters import bring, letter

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True),
    pytest.mark.clause("RET-2"),
]
ONE, TWO = SYSTEM("clerk one"), SYSTEM("clerk two")


def days(kind):
    return int(keeping.PERIODS.on(clock.today())[kind])


def in_days(number):
    return clock.today() + timedelta(days=number)


def listed(on):
    return [(one.kind, one.key) for one in keeping.due(on)]


@pytest.fixture
def done(hanako):
    """Fetched, examined, ended today."""
    number = hanako.apply()
    for status in (Status.FETCHED, Status.DONE):
        set_status(number, status, "", by=ONE)
    return number


def test_an_application_goes_when_it_was_fetched_and_ended_long_enough_ago(done):
    assert listed(in_days(days("submission"))) == []
    assert listed(in_days(days("submission") + 1)) == [("submission", done)]
    assert next(iter(keeping.due(in_days(999)))).kept_until == in_days(days("submission"))


@pytest.mark.parametrize("status", [None, Status.FETCHED])
def test_what_was_not_fetched_or_is_worked_on_is_never_due(hanako, status):
    number = hanako.apply()
    if status:
        set_status(number, status, "", by=ONE)
    assert listed(date(2099, 1, 1)) == []


@pytest.mark.parametrize("status", [Status.ERROR, Status.WITHDRAWN])
def test_a_file_with_a_fault_and_one_taken_back_before_it_was_fetched_go_too(hanako, status):
    number = hanako.apply()
    set_status(number, status, "", by=ONE)
    assert listed(in_days(days("submission"))) == []
    assert listed(in_days(days("submission") + 1)) == [("submission", number)]


def test_a_letter_that_can_be_read_and_a_reply_nobody_has_taken_wait(done, hanako):
    due = in_days(days("submission") + 1)
    bring(letter(done, expires_on=due))
    assert listed(due) == []
    assert listed(due + timedelta(days=1)) == [("submission", done)]
    hanako.client.post(f"/receipt/{done}/answer/", {"text": "まだ読まれていません。"})
    assert listed(due + timedelta(days=1)) == []
    inbox.note_taken(Reply.objects.get().pk, by=ONE)
    assert listed(due + timedelta(days=1)) == [("submission", done)]


def test_the_card_of_whom_something_is_left_stays(done, hanako):
    Resident.objects.update(first_seen_at=clock.now())  # written by the real clock
    ResidentSession.objects.update(expires_at=clock.now() - timedelta(minutes=1))
    keeping.tidy(in_days(999))
    assert Resident.objects.count() == 1
    keeping.delete(done)
    keeping.tidy(in_days(days("draft")))
    assert Resident.objects.count() == 1
    keeping.tidy(in_days(days("draft") + 1))
    assert not Resident.objects.exists()


def test_drafts_and_what_was_never_signed_go_after_their_days(hanako):
    hanako.begin().fill_all().review()
    draft, sealed = Draft.objects.get(), Submission.objects.get()
    Draft.objects.update(changed_at=clock.now())  # written by the real clock, not by the calendar of the tests
    Submission.objects.update(sealed_at=clock.now())
    assert listed(in_days(days("unsent"))) == []
    assert listed(in_days(days("unsent") + 1)) == [("unsent", str(sealed.pk).upper())]
    assert listed(in_days(days("draft") + 1)) == [("unsent", str(sealed.pk).upper()), ("draft", str(draft.pk).upper())]


def test_what_lies_on_a_terminal_or_is_held_waits(done):
    TerminalFile.objects.create(
        terminal="T-1", kind="申請ファイル", items=[done], purpose="-", size=1, sha256="0" * 64, taken_by="x",
        taken_at=clock.now(), delete_by=clock.today(),
    )  # fmt: skip
    assert listed(in_days(999)) == []
    TerminalFile.objects.update(state="gone", how="-", deleted_by="x", deleted_at=clock.now(), confirmed_by="y", confirmed_at=clock.now())
    holds.place(done, "審査請求", by=ONE, now=clock.now())
    with pytest.raises(holds.CannotDelete):
        actions.list_due(by=ONE, on=in_days(999), now=clock.now())


@pytest.mark.clause("RET-3")
def test_listed_approved_by_another_deleted_and_confirmed_nothing_names_it_any_more(done, hanako, settings):
    hanako.begin().fill_all().review()
    run = actions.list_due(by=ONE, on=in_days(999), now=clock.now())
    with pytest.raises(holds.CannotDelete):
        actions.approve(run.pk, by=ONE, now=clock.now())
    actions.approve(run.pk, by=TWO, now=clock.now())
    ResidentSession.objects.update(expires_at=clock.now() - timedelta(minutes=1))
    actions.carry_out(run.pk, now=clock.now())
    assert {one.kind: (one.listed, one.deleted) for one in DeletionCount.objects.all()} == {
        "submission": (1, 1), "unsent": (1, 1), "draft": (1, 1),
    }  # fmt: skip
    for model in (Submission, Draft, SealedMember, StatusChange, ResidentSession, Resident):
        assert not model.objects.exists(), model
    actions.confirm(run.pk, by=ONE, now=clock.now())
    assert done not in str(list(HistoryEntry.objects.filter(event__startswith="retention.").values()))


def test_the_municipalitys_pages_say_the_periods_and_lead_to_the_certificate(done, signed_in):
    client = signed_in("retention.view", "retention.manage")
    page = client.get("/municipality/retention/").content.decode()
    assert f"終わった申請は{days('submission')}日" in page
    StatusChange.objects.update(at=clock.now() - timedelta(days=days("submission") + 2))
    client.post("/municipality/retention/list/")
    run = actions.DeletionRun.objects.get()
    assert done in client.get(f"/municipality/retention/{run.pk}/").content.decode()
    actions.approve(run.pk, by=TWO, now=clock.now())
    actions.carry_out(run.pk, now=clock.now())
    client.post(f"/municipality/retention/{run.pk}/steps/confirm/")
    page = client.get(f"/municipality/retention/{run.pk}/certificate/").content.decode()
    assert (f"{days('submission')}日" in page, done in page) == (True, False)
