"""What happens to applications, in Japanese."""

EVENTS = {
    "application.moved": "申請 {subject} を「{state}」にした",
    "application.evidence_exported": "申請 {subject} の署名検証の証拠ファイルを書き出した（目的：{reason}）",
    "applications.list_taken_out": "申請の一覧を書き出した（{subject}、{format}、理由：{reason}）",
    "applications.list_fetched": "書き出した申請の一覧 {subject} を受け取った（{rows}行）",
    "application.number_sealed": "申請 {subject} の個人番号を {receiver} に封緘して渡した",
}
