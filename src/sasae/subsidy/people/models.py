"""Persons of the subsidy's file: applicants, recipients past and present, and their families."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.versions import versioned
from sasae.foundation.release import GuardedTextField
from sasae.reference import banks


@versioned
class Person(models.Model):
    """One person, as linkage last told of them. Address and telephone leave through the release point alone."""

    atena_no = models.CharField("宛名番号", max_length=15, unique=True, db_comment="宛名番号（15桁）")
    name = models.CharField("氏名", max_length=100, db_comment="氏名（受け取ったまま）")
    name_kana = models.CharField("氏名カナ", max_length=100, db_comment="氏名のフリガナ")
    name_key = models.CharField("検索用氏名", max_length=100, db_comment="字形をそろえた検索用の氏名")
    search_key = models.CharField(
        "検索用の語", max_length=900, default="", db_comment="氏名とフリガナの語をそろえた検索用の文字列"
    )
    birth_date = models.DateField("生年月日", db_comment="生年月日")
    sex = models.CharField("性別", max_length=1, db_comment="性別（0不明・1男・2女）")
    postal_code = models.CharField("郵便番号", max_length=7, blank=True, db_comment="郵便番号")
    address = GuardedTextField("住所", max_length=300, blank=True, db_comment="住所（出口を通してだけ文字になる）")
    ward_code = models.CharField("区", max_length=6, blank=True, db_comment="区の全国地方公共団体コード")
    telephone = GuardedTextField(
        "電話番号", max_length=15, blank=True, db_comment="電話番号（出口を通してだけ文字になる）"
    )
    resident_class = models.CharField("住民区分", max_length=15, db_comment="住民区分")
    resident_since = models.DateField("住民日", null=True, db_comment="市民となった日")
    moved_in_from = models.CharField("転入前", max_length=6, blank=True, db_comment="転入前の市区町村コード")
    moved_out_on = models.DateField("転出日", null=True, db_comment="転出日")
    died_on = models.DateField("死亡日", null=True, db_comment="死亡日")
    household_no = models.CharField("世帯番号", max_length=20, blank=True, db_index=True, db_comment="世帯番号")
    relation = models.CharField("続柄", max_length=20, blank=True, db_comment="続柄")
    protected_until = models.DateField("支援措置期限", null=True, db_comment="支援措置の最終日")
    individual_number_cipher = models.BinaryField("個人番号（暗号）", null=True, db_comment="個人番号を暗号化したもの")
    individual_number_index = models.CharField(
        "個人番号の索引", max_length=64, null=True, unique=True, db_comment="個人番号の鍵付き索引（単件検索だけに使う）"
    )
    source = models.CharField("入手元", max_length=40, db_comment="入手元のシステム")
    fetched_at = models.DateTimeField("入手日時", db_comment="入手した日時")

    class Meta:
        verbose_name = "対象者"
        indexes = [
            models.Index(fields=["name_kana", "birth_date"], name="subsidy_people_kana"),
            models.Index(fields=["birth_date"], name="subsidy_people_birth"),
            models.Index(
                fields=["protected_until"], condition=Q(protected_until__isnull=False), name="subsidy_people_protected"
            ),
            GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="subsidy_people_search_key"),
        ]

    def __str__(self) -> str:
        return self.atena_no


@versioned
class Insurance(models.Model):
    """A health insurance of one person, first to last day. Its versions say what was known of it when."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="insurances", db_comment="対象者")
    insurer_number = models.CharField("保険者番号", max_length=8, db_comment="保険者番号（6桁または8桁）")
    symbol = models.CharField("記号", max_length=38, blank=True, db_comment="記号")
    number = models.CharField("番号", max_length=38, blank=True, db_comment="番号")
    since = models.DateField("資格取得日", db_comment="資格取得日")
    until = models.DateField("最終日", null=True, db_comment="資格のある最後の日")
    source = models.CharField("入手元", max_length=40, db_comment="入手元（申請書など）")

    class Meta:
        verbose_name = "保険資格"
        constraints = [
            models.UniqueConstraint(fields=["person", "since"], name="subsidy_people_insurance_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="subsidy_people_insurance_period"
            ),
        ]


class BankAccount(models.Model):
    """Where a person's payments go. A new account ends the one before; nothing is overwritten."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="accounts", db_comment="対象者")
    bank = models.CharField("銀行", max_length=4, db_comment="金融機関コード")
    branch = models.CharField("支店", max_length=3, db_comment="支店コード")
    type = models.CharField("預金種目", max_length=1, db_comment="預金種目（1普通・2当座・4貯蓄・9その他）")
    number = models.CharField("口座番号", max_length=7, db_comment="口座番号")
    holder_kana = models.CharField("名義", max_length=60, db_comment="口座名義（カナ）")
    since = models.DateTimeField("届出日時", db_comment="届け出られた日時")
    until = models.DateTimeField("終了日時", null=True, db_comment="次の届出で終わった日時")
    source = models.CharField("入手元", max_length=40, db_comment="入手元（申請書など）")
    changed_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_comment="変更前の口座")

    class Meta:
        verbose_name = "振込口座"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="subsidy_people_one_account"
            )
        ]

    def __str__(self) -> str:
        bank, branch = banks.bank(self.bank), banks.branch(self.bank, self.branch)
        names = f"{bank.name if bank else self.bank}　{branch.name if branch else self.branch}"
        return f"{names}　口座番号の末尾 {self.number[-3:]}"
