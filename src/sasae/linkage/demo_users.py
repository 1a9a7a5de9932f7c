"""Staff of the demonstration, as the story needs them."""

from sasae.foundation.accounts.demo import DemoUser

DEMO_USERS = [
    DemoUser(
        "operator1", "宮前 亮", "情報システム課",
        (
            "people.view", "feeds.run", "ties.view", "ties.decide", "ties.correct", "codes.view", "codes.retry", "inquiries.view", "inquiries.ask", "provisions.view", "provisions.run", "schedules.view", "schedules.change", "links.view", "transfers.view", "lists.export",
            "retention.view", "retention.manage", "batch.view", "outbox.view", "emergency.review", "windows.open",
        ),
    ),
    DemoUser("operator2", "平間 純", "情報システム課", ("accounts.view", "accounts.approve", "resets.ask", "people.view", "ties.view", "ties.decide", "ties.approve", "lists.export", "retention.view", "retention.approve", "emergency.take")),
    DemoUser("auditor1", "監物 薫", "監査事務局", ("audits.audit", "history.view", "history.export", "accounts.view", "links.view", "transfers.view", "transfers.export")),
    DemoUser("idmanager1", "伊東 明子", "情報システム課", ("accounts.view", "accounts.manage", "instruction.manage")),
]  # fmt: skip
