"""What waits of transfers, from the approval of a run to whether the money came, for the home page."""

from typing import Any

from django.db.models import QuerySet

from sasae.foundation.screens.navigation import Work
from sasae.kernel import clock
from sasae.subsidy.arrivals.models import Answer, Question
from sasae.subsidy.payments.models import PaymentRun, RunState, TransferReturn, TransferReturnState
from sasae.subsidy.payments.queries import overdue
from sasae.subsidy.people.wards import wards_of, within


def _asked(request: Any, answer: Answer) -> QuerySet[Any]:
    wards = wards_of(request.gate.user, "arrivals.view", clock.today())
    return within(Question.objects.filter(answer=answer), wards, "payment__payee__ward_code")


TRANSFERS_WORK = [
    Work(
        "承認待ちの支払データ", "payments:runs", "payments.approve",
        lambda _: PaymentRun.objects.filter(state=RunState.BUILT), f"state={RunState.BUILT}",
    ),
    Work(
        "振込データを作成する支払", "payments:runs", "payments.send",
        lambda _: PaymentRun.objects.filter(state=RunState.APPROVED), f"state={RunState.APPROVED}",
    ),
    Work(
        "振込結果を待つ支払", "payments:runs", "payments.result",
        lambda _: PaymentRun.objects.filter(state=RunState.SENT), f"state={RunState.SENT}",
    ),
    Work(
        "結果が期限を過ぎた支払", "payments:runs", "payments.result", lambda _: overdue(clock.today()), "answer=over", wrong=True
    ),
    Work(
        "確認を待つ組戻", "payments:returns", "payments.result",
        lambda _: TransferReturn.objects.filter(state=TransferReturnState.WAITING),
        f"state={TransferReturnState.WAITING}",
    ),
    Work(
        "着金を確認する振込", "arrivals:questions", "arrivals.ask",
        lambda request: _asked(request, Answer.WAITING),
        f"answer={Answer.WAITING}",
    ),
    Work(
        "届いていない振込", "arrivals:questions", "arrivals.view",
        lambda request: _asked(request, Answer.MISSING),
        f"answer={Answer.MISSING}", wrong=True,
    ),
]  # fmt: skip
