"""Staff of the demonstration, as the story needs them."""

from sasae.foundation.accounts.demo import DemoUser

_VIEW = ("people.view", "applications.view", "notifications.view", "certificates.view", "claims.view", "printing.view")

DEMO_USERS = [
    DemoUser(
        "counter1", "川崎 花", "川崎区役所保険年金課",
        (*_VIEW, "individual_number.search", "applications.enter", "notifications.enter", "applications.examine", "certificates.issue",
         "certificates.recall", "print_runs.view", "print_runs.prepare", "print_runs.close", "claims.enter",
         "appeals.view", "appeals.enter", "recovery.view", "recovery.enter", "third_parties.view", "third_parties.enter", "appeals.export", "certificates.export", "desk.assign", "desk.export", "notes.write", "people.merge",
         "protected.watch", "renewals.view", "renewals.work", "disclosures.view", "disclosures.enter", "inquiries.view", "inquiries.enter",
         "paper_custody.view", "paper_custody.work", "emergency.take"),
    ),
    DemoUser(
        "examiner1", "幸 健", "こども家庭課",
        (*_VIEW, "applications.enter", "notifications.enter", "applications.examine", "applications.approve",
         "certificates.issue", "certificates.recall", "transfers.view", "transfers.examine", "contractors.view", "contractors.enter", "tie_reports.view", "tie_reports.handle", "incidents.view", "incidents.handle", "disclosures.view", "disclosures.approve", "disclosures.export", "inquiries.view", "inquiries.export",
         "wordings.view", "wordings.approve", "print_runs.view", "print_runs.approve", "print_runs.close", "print_runs.protected",
         "recovery.view", "recovery.decide", "recovery.export", "third_parties.view", "third_parties.export",
         "receipts.view", "receipts.import", "receipts.decide", "receipts.correct",
         "receipts.close", "receipts.export", "claims.decide", "batch.view", "outbox.view",
         "renewals.view", "renewals.work", "renewals.approve", "renewals.export", "whatif.use", "desk.assign", "desk.export",
         "notes.write", "people.merge", "protected.view", "protected.watch", "appeals.view", "certificates.export", "claims.export",
         "old_system.view", "old_system.approve", "arrivals.view", "arrivals.ask", "statistics.view", "extraction.view", "extraction.approve",
         "paper_custody.view", "paper_custody.work", "paper_custody.destroy", "retention.view", "retention.manage", "windows.open", "covers.use", "places.view", "places.manage"),
    ),
    DemoUser(
        "payments1", "中原 守", "こども家庭課",
        ("people.view", "receipts.view", "receipts.decide", "receipts.pay", "claims.view", "payments.view", "payments.build", "payments.send", "payments.result", "payments.export",
         "wordings.view", "wordings.propose", "arrivals.view", "recovery.view", "recovery.enter", "ledger.view", "printing.view", "batch.view", "old_system.view", "old_system.work",
         "old_system.export", "statistics.view", "statistics.close", "statistics.export",
         "extraction.view", "extraction.ask", "extraction.personal", "treasury.view", "treasury.make", "treasury.clear"),
    ),
    DemoUser(
        "payments2", "多摩 渉", "こども家庭課",
        ("people.view", "claims.view", "payments.view", "payments.send", "payments.result", "payments.export", "ledger.view",
         "printing.view", "print_runs.view", "print_runs.prepare", "print_runs.close", "print_runs.protected", "batch.view", "inspections.view", "inspections.confirm", "wordings.view", "covers.use"),
    ),
    DemoUser(
        "approver1", "高津 泉", "こども家庭課",
        ("people.view", "protected.view", "receipts.view", "receipts.approve", "claims.view", "payments.view", "payments.approve", "ledger.view", "printing.view", "assessment.view", "assessment.pack",
         "appeals.view", "appeals.rule", "incidents.view", "incidents.close", "inspections.view", "inspections.decide", "recovery.view", "recovery.decide", "transfers.view", "transfers.permit", "contractors.view", "contractors.decide",
         "paper_custody.view", "paper_custody.destroy", "retention.view", "retention.approve", "accounts.view", "accounts.approve", "emergency.review", "places.view", "places.confirm", "instruction.oversee", "resets.ask", "covers.use", "covers.manage"),
    ),
    DemoUser(
        "auditor1", "監物 薫", "監査事務局",
        ("assessment.view", "audits.audit", "history.view", "history.export", "inspections.view", "accounts.view", "batch.view", "ledger.view", "ledger.export", "transfers.view", "transfers.export", "contractors.view", "contractors.export"),
    ),
    DemoUser("idmanager1", "伊東 明子", "こども家庭課", ("accounts.view", "accounts.manage", "instruction.manage")),
]  # fmt: skip
