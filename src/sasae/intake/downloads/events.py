"""What happens to files from the portal, in Japanese."""

EVENTS = {
    "download.asked": "申請データの取込みを指示した",
    "download.stored": "申請 {subject} を取得し、検証して格納した（署名 有効）",
    "download.quarantined": "申請 {subject} を隔離した（所見 {findings}）",
    "download.differs": "申請 {subject} と同じ受付番号で内容の違うファイルを受け取り、取り込まなかった",
    "quarantine.fetched_again": "隔離した申請 {subject} を申請機能から取り直した",
    "quarantine.sent_back": "隔離した申請 {subject} を申請者に返した：{reason}",
    "quarantine.closed": "隔離した申請 {subject} を確認した：{note}",
}
