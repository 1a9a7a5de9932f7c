from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "sasae.subsidy.payments"
    label = "subsidy_payments"
    verbose_name = "支払"
