from django.apps import AppConfig


class OtherCityConfig(AppConfig):
    name = "sasae.simulators.other_city"
    label = "simulators_other_city"
    verbose_name = "みどり野市（模擬）"
