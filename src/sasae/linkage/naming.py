"""Systems and operations in the words operators read."""

from sasae.contracts import (
    contractor_ends,
    evidence,
    inquiries,
    person_index,
    published_applications,
    tie_corrections,
    transfers,
)

SYSTEMS = {
    "subsidy": "医療費助成システム",
    "intake": "申請管理システム",
    "intermediary": "中間サーバー",
    "resident_register": "既存住基システム",
    "linkage": "システム連携基盤",
    "personnel": "人事システム",
    "jlis_gateway": "住基ゲートウェイ",
    "non_residents": "住登外者宛名番号",
    "tax": "税務システム",
    "public_assistance": "生活保護システム",
    "child_allowance": "児童扶養手当システム",
    "childrens_subsidy": "小児医療費助成システム",
    "disability_subsidy": "重度障害者医療費助成システム",
}

OPERATIONS = {
    person_index.FIND.full_name: "宛名の検索",
    person_index.PEOPLE.full_name: "本人情報の照会",
    person_index.HOUSEHOLD.full_name: "世帯の照会",
    person_index.HOUSEHOLDS.full_name: "世帯の一括照会",
    person_index.CHANGES.full_name: "異動の知らせ",
    person_index.VERSIONS.full_name: "異動の前後の照会",
    person_index.CIRCUMSTANCES.full_name: "所得・他制度の照会",
    person_index.PERSON_BY_SERIAL.full_name: "証明書の番号からの本人特定",
    evidence.OF_CITY.full_name: "本人への開示のための記録の取りまとめ",
    tie_corrections.OPEN.full_name: "報告を待つひも付けの訂正の確認",
    tie_corrections.REPORT.full_name: "誤ったひも付けの利用の報告",
    contractor_ends.TELL.full_name: "委託先の従事の終わりの知らせ",
    contractor_ends.LIST.full_name: "委託先の従事の終わりの確認",
    transfers.PERMIT.full_name: "移転の許可の知らせ",
    transfers.ASK.full_name: "ほかの助成への移転",
    inquiries.REQUEST.full_name: "他団体への情報照会",
    inquiries.RESULT.full_name: "情報照会の結果",
    inquiries.REQUEST_MANY.full_name: "他団体への情報照会（一括）",
    inquiries.RESULTS.full_name: "情報照会の結果（一括）",
    inquiries.SUBMIT_FILE.full_name: "一括照会の受付",
    inquiries.FILE_RESULT.full_name: "一括照会の結果",
    inquiries.ASKABLE.full_name: "照会できる情報の確認",
    published_applications.RELAY_LIST.full_name: "申請の一覧の取次ぎ",
    published_applications.RELAY_FETCH.full_name: "申請データの取次ぎ",
    published_applications.RELAY_ATTACHMENT.full_name: "添付書類の取次ぎ",
    published_applications.RELAY_ACKNOWLEDGE.full_name: "申請の受領の取次ぎ",
    published_applications.RELAY_REPORT_OUTCOME.full_name: "申請の結果の取次ぎ",
    published_applications.RELAY_ENDED.full_name: "取下げ・出し直しの取次ぎ",
    published_applications.RELAY_ANSWER_END.full_name: "取下げ・出し直しへの回答の取次ぎ",
}


def system_name(name: str) -> str:
    """A system's name in Japanese; the name itself when it is none of those known here."""
    return SYSTEMS.get(name, name)


def operation_name(full_name: str) -> str:
    """The same for an operation."""
    return OPERATIONS.get(full_name, full_name)
