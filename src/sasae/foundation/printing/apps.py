"""What was printed."""

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "sasae.foundation.printing"
    label = "printing"
    verbose_name = "印刷物"
    append_only = ["printing_document"]
