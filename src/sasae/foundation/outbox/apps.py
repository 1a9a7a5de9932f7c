"""What goes out to other systems, and what came in from them."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "sasae.foundation.outbox"
    label = "outbox"
    verbose_name = "送信箱"
