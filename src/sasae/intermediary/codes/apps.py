from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "sasae.intermediary.codes"
    label = "intermediary_codes"
    verbose_name = "符号管理"
