from django.apps import AppConfig


class RenewalsConfig(AppConfig):
    name = "sasae.subsidy.renewals"
    label = "subsidy_renewals"
    verbose_name = "更新"
    append_only = [
        "subsidy_renewals_step_event",
        "subsidy_renewals_target_event",
        "subsidy_renewals_gathered",
        "subsidy_renewals_judged",
        "subsidy_renewals_incomeproof",
        "subsidy_renewals_extensionproof",
        "subsidy_renewals_letter",
        "subsidy_renewals_replay",
    ]
