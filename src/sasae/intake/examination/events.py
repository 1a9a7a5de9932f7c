"""What staff do while an application is examined, in Japanese."""

EVENTS = {
    "document.checked": "申請 {subject} の添付 {number} を点検した",
    "application.assigned": "申請 {subject} の担当者を {to} にした",
    "checklist.marked": "申請 {subject} の点検表を記録した（{done}／{of} 項目）",
    "correction.asked": "申請 {subject} の補正を求めた（期限 {due}）",
    "correction.made": "申請 {subject} の補正を受け付けた",
    "correction.lapsed": "申請 {subject} の補正が期限までになく、期限切れにした",
    "application.replaced": "申請 {subject} を新しい申請 {newer} に置き換えた",
    "application.compared_with_register": "申請 {subject} を住民登録と見比べた",
}
