"""Signs of shared use."""

from django.apps import AppConfig


class SharedUseConfig(AppConfig):
    name = "sasae.foundation.shared_use"
    label = "shared_use"
    verbose_name = "IDの使い回しの兆し"
    append_only = ["shared_use_sign_event", "shared_use_search"]
