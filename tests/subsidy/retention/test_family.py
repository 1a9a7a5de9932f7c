"""A closed family's file goes with its money, whole or not at all, and nothing of another family's with it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Max

from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.retention import actions, holds
from sasae.foundation.retention.models import DeletionCount, DeletionRun, State
from sasae.kernel import clock
from sasae.kernel.findings import Severity
from sasae.subsidy import keeping
from sasae.subsidy.applications.models import Application
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.entitlements.models import Entitlement, Family, FamilyMember, Recipient, Role
from sasae.subsidy.keeping_family import SCOPE, families
from sasae.subsidy.keeping_periods import FAMILY, FILE, MONEY, kept_until
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Posting, PostingLine
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments.models import Payment, PaymentRun
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts import actions as receipts
from sasae.subsidy.receipts.models import ReceiptLine
from sasae.subsidy.statistics.models import ClosedMonth, Figure
from tests.subsidy.conftest import APPROVER, EXAMINER, PAYMENTS
from tests.subsidy.money import LATER, file_of, receipt, take_in
from tests.subsidy.paying import change_account, letters, owed, sent, settled
from tests.subsidy.town import MISAKI, REN

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True),
    pytest.mark.clause("RET-2"),
]
ONE, TWO = SYSTEM("clerk one"), SYSTEM("clerk two")
FAR = date(2060, 4, 1)


@pytest.fixture
def closed(granted: Recipient) -> Recipient:
    """Misaki's family with a claim paid by a run and a receipt of a month that is paid; nothing goes on any more."""
    change_account(granted)
    owed(granted)
    settled(sent())
    letters()
    month = take_in(file_of(receipt(granted.number)), EXAMINER).cycle
    receipts.enter_bill(month.pk, count=1, yen=900, by=EXAMINER)
    receipts.ask_closing(month.pk, explanation="", by=EXAMINER)
    receipts.close(month.pk, by=APPROVER, on=LATER, at=clock.now())
    receipts.pay(month.pk, paid_on=LATER, by=PAYMENTS, on=LATER)
    return granted


def listed(on: date = FAR) -> list[str]:
    return [one.key for one in keeping.due(on) if one.kind == FAMILY]


def run_for(on: date = FAR, but: tuple[str, ...] = ()) -> DeletionRun:
    """A deletion of everything due but these, approved by another."""
    run = actions.list_due(by=ONE, on=on, now=clock.now())
    for key in but:
        actions.exclude(run.pk, key, "試験", by=ONE)
    actions.approve(run.pk, by=TWO, now=clock.now())
    return run


def carried_out(on: date = FAR) -> DeletionRun:
    run = run_for(on)
    actions.carry_out(run.pk, now=clock.now())
    run.refresh_from_db()
    return run


def errors() -> list[str]:
    return [one.id for one in audit().findings if one.severity is Severity.ERROR]


def left() -> dict[str, int]:
    """The rows of the family's tables and of their versions that are still there."""
    tables = [
        *SCOPE.tables,
        *(one for table in SCOPE.tables for one in getattr(table, "pgh_event_models", {}).values()),
    ]
    counts = {table._meta.db_table: table._base_manager.count() for table in tables}
    return {name: count for name, count in counts.items() if count}


def test_a_file_is_due_the_day_after_the_last_day_of_the_longer_of_its_two_periods(closed: Recipient) -> None:
    file, money = families().values_list("file_ended", "money_ended").get()
    assert file == Entitlement.objects.aggregate(last=Max("valid_to"))["last"]
    assert money == Payment.objects.get().run.pay_on
    last = max(kept_until(FILE, file, FAR), kept_until(MONEY, money, FAR))
    assert (last.month, last.day) == (3, 31)
    assert (listed(last), listed(last + timedelta(days=1))) == ([], [MISAKI])
    assert [one.kept_until for one in keeping.due(FAR) if one.kind == FAMILY] == [last]


def test_the_file_goes_with_its_money_and_the_books_still_agree(closed: Recipient) -> None:
    assert errors() == []
    month = ClosedMonth.objects.create(month="2026-06", yen=3900, closed_by="x", closed_at=clock.now())
    Figure.objects.create(closed=month, side="total", value="", grants=2, persons=1, yen=3900)
    figures = list(Figure.objects.values_list())
    looked = HistoryEntry.objects.filter(persons__contains=[MISAKI]).count()
    run = carried_out()
    assert run.state == State.DONE
    assert DeletionCount.objects.get(kind=FAMILY).deleted == 1
    assert left() == {}
    assert (Posting.objects.exclude(cause__startswith="body paid:").count(), PostingLine.objects.count()) == (0, 0)
    assert set(balances().values()) == {0}
    assert errors() == []
    assert list(Figure.objects.values_list()) == figures
    assert HistoryEntry.objects.filter(persons__contains=[MISAKI]).count() == looked  # the journal stays
    assert PaymentRun.objects.get().yen > 0  # its totals are nobody's


def test_the_persons_come_next_and_then_nothing_of_the_family_is_left(closed: Recipient) -> None:
    persons = set(Person.objects.values_list("atena_no", flat=True))
    actions.confirm(carried_out().pk, by=ONE, now=clock.now())
    due = {one.key for one in keeping.due(FAR) if one.kind == "person"}
    assert due == {f"PS-{one}" for one in persons}
    carried_out()
    assert (Person.objects.count(), Recipient.objects.count()) == (0, 0)
    versions = [one for table in (Person, Recipient) for one in table.pgh_event_models.values()]  # type: ignore[attr-defined]
    assert [one._base_manager.count() for one in versions] == [0] * len(versions)


