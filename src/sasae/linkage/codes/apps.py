from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "sasae.linkage.codes"
    label = "linkage_codes"
    verbose_name = "符号取得"
