"""What happens to the assessment, in Japanese."""

EVENTS = {
    "assessment.kept": "評価書の現況を記録した（満たしている {true}、満たしていない {false}、確かめられない {unknown}、未実装 {not_built}）",
}
