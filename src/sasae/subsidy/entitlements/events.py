"""What happens to examinations and entitlements, in Japanese."""

EVENTS = {
    "examination.prepared": "申請 {subject} を判定した（{outcome}・基準日 {on}）",
    "examination.requested": "申請 {subject} の決定の承認を求めた",
    "examination.approved": "申請 {subject} の決定を承認した（{outcome}）",
    "examination.returned": "申請 {subject} の決定を差し戻した：{why}",
    "entitlement.granted": "受給者番号 {subject} の資格を登録した（{valid_from} から {valid_to} まで）",
    "entitlement.lost": "受給者番号 {subject} の資格を終わらせた（資格喪失日 {lost_on}・{reason}）",
    "family.fact_recorded": "家族の事実を記録した（{kind}・{valid_from} から・出所 {subject}）",
    "family.fact_retracted": "家族の事実を誤りとして取り消した（{kind}・{valid_from} から・出所 {subject}）：{why}",
    "inquiry.requested": "申請 {subject} について他団体への情報照会を求めた（{provider}）",
    "inquiry.not_taken": "申請 {subject} についての他団体への情報照会（{provider}）は受け付けられなかった：{message}",
    "inquiry.corrected": "申請 {subject} の情報照会の回答に訂正の知らせがあった（{provider}・{note}）",
    "inquiry.correction_compared": "申請 {subject} の情報照会の訂正後の回答を前の回答と比べた（{result}）",
    "inquiry.taken": "申請 {subject} の情報照会の結果を受け取った（{state}）",
}
