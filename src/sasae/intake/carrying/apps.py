from django.apps import AppConfig


class CarryingConfig(AppConfig):
    name = "sasae.intake.carrying"
    label = "intake_carrying"
    verbose_name = "媒体からの持込み"
