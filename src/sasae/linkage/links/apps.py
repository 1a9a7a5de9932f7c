from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "sasae.linkage.links"
    label = "linkage_links"
    verbose_name = "庁内連携"
