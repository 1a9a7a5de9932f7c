"""Everything the section in charge changes on screen: the issuer, the wards, deadlines, days, prices, languages."""

from typing import Any

from sasae.law import Loss
from sasae.law.single_parent.documents import DOCUMENTS
from sasae.reference.municipalities import WARDS
from sasae.subsidy.wordings.catalogue_help import HELP_FIELDS, KINSHIP_FIELD
from sasae.subsidy.wordings.catalogue_letters import LETTER_FIELDS
from sasae.subsidy.wordings.fields import Field, one
from sasae.subsidy.wordings.parts import CHOICE, DAYS, GRADES, LINE, LINES, MONTH_DAY, NUMBER, OFFER, PICTURE, Part

ISSUER, COUNTERS, COVER, LIMITS, CALENDAR, PRICES, LANGUAGES, REASONS = (
    "発行元と公印", "区役所の窓口", "医療証と送付書", "期限", "日程と休日", "郵便と費用", "ほかの言語", "理由と書類の名前",
)  # fmt: skip
_TELEPHONE: dict[str, Any] = {
    "pattern": r"\d{2,5}-\d{1,4}-\d{3,4}",
    "form": "「044-000-0000」のように、半角の数字とハイフンで入れてください。",
}
_SEAL = (("place", "押す場所を示す"), ("printed", "文字で印影を作る"), ("picture", "登録した画像を印刷する"))
_CERTIFICATE, _EVERYWHERE = "医療証", "すべての通知と医療証"

