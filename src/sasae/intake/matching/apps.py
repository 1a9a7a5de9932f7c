from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "sasae.intake.matching"
    label = "intake_matching"
    verbose_name = "申請者の特定"
