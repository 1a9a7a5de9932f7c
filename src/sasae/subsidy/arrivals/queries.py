"""Which transfers of a run may be drawn, and which runs nobody was asked about."""

from datetime import date
from math import ceil

from django.db.models import Exists, OuterRef, QuerySet

from sasae.kernel.dated import load_dated
from sasae.subsidy.arrivals.models import Question
from sasae.subsidy.duplicates.groups import hidden
from sasae.subsidy.payments.models import Payment, PaymentRun, PaymentState, RunState

SAMPLING = load_dated(__package__, "sampling.yaml")


def drawable(run: PaymentRun, on: date) -> QuerySet[Payment]:
    """The run's transfers that were paid. Whoever is protected is not called: another person might take the call."""
    return run.payments.filter(state=PaymentState.PAID, yen__gt=0).exclude(hidden(on, "payee"))


def number_asked(paid: int, on: date) -> int:
    """How many of so many payees are asked."""
    rule = SAMPLING.on(on)
    return min(paid, max(rule["least"], min(rule["most"], ceil(paid * rule["percent"] / 100))))


def runs_not_asked(on: date) -> QuerySet[PaymentRun]:
    """Runs whose pay day has come and whose results are in, and of which nobody was drawn; the newest first."""
    asked = Question.objects.filter(payment__run=OuterRef("pk"))
    return PaymentRun.objects.filter(~Exists(asked), state=RunState.SETTLED, pay_on__lte=on).order_by("-pk")
