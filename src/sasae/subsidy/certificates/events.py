"""What happens to certificates, in Japanese."""

EVENTS = {
    "certificate.issued": "医療証 {subject} を交付した（{kind}・{valid_from} から {valid_to} まで）",
    "certificates.issued": "医療証 {certificates} 件を一括して交付した（{subject}）",
    "certificate.reissued": "医療証 {subject} に替えて {new} を交付した（{why}・{copy}通目）",
    "certificates.voided": "資格の喪失により医療証 {certificates} 件を無効とし、返却を求めた（{subject}）",
    "certificates.expired": "期限の過ぎた医療証 {certificates} 件を期限切れとした（{subject}）",
    "certificate.recalled": "医療証 {subject} の返却を求めた",
    "certificate.reminded": "医療証 {subject} の返却を督促した（{times}回目）",
    "recall_letter.written": "医療証の返還のお願い {subject} を作成した（{count}枚・期限 {due_on}）",
    "recall_letter.reminded": "医療証の返還の督促 {subject} を作成した（{count}枚・期限 {due_on}）",
    "certificate.collected": "医療証 {subject} を回収した",
    "certificate.given_up": "医療証 {subject} を回収不能とした（{why}）",
    "letter.returned": "通知（印刷物 {subject}）の郵便が戻った（{why}・次の対応：{next}）",
    "certificate.returned": "医療証 {subject} の郵便が戻った（{why}・次の対応：{next}）",
    "certificate.return_settled": "医療証 {subject} の返戻郵便の対応を終えた（{note}）",
    "certificates.revocations_published": "医療証の失効の一覧を公開した（{subject}・{certificates} 件）",
    "certificates.checked": "医療証 {subject} の符号を検査した（{words}）",
    "pmh.exported": "PMHへの登録ファイル {subject} を作成した（{since}～{until}・{certificates} 件・個人番号を含む）",
    "pmh.taken": "PMHへの登録ファイル {subject} を受け取った（{certificates} 件・個人番号を含む）",
    "pmh.moved": "PMHへの登録ファイル {subject} を「{state}」にした（{note}）",
    "refusal.issued": "申請 {subject} の不交付決定通知書を作成した",
}
