"""The screens' common ground."""

from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "sasae.foundation.screens"
    label = "screens"
    verbose_name = "画面"
    append_only: list[str] = []
