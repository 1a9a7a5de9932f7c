from django.apps import AppConfig


class SoftwareCardConfig(AppConfig):
    name = "sasae.simulators.software_card"
    label = "simulators_software_card"
    verbose_name = "個人番号カード（試験用）"
