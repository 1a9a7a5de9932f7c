from django.apps import AppConfig


class MovesConfig(AppConfig):
    name = "sasae.foundation.moves"
    label = "moves"
    verbose_name = "一斉の異動"
