"""One row a person of the city, and one row for each number a system of the city knows that person by."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Collate

from sasae.foundation.history.versions import versioned
from sasae.foundation.release import SealedTextField


@versioned(loaded=True)
class UnifiedPerson(models.Model):
    """団体内統合宛名: numbered when an individual number is first entered. The number itself lies encrypted."""

    unified_no = models.CharField(
        "団体内統合宛名番号", max_length=15, unique=True, db_comment="団体内統合宛名番号（15桁）"
    )
    individual_number_cipher = models.BinaryField(
        "個人番号（暗号）", null=True, db_comment="個人番号を暗号化したもの。表示は専用の権限だけ"
    )
    individual_number_index = models.CharField(
        "個人番号の索引",
        max_length=64,
        null=True,
        unique=True,
        db_comment="個人番号の鍵付き索引（完全一致の検索だけに使う）",
    )
    created_at = models.DateTimeField("付番日時", auto_now_add=True, db_comment="番号を付けた日時")

    class Meta:
        verbose_name = "統合宛名"

    def __str__(self) -> str:
        return self.unified_no


FIRST_LOAD = "初期"  # 異動事由 of a register's first load


@versioned(first_load=("event", FIRST_LOAD))
class RegisteredPerson(models.Model):
    """A person as one existing system of the city has them, by that system's own number (宛名番号)."""

    unified = models.ForeignKey(
        UnifiedPerson, on_delete=models.PROTECT, related_name="registered", null=True, db_comment="統合宛名"
    )
    atena_no = models.CharField("宛名番号", max_length=15, unique=True, db_comment="宛名番号（15桁）")
    system = models.CharField("登録元", max_length=40, db_comment="登録元のシステム")
    name = models.CharField("氏名", max_length=100, db_comment="氏名（受け取ったまま）")
    name_kana = models.CharField("氏名カナ", max_length=100, db_comment="氏名のフリガナ")
    name_key = models.CharField("検索用氏名", max_length=100, db_comment="字形をそろえた検索用の氏名")
    kana_key = models.CharField(
        "検索用カナ", max_length=100, blank=True, default="", db_comment="空白をのぞき長音をそろえた検索用のカナ"
    )
    birth_date = models.DateField("生年月日", db_comment="生年月日")
    sex = models.CharField("性別", max_length=1, db_comment="性別（0不明・1男・2女）")
    resident_class = models.CharField("住民区分", max_length=15, db_comment="住民区分")
    postal_code = models.CharField("郵便番号", max_length=7, blank=True, db_comment="郵便番号")
    address = SealedTextField(
        "住所", max_length=300, blank=True, db_comment="住所（暗号化し、出口を通してだけ文字になる）"
    )
    ward_code = models.CharField("区", max_length=6, blank=True, db_comment="区の全国地方公共団体コード")
    household_no = models.CharField("世帯番号", max_length=20, blank=True, db_index=True, db_comment="世帯番号")
    relation = models.CharField("続柄", max_length=20, blank=True, db_comment="続柄")
    head_atena_no = models.CharField("世帯主", max_length=15, blank=True, db_comment="世帯主の宛名番号")
    telephone = SealedTextField(
        "電話番号", max_length=15, blank=True, db_comment="電話番号（暗号化し、出口を通してだけ文字になる）"
    )
    resident_since = models.DateField("住民日", null=True, db_comment="市民となった日")
    moved_in_from = models.CharField("転入前", max_length=6, blank=True, db_comment="転入前の市区町村コード")
    moved_out_on = models.DateField("転出日", null=True, db_comment="転出日")
    died_on = models.DateField("死亡日", null=True, db_comment="死亡日")
    protected_until = models.DateField("支援措置期限", null=True, db_comment="支援措置の最終日")
    sequence = models.BigIntegerField("異動連番", db_comment="登録元の異動の連番")
    event = models.CharField("異動事由", max_length=30, db_comment="直近の異動事由")
    occurred_on = models.DateField("異動日", db_comment="直近の異動日")
    taken_at = models.DateTimeField("取込日時", auto_now=True, db_comment="取り込んだ日時")

    class Meta:
        verbose_name = "登録宛名"
        indexes = [
            GinIndex(OpClass("name_key", name="gin_trgm_ops"), name="linkage_people_name_key"),
            GinIndex(OpClass("kana_key", name="gin_trgm_ops"), name="linkage_people_kana_key"),
            models.Index(Collate("name_key", "C"), "birth_date", "atena_no", name="linkage_people_name_begins"),
            models.Index(Collate("kana_key", "C"), "birth_date", "atena_no", name="linkage_people_kana_begins"),
            models.Index(fields=["birth_date"], name="linkage_people_birth"),
        ]

    def __str__(self) -> str:
        return self.atena_no

    def protected(self, on: date) -> bool:
        """Whether 支援措置 is in force on the day; its last day counts."""
        return self.protected_until is not None and on <= self.protected_until


