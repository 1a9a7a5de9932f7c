"""The lists of payments."""

from typing import Any

from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.subsidy.payments import queries
from sasae.subsidy.payments.models import LeftOut, Obstacle, PaymentState, RunKind, RunState, TransferReturnState
from sasae.subsidy.payments.notices import masked


def _waiting(rows: Any, text: str) -> Any:
    return rows.filter(pk__in=queries.overdue(clock.today())) if text == "over" else rows


def _what(row: LeftOut) -> str:
    return row.claim.number if row.claim else row.refund.movement.receivable.number if row.refund else ""


def _where(row: LeftOut) -> tuple[str, str]:
    return ("claims:claim" if row.claim else "recovery:receivable", _what(row))


RUNS = ListPage(
    title="支払の一覧",
    columns=[
        Column("number", "支払番号", sort="number", link=lambda row: ("payments:run", row.number)),
        Column("kind", "何の支払か", sort="kind"),
        Column("pay_on", "振込指定日", sort="pay_on"),
        Column("count", "件数", number=True),
        Column("yen", "金額（円）", sort="yen", number=True),
        Column("state", "状態", sort="state"),
        Column("answer_by", "結果の期限", sort="answer_by"),
        Column("built_by", "作成者", value=lambda row: row.builder),
        Column("approved_by", "承認者", value=lambda row: row.approver),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(RunState.choices)),
        Filter("kind", "何の支払か", by=lambda rows, text: rows.filter(kind=text), choices=list(RunKind.choices)),
        Filter("answer", "銀行の結果", by=_waiting, choices=[("over", "期限を過ぎて届かないもの")]),
    ],
    order="-id",
    export_right="payments.export",
)

PAYEES = ListPage(
    title="支払先の一覧",
    columns=[
        Column("serial", "振込番号", sort="serial", link=lambda row: ("payments:payment", row.serial)),
        Column("name", "氏名", sort="payee__name_kana", value=lambda row: row.payee.name),
        Column("bank", "銀行・支店", sort="bank", value=lambda row: f"{row.bank_name} {row.branch_name}"),
        Column("account", "口座", value=lambda row: masked(row.account_number)),
        Column("yen", "金額（円）", sort="yen", number=True),
        Column("state", "状態", sort="state"),
        Column("failure", "理由"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(PaymentState.choices)),
        Filter("bank", "銀行コード", by=lambda rows, text: rows.filter(bank=text)),
    ],
    order="serial",
    persons=lambda row: [row.payee.atena_no],
    export_right="payments.export",
)

RETURNS = ListPage(
    title="組戻の一覧",
    columns=[
        Column("serial", "振込番号", sort="payment__serial", link=lambda row: ("payments:payment", row.payment.serial), value=lambda row: row.payment.serial),
        Column("name", "支払を受ける人", sort="payment__payee__name_kana", value=lambda row: row.payment.payee.name),
        Column("yen", "金額（円）", sort="yen", number=True),
        Column("returned_on", "戻った日", sort="returned_on"),
        Column("why", "理由"),
        Column("state", "状態", sort="state"),
        Column("registered_by", "登録した人", value=lambda row: row.registrant),
        Column("decided_by", "確認・取下げをした人", value=lambda row: row.decider),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(TransferReturnState.choices)),
    ],
    order="-id",
    persons=lambda row: [row.payment.payee.atena_no],
    export_right="payments.export",
    empty="組戻の登録はありません。",
)  # fmt: skip

LEFT_OUT = ListPage(
    title="支払えないものの一覧",
    columns=[
        Column("claim", "請求・返還金の番号", sort="claim__number", value=_what, link=_where),
        Column("payee", "支払を受ける人", sort="payee__name_kana", value=lambda row: row.payee.name),
        Column("yen", "金額（円）", sort="yen", number=True),
        Column("reason", "理由", sort="reason"),
    ],
    filters=[
        Filter("reason", "理由", by=lambda rows, text: rows.filter(reason=text), choices=list(Obstacle.choices), wide=True)
    ],
    order="pk",
    persons=lambda row: [row.payee.atena_no],
    export_right="payments.export",
    empty="支払えないものはありません。",
)
