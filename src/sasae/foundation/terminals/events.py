"""What happens to terminals and to what is taken onto them, in Japanese."""

EVENTS = {
    "terminal.registered": "端末 {subject}（{place}）の登録コードを出した",
    "terminal.permitted": "端末 {subject} を許可した（期限 {until}）",
    "terminal.stopped": "端末 {subject} の利用を止めた（{why}）",
    "terminal.checked": "{place} の端末 {count} 台を点検した（異常 {wrong} 台）",
    "terminal.refused": "許可していない端末からの利用を断った（{path}）",
    "terminal.code_refused": "端末の登録を断った",
    "terminal_file.taken": "{count}件のデータを端末 {terminal} に取り出した（記録 {subject}、消去期限 {due}、SHA-256 {sha256}）",
    "terminal_file.deleted": "取り出し {subject} のデータを端末から消した（{how}）",
    "terminal_file.confirmed": "取り出し {subject} のデータが端末にないことを確かめた",
    "terminal_file.sent_back": "取り出し {subject} の消去をやり直すよう求めた（{why}）",
    "terminal_file.overdue": "取り出し {subject} が消去期限を過ぎている（端末 {terminal}）",
}
