from django.apps import AppConfig


class TiesConfig(AppConfig):
    name = "sasae.linkage.ties"
    label = "linkage_ties"
    verbose_name = "ひも付け"
