"""What happens to the papers of an application, in Japanese."""

EVENTS = {
    "papers.listed": "申請 {subject} に要る書類を調べた（足りないもの {missing} 件）",
    "papers.arrived": "申請 {subject} の書類を受け取った（{paper}・{arrived_on}）",
    "papers.waived": "申請 {subject} の書類を提出不要とした（{paper}：{why}）",
    "papers.missing": "申請 {subject} の書類を未提出に戻した（{paper}：{why}）",
    "papers.asked": "申請 {subject} の書類 {papers} 件の提出を求めた（期限 {due_on}）",
    "papers.stopped": "申請 {subject} の書類の求めを止めた（{papers}は情報照会で分かる）",
    "papers.asked_although": "申請 {subject} の書類を、情報照会で分かるのに求めた（{papers}：{why}）",
    "papers.reminded": "申請 {subject} の書類 {papers} 件を督促した（期限 {due_on}）",
}
