from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "sasae.intermediary.operation"
    label = "intermediary_operation"
    verbose_name = "システム管理"
