"""What happens to requests on paper, in Japanese."""

EVENTS = {
    "paper_request.received": "{kind}の請求 {subject} を受け付けた（{office}、本人確認 {identity}）",
    "paper_request.extended": "請求 {subject} の期限を {due} まで延ばし、本人に知らせる：{reason}",
    "paper_request.withdrawn": "請求 {subject} の取下げを受けた：{reason}",
    "paper_request.packet_made": "請求 {subject} の開示文書を作った（不開示 {masks} か所、{pages} 枚）",
    "paper_request.packet_seen": "請求 {subject} の開示文書を開いた",
    "paper_request.proposed": "請求 {subject} の決定の案（{outcome}）を作った",
    "paper_request.returned": "請求 {subject} の決定の案を差し戻した：{reason}",
    "paper_request.decided": "請求 {subject} を決定した（{outcome}）",
    "paper_request.paid": "請求 {subject} の写しの費用 {yen} 円を受け取った",
    "paper_request.done": "請求 {subject} を終えた：{done}",
    "paper_request.told": "請求 {subject} の訂正・停止を {receiver} に知らせた",
    "suspension.set": "請求 {subject} により利用停止の印を付けた（止める処理：{stops}）",
    "suspension.lift_asked": "請求 {subject} による利用停止をやめることを申請した：{reason}",
    "suspension.kept": "請求 {subject} による利用停止を続けることにした：{reason}",
    "suspension.lifted": "請求 {subject} による利用停止をやめた：{reason}",
}
