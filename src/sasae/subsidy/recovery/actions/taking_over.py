"""Debts an old system left behind become our own: paid, reminded, limited, written off and settled like any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.people.models import Person
from sasae.subsidy.recovery.actions.proposals import next_numbers
from sasae.subsidy.recovery.models import Debtor, Part, Reason, Receivable, State
from sasae.subsidy.recovery.terms import last_day, terms_on


@dataclass(frozen=True)
class OldDebt:
    """A debt as the old system had it on the cut-over day. Yen."""

    number: str
    person: Person
    reason: Reason
    treatment_month: str
    provider: str
    decided_on: date
    due_on: date
    yen: int
    paid: int
    scheme: Scheme = Scheme.REIMBURSEMENT

    @property
    def owed(self) -> int:
        """What is still to come in."""
        return self.yen - self.paid


@transaction.atomic
def take_over(debts: Sequence[OldDebt], *, asked_by: str, approved_by: str, by: Actor, on: date) -> int:
    """What is still owed of each becomes a debt here, once for its old number, and an opening posting. Returns how many
    were new. The two persons are those who asked for the coming-over and approved it."""
    known = Receivable.objects.filter(origin__in=[one.number for one in debts]).values_list("origin", flat=True)
    done = set(known)
    fresh = [one for one in debts if one.number not in done]
    numbers = next_numbers(on, len(fresh))
    made = Receivable.objects.bulk_create(
        [_receivable(one, number, asked_by, approved_by, on) for one, number in zip(fresh, numbers, strict=True)]
    )
    Part.objects.bulk_create([_part(one, debt) for one, debt in zip(fresh, made, strict=True)])
    post([_opening(one) for one in fresh], on=on, by=by)
    for debt in made:
        about = {"origin": debt.origin, "yen": f"{debt.owed:,}"}
        record(by, "receivable.taken_over", debt.number, [debt.debtor.atena_no] if debt.debtor else [], **about)
    return len(fresh)


def _receivable(one: OldDebt, number: str, asked_by: str, approved_by: str, on: date) -> Receivable:
    """Without a letter of ours yet: the old system's went out. Its limitation runs from its own due day."""
    last = last_day(one.due_on, terms_on(on)["limitation_years"])
    paid = f"、切替日までの納付 {one.paid:,}円" if one.paid else ""
    why = f"旧システムの債権 {one.number}（{to_wareki(one.decided_on)}の調定 {one.yen:,}円{paid}）を引き継いだもの"
    return Receivable(
        number=number, origin=one.number, reason=one.reason, debtor_kind=Debtor.PERSON, debtor=one.person,
        yen=one.owed, owed=one.owed, state=State.NOTIFIED, why=why, decided_on=one.decided_on, due_on=one.due_on,
        limited_on=last, first_limited_on=last, proposed_by=asked_by, proposed_on=on, decided_by=approved_by,
    )  # fmt: skip


def _part(one: OldDebt, debt: Receivable) -> Part:
    return Part(
        receivable=debt, carried=True, reason=one.reason, person=one.person, provider=one.provider,
        treatment_month=one.treatment_month, scheme=one.scheme, granted=one.yen, yen=one.owed, owed=one.owed,
    )  # fmt: skip


def _opening(one: OldDebt) -> Entry:
    about = (one.person.pk, one.provider, one.treatment_month, one.scheme)
    return Entry(
        cause=f"opening-due:{one.number}",
        text=f"旧システムから引き継いだ債権 {one.number}",
        lines=(Line(Account.DUE_FROM_PERSON, one.owed, *about), Line(Account.RECOVERED, -one.owed, *about)),
    )
