from django.apps import AppConfig


class SpecialAccessConfig(AppConfig):
    name = "sasae.foundation.special_access"
    label = "special_access"
    verbose_name = "ふだんでない利用"
    append_only = ["special_access_emergency_event", "special_access_window_event", "special_access_cover_event"]
