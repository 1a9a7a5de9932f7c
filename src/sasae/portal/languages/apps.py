from django.apps import AppConfig


class LanguagesConfig(AppConfig):
    name = "sasae.portal.languages"
    label = "portal_languages"
    verbose_name = "ふりがな・やさしい日本語・英語"
