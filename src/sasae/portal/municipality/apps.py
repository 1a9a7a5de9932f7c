from django.apps import AppConfig


class MunicipalityConfig(AppConfig):
    name = "sasae.portal.municipality"
    label = "portal_municipality"
    verbose_name = "自治体向け"
