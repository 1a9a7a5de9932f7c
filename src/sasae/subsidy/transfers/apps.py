from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "sasae.subsidy.transfers"
    label = "subsidy_transfers"
    verbose_name = "移転"
    append_only = ["subsidy_transfers_transfer", "subsidy_transfers_permission_event"]
