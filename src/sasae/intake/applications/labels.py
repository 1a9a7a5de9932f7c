"""Japanese words for the fields and codes of the application form."""

SECTIONS = {
    "applicant": "申請者",
    "children": "児童",
    "family": "同居の家族",
    "account": "振込先口座",
}

LABELS = {
    "form": "様式",
    "form_version": "様式の版",
    "applied_on": "申請日",
    "name": "氏名",
    "name_kana": "フリガナ",
    "birth_date": "生年月日",
    "sex": "性別",
    "relation": "続柄",
    "postal_code": "郵便番号",
    "address": "現住所",
    "telephone": "電話番号",
    "insurance": "健康保険",
    "insurer_number": "保険者番号",
    "symbol": "記号",
    "number": "番号",
    "insured_since": "資格取得日",
    "reason": "ひとり親となった理由",
    "reason_on": "理由の生じた日",
    "lives_with_applicant": "申請者と同居",
    "disabled": "障害がある",
    "in_high_school": "高等学校等に在学",
    "bank": "金融機関コード",
    "branch": "支店コード",
    "type": "預金種目",
    "holder_kana": "口座名義（カナ）",
    "has_partner": "配偶者・事実婚の相手と同居",
    "child_support_yen": "養育費（年額）",
    "other_scheme": "他制度・生活保護を受けている",
    "receives_child_allowance": "児童扶養手当を受けている",
    "consent_to_inquiries": "他市区町村への照会に同意",
}

CODES = {
    "form": {"certificate_application": "医療証交付申請書"},
    "sex": {"0": "不明", "1": "男", "2": "女"},
    "relation": {"10": "父", "11": "母", "20": "養育者"},
    "reason": {
        "01": "死亡",
        "02": "離婚",
        "03": "父または母の障害",
        "04": "生死不明",
        "05": "1年以上の遺棄",
        "06": "DV保護命令",
        "07": "1年以上の拘禁",
        "08": "婚姻によらない出生",
        "09": "父母とも不明",
    },
    "type": {"1": "普通", "2": "当座", "4": "貯蓄", "9": "その他"},
}
