"""What happens to applications, in Japanese."""

EVENTS = {
    "application.registered": "申請 {subject} を登録した（{channel}・本人確認 {identity}）",
    "application.confirmed": "申請 {subject} の入力を申請書と照合した",
    "application.withdrawn": "申請 {subject} を取下げとした：{why}",
    "application.identified": "申請 {subject} の{place}を宛名番号に結び付けた（登録内容との違い {differences} 件）",
    "application.applicant_proposed": "申請 {subject} の申請者を見つけた（確かめた方法：{how}）",
    "application.applicant_confirmed": "申請 {subject} の申請者を確認した（確かめた方法：{how}）",
    "application.applicant_rejected": "申請 {subject} の申請者の特定を取り消した：{why}",
    "application.consents_kept": "申請 {subject} の家族の、所得の照会への同意を記録した（同意 {given} 人／記載 {named} 人）",
    "application.compared": "申請 {subject} を登録内容と比べた（違い {differences} 件）",
    "application.outcome_reported": "申請 {subject} の結果（{status}）を申請管理へ伝えた",
}
