"""What may be taken out: views with their columns, each described and classed. What is not here cannot be taken out.

Individual numbers, addresses, telephones and account numbers have no column. A ward and a clinic are told of nobody under
protection, nor can anybody under protection be found by them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from unicodedata import category, normalize

from django.db import models

from sasae.kernel.wareki import parse_date, read_month
from sasae.reference.municipalities import WARDS
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.ledger.models import PostingLine
from sasae.subsidy.payments.models import Payment


class Class(StrEnum):
    """What kind of datum a column holds."""

    PLAIN = "業務の値"
    MONEY = "金額"
    PERSONAL = "個人を示す値"
    PROTECTED = "所在：支援措置の対象の人は伏せる"


class Kind(StrEnum):
    """How a condition on it is read."""

    TEXT = "text"
    DAY = "day"
    MONTH = "month"
    NUMBER = "number"
    CHOICE = "choice"
    WARD = "ward"


@dataclass(frozen=True)
class Column:
    """One column: where it is found from a row, and what it means."""

    name: str
    label: str
    path: str
    about: str
    kind: Kind = Kind.TEXT
    of: Class = Class.PLAIN
    choices: dict[str, str] = field(default_factory=dict)

    def read(self, text: str) -> Any:
        """A condition's value as the database has it. Raises ValueError in Japanese."""
        told = text.strip()
        if not told:
            raise ValueError("比べる値を入れてください。")
        if any(category(sign) == "Cc" for sign in told):
            raise ValueError("使えない文字が入っています。")
        return _READ[self.kind](self, told)


@dataclass(frozen=True)
class View:
    """One kind of row; `person` leads to whom it is about."""

    name: str
    label: str
    about: str
    model: Callable[[], models.QuerySet[Any]]
    person: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """A column by its name. Raises KeyError."""
        return next(one for one in self.columns if one.name == name) if name in self.names else _missing(name)

    @property
    def names(self) -> set[str]:
        """The names of its columns."""
        return {one.name for one in self.columns}


def _missing(name: str) -> Column:
    raise KeyError(name)


def _choice(column: Column, text: str) -> str:
    known = {words: code for code, words in column.choices.items()} | {code: code for code in column.choices}
    if text not in known:
        raise ValueError(f"「{'・'.join(column.choices.values())}」のどれかを入れてください。")
    return known[text]


def _ward(column: Column, text: str) -> str:
    known = {ward.name: ward.code for ward in WARDS} | {ward.code: ward.code for ward in WARDS}
    if text not in known:
        raise ValueError("区の名を入れてください（例：川崎区）。")
    return known[text]


def _number(column: Column, text: str) -> int:
    digits = normalize("NFKC", text).replace(",", "").removesuffix("円")
    if not re.fullmatch(r"-?[0-9]{1,12}", digits):
        raise ValueError("12桁までの数字を入れてください。")
    return int(digits)


_READ: dict[Kind, Callable[[Column, str], Any]] = {
    Kind.TEXT: lambda column, text: text, Kind.DAY: lambda column, text: parse_date(text),
    Kind.MONTH: lambda column, text: read_month(text), Kind.NUMBER: _number, Kind.CHOICE: _choice, Kind.WARD: _ward,
}  # fmt: skip


def _of_person(path: str) -> tuple[Column, ...]:
    return (
        Column("atena_no", "宛名番号", f"{path}__atena_no", "人の番号（15桁）", of=Class.PERSONAL),
        Column("name", "氏名", f"{path}__name", "住民登録の氏名", of=Class.PERSONAL),
        Column("name_kana", "氏名カナ", f"{path}__name_kana", "氏名の読み", of=Class.PERSONAL),
        Column("birth_date", "生年月日", f"{path}__birth_date", "生まれた日", Kind.DAY, Class.PERSONAL),
        Column(
            "ward", "区", f"{path}__ward_code", "住所の区。支援措置の対象の人は［非公開］", Kind.WARD, Class.PROTECTED
        ),
    )


def _provider(about: str) -> Column:
    """Where somebody is treated tells where they live."""
    return Column("provider", "医療機関", "provider", f"{about}。支援措置の対象の人は［非公開］", of=Class.PROTECTED)


def _choices(model: type[models.Model], name: str) -> dict[str, str]:
    return {str(code): str(words) for code, words in model._meta.get_field(name).choices or ()}  # type: ignore[union-attr]


