"""Runs, their envelopes and sheets, and what was counted back."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned
from sasae.subsidy.people.models import Person


class RunState(models.TextChoices):
    """Where a run is."""

    PREPARED = "prepared", "作成（承認待ち）"
    APPROVED = "approved", "承認済"
    PRINTED = "printed", "封入の確認待ち"
    CLOSED = "closed", "完了"
    DISCARDED = "discarded", "取りやめ"


RUN_MOVES = {
    RunState.PREPARED: {RunState.APPROVED, RunState.DISCARDED},
    RunState.APPROVED: {RunState.PRINTED, RunState.DISCARDED},
    RunState.PRINTED: {RunState.CLOSED, RunState.DISCARDED},
    RunState.CLOSED: set(),
    RunState.DISCARDED: set(),
}


@versioned
class PrintRun(models.Model):
    """One run of the printer and the envelopes it fills."""

    number = models.CharField("印刷番号", max_length=6, unique=True, db_comment="印刷番号（6桁）")
    title = models.CharField("名称", max_length=60, db_comment="何の印刷か")
    duplex = models.BooleanField("両面", db_comment="両面に印刷するか")
    state = models.CharField(
        "状態", max_length=10, choices=RunState, default=RunState.PREPARED, db_comment="印刷・封入の状態"
    )
    on = models.DateField("発送日", db_comment="送付書に印刷する日")
    envelope_count = models.PositiveIntegerField("封筒", db_comment="封筒の数")
    sheet_count = models.PositiveIntegerField("用紙", db_comment="用紙の枚数")
    proof_document = models.CharField("見本", max_length=36, db_comment="承認に出した見本の印刷物の番号")
    manifest_documents = models.JSONField("封入一覧", default=list, db_comment="封入一覧の印刷物の番号")
    prepared_by = models.CharField("作成者", max_length=64, db_comment="作成した者のID")
    prepared_at = models.DateTimeField("作成日時", db_comment="作成した日時")
    approved_by = models.CharField("承認者", max_length=64, blank=True, db_comment="見本を承認した者のID")
    approved_at = models.DateTimeField("承認日時", null=True, db_comment="見本を承認した日時")
    batch = models.BigIntegerField("一括処理", null=True, db_comment="印刷データを作る一括処理の番号")
    counted = models.PositiveIntegerField("印刷枚数", null=True, db_comment="印刷機が数えた枚数")
    spoiled = models.PositiveIntegerField("書損枚数", null=True, db_comment="廃棄した枚数")
    pulled = models.PositiveIntegerField("抜き取った用紙", default=0, db_comment="印刷した後に医療証が無効になり抜き取った枚数")
    closed_by = models.CharField("完了者", max_length=64, blank=True, db_comment="封入の確認を終えた者のID")
    closed_at = models.DateTimeField("完了日時", null=True, db_comment="封入の確認を終えた日時")
    wards = models.JSONField("区", default=list, db_comment="作成したときのあて名の区（この区に権限の及ぶ人だけが扱う）")
    guarded = models.BooleanField(
        "支援措置対象者だけ", default=False, db_comment="区の支援措置対象者の分だけか（専用の権限のある人だけが扱う）"
    )
    left_out = models.JSONField("除いたもの", default=list, db_comment="印刷できずに除いた、または抜き取った封筒・印刷物と、その理由")
    note = models.CharField("備考", max_length=200, blank=True, db_comment="取りやめた理由など")

    class Meta:
        verbose_name = "印刷・封入"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="subsidy_print_runs_state"),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("prepared_by")), name="subsidy_print_runs_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(counted=F("sheet_count") + F("spoiled") + F("pulled"), closed_at__isnull=False),
                name="subsidy_print_runs_counted_back",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves",
                field="state",
                transitions=sorted(
                    (before.value, after.value) for before, later in RUN_MOVES.items() for after in later
                ),
            )
        ]

    def __str__(self) -> str:
        return self.number


class Envelope(models.Model):
    """One envelope of a run: one household's papers."""

    run = models.ForeignKey(PrintRun, models.PROTECT, related_name="envelopes", db_comment="印刷・封入")
    serial = models.PositiveIntegerField("封筒番号", db_comment="印刷の中での封筒の番号")
    addressee = models.ForeignKey(Person, models.PROTECT, related_name="envelopes", db_comment="あて名の人")
    ward_code = models.CharField("区", max_length=6, blank=True, db_comment="並べ替えのための区（支援措置対象者は空）")
    postal_code = models.CharField(
        "郵便番号", max_length=7, blank=True, db_comment="並べ替えのための郵便番号（支援措置対象者は空）"
    )
    protected = models.BooleanField("別扱い", db_comment="支援措置の対象者として別に封入するか")
    sheet_count = models.PositiveSmallIntegerField("用紙", db_comment="用紙の枚数")
    postage = models.CharField("郵便の区分", max_length=30, db_comment="重さによる郵便の区分")
    whole_at = models.DateTimeField("確認日時", null=True, db_comment="中身がすべて正しいと確かめた日時")
    left_out = models.CharField(
        "除いた理由", max_length=300, blank=True, db_comment="印刷できずに除いた、または抜き取った理由（空なら除いていない）"
    )

    class Meta:
        verbose_name = "封筒"
        constraints = [models.UniqueConstraint(fields=["run", "serial"], name="subsidy_print_runs_envelope_once")]


