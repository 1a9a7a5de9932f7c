from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "sasae.foundation.audits"
    label = "audits"
    verbose_name = "内部監査"
    append_only = ["audits_sample", "audits_drawn_event"]
