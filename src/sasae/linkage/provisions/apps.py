from django.apps import AppConfig


class ProvisionsConfig(AppConfig):
    name = "sasae.linkage.provisions"
    label = "linkage_provisions"
    verbose_name = "情報提供（副本）"
