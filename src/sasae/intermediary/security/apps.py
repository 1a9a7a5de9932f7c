from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "sasae.intermediary.security"
    label = "intermediary_security"
    verbose_name = "セキュリティ管理"
