"""What happens to the assessment, in Japanese."""

EVENTS = {
    "assessment.kept": "評価書の現況を記録した（満たしている {true}、満たしていない {false}、確かめられない {unknown}、未実装 {not_built}）",
    "assessment.packed": "年次の評価一式を記録した（変更箇所 {changes}件、SHA-256 {sha256}）",
    "assessment.ordered": "年次の評価一式の作成を求めた（求め {subject}、比べる版 {against}）",
    "assessment.order_made": "求め {subject} の年次の評価一式 {pack} ができた",
    "assessment.order_failed": "求め {subject} の年次の評価一式を作成できなかった：{reason}",
    "assessment.pack_taken": "年次の評価一式を書き出した（SHA-256 {sha256}）",
}
