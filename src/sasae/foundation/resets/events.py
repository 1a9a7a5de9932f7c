"""What the journal says of passwords and authenticators set anew, in Japanese."""

EVENTS = {
    "resets.asked": "利用者 {subject} の再設定（{what}）を申請した：{reason}（本人の確かめ方：{identity}）",
    "resets.granted": "利用者 {subject} の再設定（{what}、申請 {asked_by}）を許可し、コードを出した",
    "resets.declined": "利用者 {subject} の再設定（{what}）を許可しなかった：{reason}",
    "resets.withdrawn": "利用者 {subject} の再設定（{what}）を取り下げた：{reason}",
    "resets.used": "コードを使って {what} を設定し直した",
    "resets.told": "自分の再設定の知らせを確かめた（{count} 件）",
    "resets.refused": "再設定を断った（{subject}）：{reason}",
}
