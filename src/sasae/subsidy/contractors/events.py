"""What is done about contractors, in Japanese. The subject is the contract, so that its page tells all of it."""

EVENTS = {
    "contractors.entered": "委託契約 {subject} を登録した（{kind} {contractor}）",
    "contractors.clauses_checked": "委託契約 {subject} の契約条項を契約書と照らした（{found}/{every}）",
    "contractors.confirmed": "委託契約 {subject} を契約書と照らして確認した",
    "contractors.ended": "委託契約 {subject} を {last} で終えた（利用者ID {ids} 件）：{reason}",
    "contractors.request_received": "委託契約 {subject} の再委託の申請 {request} を受け付けた（{contractor}）",
    "contractors.request_permitted": "委託契約 {subject} の再委託の申請 {request} を書面で許諾した（{answer}）：{reason}",
    "contractors.request_refused": "委託契約 {subject} の再委託の申請 {request} を許諾しなかった（{answer}）：{reason}",
    "contractors.worker_named": "委託契約 {subject} の従事者 {worker} を登録した（{name}）",
    "contractors.pledged": "委託契約 {subject} の従事者 {worker} の誓約書 {pledge} を受け取った",
    "contractors.worker_left": "委託契約 {subject} の従事者 {worker} が {last} で外れた（利用者ID {ids} 件）",
    "contractors.reported": "委託契約 {subject} の{kind}を受けた：{about}",
    "contractors.report_handled": "委託契約 {subject} の緊急時報告に対応した：{handling}",
    "contractors.entrusted": "委託契約 {subject} の委託先に渡した：{what}（{count}）",
    "contractors.settled": "委託契約 {subject} の委託先に渡したものの{how}を確かめた：{what}（{receipt}）",
    "contractors.audit_planned": "委託契約 {subject} の監査・検査を {planned} に予定した",
    "contractors.audit_done": "委託契約 {subject} の監査・検査を終えた（指摘 {defects} 件）",
    "contractors.defect_mended": "委託契約 {subject} の指摘の改善を登録した：{text}",
    "contractors.defect_seen": "委託契約 {subject} の指摘の改善を確かめた：{text}",
    "contractors.reminded": "委託契約 {subject} の期限を過ぎたことを知らせた：{due}",
}
