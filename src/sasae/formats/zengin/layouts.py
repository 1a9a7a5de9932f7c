"""Bank transfer records of 120 bytes, as tables (全銀協制定ファイルフォーマット; offsets are computed and checked here).

Kinds: 21 総合振込; 11/12 給与・賞与 and 71/72 their local-government siblings; 91 口座振替, request and result.
"""

from dataclasses import dataclass

from sasae.formats.fixed_width import Field, Layout

LENGTH = 120

KINDS = {
    "21": "総合振込",
    "11": "給与振込（民間）",
    "12": "賞与振込（民間）",
    "71": "給与振込（地方公務員）",
    "72": "賞与振込（地方公務員）",
    "91": "口座振替",
    "41": "配当金振込",
}
# what begins with 1 and one of these has 200 bytes a record and comes from the bank
NOTICES = {"01": "振込入金通知", "03": "入出金取引明細", "04": "残高通知"}

ACCOUNT_TYPES = {"1": "普通", "2": "当座", "3": "納税準備", "4": "貯蓄", "9": "その他"}


def _header(names: str) -> Layout:
    return Layout(
        "ヘッダー",
        LENGTH,
        [
            Field("record", "データ区分", "N", 1, default="1"),
            Field("kind", "種別コード", "N", 2),
            Field("code_division", "コード区分", "N", 1, blank="ok", default="0"),
            Field("client_code", "委託者コード", "N", 10),
            Field("client_name", "委託者名", "C", 40, charset=names),
            Field("date", "振込指定日", "N", 4),
            Field("bank", "仕向銀行番号", "N", 4, blank="warning"),
            Field("bank_name", "仕向銀行名", "C", 15, charset="branch"),
            Field("branch", "仕向支店番号", "N", 3, blank="warning"),
            Field("branch_name", "仕向支店名", "C", 15, charset="branch"),
            Field(
                "type", "預金種目（依頼人）", "N", 1, blank="warning", allowed=("1", "2", "3", "4", "9"), strict=False
            ),
            Field("account", "口座番号（依頼人）", "N", 7, blank="warning"),
            Field("filler", "ダミー", "C", 17),
        ],
    )


def payee(names: str, label: str, tail: list[Field], types: tuple[str, ...] = ("1", "2", "4", "9")) -> Layout:
    """A data record: the same to byte 90 in every kind, what follows is `tail`."""
    return Layout(
        "データ",
        LENGTH,
        [
            Field("record", "データ区分", "N", 1, default="2"),
            Field("bank", "被仕向銀行番号", "N", 4),
            Field("bank_name", "被仕向銀行名", "C", 15, charset="branch"),
            Field("branch", "被仕向支店番号", "N", 3),
            Field("branch_name", "被仕向支店名", "C", 15, charset="branch"),
            # no bank uses it any more: written as zeros, read without a look
            Field("clearing_house", "手形交換所番号", "C", 4, default="0000"),
            Field("type", "預金種目", "N", 1, allowed=types),
            Field("account", "口座番号", "N", 7),
            Field("name", label, "C", 30, charset=names),
            Field("yen", "金額", "N", 10),
            Field("new_code", "新規コード", "N", 1, blank="ok", allowed=("0", "1", "2"), strict=False, default="0"),
            *tail,
        ],
    )


def trailer(tail: list[Field]) -> Layout:
    """A trailer: count and sum, what follows is `tail`."""
    return Layout(
        "トレーラー",
        LENGTH,
        [
            Field("record", "データ区分", "N", 1, default="8"),
            Field("count", "合計件数", "N", 6),
            Field("yen", "合計金額", "N", 12),
            *tail,
        ],
    )


TRANSFER_TAIL = [
    # kept as text so that leading zeros survive; numeric unless the mark says EDI
    Field("customer_code1", "顧客コード1", "C", 10, charset="edi"),
    Field("customer_code2", "顧客コード2", "C", 10, charset="edi"),
    Field("designation", "振込指定区分", "N", 1, blank="ok", allowed=("0", "7", "8"), strict=False, default="7"),
    Field("edi_mark", "識別表示", "C", 1, allowed=(" ", "Y"), strict=False),
    Field("filler", "ダミー", "C", 7),
]
PAYROLL_TAIL = [
    Field("customer_code1", "社員番号", "C", 10, charset="edi"),
    Field("customer_code2", "所属コード", "C", 10, charset="edi"),
    Field("filler", "ダミー", "C", 9),
]
DEBIT_TAIL = [
    Field("customer_code1", "顧客番号（前半）", "C", 10, charset="edi"),
    Field("customer_code2", "顧客番号（後半）", "C", 10, charset="edi"),
    Field(
        "result",
        "振替結果コード",
        "N",
        1,
        blank="ok",
        allowed=("0", "1", "2", "3", "4", "8", "9"),
        strict=False,
        default="0",
    ),
    Field("filler", "ダミー", "C", 8),
]
SUBTOTALS = [
    Field("done_count", "済件数", "N", 6, blank="ok"),
    Field("done_yen", "済金額", "N", 12, blank="ok"),
    Field("failed_count", "不能件数", "N", 6, blank="ok"),
    Field("failed_yen", "不能金額", "N", 12, blank="ok"),
    Field("filler", "ダミー", "C", 65),
]

END = Layout(
    "エンド", LENGTH, [Field("record", "データ区分", "N", 1, default="9"), Field("filler", "ダミー", "C", 119)]
)


@dataclass(frozen=True, slots=True)
class Form:
    """The three layouts of one kind of file."""

    header: Layout
    data: Layout
    trailer: Layout


_PLAIN_TRAILER = trailer([Field("filler", "ダミー", "C", 101)])
TRANSFER = Form(_header("name"), payee("name", "受取人名", TRANSFER_TAIL), _PLAIN_TRAILER)
PAYROLL = Form(_header("name"), payee("payroll", "預金者名", PAYROLL_TAIL), _PLAIN_TRAILER)
DEBIT = Form(
    _header("name"),
    payee("name", "預金者名", DEBIT_TAIL, types=("1", "2", "3", "4", "9")),
    trailer(SUBTOTALS),
)

FORMS = {"21": TRANSFER, "11": PAYROLL, "12": PAYROLL, "71": PAYROLL, "72": PAYROLL, "91": DEBIT, "41": TRANSFER}
