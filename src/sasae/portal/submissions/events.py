"""What happens to applications on the portal, in Japanese. Residents are named by their number here."""

EVENTS = {
    "submission.sealed": "申請の内容を封緘した（{procedure}）",
    "submission.cosigned": "申請 {subject} に、連名の署名（{number}人目）を受け取った",
    "submission.sent": "申請 {subject} を受け付けた（{procedure}）",
    "submission.fetched": "申請 {subject} のファイルを自治体に渡した",
    "submission.status": "申請 {subject} の状態を「{status}」にした",
}
