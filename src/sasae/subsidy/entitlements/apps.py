from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "sasae.subsidy.entitlements"
    label = "subsidy_entitlements"
    verbose_name = "資格"
