from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "sasae.intake.matching"
    label = "intake_matching"
    verbose_name = "申請者の特定"
    append_only = ["intake_matching_seriallink_event", "intake_matching_identification_event"]
