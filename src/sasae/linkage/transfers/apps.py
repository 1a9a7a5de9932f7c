from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "sasae.linkage.transfers"
    label = "linkage_transfers"
    verbose_name = "移転"
    append_only = ["linkage_transfers_transfer", "linkage_transfers_outcome", "linkage_transfers_permission_event"]
