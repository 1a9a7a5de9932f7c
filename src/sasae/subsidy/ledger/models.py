"""Every yen: postings that sum to zero, lines by person, provider, treatment month and scheme. Rows only grow."""

import pgtrigger
from django.db import models
from django.db.models import Q

from sasae.foundation.history.append_only import append_only
from sasae.subsidy.people.models import Person


class Account(models.TextChoices):
    """The chart of accounts; `chart.py` says of each what it is for. A positive amount is a debit, a negative one a credit."""

    IN_KIND = "in_kind", "助成費（現物給付）"
    REIMBURSEMENT = "reimbursement", "助成費（償還払い）"
    PAYABLE_TO_BODY = "payable_to_body", "未払金（審査支払機関）"
    PAYABLE_TO_PERSON = "payable_to_person", "未払金（受給者）"
    IN_TRANSIT = "in_transit", "振込中"
    BANK = "bank", "預金"
    DUE_FROM_PERSON = "due_from_person", "未収金（本人）"
    DUE_FROM_INSURER = "due_from_insurer", "未収金（保険者）"
    DUE_FROM_THIRD_PARTY = "due_from_third_party", "未収金（第三者）"
    DUE_FROM_BODY = "due_from_body", "未収金（審査支払機関）"
    RECOVERED = "recovered", "返還収入"
    COLLECTED = "collected", "収納金"
    SET_OFF = "set_off", "相殺"
    OVERPAID = "overpaid", "過誤納金"
    WRITTEN_OFF = "written_off", "不納欠損"


class Scheme(models.TextChoices):
    """助成区分 (domain.md §13)."""

    IN_KIND = "1", "現物"
    REIMBURSEMENT = "2", "償還"


# Once a statement, not once a line: a posting's lines come in one statement, and a million of them cost one look.
_BALANCED = """
    SELECT posting_id INTO wrong FROM changed GROUP BY posting_id HAVING sum(yen) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'sasae: posting % does not sum to zero', wrong USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class Posting(models.Model):
    """One entry of the books. `cause` names what made it and is unique: the same thing is booked once."""

    cause = models.CharField("原因", max_length=60, unique=True, db_comment="記帳の原因（一つの原因に一度だけ）")
    on = models.DateField("記帳日", db_comment="記帳の日")
    text = models.CharField("摘要", max_length=200, db_comment="摘要")
    by = models.CharField("記帳者", max_length=64, db_comment="記帳した者または処理")
    at = models.DateTimeField("記帳日時", auto_now_add=True, db_comment="記帳した日時")

    class Meta:
        verbose_name = "記帳"
        triggers = append_only()

    def __str__(self) -> str:
        return self.cause


class PostingLine(models.Model):
    """One line: an account, an amount in yen, and whose treatment by whom in which month it is for."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="lines", db_comment="記帳")
    account = models.CharField("勘定", max_length=20, choices=Account, db_comment="勘定")
    yen = models.BigIntegerField("金額", db_comment="金額（円、借方が正、貸方が負）")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment="受診者")
    provider = models.CharField("医療機関", max_length=60, db_comment="医療機関コードまたは名称")
    treatment_month = models.CharField("診療年月", max_length=7, db_comment="診療年月（YYYY-MM）")
    scheme = models.CharField("助成区分", max_length=1, choices=Scheme, db_comment="助成区分（1現物・2償還）")
    treatment = models.CharField(
        "診療の区分",
        max_length=40,
        default="",
        db_default="",
        db_comment="診療の区分（点数表・入外の2字と、別の請求の区別。空は分からない）",
    )

    class Meta:
        verbose_name = "記帳の明細"
        indexes = [
            models.Index(fields=["person", "treatment_month"], name="subsidy_ledger_person"),
            models.Index(fields=["account"], name="subsidy_ledger_account"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(yen=0), name="subsidy_ledger_not_zero"),
            models.CheckConstraint(condition=Q(account__in=Account.values), name="subsidy_ledger_account"),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="balanced",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="changed"),
                declare=[("wrong", "bigint")],
                func=_BALANCED,
            ),
        ]


class AccountBalance(models.Model):
    """What an account stands at, kept by the database with every statement that books lines: no page adds up the books.

    An account's balance is the sum of its parts. Who books takes a part that nobody else has, to the end of the
    transaction: those who book at the same time neither wait for one another nor stand in each other's way, whatever
    the order of their accounts. The application cannot change a part; the self-audit adds up the lines and compares.
    """

    account = models.CharField("勘定", max_length=20, choices=Account, db_comment="勘定")
    part = models.IntegerField("分け前", db_comment="同時に記帳する処理が待ち合わないための区分（記帳の間は一つの処理だけが使う）")
    yen = models.BigIntegerField("金額", db_comment="この区分の明細の合計（円、借方が正、貸方が負）")

    class Meta:
        verbose_name = "勘定の残高"
        constraints = [models.UniqueConstraint(fields=["account", "part"], name="subsidy_ledger_balance_part")]

    def __str__(self) -> str:
        return f"{self.account}/{self.part}"


class LedgerAudit(models.Model):
    """One self-audit: what was looked at, and everything it found."""

    on = models.DateField("検査日", db_comment="検査した日")
    at = models.DateTimeField("検査日時", auto_now_add=True, db_comment="検査した日時")
    lines = models.IntegerField("明細数", db_comment="調べた台帳の明細の数")
    claims = models.IntegerField("請求数", db_comment="調べた支給決定の数")
    receipts = models.IntegerField("レセプト数", db_comment="調べた認定済みのレセプト明細の数")
    yen = models.BigIntegerField("助成額", db_comment="助成の総額（円）")
    findings = models.JSONField("指摘", default=list, db_comment="指摘（なければ空）")
    errors = models.IntegerField("誤りの数", db_comment="誤りの指摘の数")

    class Meta:
        verbose_name = "台帳の自己検査"
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.on}"