def test_a_child_who_lives_with_another_family_stays_with_all_that_is_theirs(closed: Recipient) -> None:
    child = Recipient.objects.get(person__atena_no=REN)
    aunt = Person.objects.create(atena_no="000000000009999", **_like(Person.objects.get(atena_no=MISAKI)))
    home = Family.objects.create(applicant=aunt)
    FamilyMember.objects.create(family=home, person=child.person, role=Role.CHILD, since=date(2027, 1, 1))
    others = Person.objects.exclude(atena_no=aunt.atena_no).exclude(pk=child.person_id)
    Application.objects.create(
        receipt_number="KW2026061500000777", applicant=aunt, state="examining", **_said(Application.objects.get())
    )
    carried_out()
    assert list(Family.objects.all()) == [home]
    assert FamilyMember.objects.get().person == child.person
    assert Recipient.objects.filter(pk=child.pk).exists()
    due = {one.key for one in keeping.due(FAR) if one.kind == "person"}
    assert due == {f"PS-{one}" for one in others.values_list("atena_no", flat=True)}


def _like(person: Person) -> dict[str, Any]:
    own = {"id", "atena_no", "individual_number_cipher", "individual_number_index"}
    return {field.name: getattr(person, field.name) for field in Person._meta.concrete_fields if field.name not in own}


def _said(application: Application) -> dict[str, Any]:
    own = {"id", "receipt_number", "applicant", "state", "entry_token"}
    return {
        one.name: getattr(application, one.name) for one in Application._meta.concrete_fields if one.name not in own
    }


def test_what_another_family_s_row_points_into_is_kept_and_the_reason_is_said(closed: Recipient) -> None:
    run = run_for()
    line = ReceiptLine.objects.get()
    aunt = Person.objects.create(atena_no="000000000009999", **_like(Person.objects.get(atena_no=MISAKI)))
    home = Family.objects.create(applicant=aunt)
    examination = Entitlement.objects.filter(recipient=closed)[0].examination
    other = Recipient.objects.create(person=aunt, number="7000017")
    Entitlement.objects.create(
        recipient=other, family=home, examination=examination, valid_from=date(2020, 1, 1), valid_to=date(2020, 12, 31)
    )
    actions.carry_out(run.pk, now=clock.now())
    assert [(one.key, one.why) for one in run.items.filter(kind=FAMILY)] == [
        (MISAKI, "「資格」がほかの世帯・ほかの記録にもかかるため")
    ]
    assert ReceiptLine.objects.filter(pk=line.pk).exists()
    assert errors() == []


def test_a_hold_and_a_step_taken_meanwhile_keep_all_of_it(closed: Recipient) -> None:
    run = run_for()
    holds.place(MISAKI, "訴訟のため", by=ONE, now=clock.now())
    actions.carry_out(run.pk, now=clock.now())
    assert run.items.get(kind=FAMILY).why == "保全中"
    assert Claim.objects.count() == 1


WAITING = {
    "支払の終わっていない請求があるため": lambda: Claim.objects.update(state=ClaimState.GRANTED),
    "審査の終わっていない申請があるため": lambda: Application.objects.update(state="received"),
    "紙の書類が廃棄されていないため": lambda: _paper(),
    "納め終わっていない返還金があるため": lambda: _debt(),
}


def _paper() -> None:
    from sasae.subsidy.paper_custody.models import TrackedPaper

    TrackedPaper.objects.create(
        kind="application", subject=Application.objects.get().receipt_number, sheets=1, person=Person.objects.get(atena_no=MISAKI),
        persons=[MISAKI], received_on=LATER, state="held", holder="counter1", moved_at=clock.now(), registered_by="counter1",
        registered_at=clock.now(),
    )  # fmt: skip


def _debt() -> None:
    from sasae.subsidy.recovery.models import Reason, Receivable

    Receivable.objects.create(
        number="H2026000001", debtor_kind="person", debtor=Person.objects.get(atena_no=MISAKI), yen=100, owed=100,
        reason=Reason.values[0], why="x", proposed_by="counter1", proposed_on=LATER,
    )  # fmt: skip


@pytest.mark.parametrize("why", WAITING)
def test_what_goes_on_is_not_listed_and_kept_where_it_was_listed_before(closed: Recipient, why: str) -> None:
    run = run_for()
    WAITING[why]()
    assert listed() == []
    actions.carry_out(run.pk, now=clock.now())
    assert run.items.get(kind=FAMILY).why == why
    assert (Family.objects.count(), ReceiptLine.objects.count()) == (1, 1)


def test_killed_in_the_middle_it_goes_on_and_ends_the_same(closed: Recipient) -> None:
    run = run_for()
    first = run.items.get(kind=FAMILY)
    actions._delete(first, FAR)  # the rows are gone, the list does not say so yet
    assert left() == {}
    actions.carry_out(run.pk, now=clock.now())
    run.refresh_from_db()
    assert (run.state, DeletionCount.objects.get(kind=FAMILY).deleted) == (State.DONE, 1)


def test_the_certificate_names_counts_and_no_person(closed: Recipient, signed_in: Any) -> None:
    person = Person.objects.get(atena_no=MISAKI)
    run = carried_out()
    client = signed_in("retention.view", "retention.manage")
    client.post(f"/retention/{run.pk}/steps/confirm/")
    page = client.get(f"/retention/{run.pk}/certificate/").content.decode()
    assert keeping.KINDS[FAMILY] in page
    assert [one for one in (MISAKI, person.name, closed.number) if one in page] == []
    assert not run.items.filter(key=MISAKI).exists()
