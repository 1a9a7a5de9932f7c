from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "sasae.intermediary.limits"
    label = "intermediary_limits"
    verbose_name = "期限・保存年数"
