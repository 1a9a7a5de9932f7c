"""What happens to certificates, in Japanese."""

EVENTS = {
    "certificate.issued": "医療証 {subject} を交付した（{kind}・{valid_from} から {valid_to} まで）",
    "refusal.issued": "申請 {subject} の不交付決定通知書を作成した",
}
