from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "sasae.subsidy.payments"
    label = "subsidy_payments"
    verbose_name = "支払"
    append_only = [
        "subsidy_payments_paymentrun_event",
        "subsidy_payments_payment_event",
        "subsidy_payments_transferreturn_event",
        "subsidy_payments_runstep",
        "subsidy_payments_leftout",
        "subsidy_payments_paymentdeduction",
        "subsidy_payments_paymentfile",
        "subsidy_payments_handover",
        "subsidy_payments_paymentletter",
        "subsidy_payments_refusedresult",
    ]
