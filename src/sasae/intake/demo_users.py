"""Staff of the demonstration, as the story needs them."""

from sasae.foundation.accounts.demo import DemoUser

RECEPTION = (
    "applications.view",
    "applications.examine",
    "applications.assign",
    "downloads.view",
    "downloads.run",
    "quarantine.close",
    "matching.view",
    "matching.decide",
    "handover.view",
    "handover.clear",
    "looks.view",
    "looks.handle",
    "disclosures.view",
    "disclosures.prepare",
    "tie_reports.view",
    "tie_reports.handle",
    "batch.view",
    "outbox.view",
)

RETENTION = ("retention.view", "retention.manage")
CARRYING = ("carrying.view", "carrying.run", "terminals.view")
CUSTODIAN = ("carrying.view", "terminals.view", "terminals.manage", "media.view", "media.approve", "media.manage", *RETENTION, "retention.approve", "disclosures.view", "disclosures.approve")

# Sees where protected applicants live, once another of the few permits it, with the examination that is for.
SHELTERING = ("applications.view", "applications.examine", "applications.assign", "matching.view", "protected.view")

DEMO_USERS = [
    DemoUser("reception1", "多摩 望", "こども家庭課", (*RECEPTION, "emergency.take")),
    DemoUser("sheltering1", "麻生 静", "こども家庭課", SHELTERING),
    DemoUser("evidence1", "文倉 守", "こども家庭課", ("applications.view", "evidence.export")),
    DemoUser("reception2", "幸 健", "こども家庭課", (*RECEPTION, "media.view", "media.ask", "media.hand_over", "handover.file", *RETENTION, *CARRYING)),
    DemoUser("manager1", "宮前 律子", "こども家庭課", ("accounts.view", "accounts.approve", "resets.ask", "applications.view", "protected.view", "applications.oversee", "applications.export", "handover.view", "instruction.oversee", "emergency.review", "windows.open")),
    DemoUser("custodian1", "中原 誠", "こども家庭課", CUSTODIAN),
    DemoUser("auditor1", "監物 薫", "監査事務局", ("audits.audit", "history.view", "history.export", "accounts.view")),
    DemoUser("idmanager1", "伊東 明子", "こども家庭課", ("accounts.view", "accounts.manage", "instruction.manage")),
]
