from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "sasae.intake.letters"
    label = "intake_letters"
    verbose_name = "申請者とのやりとり"
