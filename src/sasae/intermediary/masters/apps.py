from django.apps import AppConfig


class MastersConfig(AppConfig):
    name = "sasae.intermediary.masters"
    label = "intermediary_masters"
    verbose_name = "配信マスター"
