from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    name = "sasae.subsidy.receipts"
    label = "subsidy_receipts"
    verbose_name = "レセプト"
    append_only = ["subsidy_receipts_receiptline_event"]
