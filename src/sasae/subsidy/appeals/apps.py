from django.apps import AppConfig


class AppealsConfig(AppConfig):
    name = "sasae.subsidy.appeals"
    label = "subsidy_appeals"
    verbose_name = "審査請求"
    append_only = ["subsidy_appeals_appeal_event"]
