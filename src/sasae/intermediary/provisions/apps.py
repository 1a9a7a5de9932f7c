from django.apps import AppConfig


class ProvisionsConfig(AppConfig):
    name = "sasae.intermediary.provisions"
    label = "intermediary_provisions"
    verbose_name = "情報提供"
