"""What happens in a coming-over from the old system, in Japanese."""

EVENTS = {
    "old_system.opened": "旧システムからの移行 {subject}「{title}」を作った（{purpose}、切替日 {cutover}）",
    "old_system.given": "移行 {subject} に「{kind}」のファイル「{file}」を登録した（{size} バイト）",
    "old_system.check_begun": "移行 {subject} の点検を始めた",
    "old_system.checked": "移行 {subject} の点検を終えた（誤り {errors} 件、注意 {warnings} 件）",
    "old_system.asked": "移行 {subject} の取込みの承認を求めた",
    "old_system.sent_back": "移行 {subject} の取込みを差し戻した：{why}",
    "old_system.approved": "移行 {subject} の取込みを承認した",
    "old_system.persons_taken": "移行 {subject} の対象者 {count} 人を取り込んだ（うち新しい人 {new} 人）",
    "old_system.families_taken": "移行 {subject} の {count} 家族を取り込んだ（対象者 {people} 人）",
    "old_system.imported": "移行 {subject} の取込みを終えた（{outcome}）",
    "old_system.compared": "移行 {subject} を旧システムと比べた（違い {differences} 件）",
    "old_system.cleared": "移行 {subject} の読み込んだ行（{rows} 行）とファイル（{files} 件）を期限により消した",
    "old_system.reported": "移行 {subject} の違いの報告を出力した（{format}、{rows} 行）",
}
