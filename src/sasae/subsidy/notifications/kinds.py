"""What each kind of notification is for, and by when it is due."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sasae.kernel.dated import load_dated
from sasae.subsidy.notifications.models import Kind
from sasae.subsidy.wordings.queries import OnScreen


@dataclass(frozen=True)
class Deadline:
    """Days after the event, its own day not counted, and the kinds that have a deadline.

    `protection_notice`: so many days before a measure of protection ends, staff ask whether it is extended.
    """

    days: int
    protection_notice: int
    kinds: frozenset[str]


def _deadline(value: Any) -> Deadline:
    return Deadline(int(value["days"]), int(value["protection_notice"]), frozenset(value["kinds"]))


DEADLINES: OnScreen[Deadline] = OnScreen("notifications", load_dated(__package__, "deadlines.yaml"), _deadline)

LEADS = {
    Kind.ADDRESS: "転居・転出した人と新しい住所。市内の転居では資格は続き、医療証を差し替えます。",
    Kind.NAME: "氏名が変わった人と新しい氏名。医療証を差し替えます。",
    Kind.INSURANCE: "健康保険が変わった、または健康保険の資格を失ったとき。",
    Kind.HOUSEHOLD: "婚姻・事実婚の始まりと終わり、同居する扶養義務者の増減、養育費の変更、ひとり親の理由が加わったとき。",
    Kind.INCOME: "所得が更正されたとき。所得の証明書のとおりに入れます。",
    Kind.ACCOUNT: "助成費の振込先を変えるとき。",
    Kind.MAILING: "住所と別のところへ通知を送るとき、またはそれをやめるとき。",
    Kind.CHILD_ADDED: "新しく監護する児童。その児童の資格は、この届出を受け付けた日から始まります。",
    Kind.CHILD_REMOVED: "監護しなくなった児童。最後の児童のときは、親の資格も同じ日に終わります。",
    Kind.THIRD_PARTY: "交通事故など、第三者の行為で受診したとき。",
    Kind.LOSS: "資格がなくなったとき、辞退するとき。",
    Kind.REISSUE: "医療証をなくした、汚した、破れたとき。",
    Kind.STATUS_REPORT: "毎年の現況届。",
}


def due_on(kind: str, occurred_on: date) -> date | None:
    """The last day to notify; None where there is no deadline. What occurred before the oldest rule known goes by that one."""
    deadline = DEADLINES.on(max(occurred_on, DEADLINES.table.rows[0].since))
    return occurred_on + timedelta(days=deadline.days) if kind in deadline.kinds else None


def is_late(kind: str, occurred_on: date, received_on: date) -> bool:
    """Received after the last day."""
    last = due_on(kind, occurred_on)
    return last is not None and received_on > last
