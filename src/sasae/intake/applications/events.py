"""What happens to applications, in Japanese."""

EVENTS = {
    "application.moved": "申請 {subject} を「{state}」にした",
    "application.number_sealed": "申請 {subject} の個人番号を {receiver} に封緘して渡した",
}
