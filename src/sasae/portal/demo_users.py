"""Staff of the municipality's side in the demonstration, as the story needs them."""

from sasae.foundation.accounts.demo import DemoUser

CARRIER = (
    "submissions.view", "submissions.status", "submissions.export", "submissions.download", "media.view", "media.ask",
    "media.hand_over", "terminals.view", "retention.view", "retention.manage",
)  # fmt: skip
CUSTODIAN = (
    "media.view", "media.approve", "media.manage", "terminals.view", "terminals.manage", "retention.view",
    "retention.manage", "retention.approve", "emergency.take",
)  # fmt: skip

DEMO_USERS = [
    DemoUser("municipality1", "多摩 望", "こども家庭課", ("submissions.view", "submissions.status", "emergency.review", "windows.open")),
    DemoUser("carrier1", "運 渉", "こども家庭課", CARRIER),
    DemoUser("custodian1", "中原 誠", "こども家庭課", (*CUSTODIAN, "accounts.view", "accounts.approve", "resets.ask")),
    DemoUser("auditor1", "監物 薫", "監査事務局", ("audits.audit", "history.view", "history.export", "accounts.view")),
    DemoUser("idmanager1", "伊東 明子", "こども家庭課", ("accounts.view", "accounts.manage", "instruction.manage")),
]
