"""One application: its content by the record list of the assessment (申請管理システム関連ファイル), its papers, its signature.

Individual numbers stand apart, encrypted. Address and telephone stand apart too and leave through the release point.
"""

from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.foundation.release import GuardedTextField
from sasae.intake.downloads.models import Download


class State(models.TextChoices):
    """申請ステータス, by the codes of the application function (formats.md §5.2)."""

    RECEIVED = "01", "申請受付"
    FETCHED = "02", "取得済（自治体受領）"
    EXAMINING = "03", "審査中"
    CORRECTION_ASKED = "04", "補正依頼"
    WAITING = "05", "再申請待ち"
    DONE = "06", "完了（承認）"
    REFUSED = "07", "却下"
    WITHDRAWN = "08", "取下げ"
    EXPIRED = "09", "期限切れ"
    ERROR = "99", "エラー"


ALLOWED_MOVES = {
    State.RECEIVED: {State.FETCHED, State.WITHDRAWN, State.ERROR},
    State.FETCHED: {State.EXAMINING, State.WITHDRAWN},
    State.EXAMINING: {State.CORRECTION_ASKED, State.DONE, State.REFUSED, State.WITHDRAWN},
    State.CORRECTION_ASKED: {State.WAITING, State.WITHDRAWN, State.EXPIRED},
    State.WAITING: {State.EXAMINING, State.EXPIRED},
    State.DONE: {State.EXAMINING},  # a ruling set the decision aside
    State.REFUSED: {State.EXAMINING},
    State.WITHDRAWN: set(),
    State.EXPIRED: set(),
    State.ERROR: set(),
}


