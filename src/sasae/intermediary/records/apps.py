from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "sasae.intermediary.records"
    label = "intermediary_records"
    verbose_name = "情報提供等記録"
