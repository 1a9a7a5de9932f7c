from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "sasae.subsidy.entitlements"
    label = "subsidy_entitlements"
    verbose_name = "資格"
    append_only = [
        "subsidy_entitlements_recipient_event",
        "subsidy_entitlements_familymember_event",
        "subsidy_entitlements_examination_event",
        "subsidy_entitlements_entitlement_event",
    ]
