from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    name = "sasae.intermediary.corrections"
    label = "intermediary_corrections"
    verbose_name = "訂正の通知"
