"""What the old system paid and what is still owed to the city: kept, and booked once as opening postings."""

from datetime import date
from typing import Any

from sasae.foundation.history import Actor
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.ledger.queries import OPENING
from sasae.subsidy.old_system.models import Migration, OpenReceivable, PastPayment
from sasae.subsidy.people.models import Person
from sasae.subsidy.recovery.actions import OldDebt, take_over
from sasae.subsidy.recovery.models import Reason

COST = {Scheme.IN_KIND: Account.IN_KIND, Scheme.REIMBURSEMENT: Account.REIMBURSEMENT}


def take_payments(migration: Migration, rows: list[dict[str, Any]], persons: dict[str, Person], *, by: Actor) -> None:
    """Each payment once, whatever file names it again."""
    known = set(PastPayment.objects.filter(number__in=[row["number"] for row in rows]).values_list("number", flat=True))
    fresh = [_payment(migration, row, persons[row["atena_no"]]) for row in rows if row["number"] not in known]
    PastPayment.objects.bulk_create(fresh, batch_size=2000)
    post([_opening(one) for one in fresh], on=migration.cutover_on, by=by)


def _payment(migration: Migration, row: dict[str, Any], person: Person) -> PastPayment:
    same = ("number", "scheme", "treatment_month", "provider", "days", "total_cost", "self_pay", "yen")
    return PastPayment(
        migration=migration,
        person=person,
        paid_on=date.fromisoformat(row["paid_on"]),
        **{name: row[name] for name in same},
    )


def _opening(one: PastPayment) -> Entry:
    """The cost, and the money that left the bank."""
    scheme = Scheme(one.scheme)
    about = (one.person_id, one.provider, one.treatment_month, scheme)
    return Entry(
        cause=f"{OPENING}{one.number}",
        text=f"旧システムの支給 {one.number}（{one.paid_on}）",
        lines=(Line(COST[scheme], one.yen, *about), Line(Account.BANK, -one.yen, *about)),
    )


def take_receivables(
    migration: Migration, rows: list[dict[str, Any]], persons: dict[str, Person], *, by: Actor
) -> None:
    """Each debt once, with what was paid of it."""
    known = set(
        OpenReceivable.objects.filter(number__in=[row["number"] for row in rows]).values_list("number", flat=True)
    )
    fresh = [_receivable(migration, row, persons[row["atena_no"]]) for row in rows if row["number"] not in known]
    OpenReceivable.objects.bulk_create(fresh, batch_size=2000)
    take_over(
        [_debt(one) for one in fresh], asked_by=migration.asked_by, approved_by=migration.approved_by, by=by,
        on=migration.cutover_on,
    )  # fmt: skip


def _debt(one: OpenReceivable) -> OldDebt:
    """The same as money back knows it: there it is paid, reminded, limited and written off."""
    return OldDebt(
        number=one.number, person=one.person, scheme=Scheme(one.scheme), reason=Reason(one.reason), treatment_month=one.treatment_month,
        provider=one.provider, decided_on=one.decided_on, due_on=one.due_on, yen=one.yen, paid=one.paid,
    )  # fmt: skip


def _receivable(migration: Migration, row: dict[str, Any], person: Person) -> OpenReceivable:
    same = ("number", "scheme", "reason", "treatment_month", "provider", "yen")
    days = {name: date.fromisoformat(row[name]) for name in ("decided_on", "due_on")}
    return OpenReceivable(
        migration=migration, person=person, paid=row["paid"] or 0, **days, **{name: row[name] for name in same}
    )
