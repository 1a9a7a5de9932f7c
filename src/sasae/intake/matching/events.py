"""What happens in the search for applicants, in Japanese."""

EVENTS = {
    "applicant.found": "申請 {subject} の申請者をシリアル番号から特定した",
    "applicant.queued": "申請 {subject} の申請者は職員が確かめる（{doubt}）",
    "applicant.chosen": "申請 {subject} の申請者を職員が確定した：{reason}",
    "applicant.nobody": "申請 {subject} の申請者は住民登録に見当たらないと確定した：{reason}",
    "applicant.asked_again": "申請 {subject} の申請者を連携基盤に再び照会することにした",
    "serial.linked": "シリアル番号と宛名番号を紐付けた（申請 {subject}）",
    "serial.unlinked": "シリアル番号の以前の紐付けに削除の印を付けた（申請 {subject}）",
}
