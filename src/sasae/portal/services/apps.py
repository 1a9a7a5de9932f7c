from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "sasae.portal.services"
    label = "portal_services"
    verbose_name = "サービス検索"
