"""医療費助成システム: who is eligible and why, certificates, receipts, reimbursements and payments."""
