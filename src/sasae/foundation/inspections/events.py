"""What the journal says of the inspection of looks, in Japanese."""

EVENTS = {
    "history.radar_shown": "閲覧の点検の表（{subject}）で、本人 {count} 人の {lines} 件を示した",
    "inspections.drawn": "{subject} の閲覧の点検票を作った（{cases} 件、印の付いた閲覧 {found} 件）",
    "inspections.explained": "閲覧の点検 {subject} について説明した",
    "inspections.decided": "閲覧の点検 {subject} を「{finding}」と判断した",
    "inspections.ready": "閲覧の点検票 {subject} の判断がそろった",
    "inspections.returned": "閲覧の点検票 {subject} を差し戻した：{reason}",
    "inspections.confirmed": "閲覧の点検票 {subject} を確認した（{cases} 件）",
    "inspections.list_taken": "{subject} の一覧（基準日 {as_of}、{rows} 行）を取り込んだ（本人 {ties} 組）",
}
