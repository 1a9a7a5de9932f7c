from django.apps import AppConfig


class ProtectionsConfig(AppConfig):
    name = "sasae.intermediary.protections"
    label = "intermediary_protections"
    verbose_name = "不開示・自動応答不可"
