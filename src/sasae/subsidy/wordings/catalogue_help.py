"""The explanations at the fields of the counter's forms, each a text of its own; and how 続柄 are read."""

from sasae.subsidy.wordings.fields import one
from sasae.subsidy.wordings.parts import KINS

GROUP = "入力欄の説明"
_FORMS = {"applicant": "申請者", "child": "児童", "notification": "届出", "identify": "人を探す", "telephone": "電話メモ"}
_LABELS = {
    "applicant": {
        "received_on": "受付日", "identity_checked": "本人確認", "name": "氏名", "name_kana": "フリガナ", "birth_date": "生年月日",
        "relation": "続柄", "postal_code": "郵便番号", "address": "住所", "telephone": "電話番号", "individual_number": "個人番号",
        "insurer_number": "保険者番号", "insured_since": "資格取得日", "has_partner": "配偶者・事実婚の相手", "child_support_yen": "養育費",
        "other_scheme": "ほかの制度", "receives_child_allowance": "児童扶養手当", "consent_to_inquiries": "照会の同意",
    },
    "child": {
        "name": "氏名", "individual_number": "個人番号", "reason": "理由", "reason_on": "理由の日", "lives_with_applicant": "同居",
        "disabled": "障害", "in_high_school": "在学",
    },
    "notification": {
        "received_on": "受付日", "filer": "届け出た人", "identity_checked": "本人確認", "occurred_on": "異動日", "who": "だれのこと",
        "where": "転居・転出", "postal_code": "郵便番号", "address": "住所", "change": "保険の変更", "insurer_number": "保険者番号",
        "what": "変わったこと", "child_support_yen": "養育費", "year": "年", "salary": "給与所得", "dependants": "扶養親族等の数",
        "bank": "金融機関", "holder_kana": "口座名義", "reason": "理由", "reason_on": "理由の日", "earlier_until": "前の理由の末日",
        "police": "警察への届出", "why": "届出の理由", "has_partner": "配偶者・事実婚の相手", "household_changed": "世帯の変更",
    },
    "identify": {"name_kana": "フリガナ", "birth_date": "生年月日", "individual_number": "個人番号"},
    "telephone": {"caller_kana": "フリガナ", "counterpart": "相手", "text": "内容"},
}  # fmt: skip
HELP_FIELDS = tuple(
    one(f"help.{form}.{name}", f"{_FORMS[form]}の欄：{label}", GROUP, most=200, used="窓口の入力画面")
    for form, labels in _LABELS.items()
    for name, label in labels.items()
)
KINSHIP_FIELD = one(
    "kinship.rows", "住民票の続柄の読替え", "続柄", KINS, 20, used="申請者と同居者の関係（扶養義務者・配偶者の判定）",
    help="1行に1組。「世帯主 父 直系血族」のように、申請者の続柄、同居者の続柄、二人の関係を空白で分けます。関係は、直系血族・"
    "兄弟姉妹・配偶者・親族でない のどれかです。ここにない組合せは、職員が確かめます。すでに審査したものは変わりません。",
)  # fmt: skip
