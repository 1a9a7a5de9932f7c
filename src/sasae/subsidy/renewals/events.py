"""What happens to renewals, in Japanese."""

EVENTS = {
    "renewal.opened": "{year} 年の更新（{round}）を始めた",
    "renewal.step_started": "更新 {subject} の「{step}」を始めた",
    "renewal.step_ended": "更新 {subject} の「{step}」が終わった",
    "renewal.step_approved": "更新 {subject} の「{step}」を承認した",
    "renewal.step_returned": "更新 {subject} の「{step}」を差し戻した：{why}",
    "renewal.gathered": "更新 {subject} のために {count} 家庭の所得・世帯などを取り寄せた",
    "renewal.report_taken": "更新 {subject} の現況届を受け付けた（{filed_on}）",
    "renewal.income_proved": "更新 {subject} で {year} 年中の所得の証明を受け付けた（{proved_on}）",
    "renewal.extension_proved": "更新 {subject} で{kind}の証明を受け付けた（{since} から {until} まで）",
    "renewal.early_start": "更新 {subject} の資格の始まりを {day} とした：{why}",
    "renewal.letters": "更新 {subject} の通知 {count} 通を作成した（{kind}）",
    "renewal.listed": "更新 {subject} の対象者一覧（{part}、{count} 家庭）を作成した",
    "renewal.issued": "更新 {subject} の決定 {count} 件を発行した",
    "renewal.overtaken": "更新 {subject} の決定の後に資格の決定が変わった {count} 家庭を判定待ちに戻した",
    "renewal.rehearsed": "{year} 年の更新の予行 {subject} を始めた",
    "renewal.rehearsal_closed": "{year} 年の更新の予行 {subject} が終わった（{families} 家庭）",
    "renewal.rehearsal_repeated": "{year} 年の更新の予行 {subject} を同じ事実でもう一度判定した（{same}）",
    "renewal.replayed": "過去の決定 {sampled} 件を判定し直した（指摘 {findings} 件）",
    "renewal.judged_again": "更新 {subject} の判定 {count} 件を同じ事実でもう一度行った（相違 {findings} 件）",
    "renewal.whatif": "もしもの試算を行った（{changes}）",
}
