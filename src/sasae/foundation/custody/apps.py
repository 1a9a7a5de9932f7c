from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "sasae.foundation.custody"
    label = "custody"
    verbose_name = "外部記憶媒体"
    append_only = ["custody_mediummove"]
