"""Work over many, item by item, that goes on after any interruption."""

from django.apps import AppConfig


class BatchConfig(AppConfig):
    name = "sasae.foundation.batch"
    label = "batch"
    verbose_name = "一括処理"
