"""What happens to extractions, in Japanese."""

EVENTS = {
    "extraction.counted": "自由抽出のために{subject}の件数を数えた（{rows} 行・{persons_counted} 人。{conditions}）",
    "extraction.asked": "自由抽出 {subject}（{view}、{rows} 行・{persons_counted} 人）を求めた：{purpose}",
    "extraction.approved": "自由抽出 {subject} を承認した",
    "extraction.refused": "自由抽出 {subject} を差し戻した：{why}",
    "extraction.given_up": "自由抽出 {subject} は抽出できなかった：{why}",
    "extraction.made": "自由抽出 {subject} のファイルを作った（{rows} 行、利用停止により除いた {left_out} 人）",
    "extraction.handed_over": "自由抽出 {subject} のファイルを受け取った（{rows} 行）",
    "extraction.expired": "自由抽出 {subject} のファイルを期限により消した",
}
