from django.apps import AppConfig


class SisterSubsidiesConfig(AppConfig):
    name = "sasae.simulators.sister_subsidies"
    label = "simulators_sister_subsidies"
    verbose_name = "ほかの医療費助成の担当課（模擬）"
