from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "sasae.simulators.bank"
    label = "simulators_bank"
    verbose_name = "金融機関（模擬）"