def _money(name: str, label: str, about: str) -> Column:
    return Column(name, label, name, about, Kind.NUMBER, Class.MONEY)


_LOSS = {
    "01": "転出", "02": "死亡", "03": "婚姻・事実婚", "04": "監護しなくなった", "05": "年齢到達", "06": "障害・在学の終了",
    "07": "生活保護", "08": "重度障害者医療", "09": "施設措置・里親", "10": "保険喪失", "11": "所得超過", "12": "辞退",
    "13": "現況届未提出", "14": "虚偽・取消", "99": "その他",
}  # fmt: skip

VIEWS = {
    view.name: view
    for view in (
        View(
            "covers", "資格", "資格の期間ごとに1行（始まる前に失われたものを除く）", Entitlement.objects.all, "recipient__person",
            (
                Column("recipient_number", "受給者番号", "recipient__number", "受給者番号（7桁）", of=Class.PERSONAL),
                *_of_person("recipient__person"),
                Column("valid_from", "資格の初日", "valid_from", "資格のある最初の日", Kind.DAY),
                Column("valid_to", "資格の末日", "valid_to", "資格のある最後の日", Kind.DAY),
                Column("loss_reason", "喪失理由", "loss_reason", "末日が早まった理由", Kind.CHOICE, choices=_LOSS),
            ),
        ),
        View(
            "certificates", "医療証", "交付した医療証ごとに1行", Certificate.objects.all, "recipient__person",
            (
                Column("number", "医療証番号", "number", "医療証の番号", of=Class.PERSONAL),
                *_of_person("recipient__person"),
                Column("kind", "発行区分", "kind", "新規・更新・再交付・変更", Kind.CHOICE, choices=_choices(Certificate, "kind")),
                Column("state", "状態", "state", "医療証の状態", Kind.CHOICE, choices=_choices(Certificate, "state")),
                Column("issued_on", "交付日", "issued_on", "交付した日", Kind.DAY),
                Column("valid_to", "有効期間の末日", "valid_to", "医療証に印刷した末日", Kind.DAY),
            ),
        ),
        View(
            "claims", "償還払い", "償還払いの請求ごとに1行", Claim.objects.all, "person",
            (
                Column("number", "請求番号", "number", "請求の番号"),
                *_of_person("person"),
                Column("treatment_month", "診療年月", "treatment_month", "診療を受けた月", Kind.MONTH),
                _provider("医療機関の名称"),
                Column("claimed_on", "請求日", "claimed_on", "請求を受け付けた日", Kind.DAY),
                Column("decided_on", "決定日", "decided_on", "支給・不支給を決めた日", Kind.DAY),
                Column("state", "状態", "state", "請求の状態", Kind.CHOICE, choices=_choices(Claim, "state")),
                _money("total_cost", "総医療費", "10割の医療費（円）"),
                _money("insured_self_pay", "自己負担額", "保険診療の自己負担額（円）"),
                _money("amount", "助成額", "助成を決めた額（円）"),
            ),
        ),
        View(
            "payments", "支払", "振込ごとに1行。口座番号は取り出せません", Payment.objects.all, "payee",
            (
                Column("serial", "振込一連番号", "serial", "振込の番号"),
                Column("run", "支払番号", "run__number", "支払処理の番号"),
                *_of_person("payee"),
                Column("pay_on", "振込指定日", "run__pay_on", "振り込む日", Kind.DAY),
                Column("state", "状態", "state", "振込の状態", Kind.CHOICE, choices=_choices(Payment, "state")),
                Column("bank_name", "銀行名", "bank_name", "振込先の銀行の名"),
                _money("yen", "金額", "振り込む額（円）"),
            ),
        ),
        View(
            "ledger", "台帳", "台帳の明細ごとに1行。取消しは負の額の行です", PostingLine.objects.all, "person",
            (
                Column("on", "記帳日", "posting__on", "台帳に載った日", Kind.DAY),
                *_of_person("person"),
                Column("account", "勘定", "account", "勘定科目", Kind.CHOICE, choices=_choices(PostingLine, "account")),
                Column("scheme", "助成区分", "scheme", "現物・償還", Kind.CHOICE, choices=_choices(PostingLine, "scheme")),
                Column("treatment_month", "診療年月", "treatment_month", "診療を受けた月", Kind.MONTH),
                _provider("医療機関のコードまたは名称"),
                _money("yen", "金額", "借方が正、貸方が負（円）"),
            ),
        ),
    )
}  # fmt: skip
