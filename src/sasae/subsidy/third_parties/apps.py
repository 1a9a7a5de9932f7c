from django.apps import AppConfig


class ThirdPartiesConfig(AppConfig):
    name = "sasae.subsidy.third_parties"
    label = "subsidy_third_parties"
    verbose_name = "第三者行為（損害賠償）"
    append_only = ["subsidy_third_parties_injurycase_event", "subsidy_third_parties_treatment_event"]
