"""What happens to request files, in Japanese."""

EVENTS = {
    "inquiry_file.taken": "一括照会 {subject} を受け付けた（{asked_by}・{name}・{lines} 行・うち読めない行 {faulty} 行・根拠 {basis}）",
    "inquiry_file.refused": "一括照会のファイル {subject} を受け付けなかった（{reasons}）",
    "inquiry_file.asked": "一括照会 {subject} の {count} 件を照会した（照会できない {refused} 件）",
    "inquiry_file.asked_again": "一括照会 {subject} の照会できなかった行を、もう一度照会した（{count} 件）",
    "inquiry_file.handed_over": "一括照会 {subject} の結果を渡した（{to}・{name}・{count} 件）",
}
