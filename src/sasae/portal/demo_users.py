"""Staff of the municipality's side in the demonstration, as the story needs them."""

from sasae.foundation.accounts.demo import DemoUser

DEMO_USERS = [
    DemoUser("municipality1", "多摩 望", "こども家庭課", ("submissions.view",)),
    DemoUser("auditor1", "監物 薫", "監査事務局", ("history.view", "history.export", "accounts.view")),
    DemoUser("idmanager1", "伊東 明子", "こども家庭課", ("accounts.view", "accounts.manage")),
]
