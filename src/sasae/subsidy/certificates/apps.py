from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "sasae.subsidy.certificates"
    label = "subsidy_certificates"
    verbose_name = "医療証"
    append_only = [
        "subsidy_certificates_certificate_event",
        "subsidy_certificates_recall_event",
        "subsidy_certificates_returnedmail_event",
        "subsidy_certificates_pmhfile_event",
    ]
