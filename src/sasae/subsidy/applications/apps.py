from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "sasae.subsidy.applications"
    label = "subsidy_applications"
    verbose_name = "申請"
    append_only = [
        "subsidy_applications_application_event",
        "subsidy_applications_applicantmatch_event",
        "subsidy_applications_consent_event",
    ]