@versioned(exclude=["printed_form"])
class Application(models.Model):
    """申請内容ファイル. The form is kept as signed, less the individual numbers, the address and the telephone."""

    download = models.OneToOneField(Download, models.PROTECT, related_name="application", db_comment="元の申請ファイル")
    receipt_number = models.CharField("受付番号", max_length=18, unique=True, db_comment="受付番号")
    version = models.IntegerField("版", default=1, db_comment="申請の版（補正のたびに増える）")
    category = models.CharField("カテゴリ名称", max_length=60, db_comment="カテゴリ名称")
    scheme = models.CharField("制度名称", max_length=60, db_comment="制度名称")
    scheme_version = models.CharField("制度バージョン", max_length=20, db_comment="制度バージョン")
    procedure = models.CharField("手続きコード", max_length=60, db_comment="手続きコード")
    procedure_name = models.CharField("手続き名称", max_length=100, db_comment="手続き名称")
    procedure_alias = models.CharField("手続き名称通称", max_length=100, db_comment="手続き名称通称")
    procedure_version = models.CharField("手続きバージョン", max_length=20, db_comment="手続きバージョン（様式の版）")
    provider_code = models.CharField("サービス提供者コード", max_length=20, db_comment="サービス提供者コード")
    provider_name = models.CharField("サービス提供者名称", max_length=60, db_comment="サービス提供者名称")
    state = models.CharField("申請ステータス", max_length=2, choices=State, db_comment="申請ステータスコード")
    applied_at = models.DateTimeField("申請日時", db_comment="申請日時")
    applicant_name = models.CharField("氏名（漢字）", max_length=100, db_comment="申請者の氏名（申請の記載）")
    applicant_kana = models.CharField("氏名（フリガナ）", max_length=100, db_comment="申請者のフリガナ（申請の記載）")
    applicant_birth = models.DateField("生年月日", db_comment="申請者の生年月日（申請の記載）")
    address = GuardedTextField("現住所", max_length=300, db_comment="申請者の現住所（出口を通してだけ文字になる）")
    telephone = GuardedTextField(
        "申請者電話番号", max_length=15, blank=True, db_comment="申請者の電話番号（出口を通してだけ文字になる）"
    )
    form = models.JSONField("申請内容", db_comment="申請内容の残り（個人番号・現住所・電話番号を除く）")
    form_sha256 = models.CharField("申請内容のハッシュ", max_length=64, db_comment="署名された申請内容のSHA-256")
    warnings = models.JSONField(
        "受入時の注意", default=list, db_comment="受け入れたときの注意の所見（ファイルと申請内容、個人情報を含まない）"
    )
    printed_form = models.BinaryField("申請書の印刷用", null=True, db_comment="申請書の印刷用PDF（個人番号を含まない）")
    atena_no = models.CharField(
        "宛名番号", max_length=15, blank=True, db_index=True, db_comment="特定した申請者の宛名番号"
    )
    protected_until = models.DateField(
        "支援措置期限", null=True, db_comment="申請者の支援措置の最終日（連携基盤による）"
    )
    stored_at = models.DateTimeField("格納日時", db_comment="データベースに格納した日時")
    moved_at = models.DateTimeField("更新日時", db_comment="ステータスが変わった日時")

    class Meta:
        verbose_name = "申請"
        indexes = [models.Index(fields=["state", "-id"], name="intake_applications_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="intake_applications_state"),
        ]

    def __str__(self) -> str:
        return self.receipt_number


class StateChange(models.Model):
    """One line of the application's way, with word to the resident."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="changes", db_comment="申請")
    state = models.CharField("申請ステータス", max_length=2, choices=State, db_comment="変わった後のステータス")
    message = models.CharField(
        "お知らせ", max_length=2000, blank=True, db_comment="住民へのお知らせ（個人情報を含まない）"
    )
    by = models.CharField("操作者", max_length=100, db_comment="変えた職員・システムの名")
    at = models.DateTimeField("日時", db_comment="変わった日時")

    class Meta:
        verbose_name = "ステータスの変化"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="intake_applications_change_state"),
        ]


class ApplicationNumber(models.Model):
    """An individual number of the form, by its place in it. Read only to seal it to the business system."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="numbers", db_comment="申請")
    place = models.CharField("場所", max_length=60, db_comment="申請内容の中の場所（例 applicant.individual_number）")
    cipher = models.BinaryField("個人番号（暗号）", db_comment="個人番号を暗号化したもの")

    class Meta:
        verbose_name = "申請の個人番号"
        constraints = [models.UniqueConstraint(fields=["application", "place"], name="intake_applications_number_once")]


class Attachment(models.Model):
    """A file the resident added, as it was signed for in the manifest."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="attachments", db_comment="申請")
    number = models.IntegerField("番号", db_comment="添付の番号（1から）")
    kind = models.CharField("添付ファイル種別名称", max_length=60, db_comment="添付ファイル種別名称")
    name = models.CharField("添付ファイル名称", max_length=150, db_comment="添付ファイル名称")
    media_type = models.CharField("媒体型", max_length=40, db_comment="媒体型（内容から判定）")
    size = models.IntegerField("大きさ", db_comment="大きさ（バイト）")
    sha256 = models.CharField("ハッシュ", max_length=64, db_comment="内容のSHA-256")
    content = models.BinaryField("内容", db_comment="添付ファイルの内容")

    class Meta:
        verbose_name = "添付ファイル"
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="intake_applications_attachment_once")
        ]

    def __str__(self) -> str:
        return self.name


class Result(models.TextChoices):
    """署名検証結果."""

    GOOD = "good", "有効"
    BAD = "bad", "無効"
    UNSIGNED = "none", "署名なし"


class SignatureCheck(models.Model):
    """電子署名検証結果データ: its seven items, and what they rest on. Also kept for what went into quarantine."""

    download = models.OneToOneField(
        Download, models.PROTECT, related_name="signature_check", db_comment="検証した申請ファイル"
    )
    checked_at = models.DateTimeField("署名検証年月日", db_comment="署名検証年月日（時刻を含む）")
    result = models.CharField("署名検証結果", max_length=4, choices=Result, db_comment="署名検証結果")
    user_serial = models.CharField(
        "利用者用証明書シリアル番号", max_length=40, blank=True, db_comment="利用者用証明書シリアル番号（16進）"
    )
    name = models.CharField("署名用証明書の氏名", max_length=200, blank=True, db_comment="署名用証明書の氏名")
    birth_date = models.DateField("署名用証明書の生年月日", null=True, db_comment="署名用証明書の生年月日")
    address = GuardedTextField(
        "署名用証明書の住所", blank=True, db_comment="署名用証明書の住所（出口を通してだけ文字になる）"
    )
    sex = models.CharField("署名用証明書の性別", max_length=1, blank=True, db_comment="署名用証明書の性別")
    signing_serial = models.CharField(
        "署名用証明書シリアル番号", max_length=40, blank=True, db_comment="署名用電子証明書の発行番号（16進）"
    )
    replaced = models.CharField("代替文字", max_length=200, blank=True, db_comment="氏名の代替文字使用位置")
    revocation = models.CharField("失効の確認", max_length=200, blank=True, db_comment="失効確認の方法と結果")
    findings = models.JSONField("所見", default=list, db_comment="検証の所見（個人情報を含まない）")
    certificate = models.BinaryField("署名用電子証明書", null=True, db_comment="署名用電子証明書（DER）")
    signature = models.BinaryField("署名データ", null=True, db_comment="署名データ（CMS、DER）")

    class Meta:
        verbose_name = "電子署名検証結果"
        indexes = [models.Index(fields=["signing_serial"], name="intake_applications_signer")]
        constraints = [
            models.CheckConstraint(condition=Q(result__in=Result.values), name="intake_applications_result"),
        ]


class CosignerCheck(models.Model):
    """The check of a co-applicant's signature over the same content. It stands for that person's consent and nothing else,
    so less is kept than of the applicant: no address and no sex."""

    download = models.ForeignKey(
        Download, models.PROTECT, related_name="cosigner_checks", db_comment="検証した申請ファイル"
    )
    number = models.IntegerField("番号", db_comment="連名の署名の番号（1から）")
    place = models.CharField("場所", max_length=40, blank=True, db_comment="申請内容の中の場所（例 family.0）")
    checked_at = models.DateTimeField("署名検証年月日", db_comment="連名の署名を検証した日時")
    result = models.CharField("署名検証結果", max_length=4, choices=Result, db_comment="連名の署名の検証結果")
    user_serial = models.CharField(
        "利用者用証明書シリアル番号", max_length=40, blank=True, db_comment="連名の人の利用者用証明書シリアル番号（16進）"
    )
    name = models.CharField("署名用証明書の氏名", max_length=200, blank=True, db_comment="連名の人の証明書の氏名")
    birth_date = models.DateField("署名用証明書の生年月日", null=True, db_comment="連名の人の証明書の生年月日")
    signing_serial = models.CharField(
        "署名用証明書シリアル番号", max_length=40, blank=True, db_comment="連名の人の署名用電子証明書の発行番号（16進）"
    )
    replaced = models.CharField("代替文字", max_length=200, blank=True, db_comment="氏名の代替文字使用位置")
    revocation = models.CharField("失効の確認", max_length=200, blank=True, db_comment="失効確認の方法と結果")
    findings = models.JSONField("所見", default=list, db_comment="検証の所見（個人情報を含まない）")
    certificate = models.BinaryField("署名用電子証明書", db_comment="連名の人の署名用電子証明書（DER）")
    signature = models.BinaryField("署名データ", db_comment="連名の人の署名データ（CMS、DER）")
    answer = models.BinaryField("即時回答", db_comment="連名の人の証明書についての認証局の即時回答（OCSP、DER）")
    atena_no = models.CharField(
        "宛名番号", max_length=15, blank=True, db_index=True, db_comment="連携基盤が答えた、連名の人の宛名番号"
    )
    doubt = models.CharField("疑義", max_length=200, blank=True, db_comment="宛名番号を定めなかった理由")
    asked_at = models.DateTimeField("照会日時", null=True, db_comment="連携基盤へ照会した日時")

    class Meta:
        verbose_name = "連名の署名の検証結果"
        constraints = [
            models.UniqueConstraint(fields=["download", "number"], name="intake_applications_cosigner_once"),
            models.CheckConstraint(condition=Q(result__in=["good", "bad"]), name="intake_applications_cosigned"),
        ]


class Against(models.TextChoices):
    """What the signing certificate was compared with."""

    APPLICATION = "application", "申請の記載"
    REGISTER = "register", "住民登録"


class Agreement(models.TextChoices):
    """How an item of the certificate and the other writing of it stand to each other."""

    SAME = "same", "一致"
    SUBSTITUTED = "substituted", "一致（代替文字の位置を除く）"
    DIFFERENT = "different", "相違あり"
    UNKNOWN = "unknown", "比べられない"


class SignerComparison(models.Model):
    """One item of the signing certificate against the application, or against the register. No values, only the outcome."""

    check_of = models.ForeignKey(
        SignatureCheck, models.CASCADE, related_name="comparisons", db_comment="電子署名検証結果"
    )
    against = models.CharField("相手", max_length=12, choices=Against, db_comment="申請の記載か住民登録か")
    item = models.CharField("項目", max_length=10, db_comment="氏名・生年月日・性別・住所")
    outcome = models.CharField("結果", max_length=12, choices=Agreement, db_comment="比べた結果")
    compared_at = models.DateTimeField("比較日時", db_comment="比べた日時")

    class Meta:
        verbose_name = "証明書の項目の照合"
        constraints = [
            models.UniqueConstraint(fields=["check_of", "against", "item"], name="intake_applications_comparison_once"),
            models.CheckConstraint(condition=Q(outcome__in=Agreement.values), name="intake_applications_agreement"),
        ]


class ListFile(models.Model):
    """A list taken out as a file, without names and numbers of persons: for whoever asked for it, for some days, encrypted."""

    run_id = models.BigIntegerField("一括処理", unique=True, db_comment="作成した一括処理の番号")
    format = models.CharField("形式", max_length=4, db_comment="csv または xlsx")
    requested_by = models.CharField("求めた者", max_length=64, db_comment="書き出しを求めた職員のID")
    rows = models.IntegerField("行数", db_comment="書き出した行数")
    content = models.BinaryField("内容（暗号）", null=True, db_comment="ファイルを暗号化したもの（期限後は空）")
    made_at = models.DateTimeField("作成日時", db_comment="作成した日時")
    expires_on = models.DateField("期限", db_comment="受け取れる最後の日")

    class Meta:
        verbose_name = "書き出した一覧"
        constraints = [
            models.CheckConstraint(condition=Q(format__in=["csv", "xlsx"]), name="intake_applications_list_format")
        ]
