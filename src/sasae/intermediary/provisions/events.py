"""What a body provides and refuses, in Japanese."""

EVENTS = {
    "provision.made": "団体 {inquirer} の求め {subject} に応じた（{information}・{state}）",
    "provision.proposed": "団体 {inquirer} の求め {subject}（{information}）に応じることを職員が起案した",
    "provision.decided": "団体 {inquirer} の求め {subject}（{information}）を職員が判断した（{state}）",
    "provision.void": "団体 {inquirer} の求め {subject}（{information}）への応答を、なかったものとした：{why}",
    "provision.refused": "団体 {inquirer} の求め {subject}（{information}）を断った：{reason}",
}
