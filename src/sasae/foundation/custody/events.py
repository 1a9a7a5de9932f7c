"""What happens to media and to what leaves on them, in Japanese."""

EVENTS = {
    "medium.registered": "外部記憶媒体 {subject}（{kind}）を登録した",
    "medium.inspected": "外部記憶媒体 {subject} を点検した（{result}）",
    "medium.put_away": "外部記憶媒体 {subject} を {cabinet} にしまった",
    "medium.taken_out": "外部記憶媒体 {subject} を {cabinet} から取り出した（{why}）",
    "medium.disposal_asked": "外部記憶媒体 {subject} の廃棄を求めた",
    "medium.disposed": "外部記憶媒体 {subject} の廃棄を承認した",
    "taking.asked": "媒体 {medium} への書き出し {subject}（{count}件、返却期限 {due}）を求めた",
    "taking.approved": "書き出し {subject} を承認した",
    "taking.refused": "書き出し {subject} を不許可にした（{why}）",
    "taking.handed_over": "書き出し {subject} のファイルを媒体 {medium} へ渡した（SHA-256 {sha256}）",
    "taking.password_told": "書き出し {subject} のパスワードを、承認した人が見た",
    "taking.overdue": "書き出し {subject} の媒体 {medium} が返却期限を過ぎている",
    "taking.returned": "書き出し {subject} の媒体が返った",
    "taking.erased": "書き出し {subject} のデータの消去を確かめた（{how}）",
}
