"""Whose incidents a user sees, and what waits or is overdue."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.gate import Gate
from sasae.foundation.incidents.models import CommissionReport, Incident, Measure, ReportKind, State
from sasae.kernel.clock import TOKYO


def visible(gate: Gate, on: date, right: str = "incidents.view") -> QuerySet[Incident]:
    """A service many organisations share shows each its own; a right that reaches some wards, those of the own office."""
    rows, user = Incident.objects.all(), gate.user
    reach = reach_of(user)
    if reach.office_code is not None:
        rows = rows.filter(reported_by__in=reach.of(User.objects.all()).values("login_id"))
    return rows if user.wards(right, on) is None else rows.filter(office=user.office)


def superiors(reporter: User, on: date) -> list[User]:
    """Who is told of a report at once: whoever takes reports for the whole system, or in the reporter's office."""
    grants = Grant.objects.filter(
        Q(until__isnull=True) | Q(until__gte=on), right="incidents.handle", revoked_at__isnull=True, since__lte=on
    ).filter(Q(ward="", user__ward="") | Q(user__office=reporter.office))
    people = User.objects.filter(pk__in=grants.values("user"), is_active=True).exclude(pk=reporter.pk)
    same = reach_of(reporter)
    people = people if same.office_code is None else same.of(people)
    return list(people.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).order_by("login_id"))


def waiting(gate: Gate, on: date) -> QuerySet[Incident]:
    """Reports no superior has read yet, for this one to read."""
    return visible(gate, on, "incidents.handle").filter(state=State.REPORTED)


def waiting_for(gate: Gate | None, on: date) -> int:
    """How many of them wait for this one; nothing is asked of the database for who takes no reports."""
    return waiting(gate, on).count() if gate is not None and gate.may("incidents.handle") else 0


def _sent(kind: ReportKind) -> Exists:
    return Exists(CommissionReport.objects.filter(incident=OuterRef("pk"), kind=kind, sent_at__isnull=False))


def owed(rows: QuerySet[Incident], until: date) -> QuerySet[Incident]:
    """Incidents with a report to the commission that is not sent and whose last day lies before or on a day."""
    first = Q(~_sent(ReportKind.FIRST), first_due_on__lte=until)
    return rows.filter(state__in=[State.OPEN, State.CLOSING]).filter(first | Q(~_sent(ReportKind.FINAL), final_due_on__lte=until))


def to_report(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """Incidents with a report to the commission that is still to be sent."""
    return owed(rows, date.max)


def late_measures(rows: QuerySet[Incident], on: date) -> QuerySet[Incident]:
    """Incidents with a measure that should be done by now."""
    late = Measure.objects.filter(incident=OuterRef("pk"), done_at__isnull=True, due_on__lt=on)
    return rows.filter(Exists(late))


def deadlines(one: Incident, on: date) -> list[dict[str, Any]]:
    """Both reports with their last day, when they were sent, and whether they are late."""
    sent = {row.kind: row for row in one.reports.filter(sent_at__isnull=False)}
    made = {row.kind: row for row in one.reports.order_by("pk")}
    told = []
    for kind, due in ((ReportKind.FIRST, one.first_due_on), (ReportKind.FINAL, one.final_due_on)):
        if due is None and kind not in made:
            continue
        row = sent.get(kind)
        told.append({
            "kind": kind, "label": kind.label, "due": due, "sent": row, "made": made.get(kind),
            "late": row is None and due is not None and due < on,
        })  # fmt: skip
    return told


def known_on(one: Incident) -> date:
    """The day the office knew: the report's."""
    return one.reported_at.astimezone(TOKYO).date()



def to_do(gate: Gate, on: date, what: str) -> QuerySet[Incident]:
    """What the home page counts: reports not read, reports owed, reports overdue, measures overdue."""
    if what == "reported":
        return waiting(gate, on)
    rows = visible(gate, on)
    return {"report": to_report(rows), "over": owed(rows, on), "measures": late_measures(rows, on)}[what]
