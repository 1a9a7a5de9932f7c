from django.apps import AppConfig


class TieReportsConfig(AppConfig):
    name = "sasae.foundation.tie_reports"
    label = "tie_reports"
    verbose_name = "誤ったひも付けの利用"
