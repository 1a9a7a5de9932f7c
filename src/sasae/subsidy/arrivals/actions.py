"""Drawing whom to ask, and writing down what they say."""

from datetime import date
from secrets import SystemRandom

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Refusal, one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.arrivals.models import ALLOWED_MOVES, Answer, Question, Way
from sasae.subsidy.arrivals.queries import drawable, number_asked
from sasae.subsidy.payments.models import PaymentRun, RunState, RunStep

ASKING = Pair("arrivals.choose", thing="支払", first="作成・承認・出力", second="着金を確かめる振込の抽出")
ANSWER = Pair("arrivals.answer", thing="支払", first="作成・承認・出力", second="着金の確認の登録")


class CannotAsk(Refusal):
    """The step cannot be taken."""


@transaction.atomic
def draw(number: str, *, by: Actor, on: date) -> int:
    """Draw whom of a run to ask, once: nobody can know or change whom it falls on. Returns how many. Raises CannotAsk."""
    run = PaymentRun.objects.select_for_update().filter(number=number).first()
    if run is None or run.state != RunState.SETTLED:
        raise CannotAsk("振込結果を取り込んだ支払を選んでください。", id="AR-101", at="run")
    if on < run.pay_on:
        raise CannotAsk(f"振込日（{to_wareki(run.pay_on)}）の前です。お金はまだ届いていません。", id="AR-105", at="run")
    if Question.objects.filter(payment__run=run).exists():
        raise CannotAsk(f"支払 {number} は、もう抽選しています。", id="AR-102", at="run")
    _no_part_in(run, by, ASKING, "AR-103")
    paid = sorted(drawable(run, on).values_list("pk", "payee__atena_no"))
    if not paid:
        raise CannotAsk(f"支払 {number} に、着金を確認できる振込がありません。", id="AR-104", at="run")
    chosen = SystemRandom().sample(paid, number_asked(len(paid), on))
    Question.objects.bulk_create(
        [Question(payment_id=pk, chosen_by=by.id, chosen_on=on) for pk, _ in sorted(chosen)]
    )  # fmt: skip
    record(by, "arrivals.chosen", number, sorted({person for _, person in chosen}), count=len(chosen))
    return len(chosen)


@transaction.atomic
def answer(serial: str, said: Answer, *, way: Way, note: str, by: Actor, on: date) -> Question:
    """What the payee said of this transfer. Raises CannotAsk."""
    rows = Question.objects.select_for_update(of=("self",)).select_related("payment__payee", "payment__run")
    found = rows.get(payment__serial=serial)
    if said not in ALLOWED_MOVES[Answer(found.answer)]:
        raise CannotAsk(f"振込 {serial} の着金は「{found.get_answer_display()}」です。", id="AR-201", at="answer")
    _no_part_in(found.payment.run, by, ANSWER, "AR-202")
    missing = "" if said == Answer.ARRIVED else "聞いた内容を入れてください。"
    found.note = one_line(note, CannotAsk, missing=missing, at="note")
    found.answer, found.way, found.answered_by, found.answered_on = said, way, by.id, on
    found.save()
    record(by, "arrivals.answered", serial, [found.payment.payee.atena_no], answer=said.label, way=way.label)
    return found


def _no_part_in(run: PaymentRun, by: Actor, step: Pair, id: str) -> None:
    """Whoever made, approved or sent the run asks nobody about it."""
    took_part = RunStep.objects.filter(run=run).values_list("by", flat=True)
    refusal = CannotAsk(f"支払 {run.number} の作成・承認・出力をした人は、着金を確認できません。", id=id)
    step.by_another_than(took_part, by, about=run.number, refusal=refusal)
