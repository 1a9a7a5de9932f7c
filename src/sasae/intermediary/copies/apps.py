from django.apps import AppConfig


class CopiesConfig(AppConfig):
    name = "sasae.intermediary.copies"
    label = "intermediary_copies"
    verbose_name = "副本管理"
