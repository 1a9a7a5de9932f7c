"""What happens to notifications and reviews, in Japanese."""

EVENTS = {
    "notification.entered": "届出 {subject} を入力した（{kind}・本人確認 {identity}）",
    "notification.mended": "届出 {subject} の入力を直した（{fields}）",
    "notification.effective": "届出 {subject} を届出書と照合し、効力を生じさせた（{kind}）",
    "notification.withdrawn": "届出 {subject} を取下げとした：{why}",
    "person.number_changed": "新しい個人番号を登録した（見直し {subject}・提示 {shown}）",
    "person.number_refused": "新しい個人番号を登録しなかった（見直し {subject}）：{reason}",
    "mailing.registered": "送付先を登録した（届出 {subject}）",
    "mailing.ended": "送付先を終わらせた（届出 {subject}）",
    "review.opened": "見直し {subject} を登録した（{cause}・{occurred_on}）",
    "review.examined": "見直し {subject} の再審査をした（{outcome}・基準日 {on}）",
    "review.settled": "見直し {subject} を「{state}」とした：{note}",
    "review.decided": "見直し {subject} の決定により資格を改めた（喪失 {lost} 人・新規 {granted} 人・回復 {restored} 人）",
    "consequence.listed": "見直し {subject} の影響を {count} 件挙げた",
    "consequence.ticked": "見直し {subject} の影響「{what}」を「{state}」とした：{note}",
    "loss_notice.issued": "受給資格消滅通知書 {subject} を作成した",
    "changes.taken": "住民票の異動を取り込んだ（連番 {subject} まで・異動 {count} 件・見直し {reviews} 件）",
}
