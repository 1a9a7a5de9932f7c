"""Letters kept since before a move: the envelope goes where their addressee is now, under a cover letter."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sasae.foundation.printing.models import PrintedDocument
from sasae.foundation.release import GuardedText
from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.notifications.models import Kind, MailingAddress, Notification
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs.models import PrintRun
from sasae.subsidy.print_runs.moved import UNSEEN, lives_elsewhere, moved_since
from tests.subsidy.print_runs.test_enclosures import letter, run_of, waiting
from tests.subsidy.print_runs.test_runs import printed, said
from tests.subsidy.town import DAY, MISAKI

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
NEW = "川崎市多摩区登戸９９番９号"


def move() -> None:
    Person.objects.filter(atena_no=MISAKI).update(address=GuardedText(NEW), postal_code="2140014")


def registered(granted: Recipient, *, valid_from: date, recorded_at: datetime) -> None:
    """A 送付先 as a notification leaves it."""
    family = granted.entitlements.all()[0].family
    told = Notification.objects.create(
        number="N1", kind=Kind.values[6], family=family, content={}, received_on=DAY, occurred_on=DAY, identity_checked="運転免許証",
        entered_by="counter1", entered_at=recorded_at, token="t",
    )  # fmt: skip
    MailingAddress.objects.create(
        person=granted.person, postal_code="2140014", address=GuardedText(NEW), notification=told,
        valid_from=valid_from, recorded_at=recorded_at,
    )  # fmt: skip


def layouts(run: PrintRun) -> list[str]:
    return [sheet.layout for sheet in run.envelopes.get().sheets.order_by("place")]


def test_a_letter_from_before_a_move_travels_under_a_cover_with_the_present_address(granted: Recipient) -> None:
    letter(granted)
    move()
    run = printed(run_of(waiting("paper_request")))
    assert layouts(run) == ["cover", "letter"]
    told = said(run.files.get().document_id)
    assert NEW in told
    assert "書類の提出のお願い・督促" in told


@pytest.mark.parametrize(
    ("later", "elsewhere"),
    [(UNSEEN, False), (UNSEEN - timedelta(seconds=1), True)],
    ids=["long enough after", "too soon after"],
)
def test_a_letter_printed_after_the_move_was_seen_by_all_shows_the_right_place(
    later: timedelta, elsewhere: bool
) -> None:
    moved_at = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
    versions = [
        (moved_at - timedelta(days=1), ("2130001", GuardedText("旧"))),
        (moved_at, ("2140014", GuardedText(NEW))),
    ]
    assert lives_elsewhere(versions, moved_at + later) is elsewhere


def test_what_changes_otherwise_is_no_move(granted: Recipient) -> None:
    letter(granted)
    Person.objects.filter(atena_no=MISAKI).update(telephone=GuardedText("0900-000-0002"), protected_until=DAY)
    assert layouts(run_of(waiting("paper_request"))) == ["letter"]


def test_who_moves_between_preparation_and_printing_waits_for_a_run_with_a_cover(granted: Recipient) -> None:
    letter(granted)
    run = run_of(waiting("paper_request"))
    move()
    run = printed(run)
    assert "送り先が変わりました" in run.left_out[0]["message"]
    assert layouts(run_of(waiting("paper_request"))) == ["cover", "letter"]


@pytest.mark.parametrize(("begins", "covered"), [(0, True), (1, False)], ids=["from today on", "from tomorrow on"])
def test_a_mailing_address_that_begins_after_the_letter_was_printed_needs_a_cover(
    granted: Recipient, begins: int, covered: bool
) -> None:
    sent = letter(granted)
    kept = PrintedDocument.objects.get(pk=sent.document_id)
    day = kept.printed_at.astimezone(clock.TOKYO).date() + timedelta(days=1)
    registered(granted, valid_from=day + timedelta(days=begins), recorded_at=kept.printed_at - timedelta(days=9))
    assert (moved_since({sent.document_id: granted.person_id}, day) == {sent.document_id}) is covered


def test_a_mailing_address_registered_since_needs_a_cover_and_one_of_before_does_not(granted: Recipient) -> None:
    registered(granted, valid_from=DAY - timedelta(days=9), recorded_at=clock.real_now() - timedelta(days=9))
    sent = letter(granted)
    assert moved_since({sent.document_id: granted.person_id}, DAY) == set()
    MailingAddress.objects.update(superseded_at=clock.real_now())
    assert moved_since({sent.document_id: granted.person_id}, DAY) == {sent.document_id}
