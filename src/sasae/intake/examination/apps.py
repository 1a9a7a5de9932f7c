from django.apps import AppConfig


class ExaminationConfig(AppConfig):
    name = "sasae.intake.examination"
    label = "intake_examination"
    verbose_name = "審査状況"
    append_only = ["intake_examination_handling_event", "intake_examination_correction_event"]
