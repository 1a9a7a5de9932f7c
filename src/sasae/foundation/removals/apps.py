from django.apps import AppConfig


class RemovalsConfig(AppConfig):
    name = "sasae.foundation.removals"
    label = "removals"
    verbose_name = "操作履歴の消去"
