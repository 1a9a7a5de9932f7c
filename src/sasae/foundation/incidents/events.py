"""What happens to incidents, in Japanese."""

EVENTS = {
    "incident.reported": "事故の疑い {subject}（{kind}）を報告した",
    "incident.taken": "事故 {subject} の報告を上司として確認した",
    "incident.described": "事故 {subject} の内容を改めた（重大事故 {serious}、速報の期限 {first_due}）",
    "incident.noted": "事故 {subject} の経過を書いた",
    "incident.drawn": "事故 {subject} の影響を受ける人を、操作履歴から {count} 人拾った（{condition}）",
    "incident.named": "事故 {subject} の影響を受ける人を {count} 人入れた",
    "incident.told": "事故 {subject} の影響を受ける人 {count} 人の通知を記録した（{telling}）",
    "incident.thing": "事故 {subject} に関わる書類・媒体 {name} を記録した（{step}）",
    "incident.measure": "事故 {subject} の対策（{step}）を記録した",
    "incident.report_made": "事故 {subject} の{report}を作った",
    "incident.report_sent": "事故 {subject} の{report}を個人情報保護委員会に出した",
    "incident.notices_made": "事故 {subject} の通知書を {count} 人分作った",
    "incident.closing_asked": "事故 {subject} の終了の承認を求めた",
    "incident.sent_back": "事故 {subject} の終了を差し戻した：{why}",
    "incident.closed": "事故 {subject} の対応を終えた",
    "incident.downloaded": "事故 {subject} の{paper}を受け取った",
}
