"""The journal: who looked at whom, and who did what."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "sasae.foundation.history"
    label = "history"
    verbose_name = "操作履歴"
    append_only = ["history_entry", "history_chain", "history_seal"]
