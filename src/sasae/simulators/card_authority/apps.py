from django.apps import AppConfig


class CardAuthorityConfig(AppConfig):
    name = "sasae.simulators.card_authority"
    label = "simulators_card_authority"
    verbose_name = "公的個人認証の認証局（模擬）"
