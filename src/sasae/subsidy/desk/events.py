"""What happens at the desk, in Japanese."""

EVENTS = {
    "handling.assigned": "{subject} の担当者を「{to}」とした",
    "handling.changed": "{subject} の処理を変更した（{fields}）",
    "note.written": "応対を記録した（{kind}・{happened_on}）",
    "note.corrected": "応対の記録 {subject} を訂正した（{version} 版）",
    "desk.list_mended": "仕事の一覧が各業務の記録と {count} 件違っていたため、作り直した（{cases}）",
    "desk.taken_out": "仕事の一覧を書き出した（{format}・{reason}）",
    "desk.downloaded": "書き出したファイル {subject} を受け取った（{rows} 行）",
}
