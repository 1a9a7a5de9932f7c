"""What an audit of the office may draw besides looks and IDs: decisions with their grounds, transfers with their claims."""

from collections.abc import Sequence
from datetime import date, datetime

from sasae.foundation.audits.kinds import Kind, Rows, Told
from sasae.foundation.screens.templatetags.screens import staff_name, wareki
from sasae.kernel.yen import format_yen
from sasae.law import sentence
from sasae.subsidy.entitlements.actions import decision_of, replay
from sasae.subsidy.entitlements.models import Examination, ExaminationState
from sasae.subsidy.entitlements.showing import MARKS, persons_of
from sasae.subsidy.payments.models import Payment, PaymentState
from sasae.subsidy.people.models import Person

NOT_SENT = (PaymentState.PLANNED,)
MASKED = "（支援措置対象者の住所に関わるため、ここには出しません）"


def _decisions(since: datetime, before: datetime) -> Rows:
    return Examination.objects.filter(state=ExaminationState.APPROVED, approved_at__gte=since, approved_at__lt=before)


def _decisions_named(keys: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    rows = Examination.objects.filter(pk__in=keys).select_related("application")
    return {
        str(one.pk): (f"{one.application.receipt_number}（{one.get_occasion_display()}）", persons_of(one))
        for one in rows
    }


def _decision_told(key: str, on: date) -> Told | None:
    one = Examination.objects.select_related("application").filter(pk=key).first()
    if one is None:
        return None
    numbers = persons_of(one)
    people = Person.objects.filter(atena_no__in=numbers)
    names = dict(people.values_list("atena_no", "name"))
    guarded = people.filter(protected_until__gte=on).exists()  # a ground may name where somebody lives
    facts = [
        ("受付番号", one.application.receipt_number), ("契機", one.get_occasion_display()), ("基準日", wareki(one.on)),
        ("結果", decision_of(one).outcome.label), ("規定の版", one.rule_version), ("審査した者", staff_name(one.prepared_by)),
        ("承認した者", staff_name(one.approved_by)), ("承認日時", wareki(one.approved_at)),
        ("同じ事実で判定し直すと", "同じ結果" if replay(one) == one.decision.encode() else "違う結果"),
    ]  # fmt: skip
    grounds = [
        {"mark": MARKS[ground.met], "met": ground.met, "article": ground.article,
         "who": names.get(ground.subject, ground.subject), "text": MASKED if guarded else sentence(ground)}
        for ground in decision_of(one).grounds
    ]  # fmt: skip
    return Told(facts, grounds, [one.application.receipt_number], persons=numbers)


def _payments(since: datetime, before: datetime) -> Rows:
    return Payment.objects.exclude(state__in=NOT_SENT).filter(run__sent_at__gte=since, run__sent_at__lt=before)


def _payments_named(keys: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    rows = Payment.objects.filter(serial__in=keys).values_list("serial", "payee__atena_no")
    return {serial: (serial, [atena_no]) for serial, atena_no in rows}


def _payment_told(key: str, on: date) -> Told | None:
    one = Payment.objects.select_related("run", "payee").filter(serial=key).first()
    if one is None:
        return None
    run = one.run
    facts = [
        ("振込番号", one.serial), ("支払を受けた人", one.payee.name), ("金額", format_yen(one.yen)),
        ("状態", one.get_state_display()), ("支払", run.number), ("振込指定日", wareki(run.pay_on)),
        ("作成した者", staff_name(run.built_by)), ("承認した者", staff_name(run.approved_by)),
        ("出力した者", staff_name(run.sent_by)),
    ]  # fmt: skip
    items = list(one.items.select_related("claim").order_by("pk"))
    grounds = [
        {"mark": "○" if item.granted >= item.yen else "×", "met": item.granted >= item.yen, "article": f"請求 {item.claim.number}",
         "who": item.claim.treatment_month, "text": f"決定 {format_yen(item.granted)}のうち {format_yen(item.yen)}"}
        for item in items
    ]  # fmt: skip
    subjects = [one.serial, run.number, *(item.claim.number for item in items)]
    return Told(facts, grounds, subjects, persons=[one.payee.atena_no])


KINDS = (
    Kind("decisions", "審査の決定", _decisions, "pk", _decisions_named, _decision_told),
    Kind("payments", "支払", _payments, "serial", _payments_named, _payment_told),
)
