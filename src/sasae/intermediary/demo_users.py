"""Staff of the demonstration, as the story needs them."""

from sasae.foundation.accounts.demo import DemoUser

_BODY = (
    "masters.view", "inquiries.view", "inquiries.operate", "provisions.view", "provisions.release", "records.view",
    "records.correct", "codes.view",
    "copies.view", "protections.view", "protections.set", "keys.view", "keys.manage", "deletions.view",
    "deletions.manage", "operation.view", "operation.figures", "lists.export", "batch.view", "outbox.view",
    "limits.view", "limits.manage", "security.view", "security.handle", "emergency.review", "windows.open",
)  # fmt: skip

DEMO_USERS = [
    DemoUser("operator141305", "宮前 亮", "川崎市", _BODY, office_code="141305"),
    DemoUser("operator141305b", "高津 澄", "川崎市", (*_BODY, "accounts.view", "accounts.approve", "resets.ask"), office_code="141305"),
    DemoUser("operator149993", "緑野 葉", "みどり野市", _BODY, office_code="149993"),
    DemoUser("platform1", "麻生 翠", "プラットフォーム運用", ("platform.view", "bodies.manage", "masters.view", "batch.view", "operation.view", "operation.maintain", "lists.export", "security.view", "security.handle", "emergency.review", "windows.open", "retention.view", "retention.manage")),
    DemoUser("platform2", "柿生 望", "プラットフォーム運用", ("platform.view", "bodies.manage", "masters.view", "emergency.take", "retention.view", "retention.approve")),
    DemoUser("auditor1", "監物 薫", "監査", ("audits.audit", "history.view", "history.export", "accounts.view")),
    DemoUser("auditor141305", "監物 薫", "川崎市監査事務局", ("audits.audit", "history.view", "accounts.view"), office_code="141305"),
    DemoUser("idmanager1", "伊東 明子", "川崎市", ("accounts.view", "accounts.manage", "instruction.manage"), office_code="141305"),
]
