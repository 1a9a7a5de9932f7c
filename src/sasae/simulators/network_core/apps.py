from django.apps import AppConfig


class NetworkCoreConfig(AppConfig):
    name = "sasae.simulators.network_core"
    label = "simulators_network_core"
    verbose_name = "情報提供ネットワークシステム（模擬）"
