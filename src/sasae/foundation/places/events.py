"""What happens to sites and locked places, in Japanese."""

EVENTS = {
    "site.registered": "拠点 {subject}（{name}）を登録した",
    "site.inspected": "拠点 {subject} を点検した（不備 {wrong} 件）",
    "site.inspection_confirmed": "拠点 {subject} の点検を確かめた",
    "site.inspection_sent_back": "拠点 {subject} の点検を差し戻した（{why}）",
    "site.mended": "拠点 {subject} の不備を直したと届け出た（{how}）",
    "site.finding_closed": "拠点 {subject} の不備が直ったことを確かめた",
    "site.finding_reopened": "拠点 {subject} の不備が直っていないとした（{why}）",
    "place.registered": "保管場所 {subject}（{name}）を登録した",
    "place.key_given": "保管場所 {subject} の鍵を {keeper} に渡した",
    "place.ended": "保管場所 {subject} を使うのをやめた",
}
