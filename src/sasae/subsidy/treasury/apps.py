from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    name = "sasae.subsidy.treasury"
    label = "subsidy_treasury"
    verbose_name = "会計との受渡し"
    append_only = ["subsidy_treasury_treasuryfile", "subsidy_treasury_clearingfile", "subsidy_treasury_clearedline"]
