from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    name = "sasae.subsidy.receipts"
    label = "subsidy_receipts"
    verbose_name = "レセプト"
    append_only = [
        "subsidy_receipts_receiptline_event", "subsidy_receipts_cycle_event", "subsidy_receipts_correction_event",
        "subsidy_receipts_correctionlist", "subsidy_receipts_cyclereport", "subsidy_receipts_decision",
    ]  # fmt: skip
