from django.apps import AppConfig


class DownloadsConfig(AppConfig):
    name = "sasae.intake.downloads"
    label = "intake_downloads"
    verbose_name = "申請データの取込"
    append_only = [
        "intake_downloads_quarantine_event",
        "intake_downloads_earlierfile",
        "intake_downloads_revocationlist",
        "intake_downloads_evidence",
    ]
