"""What happens to provisions, in Japanese."""

EVENTS = {
    "provision.started": "{information}の副本の提供 {subject} を始めた（{kind}）",
    "provision.refused": "{subject}の副本の登録を断った：{reason}",
    "provision.gathered": "副本の提供 {subject} の元のデータを取り終えた（元 {told} 件・送る {changed} 件・取下げ {withdrawn} 件）",
    "provision.sent": "副本の提供 {subject} の束 {batch} を中間サーバーへ送る（{count} 件）",
    "provision.registered": "副本の束 {subject} が登録された（{count} 件）",
    "provision.batch_refused": "副本の束 {subject} が断られた：{why}",
    "provision.done": "副本の提供 {subject} が終わった",
    "provision.cancelled": "副本の提供 {subject} を取りやめた：{why}",
}
