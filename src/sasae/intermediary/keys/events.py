"""What happens to keys, in Japanese. Keys themselves are never written here."""

EVENTS = {
    "key.made": "団体 {subject} の鍵の第{number}版を作成した（使い始めるには別の人の確認が要る）",
    "key.confirmed": "団体 {subject} の鍵の第{number}版を確認し、使い始めた",
    "key.revoked": "団体 {subject} の鍵の第{number}版を失効させた：{why}",
    "key.retired": "団体 {subject} の鍵の第{number}版を廃止した",
    "key.resealed": "団体 {subject} の {count} 件を、使用中の鍵に封じ直した",
}
