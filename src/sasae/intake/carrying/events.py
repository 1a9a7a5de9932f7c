"""What happens to media that carry applications in, in Japanese."""

EVENTS = {
    "carrying.key_made": "持込みに使う媒体 {subject} の鍵を作った",
    "carrying.brought": "媒体 {medium} から {count}件のファイルを持ち込んだ（持込み {subject}、SHA-256 {sha256}）",
    "carrying.taken": "媒体 {medium} から持ち込んだ {count}件の検査を終えた（持込み {subject}：取込み{stored}件、断り{refused}件、SHA-256 {sha256}）",
    "carrying.refused": "媒体 {medium} のファイルを断った（持込み {subject}、所見 {findings}）",
    "carrying.erased": "持込み {subject} の媒体のデータの消去を確かめた（{how}）",
    "carrying.overdue": "持込み {subject} の媒体 {medium} の消去が期限を過ぎている",
}
