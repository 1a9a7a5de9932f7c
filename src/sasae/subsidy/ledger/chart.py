"""The chart of accounts (勘定科目), described: what an account is, what goes in, what goes out, which area books on it."""

from dataclasses import dataclass

from sasae.subsidy.ledger.models import Account

PAID_OUT, CLAIMS, OWED, MONEY, PASSING = "費用・収入", "資産", "負債", "現金預金", "通過"


@dataclass(frozen=True)
class Description:
    """An account in words: its kind, what a debit (positive) and a credit (negative) of it mean, and who books it."""

    account: Account
    kind: str
    debit: str
    credit: str
    booked_by: str


CHART = (
    Description(
        Account.IN_KIND, PAID_OUT, "レセプトの明細を認定した", "過誤・再審査で認定を取り消した", "レセプト"
    ),
    Description(
        Account.REIMBURSEMENT, PAID_OUT, "償還払いの支給を決定した", "支給決定を訂正・取消しした", "償還払い"
    ),
    Description(
        Account.PAYABLE_TO_BODY, OWED, "審査支払機関に支払った", "レセプトの認定で支払う義務が生じた",
        "レセプト・支払",
    ),
    Description(
        Account.PAYABLE_TO_PERSON, OWED, "振込みを依頼した、または相殺した", "支給または過誤納金の還付を決定した、または振込不能で戻った",
        "償還払い・支払・返還",
    ),
    Description(
        Account.IN_TRANSIT, PASSING, "振込みの結果がわかった", "振込みを依頼した", "支払"
    ),
    Description(
        Account.BANK, MONEY, "振り込んだ金額が戻った", "振込みが済んだ", "支払"
    ),
    Description(
        Account.DUE_FROM_PERSON, CLAIMS, "本人に返還を求める決定をした", "納付・相殺・減額・不納欠損でなくなった", "返還"
    ),
    Description(
        Account.DUE_FROM_INSURER, CLAIMS, "保険者に高額療養費等を求める決定をした", "納付・減額・不納欠損でなくなった", "返還"
    ),
    Description(
        Account.DUE_FROM_THIRD_PARTY, CLAIMS, "加害者またはその保険会社に損害賠償を求める決定をした",
        "納付・減額・不納欠損でなくなった", "損害賠償",
    ),
    Description(
        Account.DUE_FROM_BODY, CLAIMS, "過誤・再審査で審査支払機関から戻る金額が決まった", "次の請求から差し引かれた、または納付された",
        "レセプト",
    ),
    Description(
        Account.RECOVERED, PAID_OUT, "返還・求償の決定を減額・取消しした", "返還・求償を決定した（同じ年度は戻入、翌年度からは雑入）",
        "返還・損害賠償",
    ),
    Description(
        Account.COLLECTED, MONEY, "納付書・振込みで収納した", "保険者・第三者に過誤納金を還付した、または収納を取り消した", "返還・損害賠償"
    ),
    Description(
        Account.SET_OFF, PASSING, "返還金に充てた", "支給する額から差し引いた", "返還"
    ),
    Description(
        Account.OVERPAID, OWED, "過誤納金の還付を決定した、または充てた", "求めた額より多く収納した", "返還"
    ),
    Description(
        Account.WRITTEN_OFF, PAID_OUT, "不納欠損を承認した", "不納欠損を取り消した", "返還"
    ),
)  # fmt: skip

if {each.account for each in CHART} != set(Account) or len(CHART) != len(Account):
    raise AssertionError("Every account is described once.")
DESCRIBED = {each.account: each for each in CHART}
