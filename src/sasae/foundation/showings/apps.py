"""Two persons for showing where a protected person is to be found."""

from django.apps import AppConfig


class ShowingsConfig(AppConfig):
    name = "sasae.foundation.showings"
    label = "showings"
    verbose_name = "表示の許可"
    append_only = ["showings_showing_event"]
