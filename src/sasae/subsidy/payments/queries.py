"""The questions asked of payments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from sasae.subsidy.duplicates.groups import one_with
from sasae.subsidy.payments import payee_lists
from sasae.subsidy.payments.models import (
    FileKind,
    LeftOut,
    Payment,
    PaymentFile,
    PaymentItem,
    PaymentRefund,
    PaymentRun,
    PaymentState,
    RunKind,
    RunState,
)
from sasae.subsidy.payments.refunds import REFUNDABLE
from sasae.subsidy.people.models import Person
from sasae.subsidy.recovery.models import Refund

REFUND = "過誤納金の還付"


def persons_of(file: PaymentFile) -> list[str]:
    """Whom a file speaks of: nobody in the totals; who is paid, and in the lists whose treatment it was. Of a volume of the
    printed list, those who stand in it."""
    if file.kind in (FileKind.BANKS_PDF, FileKind.BANKS_CSV):
        return []
    payments = file.run.payments.order_by("serial")
    if file.kind in (FileKind.TRANSFER, FileKind.RESULT):
        return list(payments.filter(yen__gt=0).values_list("payee__atena_no", flat=True).iterator())
    if file.kind == FileKind.PAYEES_PDF:
        payments = payments[(file.part - 1) * payee_lists.PART : file.part * payee_lists.PART]
    rows = PaymentItem.objects.filter(payment__in=payments.values("pk")).order_by("payment__serial", "id")
    if file.run.kind == RunKind.REFUNDS:
        return list(payments.values_list("payee__atena_no", flat=True).iterator())
    told = rows.values_list("payment__payee__atena_no", "claim__person__atena_no")
    return list(dict.fromkeys(number for row in told.iterator() for number in row))


def overdue(on: date) -> QuerySet[PaymentRun]:
    """Runs the bank should have answered by now."""
    return PaymentRun.objects.filter(state=RunState.SENT, answer_by__lt=on)


def left_out_of(run: PaymentRun) -> QuerySet[LeftOut]:
    """What a run does not pay; of a claim only what the list shows."""
    rows = LeftOut.objects.filter(run=run).select_related("claim", "refund__movement__receivable", "payee")
    return rows.only(
        "run_id", "yen", "reason", "claim__number", "refund__movement__receivable__number", "payee__name", "payee__atena_no"
    )


def to_refund() -> QuerySet[Refund]:
    """Refunds that wait for a run."""
    return Refund.objects.filter(state__in=REFUNDABLE)


def refunds_waiting() -> tuple[int, int]:
    """How many refunds wait for a run, and their yen."""
    told = to_refund().aggregate(count=Count("id"), yen=Sum("yen", default=0))
    return told["count"], told["yen"]


@dataclass(frozen=True)
class YearOfPayments:
    """What a payee was paid in a year. Yen that arrived, and every transfer."""

    year: int
    paid: int
    count: int


def years_of(person: Person) -> list[YearOfPayments]:
    """A payee's payments by calendar year, the newest first: what arrived and how many transfers there were."""
    rows = payments_of(person).annotate(year=ExtractYear("run__pay_on")).values("year").order_by("-year")
    arrived = Sum("yen", filter=Q(state=PaymentState.PAID), default=0)
    return [
        YearOfPayments(row["year"], row["arrived"], row["count"])
        for row in rows.annotate(arrived=arrived, count=Count("id", filter=Q(yen__gt=0)))
    ]


def payments_of(person: Person) -> QuerySet[Payment]:
    """Every transfer to a person that left, under whichever of their numbers, the newest first."""
    left = [PaymentState.SENT, PaymentState.PAID, PaymentState.FAILED, PaymentState.RETURNED]
    return Payment.objects.filter(payee__in=one_with(person), state__in=left).select_related("run").order_by("-run__pay_on", "-serial")


def lines_of(person: Person) -> Iterator[dict[str, Any]]:
    """The claims of every transfer to a person, for the statement."""
    rows = PaymentItem.objects.filter(payment__in=payments_of(person)).order_by("payment__run__pay_on", "id")
    names = (
        "payment__run__pay_on", "payment__serial", "payment__state", "payment__failure", "yen", "granted", "claim__number",
        "claim__treatment_month", "claim__provider", "claim__person__name", "claim__person__atena_no",
    )  # fmt: skip
    lines = [*_refund_lines(person)]
    for row in rows.values(*names).iterator():
        taken = row["granted"] - row["yen"]
        said = (row["payment__failure"], f"返還金と相殺 {taken:,}円" if taken > 0 else "")
        lines.append({**row, "state": PaymentState(row["payment__state"]).label, "why": "、".join(filter(None, said))})
    yield from sorted(lines, key=lambda line: (line["payment__run__pay_on"], line["payment__serial"]))


def _refund_lines(person: Person) -> Iterator[dict[str, Any]]:
    """The refunds, in the same shape: the debt's number stands for the claim's, and nobody was treated."""
    rows = PaymentRefund.objects.filter(payment__in=payments_of(person)).order_by("id")
    names = (
        "payment__run__pay_on", "payment__serial", "payment__state", "payment__failure", "yen",
        "refund__movement__receivable__number",
    )  # fmt: skip
    for row in rows.values(*names).iterator():
        number = row.pop("refund__movement__receivable__number")
        yield {
            **row, "granted": row["yen"], "claim__number": number, "claim__treatment_month": "", "claim__provider": REFUND,
            "claim__person__name": "", "claim__person__atena_no": "", "state": PaymentState(row["payment__state"]).label,
            "why": row["payment__failure"],
        }  # fmt: skip
