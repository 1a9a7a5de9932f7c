"""Lost passwords and authenticators."""

from django.apps import AppConfig


class ResetsConfig(AppConfig):
    name = "sasae.foundation.resets"
    label = "resets"
    verbose_name = "パスワードと認証アプリの再設定"
    append_only = ["resets_reset_event"]
