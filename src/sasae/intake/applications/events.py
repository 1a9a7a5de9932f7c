"""What happens to applications, in Japanese."""

EVENTS = {
    "application.moved": "申請 {subject} を「{state}」にした",
    "application.evidence_exported": "申請 {subject} の署名検証の証拠ファイルを書き出した（目的：{reason}）",
    "application.number_sealed": "申請 {subject} の個人番号を {receiver} に封緘して渡した",
}
