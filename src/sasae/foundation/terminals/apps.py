from django.apps import AppConfig


class TerminalsConfig(AppConfig):
    name = "sasae.foundation.terminals"
    label = "terminals"
    verbose_name = "端末"
    append_only = ["terminals_dailycheck"]
