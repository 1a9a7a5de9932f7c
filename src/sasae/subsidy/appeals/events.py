"""What happens to appeals, in Japanese."""

EVENTS = {
    "appeal.received": "審査請求 {subject} を受け付けた（{what} {application} の決定・提出日 {filed_on}・期限 {deadline}）",
    "appeal.moved": "審査請求 {subject} を「{state}」とした：{why}",
    "appeal.paper_filed": "審査請求 {subject} に書類を登録した（{paper}・{dated_on}）",
    "appeal.ruled": "審査請求 {subject} の裁決を登録した（{ruling}・{ruled_on}）",
    "appeal.reopened": "審査請求 {subject} の裁決により、{what} {application} を改めて決めることとした（{anew}）",
}
