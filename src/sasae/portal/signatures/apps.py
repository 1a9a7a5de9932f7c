from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "sasae.portal.signatures"
    label = "portal_signatures"
    verbose_name = "署名"
