from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "sasae.portal.forms"
    label = "portal_forms"
    verbose_name = "申請書の入力"
