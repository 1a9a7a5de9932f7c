from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "sasae.intermediary.bodies"
    label = "intermediary_bodies"
    verbose_name = "団体"
