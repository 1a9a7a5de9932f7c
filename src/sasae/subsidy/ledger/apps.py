from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "sasae.subsidy.ledger"
    label = "subsidy_ledger"
    verbose_name = "台帳"
    append_only = [
        "subsidy_ledger_posting", "subsidy_ledger_postingline", "subsidy_ledger_ledgeraudit",
        "subsidy_ledger_accountbalance",
    ]  # fmt: skip
