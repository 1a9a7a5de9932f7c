"""川崎市ひとり親家庭等医療費助成: eligibility, income test, validity, benefit. Dated values stand beside the rules."""
