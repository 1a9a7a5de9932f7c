"""What is carried and what is refused, in Japanese."""

EVENTS = {
    "link.relayed": "{caller} の求めで {callee} に {operation} を取り次いだ（{subject}）",
    "link.refused": "{caller} からの {operation} を断った：{reason}",
    "changes.told": "{subject} に住民の異動 {count} 件を知らせた（{affair}）",
    "circumstances.told": "{subject} に {count} 人分の所得・他制度の情報を渡した（{affair}・根拠 {basis}）",
}
