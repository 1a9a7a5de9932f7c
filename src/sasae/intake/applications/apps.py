from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "sasae.intake.applications"
    label = "intake_applications"
    verbose_name = "申請"
    append_only = ["intake_applications_application_event"]
