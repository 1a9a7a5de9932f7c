"""The steps of a renewal and their days, from the dated calendar."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sasae.kernel.dated import load_dated
from sasae.subsidy.renewals.models import Round
from sasae.subsidy.wordings.queries import OnScreen

CALENDAR = OnScreen("calendar", load_dated(__package__, "calendar.yaml"))


@dataclass(frozen=True)
class StepKind:
    """One step: what it is called and does in either renewal, which steps come before, whether another person approves."""

    key: str
    words: dict[str, tuple[str, str]]
    after: tuple[str, ...] = ()
    approved: bool = False

    def label_in(self, round_: str) -> str:
        """What it is called in a renewal."""
        return self.words[round_][0]

    def text_in(self, round_: str) -> str:
        """What it does in a renewal."""
        return self.words[round_][1]


def _step(
    key: str, year: tuple[str, str], march: tuple[str, str], after: tuple[str, ...] = (), *, approved: bool = False
) -> StepKind:
    return StepKind(key, {Round.YEAR: year, Round.MARCH: march}, after, approved)


STEPS = (
    _step(
        "extract", ("対象者の抽出", "更新の対象になる家庭を一覧にします。"),
        ("対象者の抽出", "3月31日で年齢の限度になる児童のいる家庭を一覧にします。"),
    ),
    _step(
        "refresh",
        ("所得・世帯などの取寄せ", "庁内連携と情報提供ネットワークから、所得・世帯・生活保護・ほかの助成を取り寄せます。"),
        ("所得・世帯などの取寄せ", "庁内連携と情報提供ネットワークから、所得・世帯・生活保護・ほかの助成を取り寄せます。"),
        ("extract",),
    ),
    _step(
        "report",
        ("現況届の送付と免除", "書類を出してもらう家庭に通知を作ります。児童扶養手当の現況届を出した家庭は免除します。"),
        (
            "在学・障害の確認の送付",
            "4月からも学校に通うか、障害があるかを確かめる通知を、年齢の限度になる児童のいる家庭に作ります。",
        ),
        ("extract", "refresh"),  # who is exempted is known from what was fetched
    ),
    _step(
        "judge", ("判定", "届いた書類と取り寄せた事実で判定します。何度でも行えます。"),
        ("判定", "届いた在学・障害の証明と取り寄せた事実で、4月1日からの資格を判定します。何度でも行えます。"),
        ("refresh", "report"), approved=True,
    ),
    _step(
        "unknown", ("所得不明案内", "所得が不明の家庭などに、書類を求める通知を作ります。"),
        ("所得の確認の案内", "所得が分からないため4月からの資格を判定できない家庭に、書類を求める通知を作ります。"), ("judge",),
    ),
    _step(
        "issue", ("医療証・不交付通知の発行", "決定した家庭の医療証と通知を作ります。"),
        ("医療証・喪失通知の発行", "4月からも続く人の医療証と、3月31日で資格がなくなる人の通知を作ります。"),
        ("judge",), approved=True,
    ),
    _step(
        "list",
        ("対象者一覧の作成", "区ごとの一覧を、郵便番号の順に印刷用に作ります。支援措置の対象者は別の一覧にだけ載せます。"),
        ("対象者一覧の作成", "区ごとの一覧を、郵便番号の順に印刷用に作ります。支援措置の対象者は別の一覧にだけ載せます。"), ("judge",),
    ),
    _step(
        "start", ("新しい資格の開始", "古い医療証を期限切れにし、終わった資格の医療証を回収します。"),
        ("4月からの資格の開始", "3月31日で終わった医療証を期限切れにし、資格がなくなった人の医療証の返却を求めます。"), ("issue",),
    ),
)  # fmt: skip
BY_KEY = {step.key: step for step in STEPS}


def first_day(round_: str, year: int) -> date:
    """判定日: the day the new cover begins."""
    return date(year, 4, 1) if round_ == Round.MARCH else date(year, 1, 1)


def day_of(round_: str, year: int, key: str) -> date:
    """When a step is due. The renewal of the year is worked in the autumn before."""
    judged_on = first_day(round_, year)
    month, day = _plan(round_, judged_on)[key]
    return date(year - 1 if round_ == Round.YEAR and month > 6 else year, month, day)


def unknown_due(round_: str, judged_on: date, sent_on: date) -> date:
    """Until when the papers asked for should come."""
    return sent_on + timedelta(days=_plan(round_, judged_on)["unknown_days"])


def allowance_report_on(judged_on: date) -> date:
    """The day on which the allowance's 現況届 of the year before is in."""
    month, day = CALENDAR.on(judged_on)["allowance_report"]
    return date(judged_on.year - 1, month, day)


def _plan(round_: str, judged_on: date) -> dict[str, Any]:
    plan: dict[str, Any] = CALENDAR.on(judged_on)[round_]
    return plan