class Sheet(models.Model):
    """One sheet of paper: what stands on its front and back."""

    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="sheets", db_comment="封筒")
    place = models.PositiveSmallIntegerField("何枚目", db_comment="封筒の中で何枚目か")
    document_id = models.CharField("印刷物", max_length=36, blank=True, db_comment="載せる印刷物の番号（送付書は空）")
    layout = models.CharField("載せ方", max_length=12, db_comment="cover・certificate・card・letter")
    page = models.PositiveSmallIntegerField("ページ", default=1, db_comment="印刷物の何ページ目から載せるか")
    pages = models.PositiveSmallIntegerField("ページ数", default=1, db_comment="この用紙に載せるページ数")

    class Meta:
        verbose_name = "用紙"
        constraints = [models.UniqueConstraint(fields=["envelope", "place"], name="subsidy_print_runs_sheet_once")]
        indexes = [models.Index(fields=["document_id"], name="subsidy_print_runs_document")]


class PrintFile(models.Model):
    """One file for the printer: whole envelopes, exactly as it was made."""

    run = models.ForeignKey(PrintRun, models.PROTECT, related_name="files", db_comment="印刷・封入")
    part = models.PositiveIntegerField("ファイル番号", db_comment="何番目のファイルか")
    first = models.PositiveIntegerField("最初の封筒", db_comment="最初の封筒の番号")
    last = models.PositiveIntegerField("最後の封筒", db_comment="最後の封筒の番号")
    sheets = models.PositiveIntegerField("用紙", db_comment="用紙の枚数")
    protected = models.BooleanField("別扱い", db_comment="支援措置の対象者だけのファイルか")
    document_id = models.CharField("印刷物", max_length=36, blank=True, db_comment="作った印刷ファイルの番号")
    made = models.BooleanField("作成済", default=False, db_comment="作り終えたか（すべて除いたときは印刷物がない）")

    class Meta:
        verbose_name = "印刷ファイル"
        constraints = [models.UniqueConstraint(fields=["run", "part"], name="subsidy_print_runs_part_once")]


class ScanRound(models.Model):
    """What was scanned at one go, with what was found. Kept as it was typed, also when it was wrong."""

    run = models.ForeignKey(PrintRun, models.PROTECT, related_name="rounds", db_comment="印刷・封入")
    text = models.TextField("読み取り", db_comment="読み取った用紙の番号")
    whole = models.PositiveIntegerField("正しい封筒", db_comment="中身が正しいと確かめた封筒の数")
    pulled = models.PositiveIntegerField("抜き取った封筒", default=0, db_comment="抜き取ったと確かめた封筒の数")
    affected = models.JSONField("影響のある封筒", db_comment="誤りのかかわる封筒の番号")
    findings = models.JSONField("指摘", db_comment="見つかった誤り")
    scanned_by = models.CharField("読取者", max_length=64, db_comment="読み取った者のID")
    scanned_at = models.DateTimeField("読取日時", db_comment="読み取った日時")

    class Meta:
        verbose_name = "封入の読み取り"
        triggers = append_only()
