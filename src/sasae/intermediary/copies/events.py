"""What happens to copies, in Japanese."""

EVENTS = {
    "copies.registered": "団体 {subject} の副本（{information}）を {count} 件登録した",
    "copies.searched": "団体 {subject} の副本を、{known} の時点で確かめた",
}
