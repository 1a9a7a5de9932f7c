from django.apps import AppConfig


class OnlineConfig(AppConfig):
    name = "sasae.subsidy.online"
    label = "subsidy_online"
    verbose_name = "電子申請の届出"
    append_only = ["subsidy_online_sent_event", "subsidy_online_match_event"]
