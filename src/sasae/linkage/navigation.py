"""The operator's areas."""

from sasae.foundation.screens.navigation import Entry

NAV = [
    Entry("宛名の照会", "people:search", "people.view", "団体内統合宛名を氏名・カナ・生年月日・番号で探す"),
    Entry("異動データ", "people:feeds", "people.view", "既存住基からの取込み状況"),
    Entry("符号取得", "codes:requests", "codes.view", "符号の要求の状況"),
    Entry("情報照会", "inquiries:inquiries", "inquiries.view", "他団体への照会と結果"),
    Entry("利用の根拠", "links:bases", "links.view", "どのシステムが何の根拠で照会できるか"),
]
