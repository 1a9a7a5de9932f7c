from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "sasae.simulators.registers"
    label = "simulators_registers"
    verbose_name = "既存の台帳（模擬）"
