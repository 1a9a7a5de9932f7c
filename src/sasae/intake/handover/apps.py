from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "sasae.intake.handover"
    label = "intake_handover"
    verbose_name = "業務システムへの引渡し"