_ISSUER = (
    one("office.mayor", "発行者", ISSUER, most=20, sample="certificate", used=_EVERYWHERE),
    one("office.section", "担当する課", ISSUER, sample="refusal", used=_EVERYWHERE),
    one("office.telephone", "電話番号", ISSUER, most=20, sample="refusal", used=_EVERYWHERE, **_TELEPHONE),
    one("office.document_prefix", "文書番号の前の文字", ISSUER, most=10, sample="refusal", used="すべての通知"),
    one(
        "office.seal.style", "公印", ISSUER, CHOICE, choices=_SEAL, sample="refusal", used="決定の通知と医療証",
        help="画像を印刷するときは、先に「公印の画像」を登録してください。",
    ),
    one("office.seal.text", "公印の文字", ISSUER, most=9, sample="refusal", used="画像を使わないとき"),
    one(
        "office.seal.picture", "公印の画像", ISSUER, PICTURE, 0, sample="seal", used="決定の通知と医療証",
        help="正方形のPNG（縦横150から2000まで）かSVG（線と図形だけ）。60,000バイトまで。",
    ),
    one("office.appeal", "教示", ISSUER, LINES, 400, sample="refusal", used="不服を申し立てられる決定の通知",
        help="段落ごとに1行。期間は法律（行政不服審査法・行政事件訴訟法）の定めに合わせてください。"),
)  # fmt: skip
_COVER = (
    one("office.certificate_use", "医療証の使い方", COVER, most=70, sample="certificate", used=_CERTIFICATE),
    Field("office.cover", "送付書の文", COVER, (
        Part("title", "表題", most=25), Part("lines", "本文", LINES, 200, help="段落ごとに1行"),
        Part("cut", "切り取りの案内", most=40), Part("fold", "カードの折り方の案内", most=40),
    ), sample="cover", used="医療証の送付書"),
)  # fmt: skip
_COUNTERS = tuple(
    Field(f"wards.{ward.code}", f"{ward.name}の窓口", COUNTERS, (
        Part("name", "名前", most=30),
        Part("postal", "郵便番号", pattern=r"\d{7}", form="ハイフンを入れずに7けたの数字で入れてください。"),
        Part("address", "所在地", most=40),
        Part("telephone", "電話番号", most=20, **_TELEPHONE),
        Part("hours", "受付時間", most=40),
    ), sample="counter", used="通知の問い合わせ先", help="支援措置の対象の人の通知には、区の窓口を印刷しません。")
    for ward in WARDS
)  # fmt: skip
_CASES = (
    ("application", "医療証の申請"), ("notification", "届出の照合"), ("review", "家族の見直し"), ("consequence", "変更の影響"),
    ("claim", "償還払いの請求"), ("appeal", "審査請求"), ("returned", "返戻郵便"),
    ("receivable", "返還金の決定"), ("injury", "第三者行為の判断"),
    ("receipt", "レセプト明細の判断"), ("extraction", "自由抽出の承認"), ("claim_year", "年間上限の確認"),
    ("sent", "電子申請の確認"),
)  # fmt: skip
_LIMITS = (
    one("deadlines.recall", "医療証の返却期限（日数）", LIMITS, NUMBER, 90, used="医療証の回収", help="求めた日の翌日から数えます。"),
    one("deadlines.recall_reminder", "医療証の返還を督促するまで（開庁日）", LIMITS, NUMBER, 60, used="医療証の回収",
        help="返却期限の翌日から開庁日で数えます。この日から督促の手紙を作れます。"),
    one("deadlines.revocations_fresh_hours", "失効の一覧が新しい時間", LIMITS, NUMBER, 720, used="医療証の確認",
        help="これより古い一覧では、医療証を確かめられないと示します。"),
    one("papers.days", "足りない書類の提出期限（開庁日）", LIMITS, NUMBER, 60, used="書類の提出依頼と督促",
        help="手紙の日の翌日から開庁日で数えます。"),
    Field("desk", "処理の標準期間（開庁日）", LIMITS, tuple(Part(key, label, NUMBER, 120) for key, label in _CASES),
        used="担当する仕事の一覧と期限", help="受け付けた日の翌日から開庁日で数えます。申請は標準処理期間（行政手続法6条）です。"),
    one("protection.days", "支援措置の期限を知らせる日数", LIMITS, NUMBER, 90, used="支援措置の一覧"),
    one("notifications.days", "届出の期限（日数）", LIMITS, NUMBER, 90, used="届出", help="異動日の翌日から数えます。"),
    one("notifications.protection_notice", "支援措置の延長を尋ねる日数", LIMITS, NUMBER, 90, used="家族の見直し"),
    Field("appeals", "審査請求ができる期間", LIMITS, (
        Part("months_after_knowing", "知った日の翌日から（月）", NUMBER, 12),
        Part("years_after_decision", "決定の日の翌日から（年）", NUMBER, 5),
    ), used="審査請求の受付", help="行政不服審査法18条の定めです。法律が改められたときだけ変えてください。"),
)  # fmt: skip
_STEPS = (
    ("extract", "対象者の抽出"), ("refresh", "所得・世帯などの取寄せ"), ("report", "現況届の送付と免除"),
    ("report_due", "書類の提出期限"), ("judge", "判定"), ("unknown", "所得不明案内・催促"), ("issue", "医療証・通知の発行（印刷）"),
    ("list", "対象者一覧の作成"), ("start", "新しい資格の開始"), ("late", "遅れて出た書類の審査の始まり"),
)  # fmt: skip
_PLAN = (
    *(Part(key, label, MONTH_DAY) for key, label in _STEPS),
    Part("unknown_days", "所得不明案内の期限（日数）", NUMBER, 60),
)
PLANS = {"calendar.year": "year", "calendar.march": "march"}
_CALENDAR = (
    Field("calendar.year", "一斉更新の日程", CALENDAR, _PLAN, sample="report", used="一斉更新"),
    Field("calendar.march", "年度末の更新の日程", CALENDAR, _PLAN, sample="extension", used="年度末の更新"),
    one("calendar.allowance_report", "児童扶養手当の現況届の基準日", CALENDAR, MONTH_DAY, used="現況届の免除",
        help="この日までに手当の現況届を出した家庭には、医療証の現況届を求めません。"),
    Field("payments", "償還払いの締め日と振込日", CALENDAR, (
        Part("closing", "毎月の締め日", NUMBER, 31, help="31は月末です。"),
        Part("pay", "振込日", NUMBER, 31, help="銀行の休業日のときは、前の営業日になります。"),
        Part("months", "締め日から振込までの月数", NUMBER, 3, 0),
        Part("lead", "振込データを作る日（何営業日前まで）", NUMBER, 10),
    ), used="支払"),
    one("closures.days", "法律の休日のほかに休む日", CALENDAR, DAYS, 30, used="開庁日で数える期限",
        help="1行に1日。「令和9年7月1日 庁舎の設備点検」のように、日付と名前を空白で分けます。土日・祝日・年末年始は要りません。"),
)  # fmt: skip
_PRICES = (
    Field("costs", "1通あたりの費用（円）", PRICES, (
        Part("postage", "郵便料金", NUMBER, 2000), Part("sheet", "用紙1枚", NUMBER, 500, 0),
        Part("envelope", "封筒1枚", NUMBER, 500, 0), Part("card", "医療証1枚", NUMBER, 2000, 0),
    ), used="更新の予行の費用"),
    Field("postage", "封筒の重さと郵便の区分", PRICES, (
        Part("sheet_grams", "用紙1枚の重さ（g）", NUMBER, 100), Part("envelope_grams", "封筒の重さ（g）", NUMBER, 200),
        Part("classes", "区分", GRADES, 30, help="1行に1つ。「50 定形（50gまで）」のように、重さの上限と名前を空白で分けます。"),
    ), used="印刷・封入"),
)  # fmt: skip
_WORDS = (
    ("name", "言語の名前", 30), ("title", "表題", 60), ("payer_number", "公費負担者番号", 40), ("recipient_number", "受給者番号", 40),
    ("person", "氏名", 40), ("birth", "生年月日・性別", 40), ("address", "住所", 40), ("applicant", "申請者", 40),
    ("validity", "有効期間", 40), ("issued", "交付日", 40), ("use", "使い方", 220),
)  # fmt: skip
OFFERED_KEY = "offered_languages.rows"
_LANGUAGES = (
    Field("letters.other_languages", "通知に添えるほかの言語の案内", LANGUAGES, (
        Part("lines", "案内", LINES, 130, help="1行に一つの言語。通知の左下、問い合わせ先の左に小さく印刷します。"),
    ), sample="refusal", used="すべての通知", help="訳は、印刷の前に所管課が確かめてください。"),
    one(OFFERED_KEY, "医療証に添える言語の一覧", LANGUAGES, OFFER, 20, used="医療証の交付・再交付で選ぶ言語",
        help="1行に1つ、選択肢に並べる順です。「ko 韓国語」のように、言語の記号と名前を空白で分けます。初めの行の言語は、選ばれて"
             "いないときに添えます。なくした言語は、その日から選べません。"),
)  # fmt: skip


