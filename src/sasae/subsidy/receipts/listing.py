"""The lists of files, lines, months and corrections."""

from django.db.models import QuerySet

from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.templatetags.screens import month
from sasae.kernel import clock
from sasae.kernel.wareki import read_month
from sasae.subsidy.receipts.layouts import label_of
from sasae.subsidy.receipts.models import (
    CorrectionKind,
    CorrectionState,
    CycleState,
    FileState,
    LineState,
    ReceiptLine,
    Reviewer,
)
from sasae.subsidy.receipts.reasons import reasons

FILES = ListPage(
    title="レセプトファイルの一覧",
    columns=[
        Column("name", "ファイル名", sort="name", link=lambda row: ("receipts:file", row.pk)),
        Column("billing_month", "請求年月", value=lambda row: month(row.billing_month), sort="billing_month"),
        Column("reviewer", "審査支払機関", sort="reviewer"),
        Column("form", "形式", value=lambda row: label_of(row.form)),
        Column("receipt_count", "レセプト件数", number=True),
        Column("line_count", "当市の明細", number=True),
        Column("finding_count", "指摘", number=True),
        Column("state", "状態", sort="state"),
        Column("uploaded_at", "登録日時", sort="uploaded_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(FileState.choices)),
        Filter(
            "reviewer", "審査支払機関", by=lambda rows, text: rows.filter(reviewer=text), choices=list(Reviewer.choices)
        ),
        Filter("month", "請求年月", by=lambda rows, text: rows.filter(billing_month=read_month(text))),
    ],
    order="-id",
)


def _by_file(rows: QuerySet[ReceiptLine], text: str) -> QuerySet[ReceiptLine]:
    if not (text.isdecimal() and len(text) < 10):
        raise ValueError("ファイルの番号を数字で入れてください。")
    return rows.filter(file_id=int(text))


def _persons(row: ReceiptLine) -> list[str]:
    return [row.person.atena_no if row.person else f"受給者番号{row.recipient_number}"]


LINES = ListPage(
    title="レセプト明細の一覧",
    columns=[
        Column("id", "番号", value=lambda row: str(row.pk), sort="id", link=lambda row: ("receipts:line", row.pk)),
        Column("treatment_month", "診療年月", value=lambda row: month(row.treatment_month), sort="treatment_month"),
        Column("recipient_number", "受給者番号", sort="recipient_number"),
        Column("name", "氏名"),
        Column("provider_name", "医療機関", value=lambda row: row.provider_name or row.provider),
        Column("days", "日数", number=True),
        Column("decided_yen", "決定金額", sort="decided_yen", number=True),
        Column("in_kind_yen", "現物給付額", sort="in_kind_yen", number=True),
        Column("state", "状態", sort="state"),
        Column("reason", "理由", value=lambda row: reasons(clock.today())[row.reason].text if row.reason else ""),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(LineState.choices)),
        Filter(
            "reason", "理由", by=lambda rows, text: rows.filter(reason=text),
            choices=lambda _: [(code, f"{code} {reason.text}") for code, reason in reasons(clock.today()).items()],
        ),
        Filter("treated", "診療年月", by=lambda rows, text: rows.filter(treatment_month=read_month(text))),
        Filter("billed", "精算する月", by=lambda rows, text: rows.filter(cycle__billing_month=read_month(text))),
        Filter("number", "受給者番号", by=lambda rows, text: rows.filter(recipient_number=text)),
        Filter("provider", "医療機関コード", by=lambda rows, text: rows.filter(provider=text)),
        Filter("file", "ファイル番号", by=_by_file),
    ],
    order="id",
    persons=_persons,
    pick=lambda row: str(row.pk),
    export_right="receipts.export",
)  # fmt: skip

MONTHS = ListPage(
    title="レセプトの月次の一覧",
    columns=[
        Column("billing_month", "請求年月", value=lambda row: month(row.billing_month), sort="billing_month", link=lambda row: ("receipts:month", row.pk)),
        Column("reviewer", "審査支払機関", sort="reviewer"),
        Column("bill_yen", "請求書の金額", number=True),
        Column("settled_yen", "精算した金額", number=True),
        Column("state", "状態", sort="state"),
        Column("paid_on", "支払日", sort="paid_on"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(CycleState.choices)),
        Filter("reviewer", "審査支払機関", by=lambda rows, text: rows.filter(reviewer=text), choices=list(Reviewer.choices)),
    ],
    order="-billing_month",
    empty="月次はまだありません。レセプトファイルを取り込むと、請求年月と審査支払機関ごとにできます。",
)  # fmt: skip

CORRECTIONS = ListPage(
    title="過誤・返戻の申出の一覧",
    columns=[
        Column("number", "申出番号", value=lambda row: row.number, sort="id", link=lambda row: ("receipts:line", row.line_id)),
        Column("kind", "種類", sort="kind"),
        Column("reviewer", "審査支払機関"),
        Column("treatment", "診療年月", value=lambda row: month(row.line.treatment_month)),
        Column("recipient", "受給者番号", value=lambda row: row.line.recipient_number),
        Column("yen", "現物給付額", value=lambda row: row.line.in_kind_yen, number=True),
        Column("why", "理由"),
        Column("state", "状態", sort="state"),
        Column("answer", "回答"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(CorrectionState.choices)),
        Filter("kind", "種類", by=lambda rows, text: rows.filter(kind=text), choices=list(CorrectionKind.choices)),
    ],
    order="-id",
    persons=lambda row: _persons(row.line),
    export_right="receipts.export",
    empty="申出はありません。認定した明細の画面から過誤・再審査を申し出ると、また返戻すると、ここに並びます。",
)  # fmt: skip