class Feed(models.Model):
    """How far a system's change feed has been taken in."""

    system = models.CharField("登録元", max_length=40, primary_key=True, db_comment="登録元のシステム")
    last_sequence = models.BigIntegerField("異動連番", default=0, db_comment="取り込んだ最後の異動連番")
    taken_at = models.DateTimeField("取込日時", auto_now=True, db_comment="最後に取り込んだ日時")
    trouble = models.CharField(
        "取り込めない理由", max_length=200, blank=True, default="", db_comment="最後の取込みができなかった理由"
    )

    class Meta:
        verbose_name = "異動データの取込状況"


class RegisterEvent(models.Model):
    """That something happened to somebody, numbered in the order it became known here: systems ask what is new.

    Only that it happened: what is so now stands in the index. The first load of a register is no event.
    """

    system = models.CharField("登録元", max_length=40, db_comment="登録元のシステム")
    sequence = models.BigIntegerField("異動連番", db_comment="登録元の異動の連番")
    atena_no = models.CharField("宛名番号", max_length=15, db_comment="宛名番号")
    event = models.CharField("異動事由", max_length=30, db_comment="異動事由")
    occurred_on = models.DateField("異動日", db_comment="異動日")
    household_no = models.CharField("世帯番号", max_length=20, blank=True, db_comment="異動の後の世帯番号")
    noted_at = models.DateTimeField("記録日時", auto_now_add=True, db_comment="記録した日時")

    class Meta:
        verbose_name = "異動の知らせ"
        constraints = [models.UniqueConstraint(fields=["system", "sequence"], name="linkage_people_event_once")]

    def __str__(self) -> str:
        return f"{self.system} {self.sequence}"


class HeldChange(models.Model):
    """A change that could not be taken in, kept as it came with what is wrong with it. Encrypted: it speaks of a person."""

    system = models.CharField("登録元", max_length=40, db_comment="登録元のシステム")
    sequence = models.BigIntegerField("異動連番", null=True, db_comment="登録元の異動の連番。読めないものは空")
    place = models.CharField(
        "届いた位置", max_length=40, blank=True, default="", db_comment="読めないものが、どの連番の後の何件目か"
    )
    atena_no = models.CharField("宛名番号", max_length=40, blank=True, db_comment="宛名番号（受け取ったまま）")
    event = models.CharField("異動事由", max_length=30, blank=True, db_comment="異動事由")
    occurred_on = models.DateField("異動日", null=True, db_comment="異動日")
    findings = models.JSONField("指摘", db_comment="取り込めない理由")
    content_cipher = models.BinaryField("内容（暗号）", db_comment="受け取った内容を暗号化したもの")
    held_at = models.DateTimeField("保留日時", auto_now_add=True, db_comment="保留した日時")
    settled_at = models.DateTimeField("解消日時", null=True, db_comment="正しい異動データが届いた日時")
    note = models.CharField("対応", max_length=200, blank=True, default="", db_comment="取り込まずに済ませた理由")

    class Meta:
        verbose_name = "保留した異動データ"
        constraints = [
            models.UniqueConstraint(fields=["system", "sequence"], name="linkage_people_held_once"),
            models.UniqueConstraint(
                fields=["system", "place"], condition=models.Q(sequence=None), name="linkage_people_unread_once"
            ),
        ]
        indexes = [models.Index(fields=["atena_no"], name="linkage_people_held_person")]

    def __str__(self) -> str:
        return f"{self.system} {self.sequence or self.place}"
