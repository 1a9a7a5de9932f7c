from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "sasae.foundation.assessment"
    label = "assessment"
    verbose_name = "評価書の現況"
    append_only = ["assessment_assessment", "assessment_clausestate", "assessment_pack"]
