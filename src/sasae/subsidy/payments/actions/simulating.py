"""What a run would be if it were built now: built in earnest, looked at, and taken back."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from sasae.foundation.history import Actor, record
from sasae.subsidy.payments import outputs
from sasae.subsidy.payments.actions.building import build
from sasae.subsidy.payments.models import LeftOut, Obstacle, PaymentRun, RunKind

SHOWN = 200  # of those left out, on the page


@dataclass(frozen=True)
class Simulation:
    """A run that is not. The hashes (SHA-256) say what its transfer file and payee list would be, to the byte."""

    pay_on: date
    closing: date | None
    count: int
    yen: int
    approvals: int
    banks: list[dict[str, Any]]
    reasons: list[dict[str, Any]]
    left_out: list[LeftOut]
    sha256: str
    payees_sha256: str


def simulate(
    *, pay_on: date, by: Actor, on: date, kind: RunKind = RunKind.CLAIMS, hurry: str = ""
) -> Simulation:
    """Build, look, take everything back. Nothing stays but the line of history. Raises CannotPay, ZenginRefused."""
    with transaction.atomic():
        found = _look(build(pay_on=pay_on, by=by, on=on, kind=kind, hurry=hurry))
        transaction.set_rollback(True)
    record(by, "payments.simulated", str(pay_on), _persons(found), count=found.count, yen=found.yen)
    return found


def _look(run: PaymentRun) -> Simulation:
    left = LeftOut.objects.filter(run=run).select_related("claim", "refund__movement__receivable", "payee").order_by("reason", "id")
    return Simulation(
        pay_on=run.pay_on, closing=run.closing, count=run.count, yen=run.yen, approvals=run.approvals,
        banks=outputs.bank_totals(run), reasons=reasons_of(run), left_out=list(left.defer("claim__decision")[:SHOWN]),
        sha256=_hash(outputs.transfer_file(run)), payees_sha256=_hash(outputs.payees_csv(run)),
    )  # fmt: skip


def _hash(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _persons(found: Simulation) -> Sequence[str]:
    return list(dict.fromkeys(row.payee.atena_no for row in found.left_out))


def reasons_of(run: PaymentRun) -> list[dict[str, Any]]:
    """How many claims of how many yen were left out for which reason."""
    rows = LeftOut.objects.filter(run=run).values("reason").annotate(count=Count("id"), sum=Sum("yen"))
    return [
        {"code": row["reason"], "reason": Obstacle(row["reason"]).label, "count": row["count"], "yen": row["sum"]}
        for row in rows.order_by("reason")
    ]
