"""What happens to the flags of protected persons, in Japanese."""

EVENTS = {
    "protection.set": "保護の登録 {subject} を入れた（{kind}）",
    "protection.lift_asked": "保護の登録 {subject} の解除を申し出た",
    "protection.lift_declined": "保護の登録 {subject} の解除を認めなかった",
    "protection.lifted": "保護の登録 {subject} を解除した",
    "protections.told": "団体 {subject} の連携基盤から保護の登録を {count} 件受け取った",
}
