"""What happens to corrections that others are told of, in Japanese."""

EVENTS = {
    "corrections.noted": "訂正 {subject} を知らせる相手を一覧にした（決定 {order_no}、相手 {count}）",
    "corrections.listed_again": "訂正 {subject} を知らせる相手を調べ直した（加わった提供 {count} 件）",
    "corrections.told": "訂正 {subject} を {whom} に知らせた（{on}、{how}）",
    "corrections.not_needed": "訂正 {subject} を {whom} に知らせないとした",
    "corrections.undone": "訂正 {subject} の {whom} への印を取り消した",
}
