"""What the journal's own events and the gate's say in Japanese."""

EVENTS = {
    "screen.shown": "本人 {count} 人の情報を見た（{purpose}、画面 {screen}）{note}",
    "screen.refused": "画面 {screen} を開くことを拒否した：{reason}",
    "list.exported": "「{list}」を {rows} 行書き出した",
    "history.verified": "操作履歴を検証した（{count} 件、所見 {findings} 件）",
    "keys.data_anew": "暗号化した値を新しい鍵で暗号化し直した（{count} 件）",
    "keys.sealed_anew": "{subject} あての封緘を新しい鍵で封じ直した（{count} 件）",
    "keys.index_anew": "個人番号を探す索引を新しい鍵で作り直した（{count} 件）",
    "protected.released": "支援措置対象者の情報を出した（{way}）：{reason}",
    "protected.refused": "支援措置対象者の情報を出さなかった（{way}）：{reason}",
    "two_persons.refused": "{thing} {subject} の{second}を断った（{first}をした人と同じ人のため）：{reason}",
}