def language_field(code: str, name: str) -> Field:
    """The texts of one second language of certificates. A language nobody has named yet goes by its code."""
    label = f"医療証の{name}" if name else f"医療証に添える言語（{code}）"
    texts = tuple(Part(key, label, LINE, most) for key, label, most in _WORDS)
    return Field(
        f"languages.{code}", label, LANGUAGES, texts, sample="language", used=_CERTIFICATE,
        help="訳は、印刷の前に所管課が確かめてください。",
    )  # fmt: skip


_REASONS = tuple(
    one(f"receipts.{code}.text", f"レセプト審査の理由 {code}", REASONS, LINE, 80, used="レセプトの審査")
    for code in ("A00", *(f"H{number:02}" for number in range(1, 10)))
)
_LOSSES = tuple(
    one(f"losses.{loss.value}", f"喪失の理由 {loss.value}", REASONS, LINE, 30, used="受給資格消滅通知書")
    for loss in Loss
)
_PAPERS = tuple(
    one(f"documents.{kind}", f"求める書類 {number}", REASONS, LINE, 80, used="書類の提出依頼と督促")
    for number, kind in enumerate(DOCUMENTS.rows[-1].value or {}, start=1)
)

FIELDS: dict[str, Field] = {
    field.key: field
    for field in (
        *_ISSUER, *_COUNTERS, *_COVER, *LETTER_FIELDS, *_LIMITS, *_CALENDAR, *_PRICES, *_LANGUAGES, *_REASONS, *_LOSSES, *_PAPERS,
        *HELP_FIELDS, KINSHIP_FIELD,
    )
}  # fmt: skip
GROUPS = tuple(dict.fromkeys(field.group for field in FIELDS.values()))
