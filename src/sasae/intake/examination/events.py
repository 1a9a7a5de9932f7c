"""What staff do while an application is examined, in Japanese."""

EVENTS = {
    "document.checked": "申請 {subject} の添付 {number} を点検した",
}
