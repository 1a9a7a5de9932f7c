from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "sasae.portal.inbox"
    label = "portal_inbox"
    verbose_name = "お知らせ"
