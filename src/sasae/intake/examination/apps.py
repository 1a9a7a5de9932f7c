from django.apps import AppConfig


class ExaminationConfig(AppConfig):
    name = "sasae.intake.examination"
    label = "intake_examination"
    verbose_name = "審査状況"
