from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "sasae.intermediary.keys"
    label = "intermediary_keys"
    verbose_name = "鍵"
