from django.apps import AppConfig


class LooksConfig(AppConfig):
    name = "sasae.portal.looks"
    label = "portal_looks"
    verbose_name = "わたしの記録"
